"""The published JSON Schemas, made from the types themselves so that they cannot say anything else."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from sharedesk.exchange.decision_input import CorrectionInput, DecisionInput
from sharedesk.exchange.log_export import VERSION, Front, Line
from sharedesk.exchange.note_input import QuickNoteInput

Name = Literal["decision-input", "correction-input", "quick-note-input", "log-export"]
_TYPES: dict[Name, tuple[Any, ...]] = {
    "decision-input": (DecisionInput,),
    "correction-input": (CorrectionInput,),
    "quick-note-input": (QuickNoteInput,),
    "log-export": (Front, Line),
}
NAMES: tuple[Name, ...] = tuple(_TYPES)
VERSIONS: dict[Name, int] = dict.fromkeys(NAMES, 1) | {"log-export": VERSION}


def schema(name: Name) -> dict[str, Any]:
    """A JSON Schema (draft 2020-12). For `log-export` it is the schema of each line."""
    bodies, parts = msgspec.json.schema_components(_TYPES[name], ref_template="#/$defs/{name}")
    body = bodies[0] if len(bodies) == 1 else {"anyOf": list(bodies)}
    if "StatedTime" in parts:  # in a file for input a time may be given as somebody would say it
        stated = parts["StatedTime"]
        text = {
            "type": "string",
            "description": "As somebody would say it: “14 March 2026 at 14:02”, “about March 2026”.",
        }
        parts["StatedTime"] = {"anyOf": [text, stated], "title": "StatedTime"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:sharedesk:{name}:{VERSIONS[name]}",
        "title": name,
        **body,
        "$defs": parts,
    }

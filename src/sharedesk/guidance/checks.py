"""Loads the checks, resources/guidance/checks/*.toml, one to a file, and proves each against its type and its sense."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from sharedesk.domain.check import Check
from sharedesk.domain.check_faults import faults
from sharedesk.domain.guidance import Guidance
from sharedesk.guidance.toml_file import Place, Read, read
from sharedesk.resources import resource


def load_checks(guidance: Guidance | None = None, folder: Path | None = None) -> Mapping[str, Check]:
    """Every check by its id. With `guidance`, every link to the shelf and every source is proved to be there.

    Raises FaultyFile (file, item, line, what to do) or FileNotThere at the first fault. The caller keeps what it gets.
    """
    folder = folder or resource("guidance", "checks")
    found: dict[str, Check] = {}
    for path in sorted(folder.glob("*.toml")):
        file = read(path, Check)
        for place, fault, advice in faults(file.value):
            raise file.fault(place, fault, advice)
        if guidance is not None:
            _prove_links(file, guidance)
        if file.value.id in found:
            raise file.fault(("id",), f"another file has the check “{file.value.id}”", "Give it an id of its own.")
        found[file.value.id] = file.value
    return found


def _prove_links(file: Read[Check], guidance: Guidance) -> None:
    for place, name in _statements(file.value):
        if name not in guidance.statements:
            raise file.fault(place, f"there is no statement “{name}” on the shelf", "Use the id of one that is there.")
    for place, name in _documents(file.value):
        if name not in guidance.references:
            raise file.fault(place, f"there is no reference “{name}”", "Add it to references.toml, or mend its id.")


def _statements(check: Check) -> Iterator[tuple[Place, str]]:
    for number, question in enumerate(check.questions):
        yield from ((("questions", number, "guidance"), name) for name in question.guidance)


def _documents(check: Check) -> Iterator[tuple[Place, str]]:
    for number, question in enumerate(check.questions):
        yield from ((("questions", number, "sources"), source.document) for source in question.sources)

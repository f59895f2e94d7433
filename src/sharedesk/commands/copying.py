"""`print --copy …`: copies that leave the house, from the command line."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from sharedesk.commands.arguments import read_input
from sharedesk.commands.output import Output, counted
from sharedesk.desk import record
from sharedesk.exchange import strict_json
from sharedesk.exchange.strict_json import NotAcceptable
from sharedesk.vault.vault import Vault

if TYPE_CHECKING:
    from sharedesk.desk.outward import Choices, Prepared
    from sharedesk.domain.copies import CopyKind

KINDS: dict[str, CopyKind] = {
    "recipient": "recipient", "family": "family", "subject": "subject_access", "answer": "answer",
}  # fmt: skip


def add_to(printed: argparse.ArgumentParser) -> None:
    """Add to `print` what a copy for somebody needs."""
    printed.add_argument(
        "--copy", choices=("record", *KINDS), default="record", help="which copy (default: record, for the file)"
    )
    printed.add_argument(
        "--for", dest="who", default="", metavar="WHO", help="for whom: as named in the record, or a key"
    )
    printed.add_argument("--treat", metavar="FILE|-", help="a JSON file of what was decided about each place in it")


def print_copy(vault: Vault, options: argparse.Namespace, password: str | None, output: Output) -> None:
    """Make a copy, write it, note it. Nothing is written where it is refused."""
    from sharedesk.desk import copy_readers, handing_over, outward  # what finds people is slow to load

    kind = KINDS[options.copy]
    choices, in_spite = _choices(options.treat)
    decision = record.state_of(vault, options.reference).decision
    prepared = outward.prepare(vault, options.reference, kind, copy_readers.reader(decision, kind, options.who))
    choices = _with_defaults(prepared, choices)
    made = outward.make(vault, prepared, choices, in_spite_of_that=in_spite)
    entry = handing_over.save(vault, made, Path(options.to), password)
    handing_over.note_identities(vault, made, choices)
    lines = [f"The copy is in {options.to}: {counted(made.pages, 'page', 'pages')}. The log keeps what was sent."]
    if made.left_out:
        lines.append(f"Left out or said otherwise: {counted(len(made.left_out), 'thing', 'things')}.")
    if made.about.survived:
        lines.append("Somebody who has to be protected can be found in it; it was sent with your reason.")
    value = {
        "file": options.to, "pages": made.pages, "undrawable": made.undrawable, "encrypted": password is not None,
        "entry": entry, "left_out": len(made.left_out), "sent_with_a_reason": bool(made.about.survived),
    }  # fmt: skip
    output.result("\n".join(lines), value)


def _with_defaults(prepared: Prepared, choices: Choices) -> Choices:
    """What was decided, and for whoever surely has to be protected and was not mentioned: a role label, or left out."""
    from sharedesk.desk.outward import default_treatments

    given = choices.treatments
    more = tuple(
        one for one in default_treatments(prepared)
        if not any(g.place == one.place and g.start < one.end and one.start < g.end for g in given)
    )  # fmt: skip
    return msgspec.structs.replace(choices, treatments=(*given, *more))


def _choices(source: str | None) -> tuple[Choices, str]:
    """The choices of a file, and the reason for sending the copy in spite of what is found in it."""
    from sharedesk.desk.outward import Choices

    if source is None:
        return Choices(), ""
    plain = strict_json.read(read_input(source))
    if not isinstance(plain, dict):
        raise NotAcceptable("", "The file does not hold one object.")
    because = plain.pop("in_spite_of_that", "")
    if not isinstance(because, str):
        raise NotAcceptable("in_spite_of_that", "text belongs here.")
    try:
        return msgspec.convert(plain, Choices), because
    except msgspec.ValidationError as problem:
        where = str(problem).partition(" - at `$.")[2].rstrip("`")
        raise NotAcceptable(where, "this is not what belongs here (see docs/command-line.md).") from None

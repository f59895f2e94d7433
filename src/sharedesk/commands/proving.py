"""Commands that prove a log: check, slip, rebuild."""

from __future__ import annotations

import argparse
from pathlib import Path

from sharedesk.commands import asking
from sharedesk.commands.arguments import Commands, command
from sharedesk.commands.output import Output, counted
from sharedesk.desk import keep, proving, release, slips
from sharedesk.errors import ShareDeskError
from sharedesk.vault.vault import Vault

NO_RECOVERY = "There is no recovery sheet for this log: if the passphrase is lost, so is everything in it."
FAULTS_FOUND = 7


class NotASlip(ShareDeskError):
    """What was typed from a witness slip or a printed foot is not in its form."""

    exit_code = 2

    def __init__(self) -> None:
        super().__init__(
            "That is not what a witness slip says.",
            "Type WRITER:SEQUENCE:HEAD: the writer and the number of the entry, then the head's 32 characters.",
        )


def add_to(commands: Commands) -> None:
    """Add this room's commands."""
    checked = command(commands, "check", "check that the log is what was recorded", _check)
    checked.add_argument(
        "--slip", metavar="WRITER:SEQUENCE:HEAD", help="also check against a witness slip or a printed foot"
    )
    slip = command(commands, "slip", "print a witness slip for somebody to countersign", _slip)
    slip.add_argument("--to", required=True, metavar="FILE", help="the PDF to write; it must not exist yet")
    command(commands, "rebuild", "make the lists and the search index anew from the entries", _rebuild)


def _check(options: argparse.Namespace, output: Output) -> int:
    typed = slips.read_slip(options.slip) if options.slip else None
    if options.slip and typed is None:
        raise NotASlip
    with asking.opened(options) as vault:
        said = proving.check_alone(vault, output.progress("Checking"))
        answer = slips.compare(vault, typed) if typed else None
        if answer is not None:
            said = proving.with_slip(said, answer)
        output.result("\n".join(_lines(said, vault)), _value(said, vault, None if answer is None else answer.holds))
        return 0 if said.sound else FAULTS_FOUND


def _lines(said: proving.Said, vault: Vault) -> list[str]:
    report = said.report
    entries, erased = counted(report.entries, "entry", "entries"), counted(report.erased_parts, "part", "parts")
    lines = ["PRACTICE"] if vault.practice else []
    lines += [
        f"{entries}, {report.imported:,} of them imported; {erased} erased.",
        f"Where the log stands: writer {report.writer}, entry {report.sequence:,}, head {report.head}.",
        said.verdict,
    ]
    for part in said.parts:
        lines.append(f"{part.title}: {part.state}. {part.looked_at}")
        lines += [f"  ! {found}" for found in part.found]
        lines += [f"  {part.advice}"] if part.advice else []
    return lines if vault.has_recovery else [*lines, NO_RECOVERY]


def _value(said: proving.Said, vault: Vault, slip: bool | None) -> dict[str, object]:
    report = said.report
    return {
        "entries": report.entries,
        "imported": report.imported,
        "erased_parts": report.erased_parts,
        "head": report.head,
        "writer": report.writer,
        "sequence": report.sequence,
        "faults": said.faults,
        "altered": said.is_altered,
        "parts": said.parts,
        "slip": slip,
        "practice": vault.practice,
        "recovery": vault.has_recovery,
    }


def _slip(options: argparse.Namespace, output: Output) -> int:
    keep.free(Path(options.to))
    with asking.opened(options) as vault:
        printed = release.save_pdf(release.slip(vault), Path(options.to))
        output.result(f"The witness slip is in {options.to}.", {"file": options.to, "pages": printed.pages})
    return 0


def _rebuild(options: argparse.Namespace, output: Output) -> int:
    with asking.opened(options) as vault:
        listed = proving.make_lists_anew(vault, output.progress("Making the lists anew"))
        output.result(
            f"The lists and the search index are made anew from the entries: "
            f"{counted(listed, 'record', 'records')} listed. Nothing that was recorded has changed.",
            {"listed": listed, "practice": vault.practice},
        )
    return 0

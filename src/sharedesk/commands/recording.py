"""Commands that add to a log: record, correct."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from sharedesk.commands import asking
from sharedesk.commands.arguments import A_REFERENCE, Commands, command, read_input
from sharedesk.commands.output import Output
from sharedesk.desk import record
from sharedesk.desk.record import Recorded
from sharedesk.domain.completeness import Missing, by_rule
from sharedesk.exchange import decision_input


def add_to(commands: Commands) -> None:
    """Add this room's commands."""
    recorded = command(
        commands, "record", "record one or many decisions from a JSON file (see “sharedesk schema”)", _record
    )
    recorded.add_argument("file", metavar="FILE|-", help="a JSON file, or - for standard input")
    corrected = command(
        commands, "correct", "add a correction to a decision; what was recorded stays beside it", _correct
    )
    corrected.add_argument("reference", metavar="REFERENCE", help=A_REFERENCE)
    corrected.add_argument("file", metavar="FILE|-", help="a JSON file (see “sharedesk schema correction-input”), or -")


def _record(options: argparse.Namespace, output: Output) -> int:
    decisions = decision_input.read_decisions(read_input(options.file))  # before a passphrase is asked for
    with asking.opened(options) as vault:
        done = record.record(vault, decisions)
        output.result("\n".join(words(one, "Recorded") for one in done), {"recorded": [plain(one) for one in done]})
    return 0


def _correct(options: argparse.Namespace, output: Output) -> int:
    correction = decision_input.read_correction(read_input(options.file))
    with asking.opened(options) as vault:
        done = record.correct(vault, options.reference, correction.because, correction.changes, correction.withdraw)
        output.result(words(done, "Correction added to"), plain(done))
    return 0


def words(done: Recorded, verb: str) -> str:
    """What was recorded and what it still needs; `verb` stands before its reference."""
    lines = [f"{verb} {done.reference}."]
    if done.missing:
        lines.append(f"Still to add ({len(done.missing)}):")
        lines += [f"  {rule.sentence}{f' ({places} places)' * (places > 1)}" for rule, places in by_rule(done.missing)]
    if done.possible_duplicates:
        lines.append(
            f"{len(done.possible_duplicates)} of its people may be in the log already (same name). Nothing was merged."
        )
    return "\n".join(lines)


def plain(done: Recorded) -> dict[str, object]:
    """The same for JSON."""
    return {
        "reference": done.reference, "id": done.id, "missing": missing_plain(done.missing),
        "possible_duplicates": {person: list(ids) for person, ids in done.possible_duplicates.items()},
    }  # fmt: skip


def missing_plain(missing: Sequence[Missing]) -> list[dict[str, str]]:
    """What a record still needs, for JSON."""
    return [
        {"code": m.rule.code, "slot": m.slot, "sentence": m.rule.sentence, "why": m.rule.why, "source": m.rule.source}
        for m in missing
    ]

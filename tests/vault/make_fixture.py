"""Makes the frozen log of the current schema: `python tests/vault/make_fixture.py`, src and tests on PYTHONPATH.

Run once per released schema, never again: what it makes is what people have on their disks. It refuses to write over
one that is there. Clock and dice are loaded, so ids and times say nothing of the day; keys are random all the same.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path

import msgspec
import pyrage
from domain import samples
from vault import world

from sharedesk.desk import keep, retention
from sharedesk.domain.entry import new_part
from sharedesk.domain.outside import SLOT, CopiedOutside
from sharedesk.exchange import log_export
from sharedesk.vault import rotate, schema, segments, ways
from sharedesk.vault import vault as vaults
from sharedesk.vault.check import check
from sharedesk.vault.keys import FLOOR
from sharedesk.vault.store import NewEntry

FIXTURES = Path(__file__).parent / "fixtures"
PASSPHRASE = "frozen practice log passphrase"

README = """A practice log of schema {version}, frozen. Nobody in it is real.

Passphrase: {passphrase}

It holds two decisions, a correction, two people linked as one, an erased note with its rewording, two emergency shares
(one still owes its reasons, and its reminder is put off to a day), an emergency note that was turned away, and an
imported segment (a decision and a correction of another practice log). From schema 3 on its key was changed once,
an organisation's key opens it too (`organisation.key`, made up for this), a copy was made outside, and one decision
is kept longer. `folds.json` is what it says. Made by tests/vault/make_fixture.py; never to be made again: it stands for
the logs that people have.
"""


def fill(vault, dice, name: str) -> None:
    full = world.record(vault, samples.share_part(), dice)
    world.record(vault, samples.do_not_share(), dice)
    world.correct(vault, full, dice, reasons=f"Corrected in {name}.", notes=f"A note of {name} to erase")
    one, two = world.state_person(vault, "Kit Placeholder", dice), world.state_person(vault, "K. Placeholder", dice)
    world.link(vault, one, two, dice)
    world.erase_slot(vault, full, "notes", notes=f"Reworded in {name}.")
    world.give_reasons(vault, world.share_quickly(vault, world.a_note(dice), dice), dice)
    owing = world.share_quickly(vault, world.a_note(dice, at_risk="K.", said_at=""), dice)
    vault.store.connection.execute("INSERT INTO reminder VALUES (?, '2026-03-20')", (vault.store.row_of(owing),))
    turned_away = (new_part("@sha256", "ab" * 32, dice), new_part("@because", "Not written here.", dice))
    vault.append([NewEntry(kind="note_rejected", entity="ab" * 16, parts=turned_away)])
    retention.keep(vault, full, date(2031, 3, 1), "The child is still in care.", date(2026, 3, 14), dice)
    tip = vault.store.tip
    copied = CopiedOutside(place="E:/a-copy.sharedesk-backup", at=tip.at, entries=tip.pos, head=tip.head.hex())
    vault.append([NewEntry(kind="copied_outside", entity=vault.log, parts=(new_part(SLOT, copied, dice),))])


def change_keys(vault, elsewhere: Path) -> str:
    """An organisation's key, another passphrase and another key of the log; gives the organisation's secret."""
    organisation = pyrage.x25519.Identity.generate()
    ways.add_holder(vault, str(organisation.to_public()), "Made-up information team")
    ways.change_passphrase(vault, "before", PASSPHRASE, cost=FLOOR)
    rotate.rotate(vault, rotate.begin(vault, PASSPHRASE, cost=FLOOR), elsewhere=elsewhere)
    return str(organisation)


def said_by(vault) -> object:
    return json.loads(json.dumps(msgspec.to_builtins(world.folds(vault.store)), sort_keys=True))


def main() -> None:
    target = FIXTURES / f"schema_{schema.VERSION}"
    if target.exists():
        raise SystemExit("That schema has its fixture already, and it stays as it is.")
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch) / "log"
        dice, more = world.LoadedDice("one"), world.LoadedDice("two")
        clock = world.LoadedClock()
        vault, _ = vaults.create(place, "before", world.AUTHOR, practice=True, cost=FLOOR, clock=clock, dice=dice)
        other, _ = vaults.create(
            Path(scratch) / "other", "x", world.AUTHOR, practice=True, cost=FLOOR, clock=clock, dice=more
        )
        with vault, other:
            fill(vault, dice, "the first log")
            foreign = world.record(other, samples.small("Recorded in the other log."), more)
            world.correct(other, foreign, more, reasons="Corrected in the other log.")
            segments.import_log(vault, world.export(other))
            secret = change_keys(vault, Path(scratch) / "elsewhere")
            report = check(vault.store)
            if report.faults:
                raise SystemExit(report.faults)
            folds = said_by(vault)
            keep.export_log(vault, FIXTURES / "files" / f"export_{log_export.VERSION}.jsonl")
        shutil.copytree(place, target, ignore=shutil.ignore_patterns("*.lock", "backups", "inbox", "drafts"))
    (target / "organisation.key").write_text(secret + "\n", encoding="utf-8")
    (target / "folds.json").write_text(json.dumps(folds, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    (target / "README").write_text(README.format(version=schema.VERSION, passphrase=PASSPHRASE), encoding="utf-8")
    sys.stdout.write(f"{target}\n")


if __name__ == "__main__":
    main()

"""The practice log: a made-up family to try everything on. Whatever is made from it says PRACTICE."""

from __future__ import annotations

import secrets
from datetime import datetime
from functools import partial
from pathlib import Path

import msgspec
from msgspec import Struct

from sharedesk.desk import keep, people, quick_share, record, release
from sharedesk.desk.record import Besides
from sharedesk.domain.parts import with_new_keys
from sharedesk.domain.person import Author
from sharedesk.domain.quick_share import QuickNote, new_note
from sharedesk.exchange import decision_input
from sharedesk.paper.recovery_sheet import plain_sheet
from sharedesk.resources import resource
from sharedesk.vault import errors, search
from sharedesk.vault.check import Report, check
from sharedesk.vault.keys import FLOOR
from sharedesk.vault.places import default_folder
from sharedesk.vault.vault import Vault, create, unlock

PASSPHRASE = "practice"  # noqa: S105  # no secret
"""No secret: the log holds nobody."""
LOG, SHEET = "log", "recovery-sheet.txt"


class Practised(Struct, frozen=True, kw_only=True):
    """What there is to look at: the log, the check's report, the recovery sheet and each rationale by reference."""

    log_folder: Path
    report: Report
    sheet: Path
    printed: tuple[tuple[str, Path], ...]


def practise(folder: Path) -> Practised:
    """Make the practice log in `folder` (or open the one that is there), check it and print every rationale.

    Raises AlreadyThere where the folder holds something else.
    """
    log = folder / LOG
    with _made(folder) if not log.exists() else unlock(log, PASSPHRASE) as vault:
        report = check(vault.store)
        references = [listed.reference for listed in search.newest(vault.store, 50)]
        printed = tuple((reference, _print(vault, folder, reference)) for reference in reversed(references))
    return Practised(log_folder=log, report=report, sheet=folder / SHEET, printed=printed)


def open_own() -> Vault:
    """This account's own practice log, made if there is none, open. Raises AlreadyThere, DiskFull, ReadOnly."""
    folder = own_folder()
    return _made(folder) if not (folder / LOG).exists() else unlock(folder / LOG, PASSPHRASE)


def own_folder() -> Path:
    """Where the window keeps the practice log: beside the logs, but not among them."""
    return default_folder().parent.parent / "practice"


def fill(vault: Vault) -> str:
    """Record the made-up family's decisions, and a correction to the first, whose reference comes back."""
    if not vault.practice:
        raise errors.PracticeRefused
    decisions = decision_input.read_decisions(resource("practice", "decisions.json").read_bytes())
    first, *_ = record.record(vault, decisions)
    correction = decision_input.read_correction(resource("practice", "correction.json").read_bytes())
    record.correct(vault, first.reference, correction.because, correction.changes, correction.withdraw)
    return first.reference


def add_emergencies(vault: Vault, family: str) -> None:
    """Two emergency shares: one of the family (`family`: a decision about it) with its reasons, one still without."""
    if not vault.practice:
        raise errors.PracticeRefused
    new = partial(new_note, vault.store.now().at.astimezone())
    finished, begun = msgspec.json.decode(resource("practice", "emergency_notes.json").read_bytes())
    _give_reasons(vault, family, quick_share.record_now(vault, _note(new(), finished)).reference)
    quick_share.record_now(vault, _note(new(), begun))


def _note(empty: QuickNote, said: dict[str, object]) -> QuickNote:
    return msgspec.convert(msgspec.to_builtins(empty, builtin_types=(datetime,)) | said, QuickNote)


def _give_reasons(vault: Vault, family: str, reference: str) -> None:
    """Add the reasons; whoever was noted by initials turns out to be somebody of the family."""
    correction = decision_input.read_correction(resource("practice", "afterwards.json").read_bytes())
    noted = record.state_of(vault, reference).decision
    known = {person.who.name: person.key for person in record.state_of(vault, family).decision.people}
    at_risk, robin = noted.people[0].key, known["Robin Madeupson"]
    again = {one.key: known[one.who.name] for one in correction.changes.people if one.who.name in known}
    same = {
        "people": {"at_risk": at_risk, **again},
        "items": {"shared": noted.items[0].key},
        "recipients": {"told": noted.recipients[0].key},
    }
    changes = with_new_keys(correction.changes, secrets.token_bytes, same)
    besides = Besides(
        known={key: key for key in again.values()}, named={at_risk: "Robin Madeupson"},
        links=(people.linked(vault, at_risk, robin, "The initials are Robin's."),),
    )  # fmt: skip
    record.correct(vault, reference, correction.because, changes, kind="reasons_added", besides=besides)


def _made(folder: Path) -> Vault:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise errors.AlreadyThere
    author = Author(
        name="Mx Teacher", role="Designated safeguarding lead", organisation="Pretend Lane Primary School (fictional)"
    )
    vault, sheet = create(folder / LOG, PASSPHRASE, author, practice=True, cost=FLOOR)
    try:
        add_emergencies(vault, fill(vault))
        if sheet is not None:
            keep.write_new_file(folder / SHEET, [plain_sheet(release.sheet(vault, sheet)).encode("utf-8")])
    except BaseException:
        vault.lock()
        raise
    return vault


def _print(vault: Vault, folder: Path, reference: str) -> Path:
    target = folder / f"PRACTICE-{reference}.pdf"
    if not target.exists():
        release.save_pdf(release.rationale(vault, reference), target)
    return target

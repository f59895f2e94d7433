"""The practice log: a made-up family to try everything on. Whatever is made from it says PRACTICE."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from sharedesk.desk import keep, record, release
from sharedesk.domain.person import Author
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


def fill(vault: Vault) -> None:
    """Record the made-up family's decisions, and a correction to the first."""
    if not vault.practice:
        raise errors.PracticeRefused
    decisions = decision_input.read_decisions(resource("practice", "decisions.json").read_bytes())
    first, *_ = record.record(vault, decisions)
    correction = decision_input.read_correction(resource("practice", "correction.json").read_bytes())
    record.correct(vault, first.reference, correction.because, correction.changes, correction.withdraw)


def _made(folder: Path) -> Vault:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise errors.AlreadyThere
    author = Author(
        name="Mx Teacher", role="Designated safeguarding lead", organisation="Pretend Lane Primary School (fictional)"
    )
    vault, sheet = create(folder / LOG, PASSPHRASE, author, practice=True, cost=FLOOR)
    try:
        fill(vault)
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

"""Printing: full record, recovery sheet, witness slip, a copy again. Made in memory; written where somebody chose."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from sharedesk.desk import authors, keep, reconsidering, record, witness
from sharedesk.desk.guidance_in_use import guidance_in_use
from sharedesk.domain.completeness import still_to_add
from sharedesk.domain.copies import copies_of
from sharedesk.domain.entry import Entry
from sharedesk.domain.fold import DecisionState, about_entry
from sharedesk.domain.two_texts import began_in_emergency
from sharedesk.errors import ShareDeskError
from sharedesk.paper.describe import recorded
from sharedesk.paper.document import Document
from sharedesk.paper.rationale import RationaleSource, full_record
from sharedesk.paper.recovery_sheet import SheetSource, recovery_sheet
from sharedesk.paper.witness_slip import witness_slip
from sharedesk.vault.fingerprint import fingerprint
from sharedesk.vault.moment import Clock, Moment, device_clock
from sharedesk.vault.recovery import RecoverySheet
from sharedesk.vault.vault import Beginning, Vault


class Printed(Struct, frozen=True, kw_only=True):
    """A PDF and what to tell whoever asked for it: pages, and characters that could not be drawn."""

    pdf: bytes
    pages: int
    undrawable: tuple[str, ...]


def rationale(vault: Vault, reference: str) -> Document:
    """The rationale summary, full record, of a decision. Raises NoSuchRecord, NotAReference, AmbiguousReference."""
    state = record.state_of(vault, reference)
    first, taken_in = state.recorded.leaf, taken_in_by(vault, state)
    written = (*state.entries, taken_in) if taken_in else state.entries
    return full_record(
        RationaleSource(
            state=state,
            reference=record.reference_of(vault, state.id),
            missing=still_to_add(state),
            authors={entry.leaf.entry: authors.author_of(vault, entry.leaf) for entry in written},
            witness=witness.witness_of(vault),
            printed_at=said_now(vault),
            practice=vault.practice,
            guidance=guidance_in_use(),
            imported_from=None if first.log == vault.log else first.log,
            taken_up_in=[later.reference for later in reconsidering.links(vault, state.id).later],
            taken_in=taken_in,
        )
    )


def taken_in_by(vault: Vault, state: DecisionState) -> Entry | None:
    """The entry that says that a sealed note became this decision; None where it was recorded directly, or is none."""
    if not began_in_emergency(state):
        return None
    at = vault.store.position_of(state.recorded.leaf)
    if at is None or at == vault.store.count():
        return None
    after = vault.store.entry(at + 1)  # both were appended at once
    return after if after.leaf.kind == "note_adopted" and about_entry(after).get("@decision") == state.id else None


def sheet(vault: Vault, made: RecoverySheet) -> SheetSource:
    """What a recovery sheet says, for paper or plain text."""
    return _sheet(made, vault.header.body.inbox, vault.store.now(), practice=vault.practice)


def sheet_of_new(begun: Beginning, clock: Clock = device_clock) -> SheetSource:
    """The same for a log that is not made yet."""
    return _sheet(begun.sheet, begun.root.inbox_public, clock(), practice=begun.practice)


def sheet_document(vault: Vault, made: RecoverySheet) -> Document:
    """The recovery sheet."""
    return recovery_sheet(sheet(vault, made))


def slip(vault: Vault) -> Document:
    """The witness slip for where the log stands now."""
    return witness_slip(
        witness.witness_of(vault),
        entries=vault.store.count(),
        log=vault.log,
        printed_at=said_now(vault),
        practice=vault.practice,
        guidance=guidance_in_use(),
    )


def as_pdf(document: Document, password: str | None = None) -> Printed:
    """The PDF of a document, in memory; with a password it is encrypted (AES-256)."""
    from sharedesk.paper.render import render  # heavy: loaded when something is printed

    made = render(document)
    pdf = made.pdf
    if password is not None:
        from sharedesk.paper.protect import with_password

        pdf = with_password(pdf, password)
    return Printed(pdf=pdf, pages=made.pages, undrawable=made.undrawable)


def save_pdf(document: Document, target: Path, password: str | None = None) -> Printed:
    """Write the PDF to a file that must not exist yet. Raises AlreadyThere, DiskFull, ReadOnly."""
    printed = as_pdf(document, password)
    keep.write_new_file(target, [printed.pdf])
    return printed


def surfaces(pdf: bytes, file_name: str, codes: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Every text in a finished PDF with the place where it stands, its name and its square codes included."""
    from sharedesk.paper.read_back import shown_surfaces, tagged_surfaces

    return [*shown_surfaces(pdf, file_name, codes), *tagged_surfaces(pdf)]


class Reprint(Struct, frozen=True, kw_only=True):
    """A copy made again as it was sent. `same` is None where it left the house without a PDF, or parts are erased."""

    document: Document
    printed: Printed
    same: bool | None


def reprint(vault: Vault, reference: str, entry: str) -> Reprint:
    """What was sent, made again from what its entry kept. Parts erased since are marked, never guessed.

    Raises NoSuchCopy, NotAsSent where what is kept is not what was sent, and NoSuchRecord.
    """
    from sharedesk.identity.marks import Audience
    from sharedesk.identity.released import as_sent
    from sharedesk.paper.outward import copy_document

    state = record.state_of(vault, reference)
    copy = next((one for one in copies_of(state.entries) if one.entry.leaf.entry == entry), None)
    if copy is None or copy.about is None or not copy.blocks:
        raise NoSuchCopy
    about = copy.about
    audience = Audience(kind=about.audience, who=about.whose, knows=about.knows)
    for block in copy.blocks:
        if block is not None:
            as_sent(block.text, block.digest, audience)
    document = copy_document(about, copy.for_whom or "somebody whose name was erased since", copy.blocks)
    printed = as_pdf(document)
    same = hashlib.sha256(printed.pdf).hexdigest() == about.pdf if about.pdf and copy.whole else None
    return Reprint(document=document, printed=printed, same=same)


class NoSuchCopy(ShareDeskError):
    """There is no copy of that decision with that entry, or nothing of it is kept: it was spoken, or is erased."""

    exit_code = 5

    def __init__(self) -> None:
        super().__init__(
            "There is no such copy of this decision, or nothing of it is kept.",
            "“sharedesk show” lists the copies that were handed over.",
        )


def _sheet(made: RecoverySheet, inbox: str, now: Moment, *, practice: bool) -> SheetSource:
    return SheetSource(
        code_lines=made.code_lines, block_lines=made.slot_lines, fingerprint=fingerprint(inbox), log=made.log,
        made_at=recorded(now.at, now.offset), practice=practice,
    )  # fmt: skip


def save_printed(printed: Printed, target: Path, password: str | None = None) -> None:
    """Write a PDF that was made before, with a password or without. Raises as `save_pdf` does."""
    pdf = printed.pdf
    if password is not None:
        from sharedesk.paper.protect import with_password

        pdf = with_password(pdf, password)
    keep.write_new_file(target, [pdf])


def said_now(vault: Vault) -> str:
    """The moment by this log's clock, as paper says it."""
    moment = vault.store.now()
    return recorded(moment.at, moment.offset)

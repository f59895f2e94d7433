"""Printing: full record, recovery sheet and witness slip. Made in memory; written where somebody chose."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from sharedesk.desk import authors, keep, reconsidering, record, witness
from sharedesk.domain.completeness import what_is_missing
from sharedesk.paper.document import Document
from sharedesk.paper.rationale import RationaleSource, full_record, recorded
from sharedesk.paper.recovery_sheet import SheetSource, recovery_sheet
from sharedesk.paper.witness_slip import witness_slip
from sharedesk.vault.fingerprint import fingerprint
from sharedesk.vault.moment import Clock, Moment, device_clock
from sharedesk.vault.recovery import RecoverySheet
from sharedesk.vault.vault import Beginning, Vault

GUIDANCE_SAID = "no pack yet"
"""The version of the guidance pack as paper names it; there is none yet."""


class Printed(Struct, frozen=True, kw_only=True):
    """A PDF and what to tell whoever asked for it: pages, and characters that could not be drawn."""

    pdf: bytes
    pages: int
    undrawable: tuple[str, ...]


def rationale(vault: Vault, reference: str) -> Document:
    """The rationale summary, full record, of a decision. Raises NoSuchRecord, NotAReference, AmbiguousReference."""
    state = record.state_of(vault, reference)
    first = state.recorded.leaf
    return full_record(
        RationaleSource(
            state=state,
            reference=record.reference_of(vault, state.id),
            missing=what_is_missing(state.decision),
            authors={entry.leaf.entry: authors.author_of(vault, entry.leaf) for entry in state.entries},
            witness=witness.witness_of(vault),
            printed_at=_now(vault),
            practice=vault.practice,
            guidance=GUIDANCE_SAID,
            imported_from=None if first.log == vault.log else first.log,
            taken_up_in=[later.reference for later in reconsidering.links(vault, state.id).later],
        )
    )


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
        printed_at=_now(vault),
        practice=vault.practice,
        guidance=GUIDANCE_SAID,
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


def _now(vault: Vault) -> str:
    moment = vault.store.now()
    return recorded(moment.at, moment.offset)

"""Handing a copy over, and then, once it really left the house, the entry that keeps what was sent."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from pathlib import Path

import msgspec

from sharedesk.desk import outward, record, release
from sharedesk.desk.copy_errors import CopyNotNoted
from sharedesk.desk.guidance_in_use import guidance_in_use
from sharedesk.desk.identifying import identity_of
from sharedesk.desk.outward import Choices, Made, Prepared
from sharedesk.desk.record import NothingToCorrect
from sharedesk.domain.copies import AboutCopy, CopyOutcome, digest_of_blocks, slots_of_copy
from sharedesk.domain.decision import Decision, IdentityResult
from sharedesk.domain.entry import Part, new_part
from sharedesk.domain.ids import Dice, new_key
from sharedesk.domain.order import tips
from sharedesk.domain.treatment import MarkTreatment
from sharedesk.errors import ShareDeskError
from sharedesk.paper.outward import FACES
from sharedesk.vault.store import NewEntry
from sharedesk.vault.vault import Vault


def save(vault: Vault, made: Made, target: Path, password: str | None = None) -> str:
    """Write the PDF to a file that must not exist yet, then note that it was; gives the id of the entry.

    Raises CopyRefused for a name of the file that gives somebody away, AlreadyThere, NoSuchFile, DiskFull, ReadOnly:
    then nothing was written. CopyNotNoted: then the file is there and its entry is not.
    """
    outward.see_file_name(made, target.name)
    printed = release.Printed(pdf=made.pdf, pages=made.pages, undrawable=made.undrawable)
    release.save_printed(printed, target, password)
    return note(vault, made, "saved")


def note(vault: Vault, made: Made, outcome: CopyOutcome, dice: Dice = secrets.token_bytes) -> str:
    """Add to the decision that a copy was handed over: call it after it was. Gives the entry's id.

    A copy that was sent in spite of what was found in it is noted as that, whatever the way. Raises CopyNotNoted.
    """
    about = msgspec.structs.replace(
        made.about, outcome="sent_with_a_reason" if made.about.survived else outcome,
        pdf="" if outcome == "copied_as_text" else made.about.pdf,
    )  # fmt: skip
    parts = _parts(slots_of_copy(about, made.for_whom, made.because, made.blocks, made.left_out, _keys(dice)), dice)
    try:
        return _add(vault, made.prepared, parts)
    except ShareDeskError as problem:
        raise CopyNotNoted from problem


def note_identities(vault: Vault, made: Made, choices: Choices, identity: IdentityResult | None = None) -> bool:
    """Add to the decision what was decided about identities for this recipient, and which copy they got.

    Call it after `note`. False where there is nothing to add: the copy is not for a recipient, or all of it is said
    already. Which copy anybody else got is told by the entries of their copies alone (`domain.copies`), for an
    `IdentityResult` is a recipient's.
    """
    recipient = made.prepared.reader.recipient
    if recipient is None:
        return False
    decision = record.state_of(vault, made.prepared.reference).decision
    said = identity or identity_of(decision, recipient.key) or IdentityResult(key="new", recipient=recipient.key)
    people = {person.key for person in decision.people}  # a mark of a professional is kept without whose
    now = [o if o.whose in people else msgspec.structs.replace(o, whose=None) for o in choices.treatments]
    before = [one for one in said.treatments if not any(_same_place(one, other) for other in now)]
    said = msgspec.structs.replace(
        said, audience=said.audience or made.prepared.audience.kind, copy=made.about.kind,
        result=said.result or "Looked through for their copy, place by place.",
        treatments=(*before, *now),
        words_read=tuple(dict.fromkeys((*said.words_read, *choices.read))),
    )  # fmt: skip
    with contextlib.suppress(NothingToCorrect):
        record.correct(vault, made.prepared.reference, "A copy was made for them.", Decision(identities=(said,)))
        return True
    return False


def _same_place(one: MarkTreatment, other: MarkTreatment) -> bool:
    return one.place == other.place and one.start < other.end and other.start < one.end


def share_by_phone(vault: Vault, prepared: Prepared, because: str, dice: Dice = secrets.token_bytes) -> str:
    """Add to the decision that no copy was handed over and what was needed was said by phone; the entry's id."""
    face = FACES[prepared.kind]
    about = AboutCopy(
        kind=prepared.kind, whose=prepared.reader.key, audience=prepared.audience.kind, knows=prepared.audience.knows,
        outcome="shared_by_phone", reference=prepared.reference, title=face.title.text, running_note="",
        printed_at=release.said_now(vault), guidance=guidance_in_use(), practice=vault.practice,
        content=digest_of_blocks(()),
    )  # fmt: skip
    parts = _parts(slots_of_copy(about, prepared.reader.called, because, (), (), _keys(dice)), dice)
    return _add(vault, prepared, parts)


def _add(vault: Vault, prepared: Prepared, parts: tuple[Part, ...]) -> str:
    follows = tips(vault.store.entries_of(prepared.state.id))
    guidance = guidance_in_use()
    new = NewEntry(kind="released_copy", entity=prepared.state.id, parts=parts, follows=follows, guidance=guidance)
    return vault.append([new]).entries[0].leaf.entry


def _parts(slots: Iterator[tuple[str, object]], dice: Dice) -> tuple[Part, ...]:
    return tuple(new_part(slot, value, dice) for slot, value in slots)


def _keys(dice: Dice) -> Iterator[str]:
    while True:
        yield new_key(dice)

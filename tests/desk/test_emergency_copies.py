"""Copies of a decision that began as an emergency share: the note itself is in none, its texts are looked through."""

from __future__ import annotations

import io

import msgspec
import pikepdf
import pytest
from desk.copies_world import looked_through, prepared
from paper import emergencies
from paper.emergencies import DUTY
from vault import world

from sharedesk.desk import outward, quick_share, record, release
from sharedesk.desk.copy_errors import CopyNotReady, CopyRefused
from sharedesk.desk.outward import Choices
from sharedesk.domain.decision import Decision, Emergency, PersonInvolved
from sharedesk.domain.person import PersonStatement
from sharedesk.domain.quick_share import encode_note
from sharedesk.domain.stated_time import understand
from sharedesk.domain.telling import Telling
from sharedesk.vault.keys import FLOOR
from sharedesk.vault.vault import create

CHILD, NEIGHBOUR, UNCLE = "Perrin Quillfeather", "Odalys Wrenfield", "Corvin Stagthorne"
HEARD = f"{NEIGHBOUR} heard through the wall how he was hit."
LINE = f"{NEIGHBOUR} is afraid of the uncle."


@pytest.fixture
def vault(tmp_path):
    made, _ = create(tmp_path / "log", world.PASSPHRASE, world.AUTHOR, cost=FLOOR)
    with made:
        yield made


@pytest.fixture
def note():
    return emergencies.note(at_risk=CHILD, shared=HEARD, why_line=LINE)


@pytest.fixture
def reference(vault, note) -> str:
    """Afterwards it is said who could be harmed by whom."""
    made = quick_share.record_now(vault, note)
    d = record.state_of(vault, made.reference).decision
    people = (
        msgspec.structs.replace(d.people[0], roles=("subject", "child")),
        PersonInvolved(
            key="n", who=PersonStatement(name=NEIGHBOUR, kind="adult"), roles=("source",), could_be_harmed="yes"
        ),
        PersonInvolved(key="u", who=PersonStatement(name=UNCLE, kind="adult"), roles=("person_of_concern",)),
    )
    told = msgspec.structs.replace(d.recipients[0], safeguarding_role="no")
    urgent = Emergency(could_not_wait_because=d.emergency.could_not_wait_because, what_made_it_urgent="The shouting.")
    changes = Decision(people=people, recipients=(told,), emergency=urgent)
    return record.correct(vault, made.reference, "", changes, kind="reasons_added").reference


def everything(pdf: bytes) -> str:
    return " ".join(" ".join(text.split()) for _, text in release.surfaces(pdf, ""))


@pytest.mark.parametrize(("kind", "who"), [("recipient", DUTY), ("subject_access", CHILD)])
def test_a_protected_neighbour_in_the_note_is_marked_and_goes_out_of_the_copy(vault, reference, kind, who):
    copy = prepared(vault, reference, kind, who)
    shared = next(piece for piece in copy.pieces if piece.text == HEARD)
    with pytest.raises(CopyNotReady) as open_yet:
        outward.make(vault, copy, Choices())
    assert shared.place in {place.place for place in open_yet.value.places if place.kind == "name"}
    include = tuple(piece.place for piece in copy.pieces)
    words = everything(looked_through(vault, copy, Choices(include=include)).pdf)
    assert "heard through the wall how he was hit" in words
    assert "Wrenfield" not in words
    assert ("is afraid of the uncle" in words) == (kind == "subject_access")


def test_the_note_as_it_was_written_is_no_piece_of_any_copy(vault, reference, note):
    whole = encode_note(note).decode()
    for kind, who in (("recipient", DUTY), ("subject_access", CHILD)):
        copy = prepared(vault, reference, kind, who)
        assert not [piece.place for piece in copy.pieces if "@" in piece.place or piece.text == whole]
        words = everything(looked_through(vault, copy, Choices(include=tuple(p.place for p in copy.pieces))).pdf)
        for written in (whole, "14:02:10", "opened_at", "danger_now"):
            assert written not in words


def test_a_note_that_slips_into_a_copy_refuses_it(vault, reference, note, monkeypatch):
    copy = prepared(vault, reference, "recipient", DUTY)
    honest = release.as_pdf

    def with_the_note(document, password=None):
        printed = honest(document, password)
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(printed.pdf)) as pdf:
            pdf.attachments["note.json"] = pikepdf.AttachedFileSpec(pdf, encode_note(note), filename="note.json")
            pdf.save(out, fix_metadata_version=False)
        return msgspec.structs.replace(printed, pdf=out.getvalue())

    assert looked_through(vault, copy).about.survived == ()
    monkeypatch.setattr(release, "as_pdf", with_the_note)
    with pytest.raises(CopyRefused) as refused:
        looked_through(vault, copy)
    assert "an attached file" in refused.value.advice


def test_a_familys_copy_says_why_it_could_not_wait_only_where_somebody_includes_it(vault, reference):
    d = record.state_of(vault, reference).decision
    told = Telling(key="t", person=d.people[0].key, result="tell_now", told_at=understand("15 March 2026"))
    record.correct(vault, reference, "", Decision(telling=(told,)))
    copy = prepared(vault, reference, "family", CHILD)
    urgent = {piece.place: piece.included for piece in copy.pieces if piece.place.startswith("emergency")}
    assert urgent == {"emergency.could_not_wait_because": False, "emergency.what_made_it_urgent": False}
    assert "The shouting." not in everything(looked_through(vault, copy).pdf)
    words = everything(looked_through(vault, copy, Choices(include=tuple(urgent))).pdf)
    assert "What made it urgent The shouting." in words
    assert "Why it could not wait In danger now." in words
    assert "Wrenfield" not in words

from __future__ import annotations

import copy
import pickle

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from identity.people import CASE

from sharedesk.domain.treatment import Treatment
from sharedesk.identity.find import Searcher
from sharedesk.identity.marks import Audience, Mark
from sharedesk.identity.released import (
    NotAcknowledged,
    NotAsSent,
    ReasonNeeded,
    Released,
    StillThere,
    WordsMissing,
    as_sent,
    digest_of,
    own_words,
    release,
)
from sharedesk.identity.survivors import survivors

SEARCHER = Searcher(CASE)
FAMILY = Audience(kind="anyone_else", who="somebody")
POLICE = Audience(kind="safeguarding_body", who="police")
REMOVE, LABEL = Treatment(what="remove"), Treatment(what="role_label")


def treated(text, audience=FAMILY, read=(), **each):
    """`text` released with a treatment for each marked word, named by its letters (`Rose_s` is not needed)."""
    marks = SEARCHER.find(text)
    given = {m: each[text[m.start : m.end].lower()] for m in marks if text[m.start : m.end].lower() in each}
    return release(text, marks, given, audience, known=CASE, read=read)


def test_each_treatment_does_what_it_says_and_is_told_of():
    text = "Rosie told Callum on 04/03/2011 at 14 Quillon Lane."
    marks = {text[m.start : m.end]: m for m in SEARCHER.find(text)}
    given = {
        marks["Rosie"]: LABEL,
        marks["Callum"]: Treatment(what="reword", instead="another child", because="He could be worked out."),
        marks["04/03/2011"]: Treatment(what="generalise"),
        marks["14 Quillon Lane"]: REMOVE,
    }
    made = release(text, list(marks.values()), given, FAMILY, known=CASE)
    assert made.text == "Child A told another child on March 2011 at [left out]."
    assert [(one.kind, one.what, one.whose, one.because) for one in made.left_out] == [
        ("name", "role_label", "rose", ""),
        ("name", "reword", "callum", "He could be worked out."),
        ("date_of_birth", "generalise", "rose", ""),
        ("address", "remove", "rose", ""),
    ]
    assert not any("Rosie" in one.instead or "Quillon" in one.instead for one in made.left_out)
    assert made.digest == digest_of(made.text)
    assert made.audience is FAMILY


def test_each_mark_needs_an_acknowledgement_of_its_own():
    with pytest.raises(NotAcknowledged) as caught:
        treated("Rosie met Callum. Rosie left.", rosie=LABEL)
    assert [(m.start, m.whose) for m in caught.value.marks] == [(10, "callum")]
    marks = SEARCHER.find("Rosie met Rosie")
    with pytest.raises(NotAcknowledged):  # the first Rosie's treatment is not the second's
        release("Rosie met Rosie", marks, {marks[0]: REMOVE}, FAMILY, known=CASE)


def test_a_mark_that_was_not_shown_is_not_forgotten():
    with pytest.raises(NotAcknowledged):
        release("Rosie met nobody", [], {}, FAMILY, known=CASE)


def test_a_body_that_protects_children_gets_the_words_but_who_could_be_harmed_is_looked_at():
    assert treated("Callum rang from 01632 960 456.", POLICE).text == "Callum rang from 01632 960 456."
    with pytest.raises(NotAcknowledged):
        treated("Rosie rang.", POLICE)
    kept = treated("Rosie rang.", POLICE, rosie=Treatment(what="keep"))
    assert kept.text == "Rosie rang."
    assert [(one.whose, one.kind) for one in kept.kept] == [("rose", "name")]


def test_keeping_somebody_who_could_be_harmed_takes_a_reason():
    with pytest.raises(ReasonNeeded):
        treated("Rosie rang.", rosie=Treatment(what="keep"))
    assert treated("Rosie rang.", rosie=Treatment(what="keep", because="Her mother asked.")).text == "Rosie rang."


def test_a_readers_own_name_and_staff_need_no_treatment():
    callum = Audience(kind="anyone_else", who="callum", knows=("callum",))
    assert treated("Callum rang.", callum).text == "Callum rang."
    with pytest.raises(NotAcknowledged):  # it may be the other one of that surname
        treated("A Fernsby rang.", callum)


def test_words_in_no_list_have_to_be_read_for_a_reader_without_a_safeguarding_role():
    with pytest.raises(NotAcknowledged) as caught:
        treated("Seen by Oleksandr.")
    assert caught.value.words == ("Oleksandr",)
    assert treated("Seen by Oleksandr.", read=["oleksandr"]).text == "Seen by Oleksandr."
    assert treated("Seen by Oleksandr.", POLICE).text == "Seen by Oleksandr."


@pytest.mark.parametrize("words", ["Rose Fernsby's brother", "Calum", "the boy at ZE1 4AB", "ring 01632 960 456"])
def test_new_words_are_searched_again(words):
    with pytest.raises(StillThere):
        treated("Callum rang.", callum=Treatment(what="reword", instead=words))


def test_new_words_have_to_be_there():
    with pytest.raises(WordsMissing):
        treated("Callum rang.", callum=Treatment(what="reword", instead="  "))
    with pytest.raises(WordsMissing):  # nothing more general is known for a name
        treated("Callum rang.", callum=Treatment(what="generalise"))


def test_a_stretch_marked_by_hand_is_treated_like_any_other():
    text = "the boy with the red bicycle rang"
    mark = Mark(start=8, end=28, kind="by_hand")
    assert text[8:28] == "with the red bicycle"
    with pytest.raises(NotAcknowledged):
        release(text, [mark], {}, FAMILY, known=CASE)
    assert release(text, [mark], {mark: REMOVE}, FAMILY, known=CASE).text == "the boy [left out] rang"


def test_own_words_are_searched_too():
    assert own_words("Please tell us that this has come.", FAMILY, known=CASE).left_out == ()
    with pytest.raises(NotAcknowledged):
        own_words("Please do not tell Callum.", FAMILY, known=CASE)


def test_what_was_sent_can_be_made_again_and_nothing_else():
    sent = own_words("We have shared this.", FAMILY, known=CASE)
    assert as_sent(sent.text, sent.digest, FAMILY) == sent
    with pytest.raises(NotAsSent):
        as_sent(sent.text + " ", sent.digest, FAMILY)


def test_nobody_else_can_make_it_or_change_it():
    made = own_words("We have shared this.", FAMILY, known=CASE)
    for forge in (
        Released,
        lambda: Released("Rose Fernsby"),
        lambda: type("Mine", (Released,), {}),
        lambda: setattr(made, "text", "Rose Fernsby"),
        lambda: delattr(made, "text"),
        lambda: pickle.dumps(made),
    ):
        with pytest.raises((TypeError, AttributeError)):
            forge()
    assert copy.deepcopy(made) is made
    assert "shared this" not in repr(made)


def test_no_message_holds_a_name():
    for call in (
        lambda: treated("Rosie met Callum."),
        lambda: treated("Rosie rang.", rosie=Treatment(what="keep")),
        lambda: treated("Callum rang.", callum=Treatment(what="reword", instead="Rosie")),
    ):
        with pytest.raises((NotAcknowledged, ReasonNeeded, StillThere)) as caught:
            call()
        assert not any(name in str(caught.value) for name in ("Ros", "Callum"))


PIECES = st.sampled_from(
    ["Rosie", "Rose Fernsby", "ROSE\nFERNSBY", "Fern\u00adsby", "Ro\u200bsie", "Callum", "R. Fernsby", "943 476 5919",
     "will", "Will", "and", "saw", ",", ".", "-", "'s", "\n", "14 Quillon Lane", "ZE1 4AB", "é", "a", "(",
     "07700 900123"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=12).map(" ".join))
@settings(max_examples=80, suppress_health_check=list(HealthCheck), deadline=None)
def test_with_everything_taken_out_nobody_survives(text):
    marks = SEARCHER.find(text)
    try:
        made = release(text, marks, dict.fromkeys(marks, REMOVE), FAMILY, known=CASE)
    except StillThere:
        return  # refused: what is left out joined with what stands beside it
    assert [s for s in survivors([("text", made.text)], CASE) if s.certainty == "certain"] == []

"""Looking a copy through, place by place, as the window does: what is open, what does, and what is kept of it."""

from __future__ import annotations

import pytest
from desk import copies_world as family
from vault import world

from sharedesk.desk import copies_made, copy_looking, handing_over, outward, record
from sharedesk.desk.copy_errors import CopyNotReady, NotToldYet
from sharedesk.desk.copy_looking import CopyPlan, Looking
from sharedesk.desk.drafting import Draft, Drafts
from sharedesk.desk.outward import Made
from sharedesk.domain.treatment import Treatment
from sharedesk.vault.keys import FLOOR
from sharedesk.vault.vault import create

LAW = "Wend and Wend Solicitors"


@pytest.fixture
def vault(tmp_path):
    made, _ = create(tmp_path / "log", world.PASSPHRASE, world.AUTHOR, cost=FLOOR)
    with made:
        yield made


@pytest.fixture
def decision(vault) -> str:
    (made,) = record.record(vault, [family.decision()])
    return made.id


def begun(vault, decision: str, kind, who: str) -> tuple[Draft, CopyPlan, Looking]:
    offered = copies_made.copies(vault, decision).offered[kind]
    draft = copy_looking.new_plan(vault, decision, kind, next(key for key, name in offered if name == who))
    plan = copy_looking.plan_of(draft)
    return draft, plan, copy_looking.look(vault, decision, plan)


def all_decided(looking: Looking, plan: CopyPlan) -> CopyPlan:
    """Every place as proposed, every word read, every question acknowledged: one by one."""
    for spot in looking.spots_in(plan):
        if spot.must:
            plan = copy_looking.decided(plan, spot, Treatment(what=spot.proposed))
    for one in looking.words_in(plan):
        plan = copy_looking.read(plan, one.word, done=True)
    for ask in looking.asks(plan):
        plan = copy_looking.acknowledged(plan, ask.key, done=True)
    return plan


def made_of(vault, looking: Looking, plan: CopyPlan) -> Made:
    """Made; who may possibly be meant in the finished pages is looked at, each by itself."""
    try:
        return outward.make(vault, looking.prepared, plan.choices)
    except CopyNotReady as problem:
        for place in problem.places:
            assert place.key.startswith("still/"), place
            plan = copy_looking.acknowledged(plan, place.key, done=True)
    return outward.make(vault, looking.prepared, plan.choices)


def test_what_is_open_is_counted_until_the_copy_can_be_made(vault, decision):
    _, plan, looking = begun(vault, decision, "subject_access", family.CHILD)
    places = sum(spot.must for spot in looking.spots_in(plan))
    words, questions = len(looking.words_in(plan)), len(looking.asks(plan))
    assert min(places, words, questions) > 0
    assert [int(said.split()[0]) for said in looking.still_open(plan)] == [places, words, questions]
    plan = all_decided(looking, plan)
    assert looking.still_open(plan) == []
    made = made_of(vault, looking, plan)
    assert family.MOTHER not in made.text


def test_each_place_is_decided_by_itself_and_can_be_taken_back(vault, decision):
    _, plan, looking = begun(vault, decision, "recipient", "Exampleshire Children's Services")
    must = [spot for spot in looking.spots_in(plan) if spot.must]
    assert len(must) > 1
    one = copy_looking.decided(plan, must[0], Treatment(what="keep"))
    assert looking.treated(one).keys() == {must[0].at}
    again = copy_looking.decided(one, must[0], Treatment(what="remove"))
    assert [t.what for t in looking.treated(again).values()] == ["remove"]
    assert looking.treated(copy_looking.taken_back(again, must[0])) == {}


def test_a_treatment_that_does_not_do_says_why(vault, decision):
    _, _, looking = begun(vault, decision, "subject_access", family.CHILD)
    mother = next(spot for spot in looking.spots if spot.whose == family.MOTHER and spot.reason)
    assert "reason" in looking.wrong_with(mother, Treatment(what="keep"))
    assert looking.wrong_with(mother, Treatment(what="keep", because="The child knows.")) == ""
    assert "words to say instead" in looking.wrong_with(mother, Treatment(what="reword"))
    assert "still name" in looking.wrong_with(mother, Treatment(what="reword", instead=f"with {family.MOTHER}"))
    assert looking.wrong_with(mother, Treatment(what="reword", instead="with a relative")) == ""


def test_words_set_apart_by_hand_take_in_marks_that_they_cut(vault, decision):
    _, plan, looking = begun(vault, decision, "recipient", "Exampleshire Children's Services")
    piece = next(piece for piece in looking.prepared.pieces if family.SOURCE in piece.text)
    at = piece.text.index(family.SOURCE)
    plan = copy_looking.marked_by_hand(looking, plan, piece.place, at - 5, at + 3)
    (hand,) = [spot for spot in looking.spots_in(plan) if spot.mark.kind == "by_hand"]
    assert hand.words.endswith(family.SOURCE)
    others = [spot for spot in looking.spots_in(plan) if spot.mark.kind != "by_hand" and spot.piece is hand.piece]
    assert not [spot for spot in others if spot.words in hand.words]
    assert family.SOURCE not in made_of(vault, looking, all_decided_but_hand(looking, plan)).text


def all_decided_but_hand(looking: Looking, plan: CopyPlan) -> CopyPlan:
    for spot in looking.spots_in(plan):
        if spot.must and spot.at not in looking.treated(plan):
            plan = copy_looking.decided(plan, spot, Treatment(what=spot.proposed))
    for ask in looking.asks(plan):
        plan = copy_looking.acknowledged(plan, ask.key, done=True)
    return plan


def test_a_text_is_held_back_with_its_reason_and_put_in_again(vault, decision):
    _, plan, looking = begun(vault, decision, "subject_access", family.CHILD)
    piece = next(p for p in looking.pieces_to_choose() if p.text == family.MOVED)
    assert copy_looking.why_held_back(looking, plan, piece) == ""
    back = copy_looking.held_back(plan, piece, "serious_harm")
    assert "serious harm" in copy_looking.why_held_back(looking, back, piece)
    assert not [spot for spot in looking.spots_in(back) if spot.piece is piece]
    assert copy_looking.why_held_back(looking, copy_looking.put_in(back, piece), piece) == ""


def test_a_plan_lives_in_its_draft_and_is_gone_on_with(vault, decision):
    draft, plan, looking = begun(vault, decision, "recipient", LAW)
    draft.answers = copy_looking.plain(all_decided(looking, plan))
    Drafts(vault).save(draft)
    again, later, _ = begun(vault, decision, "recipient", LAW)
    assert again.id == draft.id
    assert later == all_decided(looking, plan)
    assert copies_made.copies(vault, decision).begun == ((later.kind, later.whose),)


def test_which_copy_a_recipient_got_is_kept_with_what_was_decided(vault, decision):
    _, plan, looking = begun(vault, decision, "recipient", "Exampleshire Children's Services")
    plan = copy_looking.said_of(plan, anyone_at_risk="yes", second_look_by="B. Example")
    looking = copy_looking.look(vault, decision, plan)
    plan = all_decided(looking, plan)
    made = made_of(vault, looking, plan)
    handing_over.note(vault, made, "printed")
    assert handing_over.note_identities(vault, made, plan.choices, plan.identity)
    there = record.state_of(vault, looking.prepared.reference).decision
    kept = next(one for one in there.identities if one.recipient == plan.whose)
    assert (kept.copy, kept.anyone_at_risk, kept.second_look_by) == ("recipient", "yes", "B. Example")
    assert len(kept.treatments) == len(plan.choices.treatments) > 0
    _, again, later = begun(vault, decision, "recipient", "Exampleshire Children's Services")
    assert [w for w in later.still_open(again) if "place" in w] == [], "what was decided once is not asked again"
    assert not handing_over.note_identities(vault, made, plan.choices, kept), "said already"


def test_a_professional_who_was_taken_out_is_kept_without_whose(vault, decision):
    _, plan, looking = begun(vault, decision, "recipient", "Exampleshire Children's Services")
    plan = all_decided(looking, plan)
    writer = next(spot for spot in looking.spots if spot.words == world.AUTHOR.name)
    plan = copy_looking.decided(plan, writer, Treatment(what="role_label"))
    made = made_of(vault, looking, plan)
    assert world.AUTHOR.name not in made.text
    assert handing_over.note_identities(vault, made, plan.choices, plan.identity)
    _, again, later = begun(vault, decision, "recipient", "Exampleshire Children's Services")
    assert later.treated(again)[writer.at].what == "role_label"


def test_which_copy_anybody_else_got_is_told_by_its_entry(vault, decision):
    _, plan, looking = begun(vault, decision, "subject_access", family.CHILD)
    made = made_of(vault, looking, all_decided(looking, plan))
    entry = handing_over.note(vault, made, "printed")
    assert not handing_over.note_identities(vault, made, plan.choices)
    (sent,) = copies_made.copies(vault, decision).sent
    assert (sent.entry, f"Subject-access copy for {family.CHILD}. Printed." in sent.said) == (entry, True)
    shown = copies_made.what_was_sent(vault, decision, entry)
    assert shown.again
    assert "byte for byte" in shown.same


def test_shared_by_phone_has_nothing_to_print_again(vault, decision):
    _, _, looking = begun(vault, decision, "recipient", LAW)
    entry = handing_over.share_by_phone(vault, looking.prepared, "It could not wait.")
    shown = copies_made.what_was_sent(vault, decision, entry)
    assert not shown.again
    assert "It could not wait." in str(shown.blocks)


def test_who_may_not_be_told_has_no_familys_copy(vault, decision):
    with pytest.raises(NotToldYet):
        begun(vault, decision, "family", family.FATHER)

"""Adding the reasons to an emergency share: what was written then stays, whatever is typed; what is new is added."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from vault import world

from sharedesk.desk import afterwards, correcting, people, quick_share, record, telling_later
from sharedesk.desk.afterwards import NotAnEmergency
from sharedesk.desk.answers import Unfit, from_decision
from sharedesk.desk.correcting import BECAUSE, AddedSince
from sharedesk.desk.drafting import Draft, Drafts
from sharedesk.desk.record import NothingToCorrect
from sharedesk.domain.completeness import what_is_missing
from sharedesk.domain.decision import Decision, PersonInvolved
from sharedesk.domain.entry import content_of
from sharedesk.domain.fold import DecisionState, about_entry, fold_decision
from sharedesk.domain.parts import slots_of
from sharedesk.domain.person import PersonStatement
from sharedesk.domain.quick_share import NOTE, Told, new_note
from sharedesk.vault import erase
from sharedesk.vault.keys import FLOOR
from sharedesk.vault.vault import Vault, create

WHEN = datetime(2026, 3, 14, 14, 2, tzinfo=UTC)
LATER = date(2026, 3, 16)
TOLD = Told(name="Dana Uty", role="Duty worker", organisation="Anytown Council (fictional)", number="01632 960123")
FIRST = {
    "told": TOLD, "at_risk": "K.M.", "shared": "He is at home alone with the man.", "why": ("danger_now",),
    "why_line": "He said so on the phone.", "said_at": "14 March 2026 at 14:00", "channel": "phone",
}  # fmt: skip
URGENT = {"what_made_it_urgent": "He rang and said he was hiding.", "known_at_the_time": "The man had hit him before."}


@pytest.fixture(scope="module")
def vault(tmp_path_factory):
    made, _ = create(tmp_path_factory.mktemp("afterwards") / "log", world.PASSPHRASE, world.AUTHOR, cost=FLOOR)
    with made:
        yield made


def shared(vault: Vault, **changes) -> str:
    note = msgspec.structs.replace(new_note(WHEN), sealed_at=WHEN + timedelta(minutes=1), **(FIRST | changes))
    return quick_share.record_now(vault, note).id


def state(vault: Vault, decision: str) -> DecisionState:
    return fold_decision(vault.store.entries_of(decision))


def begun(vault: Vault, decision: str, **emergency: str) -> Draft:
    draft = afterwards.opened(vault, decision).draft
    if emergency:
        draft.answers["emergency"] = draft.answers["emergency"] | emergency
    return draft


def add(vault: Vault, draft: Draft):
    return afterwards.record_reasons(vault, Drafts(vault), draft, LATER)


def first_text(vault: Vault, decision: str) -> list:
    """Every part of the first entry, the note with it, byte for byte."""
    return [(part.slot, part.content, part.commit) for part in state(vault, decision).recorded.parts]


def standing_of_first(vault: Vault, decision: str) -> list[tuple[str, str, object]]:
    """Each answer that the first entry gave, as it stands now: slot, way to it, answer. Lists: are they still there?"""
    now = state(vault, decision)
    standing = dict(slots_of(now.decision))
    found = []

    def leaves(slot, way, value, after):
        if isinstance(value, dict) and "said" not in value:
            for name, held in value.items():
                leaves(slot, f"{way}.{name}", held, after.get(name) if isinstance(after, dict) else None)
        elif isinstance(value, list):
            found.append((slot, way, [one for one in value if one in (after or [])]))
        else:
            found.append((slot, way, after))

    for part in now.recorded.parts:
        if not part.slot.startswith("@"):
            leaves(part.slot, "", content_of(part).value, standing.get(part.slot))
    return found


def test_the_draft_is_filled_with_the_decision_as_it_stands(vault):
    draft = begun(vault, shared(vault))
    answers = draft.answers
    assert (draft.kind, draft.page) == ("afterwards", "afterwards")
    assert answers["emergency"]["could_not_wait_because"] == "In danger now. He said so on the phone."
    assert answers["people"][0]["who"]["name"] == "K.M."
    assert answers["items"][0]["text"] == FIRST["shared"]
    assert answers["recipients"][0]["person"] == "Dana Uty"
    assert answers["shared_at"] == FIRST["said_at"]


def test_the_reasons_are_an_entry_of_their_own_that_needs_no_words_for_why_it_was_made(vault):
    decision = shared(vault)
    first = first_text(vault, decision)
    assert "emergency" in {one.rule.code for one in what_is_missing(state(vault, decision).decision)}
    made = add(vault, begun(vault, decision, **URGENT))
    now = state(vault, decision)
    assert [entry.leaf.kind for entry in now.entries] == ["quick_share", "reasons_added"]
    assert about_entry(now.entries[-1])["@because"] == afterwards.BECAUSE
    assert [part.slot for part in now.entries[-1].parts] == ["@because", "emergency"]
    assert now.decision.emergency.known_at_the_time == URGENT["known_at_the_time"]
    assert "emergency" not in {one.rule.code for one in made.missing}
    assert first_text(vault, decision) == first


def test_over_two_days_each_part_when_there_is_time(vault):
    decision = shared(vault)
    draft = begun(vault, decision, what_made_it_urgent=URGENT["what_made_it_urgent"])
    assert "emergency" in {one.rule.code for one in add(vault, draft).missing}
    draft = begun(vault, decision, known_at_the_time=URGENT["known_at_the_time"], learnt_since="The man was arrested.")
    assert draft.answers["emergency"]["what_made_it_urgent"] == URGENT["what_made_it_urgent"]
    assert "emergency" not in {one.rule.code for one in add(vault, draft).missing}
    kinds = [entry.leaf.kind for entry in state(vault, decision).entries]
    assert kinds == ["quick_share", "reasons_added", "reasons_added"]


def test_nothing_typed_is_no_entry(vault):
    decision = shared(vault)
    draft = begun(vault, decision)
    draft.answers["arrangements"] = {"retention": "From the pack, which nobody typed"}
    with pytest.raises(NothingToCorrect):
        add(vault, draft)
    assert len(state(vault, decision).entries) == 1


def test_only_an_emergency_share_has_reasons_to_add(vault):
    (made,) = record.record(vault, [Decision(reasons="Plain.")])
    with pytest.raises(NotAnEmergency):
        afterwards.opened(vault, made.id)
    draft = correcting.new_correction(vault, made.id)
    with pytest.raises(NotAnEmergency):
        add(vault, draft)


def test_a_draft_that_was_begun_is_gone_on_with(vault):
    decision = shared(vault)
    draft = begun(vault, decision, **URGENT)
    draft.counter = 1
    Drafts(vault).save(draft)
    again = afterwards.opened(vault, decision).draft
    assert (again.id, again.answers) == (draft.id, draft.answers)
    add(vault, again)
    assert decision not in {one.decision for one in Drafts(vault).all()}


OVERWRITES = {
    "why it could not wait": lambda a: a["emergency"].update(could_not_wait_because="Something better."),
    "why, emptied": lambda a: a["emergency"].pop("could_not_wait_because"),
    "everything of the emergency": lambda a: a.pop("emergency"),
    "the name": lambda a: a["people"][0]["who"].update(name="Kim Madeupson"),
    "the person": lambda a: a["people"].clear(),
    "what was shared": lambda a: a["items"][0].update(text="Less than that."),
    "the item": lambda a: a.pop("items"),
    "who was told": lambda a: a["recipients"][0].update(person="Somebody Else", outcome="do_not_share"),
    "the recipient": lambda a: a["recipients"].clear(),
    "the time": lambda a: a.update(shared_at="13 March 2026"),
    "the time of the recipient": lambda a: a["recipients"][0].pop("shared_at"),
    "how": lambda a: a["recipients"][0].update(channel="post"),
    "who decided": lambda a: a["decided_by"].update(name="Another"),
    "what went to whom": lambda a: a["sharing"][0].update(what="leave_out"),
    "what it is about": lambda a: a["items"][0].update(about=[]),
}  # fmt: skip


@pytest.mark.parametrize("overwrite", OVERWRITES)
def test_what_was_written_then_stays(overwrite, vault):
    decision = shared(vault)
    before, standing = first_text(vault, decision), standing_of_first(vault, decision)
    draft = begun(vault, decision)
    OVERWRITES[overwrite](draft.answers)
    draft.answers["no_advice_because"] = "There was no time."
    add(vault, draft)
    assert first_text(vault, decision) == before
    assert standing_of_first(vault, decision) == standing
    assert state(vault, decision).decision.no_advice_because == "There was no time."


def test_the_control_a_correction_does_change_it(vault):
    decision = shared(vault)
    before, standing = first_text(vault, decision), standing_of_first(vault, decision)
    draft = correcting.new_correction(vault, decision)
    draft.answers |= {BECAUSE: "A slip."}
    draft.answers["items"][0]["text"] = "Less than that."
    correcting.record_correction(vault, Drafts(vault), draft, LATER)
    assert standing_of_first(vault, decision) != standing
    assert first_text(vault, decision) == before  # the log never loses it


WORDS = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=12)
CODES = st.sampled_from(["", "share", "do_not_share", "phone", "post", "yes", "child", "parent", "leave_out"])


@st.composite
def typed(draw, held):
    """Answers of the same shape with anything typed, chosen, emptied or removed."""
    if isinstance(held, dict):
        return {
            name: value if name in ("key", "item", "recipient") else draw(typed(value))
            for name, value in held.items()
            if name in ("key", "item", "recipient", "who", "what") or draw(st.booleans())
        }
    if isinstance(held, list):
        return [draw(typed(one)) for one in held if draw(st.booleans())]
    return draw(st.one_of(st.just(held), WORDS, CODES))


@pytest.fixture(scope="module")
def held_state(vault):
    return state(vault, shared(vault))


@given(data=st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_of_the_first_text_changes_whatever_is_typed(held_state, data):
    answers = data.draw(typed(from_decision(held_state.decision)))
    try:
        after = afterwards.after_adding(held_state, answers, LATER)
    except (Unfit, msgspec.ValidationError):
        return  # nothing is recorded
    first = {p.slot: content_of(p).value for p in held_state.recorded.parts if not p.slot.startswith("@")}
    assert lost(first, after) == []


def lost(first, after, way="") -> list[str]:
    """The ways to answers of `first` that `after` does not give in the same words."""
    if isinstance(first, dict) and "said" not in first:
        inside = after if isinstance(after, dict) else {}
        return [one for name, held in first.items() for one in lost(held, inside.get(name), f"{way}.{name}")]
    if isinstance(first, list | tuple):
        return [] if all(one in (after or []) for one in first) else [way]
    return [] if first == after else [way]


def test_the_control_without_completing_it_would_change(held_state):
    answers = from_decision(held_state.decision)
    answers["items"][0]["text"] = "Less than that."
    first = dict(slots_of(held_state.decision))
    assert lost(first, correcting.slots(answers, held_state, LATER)) != []
    assert lost(first, afterwards.after_adding(held_state, answers, LATER)) == []


def test_a_correction_of_the_first_text_is_not_undone(vault):
    decision = shared(vault)
    draft = begun(vault, decision, **URGENT)
    draft.counter = 1
    Drafts(vault).save(draft)
    correction = correcting.new_correction(vault, decision)
    correction.answers |= {BECAUSE: "A slip."}
    correction.answers["items"][0]["text"] = "He is at home alone with his uncle."
    correcting.record_correction(vault, Drafts(vault), correction, LATER)
    with pytest.raises(AddedSince):
        add(vault, draft)
    opened = afterwards.opened(vault, decision)
    assert opened.changed_there == ()
    add(vault, opened.draft)
    now = state(vault, decision).decision
    assert now.items[0].text == "He is at home alone with his uncle."
    assert now.emergency.known_at_the_time == URGENT["known_at_the_time"]


def test_what_came_to_the_record_meanwhile_comes_to_the_draft(vault):
    decision = shared(vault)
    draft = begun(vault, decision, known_at_the_time="Mine.")
    draft.answers["people"][0]["as"] = "child"
    draft.counter = 1
    Drafts(vault).save(draft)
    told = telling_later.new_told(vault, decision)
    person = told.answers["people"][0]["key"]
    telling_later.put_told(told.answers, person, {"told_at": "15 March 2026", "what_they_said": "Thank you."})
    told.answers["emergency"]["known_at_the_time"] = "Theirs."
    correcting.record_correction(vault, Drafts(vault), told, LATER)
    opened = afterwards.opened(vault, decision)
    assert opened.changed_there == ("emergency",)
    assert opened.draft.answers["emergency"]["known_at_the_time"] == "Mine."
    assert opened.draft.answers["telling"][0]["what_they_said"] == "Thank you."
    add(vault, opened.draft)
    now = state(vault, decision).decision
    assert now.telling[0].what_they_said == "Thank you."
    assert now.people[0].roles == ("subject", "child")


@pytest.mark.parametrize("reworded", [None, "A man."])
def test_a_draft_does_not_bring_back_what_was_erased(reworded, vault):
    decision = shared(vault)
    draft = begun(vault, decision, **URGENT)
    draft.counter = 1
    Drafts(vault).save(draft)
    (part,) = (one for one in state(vault, decision).recorded.parts if one.slot.startswith("items/"))
    item = content_of(part).value | {"text": reworded} if reworded else None
    words = {part.slot: item} if reworded else {}
    erase.erase(vault, [erase.Erasure(entity=decision, parts=(part.id,), category="court_order", reworded=words)])
    opened = afterwards.opened(vault, decision)
    assert opened.is_other
    assert FIRST["shared"] not in json.dumps(opened.draft.answers)
    add(vault, opened.draft)
    now = state(vault, decision).decision
    assert [one.text for one in now.items] == ([reworded] if reworded else [])
    assert now.emergency.known_at_the_time == URGENT["known_at_the_time"]


def test_what_they_are_said_to_be_stands_beside_that_they_were_at_risk(vault):
    decision = shared(vault)
    draft = begun(vault, decision)
    assert "as" not in draft.answers["people"][0]
    draft.answers["people"][0]["as"] = "child"
    add(vault, draft)
    assert state(vault, decision).decision.people[0].roles == ("subject", "child")
    again = begun(vault, decision)
    assert again.answers["people"][0]["as"] == "child"
    with pytest.raises(NothingToCorrect):
        add(vault, again)


def test_a_time_that_no_calendar_has_stays_as_it_was_said(vault):
    decision = shared(vault, said_at="31 February at lunch")
    assert state(vault, decision).decision.shared_at.said == "31 February at lunch"
    add(vault, begun(vault, decision, **URGENT))
    assert state(vault, decision).decision.shared_at.said == "31 February at lunch"
    correction = correcting.new_correction(vault, decision)
    correction.answers |= {BECAUSE: "More.", "notes": "More."}
    correcting.record_correction(vault, Drafts(vault), correction, LATER)
    assert state(vault, decision).decision.shared_at.said == "31 February at lunch"


def test_more_that_was_shared_went_to_whoever_was_told(vault):
    decision = shared(vault)
    draft = begun(vault, decision)
    draft.answers["items"].append({"key": "more", "text": "His sister is six."})
    add(vault, draft)
    now = state(vault, decision).decision
    assert {(one.item, one.recipient, one.what) for one in now.sharing} == {
        (item.key, now.recipients[0].key, "share") for item in now.items
    }
    assert len(now.items) == 2


def person(vault: Vault, decision: str) -> str:
    return state(vault, decision).decision.people[0].key


def test_the_name_that_is_known_now_stands_beside_the_initials(vault):
    decision = shared(vault)
    draft = begun(vault, decision)
    draft.answers["people"][0] |= {"name_now": "Kim Madeupson", "as": "child"}
    add(vault, draft)
    here, who = state(vault, decision).decision.people[0].who, people.person_now(vault, person(vault, decision)).who
    assert (here.name, here.also_known_as) == ("K.M.", ("Kim Madeupson",))
    assert (who.name, who.also_known_as, who.kind) == ("Kim Madeupson", ("K.M.",), "child")
    again = begun(vault, decision)
    assert again.answers["people"][0]["name_now"] == "Kim Madeupson"
    with pytest.raises(NothingToCorrect):
        add(vault, again)
    again = begun(vault, decision)
    again.answers["people"][0]["who"]["language"] = "Welsh"
    add(vault, again)
    who = people.person_now(vault, person(vault, decision)).who
    assert (who.name, who.language) == ("Kim Madeupson", "Welsh")
    correction = correcting.new_correction(vault, decision)  # which says something else of them
    correction.answers[BECAUSE] = "More."
    correction.answers["people"][0]["who"]["note"] = "Has a sister."
    correcting.record_correction(vault, Drafts(vault), correction, LATER)
    assert people.person_now(vault, person(vault, decision)).who.name == "Kim Madeupson"


def test_somebody_who_is_in_the_log_already_is_linked_and_both_stay(vault):
    known = PersonInvolved(key="p", who=PersonStatement(name="Kim Madeupson", kind="child"), roles=("child",))
    (before,) = record.record(vault, [Decision(people=(known,))])
    theirs = person(vault, before.id)
    decision = shared(vault)
    draft = begun(vault, decision)
    draft.answers["people"][0]["same_as"] = theirs
    add(vault, draft)
    own = person(vault, decision)
    assert people.same_person(vault, own) == people.same_person(vault, theirs)
    assert people.person_now(vault, own).who.name == "K.M."
    again = begun(vault, decision)
    assert again.answers["people"][0]["same_as"] == theirs
    with pytest.raises(NothingToCorrect):
        add(vault, again)


def test_others_who_are_named_afterwards_may_be_in_the_log_already(vault):
    known = PersonInvolved(key="p", who=PersonStatement(name="Jo Madeupson"), roles=("parent",))
    (before,) = record.record(vault, [Decision(people=(known,))])
    theirs = person(vault, before.id)
    decision = shared(vault)
    draft = begun(vault, decision)
    new = {"who": {"name": "Jo Madeupson", "language": "Welsh"}, "as": "parent"}
    draft.answers["people"] += [{"key": "a", "same_as": theirs} | deepcopy(new), {"key": "b"} | deepcopy(new)]
    add(vault, draft)
    now = [one.key for one in state(vault, decision).decision.people]
    assert theirs in now
    assert len(set(now)) == 3
    assert people.person_now(vault, theirs).who.language == "Welsh"
    twice = begun(vault, decision)
    twice.answers["people"].append({"key": "c", "same_as": theirs, "who": {"name": "Jo"}})
    with pytest.raises(Unfit):
        add(vault, twice)


def test_a_failed_save_keeps_the_draft(vault, monkeypatch):
    decision = shared(vault)
    draft = begun(vault, decision, **URGENT)
    draft.counter = 1
    Drafts(vault).save(draft)
    monkeypatch.setattr(Vault, "append", lambda *_: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        add(vault, draft)
    assert draft.id in {one.id for one in Drafts(vault).all()}


def test_the_note_is_in_no_slot_that_answers_can_fill(vault):
    decision = shared(vault)
    draft = begun(vault, decision, **URGENT)
    draft.answers[NOTE] = "another note"
    with pytest.raises((Unfit, msgspec.ValidationError)):
        add(vault, draft)
    assert NOTE not in dict(slots_of(state(vault, decision).decision))

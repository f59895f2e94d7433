"""Who can be recognised in a decision's texts, one recipient at a time, one mark at a time."""

from __future__ import annotations

import hashlib

import pytest

from sharedesk.desk import identifying
from sharedesk.domain.decision import Decision, IdentityResult, Item, PersonInvolved, Recipient, Sharing
from sharedesk.domain.parts import with_new_keys
from sharedesk.domain.person import Author, Contact, PersonStatement
from sharedesk.domain.stated_time import understand
from sharedesk.domain.treatment import Treatment

REMOVE = Treatment(what="remove")
ADDRESS = Contact(kind="address", text="14 Quillon Lane, Testham", protected_from=("dad",), because="An order.")


def person(key, name, kind="adult", **more):
    who = {"name": name, "kind": kind, **more.pop("who", {})}
    return PersonInvolved(key=key, who=PersonStatement(**who), **more)


PEOPLE = (
    person("child", "Rosie Fernsby", "child", who={"date_of_birth": understand("4 March 2011")}),
    person("mum", "May Fernsby", who={"contacts": (ADDRESS, Contact(kind="phone", text="01632 960123"))}),
    person("dad", "Col Fernsby", roles=("person_of_concern",)),
    person("next door", "Zoe Darcy", roles=("source",), could_be_harmed="dont_know"),
    person("head", "Ada Wexford", roles=("professional",)),
    person("baby", "", "unborn", who={"date_of_birth": understand("1 June 2027")}),
)
TEXT = "Zoe Darcy heard Col and Rosie at 14 Quillon Lane. Oleksandr came on 3 May 2026."
POLICE = Recipient(key="police", organisation="Police", person="Sgt Ida Norwell", safeguarding_role="yes")
SCHOOL = Recipient(key="club", organisation="Chess club", safeguarding_role="no", why="They asked about Rosie.")


def decision(**more):
    return Decision(
        people=PEOPLE, items=(Item(key="i", text=TEXT), Item(key="j", text="Left out: Rosie.")),
        recipients=(POLICE, SCHOOL),
        sharing=(
            Sharing(key="1", item="i", recipient="club", what="share"),
            Sharing(key="2", item="j", recipient="club", what="leave_out"),
            Sharing(key="3", item="j", recipient="police", what="reword", as_released="About Rosie Fernsby."),
        ),
        **more,
    )  # fmt: skip


def words(one, marks):
    return [one.text[m.start : m.end] for m in marks]


def test_everybody_is_known_with_a_label_that_stays():
    known = {one.key: one for one in identifying.known_of(decision(), Author(name="J. Practice"))}
    assert {key: one.role_label for key, one in known.items()} == {
        "child": "Child A", "mum": "Adult A", "dad": "Adult B", "next door": "Adult C", "head": "Professional A",
        "baby": "Unborn child A", "police": "Professional B", "author": "Professional C",
    }  # fmt: skip
    assert known["child"].date_of_birth == "2011-03-04"
    assert known["baby"].date_of_birth == ""  # the day expected is nobody's birthday
    assert [key for key, one in known.items() if one.staff] == ["head", "police", "author"]


def test_who_could_be_harmed_is_whoever_may_be():
    def at_risk(d):
        return [one.key for one in identifying.known_of(d) if one.could_be_harmed]

    assert at_risk(decision()) == ["mum", "next door"]  # an address to keep back; "don't know"
    protected = IdentityResult(key="n", recipient="club", protected=("child",))
    assert at_risk(decision(identities=(protected,))) == ["child", "mum", "next door"]


def test_after_the_twenty_sixth_letter_come_two():
    people = tuple(person(str(n), "") for n in range(28))
    assert [one.role_label for one in identifying.known_of(Decision(people=people))][-3:] == [
        "Adult Z", "Adult AA", "Adult AB",
    ]  # fmt: skip


def test_each_recipient_is_looked_at_with_their_own_texts():
    club = identifying.look_through(decision(), SCHOOL)
    assert [(one.place, one.text) for one in club.texts] == [
        ("items/i.text", TEXT), ("recipients/club.why", "They asked about Rosie."),
    ]  # fmt: skip
    assert words(club.texts[0], club.texts[0].open_marks) == ["Zoe Darcy", "Col", "Rosie", "14 Quillon Lane"]
    assert words(club.texts[0], club.texts[0].pieces) == ["3 May 2026"]
    assert [(one.word, one.read, len(one.at)) for one in club.unknown_words] == [("Oleksandr", False, 1)]
    police = identifying.look_through(decision(), POLICE)
    assert [one.place for one in police.texts] == ["sharing/3.as_released"]
    assert (police.settled, club.settled) == (True, False)
    assert "cannot find a name that it was not given" in club.cannot


def test_each_mark_is_settled_by_itself_and_only_then_is_all_settled():
    identity = IdentityResult(key="n", recipient="club")
    looked = identifying.look_through(decision(), SCHOOL)
    left = sum(len(one.open_marks) for one in looked.texts)
    assert left == 5
    keys = [p.key for p in PEOPLE]
    for one in looked.texts:
        for mark in one.open_marks:
            assert not looked.settled
            identity = identifying.with_treatment(identity, one.place, one.text, mark, REMOVE, keys)
            left -= 1
            looked = identifying.look_through(decision(identities=(identity,)), SCHOOL)
            assert sum(len(text.open_marks) for text in looked.texts) == left
    assert not looked.settled  # a word is still to be read
    identity = identifying.with_words_read(identity, ["Oleksandr"])
    assert identifying.look_through(decision(identities=(identity,)), SCHOOL).settled
    # taken back
    identity = identifying.without_treatment(identity, looked.texts[0].place, looked.texts[0].marks[0])
    assert not identifying.look_through(decision(identities=(identity,)), SCHOOL).settled


def test_a_treatment_falls_away_with_the_words_it_was_for():
    looked = identifying.look_through(decision(), SCHOOL)
    one, mark = looked.texts[0], looked.texts[0].open_marks[0]
    identity = identifying.with_treatment(
        IdentityResult(key="n", recipient="club"), one.place, one.text, mark, REMOVE, [p.key for p in PEOPLE]
    )
    changed = [(one.place, "So " + one.text)]
    assert identifying.look_through(decision(identities=(identity,)), SCHOOL).texts[0].treated == {mark: REMOVE}
    again = identifying.look_through(decision(identities=(identity,)), SCHOOL, texts=changed)
    assert again.texts[0].treated == {}


def test_what_is_marked_by_hand_is_shown_and_takes_the_place_of_what_is_in_it():
    mark = identifying.Mark(start=0, end=TEXT.index(" at 14"), kind="by_hand")
    reworded = Treatment(what="reword", instead="They were heard")
    identity = identifying.with_treatment(
        IdentityResult(key="n", recipient="club"), "items/i.text", TEXT, mark, reworded, ()
    )
    one = identifying.look_through(decision(identities=(identity,)), SCHOOL).texts[0]
    assert words(one, one.marks)[:2] == ["Zoe Darcy heard Col and Rosie", "14 Quillon Lane"]
    assert list(one.treated.values()) == [reworded]


def test_treatments_are_recorded_with_the_decision_and_still_fit():
    looked = identifying.look_through(decision(), SCHOOL)
    one, mark = looked.texts[0], looked.texts[0].open_marks[0]
    identity = identifying.with_treatment(
        IdentityResult(key="n", recipient="club"), one.place, one.text, mark, REMOVE, [p.key for p in PEOPLE]
    )
    count = iter(range(10**6))
    fresh = with_new_keys(
        decision(identities=(identity,)), lambda size: hashlib.shake_256(str(next(count)).encode()).digest(size)
    )
    club = next(r for r in fresh.recipients if r.organisation == "Chess club")
    (given,) = identifying.look_through(fresh, club).texts[0].treated.items()
    assert given[1] == REMOVE
    assert given[0].whose == next(p.key for p in fresh.people if p.who.name == "Zoe Darcy")


@pytest.mark.parametrize(("said", "role", "kind"), [
    (None, "yes", "safeguarding_body"), (None, "no", "anyone_else"), (None, None, "anyone_else"),
    ("anyone_else", "yes", "anyone_else"), ("safeguarding_body", "no", "safeguarding_body"),
])  # fmt: skip
def test_the_audience_is_the_one_that_was_said_and_else_the_careful_one(said, role, kind):
    recipient = Recipient(key="r", safeguarding_role=role)
    identities = (IdentityResult(key="n", recipient="r", audience=said),) if said else ()
    assert identifying.audience_of(Decision(recipients=(recipient,), identities=identities), recipient).kind == kind

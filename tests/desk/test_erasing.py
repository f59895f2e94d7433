"""Erasing from the desk: what would go, what somebody has to decide, and that nothing of it is left anywhere."""

from __future__ import annotations

import shutil

import pytest
from domain import samples
from vault import world

from sharedesk.desk import erase_reach, erasing, people, practice
from sharedesk.desk.drafting import Draft, Drafts
from sharedesk.desk.erasing import Chosen, Grounds
from sharedesk.domain.decision import Item, PersonInvolved, Recipient, Relationship
from sharedesk.domain.entry import new_part
from sharedesk.domain.ids import new_id
from sharedesk.domain.person import Author, Contact, PersonStatement
from sharedesk.vault import backup, check, erase, errors, keys, restore, search
from sharedesk.vault.erase import NothingToErase
from sharedesk.vault.store import NewEntry
from sharedesk.vault.vault import create, unlock

GROUNDS = Grounds(category="right_to_erasure", authority="Data protection officer, letter of 3 March 2026, DP-17")
CHILD = "Zanzi Placeholder"
PHONE = "01632 960777"


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A practice log with everything in it, locked; a test has a copy."""
    folder = tmp_path_factory.mktemp("erasing") / "log"
    vault, _ = create(folder, world.PASSPHRASE, Author(name="J. Practice"), practice=True, cost=keys.FLOOR)
    with vault:
        practice.fill(vault)
    return folder


@pytest.fixture
def full(filled, tmp_path):
    with unlock(shutil.copytree(filled, tmp_path / "full"), world.PASSPHRASE) as vault:
        yield vault


@pytest.fixture
def vault(tmp_path):
    made, _ = create(tmp_path / "log", world.PASSPHRASE, world.AUTHOR, cost=keys.FLOOR)
    with made:
        yield made


def with_zanzi(vault, **more):
    """A decision about Zanzi and somebody else, with words that name both; its id, and the ids of both."""
    who = PersonStatement(name=CHILD, also_known_as=("Zedling",), contacts=(Contact(kind="phone", text=PHONE),))
    both = (
        PersonInvolved(key="z", who=who, roles=("child",)),
        PersonInvolved(
            key="b", who=PersonStatement(name="Bo Placeholder", note=f"Sat beside {CHILD}."), roles=("sibling",)
        ),
    )
    said = {
        "people": both,
        "relationships": (Relationship(key="r", person="z", relation="sibling", to="b"),),
        "items": (
            Item(key="own", text="She had a bruise.", about=("z",)),
            Item(key="both", text="They were alone at home.", about=("z", "b")),
            Item(key="other", text="Bo was well.", about=("b",)),
        ),
        "purpose": f"To protect {CHILD} and Bo.",
        **more,
    }
    entity = world.record(vault, samples.small("Bo said that Zanzi was afraid.", **said))
    here = {p["who"]["name"]: p["key"] for p in world.folds(vault.store)[entity][0]["people"]}
    return entity, here[CHILD], here["Bo Placeholder"]


def all_erased(plan) -> dict[str, Chosen]:
    return {piece.part: Chosen(what="erase") for piece in plan.pieces}


def as_proposed(plan) -> dict[str, Chosen]:
    """Everything that has to be decided, in the other words that were proposed where that can be."""
    return {piece.part: in_other_words(piece) for piece in plan.to_decide}


def in_other_words(piece) -> Chosen:
    if not piece.may_reword:
        return Chosen(what="erase")
    return Chosen(what="reword", texts={one.at: one.instead for one in piece.naming})


def test_a_whole_decision_goes_with_whoever_no_other_one_names(full):
    decision = search.newest(full.store, 10)[-1]
    kept = [one.id for one in search.newest(full.store, 10) if one.id != decision.id]
    before = {one: world.folds(full.store)[one] for one in kept}
    slip = (full.store.tip.writer, full.store.tip.seq, full.store.tip.head)
    plan = erasing.plan_for_decision(full, decision.id)
    words = {text.text for piece in plan.pieces for text in piece.words}
    long = [text for text in words if len(text) > 40]
    assert all(text.encode() in world.everything(full.store.connection) for text in long if '"' not in text), "control"
    done = erasing.erase(full, plan, {}, GROUNDS)
    everything = world.everything(full.store.connection)
    assert [text for text in long if text.encode() in everything] == []
    assert b"Madeupson" in everything, "somebody whom another record names stays"
    assert b"Notreal" not in everything
    assert done.references == (decision.reference,)
    assert done.people >= 1
    assert {one: world.folds(full.store)[one] for one in kept} == before
    assert world.faults(full) == ()
    assert check.head_after(full.store, *slip[:2]) == slip[2]
    (listed,) = [one for one in search.newest(full.store, 10) if one.id == decision.id]
    assert (listed.outcome, listed.missing, listed.owed) == ("erased", 0, False)
    with pytest.raises(NothingToErase):
        erasing.erase(full, erasing.plan_for_decision(full, decision.id), {}, GROUNDS)


def test_an_emergency_share_that_was_erased_owes_no_reasons(vault):
    entity = world.share_quickly(vault, world.a_note(at_risk="Zanzi"))
    assert search.newest(vault.store, 1)[0].owed
    erasing.erase(vault, erasing.plan_for_decision(vault, entity), {}, GROUNDS)
    (listed,) = search.newest(vault.store, 1)
    assert (listed.owed, listed.missing, listed.outcome) == (False, 0, "erased")
    assert b"zanzi" not in world.everything(vault.store.connection).lower()


def test_what_is_theirs_goes_and_the_rest_waits_for_somebody(vault):
    entity, zanzi, bo = with_zanzi(vault)
    plan = erasing.plan_for_person(vault, zanzi)
    by_slot = {piece.slot.partition("/")[0]: piece for piece in plan.pieces if piece.why == "theirs"}
    assert {"who", "people", "relationships", "items"} <= set(by_slot)
    open_ones = {(piece.slot.partition("/")[0], piece.why) for piece in plan.to_decide}
    assert open_ones == {
        ("items", "shared"),
        ("purpose", "named"),
        ("reasons", "named"),
        ("people", "named"),
        ("who", "named"),
    }
    with pytest.raises(erasing.NotDecidedYet) as raised:
        erasing.erase(vault, plan, {}, GROUNDS)
    assert set(raised.value.details["pieces"]) == {piece.part for piece in plan.to_decide}
    erasing.erase(vault, plan, as_proposed(plan), GROUNDS)
    everything = world.everything(vault.store.connection).lower()
    assert b"zanzi" not in everything
    assert PHONE.encode() not in everything
    said = world.folds(vault.store)[entity][0]
    assert said["purpose"] == "To protect Child A and Bo."
    assert said["reasons"] == "Bo said that Child A was afraid."
    assert [one["key"] for one in said["people"]] == [bo]
    assert {item["text"] for item in said["items"]} == {"Bo was well.", "They were alone at home."}
    assert world.folds(vault.store)[bo]["who"]["note"] == "Sat beside somebody."
    assert search.find(vault.store, "Zanzi") == []
    assert search.decisions_of_person(vault.store, zanzi) == []
    assert world.faults(vault) == ()


def test_every_record_that_names_them_is_found_listed_or_not(vault):
    _, zanzi, _ = with_zanzi(vault)
    others = [
        world.record(vault, samples.small(f"A parent spoke of {CHILD}.")),
        world.record(vault, samples.small("The file of Zedling was asked for.")),
        world.record(vault, samples.small(f"Ring {PHONE} before three.")),
    ]
    stays = world.record(vault, samples.small("Nobody is named here."))
    plan = erasing.plan_for_person(vault, zanzi)
    assert set(others) <= set(plan.references)
    assert stays not in plan.references
    erasing.erase(vault, plan, as_proposed(plan), GROUNDS)
    everything = world.everything(vault.store.connection).lower()
    assert [word for word in (b"zanzi", b"zedling", PHONE.encode()) if word in everything] == []


def test_a_first_name_alone_is_looked_for_unless_too_many_records_hold_it(vault, monkeypatch):
    _, zanzi, _ = with_zanzi(vault)
    alone = world.record(vault, samples.small("They must not tell Zanzi."))
    assert alone in erasing.plan_for_person(vault, zanzi).references
    monkeypatch.setattr(erasing, "MOST_ALONE", -1)
    plan = erasing.plan_for_person(vault, zanzi)
    assert alone not in plan.references
    assert ("Zanzi", 2) in plan.too_many


def test_a_name_within_the_name_of_somebody_else_is_found(vault):
    recipient = Recipient(key="r", person="Health visitor for Zanzi", organisation="Example")
    entity, zanzi, _ = with_zanzi(vault, recipients=(recipient,))
    erasing.erase(vault, plan := erasing.plan_for_person(vault, zanzi), as_proposed(plan), GROUNDS)
    assert world.folds(vault.store)[entity][0]["recipients"][0]["person"] == "Health visitor for Child A"


def test_who_was_in_a_record_only_for_a_while_is_found_without_any_name(vault):
    boy = PersonInvolved(key="z", who=PersonStatement(description="boy, 8, red coat"), roles=("child",))
    entity = world.record(vault, samples.small("Seen near the bridge.", people=(boy,)))
    (one,) = world.folds(vault.store)[entity][0]["people"]
    world.correct(vault, entity, **{f"people/{one['key']}": None})
    assert search.decisions_of_person(vault.store, one["key"]) == [], "the control: no list names them any more"
    plan = erasing.plan_for_person(vault, one["key"])
    assert [piece.slot for piece in plan.pieces if piece.entity == entity] == [f"people/{one['key']}"] * 2
    erasing.erase(vault, plan, {}, GROUNDS)
    assert b"red coat" not in world.everything(vault.store.connection)


def test_everybody_linked_as_the_same_is_one_person(vault):
    first, zanzi, _ = with_zanzi(vault)
    again = world.state_person(vault, "Z. Placeholder-Smith")
    world.link(vault, again, zanzi)
    plan = erasing.plan_for_person(vault, again)
    assert set(plan.people) == {again, zanzi}
    assert first in plan.references
    erasing.erase(vault, plan, as_proposed(plan), GROUNDS)
    everything = world.everything(vault.store.connection).lower()
    assert b"zanzi" not in everything
    assert b"placeholder-smith" not in everything


def test_a_namesake_stays_and_is_told_of(vault):
    _, zanzi, _ = with_zanzi(vault)
    other = world.state_person(vault, CHILD)
    plan = erasing.plan_for_person(vault, zanzi)
    assert len(plan.namesakes) == 1
    assert other not in {piece.entity for piece in plan.pieces if piece.why == "theirs"}


def test_an_emergency_note_goes_with_anything_that_it_filled_and_this_is_said_first(vault):
    entity = world.share_quickly(vault, world.a_note(at_risk=CHILD, shared="He is alone."))
    (person,) = world.folds(vault.store)[entity][0]["people"]
    plan = erasing.plan_for_person(vault, person["key"])
    (note,) = [piece for piece in plan.pieces if piece.slot == "@note"]
    keep = {piece.part: Chosen(what="keep") for piece in plan.to_decide}
    assert erasing.what_goes(plan, keep)[note.part] == "erase"
    erasing.erase(vault, plan, keep, GROUNDS)
    assert CHILD.encode() not in world.everything(vault.store.connection)
    assert world.faults(vault) == ()


def test_what_stays_by_choice_stays(vault):
    entity, zanzi, _ = with_zanzi(vault)
    plan = erasing.plan_for_person(vault, zanzi)
    done = erasing.erase(vault, plan, {p.part: Chosen(what="keep") for p in plan.to_decide}, GROUNDS)
    assert done.kept == len(plan.to_decide)
    assert "Zanzi" in world.folds(vault.store)[entity][0]["reasons"]


def test_only_some_of_a_decision_can_go(vault):
    entity, *_ = with_zanzi(vault)
    plan = erasing.plan_for_decision(vault, entity)
    chosen = {piece.part: Chosen(what="erase" if piece.slot == "purpose" else "keep") for piece in plan.pieces}
    done = erasing.erase(vault, plan, chosen, GROUNDS)
    assert (done.parts, done.reworded) == (1, 0)
    said = world.folds(vault.store)[entity][0]
    assert "purpose" not in said
    assert said["reasons"]


def test_an_earlier_wording_can_only_go_or_stay(vault):
    entity, *_ = with_zanzi(vault)
    world.correct(vault, entity, purpose="To protect both children.")
    plan = erasing.plan_for_decision(vault, entity)
    earlier, later = [piece for piece in plan.pieces if piece.slot == "purpose"]
    assert (earlier.may_reword, later.may_reword) == (False, True)
    assert "an earlier wording" in earlier.label
    keep = {piece.part: Chosen(what="keep") for piece in plan.pieces}
    with pytest.raises(erasing.MayNotReword):
        erasing.erase(vault, plan, {**keep, earlier.part: Chosen(what="reword", texts={"": "x"})}, GROUNDS)
    erasing.erase(vault, plan, {**keep, earlier.part: Chosen(what="erase")}, GROUNDS)
    assert world.folds(vault.store)[entity][0]["purpose"] == "To protect both children."


def test_other_words_that_still_name_them_are_refused(vault):
    _, zanzi, _ = with_zanzi(vault)
    plan = erasing.plan_for_person(vault, zanzi)
    chosen = as_proposed(plan)
    (purpose,) = [piece for piece in plan.pieces if piece.slot == "purpose"]
    chosen[purpose.part] = Chosen(what="reword", texts={"": f"Said of {CHILD} again."})
    before = world.leaves(vault.store)
    with pytest.raises(erasing.StillNamed) as raised:
        erasing.erase(vault, plan, chosen, GROUNDS)
    assert [piece.slot for piece in raised.value.pieces] == ["purpose"]
    assert world.leaves(vault.store) == before


@pytest.mark.parametrize(
    ("authority", "problem"),
    [
        ("  ", erasing.SayWhoDecided),
        (f"{CHILD}'s mother asked", erasing.AuthorityNames),
        (f"See {PHONE}", erasing.AuthorityNames),
    ],
)
def test_the_authority_is_said_and_names_nobody_of_the_record(vault, authority, problem):
    entity, zanzi, _ = with_zanzi(vault)
    for plan in (erasing.plan_for_person(vault, zanzi), erasing.plan_for_decision(vault, entity)):
        with pytest.raises(problem):
            erasing.erase(vault, plan, all_erased(plan), Grounds(category="other", authority=authority))
    assert world.folds(vault.store)[entity][0]["purpose"]


def test_what_was_added_after_the_list_was_made_is_not_erased_unseen(vault):
    entity, zanzi, _ = with_zanzi(vault)
    plan = erasing.plan_for_decision(vault, entity)
    world.record(vault, samples.small("Something else altogether."))
    world.correct(vault, entity, notes="New.")
    with pytest.raises(erasing.MoreSince):
        erasing.erase(vault, plan, {}, GROUNDS)
    assert world.folds(vault.store)[entity][0]["notes"] == "New."
    by_person = erasing.plan_for_person(vault, zanzi)
    world.record(vault, samples.small("Something else once more."))
    erasing.erase(vault, by_person, as_proposed(by_person), GROUNDS)  # which adds nothing to this list


def test_stopping_leaves_everything_as_it_was(vault):
    _, zanzi, _ = with_zanzi(vault)
    plan, before = erasing.plan_for_person(vault, zanzi), world.leaves(vault.store)

    def stop(done, of):
        if done == 1:
            raise errors.Cancelled

    with pytest.raises(errors.Cancelled):
        erasing.erase(vault, plan, as_proposed(plan), GROUNDS, stop)
    assert world.leaves(vault.store) == before
    assert CHILD.encode() in world.everything(vault.store.connection)
    assert world.faults(vault) == ()


def test_drafts_of_an_erased_decision_go_with_it_and_no_others(vault):
    entity, *_ = with_zanzi(vault)
    drafts = Drafts(vault)
    for kind, about in (("correction", entity), ("decision", None), ("erasure", entity)):
        drafts.save(Draft(id=new_id(), kind=kind, decision=about, answers={"reasons": kind}))
    plan = erasing.plan_for_decision(vault, entity)
    assert erase_reach.reach(vault, plan).drafts_gone == 1
    assert erasing.erase(vault, plan, {}, GROUNDS).drafts == 1
    assert sorted(draft.kind for draft in Drafts(vault).all()) == ["decision", "erasure"]


def test_what_cannot_be_reached_is_said_by_date_and_place(vault, tmp_path):
    early = vault.store.count()
    _, zanzi, _ = with_zanzi(vault)
    for place, entries, at in (
        ("old stick", early, "2026-03-01T12:00:00Z"),
        ("new stick", early + 9, "2026-04-02T12:00:00Z"),
    ):
        part = new_part("@copied_outside", {"place": place, "at": at, "entries": entries, "head": "00" * 32})
        vault.append([NewEntry(kind="copied_outside", entity=vault.log, parts=(part,))])
    vault.folder.with_name(f"{vault.folder.name} kept aside 2026-04-03-101010").mkdir()
    Drafts(vault).save(Draft(id=new_id(), answers={"reasons": f"About {CHILD}."}))
    Drafts(vault).save(Draft(id=new_id(), answers={"reasons": "About nobody."}))
    said = erase_reach.reach(vault, erasing.plan_for_person(vault, zanzi))
    assert [line for line in said.outside if "new stick" in line and "2 April 2026" in line]
    assert not [line for line in said.outside if "old stick" in line]
    assert "kept aside 2026-04-03-101010" in said.aside[0]
    assert said.drafts_naming == 1
    assert any("1 draft names this person" in line for line in said.lines)
    assert erase_reach.PAPER in said.lines


def test_backups_here_are_made_anew_and_the_older_ones_go(vault, tmp_path):
    world.record(vault, samples.small("Before."))
    folder, before = vault.folder / "backups", backup.proposed_name(vault)
    backup.back_up(vault, before)
    entity, *_ = with_zanzi(vault)
    after = folder / "2026-03-14-121212-kept-000007.sharedesk-backup"
    backup.back_up(vault, after)
    (folder / "not-one.sharedesk-backup").write_bytes(b"for somebody to look at")
    (folder / "before-schema-3-00.db").write_bytes(b"old")
    plan = erasing.plan_for_decision(vault, entity)
    older = erase_reach.reach(vault, plan).backups
    assert {path.name for path in older} == {after.name, "before-schema-3-00.db"}
    erasing.erase(vault, plan, {}, GROUNDS)
    done = erase_reach.renew_backups(vault, older)
    assert (done.removed, done.left) == (older, ())
    assert {path.name for path in folder.glob("*")} == {
        before.name, "not-one.sharedesk-backup", done.made.name, "erased.json",
    }  # fmt: skip
    assert "-kept-000008" in done.made.name
    root = vault.root
    vault.lock()
    with restore.restore(done.made, tmp_path / "fresh", lambda head: root, lambda plan: True).vault as restored:
        assert b"zanzi" not in world.everything(restored.store.connection).lower()


def test_the_place_for_backups_is_looked_at_too_and_told_what_was_erased(vault, tmp_path):
    place, own = tmp_path / "place", vault.folder / "backups"
    place.mkdir()
    entity, *_ = with_zanzi(vault)
    backup.back_up(vault, place / "2026-03-14-121212-kept-000001.sharedesk-backup")
    backup.back_up(vault, place / "a colleague's choice.sharedesk-backup")
    plan = erasing.plan_for_decision(vault, entity)
    older = erase_reach.reach(vault, plan, str(place)).backups
    assert [path.name for path in older] == ["2026-03-14-121212-kept-000001.sharedesk-backup"]
    assert erasing.erase(vault, plan, {}, GROUNDS, place=place).noted
    assert erase.noted(place) == erase.noted(own) != []
    done = erase_reach.renew_backups(vault, older, str(place))
    assert done.made.parent == place
    assert not older[0].exists()
    assert (place / "a colleague's choice.sharedesk-backup").exists()


def test_a_backup_that_could_not_be_made_takes_no_older_one_away(vault, monkeypatch):
    entity, *_ = with_zanzi(vault)
    older = backup.proposed_name(vault)
    backup.back_up(vault, older)
    plan = erasing.plan_for_decision(vault, entity)
    found = erase_reach.reach(vault, plan).backups
    erasing.erase(vault, plan, {}, GROUNDS)

    def full(*_, **__):
        raise errors.DiskFull

    monkeypatch.setattr(erase_reach.backups, "back_up", full)
    with pytest.raises(errors.DiskFull):
        erase_reach.renew_backups(vault, found)
    assert older.exists()


def test_a_restore_of_an_older_backup_brings_nothing_back(vault, tmp_path):
    _, zanzi, _ = with_zanzi(vault)
    place = tmp_path / "stick"
    place.mkdir()
    backup.back_up(vault, place / "old.sharedesk-backup")
    plan = erasing.plan_for_person(vault, zanzi)
    erasing.erase(vault, plan, as_proposed(plan), GROUNDS)
    root, folder = vault.root, vault.folder
    vault.lock()
    with restore.restore(
        place / "old.sharedesk-backup", folder, lambda head: root, lambda plan: True
    ).vault as restored:
        assert b"zanzi" not in world.everything(restored.store.connection).lower()
        assert any("Child A" in str(said) for said in world.folds(restored.store).values()), (
            "the other words are there too"
        )
        assert world.faults(restored) == ()


def test_whom_to_ask_first_is_said_with_the_organisations_own_number(guidance_shelf):
    from datetime import date

    own, bare = (erase_reach.ask_first(shelf, date(2026, 11, 22)) for shelf in guidance_shelf)
    assert any("01632 960112" in line for line in own)
    assert any("data protection" in line.lower() for line in bare)


@pytest.fixture(scope="module")
def guidance_shelf():
    from sharedesk.desk.shelf import open_shelf
    from sharedesk.resources import resource

    return open_shelf(resource("practice", "organisation.toml"), practice=True), open_shelf()


def test_a_person_who_is_nowhere_is_not_erased(vault):
    with pytest.raises(people.NoSuchPerson):
        erasing.plan_for_person(vault, "00" * 16)
    with pytest.raises(errors.NoSuchRecord):
        erasing.plan_for_decision(vault, "00" * 16)

"""Taking a decision up again: linked both ways, nothing to type again, nothing of the old reasons carried over."""

from __future__ import annotations

from datetime import date

import pytest
from domain import samples
from vault import world

from sharedesk.desk import drafting, reconsidering, record, release
from sharedesk.desk.answers import place_of
from sharedesk.domain.completeness import what_is_missing
from sharedesk.domain.decision import (
    Concern,
    Decision,
    Item,
    PersonInvolved,
    Recipient,
    Reconsiders,
    Relationship,
    Sharing,
)  # fmt: skip
from sharedesk.domain.person import Contact, PersonStatement
from sharedesk.paper.plain import plain_text
from sharedesk.vault import errors
from sharedesk.vault.keys import FLOOR
from sharedesk.vault.segments import import_log
from sharedesk.vault.vault import create

TODAY = date(2026, 5, 2)
KEPT = Contact(kind="phone", text="x", protected_from=("c",))
OLD = Decision(
    people=(
        PersonInvolved(key="c", who=PersonStatement(name="Robin Madeupson", age="7"), roles=("child",)),
        PersonInvolved(
            key="m", roles=("parent",),
            who=PersonStatement(name="Ash Madeupson", contacts=(KEPT,)),
        ),
    ),
    relationships=(Relationship(key="b", person="m", relation="mother", to="c"),),
    concerns=(Concern(key="k", text="Late for school twice.", about=("c",)),),
    items=(Item(key="i", text="Late on Monday.", about=("m",)),),
    recipients=(Recipient(key="r", organisation="Example Council", outcome="do_not_share", why="Not proportionate."),),
    sharing=(Sharing(key="s", item="i", recipient="r", what="leave_out", why="Not now."),),
    reasons="The school speaks with the family first.",
)  # fmt: skip


@pytest.fixture
def vault(tmp_path):
    with create(tmp_path / "log", world.PASSPHRASE, world.AUTHOR, cost=FLOOR)[0] as made:
        yield made
        assert world.faults(made) == ()


@pytest.fixture
def old(vault):
    return record.record(vault, [OLD])[0]


def taken_up(vault, decision: str, new: str = "A bruise on the arm."):
    """A decision taken up again and recorded."""
    draft = reconsidering.new_reconsideration(vault, decision, TODAY)
    draft.answers["reconsiders"]["new_information"] = new
    return drafting.record_draft(vault, drafting.Drafts(vault), draft, TODAY)


def decision_of(vault, made) -> Decision:
    return record.state_of(vault, made.reference).decision


def test_what_was_known_comes_along_and_what_was_decided_does_not(vault, old):
    before = vault.store.count()
    made = taken_up(vault, old.id)
    assert vault.store.count() == before + 1, "nobody is stated again"
    then, now = decision_of(vault, old), decision_of(vault, made)
    assert now.people == then.people
    assert [(b.person, b.relation, b.to) for b in now.relationships] == [
        (now.people[1].key, "mother", now.people[0].key)
    ]
    assert [c.text for c in now.concerns] == ["Late for school twice."]
    assert [i.text for i in now.items] == ["Late on Monday."]
    assert [r.organisation for r in now.recipients] == ["Example Council"]
    assert (now.recipients[0].outcome, now.recipients[0].why, now.sharing, now.reasons) == (None, "", (), "")
    assert now.reconsiders == Reconsiders(reference=old.reference, new_information="A bruise on the arm.")
    assert decision_of(vault, old) == then, "the earlier one stays as it was"


def test_links_lead_both_ways_through_a_chain_of_three(vault, old):
    second = taken_up(vault, old.id)
    third = taken_up(vault, second.id, "And again.")
    other = taken_up(vault, old.id, "Something else.")

    def found(made):
        links = reconsidering.links(vault, made.id)
        return links.earlier and links.earlier.id, [link.id for link in links.later]

    assert found(old) == (None, [second.id, other.id])
    assert found(second) == (old.id, [third.id])
    assert found(third) == (second.id, [])


def test_only_a_decision_that_takes_it_up_again_counts(vault, old):
    mentioned = record.record(vault, [Decision(notes=f"Compare {old.reference}.", reasons=old.reference)])
    assert reconsidering.links(vault, old.id).later == ()
    assert mentioned[0].id in reconsidering.search.mentioning(vault.store, old.id), "the control: its words were found"


@pytest.mark.parametrize("spelled", [str.lower, lambda r: r.replace("-", ""), lambda r: r.replace("-", " ").lower()])
def test_a_reference_however_it_was_spelled_is_found_back(vault, old, spelled):
    again = Decision(reconsiders=Reconsiders(reference=spelled(old.reference), new_information="x"))
    (made,) = record.record(vault, [again])
    assert decision_of(vault, made).reconsiders.reference == old.reference
    assert [link.id for link in reconsidering.links(vault, old.id).later] == [made.id]


@pytest.mark.parametrize("said", ["the one of last week", "7KQ2-M9XP-R", ""])
def test_a_reference_to_nothing_here_leads_nowhere_and_is_kept(vault, said):
    (made,) = record.record(vault, [Decision(reconsiders=Reconsiders(reference=said))])
    assert reconsidering.links(vault, made.id).earlier is None
    assert decision_of(vault, made).reconsiders.reference == said
    assert reconsidering.earlier(vault, said) == reconsidering.Earlier(link=None, blocks=())


def test_what_was_decided_then_is_there_to_read_with_its_date(vault):
    (old,) = record.record(vault, [samples.share_part()])
    then = reconsidering.earlier(vault, old.reference)
    assert then.link.id == old.id
    words = str(then.blocks)
    decision = decision_of(vault, old)
    assert decision.reasons in words
    assert decision.decided_at.said in words
    assert all(recipient.why in words for recipient in decision.recipients)


def test_the_paper_of_each_names_the_other(vault, old):
    made = taken_up(vault, old.id)
    before, after = (plain_text(release.rationale(vault, one.reference)) for one in (old, made))
    assert f"Taken up again in: {made.reference}" in before
    assert f"Takes up again: {old.reference}" in after
    assert f"New information since decision {old.reference}" in after
    assert "A bruise on the arm." in after


def test_new_information_is_asked_for(vault, old):
    draft = reconsidering.new_reconsideration(vault, old.id, TODAY)
    made = drafting.record_draft(vault, drafting.Drafts(vault), draft, TODAY)
    missing = [one for one in what_is_missing(decision_of(vault, made)) if one.rule.code == "reconsidered"]
    assert [place_of(one, draft.answers) for one in missing] == [("reconsiders", "reconsiders.new_information")]
    complete = taken_up(vault, old.id)
    assert not any(one.rule.code == "reconsidered" for one in what_is_missing(decision_of(vault, complete)))


def test_one_of_another_log_is_taken_up_again_here(vault, old, tmp_path):
    with create(tmp_path / "other", world.PASSPHRASE, world.AUTHOR, cost=FLOOR)[0] as other:
        import_log(other, world.export(vault))
        made = taken_up(other, old.id)
        assert [link.id for link in reconsidering.links(other, old.id).later] == [made.id]
        assert decision_of(other, made).people == decision_of(other, old).people
        assert world.faults(other) == ()


@pytest.mark.parametrize("slot", ["people/0", "people/1", "reasons", "concerns", "recipients", "items"])
def test_one_that_was_erased_in_part_is_taken_up_again(vault, old, slot):
    decision = decision_of(vault, old)
    field, _, at = slot.partition("/")
    named = field if field == "reasons" else f"{field}/{getattr(decision, field)[int(at or 0)].key}"
    world.erase_slot(vault, old.id, named)
    made = taken_up(vault, old.id)
    now = decision_of(vault, made)
    assert len(now.people) == (1 if field == "people" else 2)
    assert [link.id for link in reconsidering.links(vault, old.id).later] == [made.id]
    assert reconsidering.earlier(vault, old.reference).link.id == old.id


def test_a_link_that_is_erased_is_gone(vault, old):
    made = taken_up(vault, old.id)
    world.erase_slot(vault, made.id, "reconsiders")
    assert reconsidering.links(vault, made.id) == reconsidering.Links(earlier=None, later=())
    assert reconsidering.links(vault, old.id).later == ()


def test_what_is_not_there_is_said(vault):
    for ask in (lambda: reconsidering.links(vault, "00" * 16),
                lambda: reconsidering.new_reconsideration(vault, "00" * 16, TODAY)):  # fmt: skip
        with pytest.raises(errors.NoSuchRecord):
            ask()

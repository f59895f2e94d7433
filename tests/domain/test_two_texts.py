"""The two texts of an emergency share: the first as it was written, the second without a word of the first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from domain.samples import share_part

from sharedesk.domain.decision import Concern, Decision, Emergency, Item, PersonInvolved, Recipient, Sharing
from sharedesk.domain.note_clock import remarks_on_clock
from sharedesk.domain.parts import texts_of
from sharedesk.domain.person import PersonStatement
from sharedesk.domain.quick_share import new_note
from sharedesk.domain.stated_time import understand
from sharedesk.domain.two_texts import TwoTexts, added_since, decided_anew

OPENED = datetime(2026, 3, 14, 14, 2, 10, tzinfo=UTC)
THEN = Decision(
    people=(PersonInvolved(key="p", who=PersonStatement(description="a boy in a red coat"), roles=("subject",)),),
    items=(Item(key="i", text="He is locked in.", about=("p",)),),
    recipients=(Recipient(key="r", person="D. Uty", contact="01632 960123", outcome="share", channel="phone"),),
    sharing=(Sharing(key="s", item="i", recipient="r", what="share"),),
    emergency=Emergency(could_not_wait_because="In danger now"),
    shared_at=understand("14 March 2026 at 14:00"),
)


def test_nothing_was_added_to_what_stands_as_it_was_written():
    assert added_since(THEN, THEN) == Decision()
    whole = share_part()
    assert added_since(whole, whole) == Decision()
    assert added_since(Decision(), whole) == whole


def test_what_was_added_holds_no_word_of_what_was_written_at_the_time():
    person, item, recipient = THEN.people[0], THEN.items[0], THEN.recipients[0]
    now = msgspec.structs.replace(
        THEN,
        people=(msgspec.structs.replace(person, roles=("subject", "child"), harmed_how="By the man"),),
        items=(msgspec.structs.replace(item, nature="fact"), Item(key="j", text="He has been seen.")),
        recipients=(msgspec.structs.replace(recipient, verified_how="Rang back"),),
        emergency=msgspec.structs.replace(THEN.emergency, what_made_it_urgent="A locked door"),
        concerns=(Concern(key="c", text="Locked in"),),
    )
    added = added_since(THEN, now)
    assert texts_of(added) == ["By the man", "Locked in", "He has been seen.", "Rang back", "A locked door"]
    assert (added.items[0].key, added.items[0].text, added.items[0].nature) == ("i", "", "fact")
    assert (added.people[0].roles, added.people[0].who) == (("subject", "child"), PersonStatement())
    assert (added.recipients[0].outcome, added.recipients[0].channel) == ("share", None)
    assert (added.sharing, added.shared_at) == ((), None)


@pytest.mark.parametrize(
    ("changes", "anew"),
    [({"verified": "yes"}, 0), ({"why": "They protect him."}, 1), ({"outcome": "share_part"}, 1)],
)
def test_only_a_new_outcome_or_reason_is_decided_anew(changes, anew):
    now = msgspec.structs.replace(THEN, recipients=(msgspec.structs.replace(THEN.recipients[0], **changes),))
    texts = TwoTexts(THEN, added_since(THEN, now), False)
    assert len(texts.added.recipients) == 1
    assert len(decided_anew(texts).added.recipients) == anew


@pytest.mark.parametrize(
    ("said_at", "sealed", "recorded", "remarks"),
    [
        ("today at 14:02", 60, 120, []),
        ("today", 60, 120, []),
        ("when the bell rang", 60, 120, []),
        ("", None, 120, []),
        ("today at 14:01", 60, 120, ["said_earlier"]),
        ("today at 14:04", 60, 200, ["said_later"]),
        ("today at 14:02", -1, 120, ["sealed_before_opened"]),
        ("today at 14:02", 60, 59, ["taken_before_sealed"]),
        ("15 March 2026 at 9:00", -60, -120, ["said_later", "sealed_before_opened", "taken_before_sealed"]),
        ("1 January 2020 at 00:03", -195_000_000, 120, ["said_earlier", "sealed_before_opened", "clock_lost"]),
    ],
)
def test_a_clock_that_does_not_agree_is_said(said_at, sealed, recorded, remarks):
    at = OPENED + timedelta(seconds=sealed) if sealed is not None else None
    note = msgspec.structs.replace(new_note(OPENED), said_at=said_at, sealed_at=at)
    assert remarks_on_clock(note, OPENED + timedelta(seconds=recorded)) == remarks

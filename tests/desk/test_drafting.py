"""Drafts: sealed, brought back, recorded once, and never lost to a disk that fails."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime

import pytest
from vault import world

from sharedesk.desk import drafting, record
from sharedesk.desk.siblings import for_sibling
from sharedesk.vault import errors, files, sealed
from sharedesk.vault.keys import FLOOR
from sharedesk.vault.vault import create

TODAY = date(2026, 3, 14)
REFERRAL = {
    "own_initiative": "yes",
    "people": [
        {"key": "c", "who": {"name": "Robin Madeupson"}, "as": "child", "age": "3 May 2018"},
        {"key": "m", "who": {"name": "Ash Madeupson"}, "as": "parent"},
        {"key": "empty", "who": {"name": "  "}},
    ],
    "concerns": [{"key": "k", "text": "A mark on the arm.", "risk": "suspected", "why_think_so": "Seen at nine."}],
    "items": [{"key": "i", "text": "A round mark, 1 cm.", "nature": "fact"}],
    "recipients": [
        {"key": "r", "organisation": "Example Council", "outcome": "share", "why": "It looks into it.",
         "channel": "phone", "secure": "yes", "shared_at": "14 March 2026 at 10:05"},
    ],
    "telling": [{"key": "t", "person": "m", "result": "tell_now", "when": "14 March 2026"},
                {"key": "t2", "person": "c", "result": "tell_after", "when": "about Easter",
                 "reason": "With her teacher."}],
    "reasons": "It could help keep Robin safe.",
    "basis": {"usual": "same_as_usual", "sentence": "Our public task."},
    "known_at": "today", "decided_at": "14 March 2026",
    "next_steps": [{"key": "n", "what": "Ring back", "by_whom": "me", "by_when": "17 March 2026"}],
    "official_record": {"system": "Example system", "not_copied_because": "It is down today."},
}  # fmt: skip


@pytest.fixture
def vault(tmp_path):
    made, _ = create(tmp_path / "log", world.PASSPHRASE, world.AUTHOR, cost=FLOOR)
    with made:
        yield made


@pytest.fixture
def draft(vault):
    made = drafting.new_draft(vault, TODAY)
    made.answers |= REFERRAL
    return made


def test_a_plain_referral_is_complete(vault, draft):
    made = drafting.record_draft(vault, drafting.Drafts(vault), draft, TODAY)
    assert made.missing == ()
    decision = record.state_of(vault, made.reference).decision
    child, parent = decision.people
    assert child.roles == ("child",)
    assert child.who.date_of_birth.said == "3 May 2018"
    assert [(s.item, s.recipient, s.what) for s in decision.sharing] == [
        (decision.items[0].key, decision.recipients[0].key, "share")
    ]
    assert [t.person for t in decision.telling] == [parent.key, child.key]
    assert decision.telling[1].tell_when.precision == "unknown"  # "about Easter" is kept in its words
    assert decision.known_at.earliest.date() == TODAY


def test_a_draft_comes_back_as_it_was_saved_and_goes_once_it_is_recorded(vault, draft):
    drafts = drafting.Drafts(vault, lambda: datetime(2026, 3, 14, 14, 2, tzinfo=UTC))
    draft.answers["notes"] = "half a \ud83d pair and \0"
    draft.counter = 1
    drafts.save(draft)
    (back,) = drafting.Drafts(vault).all()
    assert back == draft
    assert drafting.waiting(vault) == drafting.Waiting(
        count=1, last_saved=datetime(2026, 3, 14, 14, 2, tzinfo=UTC).timestamp()
    )
    del draft.answers["notes"]
    assert drafting.record_draft(vault, drafts, draft, TODAY).id == draft.id
    assert drafting.Drafts(vault).all() == []


def test_an_older_save_that_comes_late_neither_overwrites_nor_revives(vault, draft):
    drafts = drafting.Drafts(vault)
    late = drafting.Draft(id=draft.id, counter=1, answers={"reasons": "older"})
    draft.counter = 2
    drafts.save(draft)
    drafts.save(late)
    assert drafts.all()[0].answers == draft.answers
    drafts.drop(draft.id)
    draft.counter = 3
    drafts.save(draft)
    assert drafts.all() == []


def test_what_was_recorded_already_is_not_recorded_twice_and_its_words_can_be_copied(vault, draft, monkeypatch):
    drafts = drafting.Drafts(vault)
    draft.counter = 1
    drafts.save(draft)
    with monkeypatch.context() as patched:
        patched.setattr(sealed, "drop_draft", lambda *_: (_ for _ in ()).throw(errors.ReadOnly()))
        made = drafting.record_draft(vault, drafts, draft, TODAY)  # the record stands though the draft could not go
    (left,) = drafting.Drafts(vault).all()
    before = vault.store.count()
    with pytest.raises(drafting.RecordedAlready) as problem:
        drafting.record_draft(vault, drafts, left, TODAY)
    assert problem.value.reference == made.reference
    assert vault.store.count() == before
    assert drafting.record_draft(vault, drafts, drafting.again(left), TODAY).id != made.id


def test_a_full_disk_is_said_and_the_last_version_stands(vault, draft, monkeypatch):
    drafts = drafting.Drafts(vault)
    draft.counter = 1
    drafts.save(draft)
    draft.counter, draft.answers = 2, {"reasons": "newer"}

    def full(*_):
        raise errors.DiskFull

    with monkeypatch.context() as patched:
        patched.setattr(files, "write_new", full)
        with pytest.raises(errors.DiskFull):
            drafts.save(draft)
    assert drafts.all()[0].counter == 1
    drafts.save(draft)  # control: without the fault the same save succeeds
    assert drafts.all()[0].answers == {"reasons": "newer"}


def test_a_log_whose_folder_went_is_said(vault, draft):
    shutil.move(vault.folder / "drafts", vault.folder / "away")
    with pytest.raises(drafting.LogGone):
        drafting.Drafts(vault).save(draft)


def test_the_usual_sentence_and_the_author_are_filled_in(vault, draft):
    assert draft.answers["decided_by"]["name"] == world.AUTHOR.name
    assert drafting.new_draft(vault, TODAY).usual == ""
    drafting.record_draft(vault, drafting.Drafts(vault), draft, TODAY)
    assert drafting.new_draft(vault, TODAY).usual == "Our public task."
    assert "basis" not in drafting.new_draft(vault, TODAY).answers  # nobody has chosen it yet
    assert drafting.new_draft(vault, TODAY).answers["decided_at"] == "14 March 2026"


def test_people_who_are_in_the_log_already_are_not_stated_again(vault, draft):
    made = drafting.record_draft(vault, drafting.Drafts(vault), draft, TODAY)
    parent = record.state_of(vault, made.reference).decision.people[1].key
    sibling = drafting.again(draft)
    sibling.answers = for_sibling(draft.answers, {"m": parent})
    blank, *family = sibling.answers["people"]
    assert set(blank) == {"key", "as"}
    assert [p["key"] for p in family] == ["m", "empty"]
    second = drafting.record_draft(vault, drafting.Drafts(vault), sibling, TODAY)
    assert record.state_of(vault, second.reference).decision.people[1].key == parent

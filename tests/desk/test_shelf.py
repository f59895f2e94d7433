"""The guidance shelf as it is shown: in order, for a profession, with what is off and why, local notes, and search."""

from __future__ import annotations

import time
from datetime import date

import msgspec
import pytest

from sharedesk.desk import shelf as shelves
from sharedesk.desk.shelf import PracticePack, holds, nation_note, open_shelf, place_for, statement, topics
from sharedesk.desk.shelf_search import search
from sharedesk.guidance.toml_file import FaultyFile, FileNotThere
from sharedesk.resources import resource

TODAY = date(2026, 11, 22)
PACK = resource("practice", "organisation.toml")


@pytest.fixture(scope="module")
def shelf():
    return open_shelf()


@pytest.fixture(scope="module")
def local():
    return open_shelf(PACK, practice=True)


def ids(found):
    return [one.shown.id for one in found]


def shown(topic_list):
    return {one.id: one for topic in topic_list for one in topic.statements}


def test_topics_stand_in_order_and_hold_every_statement(shelf):
    whole = topics(shelf, TODAY)
    assert [topic.id for topic in whole][:4] == ["sharing", "rules", "emergencies", "ico-ten-steps"]
    assert set(shown(whole)) == set(shelf.guidance.statements)
    assert all(one.source and one.date and one.confidence for one in shown(whole).values())


def test_a_profession_sees_what_is_for_everybody_and_for_itself(shelf):
    police, school = (shown(topics(shelf, TODAY, each)) for each in ("police", "school_or_college"))
    assert {"rule-1", "part-3-basis", "read-npcc"} <= set(police)
    assert "part-3-basis" not in school
    assert {"rule-1", "read-kcsie", "fgm-duty"} <= set(school)
    assert "fgm-duty" not in police


def test_what_is_switched_off_says_why_until_the_organisation_switches_it_on(shelf, tmp_path):
    assert "commencement is not confirmed" in statement(shelf, "ca-2004-s16la", TODAY).off
    assert not holds(shelf, "ca-2004-s16la", TODAY)
    pack = tmp_path / "ours.toml"
    text = PACK.read_text(encoding="utf-8").replace("practice = true", 'switched_on = ["ca-2004-s16la"]')
    pack.write_text(text, encoding="utf-8")
    confirmed = open_shelf(pack)
    assert confirmed.fault is None
    assert statement(confirmed, "ca-2004-s16la", TODAY).off == ""
    assert holds(confirmed, "ca-2004-s16la", TODAY)


def test_dates_in_force_are_kept_to(shelf):
    assert statement(shelf, "basis-ea", date(2026, 2, 4)).off == "Not in force before 5 February 2026."
    assert statement(shelf, "basis-ea", date(2026, 2, 5)).off == ""
    assert statement(shelf, "basis-ea", TODAY).date == "In force from 5 February 2026."
    ended = msgspec.structs.replace(shelf.guidance.statement("rule-1"), in_force_to=date(2026, 1, 31))
    later = msgspec.structs.replace(
        shelf.guidance, statements={**shelf.guidance.statements, "rule-1": ended},
        topics=(msgspec.structs.replace(shelf.guidance.topics[1], statements=(ended,)),),
    )  # fmt: skip
    gone = statement(msgspec.structs.replace(shelf, guidance=later), "rule-1", TODAY)
    assert gone.off == "No longer in force since 31 January 2026."
    assert gone.date == "In force until 31 January 2026."


def test_a_statement_says_what_its_kind_holds(shelf):
    safeguarding = statement(shelf, "condition-safeguarding", TODAY)
    assert safeguarding.details[0] == "9(2)(g) + Sch 1 para 18"
    assert "A policy document is needed." in safeguarding.details
    assert sum("Consent cannot be given." in line for line in safeguarding.details) == 1
    assert safeguarding.source == "DPA 2018 Sch 1 paras 5, 18, 39; DfE p10, p26"
    assert statement(shelf, "rule-1", TODAY).date == "DfE: May 2024."
    assert statement(shelf, "look-again", TODAY).date == "ShareDesk: 22 November 2026."
    assert statement(shelf, "telling-order", TODAY).date == "The source's date is not noted."
    assert statement(shelf, "annex-1-crime", TODAY).details[0] == "UK GDPR Annex 1, para 5"
    assert statement(shelf, "telling-honour", TODAY).confidence.startswith("Known, but")
    old = statement(shelf, "read-dfe-2018", TODAY)
    assert old.off == "It was replaced in May 2024."
    assert any("Superseded" in line for line in old.details)


def test_local_notes_stand_beside_the_statements_they_are_about(shelf, local):
    (note,) = statement(local, "telling-allegation", TODAY).notes
    assert note.title == "Allegations about staff"
    assert note.checked == "Last checked 1 September 2026."
    assert statement(shelf, "telling-allegation", TODAY).notes == ()
    last = topics(local, TODAY)[-1]
    assert (last.id, [one.id for one in last.statements]) == ("local", ["local-allegations", "local-family-network"])
    assert any(line.startswith("Here: Designated safeguarding lead: 01632 960110") for line in
               statement(local, "safeguarding-professional", TODAY).details)  # fmt: skip


def test_another_nation_is_told_that_the_advice_is_englands(shelf, local):
    assert "England" in nation_note(shelf)
    assert nation_note(local) == nation_note(shelf)
    welsh = msgspec.structs.replace(local, organisation=msgspec.structs.replace(local.organisation, nation="wales"))
    assert nation_note(welsh).startswith("Your organisation works in Wales,")


def test_a_faulty_pack_is_left_out_and_the_guidance_still_serves(tmp_path, shelf):
    bad = tmp_path / "ours.toml"
    bad.write_text('name = "x\n', encoding="utf-8")
    for path, kind in ((bad, FaultyFile), (tmp_path / "none.toml", FileNotThere), (PACK, PracticePack)):
        opened = open_shelf(path)
        assert isinstance(opened.fault, kind)
        assert opened.organisation is None
        assert shown(topics(opened, TODAY)) == shown(topics(shelf, TODAY))


@pytest.mark.parametrize(
    ("page", "topic", "name"),
    [
        ("telling", "telling-people", "telling-open"),
        ("identities", "protecting-identities", "two-audiences"),
        ("lawful-basis", "lawful-bases", "basis-needed"),
        ("amount", "principles", "amount"),
        ("first-questions", "sharing", "first-question"),
        ("feedback", "agreements", "feedback"),
        ("erasure", "advisers", "data-protection-lead"),
        ("telling/no-such-question", "telling-people", "telling-open"),
        ("emergency", "emergencies", "emergency-go-ahead"),
        ("emergency-notes", "emergencies", "emergency-notes"),
        ("emergency-afterwards", "emergencies", "emergency-afterwards"),
    ],
)
def test_a_page_has_its_place(shelf, page, topic, name):
    place = place_for(shelf, page)
    assert (place.topic, place.statement) == (topic, name)


def test_a_question_of_a_check_leads_to_the_statement_that_it_names(shelf):
    asked = [(check, one) for check in shelf.checks.values() for one in check.questions]
    assert len(asked) > 50
    for check, one in asked:
        place = place_for(shelf, f"{check.id}/{one.id}")
        assert place is not None, (check.id, one.id)
        if one.guidance:
            assert place.statement == one.guidance[0]
    assert place_for(shelf, "no-such-page") is None


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("6(1)(ea)", "basis-ea"),
        ("s.16LA", "ca-2004-s16la"),
        ("recognised legitimate interest", "basis-ea"),
        ("court ORDER addr", "telling-order"),
        ("jigsaw", "identity-jigsaw"),
        ("para 18", "condition-safeguarding"),
        ("childrens services", "where-to-report"),
        ("children’s serv", "where-to-report"),
        ("forced marriage", "telling-honour"),
        ("safe contact card", "safe-contact"),
        ("999", "emergency-first-call"),
        ("sealed note", "emergency-notes"),
    ],
)
def test_search_finds_the_best_first(shelf, words, first):
    assert ids(search(topics(shelf, TODAY), words))[0] == first


def test_search_needs_every_word_and_keeps_to_its_limit(shelf):
    whole = topics(shelf, TODAY)
    assert search(whole, "") == ()
    assert search(whole, " ?! ") == ()
    assert search(whole, "consent zzzz") == ()
    assert len(search(whole, "child", 3)) == 3
    assert len(search(whole, "child", 500)) > 50
    scores = [one.score for one in search(whole, "consent", 500)]
    assert scores == sorted(scores, reverse=True)


def test_search_finds_local_notes_and_what_is_off_says_so(local):
    assert ids(search(topics(local, TODAY), "designated officer anytown"))[0] == "local-allegations"
    found = search(topics(local, TODAY), "16LA")
    assert found[0].shown.off


def test_a_search_takes_no_time(shelf):
    whole = topics(shelf, TODAY)
    begun = time.perf_counter()
    search(whole, "reasons for telling a child")
    assert time.perf_counter() - begun < 0.1  # 0.01 s on the machine it was written on


def test_the_whole_shelf_opens_quickly():
    begun = time.perf_counter()
    shelves.open_shelf(PACK, practice=True)
    assert time.perf_counter() - begun < 0.5

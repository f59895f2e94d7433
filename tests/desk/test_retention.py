"""Which records to look at, by the organisation's own periods; and keeping one longer, with a reason."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from domain import samples
from vault import world

from sharedesk.desk import erasing, release, retention
from sharedesk.desk.erasing import Grounds
from sharedesk.domain.decision import PersonInvolved
from sharedesk.domain.organisation import Organisation, Retention
from sharedesk.domain.person import PersonChange, PersonStatement
from sharedesk.domain.retention import reckoned
from sharedesk.domain.stated_time import understand
from sharedesk.paper.plain import plain_text
from sharedesk.vault import errors, keys
from sharedesk.vault.moment import Moment
from sharedesk.vault.vault import create

TEN = Retention(kind="Decisions", years=10, counted_from="the last entry", count_from="last_entry", rule="Ours")
FROM_BIRTH = Retention(kind="About a child", years=25, counted_from="birth", count_from="youngest_child_born")
IN_WORDS = Retention(kind="Enquiries", years=3, counted_from="the end of the enquiry")


def pack(*rules: Retention) -> Organisation:
    return Organisation(
        name="Example", version=date(2026, 1, 1), body="council", nation="england", part_3=False, retention=rules
    )


class Calendar:
    """A clock that stands at a day until it is set to another."""

    def __init__(self) -> None:
        self.at = datetime(2010, 6, 1, 12, tzinfo=UTC)

    def __call__(self) -> Moment:
        return Moment(self.at, 0, "Europe/London")

    def go(self, year: int, month: int = 6, day: int = 1) -> None:
        self.at = datetime(year, month, day, 12, tzinfo=UTC)


@pytest.fixture
def calendar():
    return Calendar()


@pytest.fixture
def vault(tmp_path, calendar):
    made, _ = create(tmp_path / "log", world.PASSPHRASE, world.AUTHOR, cost=keys.FLOOR, clock=calendar)
    with made:
        yield made


def child(born: str, key: str = "c", **more) -> PersonInvolved:
    said = {"date_of_birth": understand(born)} if born else {}
    return PersonInvolved(key=key, who=PersonStatement(name="Zanzi", kind="child", **said), roles=("child",), **more)


def due(vault, today: date, *rules: Retention) -> list[tuple[str, date | None]]:
    return [(one.id, one.since) for one in retention.review(vault, pack(*rules), today).due]


def test_a_record_is_listed_from_the_day_on_which_its_time_is_over(vault, calendar):
    first = world.record(vault, samples.small("First."))
    calendar.go(2012)
    second = world.record(vault, samples.small("Second."))
    assert due(vault, date(2020, 5, 31), TEN) == []
    assert due(vault, date(2020, 6, 1), TEN) == [(first, date(2020, 6, 1))]
    assert due(vault, date(2030, 1, 1), TEN) == [(first, date(2020, 6, 1)), (second, date(2022, 6, 1))]
    found = retention.review(vault, pack(TEN), date(2020, 6, 1))
    assert found.kept_on == 1
    assert "10 years from the last entry ended 1 June 2020" in found.due[0].said


def test_it_is_counted_from_what_was_last_said_of_the_case(vault, calendar):
    entity = world.record(vault, samples.small("First."))
    calendar.go(2014)
    world.correct(vault, entity, notes="More.")
    calendar.go(2019)
    world.erase_slot(vault, entity, "notes")  # an erasure says nothing of the case
    assert due(vault, date(2024, 5, 31), TEN) == []
    assert due(vault, date(2024, 6, 1), TEN) == [(entity, date(2024, 6, 1))]
    recorded = Retention(kind="x", years=10, counted_from="the day", count_from="recorded")
    assert due(vault, date(2024, 1, 1), recorded) == [(entity, date(2020, 6, 1))]


def test_the_youngest_childs_birth_counts_as_it_is_known_now(vault, calendar):
    entity = world.record(vault, samples.small("x", people=(child("3 May 2000"), child("about 2004", "d"))))
    assert due(vault, date(2040, 1, 1), FROM_BIRTH)[0][0] == entity
    _one, other = (p["key"] for p in world.folds(vault.store)[entity][0]["people"])
    who = PersonStatement(name="Zanzi", kind="child", date_of_birth=understand("5 May 2005"))
    part = world.new_part("who", PersonChange(who=who))
    follows = world.tips(vault.store.entries_of(other))
    new = world.NewEntry(kind="person_changed", entity=other, parts=(part,), follows=follows)
    vault.append([new])
    assert due(vault, date(2030, 5, 5), FROM_BIRTH) == [(entity, date(2030, 5, 5))]
    assert due(vault, date(2030, 5, 4), FROM_BIRTH) == []


def test_where_a_birth_is_not_known_it_is_said_and_nothing_is_over(vault):
    entity = world.record(vault, samples.small("x", people=(child("3 May 2000"), child("", "d"))))
    world.record(vault, samples.small("No child at all."))
    found = retention.review(vault, pack(TEN, FROM_BIRTH), date(2050, 1, 1))
    assert [one.id for one in found.unknown] == [entity]
    assert "a date of birth is not known" in found.unknown[0].said
    assert len(found.due) == 1, "the other has no child, so the other period is its own"


def test_where_another_period_goes_on_nobody_has_to_know_the_birth(vault):
    world.record(vault, samples.small("x", people=(child(""),)))
    found = retention.review(vault, pack(TEN, FROM_BIRTH), date(2019, 1, 1))
    assert (found.due, found.unknown, found.kept_on) == ((), (), 1)


def test_of_several_periods_the_longest_counts():
    five = Retention(kind="x", years=5, counted_from="the last entry", count_from="last_entry")
    day = date(2010, 1, 1)
    found = reckoned([five, TEN, IN_WORDS], day, day, [])
    assert (found.rule, found.on) == (TEN, date(2020, 1, 1))
    assert reckoned([IN_WORDS], day, day, []) is None
    assert reckoned([TEN], date(2012, 2, 29), date(2012, 2, 29), []).on == date(2022, 3, 1)
    long = Retention(kind="x", years=150, counted_from="x", count_from="recorded")
    assert reckoned([long], date(9990, 1, 1), date(9990, 1, 1), []).on == date.max


def test_periods_in_words_alone_are_told_of_and_list_nothing(vault):
    world.record(vault, samples.small("x"))
    found = retention.review(vault, pack(IN_WORDS), date(2100, 1, 1))
    assert (found.due, found.unknown, found.only_words, found.rules) == ((), (), (IN_WORDS,), ())
    assert retention.review(vault, None, date(2100, 1, 1)).due == ()


def test_keeping_one_longer_takes_a_reason_and_a_day_and_is_on_the_record(vault, calendar):
    entity = world.record(vault, samples.small("x"))
    calendar.go(2021)
    today = date(2021, 6, 1)
    assert due(vault, today, TEN)
    for until, because, problem in (
        (today, "a reason", retention.NotThatLong),
        (date(2300, 1, 1), "a reason", retention.NotThatLong),
        (date(2030, 1, 1), " ", retention.SayWhyKept),
    ):
        with pytest.raises(problem):
            retention.keep(vault, entity, until, because, today)
    retention.keep(vault, entity, date(2030, 1, 1), "An inquiry asked for it.", today)
    assert due(vault, date(2029, 12, 31), TEN) == []
    assert due(vault, date(2030, 1, 1), TEN) == [(entity, date(2030, 1, 1))]
    assert retention.kept_until(vault, entity) == (date(2030, 1, 1), "An inquiry asked for it.")
    told = plain_text(release.rationale(vault, retention.review(vault, pack(TEN), date(2030, 1, 1)).due[0].reference))
    assert "Kept longer" in told
    assert "1 January 2030" in told
    assert "An inquiry asked for it." in told
    assert world.faults(vault) == ()
    calendar.go(2027)
    world.correct(vault, entity, notes="Something new.")  # then the period itself is the longer one
    assert due(vault, date(2031, 1, 1), TEN) == []


def test_the_reason_can_be_erased_and_the_day_stays(vault):
    entity = world.record(vault, samples.small("x"))
    retention.keep(vault, entity, date(2040, 1, 1), "Because of Zanzi.", date(2021, 1, 1))
    plan = erasing.plan_for_decision(vault, entity)
    erasing.erase(vault, plan, {}, Grounds(category="other", authority="DPO"))
    assert b"Zanzi" not in world.everything(vault.store.connection)
    assert retention.kept_until(vault, entity) == (date(2040, 1, 1), "")
    assert world.faults(vault) == ()


def test_what_was_erased_is_not_on_the_list_and_cannot_be_kept(vault):
    entity = world.record(vault, samples.small("x", people=(child("3 May 2000"),)))
    erasing.erase(vault, erasing.plan_for_decision(vault, entity), {}, Grounds(category="other", authority="DPO"))
    found = retention.review(vault, pack(TEN, FROM_BIRTH), date(2100, 1, 1))
    assert (found.due, found.unknown, found.kept_on) == ((), (), 0)
    with pytest.raises(errors.NoSuchRecord):
        retention.keep(vault, entity, date(2040, 1, 1), "x", date(2021, 1, 1))


def test_the_walk_tells_how_far_it_is_and_can_be_stopped(vault):
    world.record(vault, samples.small("x"))
    told: list[tuple[int, int]] = []
    retention.review(vault, pack(TEN), date(2026, 1, 1), lambda done, of: told.append((done, of)))
    assert told[-1] == (vault.store.count(),) * 2

    def stop(done, of):
        raise errors.Cancelled

    with pytest.raises(errors.Cancelled):
        retention.review(vault, pack(TEN), date(2026, 1, 1), stop)


def test_a_line_for_the_hub_needs_no_walk(vault, calendar):
    assert "pack" in retention.state(vault, None, date(2026, 1, 1))
    assert "Nothing" in retention.state(vault, pack(TEN), date(2026, 1, 1))
    world.record(vault, samples.small("x"))
    assert "No record" in retention.state(vault, pack(TEN), date(2019, 12, 31))
    assert "Look which" in retention.state(vault, pack(TEN), date(2020, 1, 1))


@pytest.mark.parametrize("typed", ["14 March 2031", "14/03/2031", "2031-03-14"])
def test_a_day_is_read_as_it_is_typed(typed):
    assert retention.day_meant(typed, date(2026, 1, 1)) == date(2031, 3, 14)


@pytest.mark.parametrize("typed", ["", "soon", "31 February 2031", "March 2031"])
def test_what_is_no_day_is_said(typed):
    with pytest.raises(retention.NotThatLong):
        retention.day_meant(typed, date(2026, 1, 1))

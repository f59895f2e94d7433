"""Dates of birth, other dates, and ages: what tells which child is meant when no name does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sharedesk.domain.stated_time import MONTHS
from sharedesk.identity.figures import Figured
from sharedesk.identity.marks import Mark

_MONTH_NUMBER = {name.lower()[:3]: number for number, name in enumerate(MONTHS, 1)}
_MONTH = r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_SEP = r"[\s.,\u00a0]{0,3}"
_DAY_FIRST = re.compile(
    rf"(?<!\d)(?P<d>[0-3]?\d)(?:st|nd|rd|th)?(?: of)?[\s.-]{{0,2}}{_MONTH}(?:{_SEP}[-'’]?(?P<y>(?:19|20)?\d\d))?(?!\d)",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"\b{_MONTH} (?P<d>[0-3]?\d)(?:st|nd|rd|th)?(?:{_SEP}(?P<y>(?:19|20)\d\d))?(?!\d)", re.IGNORECASE
)
_FIGURES = re.compile(
    r"(?<![\d/.-])(?P<d>[0-3]?\d)(?P<sep> ?[/.-] ?)(?P<m>[01]?\d)(?P=sep)(?P<y>(?:19|20)?\d\d)(?![\d/-])"
)
_ISO = re.compile(r"(?<![\d/.-])(?P<y>(?:19|20)\d\d)(?P<sep>[/.-])(?P<m>[01]\d)(?P=sep)(?P<d>[0-3]\d)(?![\d/-])")
_RUN = re.compile(r"(?<!\d)(?:(?P<d>[0-3]\d)(?P<m>[01]\d)(?P<y>(?:19|20)\d\d))(?!\d)")
_BORN = re.compile(r"(?:\bd\.? ?o\.? ?b\b\.?|\bborn\b|birth(?:day|date)?)[^.;\n]{0,16}$", re.IGNORECASE)
_AGE = re.compile(
    r"\b(?:aged?:?|age of) (?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
    r"fifteen|sixteen|seventeen)\b(?! ?(?:%|per))|\b\d{1,3}[- ]?(?:year|yr|month|week|day)s?[- ]?olds?\b"
    r"|\b\d{1,2} ?y/?o\b",
    re.IGNORECASE,
)


def births_of(dates: Sequence[tuple[str, str]]) -> dict[tuple[int, int], list[tuple[int, str]]]:
    """(month, day) to (year, person), from (person, ISO date)."""
    births: dict[tuple[int, int], list[tuple[int, str]]] = {}
    for person, said in dates:
        day = date.fromisoformat(said[:10])
        births.setdefault((day.month, day.day), []).append((day.year, person))
    return births


def found(near: Figured, births: Mapping[tuple[int, int], list[tuple[int, str]]]) -> Iterator[Mark]:
    """Every date and age of a text; a date is somebody's date of birth if it is known to be, or if the text says so."""
    for pattern in (_DAY_FIRST, _MONTH_FIRST, _FIGURES, _ISO, _RUN):
        for match in near.matches(pattern):
            mark = _date(near.text, match, births)
            if mark is not None:
                yield mark
    for match in near.matches(_AGE):
        yield Mark(start=match.start(), end=match.end(), kind="age", certainty="possible", why="an age")


def _date(text: str, match: re.Match[str], births: Mapping[tuple[int, int], list[tuple[int, str]]]) -> Mark | None:
    parts = match.groupdict()
    day = int(parts["d"])
    month = int(parts["m"]) if parts.get("m") else _MONTH_NUMBER[parts["name"].lower()]
    year = _year(parts["y"])
    start, end = match.span()
    if not 1 <= day <= 31:
        return None
    for this_month, this_day, turned in ((month, day, ""), (day, month, "month and day turned round")):
        people = [p for born, p in births.get((this_month, this_day), ()) if year in (None, born)]
        if people and not (turned and year is None):
            doubt = turned or ("without the year" if year is None else "")
            return Mark(start=start, end=end, kind="date_of_birth", whose=people[0], others=tuple(people[1:]),
                        certainty="possible" if doubt else "certain", whole=not doubt,
                        why=f"their date of birth, {doubt}" if doubt else "their date of birth")  # fmt: skip
    if not 1 <= month <= 12:
        return None
    if _BORN.search(text[max(0, start - 34) : start]):
        return Mark(start=start, end=end, kind="date_of_birth", why="a date of birth")
    if match.re is _RUN:
        return None  # eight figures are a date only where they are somebody's or the text says so
    return Mark(start=start, end=end, kind="date", certainty="possible", why="a date")


def _year(written: str | None) -> int | None:
    """A year as written; of two figures the one that is not to come for a person alive: 11 is 2011, 85 is 1985."""
    if not written:
        return None
    year = int(written)
    return year if year > 99 else year + (2000 if year < 40 else 1900)

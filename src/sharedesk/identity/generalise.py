"""Saying less instead of nothing: a date as its month, an age as a band, an address as held back."""

from __future__ import annotations

import re

from sharedesk.domain.stated_time import MONTHS, NoSuchDate, understand
from sharedesk.domain.treatment import MarkKind

_HELD_BACK: dict[MarkKind, str] = {
    "address": "[address held back]",
    "placement": "[placement held back]",
    "street": "[street held back]",
    "postcode": "[postcode held back]",
    "school": "[a school]",
    "workplace": "[a workplace]",
    "phone": "[number held back]",
    "email": "[email address held back]",
    "web_address": "[web address held back]",
    "handle": "[account held back]",
    "vehicle": "[a vehicle]",
    "reference": "[reference held back]",
}
_BANDS = ((5, "under 5"), (10, "5 to 9"), (13, "10 to 12"), (16, "13 to 15"), (18, "16 or 17"), (26, "18 to 25"),
          (41, "26 to 40"), (61, "41 to 60"))  # fmt: skip


def generalised(words: str, kind: MarkKind) -> str:
    """What could stand for `words`; empty where nothing more general is known, and the person has to write it."""
    if kind in ("date", "date_of_birth"):
        return _month(words)
    if kind == "age":
        return _band(words)
    return _HELD_BACK.get(kind, "")


def _month(words: str) -> str:
    """The month of a date."""
    try:
        meant = understand(re.sub(r"[.\-](?=\d)", "/", words) if re.match(r"\d{1,2}[.\-]\d", words) else words)
    except NoSuchDate:
        return ""
    day = meant.earliest
    return f"{MONTHS[day.month - 1]} {day.year}" if day and meant.precision in ("day", "minute") else ""


def _band(words: str) -> str:
    """The band of an age in whole years; of an age in months or weeks, "under 5"."""
    number = re.search(r"\d+", words)
    if number is None:
        return ""
    years = int(number.group()) if not re.search(r"month|week|day", words, re.IGNORECASE) else 0
    return f"[aged {next((said for limit, said in _BANDS if years < limit), 'over 60')}]"

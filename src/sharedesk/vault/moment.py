"""The moment of recording: the only time in an entry that is measured and not stated."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tzlocal


class Moment(NamedTuple):
    """An instant in UTC, the device's offset from it in minutes, and its IANA zone ("" where it has none)."""

    at: datetime
    offset: int
    zone: str


Clock = Callable[[], Moment]
"""Tests set their own."""


def device_clock() -> Moment:
    """Now, by this device."""
    at = datetime.now(UTC)
    try:
        zone = tzlocal.get_localzone_name() or ""
        offset = at.astimezone(ZoneInfo(zone)).utcoffset() if zone else at.astimezone().utcoffset()
    except (ZoneInfoNotFoundError, LookupError, ValueError):
        zone, offset = "", at.astimezone().utcoffset()
    return Moment(at, int(offset.total_seconds() // 60) if offset else 0, zone)

"""JSON from outside, read strictly: nothing is guessed, dropped or rounded in silence."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from sharedesk.errors import ShareDeskError

LARGEST = 64 * 1024 * 1024
"""Bytes of one file for input."""
MOST_VALUES = 3_000_000
"""Values of one file. Records have one in thirty bytes; 64 megabytes of nothing else would take gigabytes of memory."""


class NotAcceptable(ShareDeskError):
    """A file for input that breaks its schema. The sentence names the field; nothing was recorded or imported."""

    exit_code = 3

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}" if where else why, "Nothing was recorded. Mend it and try again.")
        self.where = where


def read(data: bytes) -> Any:
    """The value that UTF-8 JSON holds. Raises NotAcceptable for anything else, a name given twice and NaN included."""
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        raise NotAcceptable("", "The file begins with a byte order mark: save it as plain UTF-8 without one.")
    if not data.strip():
        raise NotAcceptable("", "The file is empty.")
    if len(data) > LARGEST:
        raise NotAcceptable("", f"The file is larger than {LARGEST // 1024 // 1024} megabytes.")
    if sum(map(data.count, (b",", b"[", b"{"))) > MOST_VALUES:  # each comma in a text counts, too: there is room
        raise NotAcceptable("", f"The file holds more than {MOST_VALUES:,} values.")
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant)
    except UnicodeDecodeError as problem:
        raise NotAcceptable("", f"The file is not UTF-8 text (at byte {problem.start + 1}).") from None
    except json.JSONDecodeError as problem:
        raise NotAcceptable(f"Line {problem.lineno}, column {problem.colno}", "this is not JSON.") from None
    except ValueError:  # json's one limit: a number of thousands of digits
        raise NotAcceptable("", "The file holds a number that is far too long.") from None
    except RecursionError:
        raise NotAcceptable("", "The file is nested too deeply.") from None
    except MemoryError:
        raise NotAcceptable("", "The file needs more memory than there is.") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotAcceptable("", "A field is given twice in the same place; only one of the two could be kept.")
    if not all(_NAME.fullmatch(name) for name in found):
        raise NotAcceptable(
            "", "A field has a name that the schema does not know (names are small letters, digits and “_”)."
        )
    return found


_NAME = re.compile(r"[a-z0-9_]{1,40}")


def _no_constant(_: str) -> NoReturn:
    raise NotAcceptable("", "NaN and Infinity are not JSON.")

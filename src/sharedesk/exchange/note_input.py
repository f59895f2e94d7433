"""An emergency note from a file: JSON of a small schema, or plain text, which is kept whole as what was shared.

It is an emergency, so as much as possible is taken: text of any encoding that says which it is, fields left out, a time
that nobody understands. Only JSON that does not keep to its schema is refused, because then words could be lost.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from sharedesk.domain.quick_share import Channel, Told
from sharedesk.domain.urgencies import Urgency
from sharedesk.exchange import strict_json
from sharedesk.exchange.decision_input import converted
from sharedesk.exchange.strict_json import NotAcceptable

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
"""How text begins that says how it is encoded; without one it is UTF-8."""


class QuickNoteInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An emergency note. `said_at`: when it was shared, as somebody would say it. Every field may be left out."""

    sharedesk: Literal["quick-note-input"]
    version: Literal[1]
    told: Told = Told()
    at_risk: str = ""
    shared: str = ""
    why: tuple[Urgency, ...] = ()
    why_line: str = ""
    channel: Channel | None = None
    said_at: str = ""


def read_note(data: bytes) -> QuickNoteInput:
    """What a file says. A file that begins with `{` is JSON; any other is text. Raises NotAcceptable."""
    if len(data) > strict_json.LARGEST:
        raise NotAcceptable("", f"The file is larger than {strict_json.LARGEST // 1024 // 1024} megabytes.")
    text = _text(data)
    if not text.lstrip().startswith("{"):
        return QuickNoteInput(sharedesk="quick-note-input", version=1, shared=text.strip())
    plain = strict_json.read(text.encode("utf-8"))
    if isinstance(plain.get("version"), int) and plain["version"] > 1:
        raise NotAcceptable("version", "this file was made for a newer version of ShareDesk.")
    return converted(plain, QuickNoteInput)


def _text(data: bytes) -> str:
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as problem:
        raise NotAcceptable("", f"The file is not text in UTF-8 (at byte {problem.start + 1}).") from None

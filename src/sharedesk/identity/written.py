"""Identifiers that are known by how they are written: email and web addresses, handles, postcodes, registrations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sharedesk.domain.treatment import MarkKind
from sharedesk.identity.figures import Figured
from sharedesk.identity.marks import Mark

_POSTCODE = (
    r"(?:GIR ?0AA|[A-PR-UWYZ](?:\d[\dA-HJKPSTUW]?|[A-HK-Y]\d[\dABEHMNPRVWXY]?)[ \u00a0]{0,2}\d[ABD-HJLNP-UW-Z]{2})"
)
_PATTERNS: tuple[tuple[MarkKind, str, re.Pattern[str]], ...] = (
    ("email", "an email address", re.compile(r"(?<![\w.%+'-])[\w.%+'-]+(?:@|\[at\]|\(at\))[\w-]+(?:\.[\w-]+)+")),
    ("web_address", "a web address", re.compile(r"(?i:https?://|www\.)[^\s<>\"”)\]]+[^\s<>\"”)\].,;:!?]")),
    ("handle", "an account name", re.compile(r"(?<![\w.@])@[A-Za-z][\w.]{1,30}\w")),
    ("postcode", "a postcode", re.compile(rf"(?<![A-Za-z0-9]){_POSTCODE}(?![A-Za-z0-9])", re.IGNORECASE)),
)  # fmt: skip


# Without one of these in a text there is none of that kind: most texts need not be searched.
_SIGNS: dict[MarkKind, tuple[str, ...]] = {
    "email": ("@", "[at]", "(at)"), "handle": ("@",), "web_address": ("://", "www."),
}  # fmt: skip


def found(near: Figured) -> Iterator[Mark]:
    """Everything in a text that is written like an identifier of these kinds."""
    small = near.text.lower()
    for kind, why, pattern in _PATTERNS:
        if kind in _SIGNS and not any(sign in small for sign in _SIGNS[kind]):
            continue
        for match in near.matches(pattern) if kind == "postcode" else pattern.finditer(near.text):
            yield Mark(start=match.start(), end=match.end(), kind=kind, why=why)

"""Documents to print in tests: obviously fictional, every kind of block, every nasty text."""

from __future__ import annotations

from typing import Any

from sharedesk.paper.document import (
    Block,
    Code,
    Document,
    Facts,
    Heading,
    Items,
    Note,
    PageBreak,
    SignLine,
    Table,
    Text,
    Typed,
    Witness,
)

HEAD = bytes(range(32))
WITNESS = Witness(
    writer="3f2a9c1d",
    sequence=12,
    date="21 November 2026",
    head=HEAD,
    typed="7H3K 9QWE RT2Y 4JPA 5SDF 6GHJ 8ZXC VBNM",
    qr=f"SHAREDESK:1:3f2a9c1d:12:2026-11-21:{HEAD.hex()}",
)
CONCERN = (
    "Ms Example, class teacher at Willow Bank School, rang at ten past nine. She said that Aled Practice had come to "
    "school for the third day in the same clothes.\nShe wrote it down straight away, in his words.  She has not rung "
    "anybody else.\n\nAt noon she rang again: he had eaten nothing since the day before."
)

NASTY = {
    "unclosed bold": "He said <b>stop",
    "unknown tag": "she looked <angry> at him",
    "comment": "before <!-- x --> after",
    "local file": "<img src=/etc/passwd>",
    "entities": "R&amp;D &#65; & < > \" '",
    "PDF syntax": "(un(balanced \\) /Name << >> BT ET endstream %",
    "runs of spaces": "one  two   three    four",
    "tabs": "one\ttwo\t\tthree",
    "newlines": "one\ntwo\r\nthree\rfour\x0bfive\x0csix\x85seven\u2028eight\u2029nine",
    "leading and trailing": "   indented\n   twice   ",
    "no-break spaces": "10\u00a0Downing\u202fRow",
    "Polish and Welsh": "Łukasz Żółć, ŵy a thŷ, Dŵr, Ŵ Ŷ",
    "Vietnamese": "Nguyễn Thị Hằng ở Huế, đường Lê Lợi",
    "Vietnamese, apart": "Nguye\u0302\u0303n Thi\u0323 Ha\u0306\u0300ng",
    "marks that do not compose": "q\u0303 x\u0323\u0302 1\u0301",
    "emoji": "sad \U0001f62d and family \U0001f468\u200d\U0001f469\u200d\U0001f467 flag \U0001f1ec\U0001f1e7",
    "astral": "\U0001d400 \U0001f9ff \U00020000",
    "Hebrew": "שלום (לך) 123 abc",
    "Arabic": "مرحبا بك لا إله 45",
    "Hebrew in English": "She signed as רחל כהן (her mother) on 3 May.",
    "zero width": "ab\u200bcd\u200cef\u200dgh\u2060ij",
    "direction controls": "good\u202edab\u202c \u2066x\u2069 \u200f!",
    "soft hyphen": "safe\u00adguarding",
    "byte order mark": "\ufeffstart",
    "private use": "logo \ue000 and \uf8ff",
    "controls": "bell\x07 null\x00 escape\x1b delete\x7f",
    "not characters": "\ufdd0 \ufffe \uffff lone \ud800 half",
    "replacement itself": "was \ufffd already",
    "long word": "x" * 3000,
    "long word of marks": "e" + "\u0301" * 400,
    "long address": "https://example.org/" + "path-" * 200,
    "hyphens": "well-being - mother-in-law -- stop-\nstart",
    "empty": "",
    "only spaces": "     ",
    "only newlines": "\n\n\n",
    "many spaces": "a" + " " * 5000 + "b",
    "CJK": "李雷 さくら 한국어",
}
"""name -> text"""


def document(*blocks: Block, **changes: Any) -> Document:
    """A full record holding the blocks."""
    fields: dict[str, Any] = {
        "title": "Rationale summary",
        "reference": "SD-2026-0042",
        "copy_kind": "Full record, for the file",
        "printed_at": "21 November 2026, 14:02",
        "guidance": "2026-03",
        "witness": WITNESS,
        "running_note": "For the file. Names people who may need protecting. Not for handing over.",
        "blocks": blocks,
    }
    return Document(**(fields | changes))


def every_block() -> tuple[Block, ...]:
    """Each kind of block, in the order of a rationale."""
    rows = tuple((f"Item {i}", "shared", "not yet", "asking first could lead to harm") for i in range(40))
    return (
        Heading("What happened"),
        Text(CONCERN),
        Heading("People", 2),
        Facts(
            (
                ("Child", "Aled Practice"),
                ("At home", "Two brothers\nA lodger"),
                ("Telephone", "01632 960123"),
                ("Adult", ""),
            )
        ),
        Heading("Times", 3),
        Items(("Told by telephone.", "Written the same day. " * 12, "")),
        Note("Missing: who was told, and when."),
        Heading("What was shared"),
        Table(("Item", "Duty team", "Family", "Why"), rows, "Who was given what", (1, 1, 1, 2)),
        PageBreak(),
        Typed(("7H3K 9QWE RT2Y 4JPA", "5SDF 6GHJ 8ZXC VBNM")),
        Code("https://example.org/" + "a" * 80, "The head of the chain, to be scanned"),
        SignLine("Signed"),
        SignLine("Date"),
    )


def in_every_block(text: str) -> tuple[Block, ...]:
    """The text wherever a text can stand."""
    return (
        Heading(text),
        Text(text),
        Note(text),
        Facts(((text, text),)),
        Table((text, "second"), ((text, text),), text),
        Items((text,)),
        Typed((text,)),
        SignLine(text),
    )

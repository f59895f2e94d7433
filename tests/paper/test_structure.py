"""The structure check finds each kind of damage: a good paper is damaged in one way, and that fault is named."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest
from paper.documents import document, every_block
from pikepdf import Array, Dictionary, Name, Object, Pdf

from sharedesk.paper.read_back import elements_of, structure_faults
from sharedesk.paper.render import render


@pytest.fixture(scope="module")
def good() -> bytes:
    return render(document(*every_block())).pdf


def elements(pdf: Pdf, role: str) -> list[Object]:
    return [
        o for o in pdf.objects if isinstance(o, Dictionary) and o.get("/Type") == Name.StructElem and str(o.S) == role
    ]


def rewrite(pdf: Pdf, before: bytes, after: bytes) -> None:
    """Change the first page's content; the page must hold what is to be changed."""
    content = pdf.pages[0].Contents.read_bytes()
    assert before in content
    pdf.pages[0].Contents = pdf.make_stream(content.replace(before, after, 1))


def swap_owners(pdf: Pdf) -> None:
    first = pdf.Root.StructTreeRoot.ParentTree.Nums[1]
    first[0], first[1] = first[1], first[0]


def drop_page_from_index(pdf: Pdf) -> None:
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    del numbers[1]
    del numbers[0]


def unembed(pdf: Pdf) -> None:
    for thing in pdf.objects:
        if isinstance(thing, Dictionary) and thing.get("/Type") == Name.FontDescriptor:
            del thing["/FontFile2"]


def forget_characters(pdf: Pdf) -> None:
    for thing in pdf.objects:
        if isinstance(thing, Dictionary) and thing.get("/Type") == Name.Font:
            del thing["/ToUnicode"]


def lose_element(pdf: Pdf) -> None:
    del pdf.Root.StructTreeRoot.K[0].K[0]


def twice(pdf: Pdf) -> None:
    kids = pdf.Root.StructTreeRoot.K[0].K
    kids.append(kids[0])


def set_rank(pdf: Pdf) -> None:
    elements(pdf, "/H3")[0].S = Name.H4


def shorten_row(pdf: Pdf) -> None:
    del elements(pdf, "/TR")[3].K[0]


def other_parent(pdf: Pdf) -> None:
    elements(pdf, "/TD")[0].P = elements(pdf, "/TR")[5]


def missing_content(pdf: Pdf) -> None:
    elements(pdf, "/H1")[0].K[0].MCID = 999


DAMAGE: dict[str, tuple[Callable[[Pdf], object], str]] = {
    "no language": (lambda pdf: pdf.Root.__delitem__("/Lang"), "states no language"),
    "not marked": (lambda pdf: pdf.Root.__delitem__("/MarkInfo"), "not marked as tagged"),
    "marked false": (lambda pdf: pdf.Root.MarkInfo.__setitem__("/Marked", False), "not marked as tagged"),
    "no tree": (lambda pdf: pdf.Root.__delitem__("/StructTreeRoot"), "has no structure"),
    "title hidden": (lambda pdf: pdf.Root.__delitem__("/ViewerPreferences"), "show the title"),
    "no StructParents": (lambda pdf: pdf.pages[1].__delitem__("/StructParents"), "page 2 has no StructParents"),
    "page not in index": (drop_page_from_index, "page 1 is not in the ParentTree"),
    "index wrong": (swap_owners, "gives content 0 to another element"),
    "index too long": (
        lambda pdf: pdf.Root.StructTreeRoot.ParentTree.Nums[1].append(elements(pdf, "/P")[0]),
        "entry has the wrong length",
    ),
    "element lost": (lose_element, "content 0 belongs to 0 elements"),
    "element twice": (twice, "is in the tree twice"),
    "content missing": (missing_content, "content that is not there"),
    "wrong parent": (other_parent, "names the wrong parent"),
    "rank skipped": (set_rank, "a heading of rank 4 follows one of rank 2"),
    "row short": (shorten_row, "rows differ in length"),
    "no scope": (lambda pdf: elements(pdf, "/TH")[0].__delitem__("/A"), "does not say what it heads"),
    "no description": (lambda pdf: elements(pdf, "/Figure")[0].__delitem__("/Alt"), "has no description"),
    "empty description": (lambda pdf: elements(pdf, "/Figure")[0].__setitem__("/Alt", " "), "has no description"),
    "no content": (lambda pdf: elements(pdf, "/P")[0].__setitem__("/K", Array()), "element P has no content"),
    "font not embedded": (unembed, "is not embedded"),
    "font without characters": (forget_characters, "does not say which characters"),
    "unmarked drawing": (
        lambda pdf: rewrite(pdf, b"/H1 <</MCID 0>> BDC", b"0 0 9 9 re f /H1 <</MCID 0>> BDC"),
        "neither content nor artifact",
    ),
    "unmarked text": (lambda pdf: rewrite(pdf, b"/H1 <</MCID 0>> BDC", b"/Other BMC"), "neither content nor artifact"),
    "content twice": (lambda pdf: rewrite(pdf, b"/MCID 1>>", b"/MCID 0>>"), "content 0 is there twice"),
    "nested content": (
        lambda pdf: rewrite(pdf, b"/H1 <</MCID 0>> BDC", b"/P <</MCID 90>> BDC /H1 <</MCID 0>> BDC EMC"),
        "content 0 begins within other marked content",
    ),
    "nested artifact": (
        lambda pdf: rewrite(pdf, b"/H1 <</MCID 0>> BDC", b"/H1 <</MCID 0>> BDC /Artifact BMC EMC"),
        "an artifact begins within",
    ),
    "unbalanced end": (lambda pdf: rewrite(pdf, b"/H1 <</MCID 0>> BDC", b"EMC /H1 <</MCID 0>> BDC"), "did not begin"),
    "unbalanced begin": (
        lambda pdf: rewrite(pdf, b"/H1 <</MCID 0>> BDC", b"/Span BMC /H1 <</MCID 0>> BDC"),
        "does not end",
    ),
}
"""kind of damage -> (how it is done, words of the fault)"""


def test_a_good_paper_has_no_faults(good: bytes) -> None:
    assert structure_faults(good) == []


@pytest.mark.parametrize("kind", DAMAGE)
def test_each_kind_of_damage_is_found(good: bytes, kind: str) -> None:
    damage, words = DAMAGE[kind]
    with pikepdf.open(io.BytesIO(good)) as pdf:
        damage(pdf)
        out = io.BytesIO()
        pdf.save(out)
    faults = structure_faults(out.getvalue())
    assert any(words in fault for fault in faults), faults


def test_elements_come_in_reading_order_with_their_depth(good: bytes) -> None:
    found = elements_of(good)
    assert [(e.role, e.depth) for e in found[:4]] == [("Document", 0), ("H1", 1), ("P", 1), ("P", 1)]
    roles = [e.role for e in found]
    table = roles.index("Table", roles.index("Caption") - 1)
    assert roles[table : table + 6] == ["Table", "Caption", "TR", "TH", "TH", "TH"]
    listed = roles.index("L")
    assert roles[listed : listed + 4] == ["L", "LI", "Lbl", "LBody"]
    assert [e.depth for e in found[listed : listed + 4]] == [1, 2, 3, 3]

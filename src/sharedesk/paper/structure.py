"""The structure of a tagged PDF, read and checked by pikepdf alone, independently of what wrote it.

A validator finds broken rules; it does not find a ParentTree that points at the wrong element, or a page that has
lost its StructParents. `structure_faults` does, so that what a screen reader is given is what is on the page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from sharedesk.paper.opened import opened

_PAINTING = {"Tj", "TJ", "'", '"', "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do", "INLINE IMAGE", "EI"}
_SHOWING = {"Tj", "TJ", "'", '"'}
_PAIR = re.compile(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")


@dataclass(frozen=True, slots=True)
class Element:
    """One element of the structure: its role, its depth in the tree (the document is 0), its text and description.

    `text` is the ActualText, or what is drawn with ActualText in the place of what it replaces.
    """

    role: str
    depth: int
    text: str
    alt: str = ""


@dataclass(slots=True)
class _PageContent:
    """What was found on one page: text by marked content's number, and faults."""

    texts: dict[int, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Found:
    """One element as it stands in the file."""

    thing: Object
    depth: int
    texts: list[str] = field(default_factory=list)
    kids: list[_Found] = field(default_factory=list)

    @property
    def role(self) -> str:
        return str(self.thing.get("/S", "/?"))[1:]

    @property
    def text(self) -> str:
        return str(self.thing.ActualText) if "/ActualText" in self.thing else "".join(self.texts)


def read_elements(document: pikepdf.Pdf) -> list[Element]:
    """Every element in reading order. A document without structure has none."""
    reader = _Reader(document)
    return [Element(e.role, e.depth, e.text, str(e.thing.get("/Alt", ""))) for e in reader.elements]


def structure_faults(pdf: bytes) -> list[str]:
    """What is wrong with the tags of a PDF, in words; nothing if all is well. Raises UnreadableDocument."""
    with opened(pdf) as document:
        faults = _document_faults(document)
        reader = _Reader(document)
        faults += reader.faults
        faults += _heading_faults(reader.elements)
        faults += _element_faults(reader.elements)
        faults += _font_faults(document)
        return faults


class _Reader:
    """Walks the pages, then the tree, comparing each with the other and with the ParentTree."""

    def __init__(self, document: pikepdf.Pdf) -> None:
        self.faults: list[str] = []
        self.elements: list[_Found] = []
        self._pages: dict[tuple[int, int], int] = {page.obj.objgen: i for i, page in enumerate(document.pages)}
        self._fonts: dict[tuple[int, int], dict[int, str]] = {}
        self._content = [self._read_page(page) for page in document.pages]
        tree = document.Root.get("/StructTreeRoot", Dictionary()).get("/ParentTree", Dictionary())
        numbers = tree.get("/Nums", Array())
        index = {int(numbers[n]): numbers[n + 1] for n in range(0, len(numbers) - 1, 2)}
        self._owners = [self._page_owners(index, page, i) for i, page in enumerate(document.pages)]
        self._used: Counter[tuple[int, int]] = Counter()
        for i, content in enumerate(self._content):
            self.faults += [f"page {i + 1}: {fault}" for fault in content.faults]
        root = document.Root.get("/StructTreeRoot")
        if root is not None:
            for kid in _kids(root):
                self._walk(kid, root)
        self._check_use()

    def _page_owners(self, index: dict[int, Object], page: pikepdf.Page, i: int) -> list[Object] | None:
        """The page's entry in the ParentTree."""
        if "/StructParents" not in page:
            self.faults.append(f"page {i + 1} has no StructParents")
            return None
        entry = index.get(int(page.StructParents))
        if not isinstance(entry, Array):
            self.faults.append(f"page {i + 1} is not in the ParentTree")
            return None
        return [entry[n] for n in range(len(entry))]

    def _walk(self, top: Object, above: Object) -> None:
        """Elements from `top` down, depth first, without recursion: a hostile tree cannot exhaust the stack."""
        first = _Found(top, 0)
        waiting: list[tuple[_Found, Object]] = [(first, above)]
        seen: set[tuple[int, int]] = set()
        while waiting:
            found, parent = waiting.pop()
            if found.thing.objgen in seen:
                self.faults.append(f"element {found.role} is in the tree twice")
                continue
            seen.add(found.thing.objgen)
            self.elements.append(found)
            if found.thing.get("/P") is None or found.thing.P.objgen != parent.objgen:
                self.faults.append(f"element {found.role} names the wrong parent")
            for kid in _kids(found.thing):
                if isinstance(kid, Dictionary) and "/S" in kid:
                    found.kids.append(_Found(kid, found.depth + 1))
                else:
                    self._marked(found, kid)
            waiting.extend((kid, found.thing) for kid in reversed(found.kids))

    def _marked(self, found: _Found, kid: Any) -> None:
        """One piece of marked content that the element says is its own."""
        page = kid.get("/Pg", found.thing.get("/Pg")) if isinstance(kid, Dictionary) else found.thing.get("/Pg")
        number = kid.get("/MCID") if isinstance(kid, Dictionary) else kid
        i = self._pages.get(page.objgen) if page is not None else None
        if i is None or number is None or int(number) not in self._content[i].texts:
            self.faults.append(f"element {found.role} points at content that is not there")
            return
        number = int(number)
        self._used[i, number] += 1
        found.texts.append(self._content[i].texts[number])
        owners = self._owners[i]
        if owners is not None and (number >= len(owners) or owners[number].objgen != found.thing.objgen):
            self.faults.append(f"page {i + 1}: the ParentTree gives content {number} to another element")

    def _check_use(self) -> None:
        """Every piece of marked content belongs to one element, and the ParentTree names no more than there are."""
        for i, content in enumerate(self._content):
            for number in content.texts:
                if self._used[i, number] != 1:
                    self.faults.append(f"page {i + 1}: content {number} belongs to {self._used[i, number]} elements")
            owners = self._owners[i]
            if owners is not None and len(owners) != len(content.texts):
                self.faults.append(f"page {i + 1}: the ParentTree's entry has the wrong length")

    def _read_page(self, page: pikepdf.Page) -> _PageContent:
        """The text of each marked content of a page; what is outside any; what is badly nested."""
        content = _PageContent()
        stack: list[tuple[str, int]] = []
        decode: dict[int, str] = {}
        for instruction in pikepdf.parse_content_stream(page):
            operator, operands = str(instruction.operator), instruction.operands
            if operator in ("BMC", "BDC"):
                stack.append(self._open_mark(operands, stack, content))
            elif operator == "EMC":
                if not stack:
                    content.faults.append("marked content ends that did not begin")
                else:
                    stack.pop()
            elif operator == "Tf":
                decode = self._decoder(page, str(operands[0]))
            if operator in _PAINTING:
                if not any(kind in ("content", "artifact") for kind, _ in stack):
                    content.faults.append("something is drawn that is neither content nor artifact")
                if operator in _SHOWING and not any(kind == "actual" for kind, _ in stack):
                    _add(content, stack, "".join(decode.get(byte, "\ufffd") for byte in _shown(operands)))
        if stack:
            content.faults.append("marked content does not end")
        return content

    def _open_mark(self, operands: Any, stack: list[tuple[str, int]], content: _PageContent) -> tuple[str, int]:
        properties = operands[1] if len(operands) > 1 else Dictionary()
        within = any(kind in ("content", "artifact") for kind, _ in stack)
        if operands[0] == Name.Artifact:
            if within:
                content.faults.append("an artifact begins within other marked content")
            return ("artifact", 0)
        if isinstance(properties, Dictionary) and "/MCID" in properties:
            number = int(properties.MCID)
            if within:
                content.faults.append(f"content {number} begins within other marked content")
            if number in content.texts:
                content.faults.append(f"content {number} is there twice")
            content.texts.setdefault(number, "")
            return ("content", number)
        if isinstance(properties, Dictionary) and "/ActualText" in properties:
            _add(content, stack, str(properties.ActualText))
            return ("actual", 0)
        return ("other", 0)

    def _decoder(self, page: pikepdf.Page, name: str) -> dict[int, str]:
        font = page.Resources.Font[name]
        if font.objgen not in self._fonts:
            data = font.ToUnicode.read_bytes().decode("latin-1") if "/ToUnicode" in font else ""
            blocks = (block.split("endbfchar")[0] for block in data.split("beginbfchar")[1:])
            pairs = (pair for block in blocks for pair in _PAIR.findall(block))
            self._fonts[font.objgen] = {int(code, 16): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs}
        return self._fonts[font.objgen]


def _add(content: _PageContent, stack: list[tuple[str, int]], text: str) -> None:
    for kind, number in reversed(stack):
        if kind == "content":
            content.texts[number] += text
            return


def _shown(operands: Any) -> Iterator[int]:
    """The bytes of a text-showing operator's strings."""
    for operand in operands:
        for part in operand if isinstance(operand, Array) else [operand]:
            if isinstance(part, pikepdf.String):
                yield from bytes(part)


def _kids(thing: Object) -> list[Any]:
    kids = thing.get("/K")
    if kids is None:
        return []
    return [kids[i] for i in range(len(kids))] if isinstance(kids, Array) else [kids]


def _document_faults(document: pikepdf.Pdf) -> list[str]:
    root = document.Root
    shows_title = root.get("/ViewerPreferences", Dictionary()).get("/DisplayDocTitle", False)
    checks = {
        "the document states no language": bool(str(root.get("/Lang", ""))),
        "the document is not marked as tagged": bool(root.get("/MarkInfo", Dictionary()).get("/Marked", False)),
        "the document has no structure": "/StructTreeRoot" in root,
        "readers are not told to show the title": bool(shows_title),
    }
    return [fault for fault, good in checks.items() if not good]


def _heading_faults(elements: list[_Found]) -> list[str]:
    """Headings go down one rank at a time and begin at the first."""
    faults, before = [], 0
    for element in elements:
        if re.fullmatch("H[1-6]", element.role):
            rank = int(element.role[1])
            if rank > before + 1:
                faults.append(f"a heading of rank {rank} follows one of rank {before}")
            before = rank
    return faults


def _element_faults(elements: list[_Found]) -> list[str]:
    faults = []
    for element in elements:
        if element.role == "Figure" and not str(element.thing.get("/Alt", "")).strip():
            faults.append("a figure has no description")
        if element.role == "Table":
            lengths = {len(row.kids) for row in element.kids if row.role == "TR"}
            if len(lengths) != 1 or 0 in lengths:
                faults.append("a table's rows differ in length, or it has none")
        if element.role == "TH" and str(_attributes(element).get("/Scope", "")) not in ("/Row", "/Column"):
            faults.append("a table's header cell does not say what it heads")
        if element.role in ("P", "H1", "H2", "H3", "H4", "Figure") and not _has_content(element):
            faults.append(f"element {element.role} has no content")
    return faults


def _attributes(element: _Found) -> Any:
    return element.thing.get("/A", Dictionary())


def _has_content(element: _Found) -> bool:
    return bool(element.texts or element.kids)


def _font_faults(document: pikepdf.Pdf) -> list[str]:
    """Every font is embedded and says which characters its glyphs stand for."""
    faults = []
    for thing in document.objects:
        if not isinstance(thing, Dictionary) or isinstance(thing, Stream) or thing.get("/Type") != Name.Font:
            continue
        name = str(thing.get("/BaseFont", "?"))
        descriptor = thing.get("/FontDescriptor", Dictionary())
        if not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")):
            faults.append(f"the font {name} is not embedded")
        if "/ToUnicode" not in thing:
            faults.append(f"the font {name} does not say which characters it draws")
    return faults

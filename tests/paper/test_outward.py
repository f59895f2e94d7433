"""Papers that leave the house take released text and own wording only, keep the standards, and can be made again."""

from __future__ import annotations

import ast
import io
from pathlib import Path

import page
import pikepdf
import pytest

import sharedesk
from sharedesk.domain.copies import AboutCopy, CopyKind, KeptWitness, digest_of_blocks
from sharedesk.identity.marks import Audience
from sharedesk.identity.released import Released, digest_of, own_words
from sharedesk.paper import copies, outward
from sharedesk.paper.document import Facts, Heading, Items, Note, Text
from sharedesk.paper.outward import FACES, HeldBack, Line, blocks_of, copy_document
from sharedesk.paper.read_back import shown_surfaces, structure_faults, tagged_surfaces, text_of
from sharedesk.paper.render import render
from sharedesk.paper.wording import Wording, coded, numbered

SOURCE = Path(sharedesk.__file__).parent
READER = Audience(kind="anyone_else", who="r")
KINDS: tuple[CopyKind, ...] = ("recipient", "family", "subject_access", "answer")
WITNESS = KeptWitness(
    writer="3f2a9c1d", sequence=12, date="2026-11-21", head="00" * 32, typed="7H3K 9QWE", qr="sharedesk:1"
)


def released(text: str) -> Released:
    return own_words(text, READER, known=())


LINES = (
    Line("what_was_shared", released("two marks were seen"), Wording("Information 1"), made_of="items/1"),
    Line("keep_safe", released("tell nobody"), form="text"),
    Line("why", released("they assess"), Wording("Why"), form="bullet"),
    Line("what_was_shared", released("and a third later"), Wording("Information 2"), made_of="items/2"),
    Line("why", released("so that it stops"), form="bullet"),
)


def about(kind: CopyKind, blocks) -> AboutCopy:
    face = FACES[kind]
    return AboutCopy(
        kind=kind, whose="r", audience="anyone_else", outcome="saved", reference="7KQ2-M9XP-R", title=face.title.text,
        running_note=face.running.text, printed_at="21 November 2026", guidance="2026-03", practice=False,
        content=digest_of_blocks(blocks), witness=WITNESS,
    )  # fmt: skip


def made(kind: CopyKind, lines=LINES):
    blocks = blocks_of(kind, lines, (HeldBack(Wording("Information 3"), Wording("It is about somebody else.")),))
    return copy_document(about(kind, blocks), "Example", blocks)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("profile", [page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_2A])
def test_every_copy_keeps_the_standards(kind, profile):
    pdf = render(made(kind)).pdf
    report = page.validate_pdf_bytes(pdf, profile=profile)
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []
    assert report.is_compliant
    assert structure_faults(pdf) == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_says_whose_copy_it_is(kind):
    long = tuple(Line("what_was_shared", released("some words " * 200), Wording("Information 1")) for _ in range(8))
    rendered = render(made(kind, long))
    assert rendered.pages > 1
    pages = text_of(rendered.pdf).split("7KQ2-M9XP-R · ")[1:]
    pages = [words for words in pages if words.startswith(FACES[kind].named.text)]
    assert len(pages) >= rendered.pages
    for number in range(1, rendered.pages + 1):
        assert f"Page {number} of {rendered.pages}" in text_of(rendered.pdf)
    assert text_of(rendered.pdf).count("Guidance 2026-03") == rendered.pages
    assert text_of(rendered.pdf).count("Witness: writer 3f2a9c1d, entry 12") == rendered.pages


def test_headings_stand_in_the_order_of_the_full_record_and_facts_together():
    blocks = made("subject_access").blocks
    assert [block.text for block in blocks if isinstance(block, Heading)] == [
        "Keep people safe", "Why", "What was shared", "What is held back, and why",
    ]  # fmt: skip
    assert [type(block) for block in blocks] == [
        Note, Heading, Text, Heading, Items, Heading, Facts, Heading, Facts, Note,
    ]  # fmt: skip
    assert blocks[6] == Facts((("Information 1", "two marks were seen"), ("Information 2", "and a third later")))
    assert blocks[4] == Items(("Why: they assess", "so that it stops"))


def test_nothing_held_back_is_said_to_a_subject():
    blocks = blocks_of("subject_access", LINES)
    assert "Nothing was held back." in [block.text for block in blocks]
    assert "Nothing was held back." not in [block.text for block in blocks_of("recipient", LINES)]


def test_what_was_erased_since_is_said_in_its_place():
    blocks = list(blocks_of("recipient", LINES))
    place = next(i for i, block in enumerate(blocks) if block.text == "two marks were seen")
    document = copy_document(about("recipient", blocks), "Example", [*blocks[:place], None, *blocks[place + 1 :]])
    words = " ".join(text for _, text in shown_surfaces(render(document).pdf))
    assert "two marks" not in words
    assert "was erased since this copy was handed over" in " ".join(words.split())


def test_each_kind_is_called_the_same_on_the_copy_and_in_the_record():
    assert {kind: face.named.text for kind, face in FACES.items()} == copies.KINDS


# ---- Only released text and own wording get in ----


def test_a_code_is_no_way_in_for_free_text():
    assert coded("share_part").text == "Share part"
    assert numbered(Wording("Information"), 2).text == "Information 2"
    for words in ("Perrin Quillfeather", "perrin", ""):
        with pytest.raises(ValueError, match="not a code"):
            coded(words)
    with pytest.raises(ValueError, match="invalid literal"):
        numbered(Wording("Information"), "Perrin")  # type: ignore[arg-type]


def not_literal(source: str) -> list[int]:
    """Lines that make `Wording` from anything but a literal, or make it or a block in another way."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        plain = len(node.args) == 1 and isinstance(node.args[0], ast.Constant) and not node.keywords
        if name in ("_own", "CopyBlock") or (name == "Wording" and not plain):
            found.append(node.lineno)
        if (
            name == "__new__"
            and isinstance(node.func, ast.Attribute)
            and getattr(node.func.value, "id", "") == "Wording"
        ):
            found.append(node.lineno)
    return found


def test_wording_is_made_of_literals_and_blocks_in_one_place():
    allowed = {"paper/wording.py", "paper/outward.py"}
    bad = {
        str(path.relative_to(SOURCE)): lines
        for path in SOURCE.rglob("*.py")
        if str(path.relative_to(SOURCE)) not in allowed and (lines := not_literal(path.read_text("utf-8")))
    }
    assert bad == {}
    assert len(not_literal((SOURCE / "paper/outward.py").read_text("utf-8"))) == 2  # `_block`, and the end mark


@pytest.mark.parametrize(
    "text",
    [
        "Wording(name)",
        "Wording(f'{name}')",
        "w.Wording(name)",
        "Wording.__new__(Wording)",
        "_own(name)",
        "CopyBlock(text=n)",
    ],
)
def test_the_control_other_ways_are_found(text):
    assert not_literal(text)
    assert not not_literal("Wording('What')")


def test_a_block_keeps_the_digest_of_what_was_released():
    (block,) = [block for block in blocks_of("recipient", LINES) if block.made_of == "items/1"]
    assert block.digest == digest_of("two marks were seen") == LINES[0].words.digest
    assert outward.blocks_of("recipient", LINES) == blocks_of("recipient", LINES)


# ---- Surfaces ----


def places(pdf: bytes, word: str) -> set[str]:
    return {place for place, text in [*shown_surfaces(pdf, "a.pdf", ("code",)), *tagged_surfaces(pdf)] if word in text}


def test_what_is_on_the_page_is_found_on_the_page_and_behind_it():
    pdf = render(made("recipient")).pdf
    assert places(pdf, "two marks") == {"page 1", "what a screen reader is given"}
    assert places(pdf, "code") == {"the square code on the pages"}
    assert places(pdf, "a.pdf") == {"the file's name"}
    assert "the document's properties" in places(pdf, "7KQ2-M9XP-R")


def _field(pdf):
    field = pikepdf.Dictionary(FT=pikepdf.Name.Tx, T=pikepdf.String("box"), V=pikepdf.String("zephyrine"))
    pdf.Root.AcroForm = pdf.make_indirect(pikepdf.Dictionary(Fields=[pdf.make_indirect(field)]))


def _layer(pdf):
    layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String("zephyrine")))
    pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=[layer], D=pikepdf.Dictionary(Order=[layer]))


def _script(pdf):
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert('zephyrine')"))


def _link(pdf):
    action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://example.org/zephyrine"))
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 1, 1], A=action)
    pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([note]))


def _attached_name(pdf):
    pdf.attachments["zephyrine.txt"] = pikepdf.AttachedFileSpec(pdf, b"text", filename="zephyrine.txt")


@pytest.mark.parametrize(
    ("hide", "place"),
    [
        (_field, "a field of a form"),
        (_layer, "behind the pages"),
        (_script, "a script"),
        (_link, "a link"),
        (_attached_name, "the name of an attached file"),
    ],
)
def test_what_no_page_shows_is_found_too(hide, place):
    pdf = render(made("recipient")).pdf
    assert places(pdf, "zephyrine") == set()
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        hide(opened)
        opened.save(out)
    assert place in places(out.getvalue(), "zephyrine")

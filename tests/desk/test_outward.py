"""Copies for somebody: what they hold, whom they are refused, what the log keeps of them, and the three reprimands."""

from __future__ import annotations

import hashlib
import io
import re
import secrets

import msgspec
import pikepdf
import pytest
from desk import copies_world as family
from desk.copies_world import looked_through, prepared, treat
from vault import world

from sharedesk.desk import handing_over, outward, record, release
from sharedesk.desk.copy_errors import (
    CopyNotNoted,
    CopyNotReady,
    CopyRefused,
    NoReasonGiven,
    NoSuchReader,
    NotSharedWithThem,
    NotToldYet,
)
from sharedesk.desk.outward import Choices, HoldBack
from sharedesk.domain.copies import copies_of
from sharedesk.domain.decision import Decision, Recipient
from sharedesk.domain.reference import reference_of
from sharedesk.domain.treatment import MarkTreatment, Treatment
from sharedesk.identity.survivors import survivors
from sharedesk.paper import read_back
from sharedesk.paper.plain import plain_text
from sharedesk.vault import check, erase, errors, projections, search
from sharedesk.vault.keys import FLOOR
from sharedesk.vault.vault import create


@pytest.fixture
def vault(tmp_path):
    made, _ = create(tmp_path / "log", world.PASSPHRASE, world.AUTHOR, cost=FLOOR)
    with made:
        yield made


@pytest.fixture
def reference(vault) -> str:
    (made,) = record.record(vault, [family.decision()])
    return made.reference


def everything(pdf: bytes) -> str:
    """Every text in a PDF, in one line."""
    return " ".join(" ".join(text.split()) for _, text in release.surfaces(pdf, ""))


# ---- What each copy holds ----


def test_a_recipients_copy_holds_what_is_shared_with_them_and_the_warning(vault, reference):
    copy = prepared(vault, reference, "recipient", "Exampleshire Children's Services")
    keep = treat(copy, family.MOTHER, "keep") + treat(copy, family.ADDRESS, "keep")
    made = looked_through(vault, copy, Choices(treatments=keep))
    words = everything(made.pdf)
    assert family.BRUISES in words
    assert family.ADDRESS in words
    assert "Do not disclose to Corvin Stagthorne, because he threatened the mother" in words
    assert "They assess." in words
    assert family.SOURCE not in words
    assert "Wend" not in words  # other recipients
    assert INNER not in words
    (ask,) = outward.asks_for(copy, Choices())
    assert ask.sentence.startswith("Document 1 goes with this copy, and nobody has said yet")


INNER = family.INNER_REASON


def test_the_order_is_that_of_the_full_record(vault, reference):
    made = looked_through(vault, prepared(vault, reference, "recipient", "Exampleshire Children's Services"))
    order = [line.removeprefix("Heading: ") for line in headings(made)]
    full = [line for line in headings_of(release.rationale(vault, reference)) if line in order]
    assert order[0] == "Keep people safe"
    assert order[1:] == full
    assert len(full) >= 5


def headings(made) -> list[str]:
    return headings_of(made.document)


def headings_of(document) -> list[str]:
    return [block.text for block in document.blocks if type(block).__name__ == "Heading" and block.level == 1]


def test_a_familys_copy_holds_what_is_about_them_and_theirs(vault, reference):
    made = looked_through(vault, prepared(vault, reference, "family", family.MOTHER))
    words = everything(made.pdf)
    assert family.BRUISES in words
    assert "Exampleshire Children's Services" in words
    assert family.SOURCE not in words
    assert "through the wall" not in words  # about somebody else
    assert "fit together" not in words  # the reasons stay on file unless somebody includes them
    assert INNER not in words


@pytest.mark.parametrize("who", [family.FATHER, family.CHILD, family.SOURCE])
def test_who_may_not_be_told_gets_no_familys_copy(vault, reference, who):
    with pytest.raises(NotToldYet):
        prepared(vault, reference, "family", who)


def test_a_subject_access_copy_gives_a_reason_for_each_thing_held_back(vault, reference):
    copy = prepared(vault, reference, "subject_access", family.MOTHER)
    minutes = next(p.place for p in copy.pieces if p.text == family.MINUTES)
    bruises = next(p.place for p in copy.pieces if p.text == family.BRUISES)
    made = looked_through(vault, copy, Choices(hold_back=(HoldBack(place=minutes, because="third_party"),)))
    words = everything(made.pdf)
    assert family.MOTHER in words
    assert family.ADDRESS in words
    assert "Information 1 (fact) It is about somebody else." in words
    assert "Information 3 (reported by someone) It would tell you about another person" in words
    assert {gap.where for gap in made.left_out if gap.what == "held_back"} >= {
        "Information 1 (fact)",
        "Information 3 (reported by someone)",
    }
    assert family.SOURCE not in words
    included = looked_through(vault, copy, Choices(include=(bruises,)))  # the control: it can be put in
    assert "two bruises" in everything(included.pdf)


def test_subject_access_by_somebody_not_to_be_told_is_asked_about_and_gives_nothing_away(vault, reference):
    copy = prepared(vault, reference, "subject_access", family.FATHER)
    assert "not_told" in [ask.key for ask in outward.asks_for(copy, Choices())]
    with pytest.raises(CopyNotReady):
        outward.make(vault, copy, Choices(treatments=outward.default_treatments(copy)))
    words = everything(looked_through(vault, copy).pdf)
    assert "find them" not in words
    assert "not to tell" not in words
    assert family.ADDRESS not in words
    assert family.SOURCE not in words


def test_an_answer_gives_the_reason_given_and_never_the_inner_one(vault, reference):
    words = everything(looked_through(vault, prepared(vault, reference, "answer")).pdf)
    assert family.GIVEN_REASON in words
    assert INNER not in words
    assert family.BRUISES not in words
    assert "Keep people safe" not in words  # nothing was shared that could be passed on


def test_an_answer_that_shares_holds_what_is_shared_and_the_warning(vault):
    plain = family.decision()
    club = msgspec.structs.replace(plain.recipients[2], outcome="share_part", safeguarding_role="yes")
    share = msgspec.structs.replace(plain.sharing[4], key="s8", recipient="club")
    (made,) = record.record(
        vault, [family.decision(recipients=(*plain.recipients[:2], club), sharing=(*plain.sharing, share))]
    )
    words = everything(looked_through(vault, prepared(vault, made.reference, "answer")).pdf)
    assert family.BRUISES in words
    assert "Keep people safe" in words
    assert "Bramblethorn" not in words
    assert INNER not in words


def test_without_a_reason_for_them_there_is_no_answer(vault):
    plain = family.decision()
    request = msgspec.structs.replace(plain.request, refusal_reason_given="")
    (made,) = record.record(vault, [family.decision(request=request)])
    with pytest.raises(NoReasonGiven):
        prepared(vault, made.reference, "answer")


def test_nobody_gets_a_copy_of_what_is_not_shared_with_them(vault, reference):
    with pytest.raises(NotSharedWithThem):
        prepared(vault, reference, "recipient", "Exampleton Swimming Club")
    with pytest.raises(NoSuchReader):
        prepared(vault, reference, "recipient", "Somebody Else")
    with pytest.raises(NoSuchReader):
        prepared(vault, reference, "recipient")  # three: which?


# ---- The three reprimands: each stopped, each with its control ----


def test_one_document_to_several_parties(vault, reference):
    """Each reader's copy is their own: what was left out for one is in no copy of theirs, whoever else got it."""
    care = prepared(vault, reference, "recipient", "Exampleshire Children's Services")
    keep = treat(care, family.ADDRESS, "keep") + treat(care, family.MOTHER, "keep")
    first = everything(looked_through(vault, care, Choices(treatments=keep)).pdf)
    assert family.ADDRESS in first  # the control: it is there to be leaked
    law = looked_through(vault, prepared(vault, reference, "recipient", "Wend and Wend Solicitors"))
    words = everything(law.pdf)
    assert "two bruises" in words
    for other in (family.ADDRESS, "Bramblethorn", "refuge", family.SOURCE, "Exampleshire"):
        assert other not in words
    assert [gap.because for gap in law.left_out if gap.where == "Information 2"] == ["It would show where they live."]
    assert "for Wend and Wend Solicitors" in words


def buried(vault, where: str) -> str:
    """A decision that shares a long report with the solicitor, the address in its midst."""
    before, after = "The visit took place as planned. " * 60, " The next visit is agreed. " * 40
    plain = family.decision()
    report = msgspec.structs.replace(plain.items[0], text=f"{before}They stay at {where}.{after}")
    (made,) = record.record(vault, [family.decision(items=(report, *plain.items[1:]))])
    return made.reference


@pytest.mark.parametrize(
    "where",
    [
        family.ADDRESS,
        "14 Bramblethorn\nCrescent, Exampleton",
        "14  bramblethorn crescent",
        "14 Bramblethorn Cres\u200bcent",
    ],
)
def test_an_address_buried_in_a_text(vault, where):
    copy = prepared(vault, buried(vault, where), "recipient", "Wend and Wend Solicitors")
    with pytest.raises(CopyNotReady) as refused:
        outward.make(vault, copy, Choices())
    assert any(place.kind in ("address", "street") for place in refused.value.places)
    assert "Bramblethorn" not in str(refused.value)
    made = looked_through(vault, copy)
    assert "bramblethorn" not in everything(made.pdf).casefold()
    assert "[left out]" in made.text


def test_the_control_the_address_is_in_the_copy_where_it_is_knowingly_kept(vault):
    copy = prepared(vault, buried(vault, family.ADDRESS), "recipient", "Wend and Wend Solicitors")
    kept = treat(copy, family.ADDRESS, "keep", because="The court ordered it.")
    assert family.ADDRESS in everything(looked_through(vault, copy, Choices(treatments=kept)).pdf)


def test_a_document_that_goes_along_is_asked_about_until_it_was_looked_through(vault, reference):
    copy = prepared(vault, reference, "recipient", "Exampleshire Children's Services")
    (ask,) = outward.asks_for(copy, Choices())
    with pytest.raises(CopyNotReady) as refused:
        outward.make(vault, copy, Choices(treatments=outward.default_treatments(copy)))
    assert ask.sentence in [place.sentence for place in refused.value.places]
    looked = msgspec.structs.replace(family.decision().attached[0], people_in_it_checked="yes")
    (made,) = record.record(vault, [family.decision(attached=(looked,))])
    again = prepared(vault, made.reference, "recipient", "Exampleshire Children's Services")
    assert outward.asks_for(again, Choices()) == []


def minutes_for_the_solicitor(vault, source: str) -> str:
    plain = family.decision()
    item = msgspec.structs.replace(plain.items[2], source=source)
    share = msgspec.structs.replace(plain.sharing[4], key="s7", item="minutes")
    (made,) = record.record(vault, [family.decision(items=(*plain.items[:2], item), sharing=(*plain.sharing, share))])
    return made.reference


def test_another_agencys_minutes_pasted_in(vault):
    """Asked about by themselves, and who raised it is in no copy; the control is one's own words."""
    copy = prepared(
        vault, minutes_for_the_solicitor(vault, "Exampleton Housing"), "recipient", "Wend and Wend Solicitors"
    )
    jigsaw, source_words, ask = sorted(outward.asks_for(copy, Choices()), key=lambda one: one.key.find("originator/"))
    assert (jigsaw.key, source_words.key) == ("jigsaw", "source_words")
    assert ask.key.startswith("originator/")
    with pytest.raises(CopyNotReady) as refused:
        outward.make(vault, copy, Choices())
    assert {"name"} <= {place.kind for place in refused.value.places}
    assert ask.key in {place.key for place in refused.value.places}
    words = everything(looked_through(vault, copy).pdf)
    assert "through the wall" in words
    assert family.SOURCE not in words
    assert "Wrenfield" not in words
    own = prepared(vault, minutes_for_the_solicitor(vault, ""), "recipient", "Wend and Wend Solicitors")
    assert outward.asks_for(own, Choices()) == [jigsaw, source_words]


# ---- Read back ----


def leaking(where: str, name: str = family.SOURCE):
    """A renderer that lets a name slip into one surface of what it makes."""
    honest = release.as_pdf

    def dishonest(document, password=None):
        printed = honest(document, password)
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(printed.pdf)) as pdf:
            LEAKS[where](pdf, name)
            pdf.save(out, fix_metadata_version=False)
        return msgspec.structs.replace(printed, pdf=out.getvalue())

    return dishonest


def _on_a_page(pdf, name):
    page = pdf.pages[0]
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page.Resources.Font[pikepdf.Name("/Leak")] = pdf.make_indirect(font)
    page.contents_add(f"BT /Leak 9 Tf 200 300 Td ({name}) Tj ET".encode())


def _in_attachment(pdf, name):
    pdf.attachments["note.txt"] = pikepdf.AttachedFileSpec(pdf, f"seen by {name}".encode(), filename="note.txt")


def _in_outline(pdf, name):
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(f"What {name} said", 0))


def _in_metadata(pdf, name):
    pdf.Root.Metadata = pdf.make_stream(pdf.Root.Metadata.read_bytes().replace(b"ShareDesk", name.encode()))


def _in_structure(entry):
    def leak(pdf, name):
        element = next(
            thing for thing in pdf.objects
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/P" and "/K" in thing
        )  # fmt: skip
        element[entry] = pikepdf.String(f"as {name} said")

    return leak


def _in_content_mark(pdf, name):
    pdf.pages[0].contents_add(b"/Span <</ActualText <FEFF" + name.encode("utf-16-be").hex().encode() + b">>> BDC EMC")


def _in_annotation(pdf, name):
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 1, 1], Contents=pikepdf.String(name)
    )
    pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([note]))


LEAKS = {
    "page 1": _on_a_page,
    "the document's properties": lambda pdf, name: pdf.docinfo.update({"/Author": name}),
    "the document's properties (XMP)": _in_metadata,
    "what a screen reader is given": _in_structure("/ActualText"),
    "the description of a picture": _in_structure("/Alt"),
    "the text kept for copying on page 1": _in_content_mark,
    "the outline or a title": _in_outline,
    "a note on a page": _in_annotation,
    "an attached file": _in_attachment,
}


@pytest.mark.parametrize("where", LEAKS)
def test_a_name_in_any_surface_refuses_the_copy_and_says_where(vault, reference, monkeypatch, where, tmp_path):
    copy = prepared(vault, reference, "recipient", "Wend and Wend Solicitors")
    before = vault.store.count()
    assert looked_through(vault, copy).about.survived == ()  # the control: nothing leaks by itself
    monkeypatch.setattr(release, "as_pdf", leaking(where))
    with pytest.raises(CopyRefused) as refused:
        looked_through(vault, copy)
    assert where.partition(" (")[0] in refused.value.advice
    assert family.SOURCE not in str(refused.value)
    assert vault.store.count() == before
    assert refused.value.exit_code == 12


def test_somebody_who_is_not_protected_from_this_reader_leaks_nowhere(vault, reference, monkeypatch):
    monkeypatch.setattr(release, "as_pdf", leaking("a note on a page", "Nobody of the case"))
    assert (
        looked_through(vault, prepared(vault, reference, "recipient", "Wend and Wend Solicitors")).about.survived == ()
    )


def test_the_file_name_is_looked_at_too(vault, reference, tmp_path):
    made = looked_through(vault, prepared(vault, reference, "recipient", "Wend and Wend Solicitors"))
    with pytest.raises(CopyRefused) as refused:
        handing_over.save(vault, made, tmp_path / f"{family.SOURCE}.pdf")
    assert "the file's name" in refused.value.advice
    assert list(tmp_path.glob("*.pdf")) == []
    assert made.file_name == f"{reference}.pdf"
    handing_over.save(vault, made, tmp_path / made.file_name)


@pytest.fixture
def initialled(vault) -> str:
    """A reference that happens to spell the child's initials."""
    while not re.search(r"(^|\d)-?P-?Q-?(\d|$)", reference_of(drawn := secrets.token_hex(16))[:9]):
        continue
    record.record(vault, [family.decision()], entity=drawn)
    return reference_of(drawn)


def test_a_reference_that_happens_to_spell_initials_gives_nobody_away(vault, initialled, tmp_path):
    copy = prepared(vault, initialled, "recipient", "Wend and Wend Solicitors")
    assert survivors([("a name", f"{initialled}.pdf")], copy.known), "the control: they are found"
    made = looked_through(vault, copy)
    assert made.about.survived == ()
    assert all("initials" not in words for words in made.about.acknowledged)
    handing_over.save(vault, made, tmp_path / made.file_name)


def test_a_reason_is_for_what_only_may_be_somebody_too(vault, reference, monkeypatch):
    copy = prepared(vault, reference, "recipient", "Wend and Wend Solicitors")
    monkeypatch.setattr(release, "as_pdf", leaking("a note on a page", f"{family.SOURCE} and Isolde"))
    with pytest.raises(CopyRefused) as refused:
        looked_through(vault, copy)
    source, mother = (place.sentence for place in refused.value.places)
    assert "their first name" in mother, "somebody else may be called that"
    made = looked_through(vault, copy, in_spite_of_that="The court has ordered it for noon.")
    assert made.about.survived == (source, mother)
    assert mother not in made.about.acknowledged, "nobody looked at it by itself"


def test_who_is_knowingly_kept_in_the_copy_still_has_no_place_in_the_name_of_its_file(vault, reference, tmp_path):
    copy = prepared(vault, reference, "recipient", "Exampleshire Children's Services")
    keep = treat(copy, family.SOURCE, "keep") + treat(copy, family.MOTHER, "keep") + treat(copy, family.ADDRESS, "keep")
    made = looked_through(vault, copy, Choices(treatments=keep))
    assert family.SOURCE in everything(made.pdf)
    assert made.about.survived == ()
    with pytest.raises(CopyRefused):
        handing_over.save(vault, made, tmp_path / "From Odalys Wrenfield.pdf")


def test_sent_with_a_reason_and_by_phone_are_entries(vault, reference, monkeypatch, tmp_path):
    monkeypatch.setattr(release, "as_pdf", leaking("a note on a page"))
    copy = prepared(vault, reference, "recipient", "Wend and Wend Solicitors")
    made = looked_through(vault, copy, in_spite_of_that="The court has ordered it for noon.")
    handing_over.save(vault, made, tmp_path / "a.pdf")
    handing_over.share_by_phone(vault, copy, "They need it now.")
    monkeypatch.undo()
    sent, spoken = copies_of(record.state_of(vault, reference).entries)
    assert (sent.about.outcome, sent.because) == ("sent_with_a_reason", "The court has ordered it for noon.")
    assert "a note on a page" in sent.about.survived[0]
    assert (spoken.about.outcome, spoken.because, spoken.blocks) == ("shared_by_phone", "They need it now.", ())
    words = plain_text(release.rationale(vault, reference))
    assert "The court has ordered it for noon." in words
    assert "shared by phone instead" in words
    with pytest.raises(release.NoSuchCopy):
        release.reprint(vault, reference, spoken.entry.leaf.entry)


# ---- The entry ----


@pytest.fixture
def sent(vault, reference, tmp_path):
    made = looked_through(vault, prepared(vault, reference, "recipient", "Wend and Wend Solicitors"))
    return made, handing_over.save(vault, made, tmp_path / "copy.pdf")


def test_what_did_you_send_is_answered_by_the_same_bytes(vault, reference, sent, tmp_path):
    _, entry = sent
    saved = (tmp_path / "copy.pdf").read_bytes()
    (copy,) = copies_of(record.state_of(vault, reference).entries)
    assert copy.about.pdf == hashlib.sha256(saved).hexdigest()
    assert copy.for_whom == "Wend and Wend Solicitors"
    record.correct(vault, reference, "Wrong.", Decision(reasons="Other reasons."))
    again = release.reprint(vault, reference, entry)
    assert again.same is True
    assert again.printed.pdf == saved
    assert read_back.text_of(saved).startswith(f"{reference} · Recipient's copy, for Wend and Wend Solicitors")


def test_nothing_is_noted_before_it_left_the_house(vault, reference, tmp_path):
    made = looked_through(vault, prepared(vault, reference, "recipient", "Wend and Wend Solicitors"))
    assert copies_of(record.state_of(vault, reference).entries) == ()
    (tmp_path / "there.pdf").write_bytes(b"")
    with pytest.raises(errors.AlreadyThere):
        handing_over.save(vault, made, tmp_path / "there.pdf")
    assert copies_of(record.state_of(vault, reference).entries) == ()
    handing_over.note(vault, made, "printed")
    (copy,) = copies_of(record.state_of(vault, reference).entries)
    assert copy.about.outcome == "printed"


def test_a_copy_that_could_not_be_noted_says_so_and_is_there(vault, reference, tmp_path, monkeypatch):
    made = looked_through(vault, prepared(vault, reference, "recipient", "Wend and Wend Solicitors"))

    def full(*_):
        raise errors.DiskFull

    monkeypatch.setattr(type(vault), "append", full)
    with pytest.raises(CopyNotNoted):
        handing_over.save(vault, made, tmp_path / "copy.pdf")
    assert (tmp_path / "copy.pdf").exists()


def test_copied_as_text_keeps_the_text_and_no_digest_of_a_pdf(vault, reference):
    made = looked_through(vault, prepared(vault, reference, "recipient", "Wend and Wend Solicitors"))
    assert "two bruises" in made.text
    assert family.SOURCE not in made.text
    entry = handing_over.note(vault, made, "copied_as_text")
    again = release.reprint(vault, reference, entry)
    assert again.same is None
    assert plain_text(again.document) == made.text


def test_what_was_sent_is_found_listed_checked_and_made_anew(vault, reference, sent):
    decision = record.state_of(vault, reference).id
    assert [hit.id for hit in search.find(vault.store, "two bruises")] == [decision]
    record.correct(
        vault, reference, "Wrong.", Decision(items=()), [s for s in slots(vault, reference) if "items/" in s]
    )
    assert [
        hit.id for hit in search.find(vault.store, "Ask us before anyone")
    ] == []  # the running note is no word of it
    assert [hit.id for hit in search.find(vault.store, "two bruises")] == [decision]
    before = world.projections(vault.store.connection)
    vault.store.connection.execute("BEGIN")
    projections.rebuild(vault.store)
    vault.store.connection.execute("COMMIT")
    assert world.projections(vault.store.connection) == before
    assert check.check(vault.store).faults == ()
    words = plain_text(release.rationale(vault, reference))
    for said in ("Copies handed over", "Wend and Wend Solicitors", "Saved as a file", "It would show where they live."):
        assert said in words


def slots(vault, reference) -> list[str]:
    return list(record.state_of(vault, reference).versions)


def test_erasing_reaches_what_was_sent(vault, reference, sent):
    _, entry = sent
    state = record.state_of(vault, reference)
    item = next(item.key for item in state.decision.items if item.text == family.BRUISES)
    (copy,) = copies_of(state.entries)
    slots_made_of_it = {b.made_of for b in copy.blocks if b and "two bruises" in b.text}
    assert slots_made_of_it == {f"items/{item}"}
    parts = [p.id for e in state.entries for p in e.parts if p.content and b"two bruises" in p.content]
    assert len(parts) == 2  # the item, and the block of the copy
    erase.erase(vault, [erase.Erasure(entity=state.id, parts=tuple(parts), category="court_order")])
    assert b"two bruises" not in world.everything(vault.store.connection)
    assert search.find(vault.store, "two bruises") == []
    assert check.check(vault.store).faults == ()
    again = release.reprint(vault, reference, entry)
    assert again.same is None
    assert "was erased since this copy was handed over" in plain_text(again.document)


def test_another_log_that_imports_it_can_answer_too(vault, reference, sent, tmp_path):
    _, entry = sent
    other, _ = create(tmp_path / "other", world.PASSPHRASE, world.AUTHOR, cost=FLOOR)
    with other:
        world.segments.import_log(other, world.export(vault))
        assert release.reprint(other, reference, entry).same is True
        assert check.check(other.store).faults == ()


def test_a_copy_altered_in_the_log_is_not_passed_off_as_what_was_sent(vault, reference, sent):
    from sharedesk.identity.released import NotAsSent

    connection = vault.store.connection
    connection.execute(
        "UPDATE part SET content = CAST(replace(CAST(content AS TEXT), 'two bruises', 'ten bruises') AS BLOB) "
        "WHERE slot LIKE '@released/%'"
    )
    with pytest.raises(NotAsSent):
        release.reprint(vault, reference, sent[1])


def test_treatments_fall_away_with_the_words_they_were_for(vault):
    (made,) = record.record(vault, [family.decision()])
    copy = prepared(vault, made.reference, "recipient", "Exampleshire Children's Services")
    old = outward.default_treatments(copy)
    assert old
    moved = [msgspec.structs.replace(one, start=one.start + 1, end=one.end + 1) for one in old]
    with pytest.raises(CopyNotReady):
        outward.make(vault, copy, Choices(treatments=tuple(moved)))


def test_what_the_decision_says_about_a_mark_stands_in_the_copy_and_can_be_changed_for_it(vault):
    plain = family.decision()
    start = family.MOVED.index(family.ADDRESS)
    kept = MarkTreatment(
        place="items/moved.text", start=start, end=start + len(family.ADDRESS), kind="address", words=family.ADDRESS,
        whose="isolde", treatment=Treatment(what="generalise", instead="a place in the county"),
    )  # fmt: skip
    (made,) = record.record(vault, [plain])
    state = record.state_of(vault, made.reference).decision
    item = next(one.key for one in state.items if one.text == family.MOVED)
    (identity,) = state.identities
    kept = msgspec.structs.replace(kept, place=f"items/{item}.text", whose=state.people[1].key)
    changed = msgspec.structs.replace(identity, treatments=(kept,))
    record.correct(vault, made.reference, "Looked through.", Decision(identities=(changed,)))
    copy = prepared(vault, made.reference, "recipient", "Exampleshire Children's Services")
    assert "stays at a place in the county, as" in looked_through(vault, copy).text
    anew = treat(copy, family.ADDRESS, "remove")
    assert "stays at [left out], as" in looked_through(vault, copy, Choices(treatments=anew)).text


def test_a_copy_of_a_practice_log_says_so_on_paper_and_again(tmp_path):
    made, _ = create(tmp_path / "log", world.PASSPHRASE, world.AUTHOR, cost=FLOOR, practice=True)
    with made as vault:
        (recorded,) = record.record(
            vault, [Decision(recipients=(Recipient(key="r", organisation="Example", outcome="share", why="Because."),))]
        )
        copy = looked_through(vault, prepared(vault, recorded.reference, "recipient"))
        assert copy.about.practice
        assert "PRACTICE" in read_back.text_of(copy.pdf)

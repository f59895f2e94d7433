"""The rationale, full record: nothing that was recorded is missing from it, in the order in which a reader looks."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import msgspec
import pytest
from paper.marked import Marker, most_codes

from sharedesk.desk import record, release
from sharedesk.domain.completeness import what_is_missing
from sharedesk.domain.decision import Decision, Item, PersonInvolved, Recipient, Relationship, Sharing
from sharedesk.domain.person import Author, Contact, PersonStatement
from sharedesk.domain.stated_time import StatedTime, understand
from sharedesk.domain.words import said
from sharedesk.exchange import decision_input
from sharedesk.paper import rationale
from sharedesk.paper.describe import Names, recorded, when
from sharedesk.paper.document import Heading
from sharedesk.paper.plain import plain_text
from sharedesk.paper.read_back import elements_of, text_of
from sharedesk.paper.render import render
from sharedesk.vault import erase
from sharedesk.vault.erase import Erasure
from sharedesk.vault.keys import FLOOR
from sharedesk.vault.vault import create

ORDER = [
    "What happened",
    "What was decided",
    "Why",
    "Who was told, and who was not",
    "What was shared",
    "When",
    "What happens next",
    "Entries and corrections",
    "How to check this paper",
]

SAID_IN_WORDS = {f"checks[].{name}" for name in ("check", "advice", "decided", "asked[].question", "asked[].answer")}
"""Names of a check, its questions, answers and results: their wording is printed in their place."""

SILENT = {"unknown"}
"""The kind of a person of whom it was not said: nothing is printed for nothing."""


@pytest.fixture(scope="module")
def vault(tmp_path_factory):
    author = Author(name="J. Practice", role="Teacher", organisation="Example School")
    with create(tmp_path_factory.mktemp("paper") / "log", "x", author, cost=FLOOR)[0] as open_log:
        yield open_log


def put(vault, decision: Decision) -> str:
    return record.record(vault, [decision])[0].reference


def squeezed(text: str) -> str:
    """Without white space: where lines break is not what is asked here."""
    return re.sub(r"\s+", "", text)


def printed(vault, reference: str) -> tuple[str, str]:
    document = release.rationale(vault, reference)
    return plain_text(document), text_of(render(document).pdf)


@pytest.mark.parametrize("turn", range(0, 19, 6))
def test_every_field_and_every_codes_words_are_on_paper(vault, turn):
    marker = Marker(turn)
    decision = marker.decision()
    assert len(marker.markers) > 180
    text, pdf = printed(vault, put(vault, decision))
    for where in (text, squeezed(pdf)):
        assert {marker.markers[m] for m in marker.markers if m not in where} == SAID_IN_WORDS
        assert {code for code in marker.codes if squeezed(said(code)).lower() not in squeezed(where).lower()} <= SILENT


def test_every_code_of_every_list_has_words_on_paper(vault):
    for turn in range(most_codes()):
        marker = Marker(turn)
        text = plain_text(release.rationale(vault, put(vault, marker.decision()))).lower()
        assert {code for code in marker.codes if said(code).lower() not in text} <= SILENT
        assert not re.search(r"\b[a-z]+_[a-z_]+\b", text), re.search(r"\b[a-z]+_[a-z_]+\b", text)


def test_a_field_left_out_of_the_paper_would_be_seen(vault, monkeypatch):
    marker = Marker()
    reference = put(vault, marker.decision())
    told = [section for section in rationale._SECTIONS if section[0] != "Who was told, and who was not"]
    monkeypatch.setattr(rationale, "_SECTIONS", told)
    text = plain_text(release.rationale(vault, reference))
    assert {path for m, path in marker.markers.items() if m not in text} >= {"telling[].reason", "not_told[].why"}


def test_headings_come_in_the_order_a_reader_looks(vault):
    with_checks = [*ORDER[:7], "Checks that were run", *ORDER[7:]]
    for decision, order in ((Marker().decision(), with_checks), (Decision(reasons="Few words."), ORDER)):
        blocks = release.rationale(vault, put(vault, decision)).blocks
        assert [block.text for block in blocks if isinstance(block, Heading) and block.level == 1] == order


def test_an_empty_part_says_that_nothing_was_recorded(vault):
    text = plain_text(release.rationale(vault, put(vault, Decision(reasons="Few words."))))
    assert text.count("Nothing was recorded here.") == 5
    assert "Still to add to this record:" in text


@pytest.fixture
def refusal(vault):
    from sharedesk.resources import resource

    decisions = decision_input.read_decisions(resource("practice", "decisions.json").read_bytes())
    return put(vault, decisions[1]), decisions[1]


def test_a_decision_not_to_share_prints_as_completely(vault, refusal):
    reference, decision = refusal
    document = release.rationale(vault, reference)
    text, pdf = plain_text(document), "".join(element.text for element in elements_of(render(document).pdf))
    assert what_is_missing(decision) == []
    assert "State of this record: Complete" in text
    assert "Outcome: Do not share" in text
    for words in (
        decision.reasons,
        decision.recipients[0].why,
        decision.request.refusal_reason_given,
        decision.advice[0].what,
        decision.options[0].benefit,
        decision.first_questions.if_not_shared,
    ):
        assert words in text
        assert squeezed(words) in squeezed(pdf)


def test_a_correction_stands_beside_what_it_corrects(vault):
    reference = put(vault, Decision(purpose="First purpose", items=(Item(key="a", text="Old words", nature="fact"),)))
    state = record.state_of(vault, reference)
    item = msgspec.structs.replace(state.decision.items[0], text="New words", nature="opinion")
    record.correct(vault, reference, "It was put too strongly.", Decision(purpose="Second purpose", items=(item,)))
    text, pdf = printed(vault, reference)
    assert "Because: It was put too strongly." in text
    assert "- What: Purpose; Before: First purpose; Now: Second purpose" in text
    assert re.search(
        r"What: Information; Before: Text: Old words\nNature: Fact; Now: Text: New words\nNature: Opinion", text
    )
    assert text.count("Correction added") == 2
    for words in ("Old words", "New words", "First purpose", "Second purpose", "It was put too strongly."):
        assert squeezed(words) in squeezed(pdf)


def test_a_correction_of_a_correction_shows_each_step_and_a_withdrawal(vault):
    reference = put(vault, Decision(purpose="one"))
    record.correct(vault, reference, "b", Decision(purpose="two"))
    record.correct(vault, reference, "b", Decision(purpose="three"))
    record.correct(vault, reference, "b", Decision(), ["purpose"])
    text = plain_text(release.rationale(vault, reference))
    steps = re.findall(r"What: Purpose; Before: (\w+); Now: (\w+)", text)
    assert steps == [("one", "two"), ("two", "three"), ("three", "withdrawn")]


@pytest.mark.parametrize("authority", ["", "Data protection lead"])
def test_what_was_erased_says_so_and_is_nowhere_on_the_paper(vault, authority):
    decision = Decision(
        people=(
            PersonInvolved(key="c", who=PersonStatement(name="Robin Placeholder", kind="child"), roles=("child",)),
            PersonInvolved(key="n", who=PersonStatement(name="Erasmus Vanish"), roles=("source",)),
        ),
        relationships=(Relationship(key="r", person="n", relation="neighbour", to="c"),),
        items=(Item(key="i", text="Something seen", supplied_by="n"),),
        recipients=(Recipient(key="o", organisation="Vanishing Agency", outcome="share"),),
        sharing=(Sharing(key="s", item="i", recipient="o", what="share", why="They need it"),),
    )
    reference = put(vault, decision)
    state = record.state_of(vault, reference)
    gone = [
        v[0].part
        for slot, v in state.versions.items()
        if slot in (f"people/{state.decision.people[1].key}", f"recipients/{state.decision.recipients[0].key}")
    ]
    erase.erase(vault, [Erasure(entity=state.id, parts=tuple(gone), category="right_to_erasure", authority=authority)])
    text, pdf = printed(vault, reference)
    for where in (text, pdf):
        assert "Vanish" not in where
    assert "Part erased" in text
    assert "Ground: Right to erasure" in text
    assert ("Authority: Data protection lead" in text) is bool(authority)
    unknown = "somebody whose details were erased or withdrawn"
    assert f"Relationship: {unknown}: Neighbour of Robin Placeholder" in text
    assert f"Supplied by: {unknown}" in text
    assert f"To {unknown}" in text
    assert "Why: They need it" in text


def test_a_corrected_part_that_was_erased_since_says_erased(vault):
    reference = put(vault, Decision(purpose="Secret words"))
    record.correct(vault, reference, "b", Decision(purpose="Plain words"))
    state = record.state_of(vault, reference)
    old = state.versions["purpose"][0].part
    erase.erase(vault, [Erasure(entity=state.id, parts=(old,), category="recorded_in_error")])
    text = plain_text(release.rationale(vault, reference))
    assert "Before: erased; Now: Plain words" in text
    assert "Secret" not in text


def test_two_people_two_agencies_and_two_papers_of_one_name_are_told_apart(vault):
    people = tuple(
        PersonInvolved(key=k, who=PersonStatement(name="Sam Same", date_of_birth=understand(born)), roles=("parent",))
        for k, born in (("a", "1 May 1980"), ("b", "2 June 2001"))
    )
    decision = Decision(
        people=people,
        items=(Item(key="i", text="Words", about=("a",), supplied_by="b"),),
        recipients=tuple(
            Recipient(key=k, organisation="Example Agency", outcome=o)
            for k, o in (("x", "share"), ("y", "do_not_share"))
        ),
    )
    text = plain_text(release.rationale(vault, put(vault, decision)))
    assert "About: Sam Same (born 1 May 1980) · Supplied by: Sam Same (born 2 June 2001)" in text
    assert "Recipient: Example Agency; Outcome: Share;" in text
    assert "Recipient: Example Agency (2); Outcome: Do not share;" in text


def test_no_name_given_to_tell_people_apart_meets_one_that_is_there():
    people = tuple(
        PersonInvolved(key=k, who=PersonStatement(name=n)) for k, n in (("a", "Sam (2)"), ("b", "Sam"), ("c", "Sam"))
    )
    names = Names(Decision(people=people))
    assert len({names[key] for key in "abc"}) == 3


def test_people_without_a_name_are_called_by_what_is_known(vault):
    statements = {
        "a": PersonStatement(description="man, 40s, blue van"),
        "b": PersonStatement(kind="unborn"),
        "c": PersonStatement(),
        "d": PersonStatement(name="Jo", name_certain="no"),
    }
    names = Names(Decision(people=tuple(PersonInvolved(key=key, who=who) for key, who in statements.items())))
    assert [names[key] for key in "abcd"] == [
        "man, 40s, blue van",
        "Unborn child",
        "Person without a name",
        "Jo (name not certain)",
    ]
    assert names["nobody"] == "somebody whose details were erased or withdrawn"


def test_a_way_to_reach_somebody_stands_with_whom_it_is_kept_from(vault):
    people = (
        PersonInvolved(
            key="m",
            who=PersonStatement(
                name="Ash",
                contacts=(Contact(kind="phone", text="01632 960123", protected_from=("d",), because="Threats."),),
            ),
        ),
        PersonInvolved(key="d", who=PersonStatement(name="Dex")),
    )
    text = plain_text(release.rationale(vault, put(vault, Decision(people=people))))
    assert "01632 960123 (keep from Dex because: Threats.)" in text


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        (None, ""),
        (understand("14 March 2026 at 14:02"), "14 March 2026 at 14:02"),
        (understand("14/3/2026 14:02"), "14/3/2026 14:02 (14 March 2026 at 14:02)"),
        (understand("14 March 2026"), "14 March 2026"),
        (understand("2026-03-14"), "2026-03-14 (14 March 2026)"),
        (understand("March 2026"), "March 2026 (1 March 2026 to 31 March 2026)"),
        (understand("when the clocks changed"), "when the clocks changed (not placed in time)"),
        (
            understand("25 October 2026 at 01:30"),
            "25 October 2026 at 01:30 (25 October 2026 at 01:30, an hour that came twice that night)",
        ),
        (understand("14 March 2026", zone="Europe/Paris"), "14 March 2026, Europe/Paris"),
        (StatedTime(said="soon"), "soon (not placed in time)"),
    ],
)
def test_a_stated_time_says_what_was_said_and_what_it_was_taken_to_mean(stated, words):
    assert when(stated) == words


@pytest.mark.parametrize(
    ("offset", "words"),
    [
        (0, "25 October 2026 at 01:30:00 (UTC+00:00)"),
        (60, "25 October 2026 at 02:30:00 (UTC+01:00)"),
        (-210, "24 October 2026 at 22:00:00 (UTC-03:30)"),
        (345, "25 October 2026 at 07:15:00 (UTC+05:45)"),
    ],
)
def test_the_time_of_recording_is_the_devices_with_its_offset(offset, words):
    assert recorded(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), offset) == words


def test_an_imported_decision_says_so_and_keeps_its_author(vault, tmp_path):
    from sharedesk.desk import keep

    reference = put(vault, Decision(reasons="To be imported."))
    keep.export_log(vault, tmp_path / "export")
    with create(tmp_path / "other", "y", Author(name="Someone Else"), cost=FLOOR)[0] as other:
        keep.import_log(other, tmp_path / "export")
        text = plain_text(release.rationale(other, reference))
    assert f"Imported from: another log ({vault.log})" in text
    assert "Recorded by: J. Practice, Teacher, Example School" in text
    assert "Imported from" not in plain_text(release.rationale(vault, reference))


def test_practice_is_said_on_every_page_and_only_there(vault, tmp_path):
    import pypdfium2

    with create(tmp_path / "log", "y", Author(name="J."), practice=True, cost=FLOOR)[0] as practice:
        reference = put(practice, Marker().decision())
        document = release.rationale(practice, reference)
        pdf = render(document).pdf
    read = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_range() for page in read]
    read.close()
    assert len(pages) > 2
    assert all("PRACTICE" in page for page in pages)
    assert plain_text(document).startswith("PRACTICE")
    real = release.rationale(vault, put(vault, Decision(reasons="x")))
    assert "PRACTICE" not in text_of(render(real).pdf)
    assert "PRACTICE" not in plain_text(real)


def test_every_page_says_what_it_is_and_names_the_witness(vault):
    import pypdfium2

    reference = put(vault, Marker().decision())
    document = release.rationale(vault, reference)
    read = pypdfium2.PdfDocument(render(document).pdf)
    pages = [squeezed(page.get_textpage().get_text_range()) for page in read]
    read.close()
    for number, page in enumerate(pages, 1):
        for words in (
            reference,
            "For the file. Names people who may need protecting. Not for handing over.",
            f"{number} of {len(pages)}",
            document.witness.typed,
        ):
            assert squeezed(words) in page, (number, words)


def test_metadata_holds_the_reference_and_no_name(vault):
    import io

    import pikepdf

    marker = Marker()
    reference = put(vault, marker.decision())
    pdf = render(release.rationale(vault, reference)).pdf
    with pikepdf.open(io.BytesIO(pdf)) as document:
        info = " ".join(f"{key}={value}" for key, value in document.docinfo.items())
        xmp = document.Root.Metadata.read_bytes().decode()
    for place in (info, xmp):
        assert reference in place
        assert not [m for m in marker.markers if m in place]
        assert "Practice" not in place
        assert "Example School" not in place
    marked = next(m for m, path in marker.markers.items() if path == "reasons")
    assert marked in text_of(pdf)  # the search would have found it

"""Decisions, corrections and exports as files: read strictly, exactly, and back again."""

from __future__ import annotations

import io
import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharedesk.domain.decision import Decision
from sharedesk.errors import ShareDeskError
from sharedesk.exchange import decision_input, log_export, strict_json
from sharedesk.exchange.log_export import NotAnExport
from sharedesk.exchange.strict_json import NotAcceptable

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200)


def file_of(**decision) -> bytes:
    return json.dumps({"sharedesk": "decision-input", "version": 1, "decisions": [decision]}).encode()


@given(TEXT)
def test_text_comes_in_exactly(text):
    (decision,) = decision_input.read_decisions(file_of(reasons=text, event_at=text[:40] and "not sure"))
    assert decision.reasons == text


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_in_words_and_none_is_a_fault(data):
    for read in (decision_input.read_decisions, decision_input.read_correction):
        with pytest.raises(ShareDeskError) as told:
            read(data)
        assert str(told.value).endswith(".")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*Decision.__struct_fields__, "key", "said", "who"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(Decision.__struct_fields__), JSON, max_size=4))
def test_any_json_is_read_or_refused_and_never_repeats_what_it_held(fields):
    said = ""
    try:
        decision_input.read_decisions(file_of(**fields))
    except ShareDeskError as told:
        said = str(told)
    assert [text for text in texts_in(fields) if len(text) >= 6 and text in said] == []


def texts_in(value):
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts_in(inner)


def test_a_time_may_be_said_or_given_in_full_and_both_mean_the_same():
    said = decision_input.read_decisions(file_of(event_at="14 March 2026 at 14:02"))[0].event_at
    full = decision_input.read_decisions(file_of(event_at=msgspec.to_builtins(said, builtin_types=())))[0].event_at
    assert said == full
    assert said.precision == "minute"


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("event_at", {"event_at": "sometime"}),
        ("known_at", {"known_at": "about March 2026"}),
        ("people", {"people": [{"key": "a", "who": {"date_of_birth": "3 May 2018"}, "child": {"seen_when": "today"}}]}),
        ("telling", {"telling": [{"key": "t", "person": "p", "safe_contact": {"review": "4 January 2027"}}]}),
        ("decided_by", {"decided_by": {"manager_at": "12 October 2026"}}),
        ("agreements", {"agreements": [{"key": "a", "kind": "openness", "when": "May 2026"}]}),
    ],
)
def test_a_time_may_be_said_wherever_one_belongs(path, fields):
    (decision,) = decision_input.read_decisions(file_of(**fields))
    assert getattr(decision, path)


def test_text_that_looks_like_a_time_stays_text():
    (decision,) = decision_input.read_decisions(
        file_of(reasons="14 March 2026", attached=[{"key": "a", "title": "t", "dated": "31 February 2026"}])
    )
    assert decision.reasons == "14 March 2026"
    assert decision.attached[0].dated == "31 February 2026"


def test_today_is_only_known_where_it_is_given():
    from datetime import date

    assert decision_input.read_decisions(file_of(event_at="today"))[0].event_at.earliest is None
    known = decision_input.read_decisions(file_of(event_at="today"), today=date(2026, 3, 14))[0].event_at
    assert (known.said, known.earliest.day) == ("today", 14)


def test_a_file_may_be_as_large_as_it_may_and_no_larger():
    with pytest.raises(NotAcceptable, match="larger than 64 megabytes"):
        strict_json.read(b" " * strict_json.LARGEST + b"{}")


def whole() -> list[bytes]:
    front = log_export.Front(log="0" * 32, practice=False, exported_at="2026-03-14T12:00:00Z")
    return list(log_export.write_lines(front, [], []))


def test_an_empty_export_reads_back():
    incoming = log_export.read_lines(io.BytesIO(b"".join(whole())))
    assert (incoming.log, incoming.practice, list(incoming.records)) == ("0" * 32, False, [])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t: b"", "cut short"),
        (lambda t: b"{}\n", "not an export"),
        (lambda t: t[:-1], "cut short"),
        (lambda t: t + b"x", "not complete"),
        (lambda t: t.replace(b'"version":2', b'"version":3'), "newer version"),
        (lambda t: t.replace(b'"entries":0', b'"entries":1'), "not complete"),
        (lambda t: t.replace(b'"end"', b'"fin"'), "Line 2"),
        (lambda t: t.replace(b"\n", b"\r", 1), "not an export|cut short|cannot be read"),
        (lambda t: b"\xff" + t, "not an export"),
        (lambda t: t.replace(b'"end"', b'"entry":null,"end"'), None),
    ],
)
def test_an_export_that_is_not_whole_is_said(change, said):
    def read():
        return list(log_export.read_lines(io.BytesIO(change(b"".join(whole())))).records)

    if said is None:
        assert read() == []
        return
    with pytest.raises(NotAnExport, match=said) as told:
        read()
    assert "Nothing was imported." in told.value.sentence


def test_a_line_without_end_is_refused_before_it_is_held(monkeypatch):
    monkeypatch.setattr(log_export, "LONGEST_LINE", 1000)
    with pytest.raises(NotAnExport, match="far too long"):
        log_export.read_lines(io.BytesIO(b"x" * 5000))


@pytest.mark.parametrize("one", [b"[],", b'{"a":0},', b"0,"])
def test_a_file_of_nothing_but_values_is_refused_before_it_fills_the_memory(one):
    with pytest.raises(NotAcceptable, match="more than 3,000,000 values"):
        strict_json.read(b"[" + one * 3_000_000 + b"0]")


def test_as_many_values_as_may_be_are_read():
    """The control; records have one value in thirty bytes, so that a file of 64 megabytes has fewer."""
    assert len(strict_json.read(b"[" + b"0," * 1_000_000 + b"0]")) == 1_000_001

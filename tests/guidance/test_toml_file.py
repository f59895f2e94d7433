"""Reading TOML so that every fault names the file, the item and the line."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta, Struct

from sharedesk.guidance import toml_file
from sharedesk.guidance.toml_file import FaultyFile, FileNotThere, read


class Limb(Struct, forbid_unknown_fields=True):
    text: str


class Item(Struct, forbid_unknown_fields=True):
    id: str
    text: Annotated[str, Meta(pattern=r"\S")]
    since: date | None = None
    kind: Literal["law", "advice"] = "law"
    years: Annotated[int, Meta(ge=0, le=9)] = 0
    sources: Annotated[tuple[Limb, ...], Meta(min_length=1)] = (Limb(text="x"),)
    limbs: tuple[Limb, ...] = ()


class Shape(Struct, forbid_unknown_fields=True):
    title: str
    items: tuple[Item, ...] = ()


GOOD = '''# a comment
title = "T"  # line 2

[[items]]
id = "first"
text = """
[[items]]
id = "not this"
"""
sources = [
  { text = "a" },
  { text = "b" },
]

[[items]]
id = "second"
text = "x"
since = 2026-02-05
[[items.limbs]]
text = "one"
[[items.limbs]]
text = "two"
'''


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "pack.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def fault(path):
    with pytest.raises(FaultyFile) as raised:
        read(path, Shape)
    return raised.value


def test_a_good_file_is_read(file):
    value = read(file(GOOD), Shape).value
    assert [item.id for item in value.items] == ["first", "second"]
    assert value.items[1].since == date(2026, 2, 5)
    assert value.items[1].limbs[1].text == "two"


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_notepads_mark_and_line_ends_do_no_harm(file, mark, end):
    assert read(file(mark + GOOD.replace("\n", end).encode()), Shape).value == read(file(GOOD), Shape).value


@pytest.mark.parametrize(
    ("old", "new", "line", "item", "words"),
    [
        ('title = "T"', 'title = "T', 2, "", "not TOML"),
        ('id = "second"', 'id = "second"\nid = "third"', 17, "", "not TOML"),
        ("2026-02-05", "2026-02-30", 18, "", "invalid date"),
        ('text = "x"', 'txet = "x"', 17, "items “second”", "“txet” is not a key"),
        ('text = "x"', "text = 3", 17, "items “second”", "a text in quotation marks belongs here, and this is a whole"),
        ('text = "x"', 'text = " "', 17, "items “second”", "it is empty"),
        ('text = "x"\n', "", 15, "items “second”", "“text” is missing"),
        ('id = "second"\n', "", 15, "items 2", "“id” is missing"),
        ("2026-02-05", '"soon"', 18, "items “second”", "“since”"),
        ("2026-02-05", 'true\nkind = "rumour"', 18, "items “second”", "a date such as 2026-02-05 belongs here"),
        ("2026-02-05", '2026-02-05\nkind = "rumour"', 19, "items “second”", "“rumour” is not one of the words"),
        ("2026-02-05", "2026-02-05\nyears = 10", 19, "items “second”", "the number has to be at most 9"),
        ("2026-02-05", "2026-02-05\nsources = []", 19, "items “second”", "at least 1 of them"),
        ('text = "two"', "text = 2", 22, "items “second”", "“text”"),
        ('{ text = "b" },', "{ txt = 1 },", 10, "items “first”", "“txt” is not a key"),
        ('[[items]]\nid = "first"', '[items]\nid = "first"', 15, "", "not TOML"),
        ('title = "T"', 'title = "T"\nother = 1', 3, "", "“other” is not a key"),
        ('title = "T"', "", 1, "", "“title” is missing"),
    ],
)  # fmt: skip
def test_each_kind_of_fault_names_file_line_and_item(file, old, new, line, item, words):
    assert GOOD.count(old) >= 1
    found = fault(file(GOOD.replace(old, new, 1)))
    assert (found.file, found.line, found.item) == ("pack.toml", line, item)
    assert words in found.sentence
    assert f"pack.toml, line {line}" in found.sentence
    assert found.advice


def test_a_fault_found_later_has_its_line_too(file):
    checked = read(file(GOOD), Shape)
    found = checked.fault(("items", 1, "limbs", 1, "text"), "it leads nowhere", "Mend it.")
    assert (found.line, found.item, found.fault) == (22, "items “second”", "it leads nowhere")
    assert checked.fault(("items", 0, "sources", 1), "x", "y").line == 10
    assert checked.fault(("nothing",), "x", "y").line == 1


@pytest.mark.parametrize(
    ("data", "words", "line"),
    [
        (b'title = "\xff"\n', "is not UTF-8", 1),
        (b'\ntitle = "\xe4"\n', "is not UTF-8", 2),
        ('title = "T"'.encode("utf-16"), "UTF-16", 1),
        (b"#" * (toml_file.LARGEST + 1), "larger than a megabyte", 1),
        (b"a = " + b"[" * 100_000, "nested too deeply", 1),
        (b"", "“title” is missing", 1),
    ],
)
def test_what_is_no_text_of_ours(file, data, words, line):
    found = fault(file(data))
    assert words in found.sentence
    assert found.line == line


def test_a_file_that_is_not_there(tmp_path):
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(FileNotThere, match=path.name):
            read(path, Shape)


_KEYS = st.text("abc_-", min_size=1, max_size=4)
_VALUES = st.sampled_from(
    [
        '"x"',
        "1",
        "[1,\n 2]",
        '"""\n[a]\nb = 1\n"""',
        "'''\n[[c]]\n'''",
        "{ k = 1 }",
        "[\n{ k = '''\n''' },\n]",
        "1979-05-27",
    ]
)


@given(st.lists(st.tuples(_KEYS, _VALUES), unique_by=lambda pair: pair[0], max_size=8), st.integers(0, 3))
def test_every_statement_of_any_file_is_found_on_its_own_line(pairs, tables):
    lines, expected = [], []
    for table in range(tables + 1):
        if table:
            lines.append("[[zz]]")
            expected.append((("zz", table - 1), len(lines)))
        for key, value in pairs:
            expected.append(((*(("zz", table - 1) if table else ()), key), len(lines) + 1))
            lines += f"{key} = {value}".split("\n")
    text = "\n".join(lines)
    tomllib.loads(text)
    found = list(toml_file._lines(text))
    assert [each for each in expected if each not in found] == []
    assert {line for _, line in found} == {line for _, line in expected}


def test_a_key_of_very_many_names_is_refused_before_it_takes_an_hour(tmp_path):
    (tmp_path / "long.toml").write_text("title = 'T'\n" + "a" + ".a" * 400_000 + " = 1\n")
    with pytest.raises(FaultyFile, match=r"line 2: there are more than 300 dots"):
        read(tmp_path / "long.toml", Shape)


def test_a_line_of_a_few_sentences_is_read(tmp_path):
    """The control."""
    (tmp_path / "text.toml").write_text(f"title = '{'A sentence. ' * 100}'\n")
    assert read(tmp_path / "text.toml", Shape).value.title.count(".") == 100

"""Entries: the canonical leaf frozen byte for byte, and no field that can be altered unseen."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharedesk.domain import entry as entries
from sharedesk.domain.chain import Chain
from sharedesk.domain.entry import GENESIS, AlteredEntry, Leaf, WrongText, content_of, new_part

LEAF = Leaf(
    log="01" * 16,
    writer="02" * 16,
    seq=7,
    entry="03" * 16,
    entity="04" * 16,
    follows=("05" * 16,),
    kind="correction",
    author="06" * 16,
    parts="07" * 32,
    at=datetime(2026, 3, 14, 14, 2, 3, 456789, UTC),
    offset=60,
    zone="Europe/London",
    clock_back=False,
    program="0.1",
    guidance="none",
)
FROZEN = (
    b'{"at":"2026-03-14T14:02:03.456789Z","author":"06060606060606060606060606060606","clock_back":false,"'
    b'entity":"04040404040404040404040404040404","entry":"03030303030303030303030303030303","follows":["05'
    b'050505050505050505050505050505"],"format":1,"guidance":"none","kind":"correction","log":"01010101010'
    b'101010101010101010101","offset":60,"parts":"07070707070707070707070707070707070707070707070707070707'
    b'07070707","program":"0.1","seq":7,"writer":"02020202020202020202020202020202","zone":"Europe/London"'
    b"}"
)


def dice(count):
    return bytes(range(count))


def test_the_canonical_leaf_is_frozen():
    """These bytes are in people's logs: nothing may ever write or read them otherwise."""
    assert entries.encode_leaf(LEAF) == FROZEN
    assert entries.decode_leaf(FROZEN) == LEAF


def test_the_hashes_are_what_the_docstring_says():
    part = new_part("reasons", "Words", dice)
    salt, content = bytes(range(32)), part.content
    assert part.salt == salt
    assert content == b'{"id":"000102030405060708090a0b0c0d0e0f","slot":"reasons","value":"Words"}'
    commit = hashlib.sha256(b"c1" + salt + len(content).to_bytes(8, "big") + content).digest()
    assert part.commit == commit
    assert entries.digest_of([commit, commit]) == hashlib.sha256(b"p1\x00\x00\x00\x02" + commit + commit).hexdigest()
    leaf = hashlib.sha256(b"\x00" + FROZEN).digest()
    assert entries.next_head(GENESIS, FROZEN) == hashlib.sha256(b"\x01" + bytes(32) + leaf).digest()


CHANGES = {
    "log": "ab" * 16,
    "writer": "ab" * 16,
    "seq": 8,
    "entry": "ab" * 16,
    "entity": "ab" * 16,
    "follows": (),
    "kind": "recorded",
    "author": "ab" * 16,
    "parts": "ab" * 32,
    "at": LEAF.at + timedelta(microseconds=1),
    "offset": 0,
    "zone": "",
    "clock_back": True,
    "program": "0.2",
    "guidance": "x",
}


def test_every_field_of_the_leaf_moves_the_head():
    assert set(CHANGES) | {"format"} == set(Leaf.__struct_fields__)
    heads = {entries.next_head(GENESIS, FROZEN)}
    for name, value in CHANGES.items():
        raw = entries.encode_leaf(msgspec.structs.replace(LEAF, **{name: value}))
        heads.add(entries.next_head(GENESIS, raw))
    assert len(heads) == len(CHANGES) + 1


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{}",
        b"\xff",
        FROZEN + b" ",
        b" " + FROZEN,
        FROZEN.replace(b'"seq":7', b'"seq":7.0'),
        FROZEN.replace(b'"seq":7', b'"seq":0'),
        FROZEN.replace(b'"seq":7', b'"seq":-1'),
        FROZEN.replace(b'"format":1', b'"format":2'),
        FROZEN.replace(b"correction", b"corrected"),
        FROZEN.replace(b"}", b',"more":1}'),
        FROZEN.replace(b"0303", b"03AB", 1),
        FROZEN.replace(b"0303", b"03", 1),
        FROZEN.replace(b'0303"', b'0303\\n"', 1),
        FROZEN.replace(b"456789Z", b"456789"),
        FROZEN.replace(b"456789Z", b"456789+00:00"),
        FROZEN.replace(b"456789Z", b"4567890Z"),
        FROZEN.replace(b'"zone":"Europe/London"', b'"zone":"Europe\\/London"'),
        b"[" * 100_000,
    ],
)
def test_a_leaf_that_is_not_canonical_is_refused(raw):
    assert raw != FROZEN
    with pytest.raises(AlteredEntry):
        entries.decode_leaf(raw)


def test_a_leaf_holds_no_names_and_no_text():
    texts = {f.name for f in msgspec.structs.fields(Leaf) if f.type is str}
    assert texts == set()


def alter(part, **changes):
    return msgspec.structs.replace(part, **changes)


def test_any_alteration_of_a_part_is_found():
    parts = [new_part("reasons", "One"), new_part("notes", "Two")]
    leaf = msgspec.structs.replace(LEAF, parts=entries.digest_of(p.commit for p in parts))
    entries.verify_parts(leaf, parts)  # the control
    one, two = parts
    for wrong in (
        [],
        [one],
        [two, one],
        [one, two, two],
        [alter(one, content=one.content + b" "), two],
        [alter(one, salt=bytes(32)), two],
        [alter(one, commit=bytes(32)), two],
        [alter(one, salt=None), two],
        [alter(one, content=None), two],
        [alter(one, salt=one.salt[:31]), two],
        [new_part("reasons", "One"), two],
    ):
        with pytest.raises(AlteredEntry):
            entries.verify_parts(leaf, wrong)
    for where, what in (("id", "ab" * 16), ("slot", "purpose")):
        moved = alter(one, **{where: what})
        with pytest.raises(AlteredEntry):
            content_of(moved)


def test_an_erased_part_still_stands_in_the_digest():
    part = new_part("reasons", "One")
    leaf = msgspec.structs.replace(LEAF, parts=entries.digest_of([part.commit]))
    erased = alter(part, salt=None, content=None)
    entries.verify_parts(leaf, [erased])
    assert content_of(erased) is None


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(st.characters(codec="utf-8", exclude_characters="\0")),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
        max_leaves=8,
    )
)
def test_what_goes_into_a_part_comes_out(value):
    content = content_of(new_part("reasons", value))
    assert content is not None
    assert content.value == value


@pytest.mark.parametrize("bad", ["\0", "\ud800", "a" * 200_001])
def test_text_that_cannot_be_kept_names_its_field(bad):
    with pytest.raises(WrongText) as caught:
        new_part("people/" + "ab" * 16, {"who": {"also_known_as": ["fine", bad]}})
    assert "people.who.also_known_as[1]" in caught.value.sentence
    assert caught.value.advice


def test_a_part_of_more_than_a_megabyte():
    with pytest.raises(WrongText, match="megabyte"):
        new_part("items/" + "ab" * 8, {str(n): "é" * 100_000 for n in range(6)})


def test_nesting_has_an_end():
    value: object = "x"
    for _ in range(30):
        value = [value]
    with pytest.raises(WrongText, match="deeply"):
        new_part("reasons", value)


def leaf_after(chain, **changes):
    leaf = msgspec.structs.replace(LEAF, seq=chain.count + 1, **changes)
    return entries.encode_leaf(leaf), leaf


def test_a_chain_replays_in_one_order_only():
    chain = Chain(LEAF.log)
    for _ in range(3):
        chain.add(*leaf_after(chain))
    assert chain.count == 3
    for raw, leaf in (leaf_after(chain, log="ab" * 16), leaf_after(chain, writer="ab" * 16)):
        with pytest.raises(AlteredEntry):
            chain.add(raw, leaf)
    again = Chain(LEAF.log)
    with pytest.raises(AlteredEntry):
        again.add(*leaf_after(again), head=bytes(32))


def test_a_moment_elsewhere_is_the_same_moment():
    there = LEAF.at.astimezone(timezone(timedelta(hours=5)))
    assert msgspec.structs.replace(LEAF, at=there) == LEAF

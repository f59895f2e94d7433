"""Files that somebody made out of good ones: Hypothesis strategies of bytes."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

ODD = (
    b"", b"\0", b"\r", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b'"\\ud800"', b"\xe2\x80\xae", b"null", b"-1",
    b"1e999", b"NaN", b"9" * 5_000, b"1" * 40, b"\x80" + b"\xff" * 7, b"77777777777\0", b'""', b"[]", b"{}",
    b"[" * 50_000,
    b"{" * 1_000, b'{"a":' * 20_000, b"A" * 70_000, b"..", b"/etc/passwd", b"../" * 20, b"0001-01-01T00:00:00Z",
    b"9999-12-31T23:59:59Z", b"'''", b'"""', b"a.a=1", b"[[x]]\n", b"99 GNU.sparse.map=0,9\n",
)  # fmt: skip
"""Pieces that parsers stumble over: depth, length, numbers, places, encodings, the ends of time, a tar's own heads."""


@st.composite
def edited(draw: st.DrawFn, seeds: list[bytes]) -> bytes:
    """A good file with a few pieces taken out, put in, doubled, moved or flipped."""
    data = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        upto = min(len(data), at + draw(st.integers(0, 40)))
        how = draw(st.sampled_from(["flip", "put", "instead", "out", "double", "cut", "number"]))
        piece = draw(st.sampled_from(ODD) | st.binary(max_size=8))
        if how == "flip" and data:
            data = data[:at] + bytes([data[at] ^ 1 << draw(st.integers(0, 7))]) + data[at + 1 :]
        elif how == "put":
            data = data[:at] + piece + data[at:]
        elif how == "instead":
            data = data[:at] + piece + data[upto:]
        elif how == "out":
            data = data[:at] + data[upto:]
        elif how == "double":
            data = data[:at] + data[at:upto] * draw(st.integers(2, 200)) + data[upto:]
        elif how == "cut":
            data = data[:at]
        else:
            data = data[:at] + str(draw(st.integers())).encode() + data[upto:]
    return data


def anything(seeds: list[bytes]) -> SearchStrategy[bytes]:
    """A good file that was edited, or just bytes."""
    return edited(seeds) | edited(seeds) | st.binary(max_size=2_000)

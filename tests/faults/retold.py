"""Exports that somebody made up: other words, other leaves, and yet every digest and chain fits.

Nothing in an export is secret or signed: whoever can write a file can make one that proves itself. So what an import
keeps off is decided by what entries say, and this makes entries say anything.
"""

from __future__ import annotations

import io
import json
from typing import Any

import msgspec
from hypothesis import strategies as st

from sharedesk.domain import entry as entries
from sharedesk.domain.chain import Incoming
from sharedesk.domain.entry import GENESIS, next_head
from sharedesk.exchange import log_export

ODD: list[Any] = [
    None, True, 0, -1, 1439, 1440, 2**63, 1.5, "", " ", "\0", "\u202e", "A" * 300_000, [], {}, [None], [[]],
    {"a": {"b": []}}, [""] * 50, "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "0000-00-00", "32 May 99999",
    "Mars/Olympus", "../../etc/passwd", "ab" * 16, "zz" * 16, "<b>bold</b>", "=1+1", "yes", "child", "recorded",
    "items/", "people/" + "ab" * 16, "A sentence of words.", "2026-03-14T12:00:00Z",
]  # fmt: skip
KINDS = [*msgspec.json.schema(entries.Leaf)["$defs"]["Leaf"]["properties"]["kind"].get("enum", []), "no such kind"]


class Export:
    """The lines of a good export as plain data."""

    def __init__(self, data: bytes) -> None:
        front, *rest = (json.loads(line) for line in data.splitlines())
        self.front = front
        self.entries = [one["entry"] for one in rest if "entry" in one]
        self.chains = [one["chain"] for one in rest if "chain" in one]
        for one in self.entries:
            one["leaf"] = json.loads(one["leaf"])
            for part in one["parts"]:
                if part.get("content") is not None:
                    part["content"] = json.loads(part["content"])

    def retold(self) -> bytes:
        """The lines with every commit, digest and head reckoned anew."""
        told = [self._entry(one) for one in self.entries]
        lines: list[Any] = [self.front, *({"entry": one} for one in told)]
        for chain in self.chains:
            head = GENESIS
            for first, last in chain["runs"]:
                for number in range(first, min(last, len(told)) + 1):
                    head = next_head(head, told[number - 1]["leaf"].encode())
            lines.append({"chain": {**chain, "head": head.hex()}})
        lines.append({"end": {"entries": len(told), "chains": len(self.chains)}})
        return b"".join(msgspec.json.encode(line) + b"\n" for line in lines)

    def _entry(self, one: dict[str, Any]) -> dict[str, Any]:
        parts = []
        for part in one["parts"]:
            if part.get("content") is None:
                parts.append(part)
                continue
            content = msgspec.json.encode(part["content"], order="deterministic")
            commit = entries.commit_to(bytes.fromhex(part["salt"]), content)
            parts.append({**part, "content": content.decode(), "commit": commit.hex()})
        digest = entries.digest_of(bytes.fromhex(part["commit"]) for part in parts)
        leaf = msgspec.json.encode({**one["leaf"], "parts": digest}, order="sorted")
        return {"leaf": leaf.decode(), "parts": parts}


def incoming(data: bytes) -> Incoming:
    return log_export.read_lines(io.BytesIO(data))


def changed(draw: st.DrawFn, data: bytes) -> bytes:
    """A good export in which somebody changed something, once to four times."""
    export = Export(data)
    for _ in range(draw(st.integers(1, 4))):
        one = draw(st.sampled_from(export.entries))
        how = draw(st.sampled_from(["value", "value", "value", "inside", "inside", "slot", "leaf", "parts", "kind"]))
        held = [part for part in one["parts"] if part.get("content") is not None]
        if how == "leaf" or not held:
            name = draw(st.sampled_from(sorted(one["leaf"])))
            one["leaf"][name] = draw(st.sampled_from(ODD))
        elif how == "kind":
            one["leaf"]["kind"] = draw(st.sampled_from(KINDS))
        elif how == "parts":
            other = draw(st.sampled_from(export.entries))
            one["parts"] = draw(st.sampled_from([[], one["parts"][1:], one["parts"] * 2, other["parts"]]))
        elif how == "slot":
            part = draw(st.sampled_from(held))
            slots = sorted({p["slot"] for e in export.entries for p in e["parts"]})
            part["slot"] = part["content"]["slot"] = draw(st.sampled_from([*slots, "no_such", "items/" + "ab" * 16]))
        elif how == "value":
            draw(st.sampled_from(held))["content"]["value"] = draw(st.sampled_from(ODD))
        else:
            _inside(draw, draw(st.sampled_from(held))["content"])
    return export.retold()


def _inside(draw: st.DrawFn, holder: Any) -> None:
    """Something odd anywhere within a value."""
    name: Any = "value"
    while isinstance(holder[name], dict | list) and holder[name] and draw(st.booleans()):
        holder = holder[name]
        name = (
            draw(st.sampled_from(sorted(holder))) if isinstance(holder, dict) else draw(st.integers(0, len(holder) - 1))
        )
    holder[name] = draw(st.sampled_from(ODD))

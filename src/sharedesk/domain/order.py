"""The order in which entries are read: after those they follow, then by time of recording, then by id.

It rests on the entries alone, never on where they are stored, so a log and a log that imported it read the same.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable

from sharedesk.domain.entry import AlteredEntry, Entry


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Entries so that each comes after those of them that it follows. Raises AlteredEntry where they go in a circle."""
    by_id = {entry.leaf.entry: entry for entry in entries}
    waiting = {entry_id: {f for f in entry.leaf.follows if f in by_id} for entry_id, entry in by_id.items()}
    followers: dict[str, list[str]] = {}
    for entry_id, before in waiting.items():
        for other in before:
            followers.setdefault(other, []).append(entry_id)
    ready = [(by_id[entry_id].leaf.at, entry_id) for entry_id, before in waiting.items() if not before]
    heapq.heapify(ready)
    ordered: list[Entry] = []
    while ready:
        _, entry_id = heapq.heappop(ready)
        ordered.append(by_id[entry_id])
        for follower in followers.get(entry_id, ()):
            waiting[follower].discard(entry_id)
            if not waiting[follower]:
                heapq.heappush(ready, (by_id[follower].leaf.at, follower))
    if len(ordered) < len(by_id):
        raise AlteredEntry("entries follow one another in a circle")
    return ordered


def tips(entries: Iterable[Entry]) -> tuple[str, ...]:
    """The ids of the entries that no other of them follows: what the next entry about the same thing follows."""
    entries = list(entries)
    followed = {f for entry in entries for f in entry.leaf.follows}
    return tuple(sorted(entry.leaf.entry for entry in entries if entry.leaf.entry not in followed))

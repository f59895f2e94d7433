"""Finding and listing in a large log, against the bare query of the search index."""

from __future__ import annotations

from pathlib import Path

from benchmarks import inputs, logs
from benchmarks.measure import Comparison, interleave

from sharedesk.vault import search

TARGET = 2.0
_MATCHING = "FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT 50"
_BARE = f"SELECT rowid {_MATCHING}"
_WITH_SNIPPET = f"SELECT rowid, snippet(search, 0, char(2), char(3), '…', 16) {_MATCHING}"


def find(log: Path, size: int, rounds: int) -> list[Comparison]:
    """The first fifty decisions for several kinds of words. `body :` is the column that decisions' words are in.

    The bare query of the target gives what a list shows, snippets included; that for row numbers is for information.
    """
    common, other = inputs.common_word(), inputs.words()[300]
    searches = {
        "a rare word": (inputs.RARE, f'body : "{inputs.RARE}"*'),
        "a common word": (common, f'body : "{common}"*'),
        "two words": (f"{common} {other}", f'body : ("{common}" "{other}"*)'),
        "two letters": (common[:2], f'body : "{common[:2]}"*'),
    }
    found = []
    with logs.opened(log) as vault:
        run = vault.store.connection.execute
        for name, (words, query) in searches.items():
            ours, bare, snippets = interleave(
                {
                    "find": lambda words=words: search.find(vault.store, words),
                    "bare query, row numbers": lambda query=query: run(_BARE, (query,)).fetchall(),
                    "bare query, snippets": lambda query=query: run(_WITH_SNIPPET, (query,)).fetchall(),
                },
                rounds,
            )
            if [listed.row for listed in search.find(vault.store, words)] != [r[0] for r in run(_BARE, (query,))]:
                raise AssertionError(f"find and the bare query differ for {name}")
            what = f"find {name}, {size:,} decisions"
            found += [Comparison(what, ours, snippets, target=TARGET), Comparison(f"{what}, numbers only", ours, bare)]
    return found

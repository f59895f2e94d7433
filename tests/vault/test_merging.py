"""The search index is merged a little with every save, so that no save ever has to merge much."""

from __future__ import annotations

from domain import samples
from vault import world

from sharedesk.vault import projections

SAVES = 60


def _segments(vault) -> int:
    return vault.store.connection.execute("SELECT count(DISTINCT segid) FROM search_idx").fetchone()[0]


def _save(vault):
    for number in range(SAVES):
        world.record(vault, samples.small(f"Reasons number{number} with words of its own{number}."))


def test_the_index_stays_in_few_pieces(vault):
    _save(vault)
    assert _segments(vault) <= 12
    assert world.faults(vault) == ()


def test_the_control_without_merging_every_save_leaves_a_piece(vault, monkeypatch):
    monkeypatch.setattr(projections, "MERGE_PAGES", 0)
    _save(vault)
    assert _segments(vault) >= SAVES

"""Imports that prove themselves and say anything: refused with nothing changed, or taken in and readable.

RUNS sets how many (default 3,000).
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest
from faults import full_log, retold, table, views
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from vault import world

from sharedesk.desk import case_text, keep, release
from sharedesk.errors import ShareDeskError
from sharedesk.vault import check, search, segments
from sharedesk.vault.keys import FLOOR
from sharedesk.vault.vault import Vault, create

RUNS = int(os.environ.get("RUNS", "3000"))


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    with full_log.make(tmp_path_factory.mktemp("from") / "log", decisions=3).open() as vault:
        return b"".join(keep.export_lines(vault))


@pytest.fixture
def mine(tmp_path: Path) -> Vault:
    """The log that imports: with one decision of its own."""
    vault = create(tmp_path / "mine", "words", world.AUTHOR, cost=FLOOR, with_recovery=False)[0]
    world.record(vault, full_log.samples.small("My own reasons."))
    return vault


def all_of(vault: Vault) -> list[object]:
    """Every row of every table, and every file beside the database."""
    held = world.projections(vault.store.connection)
    run = vault.store.connection.execute
    tables = ("entry", "part", "entity", "segment", "segment_link", "meta", "reminder")
    rows = [run(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in tables]
    files = {path.name for path in vault.folder.rglob("*")} - {"sharedesk.db-journal"}  # spent, while the log is open
    return [held, rows, sorted(files)]


def used(vault: Vault) -> None:
    """All that anybody would do with a log: each of its records is read, put on paper and exported; it checks clean."""
    assert views.REFUSED not in views.of(vault.store, full_log.WORDS).values()
    for listed in search.newest(vault.store, views.MANY):
        release.rationale(vault, listed.reference)
        case_text.case_text(vault, listed.reference)
    for _ in keep.export_lines(vault):
        pass
    assert check.check(vault.store).faults == ()


def taken_in(vault: Vault, data: bytes) -> bool:
    """Import inside a savepoint, use what came, and go back. False where it was refused; then nothing had changed."""
    before = all_of(vault)
    tip, writer = vault.store.tip, vault.store.connection.execute("SELECT * FROM meta ORDER BY 1").fetchall()
    try:
        segments.import_log(vault, retold.incoming(data))
    except ShareDeskError:
        assert all_of(vault) == before
        assert vault.store.tip == tip
        return False
    used(vault)
    assert writer == vault.store.connection.execute("SELECT * FROM meta ORDER BY 1").fetchall()
    return True


def test_whatever_an_export_says_it_is_refused_or_can_be_used(mine: Vault, exported: bytes, tmp_path: Path) -> None:
    counts: Counter[bool] = Counter()
    mine.lock()
    number = iter(range(10**9))

    @settings(
        max_examples=RUNS, deadline=None, database=None, suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )  # fmt: skip
    @given(st.data())
    def given_any(data: st.DataObject) -> None:
        log = full_log.Log(mine.folder, mine.root, None).copy(tmp_path / f"copy {next(number)}")  # type: ignore[arg-type]
        with log.open() as vault:
            counts[taken_in(vault, retold.changed(data.draw, exported))] += 1
        full_log.shutil.rmtree(log.folder)

    given_any()
    assert counts[True]
    assert counts[False]
    table.note(
        17, f"{sum(counts.values()):,} made-up exports whose digests all fit: {counts[False]:,} refused with nothing "
        f"changed, {counts[True]:,} taken in, each record of them read, put on paper and exported again",
    )  # fmt: skip


def test_the_export_itself_comes_in(mine: Vault, exported: bytes) -> None:
    """The control: as it is, and made anew by the same means."""
    assert taken_in(mine, retold.Export(exported).retold())
    assert segments.import_log(mine, retold.incoming(exported)).added == 0
    mine.lock()
    table.note(17, "", control="the same export made anew without a change comes in, and is known again")

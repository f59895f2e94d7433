from benchmarks import run
from benchmarks.measure import Comparison, Series


def test_every_measurement_runs_at_a_tiny_size(tmp_path, monkeypatch):
    monkeypatch.setenv("SHAREDESK_BENCH_DIR", str(tmp_path))
    plan = run.Plan(
        small=60,
        between=(),
        large=120,
        saves=3,
        commits=3,
        finds=2,
        unlocks=1,
        prints=1,
        people=20,
        characters=5_000,
        starts=1,
        windows=2,
        erasures=1,
        notes=3,
        owed=3,
    )
    said = []
    found = [comparison for group in run.measured(plan, said.append) for comparison in group]
    assert [line.split(" in ")[0] for line in said] == ["Built a log of 60 decisions", "Built a log of 120 decisions"]
    assert all(comparison.ratio > 0 for comparison in found)
    titles = " ".join(comparison.what for comparison in found)
    for part in (
        "save, plain",
        "worst of 3",
        "find a rare word",
        "unlock",
        "read back 3 sealed notes",
        "3 reasons owed at 120 decisions",
        "as a PDF",
        "mark 5 KB against 20 people",
        "read back a recipient's copy (20 pages)",
        "what stands behind",
        "peak memory: check",
        "the locked window",
        "the emergency form",
        "lock to the locked window",
        "saved and sealed",
        "window: find two letters",
        "first showing",
        "typed and recorded",
        "erase",
        "back up",
        "stopping it",
        "a save meanwhile",
        "anew",
        "decisions checked",
    ):
        assert part in titles
    assert not list(tmp_path.glob("*/scratch-*"))


def test_a_second_run_uses_the_same_logs(tmp_path, monkeypatch):
    monkeypatch.setenv("SHAREDESK_BENCH_DIR", str(tmp_path))
    said = []
    first = run.logs.prepare([2], said.append)
    assert run.logs.prepare([2], said.append) == first
    assert len(said) == 1


def test_the_verdict_follows_the_figures():
    ours, bare = Series("ours", [0.001, 0.002, 0.009]), Series("bare", [0.001, 0.001, 0.002])
    assert (ours.median, ours.worst) == (0.002, 0.009)
    assert Comparison("x", ours, bare, target=2.0).met is True
    assert Comparison("x", ours, bare, target=1.9).met is False
    assert Comparison("x", ours, bare, statistic="worst", target=2.0).met is False
    assert Comparison("x", ours, bare, limit=0.002).met is True
    assert Comparison("x", ours, bare, limit=0.001).met is False
    assert Comparison("x", ours, bare).met is None
    assert "missed" in Comparison("x", ours, bare, limit=0.001).row()

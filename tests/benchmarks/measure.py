"""Timing two things side by side, and saying how they compare. Times in seconds, memory in bytes."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Series:
    """Measurements of one thing. `unit` is "ms" for times kept in seconds, "MB" for sizes kept in bytes."""

    name: str
    values: list[float] = field(default_factory=list)
    unit: str = "ms"

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def p95(self) -> float:
        return sorted(self.values)[min(len(self.values) - 1, int(len(self.values) * 0.95))]

    @property
    def worst(self) -> float:
        return max(self.values)

    def time(self, job: Callable[[], object]) -> float:
        """Run a job and keep how long it took, in seconds."""
        start = time.perf_counter()
        job()
        taken = time.perf_counter() - start
        self.values.append(taken)
        return taken

    def said(self) -> str:
        """The figures for a table: one value alone, or median, p95 and worst."""
        scale = 1e3 if self.unit == "ms" else 1e-6
        figures = [self.median] if len(self.values) == 1 else [self.median, self.p95, self.worst]
        return " / ".join(
            f"{figure * scale:.3g}" if figure * scale < 100 else f"{figure * scale:,.0f}" for figure in figures
        )


@dataclass(frozen=True)
class Comparison:
    """One line of the report. `statistic` is what the ratio is made from; `limit` is an absolute target in seconds."""

    what: str
    ours: Series
    other: Series
    statistic: str = "median"
    target: float | None = None
    limit: float | None = None

    @property
    def ratio(self) -> float:
        return float(getattr(self.ours, self.statistic) / getattr(self.other, self.statistic))

    @property
    def met(self) -> bool | None:
        """None where no target was set."""
        if self.limit is not None:
            return bool(getattr(self.ours, self.statistic) <= self.limit)
        return None if self.target is None else self.ratio <= self.target

    def row(self) -> str:
        """A row of a Markdown table."""
        target = f"{self.limit * 1e3:.0f} ms" if self.limit is not None else f"{self.target} x" if self.target else "—"
        verdict = {None: "", True: "met", False: "missed"}[self.met]
        ratio = f"{self.ratio:.2f} x" + (f" ({self.statistic})" if self.statistic != "median" else "")
        unit = self.ours.unit
        ours, other = f"{self.ours.name}: {self.ours.said()} {unit}", f"{self.other.name}: {self.other.said()} {unit}"
        return f"| {self.what} | {ours} | {other} | {ratio} | {target} | {verdict} |"


HEAD = "| What | Ours: median / p95 / worst | Beside it | Ratio | Target | |\n|---|---|---|---|---|---|"


def interleave(jobs: dict[str, Callable[[], object]], rounds: int, warm_up: int = 3) -> list[Series]:
    """Time jobs in turn, A B A B, after some rounds that do not count. One series per job, in their order."""
    series = [Series(name) for name in jobs]
    for number in range(warm_up + rounds):
        for one, job in zip(series, jobs.values(), strict=True):
            if number < warm_up:
                job()
            else:
                one.time(job)
    return series

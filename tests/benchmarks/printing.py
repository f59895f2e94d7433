"""The rationale summary as a PDF: ours, tagged and archivable, against the same story by plain ReportLab."""

from __future__ import annotations

from pathlib import Path

from benchmarks import inputs, logs
from benchmarks.measure import Comparison, interleave
from benchmarks.paper_untagged import render_untagged

from sharedesk.desk import record, release
from sharedesk.paper.render import render

TARGET = 1.5


def printing(log: Path, rounds: int) -> list[Comparison]:
    """The practice case's rationale, from the finished document to the bytes of the file."""
    with logs.scratch() as folder, logs.opened(logs.copy_of(log, folder / "log")) as vault:
        (recorded,) = record.record(vault, [inputs.practice_case()])
        document = release.rationale(vault, recorded.reference)
    tagged, untagged = interleave(
        {"tagged": lambda: render(document), "untagged ReportLab": lambda: render_untagged(document)}, rounds
    )
    pages = render(document).pages
    return [Comparison(f"rationale of the practice case as a PDF ({pages} pages)", tagged, untagged, target=TARGET)]

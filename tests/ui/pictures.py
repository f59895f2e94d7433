"""Takes a picture of every page: light, dark and high contrast, 100 and 200 %, empty and full, with an error.

`make pictures` runs it; the pictures land in pictures/, which git ignores, and are there to be looked at. It needs no
screen. A window of 1024 x 768 shows what a small laptop does.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from PySide6.QtCore import QEventLoop, QTimer  # noqa: E402  # after the platform is set
from PySide6.QtWidgets import QApplication  # noqa: E402
from ui import tour  # noqa: E402

from sharedesk.desk import practice, record  # noqa: E402
from sharedesk.domain.decision import Decision  # noqa: E402
from sharedesk.domain.person import Author  # noqa: E402
from sharedesk.ui.appearance import Appearance  # noqa: E402
from sharedesk.ui.page import Page  # noqa: E402
from sharedesk.ui.window import Window  # noqa: E402
from sharedesk.vault import keys  # noqa: E402
from sharedesk.vault.vault import create, unlock  # noqa: E402

SIZE = (1024, 768)
LOOKS = [(scheme, percent) for scheme in ("light", "dark", "contrast") for percent in (100, 200)]
PASSPHRASE = "practice"


def wait(milliseconds: int) -> None:
    """Let the window go on."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def settle(window: Window) -> None:
    """Wait until the worker has answered all that it was asked, and what was asked on those answers."""
    for _ in range(3):
        answers: list[None] = []
        window.worker.run(lambda: None, answers.append)
        until = time.monotonic() + 30
        while not (answers and not window.warming.awaited) and time.monotonic() < until:
            wait(10)
    wait(40)


def made(folder: Path, *, full: bool) -> str:
    """A practice log, empty or with decisions; gives the id of the first."""
    author = Author(name=tour.LONG.strip(" ,"), role="Social worker", organisation="Pretend Council (fictional)")
    vault, _ = create(folder, PASSPHRASE, author, practice=True, cost=keys.FLOOR)
    with vault:
        if not full:
            return ""
        practice.fill(vault)
        record.record(vault, [Decision(reasons="Unfinished on purpose."), Decision(notes="made " + tour.LONG)])
        return next(iter(vault.store.entries_of_kind(["recorded"]))).leaf.entity


def opened(folder: Path, appearance: Appearance) -> Window:
    """A window on a log, unlocked."""
    window = Window(folder, lambda *, hidden=False: None, appearance)
    shown(window)
    window.worker.open(
        lambda: unlock(folder, PASSPHRASE),
        lambda vault: window.opened(practice=vault.practice, has_recovery=vault.has_recovery),
        lambda problem: sys.exit(str(problem)),
    )
    settle(window)
    return window


def shown(window: Window) -> None:
    """Show it as a small laptop would."""
    window.resize(*SIZE)
    window.show()
    window.activateWindow()
    wait(50)


def take(target: Path, name: str, page: Page) -> None:
    """The window as it is, and where the page is longer, the whole of it."""
    wait(40)
    page.window().grab().save(str(target / f"{name}.png"))
    inside = page._scroll.widget()
    if inside is not None and inside.height() > page._scroll.viewport().height() + 8:
        inside.grab().save(str(target / f"{name}-whole.png"))


def main() -> None:
    """Every page in every look; a word on the command line takes only the looks that hold it, such as `dark-200`."""
    app = QApplication([])
    appearance = Appearance(app, "light")
    for scheme, percent in LOOKS:
        look = f"{scheme}-{percent}"
        if sys.argv[1:] and sys.argv[1] not in look:
            continue
        target = ROOT / "pictures" / look
        target.mkdir(parents=True, exist_ok=True)
        appearance.choose(scheme)  # type: ignore[arg-type]
        appearance.enlarge(percent)
        with tempfile.TemporaryDirectory() as place:
            os.environ["XDG_DATA_HOME"] = os.environ["XDG_CONFIG_HOME"] = place
            empty, full = Path(place) / "empty", Path(place) / "Log of a made-up team"
            made(empty, full=False)
            decision = made(full, full=True)
            window = opened(empty, appearance)
            take(target, "empty-home", window.show_page("home"))
            settle(window)
            page = window.show_page("decisions")
            settle(window)
            take(target, "empty-decisions", page)
            window.worker.close()
            window.hide()
            window = opened(full, appearance)
            for name, page in tour.unlocked(window, settle, decision):
                take(target, name, page)
            fresh = Window(None, lambda *, hidden=False: None, appearance)
            shown(fresh)
            for name, page in tour.outside(fresh, settle, window):
                take(target, name, page)
            for one in (window, fresh):
                one.worker.close()
                one.hide()
        print(f"{look}: {len(list(target.glob('*.png')))} pictures in {target}")  # noqa: T201  # for whoever ran it


if __name__ == "__main__":
    main()

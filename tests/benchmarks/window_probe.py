"""A window in a process of its own that says what it measured: seconds, and its peak memory in bytes, as JSON.

usage: window_probe.py bare|locked|quick|find|pages|at_once|scroll|record|check_log|idle|quick_save FOLDER [ROUNDS]

`bare`, `locked` and `quick` write a line as soon as somebody could type, which is timed from outside; and then end.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

ROUNDS = int(sys.argv[3]) if len(sys.argv) > 3 else 8


def say_ready(window: object, box: object) -> None:
    """Write a line once the window is on the screen with the focus in its box, and end."""
    from PySide6.QtCore import QTimer

    timer = QTimer(window)  # type: ignore[call-overload]

    def look() -> None:
        if window.windowHandle().isExposed() and box().hasFocus():  # type: ignore[attr-defined,operator]
            os.write(1, b"ready\n")
            os._exit(0)

    timer.timeout.connect(look)
    timer.start(0)


def bare() -> None:
    """The least that PySide6 can do: a window with a box to type in."""
    from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow

    app = QApplication([])
    window, box = QMainWindow(), QLineEdit()
    window.setCentralWidget(box)
    window.show()
    box.setFocus()
    say_ready(window, lambda: box)
    app.exec()


def locked(folder: str) -> None:
    """What `sharedesk open FOLDER` does, to the same point."""
    _program(["open", folder], lambda pages: pages["locked"].form.passphrase)  # type: ignore[attr-defined]


def quick(folder: str) -> None:
    """What `sharedesk quick FOLDER` does, to the same point."""
    _program(["quick", folder], lambda pages: pages["quick"].form.who.name)  # type: ignore[attr-defined]


def _program(arguments: list[str], box: Callable[[dict[str, object]], object]) -> None:
    from sharedesk import __main__ as program

    go_on = program._window

    def watched(asked: program.process.Asked) -> int:
        from sharedesk.desk import settings  # noqa: F401  # in the program's own order
        from sharedesk.ui.application import Window

        show = Window.show

        def shown(self: Window) -> None:
            show(self)
            say_ready(self, lambda: box(self._pages))  # type: ignore[arg-type]

        Window.show = shown  # type: ignore[method-assign]
        return go_on(asked)

    program._window = watched
    sys.argv = ["sharedesk", *arguments]
    program.main()


class Heart:
    """Beats every 5 ms in the window's thread. `worst` is the longest it had to wait, in seconds."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.gaps: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(interval=5, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.gaps.append(now - self._last)
        self._last = now

    def start(self) -> None:
        """From now on."""
        self.gaps.clear()
        self._last = time.perf_counter()
        self._timer.start()

    def stop(self) -> list[float]:
        """The hundred longest gaps since it was started; what is going on now counts too."""
        self._beat()
        self._timer.stop()
        return sorted(self.gaps)[-100:]


class Session:
    """The real window on a log, unlocked, at home."""

    def __init__(self, folder: Path) -> None:
        from benchmarks import logs
        from PySide6.QtWidgets import QApplication

        from sharedesk.ui.appearance import Appearance
        from sharedesk.ui.window import Window
        from sharedesk.vault.vault import unlock

        self.app = QApplication(["sharedesk"])
        self.window = Window(folder, lambda *, hidden=False: None, Appearance(self.app, "light"))
        self.window.show()
        self.window.activateWindow()
        self.window.worker.open(
            lambda: unlock(folder, logs.PASSPHRASE),
            lambda vault: self.window.opened(practice=vault.practice, has_recovery=vault.has_recovery),
            _fail,
        )
        self.until(lambda: self.window.windowTitle() == "ShareDesk: Home", 60)
        self.settle()

    def until(self, happened: Callable[[], object], seconds: float = 20) -> None:
        """Let the window live until something has happened."""
        from PySide6.QtCore import QEventLoop

        end = time.perf_counter() + seconds
        while not happened():
            if time.perf_counter() > end:
                raise TimeoutError(self.window.windowTitle())
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 2)

    def settle(self, rounds: int = 3) -> None:
        """Until the worker has answered what it was asked, and what was asked on that; and all of it is painted."""
        for _ in range(rounds):
            answers: list[None] = []
            self.window.worker.run(lambda: None, answers.append)
            self.until(lambda answers=answers: answers)
        self.app.processEvents()

    def wait(self, seconds: float) -> None:
        """Let the window live for so long."""
        end = time.perf_counter() + seconds
        self.until(lambda: time.perf_counter() >= end)

    def newest(self) -> str:
        """The id of the decision that was recorded last."""
        from sharedesk.vault import search

        found: list[str] = []
        self.window.worker.read(lambda vault: search.newest(vault.store, 1)[0].id, found.append)
        self.until(lambda: found)
        return found[0]


def _fail(problem: Exception) -> None:
    raise problem


def find(folder: Path) -> dict[str, list[float]]:
    """From the first key to the first results, and the bare query for the same; by the words typed."""
    from benchmarks import inputs
    from PySide6.QtTest import QTest

    from sharedesk.vault import search

    session = Session(folder)
    window = session.window
    words = {"a rare word": inputs.RARE, "a common word": inputs.common_word(), "two letters": inputs.common_word()[:2]}
    found: dict[str, list[float]] = {}
    for name, typed in words.items():
        for number in range(ROUNDS + 1):
            window.show_page("home")
            window.find_box.clear()
            session.settle()
            window.find_box.setFocus()
            answered: list[float] = []
            window.find_box.setText(typed[:-1])  # the last key is the one that is timed
            start = time.perf_counter()
            QTest.keyClick(window.find_box, typed[-1])
            model = window._pages["found"].model  # type: ignore[attr-defined]
            model.modelReset.connect(lambda answered=answered: answered.append(time.perf_counter()))
            session.until(lambda answered=answered: answered)
            window._pages["found"].grab()
            shown = time.perf_counter() - start
            model.modelReset.disconnect()
            took: list[float] = []

            def bare(vault: object, typed: str = typed) -> float:
                began = time.perf_counter()
                search.find(vault.store, typed, 100)  # type: ignore[attr-defined]
                return time.perf_counter() - began

            window.worker.read(bare, took.append)
            session.until(lambda took=took: took)
            if number:  # the first makes the page
                found.setdefault(f"window, {name}", []).append(shown)
                found.setdefault(f"query, {name}", []).append(took[0])
    window.worker.close()
    return found


def pages(folder: Path) -> dict[str, list[float]]:
    """For every page: from asking for it until it is painted with all that it reads; first and later showings."""
    from sharedesk.desk import record, release
    from sharedesk.ui.sheet import SECTIONS

    session = Session(folder)
    window, decision = session.window, session.newest()
    places: list[tuple[str, dict[str, object]]] = [
        ("home", {}), ("decisions", {}), ("log", {}), ("logs", {}), ("reading", {"decision": decision}),
        ("correction", {"decision": decision}), ("found", {"words": "ba"}), ("drafts", {}),
        ("short_route", {"fresh": True}), ("tasks", {}),
        *(("section", {"section": section}) for section in SECTIONS), ("check", {"back": "tasks"}),
        ("preview", {"make": lambda vault: release.rationale(vault, record.reference_of(vault, decision)),
                     "back": lambda: None}),
    ]  # fmt: skip
    found: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        for name, about in places:
            called = str(about.get("section", name)) if name == "section" else name
            window.show_page("log" if name == "home" else "home")
            session.settle()
            start = time.perf_counter()
            window.show_page(name, **about)
            session.settle({"found": 1, "preview": 0}.get(name, 2))  # the two go on to work with its own figures
            if name == "short_route":
                session.until(lambda: window.warming.done)
            found.setdefault(called, []).append(time.perf_counter() - start)
            session.settle()
    window.worker.close()
    return found


def at_once(folder: Path) -> dict[str, list[float]]:
    """The short route, asked for at the moment that home is there: before anything was made ready for it."""
    session = Session(folder)
    start = time.perf_counter()
    session.window.show_page("short_route", fresh=True)
    session.settle(2)
    session.until(lambda: session.window.warming.done)
    session.settle(1)
    taken = time.perf_counter() - start
    session.window.worker.close()
    return {"taken": [taken]}


def scroll(folder: Path) -> dict[str, list[float]]:
    """The list of all decisions from top to end; heart beats meanwhile."""
    session = Session(folder)
    heart = Heart()
    page = session.window.show_page("decisions")
    session.settle()
    bar = page.form.all.verticalScrollBar()  # type: ignore[attr-defined]
    steps = 50 * ROUNDS
    heart.start()
    for step in range(1, steps + 1):
        bar.setValue(bar.maximum() * step // steps)
        session.wait(0.012)
    session.settle()
    gaps = heart.stop()
    last = page.model.index(page.model.rowCount() - 1, 0)  # type: ignore[attr-defined]
    if page.model.data(last) == "…":  # type: ignore[attr-defined]
        raise RuntimeError("the end of the list was not read")
    session.window.worker.close()
    return {"gaps": gaps}


def record(folder: Path) -> dict[str, list[float]]:
    """A decision typed into the short route, checked and recorded; heart beats meanwhile."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit

    session = Session(folder)
    window, heart = session.window, Heart()
    heart.start()
    QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    session.settle()
    session.until(lambda: not window.warming.awaited)
    session.settle()
    first, typed = QApplication.focusWidget(), 0
    while typed < 200:
        focus = QApplication.focusWidget()
        if isinstance(focus, QLineEdit | QPlainTextEdit):
            for letter in "Made up. ":
                QTest.keyClick(QApplication.focusWidget(), letter)
                session.wait(0.008)
        elif isinstance(focus, QComboBox):
            QTest.keyClick(focus, Qt.Key.Key_Down)
        session.wait(0.02)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        typed += 1
        if typed > 5 and QApplication.focusWidget() is window.find_box:
            break
    if first is None or typed < 20:
        raise RuntimeError("the short route was not walked through")
    window.show_page("check", back="short_route")
    session.settle()
    heart_of_check = window._pages["check"].form.record  # type: ignore[attr-defined]
    QTest.keyClick(heart_of_check, Qt.Key.Key_Space)
    session.until(lambda: window.windowTitle() == "ShareDesk: Recorded")
    session.settle()
    gaps = heart.stop()
    window.worker.close()
    return {"gaps": gaps}


def check_log(folder: Path) -> dict[str, list[float]]:
    """The whole log checked from its page, while decisions are recorded; heart beats meanwhile."""
    from benchmarks import inputs

    from sharedesk.desk import record as recording

    session = Session(folder)
    window, heart = session.window, Heart()
    page = window.show_page("check_log")
    session.settle()
    saved: list[float] = []
    heart.start()
    page.form.check.click()  # type: ignore[attr-defined]
    while page.work.is_busy:  # type: ignore[attr-defined]
        began, before = time.perf_counter(), len(saved)
        decision = inputs.plain_decision(before)
        window.worker.write(
            lambda vault, decision=decision: recording.record(vault, [decision]),
            lambda _, began=began: saved.append(time.perf_counter() - began),
        )
        session.until(lambda before=before: len(saved) > before, 600)
        session.wait(0.2)
    gaps = heart.stop()
    if not page.form.verdict.text().startswith("Nothing was found"):  # type: ignore[attr-defined]
        raise RuntimeError("the check did not end well")
    window.worker.close()
    return {"gaps": gaps, "saved": saved}


def idle(folder: Path) -> dict[str, list[float]]:
    """The same window with nothing to do: what the machine does by itself."""
    session = Session(folder)
    heart = Heart()
    heart.start()
    session.wait(ROUNDS)
    gaps = heart.stop()
    session.window.worker.close()
    return {"gaps": gaps}


def quick_save(folder: Path) -> dict[str, list[float]]:
    """From the key that saves an emergency note to its receipt, painted; and a file of as many bytes, as safely."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from sharedesk.ui.appearance import Appearance
    from sharedesk.ui.process import Asked
    from sharedesk.ui.window import Window

    app = QApplication(["sharedesk"])
    look = Appearance(app, "light")
    found: dict[str, list[float]] = {"saved": [], "disk": []}
    for number in range(ROUNDS + 1):
        shown: list[float] = []

        def renew(*, saved: str = "", quick: bool = False, shown: list[float] = shown) -> None:
            shown.append(time.perf_counter())

        window = Window(folder, lambda *, hidden=False: None, look, renew=renew, asked=Asked(folder, quick=True))
        window.show()
        window.activateWindow()
        page = window._pages["quick"]
        _until(app, lambda page=page: page.form.is_whole and page.form.rest.promise.text())  # type: ignore[attr-defined]
        for box, words in ((page.form.who.name, "Jo"), (page.form.rest.why_line, "Made up. " * 20)):  # type: ignore[attr-defined]
            box.setFocus()
            QTest.keyClicks(box, words)
        _until(app, lambda page=page: page.blind.is_kept)  # type: ignore[attr-defined]
        start = time.perf_counter()
        QTest.keyClick(page.form.rest.why_line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)  # type: ignore[attr-defined]
        _until(app, lambda shown=shown: shown)
        taken = shown[0] - start
        window.worker.close()
        window.deleteLater()
        sealed = next((folder / "inbox").glob("*.sealed"))
        start = time.perf_counter()
        _put(folder / "inbox" / "bare", sealed.read_bytes())
        if number:  # the first makes the classes
            found["saved"].append(taken)
            found["disk"].append(time.perf_counter() - start)
        sealed.unlink()
    return found


def _until(app: object, happened: Callable[[], object]) -> None:
    """Let the program live until something has happened."""
    from PySide6.QtCore import QEventLoop

    while not happened():
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 2)  # type: ignore[attr-defined]


def _put(path: Path, data: bytes) -> None:
    """As few calls as put a file in the place of another so that a power cut leaves the one or the other."""
    beside, there = path.with_suffix(".new"), os.open(path.parent, os.O_RDONLY)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.write(descriptor, data)
    os.fsync(descriptor)
    os.close(descriptor)
    beside.replace(path)
    os.fsync(there)
    os.close(there)


def main() -> None:
    """Do what is asked for."""
    what, folder = sys.argv[1], sys.argv[2]
    if what == "bare":
        bare()
    elif what in ("locked", "quick"):
        {"locked": locked, "quick": quick}[what](folder)
    else:
        from benchmarks.probe import peak

        jobs = (find, pages, at_once, scroll, record, check_log, idle, quick_save)
        measured = {job.__name__: job for job in jobs}[what](Path(folder))
        sys.stdout.write(json.dumps({"seconds": measured, "peak": peak()}))
        sys.stdout.flush()
        os._exit(0)


if __name__ == "__main__":
    main()

"""The worker's thread never touches what belongs to the window: neither by answering it nor by tidying up after it."""

from __future__ import annotations

import gc
import threading
import time

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from sharedesk.ui.collecting import Collector
from sharedesk.ui.worker import Worker
from sharedesk.vault.errors import Cancelled, DiskFull


class Told:
    """Which threads somebody was destroyed on."""

    def __init__(self) -> None:
        self.threads = []

    def __call__(self, *_) -> None:
        self.threads.append(threading.get_ident())


def unreachable(told):
    """An object of Qt's that only a circle of Python's holds, as a page's model is once its window has gone."""
    made = QObject()
    made.itself = made
    made.destroyed.connect(told, Qt.ConnectionType.DirectConnection)


def allocate():
    """Enough for Python to look for what is unreachable, if it looks where it allocates."""
    return [[each] for each in range(20_000)]


@pytest.fixture
def worker(qapp):
    made = Worker()
    yield made
    made.close()


def test_a_log_that_is_about_to_be_open_can_be_locked_already(worker, qtbot):
    """Somebody typed the passphrase and closed the lid: it must not come up open afterwards."""
    release, refused = threading.Event(), []

    def opener():
        release.wait(60)
        raise DiskFull

    assert not worker.is_open
    worker.open(opener, pytest.fail, refused.append)
    assert worker.is_open
    release.set()
    qtbot.waitUntil(lambda: bool(refused), timeout=60_000)
    assert not worker.is_open


def test_what_the_window_left_behind_is_not_destroyed_on_the_workers_thread(worker, qtbot):
    answers, told = [], Told()
    worker.run(lambda: None, answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    unreachable(told)
    worker.run(allocate, answers.append)  # and kept, or there would be nothing to look for
    qtbot.waitUntil(lambda: bool(told.threads), timeout=5000)
    assert told.threads == [threading.get_ident()]


def test_without_the_collector_it_would_be(qapp):
    """The control: Python left to itself does it on the thread that allocates."""
    told, kept = Told(), []
    gc.collect()
    unreachable(told)
    thread = threading.Thread(target=lambda: kept.append([allocate() for _ in range(5)]))
    thread.start()
    thread.join()
    assert told.threads
    assert told.threads != [threading.get_ident()]


def test_python_collects_by_itself_again_once_nobody_works(qapp):
    assert gc.isenabled()
    first, second = Collector(), Collector()
    assert not gc.isenabled()
    first.stop()
    first.stop()
    assert not gc.isenabled()
    second.stop()
    assert gc.isenabled()


def test_a_window_that_goes_waits_for_its_worker(qtbot, caplog):
    """What is answered to an object that is gone would be a fault in the worker's thread, or worse."""
    window = QWidget()
    worker = Worker(window)
    begun, answers = threading.Event(), []

    def work():
        begun.set()
        time.sleep(0.2)

    worker.run(work, answers.append)
    assert begun.wait(5)
    window.deleteLater()
    gone = []
    window.destroyed.connect(lambda: gone.append(True))
    qtbot.waitUntil(lambda: bool(gone))
    assert [each.name for each in threading.enumerate() if each.name.startswith("vault")] == []
    worker.run(lambda: answers.append("late"), answers.append)
    worker.close()
    assert answers == []
    assert caplog.records == []


def test_long_work_lets_others_in_and_can_be_stopped_and_ends_at_lock(worker, qtbot):
    """What is asked for in between is answered in between; stopped, it has ended on the worker's thread."""

    class Log:
        locked = False

        def lock(self):
            self.locked = True

    log, heard, ended = Log(), [], []
    stop = threading.Event()

    def work(vault, tell):
        try:
            while True:
                time.sleep(0.001)
                tell(1, 2)
        finally:
            ended.append(vault.locked)

    def progress(done, of):
        if stop.is_set():
            raise Cancelled

    worker.open(lambda: log, heard.append, pytest.fail)
    qtbot.waitUntil(lambda: heard == [log])
    worker.turns(work, pytest.fail, heard.append, progress)
    for number in range(3):
        worker.read(lambda _, number=number: number, heard.append)
        qtbot.waitUntil(lambda number=number: heard[-1] == number)
    assert ended == []
    stop.set()
    qtbot.waitUntil(lambda: isinstance(heard[-1], Cancelled))
    assert ended == [False]
    stop.clear()
    worker.turns(work, pytest.fail, pytest.fail, progress)
    worker.read(lambda _: "after", heard.append)
    qtbot.waitUntil(lambda: heard[-1] == "after")
    worker.close()
    assert ended == [False, False]
    assert log.locked


def test_long_work_that_fails_or_ends_is_heard(worker, qtbot):
    heard = []

    def fails(_, tell):
        tell(0, 1)
        raise DiskFull

    worker.open(object, heard.append, pytest.fail)
    worker._lock = lambda: None
    worker.turns(fails, pytest.fail, heard.append, lambda done, of: None)
    worker.turns(lambda _, tell: 7, heard.append, pytest.fail, lambda done, of: None)
    qtbot.waitUntil(lambda: len(heard) == 3)
    assert isinstance(heard[1], DiskFull)
    assert heard[2] == 7


def test_work_that_opens_the_log_anew_has_no_other_long_work_beside_it(worker, qtbot):
    """What was under way is stopped before it begins, and what is asked for meanwhile begins after it."""
    heard, told, go_on = [], [], threading.Event()

    def endless(_, tell):
        told.append("endless")
        while True:
            time.sleep(0.001)
            tell(0, 1)

    def alone(_, tell):
        told.append("alone")
        while not go_on.wait(0.001):
            tell(0, 1)
        told.append("alone is over")
        return "alone"

    def later(_, tell):
        told.append("later")
        return "later"

    def quietly(done, of):
        """Nobody listens."""

    worker.open(object, heard.append, pytest.fail)
    worker._lock = lambda: None
    worker.turns(endless, pytest.fail, heard.append, quietly)
    worker.turns(alone, heard.append, pytest.fail, quietly, alone=True)
    worker.turns(later, heard.append, pytest.fail, quietly)
    worker.read(lambda _: "read", heard.append)
    qtbot.waitUntil(lambda: len(heard) == 3)
    assert heard[1] == "read"
    assert isinstance(heard[2], Cancelled)
    assert told == ["endless", "alone"]
    go_on.set()
    qtbot.waitUntil(lambda: heard[-1] == "later")
    assert told == ["endless", "alone", "alone is over", "later"]
    assert heard[3:] == ["alone", "later"]

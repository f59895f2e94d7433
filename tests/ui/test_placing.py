"""The window that comes after locking is where the one before was, and never off the screen."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from sharedesk.desk import settings
from sharedesk.desk.settings import Settings
from sharedesk.ui import placing
from sharedesk.ui.frame import Bar
from sharedesk.ui.process import Place
from sharedesk.ui.window import Window

ONE = [QRect(0, 0, 1920, 1040)]
TWO = [*ONE, QRect(1920, 0, 1280, 1024)]


@pytest.mark.parametrize("place", [Place(100, 80, 1100, 760), Place(2000, 10, 900, 700), Place(5, 5, 800, 600, True)])
def test_a_place_that_a_screen_shows_is_kept(place):
    assert placing.fitted(place, TWO) == place


@pytest.mark.parametrize(
    "place",
    [
        Place(2000, 10, 900, 700), Place(-3000, -3000, 1100, 760), Place(1900, 1030, 640, 480), Place(0, 0, 9000, 9000),
        Place(-200, -50, 1100, 760), Place(99999, 99999, 99999, 99999, True),
    ],
)  # fmt: skip
def test_whatever_screen_was_taken_away_it_is_whole_on_one(place):
    fit = placing.fitted(place, ONE)
    assert ONE[0].contains(QRect(fit.left, fit.top, fit.width, fit.height))
    assert fit.maximised is place.maximised
    assert (fit.width, fit.height) == (min(place.width, 1920), min(place.height, 1000))


def test_a_window_put_in_a_place_says_that_place(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    room = window.screen().availableGeometry()
    place = Place(room.left() + 30, room.top() + 20, 640, 480)
    placing.put(window, place)
    window.show()
    assert placing.place_of(window) == place


def test_a_maximised_window_says_so_and_what_it_was_before(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    room = window.screen().availableGeometry()
    place = Place(room.left() + 30, room.top() + 20, 640, 480, maximised=True)
    placing.put(window, place)
    window.show()
    qtbot.waitUntil(window.isMaximized)
    assert placing.place_of(window).maximised
    assert window.windowState() & Qt.WindowState.WindowMaximized


def test_the_size_is_kept_between_runs_and_no_place(qtbot, tmp_path, appearance):
    window = Window(None, lambda *, hidden=False: None, appearance, Settings(), lambda s: settings.save(s, tmp_path))
    qtbot.addWidget(window)
    window.resize(900, 650)
    window.show()
    window.close()
    window.worker.close()
    kept, damaged = settings.load(tmp_path)
    assert damaged is None
    assert (kept.width, kept.height) == (900, 650)
    assert set(json.loads((tmp_path / settings.NAME).read_text())) == {
        "logs", "text_percent", "contrast", "scheme", "idle_minutes", "width", "height", "backup_place",
        "organisation", "profession",
    }  # fmt: skip


def hide_button(inside):
    return next(each for each in inside.findChildren(QToolButton) if each.text() == "Hide now")


def test_hide_now_is_a_button_that_hides(qtbot):
    locked = []
    bar = Bar(lambda *, hidden=False: locked.append(hidden), lambda: None)
    qtbot.addWidget(bar)
    hide_button(bar).click()
    assert locked == [True]


@pytest.mark.parametrize("percent", [100, 200])
def test_the_bar_has_room_for_it(open_window, empty_log, qtbot, appearance, percent):
    window = open_window(empty_log)
    appearance.enlarge(percent)
    window.resize(1024, 768)
    button = hide_button(window)
    qtbot.waitUntil(lambda: button.fontMetrics().height() == window.fontMetrics().height())
    assert window.width() == 1024
    for one in (button, window.find_box):
        assert one.height() >= 44
        assert window.rect().contains(QRect(one.mapTo(window, one.rect().topLeft()), one.size()))
        assert one.width() >= one.minimumSizeHint().width()

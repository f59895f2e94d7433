"""Chooses window or command: the window where nothing else is asked for and there is a display to show it on."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from sharedesk import quiet
from sharedesk.ui import process


def main() -> int:
    """The program's entry point; gives the exit code (docs/command-line.md)."""
    quiet.prepare()
    arguments = sys.argv[1:]
    if not arguments and process.has_display():
        return _window(process.Asked())
    if arguments[:1] in (["open"], ["quick"]) and process.can_show() and (asked := process.asked(arguments)):
        return _window(asked)  # also how a locked window comes back: without loading a single command
    from sharedesk.commands.main import run

    return run(arguments, open_window)


def open_window(folder: Path | None, *, if_display: bool = False) -> int:
    """Open the window on a log, or on the last one used; see `commands.arguments.OpenWindow`. Raises NoDisplay."""
    if if_display and not process.has_display():
        return 0
    if not process.can_show():
        from sharedesk.commands.arguments import NoDisplay

        raise NoDisplay
    return _window(process.Asked(folder))


def _window(asked: process.Asked) -> int:
    gc.disable()  # nothing is thrown away while the window comes up; then `ui.collecting` says when to collect
    from sharedesk.desk import settings  # before PySide6, which looks through the source of whatever is imported later

    kept, damaged = settings.load()
    if _is_open_already(asked, asked.folder or kept.last_log):
        return 0
    quiet.watch()
    from sharedesk.ui.application import run

    return run(asked, kept, damaged)


def _is_open_already(asked: process.Asked, log: Path | None) -> bool:
    """Has this account a window open on this log? It comes forward then. The emergency form never waits for another."""
    if log is None or asked.quick or asked.succeeds:
        return False
    from sharedesk.ui import doorbell

    if not doorbell.ring(log):
        return False
    sys.stdout.write("Its window is open already: it was asked to come forward.\n")
    return True


if __name__ == "__main__":
    sys.exit(main())

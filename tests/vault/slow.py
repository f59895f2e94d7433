"""Work that another process does for ever: to be ended."""

from __future__ import annotations

import time


def for_ever(tell, *_):
    for done in range(6000):
        tell(min(done + 2, 10), 1000)
        time.sleep(0.1)


def failing(tell, *_):
    raise ValueError("Quillan Hartsworth-Test")


def refused(tell, *_):
    from sharedesk.vault import errors

    raise errors.DiskFull


def told(tell, words):
    tell(1, 2)
    return words

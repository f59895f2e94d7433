"""Two clocks that nobody can set: one goes on while the computer sleeps, one stands still. Apart, they tell of a sleep.

None of this was ever run on Windows or macOS; there it rests on what their makers write of these clocks.
"""

from __future__ import annotations

import sys
import time


def through_sleep() -> float:
    """Seconds, those asleep too. (Python's own on Windows: GetTickCount64 or QueryPerformanceCounter.)"""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.monotonic()


def awake() -> float:
    """Seconds during which the computer did not sleep. Where there is no such clock, it goes as the other one does."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    if sys.platform == "darwin":
        return time.clock_gettime(time.CLOCK_UPTIME_RAW)
    if sys.platform == "win32":
        import ctypes

        ticks = ctypes.c_ulonglong()  # of 100 ns
        ctypes.windll.kernel32.QueryUnbiasedInterruptTime(ctypes.byref(ticks))
        return ticks.value / 1e7
    return through_sleep()

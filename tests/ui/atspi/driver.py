"""Drives ShareDesk from outside, as a screen reader and a keyboard do: by the names that AT-SPI tells, and by keys.

Run by the system's own Python, which has the bindings; started in a session bus of its own on a virtual screen.
Arguments: the command that starts ShareDesk. On the standard input: JSON steps, each [what, words]:

    ["wait", title]     until the window has this title
    ["tab", label]      press Tab until the focus is on something whose label begins so
    ["type", words]     type words where the focus is
    ["key", name]       press a key: Return, Down, space
    ["read", beginning] say the first text that begins so

Prints one JSON object: {"read": [...], "keys": number, "seconds": number} or {"failed": what, "seen": [...]}.
"""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

PATIENCE = 30.0
KEYS = {"Return": 0xFF0D, "Tab": 0xFF09, "Down": 0xFF54, "space": 0x20}
_SYMBOL = 1 << 24  # X's key symbols for characters beyond Latin 1


class Failed(Exception):
    """A step did not come about."""


class Outside:
    """What is seen of the window, and the keys that were pressed."""

    def __init__(self, process: subprocess.Popen) -> None:
        self.process, self.keys = process, 0
        self.x11 = ctypes.CDLL("libX11.so.6")
        self.x11.XOpenDisplay.restype = ctypes.c_void_p

    def everything(self):
        desktop = Atspi.get_desktop(0)
        for number in range(desktop.get_child_count()):
            application = desktop.get_child_at_index(number)
            if application is not None and application.get_process_id() == self.process.pid:
                yield from walk(application)

    def until(self, what, look):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise Failed(f"ShareDesk ended with {self.process.returncode}")
            try:
                if found := look():
                    return found
            except gi.repository.GLib.Error:
                pass  # what was looked at went away meanwhile
            time.sleep(0.05)
        raise Failed(what)

    def wait(self, title):
        self.until(
            f"no window {title!r}",
            lambda: any(o.get_role() == Atspi.Role.FRAME and o.get_name() == title for o in self.everything()),
        )
        self.take_keyboard()
        self.until("nothing has the focus", self.focused)

    def take_keyboard(self):
        """There is no window manager on the virtual screen: give our window the keyboard."""
        display = ctypes.c_void_p(self.x11.XOpenDisplay(None))
        root = self.x11.XDefaultRootWindow(display)
        top, parent, many = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_uint()
        children = ctypes.POINTER(ctypes.c_ulong)()
        self.x11.XQueryTree(
            display,
            ctypes.c_ulong(root),
            ctypes.byref(top),
            ctypes.byref(parent),
            ctypes.byref(children),
            ctypes.byref(many),
        )
        widest, wide = None, 0
        for number in range(many.value):
            size = (ctypes.c_int * 64)()
            self.x11.XGetWindowAttributes(display, ctypes.c_ulong(children[number]), ctypes.byref(size))
            if size[2] * size[3] > wide:
                widest, wide = children[number], size[2] * size[3]
        if widest:
            self.x11.XSetInputFocus(display, ctypes.c_ulong(widest), 2, 0)
        self.x11.XCloseDisplay(display)

    def focused(self):
        for thing in self.everything():
            states = thing.get_state_set()
            if states.contains(Atspi.StateType.FOCUSED) and thing.get_role() != Atspi.Role.FRAME:
                return thing
        return None

    def tab(self, beginning):
        seen = []
        for _ in range(150):
            name = label(self.until("nothing has the focus", self.focused))
            seen.append(name)
            if name.startswith(beginning):
                return
            self.press(KEYS["Tab"])
            time.sleep(0.03)
        raise Failed(f"Tab never came to {beginning!r}: {seen}")

    def type(self, words):
        for letter in words:
            self.press(ord(letter) if ord(letter) < 0x100 else _SYMBOL | ord(letter))
        time.sleep(0.1)

    def key(self, name):
        self.press(KEYS[name])
        time.sleep(0.1)

    def press(self, symbol):
        self.keys += 1
        Atspi.generate_keyboard_event(symbol, None, Atspi.KeySynthType.SYM)

    def read(self, beginning):
        return self.until(
            f"no text {beginning!r}",
            lambda: next((o.get_name() for o in self.everything() if o.get_name().startswith(beginning)), None),
        )


def walk(thing, depth=0):
    yield thing
    if depth < 40:
        for number in range(thing.get_child_count()):
            child = thing.get_child_at_index(number)
            if child is not None and child.get_state_set().contains(Atspi.StateType.SHOWING):
                yield from walk(child, depth + 1)


def label(thing):
    """What a screen reader calls it: the label that belongs to it, or its own name."""
    for relation in thing.get_relation_set():
        if relation.get_relation_type() == Atspi.RelationType.LABELLED_BY:
            return relation.get_target(0).get_name()
    return thing.get_name()


def main():
    steps = json.load(sys.stdin)
    process = subprocess.Popen(sys.argv[1:], env={**os.environ, "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"})
    outside, read, began = Outside(process), [], time.monotonic()
    try:
        for what, words in steps:
            answer = getattr(outside, what)(words)
            if what == "read":
                read.append(answer)
        print(json.dumps({"read": read, "keys": outside.keys, "seconds": round(time.monotonic() - began, 1)}))  # noqa: T201  # what it is for
    except Failed as problem:
        seen = [f"{o.get_role_name()}: {label(o)}" for o in outside.everything()]
        print(json.dumps({"failed": str(problem), "seen": seen}))  # noqa: T201
    finally:
        process.terminate()
        process.wait(10)


main()

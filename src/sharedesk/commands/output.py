"""What a command prints: words for people, or one JSON value for a program. Advice and errors go to standard error."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from sharedesk.domain.visible import escaped, visible
from sharedesk.errors import ShareDeskError
from sharedesk.vault.store import Progress

_QUIET = 0.5
"""Seconds of work before progress is shown."""


def counted(number: int, one: str, many: str) -> str:
    """`1 entry`, `2,000 entries`."""
    return f"{number:,} {one if number == 1 else many}"


class AnswerLost(ShareDeskError):
    """Standard output cannot be written: its disk is full, say. Whatever the command did is done."""

    exit_code = 8

    def __init__(self) -> None:
        super().__init__(
            "The answer could not be written to where it was sent, but what you asked for is done.",
            "Check the place that the answer goes to. “sharedesk list” shows what is in the log.",
        )


@contextlib.contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError:
        raise AnswerLost from None


class Output:
    """Standard output for the result, standard error for everything said about it."""

    def __init__(self, *, json: bool) -> None:
        self.json = json

    def result(self, words: str, value: Any) -> None:
        """The result: `words` for a person, `value` as JSON; neither with anything in it that a terminal acts on."""
        json = self.json and escaped(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())
        text = json or visible(words)
        with _answering():
            print(text)

    def lines(self, lines: Iterable[bytes]) -> None:
        """Lines as they are, for another program."""
        for line in lines:
            with _answering():
                sys.stdout.buffer.write(line)

    def finish(self) -> None:
        """Send on what is still held back. Raises AnswerLost or BrokenPipeError."""
        with _answering():
            print(end="", flush=True)

    def say(self, words: str) -> None:
        """Something said on the way."""
        print(visible(words), file=sys.stderr)

    def error(self, problem: ShareDeskError) -> None:
        """A failure that a person can do something about."""
        if self.json:
            error = {
                "error": type(problem).__name__,
                "sentence": problem.sentence,
                "advice": problem.advice,
                "exit_code": problem.exit_code,
                **problem.details,
            }
            print(msgspec.json.encode(error).decode(), file=sys.stderr)
        else:
            print(f"{problem.sentence}\n{problem.advice}".strip(), file=sys.stderr)

    def fault(self, place: str) -> None:
        """A fault of the program."""
        self.say("ShareDesk met a fault of its own and stopped. What was saved before is intact.")
        self.say(f"Please report this line; it holds nothing of your records:\n{place}")

    def progress(self, what: str) -> Progress:
        """A progress function that shows itself on a terminal when the work takes longer."""
        started, shown = time.monotonic(), [0.0]

        def show(done: int, of: int) -> None:
            now = time.monotonic()
            if sys.stderr.isatty() and now - started > _QUIET and (now - shown[0] > 0.1 or done == of):
                shown[0] = now
                share = f"{100 * done // of} %" if of else f"{done:,}"
                print(f"\r{what}: {share} ", end="\n" if done == of else "", file=sys.stderr, flush=True)

        return show

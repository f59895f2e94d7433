"""Passphrases and other things asked of a person: from the terminal or a file descriptor, never from an argument."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
import warnings
from pathlib import Path

from sharedesk.commands.output import Output
from sharedesk.errors import ShareDeskError
from sharedesk.vault.vault import Vault, unlock

UPGRADING = "An earlier ShareDesk wrote this log. Bringing it up to date"


class NoPassphrase(ShareDeskError):
    """There is neither a terminal to ask on nor a descriptor to read from."""

    exit_code = 2

    def __init__(self) -> None:
        super().__init__("There is no terminal to ask for the passphrase on.", "Give it with --passphrase-fd N.")


class NoNewPassphrase(ShareDeskError):
    """The same for a passphrase that is to take the place of another."""

    exit_code = 2

    def __init__(self) -> None:
        super().__init__(
            "There is no terminal to ask for the new passphrase on.",
            "Give it with --new-passphrase-fd N: a descriptor of its own, or the next line of the same one.",
        )


class PassphraseUnfit(ShareDeskError):
    """An empty passphrase, or two that differ."""

    exit_code = 3

    def __init__(self, why: str) -> None:
        super().__init__(why, "Nothing was changed.")


class NoAnswer(ShareDeskError):
    """A question that needs a person, where there is none."""

    exit_code = 10

    def __init__(self, advice: str) -> None:
        super().__init__(
            "This needs somebody's answer, and there is no terminal to ask on. Nothing was changed.", advice
        )


class NoMoreInput(ShareDeskError):
    """The input ended where a question was asked."""

    exit_code = 11

    def __init__(self) -> None:
        super().__init__("The input ended before the question was answered.", "Nothing more was done.")


def at_terminal() -> bool:
    """Is a person there to ask?"""
    return sys.stdin.isatty() and sys.stderr.isatty()


def add_passphrase(parser: argparse.ArgumentParser, what: str = "passphrase") -> None:
    """The option that reads a passphrase from a descriptor."""
    parser.add_argument(
        f"--{what}-fd",
        type=int,
        metavar="N",
        help=f"read the {what.replace('-', ' ')} (one line) from file descriptor N",
    )


def passphrase(descriptor: int | None, prompt: str = "Passphrase: ") -> str:
    """A passphrase from a descriptor's first line, or asked for. Raises NoPassphrase or PassphraseUnfit (empty)."""
    words = _from(descriptor) if descriptor is not None else _ask(prompt)
    if not words:
        raise PassphraseUnfit("The passphrase is empty.")
    return words


def new_passphrase(descriptor: int | None) -> str:
    """A new passphrase; asked for twice on a terminal, with a generated one offered."""
    if descriptor is not None:
        return passphrase(descriptor)
    from sharedesk.vault.fingerprint import suggested_passphrase

    if at_terminal():
        print(f"A strong passphrase that you could use: {suggested_passphrase()}", file=sys.stderr)
    words = passphrase(None, "New passphrase: ")
    if passphrase(None, "The same again: ") != words:
        raise PassphraseUnfit("The two passphrases differ.")
    return words


def opened(options: argparse.Namespace, words: str | None = None) -> Vault:
    """The log in `options.folder`, unlocked. What cannot be opened is refused before anything is asked.

    `words`: the passphrase, where it was asked for already.
    """
    from sharedesk.vault.vault import look

    folder = Path(options.folder)
    look(folder)
    words = passphrase(options.passphrase_fd) if words is None else words
    return unlock(folder, words, progress=Output(json=options.json).progress(UPGRADING))


def question(prompt: str, advice: str) -> str:
    """One line asked on the terminal. Raises NoAnswer, with advice on how to do without, or NoMoreInput."""
    if not at_terminal():
        raise NoAnswer(advice)
    print(prompt, end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    if not line:
        raise NoMoreInput
    return line.strip()


def _from(descriptor: int) -> str:
    try:
        with os.fdopen(os.dup(descriptor), "rb", buffering=0) as file:  # unbuffered: the next line may be another's
            return file.readline(65536).rstrip(b"\r\n").decode("utf-8")
    except (OSError, OverflowError, UnicodeDecodeError):
        raise PassphraseUnfit(f"No passphrase in UTF-8 can be read from descriptor {descriptor}.") from None


def _ask(prompt: str) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)  # never echo one
            return getpass.getpass(prompt)
    except (getpass.GetPassWarning, EOFError, OSError):
        raise NoPassphrase from None

"""Chooses window or command. There is no window yet, so it is always a command."""

from __future__ import annotations

import sys


def main() -> int:
    """The program's entry point; gives the exit code (docs/command-line.md)."""
    from sharedesk.commands.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())

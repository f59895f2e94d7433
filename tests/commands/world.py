"""What the command line's tests stand on: the program as a process of its own, its passphrase never an argument."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

import sharedesk
from sharedesk.commands import main
from sharedesk.domain.person import Author
from sharedesk.paper.recovery_sheet import plain_sheet

PASSPHRASE = "six plain words for practice only"
AUTHOR = Author(name="J. Practice", role="Teacher", organisation="Example School")
SOURCE = Path(sharedesk.__file__).parent.parent
PRACTICE = SOURCE.parent / "resources" / "practice"
DECISIONS = PRACTICE / "decisions.json"
CORRECTION = PRACTICE / "correction.json"


class Done(NamedTuple):
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def value(self):
        return json.loads(self.out)


def environment(**more: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "SYSTEMROOT") if name in os.environ}
    return {**kept, "PYTHONPATH": str(SOURCE), "PYTHONHASHSEED": "0", **more}


def piped(*lines: str) -> int:
    """A descriptor that gives these lines and then ends."""
    reading, writing = os.pipe()
    os.write(writing, "".join(f"{line}\n" for line in lines).encode())
    os.close(writing)
    return reading


def run(*arguments: object, secret: str | None = PASSPHRASE, given: bytes = b"", env=None, cwd=None, **more) -> Done:
    """One command in a process of its own. `secret` None: no passphrase is given at all."""
    words = [str(argument) for argument in arguments]
    descriptors: tuple[int, ...] = ()
    if secret is not None:
        descriptors = (piped(secret),)
        words[1:1] = ["--passphrase-fd", str(descriptors[0])]
    try:
        process = subprocess.run(
            [sys.executable, "-m", "sharedesk", *words],
            input=given,
            capture_output=True,
            timeout=60,
            check=False,
            env=env or environment(),
            cwd=cwd,
            pass_fds=(*descriptors, *more.pop("pass_fds", ())),
            **more,
        )
    finally:
        for descriptor in descriptors:
            os.close(descriptor)
    return Done(process.returncode, process.stdout.decode(), process.stderr.decode())


def call(*arguments: object, secret: str | None = PASSPHRASE, given: bytes = b"") -> Done:
    """The same command in this process: quicker, and a fault can be put under it."""
    words = [str(argument) for argument in arguments]
    descriptor = None
    if secret is not None:
        descriptor = piped(secret)
        words[1:1] = ["--passphrase-fd", str(descriptor)]
    out, err, stdin = (io.TextIOWrapper(io.BytesIO(data), "utf-8", write_through=True) for data in (b"", b"", given))
    before = sys.stdin
    sys.stdin = stdin
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                code = main.run(words)
            except SystemExit as ended:
                code = ended.code
    finally:
        sys.stdin = before
        if descriptor is not None:
            os.close(descriptor)
    return Done(code, out.buffer.getvalue().decode(), err.buffer.getvalue().decode())


def sheet_text(vault, sheet) -> str:
    """A recovery sheet in plain text."""
    from sharedesk.desk import release

    return plain_sheet(release.sheet(vault, sheet))


def a_decision(**more) -> bytes:
    """A file for input with one small decision."""
    decision = {"reasons": "The reasons, for practice.", **more}
    return json.dumps({"sharedesk": "decision-input", "version": 1, "decisions": [decision]}).encode()


def a_correction(**more) -> bytes:
    return json.dumps({"sharedesk": "correction-input", "version": 1, **more}).encode()


def refused(done, code: int, sentence: str) -> None:
    assert (done.code, done.out) == (code, ""), done
    assert done.err.startswith(sentence), done.err
    assert "Traceback" not in done.err


def world_of(folder) -> dict[str, bytes]:
    """Every file of a log but the lock, which opening may make."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "sharedesk.lock"
    }


def terminals_can_be_made() -> bool:
    """Has this machine pseudo-terminals? A bare change-root without /dev/pts has none."""
    try:
        import pty

        for end in pty.openpty():
            os.close(end)
    except (ImportError, OSError):
        return False
    return True


needs_a_terminal = pytest.mark.skipif(not terminals_can_be_made(), reason="this machine has no pseudo-terminals")

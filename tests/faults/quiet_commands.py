"""Every command with one word in everything, and what writes plain words stopped midway: `… FOLDER PASSPHRASE MINE`."""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import sys
from pathlib import Path

from faults.marker import WORD

from sharedesk import quiet
from sharedesk.commands import main
from sharedesk.exchange import log_export

folder, passphrase, mine = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
done: list[str] = []


def do(verb: str, *arguments: object, given: object = None, code: int = 0) -> str:
    """One command; its answer."""
    out, err = io.StringIO(), io.StringIO()
    data = b"" if given is None else given if isinstance(given, bytes) else json.dumps(given).encode()
    sys.stdin = io.TextIOWrapper(io.BytesIO(data), "utf-8")
    receiver, sender = os.pipe()
    os.write(sender, f"{passphrase}\n".encode())
    os.close(sender)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        found = main.run([verb, "--passphrase-fd", str(receiver), *map(str, arguments)])
    with contextlib.suppress(OSError):
        os.close(receiver)
    assert found == code, f"{verb}: {found}\n{err.getvalue()}"
    assert WORD not in err.getvalue()
    done.append(verb)
    return out.getvalue()


def stopped_while(where: object, name: str, verb: str, *arguments: object) -> None:
    """A command that is interrupted at its first call of something, with plain words written already."""
    real, calls = getattr(where, name), []

    def interrupts(*given: object, **more: object) -> object:
        calls.append(1)
        if len(calls) > 2:
            raise KeyboardInterrupt
        return real(*given, **more)

    setattr(where, name, interrupts)
    try:
        do(verb, *arguments, code=main.STOPPED)
    finally:
        setattr(where, name, real)


def killed_while_exporting() -> None:
    """The same, by a signal that nobody hears."""
    if not (child := os.fork()):
        log_export._part_line = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
        do("export", folder, "--to", mine / "killed")
        os._exit(0)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])


def everything() -> None:
    """Each command once, or more."""
    quiet.prepare()
    person = {"key": "z", "who": {"name": WORD, "description": f"{WORD}, red coat"}, "roles": ["child"]}
    record = {"people": [person], "reasons": f"{WORD} said so.", "items": [{"key": "i", "text": f"Seen by {WORD}"}]}
    whole = {"sharedesk": "decision-input", "version": 1, "decisions": [record]}
    reference = json.loads(do("record", folder, "-", "--json", given=whole))["recorded"][0]["reference"]
    for _ in range(3):
        do("record", folder, "-", given=whole)
    change = {"sharedesk": "correction-input", "version": 1, "because": WORD, "changes": {"purpose": WORD}}
    do("correct", folder, reference, "-", given=change)
    assert WORD in do("find", folder, WORD)
    for verb in ("show", "identities"):
        assert WORD in do(verb, folder, reference, given=WORD.encode())
    do("list", folder)
    do("check", folder)
    do("back-up", folder)
    stopped_while(log_export, "_part_line", "export", folder, "--to", mine / "export")
    killed_while_exporting()
    do("list", folder, "--csv", mine / "list.csv")
    do("export", folder, "--to", mine / "no such folder" / "export", code=5)
    for broken in (json.dumps(whole)[:-9].encode(), f'{{"a": "{WORD}'.encode(), WORD.encode("utf-16")):
        do("record", folder, "-", given=broken, code=3)
    do("show", folder, WORD, code=2)
    sys.stdout.write(f"{len(done)} commands\n")


if __name__ == "__main__":  # a child process that a backup is checked in reads this again
    everything()

"""A name goes down every path there is, and is then looked for wherever it must not be."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from commands import world
from commands.world import a_correction, a_decision, call

from sharedesk.vault.keys import FLOOR
from sharedesk.vault.vault import create

NAME = "Zephyrine Quillfeather"
PERSON = {"key": "z", "who": {"name": NAME, "description": f"{NAME}, red coat"}, "roles": ["child"]}
RECORD = a_decision(people=[PERSON], reasons=f"{NAME} said so.", items=[{"key": "i", "text": f"Seen by {NAME}"}])


def forms(name: str) -> set[bytes]:
    """How a name can stand in a file: as text of any width, in base64 at each offset, as hexadecimal."""
    found = {name.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le")}
    found |= {base64.b64encode(b"\0" * shift + name.encode())[4:-4] for shift in range(3)}
    return found | {name.encode().hex().encode(), name.lower().encode(), name.split()[1].encode()}


FORMS = forms(NAME)


def names_it(data: bytes | str) -> bool:
    data = data.encode() if isinstance(data, str) else data
    return any(form in data for form in FORMS)


def found_under(*folders: Path) -> list[str]:
    """Files that hold the name or bear it."""
    paths = [path for folder in folders for path in [folder, *folder.rglob("*")]]
    return [str(p) for p in paths if names_it(p.name) or (p.is_file() and names_it(p.read_bytes()))]


@pytest.fixture
def house(tmp_path, monkeypatch):
    """An account: its home, its temporary folder, the folder that holds its log, and a place for files of its own."""
    for name in ("home", "temporary", "logs", "mine"):
        (tmp_path / name).mkdir()
    for variable in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "home"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.chdir(tmp_path / "logs")
    vault, sheet = create(tmp_path / "logs" / "log", world.PASSPHRASE, world.AUTHOR, cost=FLOOR)
    with vault:
        (tmp_path / "mine" / "sheet.txt").write_text(world.sheet_text(vault, sheet))
    return tmp_path


def kept(house: Path) -> list[Path]:
    """Where the name must never be. What the person chose to write (`mine`) is theirs."""
    return [house / "home", house / "temporary", house / "logs"]


def test_the_search_finds_it_in_every_form(tmp_path):
    shapes = [
        NAME.encode(),
        NAME.encode("utf-16"),
        base64.b64encode(b"xx" + NAME.encode()),
        b"QUILLFEATHER Quillfeather",
        json.dumps({"a": NAME}).encode(),
        NAME.encode().hex().encode(),
    ]
    for number, data in enumerate(shapes):
        (tmp_path / str(number)).write_bytes(b"before " + data + b" after")
    (tmp_path / f"{NAME}.txt").write_bytes(b"")
    (tmp_path / "innocent").write_bytes(b"Robin Madeupson")
    assert len(found_under(tmp_path)) == len(shapes) + 1


def test_a_name_put_through_every_command_stays_in_the_log(house):
    log, mine = house / "logs" / "log", house / "mine"
    said = []

    def do(*arguments, code=0, **more):
        done = call(*arguments, **more)
        assert done.code == code, done
        said.append(done.err)
        return done

    reference = do("record", log, "-", "--json", given=RECORD).value["recorded"][0]["reference"]
    (mine / "more.json").write_bytes(RECORD)
    do("record", log, mine / "more.json")
    do("correct", log, reference, "-", given=a_correction(because=f"{NAME} again", changes={"purpose": NAME}))
    assert names_it(do("find", log, "quillfeather").out)  # the control: it is there to be found
    assert names_it(do("show", log, reference).out)
    assert not names_it(do("list", log).out)
    do("print", log, reference, "--to", mine / "a.pdf")
    do("print", log, reference, "--to", mine / "a.pdf", code=10)
    do("slip", log, "--to", mine / "slip.pdf")
    do("check", log)
    do("back-up", log)
    do("back-up", log, "--to", mine / "backup")
    do("export", log, "--to", mine / "export")
    create(house / "logs" / "other", world.PASSPHRASE, world.AUTHOR, cost=FLOOR)[0].lock()
    do("import", house / "logs" / "other", mine / "export")
    (mine / "bad export").write_bytes((mine / "export").read_bytes().replace(b"said so", b"said no"))
    do("import", house / "logs" / "other", mine / "bad export", code=7)
    do("restore", log, mine / "backup", "--yes")
    do("recover", log, "--sheet", mine / "sheet.txt", secret="another")
    # and what goes wrong
    do("show", log, NAME, secret="another", code=2)
    do("list", log, secret=NAME, code=4)
    do("list", house / "logs" / "nothing", code=5)
    do("find", log, NAME, "--colour", NAME, code=2)
    do("check", log, "--slip", NAME, secret="another", code=2)
    for bad in (
        a_decision(reasons=f"{NAME}\0"),
        a_decision(reasons=[NAME]),
        a_decision(items=[{"key": NAME, "text": NAME, "about": [NAME]}]),
        a_decision(people=[PERSON, PERSON]),
        a_decision(event_at=f"31 February 2026 {NAME}", known_at="31 February 2026"),
        RECORD.replace(b'"roles"', f'"{NAME}"'.encode()),
        RECORD.replace(b'"child"', f'"{NAME}"'.encode()),
        RECORD[:-3],
        RECORD + b"x",
        a_decision(event_at={"said": NAME, "zone": NAME}),
        RECORD.replace(b"Seen", b"\xff"),
        NAME.encode(),
        b'{"a": "' + NAME.encode(),
    ):
        do("record", log, "-", given=bad, secret="another", code=3)
    assert [words for words in said if names_it(words)] == []
    assert found_under(*kept(house)) == []
    assert (
        len(found_under(mine)) == 3
    )  # the input and the exports, which are plain: the search would have found it elsewhere


BROKEN = [
    "sharedesk.commands.output.Output.result",
    "sharedesk.vault.store.Store.append",
    "sharedesk.vault.projections.refresh",
    "sharedesk.vault.search.find",
    "sharedesk.domain.fold.decision_from",
    "sharedesk.paper.render.paginate",
    "sharedesk.desk.keep.os.fsync",
    "sharedesk.exchange.log_export._part_line",
]
COMMANDS = {
    "record": lambda log, ref, mine: ("record", log, mine / "in.json"),
    "correct": lambda log, ref, mine: ("correct", log, ref, mine / "fix.json"),
    "find": lambda log, ref, mine: ("find", log, NAME),
    "show": lambda log, ref, mine: ("show", log, ref),
    "print": lambda log, ref, mine: ("print", log, ref, "--to", mine / "new.pdf"),
    "identities": lambda log, ref, mine: ("identities", log, ref),
    "export": lambda log, ref, mine: ("export", log, "--to", mine / "new.export"),
    "list": lambda log, ref, mine: ("list", log),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_fault_inside_any_command_says_nothing_of_it(house, broken, monkeypatch):
    log, mine = house / "logs" / "log", house / "mine"
    reference = call("record", log, "-", "--json", given=RECORD).value["recorded"][0]["reference"]
    (mine / "in.json").write_bytes(RECORD)
    (mine / "fix.json").write_bytes(a_correction(because=NAME, changes={"purpose": NAME}))
    before = sorted(mine.iterdir())

    def fault(*arguments, **more):
        held = (NAME, arguments)  # in the frame, in the message and in the cause
        try:
            raise KeyError(NAME)
        except KeyError as cause:
            raise RuntimeError(f"{held}") from cause

    monkeypatch.setattr(broken, fault)
    faults = 0
    for arguments in COMMANDS.values():
        done = call(*arguments(log, reference, mine))
        faults += done.code == 1
        assert not names_it(done.err), done.err
        if done.code == 1:
            assert "RuntimeError at test_canary.py" in done.err
            assert done.out == ""
        whole = [path for path in mine.iterdir() if path not in before]
        assert whole == [] or (done.code == 0 or broken.endswith("result"))  # the answer came after the file was whole
        for path in whole:
            assert path.name in ("new.pdf", "new.export")  # never a part of a file
            path.unlink()
    assert faults >= 1
    assert found_under(*kept(house)) == []
    monkeypatch.undo()
    assert call("check", log).code == 0


def test_a_crash_in_the_middle_of_a_save_leaves_nothing_readable(house):
    log = house / "logs" / "log"
    code = """if True:
        import os, sys
        from sharedesk.commands import main
        from sharedesk.vault import projections
        before = projections.refresh
        def crash(*arguments, **more):
            before(*arguments, **more)
            arguments[0].connection.execute("PRAGMA cache_spill = 1")
            os._exit(9)
        projections.refresh = crash
        main.run(sys.argv[1:])
    """
    secret = world.piped(world.PASSPHRASE)
    big = a_decision(items=[{"key": str(n), "text": f"{NAME} {n} " * 2000} for n in range(100)])
    done = subprocess.run(
        [sys.executable, "-c", code, "record", str(log), "-", "--passphrase-fd", str(secret)],
        input=big,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(world.SOURCE)},
        pass_fds=(secret,),
        timeout=60,
        check=False,
    )
    os.close(secret)
    assert done.returncode == 9
    assert (log / "sharedesk.db-journal").exists()  # it did stop in the middle
    assert found_under(*kept(house)) == []
    assert not names_it(done.stderr)
    assert call("check", log, "--json").value["entries"] == 2
    assert found_under(*kept(house)) == []

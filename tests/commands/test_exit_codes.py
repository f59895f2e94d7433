"""One table of exit codes, in the documentation; every failure that a person can meet keeps to it and reads calmly."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from datetime import date

import pytest
from commands import world
from commands.world import call

import sharedesk
from sharedesk.commands import main
from sharedesk.errors import ShareDeskError

DOC = world.SOURCE.parent / "docs" / "command-line.md"
NEVER = re.compile(r"\b(un)?lawful(ly)?\b|\bpassed\b|\bsuspect\b|\bvictim\b|!", re.IGNORECASE)
ARGUMENTS = {
    "faults": (),
    "reference": "7KQ2-M9XP-R",
    "where": "items",
    "why": "There is none.",
    "what": "an entry cannot be read",
    "advice": "Try again.",
    "line": "Line 1 of the code",
    "sentence": "It is so.",
    "name": "x",
    "places": (),
    "marks": (),
    "check": "telling",
    "file": "ours.toml",
    "item": "contacts 2",
    "fault": "it is not there",
    "last": date(2026, 4, 14),
}
MEANINGS = {
    1: "fault",
    2: "usage",
    3: "input was refused",
    4: "wrong passphrase",
    5: "not there",
    6: "in use",
    7: "damaged or altered",
    8: "storage",
    9: "newer",
    10: "refused for safety",
    11: "stopped",
    12: "copy for somebody was refused",
}
CODES = {
    "NotAReference": 2,
    "NotForBackups": 10,
    "AmbiguousNote": 2,
    "NotOneThing": 2,
    "NoNewPassphrase": 2,
    "NoPassphrase": 2,
    "NotAcceptable": 3,
    "WrongText": 3,
    "BrokenLink": 3,
    "NoSuchDate": 3,
    "NotAnExport": 3,
    "FaultyFile": 3,
    "NothingToCorrect": 3,
    "EmptyNote": 3,
    "SayWhy": 3,
    "TooLong": 3,
    "NotThatDay": 3,
    "NotThatLong": 3,
    "SayWhyKept": 3,
    "SayWhoDecided": 3,
    "AuthorityNames": 3,
    "StillNamed": 3,
    "MayNotReword": 3,
    "NotAKeyFile": 3,
    "NotARecipient": 3,
    "NotAHolder": 3,
    "WrongPassphrase": 4,
    "WrongRecoveryCode": 4,
    "MistypedLine": 4,
    "WrongKeyFile": 4,
    "KeyChanged": 4,
    "KeyNotChanged": 4,
    "NoLogHere": 5,
    "HeaderMissing": 5,
    "DatabaseMissing": 5,
    "NoSuchFile": 5,
    "FileNotThere": 5,
    "NoSuchRecord": 5,
    "NoSuchNote": 5,
    "NoteGone": 5,
    "NothingOwed": 5,
    "NoSuchHolder": 5,
    "NoKeyNamed": 5,
    "VaultInUse": 6,
    "MoreSince": 6,
    "HeaderDamaged": 7,
    "HeaderAltered": 7,
    "HeaderForeign": 7,
    "DatabaseDamaged": 7,
    "DatabaseEmpty": 7,
    "DatabasePlain": 7,
    "BackupDamaged": 7,
    "AlteredEntry": 7,
    "ImportRefused": 7,
    "DiskFull": 8,
    "ReadOnly": 8,
    "StorageFailed": 8,
    "NotEnoughMemory": 8,
    "InboxFull": 8,
    "NoKeyKnown": 8,
    "ChangeUncertain": 8,
    "KeyChangeInterrupted": 8,
    "NewerVersion": 9,
    "UnsafeParameters": 10,
    "AlreadyThere": 10,
    "LockingNotProved": 10,
    "PracticeRefused": 10,
    "PracticePack": 10,
    "ForeignBackup": 10,
    "NotToATerminal": 10,
    "NoForm": 10,
    "NoAnswer": 10,
    "NotDecidedYet": 10,
    "DrawnBefore": 10,
    "HolderThere": 10,
    "TooManyHolders": 10,
    "Cancelled": 11,
    "NotAgreed": 11,
    "NoRoom": 8,
    "WorkEnded": 8,
    "BackupNotProved": 8,
    "NotOutside": 10,
    "NoSheetThen": 4,
    "CopyRefused": 12,
    "CopyNotReady": 12,
    "NotToldYet": 12,
}
"""The code of each failure that docs and scripts name. It does not change once it is released."""

NO_SECRET = ("practice", "guidance", "organisation")
"""Commands that open no log of one's own."""


def every_module():
    names = [m.name for m in pkgutil.walk_packages(sharedesk.__path__, "sharedesk.")]
    return [importlib.import_module(name) for name in names if ".ui" not in name and not name.endswith("__main__")]


def every_error() -> list[type[ShareDeskError]]:
    every_module()
    found, waiting = [], [ShareDeskError]
    while waiting:
        kinds = waiting.pop().__subclasses__()
        found += kinds
        waiting += kinds
    return [
        kind
        for kind in found
        if kind.__name__ not in ("VaultError", "PaperError", "CopyNotMade") and kind.__module__.startswith("sharedesk")
    ]


def made(kind: type[ShareDeskError]) -> ShareDeskError:
    """One of its kind, as it is raised."""
    needed = inspect.signature(kind).parameters.values()
    given = {p.name: ARGUMENTS[p.name] for p in needed if p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD}
    if kind.__name__ in ("ImportRefused", "WrongText"):
        given = {"sentence": "It is so.", "advice": "Try again."}
    return kind(**given)


def table() -> dict[int, str]:
    rows = re.findall(r"^\| (\d+) \| ([^|]+) \| ([^|]*)\|$", DOC.read_text(encoding="utf-8"), re.MULTILINE)
    return {int(code): meaning for code, meaning, _ in rows}


ERRORS = sorted(every_error(), key=lambda kind: kind.__name__)


def test_the_table_is_complete():
    assert set(table()) == {0, *MEANINGS, main.STOPPED}
    for code, words in MEANINGS.items():
        assert words in table()[code]
    assert main.FAULT == 1
    assert main.USAGE == 2
    examples = re.findall(r"^\| (\d+) \| [^|]+ \| ([^|]+)\|$", DOC.read_text(encoding="utf-8"), re.MULTILINE)
    by_name = {kind.__name__: kind.exit_code for kind in ERRORS}
    named = [(int(code), name) for code, names in examples for name in re.findall(r"`(\w+)`", names)]
    assert len(named) > 20
    assert [(by_name[name], name) for _, name in named] == named


def test_every_code_that_was_promised_is_kept():
    by_name = {kind.__name__: kind.exit_code for kind in ERRORS}
    assert {name: by_name.get(name) for name in CODES} == CODES


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
def test_an_error_has_a_code_of_the_table_and_two_calm_sentences(kind):
    problem = made(kind)
    assert kind.exit_code in MEANINGS
    for words in (problem.sentence, problem.advice):
        assert words
        assert words.endswith(".")
        assert not NEVER.search(words)
        assert words[0].isupper() or words[0].isdigit() or words.startswith(("items:", "“sharedesk"))
    assert kind.__doc__


def test_no_sentence_that_is_raised_anywhere_judges_or_shouts():
    sentences = []
    for module in every_module():
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Raise) and node.exc is not None:
                sentences += [
                    n.value for n in ast.walk(node.exc) if isinstance(n, ast.Constant) and isinstance(n.value, str)
                ]
    assert len(sentences) > 60
    assert [words for words in sentences if NEVER.search(words)] == []
    assert NEVER.search("The check passed")  # the search can find something
    assert NEVER.search("This is lawful")


def test_every_command_and_option_is_in_the_documentation():
    words = DOC.read_text(encoding="utf-8")
    parser = main._parser()
    (commands,) = [a for a in parser._actions if a.dest == "command"]
    assert len(commands.choices) == 32
    for name, command in commands.choices.items():
        rows = [line for line in words.splitlines() if line.startswith(f"| `{name} ")]
        assert len(rows) == 1, name
        for action in command._actions:
            for option in action.option_strings:
                if option.startswith("--") and option not in ("--help", "--json", "--passphrase-fd", "--to"):
                    assert option in rows[0], (name, option)


@pytest.mark.parametrize(
    "command",
    [
        "list",
        "check",
        "show",
        "find",
        "record",
        "correct",
        "print",
        "identities",
        "slip",
        "rebuild",
        "export",
        "import",
        "back-up",
        "backups",
        "new",
        "practice",
        "recover",
        "restore",
        "guidance",
        "organisation",
    ],
)
def test_json_answers_hold_what_the_documentation_says(command, log, shared, sheet, tmp_path):
    row = next(line for line in DOC.read_text(encoding="utf-8").splitlines() if line.startswith(f"| `{command} "))
    said = row.split("|")[-2].strip()
    if said == "as `list`":
        said = "`practice, decisions`"
    outer = re.sub(r": \[[^\[\]]*\]", "", said.strip("`"))
    arguments = {
        "list": [log],
        "check": [log],
        "show": [log, shared],
        "find": [log, "bruise"],
        "record": [log, world.DECISIONS],
        "correct": [log, shared, world.CORRECTION],
        "print": [log, shared, "--to", tmp_path / "a"],
        "identities": [log, shared],
        "slip": [log, "--to", tmp_path / "a"],
        "rebuild": [log],
        "export": [log, "--to", tmp_path / "a"],
        "back-up": [log],
        "backups": [log, "--outside"],
        "new": [tmp_path / "new"],
        "practice": [tmp_path / "try"],
        "recover": [log, "--sheet", sheet],
        "import": [log, tmp_path / "export"],
        "restore": [log, tmp_path / "backup", "--yes"],
        "guidance": [],
        "organisation": [world.PRACTICE / "organisation.toml"],
    }[command]
    if command == "import":
        call("export", log, "--to", tmp_path / "export")
    if command == "restore":
        call("back-up", log, "--to", tmp_path / "backup")
    done = call(command, *arguments, "--json", secret=None if command in NO_SECRET else world.PASSPHRASE)
    assert done.code == 0, done.err
    assert list(done.value) == outer.split(", ")


def test_a_fault_says_where_and_nothing_of_what_it_held(log, monkeypatch):
    def broken(*_):
        words = "Robin Madeupson"
        raise RuntimeError(f"{words} was here")

    monkeypatch.setattr("sharedesk.vault.search.newest", broken)
    done = call("list", log)
    assert (done.code, done.out) == (1, "")
    assert "Robin" not in done.err
    assert re.search(r"RuntimeError at test_exit_codes.py:\d+ broken < reading.py:\d+ _list", done.err)


def test_ctrl_c_ends_with_130(log, monkeypatch):
    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("sharedesk.vault.search.newest", stopped)
    assert call("list", log) == (130, "", "Stopped.\n")

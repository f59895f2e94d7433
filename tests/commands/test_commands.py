"""Every command, in words and as JSON, as somebody at a terminal or a program would call it."""

from __future__ import annotations

import contextlib
import json
import re
import stat
from pathlib import Path

import pytest
from commands import world
from commands.world import call, refused, run

from sharedesk.commands import asking
from sharedesk.vault.keys import FLOOR
from sharedesk.vault.vault import create, unlock


def test_help_names_every_command_and_the_emergency():
    done = run("--help", secret=None)
    assert done.code == 0
    for name in (
        "new",
        "record",
        "correct",
        "list",
        "show",
        "find",
        "print",
        "check",
        "slip",
        "export",
        "import",
        "back-up",
        "restore",
        "recover",
        "practice",
        "open",
        "schema",
    ):
        assert f"\n    {name} " in done.out
    assert "999" in done.out


def test_no_command_gives_the_help_and_a_usage_code():
    done = call(secret=None)
    assert done.code == 2
    assert "COMMAND" in done.out


def test_list_says_reference_date_outcome_and_state_but_no_name(log, shared, refused):
    done = run("list", log)
    assert done.code == 0
    first, second = done.out.splitlines()
    assert first.startswith(refused)
    assert second.startswith(shared)
    assert "Do not share" in first
    assert "Share part" in second
    assert second.endswith("complete")
    assert "Robin" not in done.out


def test_list_as_json(log, shared, refused):
    value = call("list", log, "--json").value
    assert [d["reference"] for d in value["decisions"]] == [refused, shared]
    assert value["practice"] is False
    assert value["decisions"][1]["outcome"] == "share_part"
    assert value["decisions"][1]["children"] == 2


def test_list_stops_at_a_limit(log, refused):
    assert [line.split()[0] for line in call("list", log, "--limit", 1).out.splitlines()] == [refused]


def test_an_empty_log_says_how_to_begin(tmp_path):
    create(tmp_path / "log", world.PASSPHRASE, world.AUTHOR, cost=FLOOR)[0].lock()
    done = call("list", tmp_path / "log")
    assert done.code == 0
    assert "Nothing has been recorded yet" in done.out


def test_find_by_words_by_the_start_of_a_word_and_by_reference(log, shared, refused):
    assert shared in call("find", log, "bruise", "forearm").out
    assert shared in call("find", log, "antidepress").out
    assert refused in call("find", log, refused.lower()).out
    value = call("find", log, "holiday", "scheme", "--json").value
    assert [d["reference"] for d in value["decisions"]] == [refused]
    nothing = call("find", log, "giraffe")
    assert nothing.code == 0
    assert nothing.out == "No decision holds all of that.\n"


def test_find_takes_any_text_for_words(log, monkeypatch):
    with unlock(log, world.PASSPHRASE) as vault:
        monkeypatch.setattr(asking, "opened", lambda options: contextlib.nullcontext(vault))
        for words in (
            '"',
            "'; DROP TABLE giraffes; --",
            "giraffe AND (",
            "*",
            "😀",
            "\u202e",
            "NEAR(giraffe",
            "x" * 5000,
        ):
            assert call("find", log, "--", words, secret=None) == (0, "No decision holds all of that.\n", "")


def test_show_in_words_is_the_full_record(log, shared):
    done = call("show", log, shared)
    assert done.code == 0
    for words in ("Merle Notreal", "Ash was prescribed antidepressants", "Not for handing over", "What happened"):
        assert words in done.out


def test_show_as_json_gives_the_keys_that_a_correction_names(log, shared, tmp_path):
    value = call("show", log, shared, "--json").value
    assert value["reference"] == shared
    assert value["missing"] == []
    item = next(i for i in value["decision"]["items"] if "antidepressants" in i["text"])
    assert f"items/{item['key']}" in value["versions"]
    item["up_to_date"] = "no"
    fix = world.a_correction(because="Ash said she stopped in August.", changes={"items": [item]})
    done = call("correct", log, shared, "-", given=fix)
    assert (done.code, done.out) == (0, f"Correction added to {shared}.\n")
    again = call("show", log, shared, "--json").value
    versions = again["versions"][f"items/{item['key']}"]
    assert [v["value"].get("up_to_date") for v in versions] == ["dont_know", "no"]
    assert again["entries"][1]["kind"] == "correction"
    assert again["entries"][1]["about"] == {"@because": "Ash said she stopped in August."}


def test_withdraw_takes_an_answer_back_and_keeps_it_beside(log, shared):
    value = call("show", log, shared, "--json").value
    slot = next(s for s in value["versions"] if s.startswith("not_told/"))
    done = call("correct", log, shared, "-", "--json", given=world.a_correction(because="Not so.", withdraw=[slot]))
    assert done.code == 0
    assert done.value["reference"] == shared
    shown = call("show", log, shared).out
    assert "withdrawn" in shown
    assert "After-school club" in shown


def test_record_says_what_is_still_to_add_and_whom_the_log_may_know(log, entries_in):
    before = entries_in(log)
    person = {"key": "r", "who": {"name": "robin madeupson"}, "roles": ["child"]}
    done = call("record", log, "-", given=world.a_decision(people=[person]))
    assert done.code == 0
    assert done.out.startswith("Recorded ")
    to_add = re.search(r"Still to add \((\d+)\):\n((?:  .*\n)+)", done.out)
    lines = to_add[2].splitlines()
    assert len(set(lines)) == len(lines)
    assert sum(int(n) - 1 for n in re.findall(r"\((\d+) places\)", to_add[2])) + len(lines) == int(to_add[1])
    assert "may be in the log already" in done.out
    assert "robin" not in done.out.lower()
    assert entries_in(log) == before + 2


def test_record_as_json(log):
    done = run("record", log, world.DECISIONS, "--json")
    first, second = done.value["recorded"]
    assert first["missing"] == second["missing"] == []
    assert len(first["possible_duplicates"]) == 6
    assert done.err == ""


def test_print_writes_a_private_pdf_named_as_asked(log, shared, tmp_path):
    target = tmp_path / "record.pdf"
    done = run("print", log, shared, "--to", target)
    assert done.code == 0
    assert f"The full record is in {target}: " in done.out
    assert target.read_bytes().startswith(b"%PDF-")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log", "record.pdf"]


def test_print_with_a_password(log, shared, tmp_path):
    from sharedesk.paper.read_back import UnreadableDocument, text_of

    pdf, word = tmp_path / "record.pdf", world.piped("open it with this")
    done = run("print", log, shared, "--to", pdf, "--password-fd", word, "--json", pass_fds=(word,))
    assert done.code == 0
    assert done.value["encrypted"] is True
    assert "Merle Notreal" in text_of(pdf.read_bytes(), "open it with this")
    with pytest.raises(UnreadableDocument):
        text_of(pdf.read_bytes())


def test_passphrase_and_password_may_come_one_after_the_other(log, shared, tmp_path):
    from sharedesk.paper.read_back import text_of

    pdf, both = tmp_path / "record.pdf", world.piped("a password", world.PASSPHRASE)
    done = run(
        "print", log, shared, "--to", pdf, "--password-fd", both, "--passphrase-fd", both, secret=None, pass_fds=(both,)
    )
    assert done.code == 0, done.err
    assert "Merle Notreal" in text_of(pdf.read_bytes(), "a password")


def test_check_in_words_and_as_json(log, made_log):
    done = run("check", log)
    assert done.code == 0
    assert f"{made_log.entries} entries, 0 of them imported; 0 parts erased." in done.out
    assert "Nothing was found that differs from what was recorded." in done.out
    value = run("check", log, "--json").value
    assert value["entries"] == made_log.entries
    assert (value["faults"], value["slip"], value["recovery"]) == ([], None, True)


def test_a_slip_is_printed_and_the_log_checked_against_it(log, shared, tmp_path):
    import pypdfium2

    printed = call("slip", log, "--to", tmp_path / "slip.pdf", "--json")
    assert printed.value == {"file": str(tmp_path / "slip.pdf"), "pages": 1}
    document = pypdfium2.PdfDocument(tmp_path / "slip.pdf")
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    before = call("check", log, "--json").value
    assert before["writer"] in text.replace("\r\n", "")
    call("record", log, "-", given=world.a_decision())
    slip = f"{before['writer']}:{before['sequence']}:{before['head']}"
    assert "Unchanged since the slip." in call("check", log, "--slip", slip).out
    other = f"{before['writer']}:{before['sequence']}:{'0' * 64}"
    found = call("check", log, "--slip", other)
    assert found.code == 7
    assert "not the one that the slip was made from" in found.out
    assert "Unchanged" not in found.out


@pytest.mark.parametrize("typed", ["", "a:b:c", "a:²:c", "7KQ2-M9XP-R", f"a:{'9' * 5000}:c"])
def test_what_is_no_slip_is_said(log, typed):
    done = call("check", log, f"--slip={typed or ':'}")
    assert done.code == 2
    assert done.err.startswith("That is not what a witness slip says.")


def test_back_up_beside_the_log_and_elsewhere_and_restore(log, shared, tmp_path, made_log):
    beside = call("back-up", log, "--json").value
    assert beside["file"].startswith(str(log / "backups"))
    assert beside["entries"] == made_log.entries
    backup = tmp_path / "outside.sharedesk-backup"
    done = call("back-up", log, "--to", backup)
    assert f"{made_log.entries} entries, read back and checked." in done.out
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    call("record", log, "-", given=world.a_decision())
    stopped = call("restore", log, backup)
    assert stopped.code == 10
    assert "--yes" in stopped.err
    restored = call("restore", log, backup, "--yes")
    assert restored.code == 0
    assert "Not in the backup, but in the log that is there now: 1 entry." in restored.err
    assert "is kept in" in restored.out
    assert shared in call("list", log).out
    assert call("check", log).code == 0


def test_backups_are_listed_without_a_passphrase_and_read_through(log, tmp_path):
    nothing = call("backups", log, secret=None)
    assert (nothing.code, nothing.out) == (0, "There are no backups of this log on this computer.\n")
    made = Path(call("back-up", log, "--json").value["file"])
    spoilt = bytearray(made.read_bytes())
    spoilt[len(spoilt) // 2] ^= 1
    (made.parent / "spoilt.sharedesk-backup").write_bytes(bytes(spoilt))
    (made.parent / "letter.sharedesk-backup").write_bytes(b"none")
    done = call("backups", log, "--json", secret=None).value
    states = {Path(one["file"]).name: one["state"] for one in done["backups"]}
    assert states == {
        made.name: "complete", "spoilt.sharedesk-backup": "damaged", "letter.sharedesk-backup": "damaged",
    }  # fmt: skip
    assert done["outside"] is None
    for name in ("sharedesk.header", "sharedesk.header.bak"):
        (log / name).unlink()
    assert "Complete" in call("backups", log, secret=None).out, "a log that cannot be opened has backups all the same"
    assert call("backups", tmp_path / "nowhere", secret=None).code == 5


def test_copies_outside_are_listed_with_the_passphrase_and_older_backups_of_the_day_go(log, tmp_path):
    first = call("back-up", log, "--json").value
    copy = call("back-up", log, "--to", tmp_path / "stick.sharedesk-backup", "--json")
    assert (copy.value["outside"], copy.value["removed"]) == (True, [first["file"]])
    assert "it is on the same disk as the log" in copy.err
    assert not Path(first["file"]).exists(), "the one of this moment stands for its day"
    done = call("backups", log, "--outside")
    assert "Last copy outside this computer: today." in done.out
    assert str(tmp_path / "stick.sharedesk-backup") in done.out
    refused(call("back-up", log, "--to", log / "mine"), 10, "That is inside the log's own folder")


def test_restore_with_the_sheet_into_a_new_folder(log, tmp_path, sheet, made_log):
    backup = tmp_path / "outside.sharedesk-backup"
    call("back-up", log, "--to", backup)
    done = call("restore", tmp_path / "fresh", backup, "--sheet", sheet, "--yes", "--json", secret=None)
    assert done.code == 0, done.err
    assert done.value["entries"] == made_log.entries + 2
    assert call("check", tmp_path / "fresh").code == 0


def test_recover_with_the_sheet_gives_a_new_passphrase(log, sheet, made_log):
    done = run("recover", log, "--sheet", sheet, secret="another passphrase")
    assert done.code == 0
    assert done.out.startswith(f"The log is open again: {made_log.entries + 1} entries, checked.")
    assert run("list", log, secret="another passphrase").code == 0
    assert run("list", log).code == 4


def test_recover_without_a_header(log, sheet, made_log):
    for name in ("sharedesk.header", "sharedesk.header.bak"):
        (log / name).unlink()
    done = call("recover", log, "--sheet", "-", "--json", given=sheet.read_bytes(), secret="another passphrase")
    assert done.code == 0
    assert done.value["entries"] == made_log.entries + 1
    assert call("list", log, secret="another passphrase").code == 0


def test_export_and_import_elsewhere(log, shared, tmp_path, made_log):
    target = tmp_path / "log.jsonl"
    done = call("export", log, "--to", target)
    assert done.code == 0
    assert "The export is plain text" in done.err
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    other = tmp_path / "other"
    create(other, world.PASSPHRASE, world.AUTHOR, cost=FLOOR)[0].lock()
    came = call("import", other, target)
    assert came.out.endswith(f"came {made_log.entries} entries; 0 more were here already.\n")
    again = call("import", other, target, "--json")
    assert (again.value["added"], again.value["known"]) == (0, made_log.entries)
    ours, theirs = (call("show", folder, shared, "--json").value for folder in (log, other))
    assert ours["decision"] == theirs["decision"]
    assert "Imported from: another log" in call("show", other, shared).out
    assert call("check", other, "--json").value["imported"] == made_log.entries


def test_export_to_standard_output_is_the_same_lines(log, made_log):
    done = run("export", log, "--to", "-")
    assert done.code == 0
    lines = [json.loads(line) for line in done.out.splitlines()]
    assert lines[0]["sharedesk"] == "log-export"
    assert lines[-1] == {"end": {"entries": made_log.entries, "chains": 1}}
    assert "plain text" in done.err


def test_practice_makes_everything_and_says_where(tmp_path):
    done = run("practice", tmp_path / "try", secret=None)
    assert done.code == 0
    assert done.out.startswith("PRACTICE: everybody in this log is made up.")
    pdfs = sorted((tmp_path / "try").glob("PRACTICE-*.pdf"))
    assert len(pdfs) == 4
    again = run("practice", tmp_path / "try", "--json", secret=None).value
    assert again["entries"] == 20
    assert sorted(one["file"] for one in again["printed"]) == [str(path) for path in pdfs]
    log = tmp_path / "try" / "log"
    for command in (("list", log), ("check", log), ("show", log, again["printed"][0]["reference"])):
        assert run(*command, secret="practice").out.startswith("PRACTICE")


def test_practice_and_real_do_not_mix(log, tmp_path, made_log):
    call("practice", tmp_path / "try", secret=None)
    out = tmp_path / "practice.jsonl"
    assert call("export", tmp_path / "try" / "log", "--to", out, secret="practice").code == 0
    refused = call("import", log, out)
    assert refused.code == 10
    assert "comes from a practice log" in refused.err
    assert call("check", log, "--json").value["entries"] == made_log.entries


def test_a_newly_made_log_without_a_terminal_has_no_sheet_and_check_says_so(tmp_path):
    done = run("new", tmp_path / "log", "--name", "J. Practice", "--json")
    assert done.code == 0
    assert "There is no recovery sheet for this log" in done.err
    assert done.value["recovery"] is False
    for _ in range(2):
        assert "There is no recovery sheet for this log" in run("check", tmp_path / "log").out


def test_a_newly_made_log_writes_its_sheet_to_a_descriptor_and_it_recovers(tmp_path):
    with (tmp_path / "sheet").open("wb") as file:
        done = run("new", tmp_path / "log", "--recovery-to", f"fd:{file.fileno()}", pass_fds=(file.fileno(),))
    assert done.code == 0, done.err
    assert "no recovery sheet" not in done.err
    assert run("recover", tmp_path / "log", "--sheet", tmp_path / "sheet", secret="a new one").code == 0


def test_names_print_whatever_the_systems_own_code_page_holds(tmp_path):
    create(tmp_path / "log", world.PASSPHRASE, world.AUTHOR, cost=FLOOR)[0].lock()
    done = run("record", tmp_path / "log", "-", given=world.a_decision(reasons="Łucja Ŵyn, 名前, 😀"))
    reference = done.out.split()[1].rstrip(".")
    shown = run("show", tmp_path / "log", reference, env=world.environment(PYTHONIOENCODING="latin-1"))
    assert shown.code == 0
    assert "Łucja Ŵyn, 名前, 😀" in shown.out


def test_an_author_made_with_new_stands_by_the_entries(tmp_path):
    with unlock_new(tmp_path):
        pass
    call("record", tmp_path / "log", "-", given=world.a_decision())
    reference = call("list", tmp_path / "log", "--json").value["decisions"][0]["reference"]
    assert "Recorded by: J. Practice, Teacher, Example School" in call("show", tmp_path / "log", reference).out


def unlock_new(tmp_path):
    create(tmp_path / "log", world.PASSPHRASE, world.AUTHOR, cost=FLOOR)[0].lock()
    return unlock(tmp_path / "log", world.PASSPHRASE)

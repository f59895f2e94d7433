"""`print --copy`: decisions come in a file; a refused copy has its own exit code, no file, and names each place."""

from __future__ import annotations

import json

import pytest
from commands import world
from commands.world import call
from desk import copies_world as family

from sharedesk.desk import record
from sharedesk.domain.copies import copies_of
from sharedesk.domain.parts import slots_of
from sharedesk.paper import read_back
from sharedesk.vault.vault import unlock

LAW, CARE = "Wend and Wend Solicitors", "Exampleshire Children's Services"


@pytest.fixture
def family_log(log):
    with unlock(log, world.PASSPHRASE) as vault:
        (made,) = record.record(vault, [family.decision()])
    return log, made.reference


def copies(log, reference):
    with unlock(log, world.PASSPHRASE) as vault:
        return copies_of(record.state_of(vault, reference).entries)


def printed(family_log, tmp_path, kind, *more, treat=None):
    log, reference = family_log
    arguments = [log, reference, "--to", tmp_path / "copy.pdf", "--copy", kind, *more]
    if treat is not None:
        (tmp_path / "treat.json").write_text(json.dumps(treat), encoding="utf-8")
        arguments += ["--treat", tmp_path / "treat.json"]
    return call("print", *arguments)


def decided(family_log, tmp_path, kind, *more, treat=None):
    """What a person would do: read each place that is named, and decide about it."""
    treat = {"read": [], "acknowledge": [], **(treat or {})}
    for _ in range(3):
        done = printed(family_log, tmp_path, kind, *more, "--json", treat=treat)
        if done.code != 12:
            return done, treat
        texts = texts_of(family_log)
        for place in json.loads(done.err)["places"]:
            if place["start"] is None:
                treat["acknowledge"].append(place["key"])
            else:
                treat["read"].append(texts.get(place["place"], "")[place["start"] : place["end"]])
    return done, treat


def texts_of(family_log) -> dict[str, str]:
    log, reference = family_log
    with unlock(log, world.PASSPHRASE) as vault:
        filled = dict(slots_of(record.state_of(vault, reference).decision))
    return {f"{slot}.{name}": text for slot, value in filled.items() if isinstance(value, dict)
            for name, text in value.items() if isinstance(text, str)}  # fmt: skip


def test_a_recipients_copy_is_made_saved_and_noted(family_log, tmp_path):
    done, _ = decided(family_log, tmp_path, "recipient", "--for", LAW)
    assert done.code == 0, done.err
    assert done.value["pages"] >= 1
    assert done.value["sent_with_a_reason"] is False
    words = " ".join(read_back.text_of((tmp_path / "copy.pdf").read_bytes()).split())
    assert "two bruises" in words
    assert "Bramblethorn" not in words
    (copy,) = copies(*family_log)
    assert copy.entry.leaf.entry == done.value["entry"]
    assert copy.about.outcome == "saved"


def test_a_refused_copy_has_its_own_code_no_file_and_names_each_place(family_log, tmp_path):
    done = printed(family_log, tmp_path, "recipient", "--for", CARE)
    assert (done.code, done.out) == (12, "")
    assert "Document 1 goes with this copy" in done.err
    assert not (tmp_path / "copy.pdf").exists()
    assert list(tmp_path.glob(".*.part")) == []
    assert copies(*family_log) == ()
    for name in (family.MOTHER, family.SOURCE, "Bramblethorn", "Quillfeather"):
        assert name not in done.err
    named = json.loads(printed(family_log, tmp_path, "recipient", "--for", CARE, "--json").err)
    assert named["error"] == "CopyNotReady"
    assert named["places"][0].keys() == {"place", "key", "sentence", "kind", "start", "end"}
    done, treat = decided(family_log, tmp_path, "recipient", "--for", CARE)  # the control
    assert done.code == 0, done.err
    assert len(treat["acknowledge"]) == 2  # the document; and a surname that others have too
    words = read_back.text_of((tmp_path / "copy.pdf").read_bytes())
    assert "Adult A" in words
    assert "Isolde" not in words


@pytest.mark.parametrize(
    ("kind", "who", "code", "error"),
    [
        ("family", family.FATHER, 12, "NotToldYet"),
        ("recipient", "Exampleton Swimming Club", 12, "NotSharedWithThem"),
        ("recipient", "Nobody", 5, "NoSuchReader"),
        ("subject", "", 5, "NoSuchReader"),
    ],
)
def test_a_copy_that_is_not_to_be_made_says_why(family_log, tmp_path, kind, who, code, error):
    done = printed(family_log, tmp_path, kind, "--for", who, "--json")
    assert done.code == code
    assert json.loads(done.err)["error"] == error
    assert not (tmp_path / "copy.pdf").exists()


def test_an_answer_gives_the_reason_given(family_log, tmp_path):
    done, _ = decided(family_log, tmp_path, "answer")
    assert done.code == 0, done.err
    words = " ".join(read_back.text_of((tmp_path / "copy.pdf").read_bytes()).split())
    assert family.GIVEN_REASON in words
    assert family.INNER_REASON not in words


def test_a_subjects_copy_with_a_reason_for_what_is_held_back(family_log, tmp_path):
    place = next(key for key, text in texts_of(family_log).items() if text == family.MOVED)
    done, _ = decided(
        family_log,
        tmp_path,
        "subject",
        "--for",
        family.MOTHER,
        treat={"hold_back": [{"place": place, "because": "serious_harm"}]},
    )
    assert done.code == 0, done.err
    words = " ".join(read_back.text_of((tmp_path / "copy.pdf").read_bytes()).split())
    assert "serious harm to somebody's health" in words
    assert done.value["left_out"] >= 2


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"[]", 3),
        (b"{", 3),
        (b'{"treat": []}', 3),
        (b'{"read": [1]}', 3),
        (b'{"in_spite_of_that": 1}', 3),
        (b'{"treatments": [{"place": "items/x.text"}]}', 3),
        (b'{"treatments": [{"place":"a","start":0,"end":1,"kind":"name","words":"a","treatment":{"what":"burn"}}]}', 3),
    ],
)
def test_a_file_of_decisions_with_a_fault_is_refused(family_log, tmp_path, content, code):
    log, reference = family_log
    (tmp_path / "treat.json").write_bytes(content)
    arguments = (log, reference, "--to", tmp_path / "a.pdf", "--copy", "recipient", "--for", LAW)
    done = call("print", *arguments, "--treat", tmp_path / "treat.json")
    assert (done.code, done.out) == (code, "")
    assert "Traceback" not in done.err
    assert not (tmp_path / "a.pdf").exists()


def test_a_name_for_the_file_that_gives_somebody_away_is_refused(family_log, tmp_path):
    log, reference = family_log
    done, treat = decided(family_log, tmp_path, "recipient", "--for", LAW)
    assert done.code == 0
    target = tmp_path / f"{family.SOURCE} and others.pdf"
    (tmp_path / "treat.json").write_text(json.dumps(treat))
    arguments = (
        log,
        reference,
        "--to",
        target,
        "--copy",
        "recipient",
        "--for",
        LAW,
        "--treat",
        tmp_path / "treat.json",
    )
    done = call("print", *arguments)
    assert done.code == 12
    assert "the file's name" in done.err
    assert not target.exists()


def test_the_full_record_is_printed_as_before_and_lists_the_copies(family_log, tmp_path):
    log, reference = family_log
    assert decided(family_log, tmp_path, "recipient", "--for", LAW)[0].code == 0
    shown = call("show", log, reference).out
    assert "Copies handed over" in shown
    assert LAW in shown
    assert call("print", log, reference, "--to", tmp_path / "record.pdf").code == 0
    assert len(copies(*family_log)) == 1

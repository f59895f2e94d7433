"""What the organisation's pack fills in of agreements and keeping, and the fingerprint of a file that was shared."""

from __future__ import annotations

import hashlib
import os
import sys

import pytest

from sharedesk.desk.answers import to_decision
from sharedesk.desk.arranging import agreements_for, fill_usual, under
from sharedesk.desk.attaching import FileNotRead, Fingerprint
from sharedesk.desk.shelf import open_shelf
from sharedesk.resources import resource


@pytest.fixture(scope="module")
def pack():
    shelf = open_shelf(resource("practice", "organisation.toml"), practice=True)
    assert shelf.organisation is not None, shelf.fault
    return shelf.organisation


def test_the_pack_fills_in_what_is_empty_and_nothing_else(pack):
    answers = {"arrangements": {"retention": "As the court said."}}
    fill_usual(answers, pack)
    arrangements = to_decision(answers).arrangements
    assert arrangements.retention == "As the court said."
    assert arrangements.rights == pack.rights
    assert arrangements.dpo_view == pack.dpo_view
    empty = {}
    fill_usual(empty, pack)
    assert "10 years from the last entry" in empty["arrangements"]["retention"]


def test_agreements_are_those_with_the_recipients_where_there_are_any(pack):
    (partners,) = agreements_for(pack, {"recipients": [{"key": "r", "organisation": " anytown  council (FICTIONAL)"}]})
    assert partners.id == "anytown-partners"
    assert agreements_for(pack, {}) == pack.agreements
    arrangements = to_decision({"arrangements": under(partners)}).arrangements
    assert arrangements.one_off_or_routine == "routine"
    assert arrangements.dpia_outcome == "Made-up assessment 12"
    assert arrangements.sharing_agreement.startswith("Anytown safeguarding partners' agreement")


@pytest.mark.parametrize("size", [0, 5, 16 * 1024 * 1024, 16 * 1024 * 1024 + 1])
def test_a_file_has_its_own_fingerprint(tmp_path, size):
    file = tmp_path / "report"
    file.write_bytes(b"x" * size)
    work, steps, digest = Fingerprint(file), 0, ""
    while not digest:
        digest, steps = work.step(), steps + 1
    assert digest == hashlib.sha256(b"x" * size).hexdigest()
    assert steps == size // (16 * 1024 * 1024) + 1


def test_a_file_that_is_gone_or_is_a_folder_says_so(tmp_path):
    for path in (tmp_path / "gone", tmp_path):
        with pytest.raises(FileNotRead) as problem:
            Fingerprint(path).step()
        assert str(path) not in str(problem.value)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs a file that may not be read")
def test_a_file_that_may_not_be_read_says_so(tmp_path):
    file = tmp_path / "closed"
    file.write_bytes(b"x")
    file.chmod(0)
    with pytest.raises(FileNotRead):
        Fingerprint(file).step()

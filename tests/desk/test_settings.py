from __future__ import annotations

import os
from pathlib import Path

import pytest

from sharedesk.desk import settings
from sharedesk.desk.settings import ASIDE, NAME, Settings, SettingsDamaged
from sharedesk.domain.person import Author
from sharedesk.vault import header, places
from sharedesk.vault.keys import FLOOR
from sharedesk.vault.vault import create


def test_none_there_is_as_good_as_the_usual_ones(tmp_path):
    assert settings.load(tmp_path) == (Settings(), None)
    assert list(tmp_path.iterdir()) == []


def test_what_is_saved_comes_back(tmp_path):
    kept = Settings(
        text_percent=150, scheme="contrast", idle_minutes=10, width=900, height=700,
        organisation="/packs/ours.toml", profession="health", backup_place="/backups",
    ).having_used(tmp_path / "log", "Log 0a1b2c3d", "")  # fmt: skip
    settings.save(kept, tmp_path / "new")
    assert settings.load(tmp_path / "new") == (kept, None)
    assert kept.last_log == tmp_path / "log"
    if os.name == "posix":
        assert (tmp_path / "new" / NAME).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "damage",
    [
        b"", b"{", b"\xff\xfe", b"[]", b'{"idle_minutes": 0}', b'{"text_percent": 1000}', b'{"width": 3}',
        b'{"height": 99999}', b'{"scheme": "pink"}',
        b'{"case": "a name"}', b'{"idle_minutes": true}', b'{"idle_minutes": 5.0}', b'{"idle_minutes": NaN}', b"7",
        b'{"scheme": ["dark"]}', b'{"organisation": 1}',  b'{"profession": null}', b'{"logs": {}}', b'{"logs": ["a"]}',
        b'{"logs": [{"folder": "/a"}]}', b'{"backup_place": ["/a"]}', b"[" * 5000,
        b'{"logs": [{"folder": "/a", "label": 1}]}', b'{"logs": [{"folder": "/a", "label": "b", "who": "a name"}]}',
        b"[1," * 100_000,
    ],
)  # fmt: skip
def test_a_damaged_file_is_set_aside_and_said(tmp_path, monkeypatch, damage):
    monkeypatch.setattr(places, "default_folder", lambda: tmp_path / "none" / "log")
    (tmp_path / NAME).write_bytes(damage)
    found, said = settings.load(tmp_path)
    assert found == Settings()
    assert isinstance(said, SettingsDamaged)
    assert (tmp_path / ASIDE).read_bytes() == damage
    settings.save(found, tmp_path)
    assert settings.load(tmp_path) == (Settings(), None)


def test_a_damaged_list_hides_no_log_in_the_usual_place(tmp_path, monkeypatch):
    made = tmp_path / "logs" / "log"
    monkeypatch.setattr(places, "default_folder", lambda: made)
    create(made, "words", Author(name="A"), cost=FLOOR, with_recovery=False)[0].lock()
    (made.with_name("not one")).mkdir()
    (made.with_name("broken")).mkdir()
    (made.with_name("broken") / header.NAME).write_bytes(b"?")
    assert settings.load(tmp_path) == (Settings(), None), "one that was forgotten stays so"
    (tmp_path / NAME).write_bytes(b"?")
    found, said = settings.load(tmp_path)
    assert [(log.folder, log.label) for log in found.logs] == [
        (str(made), settings.label_of(header.read(made).body.log))
    ]
    assert ASIDE in said.advice


def test_the_log_used_last_is_first_and_each_is_there_once(tmp_path):
    kept = Settings()
    for name in ("a", "b", "a"):
        kept = kept.having_used(tmp_path / name, f"Log {name}", "")
    assert [Path(log.folder).name for log in kept.logs] == ["a", "b"]
    assert kept.without(str(tmp_path / "a")).last_log == tmp_path / "b"
    for number in range(40):
        kept = kept.having_used(tmp_path / str(number), "Log x", "")
    assert len(kept.logs) == settings.MOST_LOGS


def test_a_label_says_nothing_but_what_the_recovery_sheet_says():
    assert settings.label_of("0a1b2c3d" + "0" * 24) == "Log 0a1b2c3d"

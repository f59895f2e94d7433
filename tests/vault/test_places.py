"""Where a log lies, and which places get a warning."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sharedesk.vault import places
from sharedesk.vault.places import NotForBackups, PlaceForBackups, for_backups

MOUNTS = r"""
/dev/sda1 / ext4 rw 0 0
server:/home /home/net nfs4 rw 0 0
//office/share /mnt/office\040share cifs rw 0 0
/dev/sdb1 /media/stick vfat rw 0 0
user@host: /home/me/far fuse.sshfs rw 0 0
tmpfs /home/net/fast tmpfs rw 0 0
""".strip()


@pytest.mark.skipif(os.name != "posix", reason="mount points are POSIX's")
@pytest.mark.parametrize(
    ("folder", "about"),
    [
        ("/home/me/logs", []),
        ("/home/net/me/log", ["network"]),
        ("/mnt/office share/log", ["network"]),
        ("/home/me/far/log", ["network"]),
        ("/home/network/log", []),
        ("/home/net/fast/log", []),
        ("/media/stick/log", ["taken out"]),
        ("/run/media/me/stick", ["taken out"]),
        ("/home/me/OneDrive - Example School/log", ["OneDrive"]),
        ("/home/me/Dropbox/log", ["Dropbox"]),
        ("/home/me/Library/Mobile Documents/com~apple/log", ["iCloud"]),
        ("/home/net/Nextcloud/log", ["Nextcloud", "network"]),
        ("/home/me/my dropbox notes/log", []),
    ],
)
def test_warnings(folder, about):
    said = places.warnings_for(Path(folder), MOUNTS)
    assert len(said) == len(about)
    assert all(word in sentence for word, sentence in zip(about, said, strict=True))


def test_a_link_into_a_synchronised_folder_is_seen_through(tmp_path):
    (tmp_path / "Dropbox" / "log").mkdir(parents=True)
    (tmp_path / "log").symlink_to(tmp_path / "Dropbox" / "log")
    assert any("Dropbox" in said for said in places.warnings_for(tmp_path / "log", ""))


def test_the_default_place_is_local_and_warns_of_nothing():
    folder = places.default_folder()
    assert folder.is_absolute()
    assert "ShareDesk" in folder.as_posix()
    assert "Documents" not in folder.parts
    assert places.warnings_for(folder, "/dev/sda1 / ext4 rw 0 0") == []
    assert isinstance(places.warnings_for(folder), list)  # with this machine's own mounts


def test_a_folder_for_backups_is_refused_where_it_cannot_hold_any(tmp_path):
    log = tmp_path / "log"
    (log / "backups").mkdir(parents=True)
    for folder in (tmp_path / "gone", log, log / "backups"):
        assert isinstance(for_backups(folder, log).refused, NotForBackups)
    assert for_backups(tmp_path, log) == PlaceForBackups(None, ())


@pytest.mark.parametrize(("kind", "said"), [("cifs", "on a network"), ("OneDrive", "OneDrive copies"), ("ext4", None)])
def test_what_one_should_know_of_a_folder_for_backups(tmp_path, kind, said):
    folder = tmp_path / (kind if kind == "OneDrive" else "folder")
    folder.mkdir()
    found = for_backups(folder, None, f"x {tmp_path} {kind} rw 0 0\n")
    assert found.refused is None
    assert [said in words for words in found.to_know] == ([True] if said else [])

"""Where a log lies, and which places get a warning."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sharedesk.vault import places

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

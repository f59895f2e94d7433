"""Where a log is kept unless somebody chooses, and which places deserve a warning."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs

_SYNCED = {
    "onedrive": "OneDrive", "dropbox": "Dropbox", "icloud": "iCloud", "mobile documents": "iCloud",
    "google drive": "Google Drive", "googledrive": "Google Drive", "nextcloud": "Nextcloud", "box sync": "Box",
}  # fmt: skip
_NETWORK = {
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "sshfs",
    "fuse.sshfs",
    "afpfs",
    "webdav",
    "davfs",
    "9p",
    "fuse.rclone",
}
_REMOVABLE = ("/media/", "/run/media/", "/Volumes/")
_DRIVE_REMOVABLE, _DRIVE_REMOTE = 2, 4


def default_folder() -> Path:
    """The local, non-roaming data folder of this account; never Documents, which is often copied elsewhere."""
    return Path(platformdirs.user_data_dir("ShareDesk", appauthor=False, roaming=False)) / "logs" / "log"


def warnings_for(folder: Path, mounts: str | None = None) -> list[str]:
    """Sentences about a place that is copied elsewhere, shared or taken out; empty for an ordinary one.

    `mounts` is the text of /proc/self/mounts, read where it exists.
    """
    path = folder.expanduser().absolute()
    sentences = []
    parts = {*path.parts, *path.resolve().parts}  # a link may lead into such a folder
    names = {name for part in parts for key, name in _SYNCED.items() if part.lower().startswith(key)}
    sentences += [
        f"{name} copies this folder to other computers. Keep the log in a folder that is not copied."
        for name in sorted(names)
    ]
    kind = _kind(path.resolve(), mounts)
    if kind == "network":
        sentences.append("This folder is on a network. Keep the log on this computer's own disk.")
    if kind == "removable":
        sentences.append(
            "This folder is on a disk that can be taken out. If the disk is lost, so is the log: keep a backup."
        )
    return sentences


def _kind(path: Path, mounts: str | None) -> str:
    if sys.platform == "win32":
        import ctypes

        drive = ctypes.windll.kernel32.GetDriveTypeW(path.anchor)
        network = path.anchor.startswith("\\\\") or drive == _DRIVE_REMOTE
        return "network" if network else "removable" if drive == _DRIVE_REMOVABLE else "local"
    if mounts is None and os.path.exists("/proc/self/mounts"):
        with open("/proc/self/mounts", encoding="utf-8", errors="replace") as file:
            mounts = file.read()
    holding = [line.split() for line in (mounts or "").splitlines() if len(line.split()) >= 3]
    holding = [m for m in holding if path.is_relative_to(m[1].replace("\\040", " "))]
    if holding and max(holding, key=lambda m: len(m[1]))[2] in _NETWORK:
        return "network"
    return "removable" if path.as_posix().startswith(_REMOVABLE) else "local"

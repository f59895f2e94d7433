"""Where a log is kept unless somebody chooses, and which places deserve a warning."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NamedTuple

import platformdirs

from sharedesk.errors import ShareDeskError

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
    sentences = [
        f"{name} copies this folder to other computers. Keep the log in a folder that is not copied."
        for name in _copied_by(path)
    ]
    kind = _kind(path.resolve(), mounts)
    if kind == "network":
        sentences.append("This folder is on a network. Keep the log on this computer's own disk.")
    if kind == "removable":
        sentences.append(
            "This folder is on a disk that can be taken out. If the disk is lost, so is the log: keep a backup."
        )
    return sentences


class NotForBackups(ShareDeskError):
    """A folder that backups cannot go to."""

    exit_code = 10

    def __init__(self, why: str) -> None:
        super().__init__(f"Backups cannot go there: {why}", "Choose another folder.")


class PlaceForBackups(NamedTuple):
    """Why backups cannot go to a folder, or what one should know of it first; neither, where it is an ordinary one."""

    refused: NotForBackups | None
    to_know: tuple[str, ...] = ()


def for_backups(folder: Path, log: Path | None, mounts: str | None = None) -> PlaceForBackups:
    """Look at a folder for backups that nobody asks for. Nothing is written; a disk that does not answer takes long."""
    path = folder.expanduser().absolute()
    if not path.is_dir():
        return PlaceForBackups(NotForBackups("the folder is not there now."))
    if not os.access(path, os.W_OK | os.X_OK):
        return PlaceForBackups(NotForBackups("ShareDesk may not write into that folder."))
    if log is not None and path.resolve().is_relative_to(log.resolve()):
        return PlaceForBackups(NotForBackups("that is inside the log itself."))
    to_know = [
        f"{name} copies this folder to other computers. A backup is encrypted; ask your data protection lead all the "
        "same whether it may go there."
        for name in _copied_by(path)
    ]
    kind = _kind(path.resolve(), mounts)
    if kind == "network":
        to_know.append("This folder is on a network. Backups are made while it can be reached.")
    if kind == "removable":
        to_know.append("This folder is on a disk that can be taken out. Backups are made while it is plugged in.")
    return PlaceForBackups(None, tuple(to_know))


def _copied_by(path: Path) -> list[str]:
    parts = {*path.parts, *path.resolve().parts}  # a link may lead into such a folder
    return sorted({name for part in parts for key, name in _SYNCED.items() if part.lower().startswith(key)})


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

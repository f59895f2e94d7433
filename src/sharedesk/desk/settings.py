"""What this account prefers: the logs used, the organisation's pack, backups, look, idle time. Nothing of any record.

One small JSON file in the account's own configuration folder. One that cannot be read is set aside, never guessed at.
It is read before the window can be shown, so by Python's own `json`: msgspec would cost the locked window 20 ms.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal, get_args

import platformdirs

from sharedesk.errors import ShareDeskError

NAME, ASIDE = "settings.json", "settings-damaged.json"
_LARGEST = 64 * 1024
MOST_LOGS = 20
Scheme = Literal["system", "light", "dark", "contrast"]
IDLE_MINUTES = (1, 2, 5, 10, 15, 30)
TEXT_PERCENTS = (100, 125, 150, 175, 200)


class SettingsDamaged(ShareDeskError):
    """The settings could not be read. They were set aside and the usual ones hold."""

    exit_code = 7

    def __init__(self) -> None:
        super().__init__(
            "Your settings could not be read, so the usual ones are used. The log itself is not affected.",
            f"The old file was kept as {ASIDE}, beside the new one. Look under Settings at what was set here, such as "
            "the minutes until it locks and your organisation’s pack.",
        )


@dataclass(frozen=True, kw_only=True)
class KnownLog:
    """A log that was opened here: its folder, and the opaque label by which it is offered again."""

    folder: str
    label: str
    inbox: str = ""
    """The public key to which emergency notes are sealed, as it was when the log was last open."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings. `logs` has the last one used first; practice logs are never among them."""

    logs: tuple[KnownLog, ...] = ()
    text_percent: int = 100
    """100 to 200."""
    scheme: Scheme = "system"
    idle_minutes: int = 5
    """1 to 60."""
    width: int = 1100
    height: int = 760
    """The window's size in pixels, 320 to 32,000; of its place nothing is kept."""
    organisation: str = ""
    """The file of the organisation's pack that was chosen, in full; empty: none was."""
    profession: str = ""
    """For which profession guidance is shown (`domain.guidance.Profession`); empty: for all."""
    backup_place: str = ""
    """The folder, in full, that backups which nobody asked for go to; empty: the log's own folder for them."""
    contrast: bool = False
    """The system asked for high contrast when it was last asked."""

    @property
    def last_log(self) -> Path | None:
        """The folder of the log used last."""
        return Path(self.logs[0].folder) if self.logs else None

    def having_used(self, folder: Path, label: str, inbox: str) -> Settings:
        """The same with a log in front, and the key of its inbox."""
        used = KnownLog(folder=str(folder), label=label, inbox=inbox)
        others = [log for log in self.logs if log.folder != used.folder]
        return replace(self, logs=(used, *others)[:MOST_LOGS])

    def pin_of(self, folder: Path | None) -> str:
        """The key of a log's inbox as it was last seen; empty where it was never open here."""
        return next((log.inbox for log in self.logs if folder is not None and log.folder == str(folder.absolute())), "")

    def without(self, folder: str) -> Settings:
        """The same without a log."""
        return replace(self, logs=tuple(log for log in self.logs if log.folder != folder))


def label_of(log: str) -> str:
    """How a log is told from others without saying anything of it: as its recovery sheet names it."""
    return f"Log {log[:8]}"


def place() -> Path:
    """The folder of the settings."""
    return Path(platformdirs.user_config_dir("ShareDesk", appauthor=False, roaming=False))


def load(folder: Path | None = None) -> tuple[Settings, SettingsDamaged | None]:
    """The settings, and what to say where they had to be set aside. None there is as good as the usual ones."""
    path = (folder or place()) / NAME
    try:
        with path.open("rb") as file:
            return _decoded(file.read(_LARGEST)), None
    except FileNotFoundError:
        return Settings(), None
    except (OSError, ValueError, TypeError, RecursionError):
        with contextlib.suppress(OSError):  # it may not be ours to move; it is said either way
            path.replace(path.with_name(ASIDE))
        return Settings(logs=tuple(_in_the_usual_place())), SettingsDamaged()


def _in_the_usual_place() -> Iterator[KnownLog]:
    """The logs that lie where logs are made unless somebody chooses: so that a damaged list hides none of them."""
    from sharedesk.vault import header
    from sharedesk.vault.places import default_folder

    for found in sorted(default_folder().parent.glob(f"*/{header.NAME}")):
        with contextlib.suppress(ShareDeskError, OSError):  # it is said when somebody opens it
            yield KnownLog(folder=str(found.parent), label=label_of(header.read(found.parent).body.log))


def save(settings: Settings, folder: Path | None = None) -> None:
    """Write the settings, whole or not at all. Raises DiskFull, ReadOnly, StorageFailed."""
    from sharedesk.vault import files

    where = folder or place()
    files.make_private_folder(where)
    files.write_whole(where / NAME, json.dumps(asdict(settings), indent=2).encode())


def _decoded(data: bytes) -> Settings:
    """The settings in a file's bytes. Raises ValueError or TypeError where they are not such as `save` writes."""
    kept = json.loads(data)
    if not isinstance(kept, dict) or not isinstance(kept.get("logs", []), list):
        raise TypeError
    logs = tuple(KnownLog(**log) for log in kept.pop("logs", []))
    settings = Settings(**kept, logs=logs)
    numbers = (
        (settings.text_percent, 100, 200), (settings.idle_minutes, 1, 60),
        (settings.width, 320, 32_000), (settings.height, 320, 32_000),
    )  # fmt: skip
    sound = (
        all(type(number) is int and least <= number <= most for number, least, most in numbers)
        and settings.scheme in get_args(Scheme)
        and type(settings.contrast) is bool
        and all(isinstance(words, str) for log in logs for words in (log.folder, log.label, log.inbox))
        and all(isinstance(words, str) for words in (settings.organisation, settings.profession, settings.backup_place))
    )
    if not sound:
        raise ValueError
    return settings

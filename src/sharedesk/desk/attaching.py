"""The fingerprint of a file that was shared: it says later whether a file is the very same. The file is not kept."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import BinaryIO

from sharedesk.errors import ShareDeskError

_AT_ONCE = 16 * 1024 * 1024
"""Bytes of one step: what else is to be done comes between."""


class FileNotRead(ShareDeskError):
    """The file that was pointed at could not be read."""

    exit_code = 5

    def __init__(self) -> None:
        super().__init__(
            "The file could not be read, so it has no fingerprint yet.",
            "See whether it is still there and may be opened, and point at it again. All else is kept.",
        )


class Fingerprint:
    """Works out a file's SHA-256 step by step. Whoever stops early calls `close`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO | None = None
        self._digest = hashlib.sha256()

    def step(self) -> str:
        """Read some more; gives 64 hexadecimal digits once all is read, before that nothing. Raises FileNotRead."""
        try:
            if self._file is None:
                self._file = self._path.open("rb")
            data = self._file.read(_AT_ONCE)
        except OSError:
            self.close()
            raise FileNotRead from None
        self._digest.update(data)
        if len(data) == _AT_ONCE:
            return ""
        self.close()
        return self._digest.hexdigest()

    def close(self) -> None:
        """Let the file go."""
        if self._file is not None:
            self._file.close()

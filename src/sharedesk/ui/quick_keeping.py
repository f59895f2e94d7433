"""How what is typed into the emergency form is kept: sealed blind while the log is locked, a draft while it is open."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from sharedesk.desk.emergency_words import Typed, log_choices
from sharedesk.errors import ShareDeskError
from sharedesk.ui.window import Window

if TYPE_CHECKING:
    from sharedesk.desk.drafting import Draft
    from sharedesk.desk.emergency import Found, Sealed, Writing
    from sharedesk.desk.record import Recorded

_SOON = 1200
"""Milliseconds from a change to its seal, however long somebody goes on typing: with the disk, within two seconds."""
_AGAIN = 5000
"""Milliseconds after which a seal that failed is tried again."""

Failed = Callable[[ShareDeskError], None]


class Blind(QObject):
    """Seals for a log that is locked, through its public key. `said` carries "Sealed 14:02:11", or what is wrong."""

    said = Signal(str)
    found = Signal(object)
    """Where notes go (a `desk.emergency.Found`); None: no key is known anywhere."""

    def __init__(self, window: Window, typed: Callable[[], Typed], opened_at: datetime) -> None:
        super().__init__(window)
        self._window, self._typed, self._opened_at = window, typed, opened_at
        self.choices = log_choices(window.folder, window.settings)
        self.chosen = 0
        self._turn = threading.RLock()
        self._writing: Writing | None = None
        self._version = self._sealed = self._on_disk = 0
        self._saved_on_disk = self._knows_none = False
        self.is_over = self.is_kept = False
        """Saved or discarded; an unfinished version is on the disk."""
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._seal_soon)
        window.before_lock(self._seal_now)

    def begin(self) -> None:
        """Load what sealing needs, and look where notes go, off the window's thread."""
        chosen = self.chosen
        self._window.worker.run(lambda: self._made().find(chosen), self._looked, lambda _: self._looked(None))

    def _looked(self, found: Found | None) -> None:
        self._knows_none = found is None
        self.found.emit(found)

    def choose(self, chosen: int) -> None:
        """The note is for another log."""
        self.chosen = chosen
        self.begin()
        if self.is_kept:
            self.edited()

    def edited(self) -> None:
        """Something was typed: seal it soon."""
        self._version += 1
        if not self._soon.isActive() and not self.is_over:
            self._soon.start(_SOON)

    def save(self, then: Callable[[Sealed], None], failed: Failed) -> None:
        """Seal it as saved; on the disk when `then` is called."""
        self._soon.stop()
        typed, chosen, version = self._typed(), self.chosen, self._version

        def saved(sealed: Sealed) -> None:
            self.is_over, self._sealed = True, version
            then(sealed)

        def not_saved(problem: ShareDeskError) -> None:
            self._soon.start(_AGAIN)
            failed(problem)

        self._window.worker.run(lambda: self._finish(typed, chosen), saved, not_saved)

    def leave(self, then: Callable[[], None], failed: Failed) -> None:
        """Keep what was typed as an unfinished note."""
        self._soon.stop()
        typed, chosen, version = self._typed(), self.chosen, self._version

        def left(_: object) -> None:
            self.is_over, self._sealed = True, version
            then()

        self._window.worker.run(lambda: self._keep(typed, chosen, version), left, failed)

    def discard(self, then: Callable[[], None], failed: Failed) -> None:
        """Throw away what was sealed."""
        self._soon.stop()
        self.is_over = True

        def still_there(problem: ShareDeskError) -> None:
            self.is_over = False
            failed(problem)

        self._window.worker.run(lambda: self._made().drop(), lambda _: then(), still_there)

    def _made(self) -> Writing:
        with self._turn:
            if self._writing is None:
                from sharedesk.desk.emergency import Writing

                self._writing = Writing(self.choices, self._opened_at)
            return self._writing

    def _finish(self, typed: Typed, chosen: int) -> Sealed:
        with self._turn:
            sealed = self._made().seal(typed, chosen, saved=True)
            self._saved_on_disk = True
            return sealed

    def _keep(self, typed: Typed, chosen: int, version: int) -> Sealed | None:
        """Seal a version, unless a later one is there already. What was taken back again is not kept either."""
        with self._turn:
            if self._saved_on_disk or version < self._on_disk:
                return None
            self._on_disk = version
            if typed.is_empty:
                self._made().drop()
                return None
            return self._made().seal(typed, chosen, saved=False)

    def _seal_soon(self) -> None:
        typed, chosen, version = self._typed(), self.chosen, self._version

        def sealed(made: Sealed | None) -> None:
            self._sealed, self.is_kept = version, made is not None
            if self._knows_none:
                self.begin()  # the drive is back
            if not self.is_over:
                self.said.emit(f"Sealed {made.at:%H:%M:%S}, not saved yet" if made else "")

        def failed(problem: ShareDeskError) -> None:
            if self.is_over:
                return
            self._soon.start(_AGAIN)
            if not self._knows_none:  # that is said already, and stays
                self.said.emit(f"Not sealed. {problem}")

        self._window.worker.run(lambda: self._keep(typed, chosen, version), sealed, failed)

    def _seal_now(self) -> None:
        """At locking, in this thread: also what was handed to a worker that may be busy."""
        if not self.is_over and self._version != self._sealed:
            self._keep(self._typed(), self.chosen, self._version)
            self._sealed, self._window.kept_unfinished = self._version, not self._typed().is_empty


class Open(QObject):
    """Keeps a draft in the log that is open, and records it; one note after another."""

    said = Signal(str)

    def __init__(self, window: Window, typed: Callable[[], Typed]) -> None:
        super().__init__(window)
        from sharedesk.ui.recording import recording_of

        self._window, self._typed = window, typed
        self._opened_at = datetime.now().astimezone()
        self._recording = recording_of(window)
        self._recording.said.connect(self._heard)
        self._draft: Draft | None = None
        self._waiting: Callable[[], None] | None = None
        self._typed_early, self.is_over = False, True
        window.before_lock(self._seal_early)

    @property
    def draft(self) -> str:
        """The id of the draft that is being written, or was when the form was left; empty: none."""
        return self._draft.id if self._draft is not None else ""

    def begin(self, opened_at: datetime, filled: Callable[[Typed, datetime], None], draft: str = "") -> None:
        """Begin a draft, or go on with the one of this id; `filled` is then called with its words."""
        self._opened_at, self._draft, self._waiting = opened_at, None, None
        self._typed_early = self.is_over = False

        def came() -> None:
            found = self._recording.draft
            if self.is_over or found is None or found.kind != "quick":
                return
            from sharedesk.desk import emergency
            from sharedesk.desk.emergency_words import typed_from

            self._draft = found
            if draft:
                self._opened_at = emergency.opened_at(found)
                filled(typed_from(found.answers), self._opened_at)
            self._recording.shown_by(self._collect)
            if self._typed_early:
                self._recording.edited()
            if self._waiting is not None:
                self._waiting()

        if draft:
            self._recording.resume(draft, came)
        else:
            self._recording.begin_at_once(_new_draft(opened_at), came)

    def edited(self) -> None:
        """Something was typed."""
        if self.is_over:
            return
        if self._draft is None:
            self._typed_early = True
        else:
            self._recording.edited()

    def save(self, then: Callable[[Recorded], None], failed: Failed) -> None:
        """Record it; it is in the log when `then` is called."""
        draft, typed = self._draft, self._typed()
        if draft is None:  # the worker has not come to it yet
            self._waiting = lambda: self.save(then, failed)
            return
        from sharedesk.desk import emergency

        drafts = self._recording.drafts

        def recorded(made: Recorded) -> None:
            self.is_over, self._draft = True, None
            if self._recording.draft is draft:
                self._recording.done()
            then(made)

        self._waiting = None
        self._window.worker.write(lambda vault: emergency.record(vault, drafts, draft, typed), recorded, failed)

    def leave(self) -> None:
        """The page is left: the draft stays."""
        if not self.is_over and self._draft is not None and self._recording.draft is self._draft:
            self._recording.leave()
        self.is_over = True

    def discard(self, then: Callable[[], None]) -> None:
        """Throw the draft away."""
        draft, self._draft, self.is_over = self._draft, None, True
        if draft is not None and self._recording.draft is draft:
            self._recording.discard(then)
        else:
            then()

    def _collect(self) -> None:
        if self._draft is not None:
            from sharedesk.desk import emergency

            emergency.keep(self._draft, self._typed())

    def _heard(self, words: str) -> None:
        if not self.is_over and self._draft is not None and self._recording.draft is self._draft:
            self.said.emit(words)

    def _seal_early(self) -> None:
        """Locked before the worker came to making the draft: the words go where they go while the log is locked."""
        if self.is_over or self._draft is not None or self._typed().is_empty:
            return
        from sharedesk.desk.emergency import Writing

        choices = log_choices(self._window.folder, self._window.settings)
        Writing(choices, self._opened_at).seal(self._typed(), 0, saved=False)


def _new_draft(opened_at: datetime) -> Draft:
    from sharedesk.desk.emergency import new_draft

    return new_draft(opened_at)

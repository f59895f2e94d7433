"""The draft that is being written: shared by the pages of a decision, sealed soon after every change and at lock."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from copy import deepcopy
from datetime import date, datetime
from functools import partial

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from sharedesk.desk import drafting
from sharedesk.desk.arranging import fill_usual
from sharedesk.desk.drafting import Draft, Drafts
from sharedesk.errors import ShareDeskError
from sharedesk.ui.shelves import shelves_of
from sharedesk.ui.window import Window
from sharedesk.vault.vault import Vault

_SOON = 1500
"""Milliseconds from a change to its seal, however long somebody goes on typing."""
_LATE = 250
"""Milliseconds that a seal waits for its turn, should the worker be busy with something long."""
_AGAIN = 5000
"""Milliseconds after which a save that failed is tried again."""


class Recording(QObject):
    """One window's draft. `said` carries "Saved 14:02" or what is wrong."""

    said = Signal(str)

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._worker = window.worker
        self._shelves = shelves_of(window)
        self.draft: Draft | None = None
        self._drafts: Drafts | None = None
        self._collect: Callable[[], None] | None = None
        self._dirty, self._asked = False, 0
        self._unsaved = dict[str, Draft]()
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self.save)
        self._late = QTimer(self, singleShot=True, interval=_LATE)
        self._late.timeout.connect(self._seal_beside)
        window.before_lock(self._seal)

    def begin(self, then: Callable[[], None]) -> None:
        """Begin a new decision; what was written before stays as a draft."""
        self.begin_with(lambda vault: drafting.new_draft(vault, date.today()), then)  # noqa: DTZ011  # the day where they are

    def begin_with(self, make: Callable[[Vault], Draft], then: Callable[[], None]) -> None:
        """Begin another kind of draft. The organisation's own sentence comes before the one that was used last."""

        def made(vault: Vault) -> Draft:
            draft = make(vault)
            pack = self._shelves.opened().organisation if draft.kind in ("decision", "afterwards") else None
            if pack is not None:
                draft.usual = pack.usual.sentence if pack.usual else draft.usual
                fill_usual(draft.answers, pack)
            return draft

        self._read(made, then)

    def begin_at_once(self, draft: Draft, then: Callable[[], None]) -> None:
        """Begin a draft that needs nothing of the log, however busy the worker is. What was asked for before is not."""
        self.leave()
        self._asked += 1
        self._drafts = self._drafts or Drafts(self._worker.vault)
        self.draft = draft
        then()

    def held(self, kind: str, decision: str) -> Draft | None:
        """What is at hand of a draft about a decision: the one being written, or one that waits to be sealed."""
        here = [*([self.draft] if self.draft else []), *self._unsaved.values()]
        return deepcopy(next((one for one in here if one.kind == kind and decision in (one.decision, "")), None))

    def resume(self, draft: str, then: Callable[[], None]) -> None:
        """Go on with a draft."""
        unsaved = deepcopy(self._unsaved.get(draft))
        self._read(lambda vault: unsaved or next((d for d in Drafts(vault).all() if d.id == draft), None), then)

    def go_on(self, draft: Draft, then: Callable[[], None]) -> None:
        """Go on with words that are at hand, as a draft of their own."""
        self._read(lambda _: draft, then)

    def shown_by(self, collect: Callable[[], None] | None) -> None:
        """`collect` writes what a page holds into the draft; None when the page goes."""
        self._collect = collect

    def edited(self) -> None:
        """Something was typed: seal it soon."""
        self._dirty = True
        if not self._soon.isActive():
            self._soon.start(_SOON)

    def save(self) -> None:
        """Seal the draft now if anything changed, without waiting."""
        self._snapshot()
        for waiting in self._unsaved.values():
            self._worker.run(partial(self.drafts.save, waiting), partial(self._saved, waiting), self._failed)
        if self._unsaved:
            self._late.start()

    def leave(self) -> None:
        """A page of the draft is left: seal, and let the page go."""
        if self._collect is not None:
            self._collect()
            self.save()
        self._collect = None

    def discard(self, then: Callable[[], None]) -> None:
        """Throw the draft away, as was asked for."""
        draft, drafts = self.draft, self._drafts
        self.done()
        if draft is not None and drafts is not None:
            self._worker.run(lambda: drafts.drop(draft.id), lambda _: then())

    def done(self) -> None:
        """The draft was recorded or discarded: nothing more is to be sealed."""
        self._soon.stop()
        if self.draft is not None:
            self._unsaved.pop(self.draft.id, None)
        self.draft, self._collect, self._dirty = None, None, False

    @property
    def drafts(self) -> Drafts:
        """Where drafts are kept."""
        if self._drafts is None:
            raise RuntimeError("no draft was begun")
        return self._drafts

    def _read(self, work: Callable[[Vault], Draft | None], then: Callable[[], None]) -> None:
        self.leave()
        asked = self._asked

        def came(made: tuple[Draft | None, Drafts]) -> None:
            if asked != self._asked:
                return  # another was begun at once meanwhile
            self.draft, drafts = made
            self._drafts = self._drafts or drafts
            then()

        self._worker.read(lambda vault: (work(vault), Drafts(vault)), came)

    def _seal_beside(self) -> None:
        """The worker has not come to it: seal now, in a thread of its own. When its turn comes, it says how it went."""
        for waiting in self._unsaved.values():
            threading.Thread(target=_sealed, args=(self.drafts, waiting), daemon=True).start()

    def _snapshot(self) -> None:
        """Take the draft as it is now to those that wait to be sealed, if anything changed."""
        self._soon.stop()
        if self.draft is None or not self._dirty:
            return
        if self._collect is not None:
            self._collect()
        self.draft.counter += 1
        self._dirty = False
        self._unsaved[self.draft.id] = msgspec.structs.replace(self.draft, answers=deepcopy(self.draft.answers))

    def _saved(self, snapshot: Draft, at: float) -> None:
        if self._unsaved.get(snapshot.id) is snapshot:
            del self._unsaved[snapshot.id]
        if self.draft is not None and self.draft.id == snapshot.id:
            self.said.emit(f"Saved {datetime.fromtimestamp(at).astimezone():%H:%M}")

    def _failed(self, problem: ShareDeskError) -> None:
        self._soon.start(_AGAIN)
        self.said.emit(f"Not saved. {problem}")

    def _seal(self) -> None:
        """Now, in this thread: also what was handed to a worker that may still be busy with something else."""
        self._snapshot()
        for waiting in self._unsaved.values():
            self.drafts.save(waiting)


def _sealed(drafts: Drafts, draft: Draft) -> None:
    with contextlib.suppress(ShareDeskError):
        drafts.save(draft)


def saved_said(at: float) -> str:
    """When something was saved, as people say it: `14 March 2026 at 14:02`."""
    moment = datetime.fromtimestamp(at).astimezone()
    return f"{drafting.day_said(moment.date())} at {moment:%H:%M}"


def recording_of(window: Window) -> Recording:
    """The window's draft, made when it is first asked for."""
    return window.findChild(Recording) or Recording(window)

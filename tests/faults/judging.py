"""Whether a log came through: a verb is run with a fault, what is left is opened as a person would, and judged."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from faults import verbs
from faults.disk import Fault, Kind, Orders
from faults.verbs import Place, State, Verb
from faults.workshop import Outcome, Workshop

from sharedesk.errors import ShareDeskError
from sharedesk.vault import errors


class Failing(NamedTuple):
    """A way in which the disk fails, or the process ends, at one call after another."""

    name: str
    fault: Fault
    kinds: Kind
    error: int = 0
    lasting: bool = False


FAILINGS = [
    # before a call that only looks is after the last one that changed something, so these are all moments there are
    Failing("killed before", Fault.KILL, Kind.CHANGES),
    Failing("killed half-way", Fault.KILL_MIDWAY, Kind.WRITE),
    Failing("full once", Fault.FAIL, Kind.TAKES_ROOM, errno.ENOSPC),
    Failing("full from then on", Fault.FAIL, Kind.TAKES_ROOM, errno.ENOSPC, lasting=True),
    Failing("failing once", Fault.FAIL, Kind.ANY, errno.EIO),
    Failing("failing from then on", Fault.FAIL, Kind.CHANGES, errno.EIO, lasting=True),
]


class Verdict(NamedTuple):
    """One run: number and name of the call, what was said, what is wrong (empty: nothing), which state it left."""

    at: int
    call: str
    said: tuple[str, ...]
    wrong: str
    left: str

    def __str__(self) -> str:
        return f"call {self.at} ({self.call}): said {self.said}, left {self.left}: {self.wrong}"


def new_scratch() -> Path:
    """A folder in memory, where there is one: here nothing has to last, and syncing takes no time."""
    memory = Path("/dev/shm")
    return Path(tempfile.mkdtemp(prefix="faults-", dir=memory if os.access(memory, os.W_OK) else None))


class Stage:
    """A furnished place for one verb, put back for each run."""

    def __init__(self, verb: Verb, scratch: Path, shop: Workshop) -> None:
        self.shop, self.verb, self._ready, self._work = shop, verb, scratch / f"ready for {verb.name}", scratch / "work"
        self.place = Place(self._work / "top")
        furnished = scratch / "furnished"
        if not furnished.exists():
            furnished.mkdir()
            shop.well(verbs.FURNISH.name, furnished / "top")
        self._put(furnished)
        if verb.is_ready_to_see:
            verb.prepare(self.place)
            verbs.keep_first(self.place)
            shutil.copytree(self._work, self._ready, dirs_exist_ok=True)
            self.before = verbs.look(self.place)
        else:
            verbs.keep_first(self.place)
            self.before = verbs.look(self.place)
            self._put(furnished)
            verbs.keep_first(self.place)
            verb.prepare(self.place)
            shutil.copytree(self._work, self._ready, dirs_exist_ok=True)

    def _put(self, source: Path) -> None:
        shutil.rmtree(self._work, ignore_errors=True)
        shutil.copytree(source, self._work)

    def set_up(self) -> None:
        """As before the verb."""
        self._put(self._ready)

    def run(self, orders: Orders) -> Outcome:
        """Do the verb, from the start."""
        self.set_up()
        return self.shop.run(self.verb.name, self.place.top, orders)

    def judge(self, outcome: Outcome) -> tuple[str, str]:
        """What is wrong, and whether the old or the new was left; then it is tried once more, and has to be the new."""
        if outcome.crashes:
            return f"a crash: {outcome.crashes[-1]}", "?"
        if not outcome.ended and not outcome.done:
            return "a second try on a disk that is well is refused", "?"
        try:
            left = self._left()
            if outcome.done and left != "new":
                return f"done was said, but {left} is there", left
            if left == "old":
                self.shop.well(self.verb.name, self.place.top)
                if self._left() != "new":
                    return "trying again did not do it", left
            if (outcome.done or (left == "new" and self.verb.finishes)) and (held := self.verb.held_back(self.place)):
                return held, left
        except (AssertionError, ShareDeskError, OSError) as problem:
            return f"{type(problem).__name__}: {problem}", "?"
        if over := verbs.left_over(self.place):
            return f"left over: {over}", left
        return "", left

    def judge_cut(self, said: bool) -> str:
        """What is wrong with what the power cut left. `said`: had "done" been said before?"""
        try:
            left = self._left()
        except (AssertionError, ShareDeskError, OSError) as problem:
            return f"{type(problem).__name__}: {problem}"
        return f"done was said, but {left} is there" if said and left != "new" else ""

    def _left(self) -> str:
        try:
            after = verbs.look(self.place)
        except (errors.HeaderMissing, errors.NoLogHere):
            if not self.verb.may_be_closed:
                raise
            return "old"
        if self.verb.is_new(self.before, after):
            return "new"
        assert self.verb.is_old(self.before, after), f"neither the old nor the new: {differences(self.before, after)}"
        return "old"


def differences(before: State, after: State) -> str:
    """In what two states differ, in short."""
    said = []
    for name in State._fields:
        one, other = getattr(before, name), getattr(after, name)
        if one != other:
            few = isinstance(one, str | int)
            said.append(f"{name} {one} -> {other}" if few else f"{name} -{len(set(one) - set(other))} "
                        f"+{len(set(other) - set(one))} {other[len(one):] if name == 'kinds' else ''}")  # fmt: skip
    return "; ".join(said)


def through(stage: Stage, failing: Failing, step: int = 1) -> Iterator[Verdict]:
    """A run for each call of a verb (or each `step`th), until one goes through without meeting the fault."""
    at = 1
    while True:
        orders = Orders(stage.place.top, failing.fault, at, failing.kinds, failing.error, failing.lasting)
        outcome = stage.run(orders)
        if not outcome.seen.fired:
            assert outcome.said == ["done"], outcome
            return
        wrong, left = stage.judge(outcome)
        yield Verdict(at, outcome.seen.call, tuple(said.splitlines()[-1] for said in outcome.said), wrong, left)
        at += step


def summed(verdicts: list[Verdict]) -> str:
    """In short what a series of runs came to."""
    left = Counter(verdict.left for verdict in verdicts)
    return f"{len(verdicts)} faults, {left['old']} left the old and {left['new']} the new"

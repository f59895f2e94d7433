"""Anything in any order over one log and one that imports it: nothing recorded changes, and both say the same.

`HYPOTHESIS_PROFILE=campaign` runs it for long (EXAMPLES of them, default 400), with what takes longer as well: changes
of the passphrase and of the log's key, and copies outside.
"""

from __future__ import annotations

import functools
import os
import secrets
import shutil
import tempfile
from collections import Counter
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import ClassVar

import pyrage
import pytest
from domain import samples
from faults import table
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from vault import world

from sharedesk.desk import backups as copies
from sharedesk.desk import erasing as erasing_whole
from sharedesk.desk import retention
from sharedesk.domain.fold import fold_decision
from sharedesk.domain.people import fold_person
from sharedesk.errors import ShareDeskError
from sharedesk.vault import (
    backup,
    check,
    errors,
    header,
    keys,
    lists,
    projections,
    recovery,
    restore,
    rotate,
    search,
    segments,
    ways,
)
from sharedesk.vault import erase as erasing
from sharedesk.vault import vault as vaults
from sharedesk.vault.check import check as check_log
from sharedesk.vault.keys import FLOOR, Root

CAMPAIGN = os.environ.get("HYPOTHESIS_PROFILE") == "campaign"
EXAMPLES = int(os.environ.get("EXAMPLES", "400"))
TODAY = date(2026, 3, 14)
# Words that tell one part from every other, so that each can be looked for after it was erased.
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)
PICK = st.integers(0, 99)
SLOTS = st.sampled_from(["reasons", "notes", "purpose"])


@pytest.fixture(scope="module")
def patterns(tmp_path_factory):
    """Two empty logs to copy: a derivation for each example would be all that is measured."""
    place = tmp_path_factory.mktemp("patterns")
    roots = {}
    for name in ("mine", "theirs"):
        with vaults.create(place / name, world.PASSPHRASE, world.AUTHOR, cost=FLOOR)[0] as vault:
            roots[name] = vault.root
    return place, roots


def one_of(things, pick):
    """One of some ids, by a number: in the order in which they came."""
    listed = list(things)
    return listed[pick % len(listed)]


class LogMachine(RuleBasedStateMachine):
    patterns: tuple
    done: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.done["rows of steps"] += 1
        self.scratch = tempfile.TemporaryDirectory()
        place, roots = self.patterns
        self.roots, self.passphrase = dict(roots), world.PASSPHRASE
        self.holders: list[str] = []
        self.place = Path(self.scratch.name)
        for name in self.roots:
            shutil.copytree(place / name, self.place / name)
        self.mine, self.theirs = self.open("mine"), self.open("theirs")
        self.said: dict[str, dict[str, str]] = {}  # what each decision says
        self.names: dict[str, str] = {}
        self.linked: dict[str, tuple[str, str]] = {}
        self.leaves = world.leaves(self.mine.store)
        self.slips: list[tuple[str, int, bytes]] = []
        self.gone: set[str] = set()
        self.notes: dict[str, str] = {}  # a word of each emergency note that stands
        self.count = 0

    def open(self, name):
        folder = self.place / name
        return vaults.open_with_root(folder, header.read(folder), self.roots[name])

    def teardown(self) -> None:
        self.mine.lock()
        self.theirs.lock()
        self.scratch.cleanup()

    def unique(self, words: str) -> str:
        self.count += 1
        return f"mark{self.count}x {words}"

    # ---- what can be done -------------------------------------------------------------------------------------------

    @initialize()
    def begin(self):
        """Something to work on, so that few steps reach far."""
        self.kept = None
        self.record("first")
        self.correct(0, "notes", "second")
        for name in ("one", "two", "three"):
            self.state_person(name)

    @rule(words=WORDS)
    def record(self, words):
        words = self.unique(words)
        self.said[world.record(self.mine, samples.small(words))] = {"reasons": words}

    @rule(pick=PICK, slot=SLOTS, words=WORDS)
    def correct(self, pick, slot, words):
        entity = one_of(self.said, pick)
        self.said[entity][slot] = self.unique(words)
        world.correct(self.mine, entity, **{slot: self.said[entity][slot]})

    @rule(name=WORDS)
    def state_person(self, name):
        name = self.unique(name)
        self.names[world.state_person(self.mine, name)] = name

    @rule(pick=PICK, other=PICK)
    def link(self, pick, other):
        one = one_of(self.names, pick)
        two = one_of([person for person in self.names if person != one], other)
        self.linked[world.link(self.mine, one, two)] = (one, two)

    @precondition(lambda self: self.linked)
    @rule(pick=PICK)
    def unlink(self, pick):
        made = one_of(self.linked, pick)
        world.unlink(self.mine, self.linked.pop(made)[0], made)

    @precondition(lambda self: any(self.said.values()))
    @rule(pick=PICK, slot=PICK, reworded=st.booleans())
    def erase(self, pick, slot, reworded):
        """Every version of an answer goes, as a court would have it."""
        entity = one_of([entity for entity, said in self.said.items() if said], pick)
        slot = one_of(self.said[entity], slot)
        entries = self.mine.store.entries_of(entity)
        parts = [p.id for e in entries for p in e.parts if p.slot == slot and p.content]
        old = [world.contents(e)[slot] for e in entries if slot in world.contents(e)]
        new = {slot: self.unique("instead")} if reworded else {}
        erasing.erase(self.mine, [erasing.Erasure(entity=entity, parts=tuple(parts), category="other", reworded=new)])
        self.gone.update(words.split(" ")[0] for words in old)
        del self.said[entity][slot]
        self.said[entity].update(new)

    @rule(words=WORDS)
    def share_in_an_emergency(self, words):
        words = self.unique(words)
        entity = world.share_quickly(self.mine, world.a_note(shared=words))
        self.said[entity], self.notes[entity] = {}, words.split(" ")[0]

    @precondition(lambda self: self.notes)
    @rule(pick=PICK, words=WORDS)
    def give_its_reasons(self, pick, words):
        entity = one_of(self.notes, pick)
        self.said[entity]["reasons"] = self.unique(words)
        world.give_reasons(self.mine, entity, reasons=self.said[entity]["reasons"])

    @precondition(lambda self: self.notes)
    @rule(pick=PICK)
    def erase_what_was_shared(self, pick):
        """The note goes with it."""
        entity = one_of(self.notes, pick)
        (item,) = fold_decision(self.mine.store.entries_of(entity)).decision.items
        world.erase_slot(self.mine, entity, f"items/{item.key}")
        self.gone.add(self.notes.pop(entity))

    @precondition(lambda self: any(self.said.values()))
    @rule(pick=PICK)
    def erase_a_whole_decision(self, pick):
        """Every answer, in every version, and the note it began with."""
        entity = one_of([entity for entity, said in self.said.items() if said], pick)
        contents = [world.contents(entry) for entry in self.mine.store.entries_of(entity)]
        plan = erasing_whole.plan_for_decision(self.mine, entity)
        choices = {piece.part: erasing_whole.Chosen(what="erase") for piece in plan.to_decide}
        erasing_whole.erase(
            self.mine, plan, choices, erasing_whole.Grounds(category="court_order", authority="A court")
        )
        self.gone.update(held[slot].split(" ")[0] for held in contents for slot in held if slot in said_in(held))
        self.gone.update([self.notes.pop(entity)] if entity in self.notes else [])
        self.said[entity] = {}
        self.done["decisions erased"] += 1

    @precondition(lambda self: any(self.said.values()))
    @rule(pick=PICK, words=WORDS)
    def keep_longer(self, pick, words):
        entity = one_of([entity for entity, said in self.said.items() if said], pick)
        retention.keep(self.mine, entity, date(2031, 1, 1), self.unique(words), TODAY)

    @rule()
    def make_the_lists_anew(self):
        lists.make_anew(self.mine.store)

    @rule()
    def change_the_sheet(self):
        generation = self.mine.header.body.generation
        sheet = recovery.new_sheet(self.mine.root, self.mine.log, generation)
        ways.change_sheet(self.mine, sheet)
        opened = recovery.unlock_header(sheet.code, header.read(self.place / "mine"))
        assert opened.secret == self.mine.root.secret

    @precondition(lambda self: len(self.holders) < 3)
    @rule()
    def let_an_organisation_in(self):
        recipient = str(pyrage.x25519.Identity.generate().to_public())
        ways.add_holder(self.mine, recipient, "Records office (fictional)")
        self.holders.append(recipient)

    @precondition(lambda self: self.holders)
    @rule(pick=PICK)
    def take_an_organisation_out(self, pick):
        ways.remove_holder(self.mine, self.holders.pop(pick % len(self.holders)))

    @precondition(lambda self: CAMPAIGN)
    @rule()
    def change_the_passphrase(self):
        old, self.passphrase = self.passphrase, f"{self.unique('words')} of mine"
        ways.change_passphrase(self.mine, old, self.passphrase, cost=FLOOR)
        with pytest.raises(errors.WrongPassphrase):
            header.read(self.place / "mine").unlock(old)
        self.done["passphrases changed"] += 1

    @precondition(lambda self: CAMPAIGN)
    @rule(reopened=st.booleans())
    def change_the_logs_key(self, reopened):
        new = rotate.begin(self.mine, self.passphrase, cost=FLOOR)
        before = self.mine.root
        rotate.rotate(self.mine, new, elsewhere=self.place / "elsewhere")
        self.roots["mine"] = self.mine.root
        assert self.mine.root.secret != before.secret
        if reopened:
            self.reopen()
        self.done["keys changed"] += 1

    @precondition(lambda self: CAMPAIGN)
    @rule()
    def copy_outside(self):
        self.count += 1
        outside = self.place / "stick"
        outside.mkdir(exist_ok=True)
        target = outside / f"copy {self.count}.sharedesk-backup"
        made = copies.copy_outside(self.mine, target, "", copies.Proved())
        assert copies.outside_copies(self.mine)[-1].entries == made.manifest.entries

    @rule()
    def reopen(self):
        self.mine.lock()
        self.mine = self.open("mine")

    @rule()
    def wrong_key(self):
        self.mine.lock()
        before = world.snapshot(self.place / "mine")
        with pytest.raises(errors.HeaderForeign):
            vaults.open_with_root(self.place / "mine", header.read(self.place / "mine"), Root(bytes(32)))
        assert world.snapshot(self.place / "mine") == before
        self.mine = self.open("mine")

    @rule()
    def keep_a_slip(self):
        tip = self.mine.store.tip
        self.slips.append((tip.writer, tip.seq, tip.head))

    @precondition(lambda self: self.kept is None or CAMPAIGN)
    @rule()
    def back_up(self):
        self.kept = (
            self.place / f"kept {self.count} {len(self.leaves)}",
            self.leaves[:],
            {entity: dict(said) for entity, said in self.said.items()},
            dict(self.names),
            dict(self.linked),
            self.slips[:],
            set(self.gone),
            dict(self.notes),
            (self.roots["mine"], self.passphrase, self.holders[:]),
        )
        if self.kept[0].exists():
            self.kept[0].unlink()
        backup.back_up(self.mine, self.kept[0])

    @precondition(lambda self: self.kept is not None)
    @rule()
    def restore(self):
        path, leaves, said, names, linked, slips, gone, notes, (root, self.passphrase, holders) = self.kept
        self.mine.lock()
        self.roots["mine"], self.holders = root, holders[:]
        done = restore.restore(path, self.place / "mine", lambda head: root, lambda plan: True)
        shutil.rmtree(done.kept_aside)
        self.done["restored"] += 1
        # what was erased since stays erased, rewordings stand; what was said since is lost
        erased_since = self.gone - gone
        for slots in said.values():
            for slot in [slot for slot, words in slots.items() if words.split(" ")[0] in erased_since]:
                del slots[slot]
        self.mine = done.vault
        self.leaves, self.names, self.linked, self.slips = leaves[:], dict(names), dict(linked), slips[:]
        now = world.folds(self.mine.store)
        for entity, slots in said.items():
            for slot, words in now[entity][0].items():
                if (
                    slot in ("reasons", "notes", "purpose") and slot not in slots
                ):  # a rewording that the replaced log knew
                    assert words.endswith("instead")
                    slots[slot] = words
        self.said = {entity: dict(slots) for entity, slots in said.items()}
        self.notes = {entity: word for entity, word in notes.items() if word not in self.gone}
        self.kept = None

    @rule(both_ways=st.booleans())
    def export_and_import(self, both_ways):
        segments.import_log(self.theirs, world.export(self.mine))
        assert segments.import_log(self.theirs, world.export(self.mine)).added == 0
        mine, theirs = world.folds(self.mine.store), world.folds(self.theirs.store)
        same, group = mine.pop("same people"), theirs["same people"]
        assert {entity: theirs[entity] for entity in mine} == mine or self.has_parted()
        if not self.has_parted():
            assert {person: group[person] for person in same} == same
        if both_ways and not self.has_parted():  # else it brings back what was lost: test_restore.py
            segments.import_log(self.mine, world.export(self.theirs))
        assert check_log(self.theirs.store, with_lists=True).faults == ()

    def has_parted(self) -> bool:
        """Did `theirs` import entries that `mine` lost by a restore? Then it rightly says more."""
        ours = {leaf for leaf, _ in world.leaves(self.mine.store)}
        return any(
            b'"log":"' + self.mine.log.encode() in leaf and leaf not in ours
            for leaf, _ in world.leaves(self.theirs.store)
        )

    # ---- what always holds ------------------------------------------------------------------------------------------

    @invariant()
    def entries_never_change(self):
        now = world.leaves(self.mine.store)
        assert now[: len(self.leaves)] == self.leaves
        self.leaves = now

    @invariant()
    def it_says_what_was_said(self):
        store = self.mine.store
        for entity, said in self.said.items():
            decision = fold_decision(store.entries_of(entity)).decision
            assert {
                slot: getattr(decision, slot) for slot in ("reasons", "notes", "purpose") if getattr(decision, slot)
            } == said
        for person, name in self.names.items():
            assert fold_person(store.entries_of(person)).who.name == name
        groups = {person: search.same_person(store, person) for person in self.names}
        for one, two in self.linked.values():
            assert groups[one] == groups[two]
        if not self.linked and not self.has_imported():
            assert len(set(groups.values())) == len(groups)

    def has_imported(self) -> bool:
        return any(head is None for _, head in self.leaves)

    @invariant()
    def nothing_is_wrong(self):
        report = check_log(self.mine.store, with_lists=True)
        assert report.faults == ()
        assert all(check.head_after(self.mine.store, w, s) == head for w, s, head in self.slips)

    @invariant()
    def what_was_erased_is_nowhere(self):
        everything = world.everything(self.mine.store.connection)
        assert not [mark for mark in self.gone if mark.encode() + b" " in everything]
        assert not [
            mark for mark in self.gone if any(mark == word[0] for word in world.words(self.mine.store.connection))
        ]

    @invariant()
    def projections_are_what_the_entries_make_them(self):
        connection = self.mine.store.connection
        before = world.projections(connection)
        connection.execute("BEGIN")
        projections.rebuild(self.mine.store)
        assert world.projections(connection) == before
        connection.execute("ROLLBACK")


SAID = ("reasons", "notes", "purpose")


def said_in(contents: dict) -> set[str]:
    """The slots that hold words of this machine's making."""
    return {slot for slot in SAID if isinstance(contents.get(slot), str)}


@pytest.fixture(autouse=True)
def remembered(monkeypatch):
    """Each key is derived once: a passphrase is changed so often that deriving would be all that is measured."""
    monkeypatch.setattr(keys, "stretch", functools.cache(keys.stretch))
    salt = SimpleNamespace(token_bytes=lambda n: bytes(n) if n == keys.SALT_BYTES else secrets.token_bytes(n))
    monkeypatch.setattr(header, "secrets", salt)


def run(patterns, **more) -> None:
    LogMachine.patterns, LogMachine.done = patterns, Counter()
    run_state_machine_as_test(
        LogMachine,
        settings=settings(
            max_examples=EXAMPLES if CAMPAIGN else 20,
            stateful_step_count=40 if CAMPAIGN else 15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            **more,
        ),
    )


def test_anything_in_any_order(patterns):
    run(patterns)
    if CAMPAIGN:
        told = ", ".join(f"{count:,} {what}" for what, count in sorted(LogMachine.done.items()))
        table.note(
            12, f"anything in any order, up to 40 steps each: {told}; after every step nothing erased was left in any "
            "table, index or list, chain and slips held, and everything else said what was said",
        )  # fmt: skip


def no_words_go(store, entity, part):
    (slot,) = {p.slot for e in store.entries_of(entity) for p in e.parts if p.id == part}
    return slot


@pytest.mark.parametrize(
    ("module", "name", "double"),
    [
        (erasing, "_drop", no_words_go),
        (projections, "refresh_links", lambda store: None),
        (segments, "_file", lambda store, entry: (1, False)),
    ],
)
def test_the_control_a_fault_put_in_is_found(module, name, double, patterns, monkeypatch):
    monkeypatch.setattr(module, name, double)
    with pytest.raises((AssertionError, ExceptionGroup, ShareDeskError)):
        run(patterns, phases=[Phase.generate], database=None, report_multiple_bugs=False)
    if CAMPAIGN:
        table.note(12, "", control=f"a fault put in on purpose ({name.strip('_')}): found")

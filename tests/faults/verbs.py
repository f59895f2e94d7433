"""What is done to a log while its disk fails, and how to tell afterwards whether it was done, or not, or neither.

`VERBS` is the list. Each runs in a process whose disk can fail (workshop.py), and once more where it cannot.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import secrets
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import msgspec
import pyrage
from domain import samples
from vault import world

from sharedesk.desk import ways_in
from sharedesk.desk.drafting import Draft, Drafts, RecordedAlready, record_draft
from sharedesk.domain.quick_share import encode_note
from sharedesk.vault import backup, check, erase, errors, header, inbox, keys, recover, recovery, restore, schema
from sharedesk.vault import vault as vaults
from sharedesk.vault.keys import FLOOR, Root
from sharedesk.vault.vault import Vault

OLD, NEW = world.PASSPHRASE, "a new one of six quiet words"
SALT = b"salt of the tests"[: keys.SALT_BYTES]
DRAFT = "d1" * 16
OLD_ROOT = Root(bytes(range(32)))


class Place(NamedTuple):
    """A folder with a log in it, and what else somebody has on the disk."""

    top: Path

    @property
    def folder(self) -> Path:
        return self.top / "log"

    @property
    def sheet(self) -> Path:
        """The recovery sheet, on paper: no disk that fails has it."""
        return self.top.with_name("sheet")

    @property
    def backup(self) -> Path:
        """A backup made earlier, on a stick."""
        return self.top / "stick" / "earlier.sharedesk-backup"


class State(NamedTuple):
    """What is in a place, as whoever opens it finds it."""

    passphrase: str
    """Which one opens the log."""
    entries: tuple[str, ...]
    kinds: tuple[str, ...]
    """The kind of each entry."""
    schema: int
    drafts: frozenset[str]
    notes: tuple[str, ...]
    erased: int
    ways: tuple[str, ...]
    """The kinds of its header's slots with what they hold wrapped."""
    root: str
    backups: frozenset[str]
    """Names of whole backups wherever they are."""


Begin = Callable[[Place], Vault | None]


class Verb(NamedTuple):
    """Something done to a log. `begin` opens it, `do` does it; after an error both may be asked again."""

    name: str
    begin: Begin
    do: Callable[[Place, Vault | None], None]
    is_new: Callable[[State, State], bool]
    """Was it done? Of the states before and after."""
    prepare: Callable[[Place], None] = lambda place: None
    """Makes of the usual place what the verb needs."""
    is_ready_to_see: bool = True
    """Can what is prepared be opened and looked at without being changed?"""
    may_be_closed: bool = False
    """Is there nothing that opens before it is done?"""
    is_old: Callable[[State, State], bool] = lambda before, after: before == after
    held_back: Callable[[Place], str] = lambda place: ""
    """What is wrong although it was done: a file that still opens with what was taken away."""
    finishes: bool = False
    """Does opening the log finish all of it?"""


def loaded(put: Callable[[object, str, object], None] = setattr) -> None:
    """Have every log get the same salt, and each key of a passphrase derived once: the real one, by the real cost."""
    salted = SimpleNamespace(token_bytes=lambda size: SALT if size == keys.SALT_BYTES else secrets.token_bytes(size))
    put(header, "secrets", salted)
    put(keys, "stretch", functools.cache(keys.stretch))
    put(keys, "calibrated", lambda seconds=1.0: FLOOR)
    for words in (OLD, NEW):
        keys.stretch(words, SALT, FLOOR)


# ---- the place ------------------------------------------------------------------------------------------------------


def furnish(place: Place) -> None:
    """A log with all that one holds, a backup of how it was before the last of it, and a folder that is a stick."""
    place.top.mkdir(parents=True, exist_ok=True)
    place.backup.parent.mkdir()
    begun = _begun()
    place.sheet.write_bytes(msgspec.json.encode(begun.sheet))
    _key_file(place).write_text(str(pyrage.x25519.Identity.generate()))
    with vaults.make(place.folder, begun, world.AUTHOR) as vault:
        world.record(vault, samples.share_part())
        world.share_quickly(vault, world.a_note())
        backup.back_up(vault, place.backup)
        world.record(vault, samples.small("since the backup"))
        Drafts(vault).save(Draft(id=DRAFT, counter=1, answers={"reasons": "to be recorded"}))
        Drafts(vault).save(Draft(id="d2" * 16, counter=1, answers={"reasons": "to be gone on with"}))
        backup.back_up(vault, place.folder / "backups" / "inside.sharedesk-backup")
    note(place)


def note(place: Place) -> None:
    """An emergency note that waits."""
    target = inbox.Target(place.folder / "inbox", OLD_ROOT.inbox_public)
    inbox.seal(target, "0" * 32 + ".sealed", encode_note(world.a_note()))


def _begun() -> vaults.Beginning:
    log, author = "ab" * 16, "cd" * 16
    slot = header.passphrase_slot(OLD, OLD_ROOT, log, FLOOR, author)
    sheet = recovery.new_sheet(OLD_ROOT, log)
    return vaults.Beginning(root=OLD_ROOT, log=log, author=author, slot=slot, sheet=sheet, practice=True)


def look(place: Place) -> State:
    """Open the log as a person does, with whichever passphrase fits, and check all of it.

    Raises AssertionError where it does not open or is not whole.
    """
    with _opened(place) as vault:
        words = "old" if _fits(vault, OLD) else "new"
        found = check.check(vault.store).faults
        assert found == (), f"the check finds {found}"
        entries = [entry for _, entry in vault.store.every_entry()]
        notes = [hashlib.sha256(note.words or b"").hexdigest() for note in inbox.notes(place.folder, vault.root)]
        return State(
            passphrase=words,
            entries=tuple(entry.leaf.entry for entry in entries),
            kinds=tuple(entry.leaf.kind for entry in entries),
            schema=schema.version_of(vault.store.connection),
            drafts=frozenset(draft.id for draft in Drafts(vault).all()),
            notes=tuple(sorted(notes)),
            erased=len(erase.erased_parts(vault.store)),
            ways=tuple(f"{slot.kind} {slot.wrapped.hex()}" for slot in vault.header.body.slots),
            root=vault.root.secret.hex(),
            backups=frozenset(_whole_backups(place.top)),
        )


def _fits(vault: Vault, words: str) -> bool:
    try:
        vault.header.unlock(words)
    except (errors.WrongPassphrase, errors.KeyChanged):
        return False
    return True


def _whole_backups(top: Path) -> list[str]:
    names = []
    for path in top.rglob("*" + backup.ENDING):
        backup.read_manifest(path)  # raises where it is not whole: nothing half-written has such a name
        names.append(path.name)
    return names


def left_over(place: Place) -> list[str]:
    """What a stopped verb left behind."""
    written = {*(place.folder / "inbox").glob(".*.new"), *place.backup.parent.glob(".*")}  # cleared after an hour
    return sorted(path.relative_to(place.top).as_posix() for path in place.top.rglob(".*") if path not in written)


# ---- the verbs ------------------------------------------------------------------------------------------------------


def _opened(place: Place) -> Vault:
    try:
        return vaults.unlock(place.folder, OLD)
    except (errors.WrongPassphrase, errors.KeyChanged):
        return vaults.unlock(place.folder, NEW)


def _closed(place: Place) -> None:
    return None


def _save(place: Place, vault: Vault | None) -> None:
    assert vault is not None
    draft = Draft(id=DRAFT, counter=1, answers={"reasons": "to be recorded"})
    try:
        record_draft(vault, Drafts(vault), draft, date(2026, 3, 14))
    except RecordedAlready:
        return  # as the person is told


def _erase(place: Place, vault: Vault | None) -> None:
    assert vault is not None
    (decision,) = {e.leaf.entity for e in vault.store.entries_of_kind(["recorded"])[:1]}
    held = [p for e in vault.store.entries_of(decision) for p in e.parts if p.content and p.slot == "reasons"]
    if held:
        wanted = erase.Erasure(entity=decision, parts=(held[0].id,), category="court_order")
        erase.erase(vault, [wanted])
    else:  # it went, although something else was said
        erase.note_all(vault)


def _back_up(place: Place, vault: Vault | None) -> None:
    assert vault is not None
    target = place.top / "stick" / "new.sharedesk-backup"
    if not target.exists():  # the last try may have come through after all
        backup.back_up(vault, target)


def _restore(place: Place, vault: Vault | None) -> None:
    told = place.top.with_name("told")  # what somebody remembers to have read
    if told.exists():
        vaults.unlock(place.folder, OLD).lock()
        return
    try:
        restore.restore(place.backup, place.folder, lambda head: head.unlock(OLD), lambda plan: True).vault.lock()
    except errors.RestoredNotOpened:
        told.touch()
        raise


def _recover(place: Place, vault: Vault | None) -> None:
    sheet = msgspec.json.decode(place.sheet.read_bytes(), type=recovery.RecoverySheet)
    block = (sheet.log, sheet.slot) if recover.needs_key_block(place.folder) else None
    with recover.recover(place.folder, sheet.code, NEW, key_block=block, cost=FLOOR) as opened:
        _told(place, ways_in.lock_backups_anew(opened))


def _key_file(place: Place) -> Path:
    return place.top.with_name("organisation.key")


def _recover_with_key(place: Place, vault: Vault | None) -> None:
    ways_in.recover_with_key(place.folder, _key_file(place), NEW).lock()


def _told(place: Place, changed: ways_in.Changed) -> None:
    """Note which backups were said to open as before still."""
    place.top.with_name("older").write_text("\n".join(changed.older_backups))


def _change_passphrase(place: Place, vault: Vault | None) -> None:
    assert vault is not None
    if not _fits(vault, NEW):
        _told(place, ways_in.change_passphrase(vault, OLD, NEW))


def _change_sheet(place: Place, vault: Vault | None) -> None:
    assert vault is not None
    _told(place, ways_in.finish_sheet(vault, ways_in.begin_sheet(vault)))


def _let_in(place: Place, vault: Vault | None) -> None:
    assert vault is not None
    recipient = str(pyrage.x25519.Identity.from_str(_key_file(place).read_text()).to_public())
    if not vault.header.body.slots_of("escrow"):
        ways_in.add_holder(vault, ways_in.typed_holder("Information governance, Example Council", recipient))


def _let_out(place: Place, vault: Vault | None) -> None:
    assert vault is not None
    for slot in vault.header.body.slots_of("escrow"):
        _told(place, ways_in.remove_holder(vault, slot.recipient or ""))


def _rotate(place: Place, vault: Vault | None) -> None:
    assert vault is not None
    if not _fits(vault, NEW):
        _told(place, ways_in.rotate(vault, ways_in.begin_rotation(vault, OLD, NEW)))


def _with_a_holder(place: Place) -> None:
    with vaults.unlock(place.folder, OLD) as vault:
        _let_in(place, vault)


def _migrate(place: Place, vault: Vault | None) -> None:
    vaults.unlock(place.folder, OLD).lock()


def _with_an_older_schema(place: Place) -> None:
    with vaults.unlock(place.folder, OLD) as vault:
        for undone in ("DROP TABLE owed", "DROP TABLE reminder", "PRAGMA user_version = 1"):
            vault.store.connection.execute(undone)


def _without_a_header(place: Place) -> None:
    for name in (header.NAME, header.COPY):
        (place.folder / name).unlink()


def _without_a_log(place: Place) -> None:
    shutil.rmtree(place.folder)


# ---- was it done? ---------------------------------------------------------------------------------------------------


def _but(before: State, after: State, *fields: str) -> bool:
    """Is everything but some fields as it was?"""
    return all(getattr(before, name) == getattr(after, name) for name in State._fields if name not in fields)


def _added(before: State, after: State, *kinds: str) -> bool:
    return after.entries[: len(before.entries)] == before.entries and after.kinds[len(before.kinds) :] == kinds


def _saved(before: State, after: State) -> bool:
    gone = before.drafts - after.drafts
    return _added(before, after, "recorded") and gone <= {DRAFT} and _but(before, after, "entries", "kinds", "drafts")


def _erased(before: State, after: State) -> bool:
    one = after.erased == before.erased + 1
    return one and _added(before, after, "erased") and _but(before, after, "entries", "kinds", "erased")


def _backed_up(before: State, after: State) -> bool:
    one_more = after.backups == before.backups | {"new.sharedesk-backup"}
    return one_more and _but(before, after, "backups")


def _restored(before: State, after: State) -> bool:
    """What was in the backup, with the copy that it was read from said to be outside."""
    return after.kinds[-2:] == ("restored", "copied_outside") and after.passphrase == before.passphrase


def _recovered(before: State, after: State) -> bool:
    # what opens it comes before the entry; and a try that could not be seen to have come through may have come through
    added = after.entries[: len(before.entries)] == before.entries and set(after.kinds[len(before.kinds) :])
    told = isinstance(added, set) and added <= {"recovered"}
    return told and after.passphrase == "new" and _but(before, after, "passphrase", "ways", "entries", "kinds")


def _keys_changed(kind: str, passphrase: str = "old") -> Callable[[State, State], bool]:
    """Is the slot of a kind another one, and does the log say so?"""

    def changed(before: State, after: State) -> bool:
        others = {way for way in before.ways if not way.startswith(kind)} <= set(after.ways)
        mine = {way for way in before.ways if way.startswith(kind)} != {
            way for way in after.ways if way.startswith(kind)
        }
        # twice, where it was said that nobody knows whether it was done, it was, and it was done again
        twice = _added(before, after, "keys_changed", "keys_changed")
        told = twice or _added(before, after, "keys_changed") or before.entries == after.entries
        rest = _but(before, after, "passphrase", "ways", "entries", "kinds")
        return others and mine and told and rest and after.passphrase == passphrase

    return changed


def _rotated(before: State, after: State) -> bool:
    """The same words under another ROOT."""
    everything_else = _but(before, after, "passphrase", "ways", "root", "entries", "kinds", "backups")
    told = _added(before, after, "keys_changed") and after.root != before.root
    return told and everything_else and after.passphrase == "new"


# ---- what may not be left -------------------------------------------------------------------------------------------


def _no_old(*kinds: str) -> Callable[[Place], str]:
    """Is there a file in the log's folder that holds the slot of a kind as it was at first?"""

    def held(place: Place) -> str:
        first = msgspec.json.decode(place.top.with_name("first").read_bytes(), type=dict[str, str])
        wanted = {kind: base64.b64encode(bytes.fromhex(first[kind])) for kind in kinds if kind in first}
        if "root" in kinds:
            wanted["root"] = bytes.fromhex(OLD_ROOT.database_key[64:])
        older = place.top.with_name("older")
        told = older.read_text().split("\n") if older.exists() else []
        for path in (path for path in place.folder.rglob("*") if not {path.name, path.parent.name} & set(told)):
            data = path.read_bytes() if path.is_file() else b""
            for kind, one in wanted.items():
                if one in data:
                    return f"{path.name} still opens with the old {kind}"
        return ""

    return held


def _aside_is_whole(place: Place) -> str:
    """What is wrong with the log that a restore kept aside; the note that waited is in both."""
    aside = min(place.top.glob("log kept aside *"))  # tried again, a restore keeps aside what it restored too
    with vaults.unlock(aside, OLD) as vault:
        if check.check(vault.store).faults or vault.store.entry(vault.store.count()).leaf.kind != "recorded":
            return "what was kept aside is not whole"
        if len(Drafts(vault).all()) != 2:
            return "the drafts are not with what was kept aside"
    notes = [sorted(path.name for path in (folder / "inbox").glob("*.sealed")) for folder in (place.folder, aside)]
    return "" if notes[0] == notes[1] else "the note that waited did not come along"


def keep_first(place: Place) -> None:
    """Note what each slot holds before anything is changed."""
    slots = header.read(place.folder).body.slots
    place.top.with_name("first").write_bytes(msgspec.json.encode({slot.kind: slot.wrapped.hex() for slot in slots}))


def _migrated(before: State, after: State) -> bool:
    carried = after.schema == schema.VERSION
    return carried and _added(before, after, "migrated") and _but(before, after, "schema", "entries", "kinds")


FURNISH = Verb("furnish", _closed, lambda place, vault: furnish(place), lambda before, after: True)
"""Not one of them: what makes the place that they are done in."""
VERBS = [
    Verb("save", _opened, _save, _saved),
    Verb("erase", _opened, _erase, _erased),
    Verb("back up", _opened, _back_up, _backed_up),
    Verb("restore", _closed, _restore, _restored, held_back=_aside_is_whole, finishes=True),
    Verb(
        "restore on a clean machine", _closed, _restore, _restored, _without_a_log,
        is_ready_to_see=False, may_be_closed=True,
    ),
    Verb("recover", _closed, _recover, _recovered, held_back=_no_old("passphrase")),
    Verb(
        "recover without a header", _closed, _recover, _recovered, _without_a_header,
        is_ready_to_see=False, may_be_closed=True,
    ),
    Verb("recover with a key", _closed, _recover_with_key, _recovered, _with_a_holder),
    Verb("migrate", _closed, _migrate, _migrated, _with_an_older_schema, is_ready_to_see=False),
    Verb(
        "change the passphrase", _opened, _change_passphrase, _keys_changed("passphrase", "new"),
        held_back=_no_old("passphrase"),
    ),
    Verb("new sheet", _opened, _change_sheet, _keys_changed("recovery"), held_back=_no_old("recovery")),
    Verb("let an organisation in", _opened, _let_in, _keys_changed("escrow")),
    Verb("let it out", _opened, _let_out, _keys_changed("escrow"), _with_a_holder, held_back=_no_old("escrow")),
    Verb("rotate", _opened, _rotate, _rotated, held_back=_no_old("passphrase", "recovery", "root"), finishes=True),
]  # fmt: skip

"""Everything of ours that reads what somebody else may have made, as functions of bytes: for fuzz_user.py.

Each reads the bytes as the program would, and uses what came of it. It may refuse them in words (`ShareDeskError`);
any other exception is a fault. Each has a few good files to begin from.
"""

from __future__ import annotations

import atexit
import hashlib
import io
import json
import shutil
import tarfile
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec
from domain import samples
from vault import world

from sharedesk.desk import note_words, settings, slips
from sharedesk.desk.quick_share import ToCheck
from sharedesk.domain.quick_share import decode_note, encode_note
from sharedesk.exchange import decision_input, log_export, note_input
from sharedesk.guidance.load import load as load_guidance
from sharedesk.guidance.organisation import load_organisation, template
from sharedesk.resources import resource
from sharedesk.vault import erase, escrow, header, inbox, recovery, sealed, segments, swap
from sharedesk.vault.backup_file import header_in, read_manifest
from sharedesk.vault.keys import FLOOR, Root
from sharedesk.vault.vault import create


class Parser(NamedTuple):
    """Reads bytes; `seeds` makes good ones."""

    read: Callable[[bytes], object]
    seeds: Callable[[], list[bytes]]


@cache
def scratch() -> Path:
    """A folder of this process's own."""
    folder = Path(tempfile.mkdtemp(prefix="sharedesk-fuzz-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def root() -> Root:
    return Root(bytes(range(32)))


LOG, AUTHOR_ID = "ab" * 16, "cd" * 16


def read_header(data: bytes) -> None:
    """As the locked window has it: the key for notes; then as unlocking has it, up to the derivation."""
    (scratch() / header.NAME).write_bytes(data)
    head = header.read(scratch())
    inbox.find_target(scratch(), elsewhere=scratch() / "elsewhere")
    for slot in head.body.slots:
        if slot.cost:
            slot.cost.check()
        slot.bound_to(head.body.log)
    head.verify(root())


def headers() -> list[bytes]:
    slot = header.Slot(
        kind="passphrase", author=AUTHOR_ID, cost=FLOOR, salt=bytes(16), nonce=bytes(12), wrapped=b"w" * 48
    )
    paper = header.Slot(kind="recovery", wrapped=b"r" * 48)
    bodies = [
        header.Body(log=LOG, sequence=n, practice=n == 2, inbox=root().inbox_public, slots=slots)
        for n, slots in enumerate(((slot,), (slot, paper)), 1)
    ]
    return [header.encode(body, root()) for body in bodies]


def read_header_body(data: bytes) -> None:
    """The same with a digest and a MAC that fit, so that what is inside is reached."""
    front = header.MAGIC + (1).to_bytes(2, "big") + len(data).to_bytes(4, "big")
    read_header(_proved(front + data))


def _proved(front: bytes) -> bytes:
    signed = front + hashlib.sha256(front).digest()
    return signed + root().mac(signed)


def read_sealed(data: bytes) -> None:
    """A file in the inbox, as it is counted, listed and opened."""
    folder = _inbox()
    (folder / "inbox" / "fuzzed.sealed").write_bytes(data)
    for note in inbox.notes(folder, root(), elsewhere=folder / "elsewhere"):
        if note.words is not None:
            decode_note(note.words)


@cache
def _inbox() -> Path:
    for inner in ("inbox", "drafts"):
        (scratch() / inner).mkdir()
    return scratch()


def sealed_files() -> list[bytes]:
    return [sealed.seal(root().inbox_public, words, inbox.SIZES) for words in notes()]


def read_draft(data: bytes) -> None:
    """A file among the drafts: never one of ours, for it lacks the MAC."""
    folder = _inbox()
    (folder / "drafts" / "fuzzed.sealed").write_bytes(data)
    sealed.drafts(folder / "drafts", root())


def drafts() -> list[bytes]:
    draft = sealed.Draft(draft="ef" * 16, counter=3, content=b'{"reasons": "Typed."}')
    sealed.save_draft(_inbox() / "drafts", root(), draft)
    path = _inbox() / "drafts" / f"{draft.draft}.sealed"
    data = path.read_bytes()
    path.unlink()
    return [data]


def read_note_words(data: bytes) -> None:
    """What is inside a sealed note: anybody can seal anything. All of it is shown before somebody decides."""
    note = decode_note(data)
    now = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
    words = "" if note else data.decode("utf-8", "replace")
    one = ToCheck(sha256="ab" * 32, note=note, opens=True, words=words, modified=1e9)
    note_words.line(one, now)
    note_words.title(one)
    note_words.standing(one)
    list(note_words.blocks(one, now))
    if note is not None:
        encode_note(note)


def notes() -> list[bytes]:
    return [encode_note(world.a_note()), encode_note(world.a_note(shared="He said so. " * 50, saved=False))]


def read_backup(data: bytes) -> None:
    path = scratch() / "fuzzed.sharedesk-backup"
    path.write_bytes(data)
    read_manifest(path)


def backups() -> list[bytes]:
    """A small one: a backup proves its members by digests only, so they can be anything here."""
    members = {"sharedesk.db": b"d" * 700, "sharedesk.header": headers()[0], "inbox/ab01.sealed": b"note"}
    manifest = {
        "format": 1, "log": LOG, "made_at": "2026-03-14T12:00:00Z", "entries": 3, "head": "0f" * 32,
        "members": [{"name": n, "size": len(d), "sha256": hashlib.sha256(d).hexdigest()} for n, d in members.items()],
    }  # fmt: skip
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, held in {"manifest.json": json.dumps(manifest).encode(), **members}.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(held)
            tar.addfile(entry, io.BytesIO(held))
    return [packed.getvalue()]


def read_export(data: bytes) -> None:
    for _ in log_export.read_lines(io.BytesIO(data)).records:
        pass


@cache
def exports() -> list[bytes]:
    with create(scratch() / "log", "words", world.AUTHOR, cost=FLOOR, with_recovery=False)[0] as vault:
        world.record(vault, samples.small("Reasons."))
        front = log_export.Front(log=vault.log, practice=False, exported_at="2026-03-14T12:00:00Z")  # type: ignore[arg-type]
        stored = (entry for _, entry in vault.store.every_entry())
        return [b"".join(log_export.write_lines(front, stored, segments.chains_of(vault.store)))]


def decisions() -> list[bytes]:
    return [resource("practice", "decisions.json").read_bytes()]


def corrections() -> list[bytes]:
    return [resource("practice", "correction.json").read_bytes()]


def read_settings(data: bytes) -> None:
    (scratch() / settings.NAME).write_bytes(data)
    settings.load(scratch())


def kept_settings() -> list[bytes]:
    used = settings.Settings().having_used(Path("/a/log"), "Log abcd", root().inbox_public)
    settings.save(used, scratch())
    return [(scratch() / settings.NAME).read_bytes(), b"{}"]


def read_pack(data: bytes) -> None:
    (scratch() / "pack.toml").write_bytes(data)
    load_organisation(scratch() / "pack.toml", _guidance())


@cache
def _guidance():
    return load_guidance()


def packs() -> list[bytes]:
    return [template().encode(), resource("practice", "organisation.toml").read_bytes()]


def read_sheet(data: bytes) -> None:
    """Lines as somebody types them: code and key block."""
    typed = data.decode("utf-8", "replace").split("\n")
    for read in (recovery.read_code, recovery.read_slot):
        try:
            read(typed)
        except recovery.MistypedLine:
            continue
    for number, one in enumerate(typed[:20]):
        recovery.check_line(one, number)


def sheets() -> list[bytes]:
    sheet = recovery.new_sheet(root(), LOG)
    return ["\n".join(lines).encode() for lines in (sheet.code_lines, sheet.slot_lines)]


def read_key_file(data: bytes) -> None:
    """An organisation's key, secret or public."""
    try:
        escrow.read_identities(data)
    except escrow.NotAKeyFile:
        escrow.checked_recipient(data.decode("utf-8", "replace"))


def key_files() -> list[bytes]:
    secret = f"# made by age-keygen\n{root().inbox_secret}\n"
    return [secret.encode(), root().inbox_public.encode()]


def read_front(data: bytes) -> None:
    """A backup's header, which nothing has proved yet: to tell which backups open with an older passphrase."""
    path = scratch() / "front.sharedesk-backup"
    path.write_bytes(data)
    header_in(path)


def read_typed_slip(data: bytes) -> None:
    slips.read_slip(data.decode("utf-8", "replace"))


def typed_slips() -> list[bytes]:
    return [f"{LOG}:12:{'0f' * 32}".encode(), b"Entry 12, head ABCD EFGH JKMN PQRS"]


def read_erased(data: bytes) -> None:
    """The list of erasures beside the backups."""
    (scratch() / erase.LIST).write_bytes(data)
    erase.noted(scratch())


def erased() -> list[bytes]:
    return [msgspec.json.encode([erase.Erased(entity="ab" * 16, part="cd" * 16, note=True)])]


def read_marker(data: bytes) -> None:
    """What an exchange of folders left beside a log; it may name other folders, and touch none of them."""
    place = scratch() / "exchange"
    (place / "victim").mkdir(parents=True, exist_ok=True)
    (place / ".log.exchange").write_bytes(data)
    swap.finish_interrupted(place / "log")
    assert (place / "victim").is_dir(), "a folder that is none of ours is gone"


def markers() -> list[bytes]:
    return [b'{"aside":"log kept aside","fresh":".log.1234.restoring"}']


PARSERS = {
    "header": Parser(read_header, headers),
    "header, proved": Parser(read_header_body, lambda: [data[22:-64] for data in headers()]),
    "sealed note": Parser(read_sealed, sealed_files),
    "words of a sealed note": Parser(read_note_words, notes),
    "draft": Parser(read_draft, drafts),
    "backup": Parser(read_backup, backups),
    "log export": Parser(read_export, exports),
    "decisions": Parser(decision_input.read_decisions, decisions),
    "correction": Parser(decision_input.read_correction, corrections),
    "emergency note": Parser(note_input.read_note, lambda: [resource("practice", "emergency_notes.json").read_bytes()]),
    "settings": Parser(read_settings, kept_settings),
    "organisation's pack": Parser(read_pack, packs),
    "recovery sheet": Parser(read_sheet, sheets),
    "organisation's key": Parser(read_key_file, key_files),
    "front of a backup": Parser(read_front, backups),
    "slip": Parser(read_typed_slip, typed_slips),
    "list of erasures": Parser(read_erased, erased),
    "marker of an exchange": Parser(read_marker, markers),
}
FUZZED = tuple(PARSERS)


# ---- the controls: parsers with one fault each, which the fuzzing has to find ----------------------------------------


def _trusting(data: bytes) -> object:
    """Takes for granted that a file which is JSON says its format."""
    try:
        plain = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return plain["format"]


def _greedy(data: bytes) -> object:
    """Makes as much room as a file says it needs."""
    return bytearray(int.from_bytes(data[:5], "big")) and None


PARSERS["control: trusting"] = Parser(_trusting, lambda: [b'{"format": 1}'])
PARSERS["control: greedy"] = Parser(_greedy, lambda: [bytes(8)])

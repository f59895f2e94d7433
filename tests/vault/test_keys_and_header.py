"""Passphrases, ROOT and what comes of it, and the header written so that the old or the new one opens."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets

import bech32
import msgspec
import pyrage
import pytest
from vault import make_fixture, world

from sharedesk.vault import errors, escrow, files, fingerprint, header, keys, recovery
from sharedesk.vault import vault as vaults
from sharedesk.vault.keys import FLOOR, Cost, Root

ROOT = Root(bytes(range(32)))


def test_what_is_derived_from_root_is_frozen():
    """Changing any of these would lock everyone out of their log."""
    assert (
        ROOT.database_key
        == "07ddf52026c7566a19b1ba87f995a3e7603c74dffea97565ed6eeab89b05315830d0b63b9cc76edc682b46c97af9fa3f"
    )
    assert ROOT.inbox_public == "age1h8xs2q276h2u6phzsc8kaf7cjzlyc5yvjnfa9njegsy753qc034qmatms0"
    assert ROOT.mac(b"header").hex() == "4ff2073de0ecede9233b9763b55c8369246a668a82152b1fd374762fb172d5f9"
    assert (
        keys.stretch("café", bytes(16), FLOOR).hex()
        == "37f3e8ba33780bff9ee20e4de74df0d922cd0b8a93c3420cc68883617885b52f"
    )


def test_the_fingerprint_is_frozen():
    assert fingerprint.fingerprint(ROOT.inbox_public) == "filling scholar coveted unpeeled"
    assert fingerprint.fingerprint(Root(bytes(32)).inbox_public) != fingerprint.fingerprint(ROOT.inbox_public)


def test_a_suggested_passphrase_is_six_words_and_never_the_same():
    suggested = {fingerprint.suggested_passphrase() for _ in range(20)}
    assert len(suggested) == 20
    assert {len(words.split()) for words in suggested} == {6}


def test_the_inbox_key_pair_is_a_pair():
    sealed = pyrage.encrypt(b"a note", [pyrage.x25519.Recipient.from_str(ROOT.inbox_public)])
    assert pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(ROOT.inbox_secret)]) == b"a note"


def test_a_passphrase_is_the_same_however_its_accents_are_typed():
    composed, decomposed = "caf\u00e9", "cafe\u0301"
    assert keys.stretch(composed, bytes(16), FLOOR) == keys.stretch(decomposed, bytes(16), FLOOR)
    assert keys.stretch("cafe", bytes(16), FLOOR) != keys.stretch(composed, bytes(16), FLOOR)


def test_bytes_that_are_not_text_are_a_passphrase_too():
    assert len(keys.stretch("\udcff\udc00", bytes(16), FLOOR)) == 32


def test_the_calibrated_cost_is_within_what_opening_accepts():
    cost = keys.calibrated(seconds=0.2)
    cost.check()
    assert FLOOR.memory <= cost.memory <= keys.DEFAULT.memory


def test_no_memory_is_its_own_error(monkeypatch):
    class Full:
        def __init__(self, **_) -> None:
            pass

        def derive(self, _):
            raise MemoryError

    monkeypatch.setattr(keys, "Argon2id", Full)
    with pytest.raises(errors.NotEnoughMemory):
        keys.stretch("x", bytes(16), FLOOR)


@pytest.mark.parametrize(
    ("cost", "fine"),
    [
        (Cost(64 * 1024, 2, 1), True),
        (Cost(1024 * 1024, 16, 8), True),
        (Cost(64 * 1024 - 1, 2, 1), False),
        (Cost(1024 * 1024 + 1, 3, 4), False),
        (Cost(64 * 1024, 1, 4), False),
        (Cost(64 * 1024, 17, 4), False),
        (Cost(64 * 1024, 3, 9), False),
        (Cost(64 * 1024, 3, -1), False),
    ],
)
def test_the_limits_of_the_cost(cost, fine):
    if fine:
        cost.check()
    else:
        with pytest.raises(errors.UnsafeParameters):
            cost.check()


def test_root_is_wrapped_for_its_place_only():
    slot = header.passphrase_slot("words", ROOT, "ab" * 16, FLOOR, "cd" * 16)
    key = keys.stretch("words", slot.salt, FLOOR)
    assert keys.unwrap(key, slot.nonce, slot.wrapped, slot.bound_to("ab" * 16)) == ROOT.secret
    for other in (
        slot.bound_to("cd" * 16),
        msgspec.structs.replace(slot, kind="recovery").bound_to("ab" * 16),
        msgspec.structs.replace(slot, cost=Cost(64 * 1024, 2, 1)).bound_to("ab" * 16),
        msgspec.structs.replace(slot, generation=2).bound_to("ab" * 16),
    ):
        assert keys.unwrap(key, slot.nonce, slot.wrapped, other) is None


@pytest.mark.parametrize("byte", range(0, 600, 7))
def test_any_damage_to_a_header_is_seen(byte, made):
    data = bytearray((made.folder / header.NAME).read_bytes())
    if byte >= len(data):
        pytest.skip("the header is shorter")
    data[byte] ^= 1
    try:
        head = header.decode(bytes(data))
    except errors.HeaderDamaged:
        return
    with pytest.raises(errors.HeaderAltered):  # only the MAC itself is not under the digest
        head.verify(made.root)


def test_a_header_cut_anywhere_is_damaged(made):
    data = (made.folder / header.NAME).read_bytes()
    for length in range(len(data)):
        with pytest.raises(errors.HeaderDamaged):
            header.decode(data[:length])
    header.decode(data)  # the control


def changed(folder, made, practice=False):
    """A body with a new passphrase slot, as a change of passphrase writes it."""
    body = header.read(folder).body
    new = header.passphrase_slot("the new passphrase", made.root, made.log, FLOOR, body.slots[0].author)
    return msgspec.structs.replace(body, sequence=body.sequence + 1, slots=(new, *body.slots[1:]))


class Faults:
    """Fails the n-th of the calls that reach the disk."""

    def __init__(self, monkeypatch, at: int, code: int) -> None:
        self.count, self.at, self.code = 0, at, code
        for name in ("open", "fsync", "replace", "close"):
            monkeypatch.setattr(files.os, name, self.wrap(getattr(os, name)))

    def wrap(self, real):
        def call(*arguments, **more):
            self.count += 1
            if self.count == self.at:
                if real.__name__ == "close":
                    real(*arguments)
                raise OSError(self.code, os.strerror(self.code))
            return real(*arguments, **more)

        return call


def opens_with(folder) -> str:
    for words in ("the new passphrase", world.PASSPHRASE):
        try:
            vaults.unlock(folder, words).lock()
        except errors.WrongPassphrase:
            continue
        return words
    raise AssertionError("neither passphrase opens the log")


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_a_header_write_that_fails_at_any_step_leaves_the_old_or_the_new(code, made, folder, monkeypatch):
    body, outcomes = changed(folder, made), set()
    old = header.read(folder).data
    new = header.encode(body, made.root)
    for step in range(1, 100):
        for name in (header.NAME, header.COPY):
            (folder / name).write_bytes(old)
        with monkeypatch.context() as fault:
            faults = Faults(fault, step, code)
            with contextlib.suppress(errors.DiskFull if code == errno.ENOSPC else errors.StorageFailed):
                header.write(folder, body, made.root)
                assert faults.count < step  # the control: every earlier step did fail
                break
        assert (folder / header.NAME).read_bytes() in (old, new)
        assert header.read(folder).data in (old, new)
        assert not list(folder.glob(".*.new"))
        outcomes.add((folder / header.NAME).read_bytes() == new)
    assert step > 8
    assert outcomes == {True, False}
    assert opens_with(folder) == "the new passphrase"


def test_a_kill_between_header_and_copy_is_mended_by_the_next_opening(made, folder):
    """Else the old passphrase would open the copy for ever."""
    old = (folder / header.COPY).read_bytes()
    header.write(folder, changed(folder, made), made.root)
    (folder / header.COPY).write_bytes(old)  # as a kill after the first rename leaves it
    vaults.unlock(folder, "the new passphrase").lock()
    assert (folder / header.COPY).read_bytes() == (folder / header.NAME).read_bytes()
    for name in (header.NAME, header.COPY):
        with pytest.raises(errors.WrongPassphrase):
            header.decode((folder / name).read_bytes()).unlock(world.PASSPHRASE)


def test_a_header_that_does_not_prove_itself_replaces_nothing(made, folder, monkeypatch):
    before = world.snapshot(folder)
    monkeypatch.setattr(header, "encode", lambda body, root: header.MAGIC + secrets.token_bytes(300))
    with pytest.raises(errors.HeaderDamaged):
        header.write(folder, changed(folder, made), made.root)
    after = world.snapshot(folder)
    assert {n: s for n, s in after.items() if n != "."} == before


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (errno.ENOSPC, errors.DiskFull),
        (errno.EDQUOT, errors.DiskFull),
        (errno.EFBIG, errors.DiskFull),
        (errno.EROFS, errors.ReadOnly),
        (errno.EACCES, errors.ReadOnly),
        (errno.EIO, errors.StorageFailed),
    ],
)
def test_what_the_system_reports_is_told_apart(code, error):
    with pytest.raises(errors.VaultError) as caught, files.storage():
        raise OSError(code, "as the system says it")
    assert type(caught.value) is error
    assert isinstance(caught.value.__cause__, OSError)


def test_only_this_account_may_read_what_is_written(made):
    if os.name != "posix":
        pytest.skip("permissions are POSIX's")
    for path in [made.folder, *made.folder.iterdir()]:
        assert path.stat().st_mode & 0o077 == 0, path.name


BEFORE, AFTER = bytes(range(32)), bytes(range(32, 64))


def frozen(name):
    return header.decode((make_fixture.FIXTURES / "files" / name).read_bytes())


def organisation():
    groups = bech32.convertbits(bytes(range(64, 96)), 8, 5)
    return pyrage.x25519.Identity.from_str(bech32.bech32_encode("age-secret-key-", groups).upper())


def test_a_frozen_header_opens_by_each_of_its_three_ways():
    head = frozen("header_2.header")
    by_code = recovery.unlock_header(bytes(20), head)
    by_key, _ = escrow.unlock_by([organisation()], head)
    for root in (head.unlock("frozen words before"), by_code, by_key):
        head.verify(root)
        assert (root.secret, root.before) == (BEFORE, None)


def test_while_the_logs_key_is_changed_the_new_ways_lead_to_both_and_the_old_ones_to_the_old_alone():
    head = frozen("header_2_pending.header")
    by_key, _ = escrow.unlock_by([organisation()], head)
    new = (head.unlock("frozen words after"), recovery.unlock_header(bytes([1]) * 20, head), by_key)
    for root in new:
        head.verify(root)
        assert (root.secret, root.before.secret) == (AFTER, BEFORE)
    for root in (head.unlock("frozen words before"), recovery.unlock_header(bytes(20), head)):
        head.verify(root)
        assert (root.secret, root.before) == (BEFORE, None)
    assert head.body.generation == 1
    with pytest.raises(errors.HeaderAltered):
        head.verify(Root(AFTER))


def test_a_slot_that_was_moved_to_another_generation_opens_nothing():
    body = frozen("header_2_pending.header").body
    moved = tuple(msgspec.structs.replace(slot, generation=3 - slot.generation) for slot in body.slots)
    head = header.decode(header.encode(msgspec.structs.replace(body, slots=moved), Root(BEFORE)))
    with pytest.raises(errors.WrongPassphrase):
        head.unlock("frozen words before")
    with pytest.raises(errors.WrongRecoveryCode):
        recovery.unlock_header(bytes(20), head)
    with pytest.raises(escrow.WrongKeyFile):
        escrow.unlock_by([organisation()], head)


def test_another_recipient_put_into_a_slot_opens_nothing():
    body = frozen("header_2.header").body
    other = pyrage.x25519.Identity.generate()
    swapped = tuple(
        msgspec.structs.replace(slot, recipient=str(other.to_public())) if slot.recipient else slot
        for slot in body.slots
    )
    head = header.decode(header.encode(msgspec.structs.replace(body, slots=swapped), Root(BEFORE)))
    for identities in ([other], [organisation()], [organisation(), other]):
        with pytest.raises(escrow.WrongKeyFile):
            escrow.unlock_by(identities, head)


@pytest.mark.parametrize("name", ["../sharedesk.db", ".0000000000000000.rotated\n", "/etc/passwd", ".x.rotated", ""])
def test_a_header_names_no_file_but_its_own_kind(name):
    head = frozen("header_2_pending.header")
    for field in ("database", "backup"):
        pending = msgspec.structs.replace(head.body.pending, **{field: name})
        data = header.encode(msgspec.structs.replace(head.body, pending=pending), Root(BEFORE))
        with pytest.raises(errors.HeaderDamaged):
            header.decode(data)

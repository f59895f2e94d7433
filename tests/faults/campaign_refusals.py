"""What cannot be opened is refused in words of its own, at once, and nothing is touched (`make faults`).

Planted headers, of any cost and shape, with a digest that fits (PLANTED of them, default 2,000); wrong, damaged,
missing and newer; and codes of recovery sheets, mistyped, wrong and another log's.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from faults import damage, full_log, table
from vault import test_refusals, world
from vault.conftest import _other, folder, made, other_folder  # noqa: F401 - fixtures

from sharedesk.domain import checked_base32
from sharedesk.errors import ShareDeskError
from sharedesk.vault import database, errors, header, keys, recover, recovery
from sharedesk.vault import vault as vaults
from sharedesk.vault.keys import FLOOR, Cost

PLANTED = int(os.environ.get("PLANTED", "2000"))
AT_ONCE = 1.0
"""Seconds."""


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> full_log.Log:
    return full_log.make(tmp_path_factory.mktemp("pattern") / "log", decisions=2)


@pytest.fixture
def log(pattern: full_log.Log, tmp_path: Path) -> full_log.Log:
    return pattern.copy(tmp_path / "log")


@pytest.fixture
def dice() -> random.Random:
    print(f"\nSEED={damage.SEED}")  # noqa: T201 - so that a run can be repeated
    return random.Random(damage.SEED)


@contextlib.contextmanager
def untouched(place: Path) -> Iterator[None]:
    before = world.snapshot(place)
    yield
    assert world.snapshot(place) == before


class Begun:
    """In the place of Argon2id: notes what it is asked for, and is done at once."""

    asked: list[int]

    def __init__(self, *, salt: bytes, length: int, iterations: int, lanes: int, memory_cost: int) -> None:
        assert len(salt) == keys.SALT_BYTES
        self.asked.append(iterations * memory_cost)

    def derive(self, _: bytes) -> bytes:
        return bytes(32)


def number(dice: random.Random) -> int:
    """Small, large, beyond everything, and the very edges of what is allowed."""
    edges = (0, -1, 1, 2, 8, 9, 16, 17, 64 * 1024, 64 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 1, 2**31, 2**32, 2**63 - 1)
    return dice.choice([dice.choice(edges), dice.randrange(2 ** dice.randrange(1, 60))])


def allowed(dice: random.Random) -> int:
    return dice.choice([64 * 1024, 256 * 1024, 1024 * 1024])


def planted(good: bytes, dice: random.Random) -> bytes:
    """A header as somebody would make one who has no key: anything in it, and a digest that fits."""
    plain = msgspec.json.decode(good[22:-64])
    slot = plain["slots"][0]
    slots = []
    for _ in range(dice.choice([1, 1, 2, 8, 9, 40, 200])):
        cost = {"memory": allowed(dice), "passes": dice.choice([2, 3, 16]), "lanes": dice.choice([1, 4, 8])}
        if dice.random() < 0.5:
            cost[dice.choice(sorted(cost))] = number(dice)
        odd = {"cost": cost}
        if dice.random() < 0.3:
            odd[dice.choice(["salt", "nonce", "wrapped"])] = dice.choice(["", "QQ==", "A" * 4_000])
        slots.append({**slot, **odd})
    plain["slots"] = slots
    body = msgspec.json.encode(plain)
    version = dice.choice([1, 2, 2, 3, 65_535]).to_bytes(2, "big")
    front = header.MAGIC + version + len(body).to_bytes(4, "big") + body
    return front + hashlib.sha256(front).digest() + dice.randbytes(32)


def test_planted_headers_are_refused_at_once(
    log: full_log.Log, dice: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = (log.folder / header.NAME).read_bytes()
    monkeypatch.setattr(keys, "Argon2id", Begun)
    said: Counter[str] = Counter()
    slowest, most = 0.0, 0
    for _ in range(PLANTED):
        data = planted(good, dice)
        for name in (header.NAME, header.COPY):
            (log.folder / name).write_bytes(data)
        Begun.asked = []
        with untouched(log.folder):
            start = time.process_time()
            with pytest.raises(errors.VaultError) as caught:
                vaults.unlock(log.folder, "any words").lock()
            slowest = max(slowest, time.process_time() - start)
        said[type(caught.value).__name__] += 1
        most = max(most, sum(Begun.asked))
    assert slowest < AT_ONCE
    assert most <= keys.MOST_WORK
    assert {"UnsafeParameters", "NewerVersion", "WrongPassphrase"} <= said.keys()
    table.note(
        9, f"{PLANTED:,} planted headers: {', '.join(f'{count:,} {name}' for name, count in sorted(said.items()))}; "
        f"slowest {slowest:.2f} s; none began a derivation out of bounds, nothing was touched",
    )  # fmt: skip


def test_without_bounds_a_planted_header_would_have_its_way(
    log: full_log.Log, dice: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    monkeypatch.setattr(keys, "Argon2id", Begun)
    monkeypatch.setattr(Cost, "check", lambda self: None)
    monkeypatch.setattr(keys, "MOST_WORK", 2**200)
    good, most, bound = (log.folder / header.NAME).read_bytes(), 0, 1024 * 1024 * 16
    for _ in range(200):
        (log.folder / header.NAME).write_bytes(planted(good, dice))
        Begun.asked = []
        with contextlib.suppress(ShareDeskError):
            vaults.unlock(log.folder, "any words").lock()
        most = max(most, sum(Begun.asked))
    assert most > 1000 * bound
    table.note(9, "", control=f"without the bounds: derivations of {most / bound:.0e} times the most are begun")


@pytest.mark.parametrize("what", ["plain", "empty", "cut", "downgraded"])
def test_a_database_that_is_not_ours_is_refused_at_once(what: str, log: full_log.Log) -> None:
    """A plain one, and one whose pages nothing protects, among them."""
    path = log.folder / database.NAME
    if what == "plain":
        test_refusals.plain_sqlite(log.folder, None, None)
    elif what == "downgraded":
        path.write_bytes((damage.without_hmac(log, log.folder.with_name("bare")).folder / database.NAME).read_bytes())
    else:
        path.write_bytes(b"" if what == "empty" else path.read_bytes()[:-1000])
    with untouched(log.folder):
        start = time.process_time()
        with pytest.raises((errors.DatabasePlain, errors.DatabaseEmpty, errors.DatabaseDamaged)):
            log.open().lock()
        taken = time.process_time() - start
    assert taken < AT_ONCE
    table.note(9, f"a {what} database: refused in {taken:.2f} s")


@pytest.mark.parametrize("case", test_refusals.REFUSALS)
def test_each_refusal_is_its_own(case: str, folder: Path, made, other_folder: Path) -> None:  # noqa: F811
    """Wrong, damaged, missing, newer and planted: each its own error and sentence, each touching nothing."""
    spoil, error = test_refusals.REFUSALS[case]
    spoil(folder, made, other_folder)
    with untouched(folder), pytest.raises(errors.VaultError) as caught:
        vaults.unlock(folder, test_refusals.passphrase_for(case)).lock()
    assert type(caught.value) is error


def test_wrong_damaged_missing_and_newer_are_told_apart(log: full_log.Log) -> None:
    kinds = {error for _, error in test_refusals.REFUSALS.values()} | {errors.WrongPassphrase}
    four = (errors.WrongPassphrase, errors.DatabaseDamaged, errors.DatabaseMissing, errors.NewerVersion)
    assert kinds >= set(four)
    assert len({kind.sentence_text for kind in kinds}) == len(kinds)
    with untouched(log.folder), pytest.raises(errors.WrongPassphrase):
        vaults.unlock(log.folder, "not the words")
    vaults.unlock(log.folder, world.PASSPHRASE).lock()
    table.note(
        5, f"{len(test_refusals.REFUSALS)} ways of being refused and a wrong passphrase: {len(kinds)} errors, each "
        "with its own sentence; no file created or changed", control="the right passphrase opens the same folder",
    )  # fmt: skip


# ---- recovery sheets ------------------------------------------------------------------------------------------------


def mistyped(line: str, dice: random.Random) -> str:
    """A line with one slip of the fingers: another character, two exchanged, one too many or too few."""
    at, how = dice.randrange(len(line)), dice.choice(["other", "exchanged", "more", "less"])
    if how == "other":
        return line[:at] + dice.choice(checked_base32.ALPHABET) + line[at + 1 :]
    if how == "exchanged":
        return line[: at - 1] + line[at] + line[at - 1] + line[at + 1 :] if at else line[1] + line[0] + line[2:]
    return line[:at] + dice.choice(checked_base32.ALPHABET) + line[at:] if how == "more" else line[:at] + line[at + 1 :]


def as_typed(line: str, dice: random.Random) -> str:
    """The same line as somebody would type it."""
    line = line.replace("-", dice.choice(["-", "", " "]))
    return "".join(dice.choice([one, one.lower()]) for one in line).replace("0", dice.choice("0oO"))


def code_of(typed: list[str]) -> tuple[bytes | None, str]:
    """The code, or None and what is said."""
    try:
        return recovery.read_code(typed), ""
    except errors.MistypedLine as problem:
        return None, problem.sentence


def test_slips_of_the_fingers_are_found_on_their_line(log: full_log.Log, dice: random.Random) -> None:
    """A slip that is none (the same character again) reads; of the others none passes for the code."""
    lines, tried, missed = list(log.sheet.code_lines), 0, 0
    for _ in range(PLANTED):
        number = dice.randrange(len(lines))
        typed = [*lines[:number], mistyped(lines[number], dice), *lines[number + 1 :]]
        read, said = code_of(typed)
        tried += read != log.sheet.code
        missed += read is not None and read != log.sheet.code
        assert read is not None or f"{number + 1}" in said
    assert missed <= tried // 500  # two characters in a thousand pairs share their check character
    table.note(7, f"{tried:,} slips of the fingers in a code: {tried - missed:,} found on their own line")


def test_wrong_and_foreign_codes_change_nothing(log: full_log.Log, dice: random.Random) -> None:
    codes = [dice.randbytes(recovery.CODE_BYTES) for _ in range(PLANTED // 10)]
    block = recovery.read_slot(list(log.sheet.slot_lines))
    foreign = recovery.new_sheet(keys.Root(dice.randbytes(32)), log.sheet.log)
    for number, code in enumerate([*codes, foreign.code]):
        with untouched(log.folder), pytest.raises(errors.WrongRecoveryCode):
            recover.recover(log.folder, code, "new words", key_block=block if number % 2 else None, cost=FLOOR)
    whose = (foreign.log, foreign.slot)
    with untouched(log.folder), pytest.raises(errors.VaultError):
        recover.recover(log.folder, foreign.code, "new words", key_block=whose, cost=FLOOR)
    table.note(7, f"{len(codes):,} wrong codes and another log's sheet: all refused, no file changed")


def test_paper_and_database_are_enough_on_a_clean_machine(
    log: full_log.Log, dice: random.Random, tmp_path: Path
) -> None:
    """The control: the same, with the right sheet, typed as people type."""
    rounds = max(1, PLANTED // 200)
    with log.open() as vault:
        count = vault.store.count()
    for number in range(rounds):
        clean = tmp_path / f"clean {number}"
        clean.mkdir()
        (clean / database.NAME).write_bytes((log.folder / database.NAME).read_bytes())
        code = recovery.read_code([as_typed(line, dice) for line in log.sheet.code_lines])
        block = recovery.read_slot([as_typed(line, dice) for line in log.sheet.slot_lines])
        with recover.recover(clean, code, "new words", key_block=block, cost=FLOOR) as vault:
            assert vault.store.count() == count + 1
        vaults.unlock(clean, "new words").lock()
    table.note(7, "", control=f"{rounds} clean folders with the database alone: opened by the sheet as people type it")

"""Other logs' entries: brought in whole and unchanged, once, and carried on to a third log; or not at all."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import msgspec
import pytest
from domain import samples
from msgspec.structs import replace
from vault import world

from sharedesk.domain import entry as entries
from sharedesk.domain.chain import ChainOf, runs_of
from sharedesk.domain.entry import AlteredEntry, new_part
from sharedesk.vault import erase, errors, search, segments
from sharedesk.vault import vault as vaults
from sharedesk.vault.keys import FLOOR


def shared(vault, other):
    """What both say of everything that `vault` holds."""
    here, there = world.folds(vault.store), world.folds(other.store)
    return {entity: (here[entity], there.get(entity)) for entity in here if entity != "same people"}


def assert_same(vault, other):
    assert all(mine == theirs for mine, theirs in shared(vault, other).values())
    assert world.faults(other) == ()


def fill(vault):
    entity = world.record(vault, samples.small("A decision", notes="with a note"))
    world.correct(vault, entity, reasons="A corrected decision")
    one, two = world.state_person(vault, "Kit Placeholder"), world.state_person(vault, "K. Placeholder")
    world.link(vault, one, two)
    return entity


def test_what_comes_in_says_the_same(vault, other):
    entity = fill(vault)
    done = segments.import_log(other, world.export(vault))
    assert (done.added, done.known) == (vault.store.count(), 0)
    assert done.receipt is not None
    assert done.receipt.entries[0].leaf.kind == "imported"
    assert_same(vault, other)
    assert [listed.id for listed in search.find(other.store, "corrected")] == [entity]
    assert search.find(other.store, "corrected")[0].imported_from == vault.log
    assert search.reference_of(entity) == search.newest(other.store, 9)[0].reference


def test_importing_twice_adds_nothing(vault, other):
    fill(vault)
    segments.import_log(other, world.export(vault))
    before = (world.leaves(other.store), world.projections(other.store.connection))
    done = segments.import_log(other, world.export(vault))
    assert (done.added, done.known, done.receipt) == (0, vault.store.count(), None)
    assert (world.leaves(other.store), world.projections(other.store.connection)) == before
    assert len(segments.chains_of(other.store)) == 2


def test_a_longer_export_goes_on_from_the_shorter(vault, other):
    entity = fill(vault)
    segments.import_log(other, world.export(vault))
    world.correct(vault, entity, reasons="Corrected once more")
    done = segments.import_log(other, world.export(vault))
    assert done.added == 1
    assert len(segments.chains_of(other.store)) == 2
    assert_same(vault, other)


def test_a_shorter_export_after_the_longer_adds_nothing(vault, other):
    fill(vault)
    shorter = [*world.export(vault).records]
    world.record(vault, samples.small("later"))
    segments.import_log(other, world.export(vault))
    done = segments.import_log(other, segments.Incoming(log=vault.log, practice=False, records=iter(shorter)))
    assert done.added == 0
    assert_same(vault, other)


def test_a_third_log_gets_both_chains(vault, other, third):
    fill(vault)
    segments.import_log(other, world.export(vault))
    world.record(other, samples.small("The other's own"))
    done = segments.import_log(third, world.export(other))
    assert done.added == other.store.count()
    assert [chain.log for chain in segments.chains_of(third.store)] == [third.log, other.log, vault.log]
    assert_same(vault, third)
    assert_same(other, third)
    assert segments.import_log(third, world.export(vault)).added == 0


def test_logs_that_imported_each_other_say_the_same(vault, other):
    fill(vault)
    segments.import_log(other, world.export(vault))
    world.record(other, samples.small("Back again"))
    segments.import_log(vault, world.export(other))
    assert_same(other, vault)
    assert world.faults(vault) == ()


def test_a_correction_made_elsewhere_comes_back(vault, other):
    entity = fill(vault)
    segments.import_log(other, world.export(vault))
    world.correct(other, entity, reasons="Corrected by the other log")
    segments.import_log(vault, world.export(other))
    assert world.folds(vault.store)[entity][0]["reasons"] == "Corrected by the other log"
    assert world.folds(vault.store)[entity] == world.folds(other.store)[entity]
    assert world.faults(vault) == ()


def test_an_erasure_there_is_done_here_too(vault, other):
    """A log's own words that it erased go wherever its later export comes, or the two would say different things."""
    entity = fill(vault)
    segments.import_log(other, world.export(vault))
    world.erase_slot(vault, entity, "notes", notes="reworded")
    assert b"with a note" in world.everything(other.store.connection)
    segments.import_log(other, world.export(vault))
    assert b"with a note" not in world.everything(other.store.connection)
    assert_same(vault, other)
    assert len(erase.noted(other.folder / "backups")) == 1


def test_what_another_log_erased_of_ours_stays_here(vault, other):
    entity = fill(vault)
    segments.import_log(other, world.export(vault))
    world.erase_slot(other, entity, "notes")
    segments.import_log(vault, world.export(other))
    assert b"with a note" in world.everything(vault.store.connection)
    assert world.faults(vault) == ()


def test_importing_what_was_erased_here_does_not_bring_it_back(vault, other):
    entity = fill(vault)
    older = [*world.export(vault).records]
    segments.import_log(other, world.export(vault))
    world.erase_slot(other, entity, "notes")
    segments.import_log(other, segments.Incoming(log=vault.log, practice=False, records=iter(older)))
    assert b"with a note" not in world.everything(other.store.connection)
    assert world.faults(other) == ()


def test_a_link_to_people_who_were_never_stated_is_no_fault(vault, other):
    one = world.state_person(vault, "Kit Placeholder")
    world.link(vault, one, "00" * 16)
    assert search.same_person(vault.store, one) == one
    segments.import_log(other, world.export(vault))
    assert_same(vault, other)


@pytest.mark.parametrize(("mine", "error"), [(True, errors.RealIntoPractice), (False, errors.PracticeRefused)])
def test_practice_and_real_never_mix(mine, error, vault, tmp_path):
    with vaults.create(tmp_path / "practice", "x", world.AUTHOR, practice=True, cost=FLOOR)[0] as practice:
        into, source = (practice, vault) if mine else (vault, practice)
        before = world.leaves(into.store)
        with pytest.raises(errors.PracticeRefused) as caught:
            segments.import_log(into, world.export(source))
        assert type(caught.value) is error
        # nor when the export says of itself what it is not
        lying = msgspec.structs.replace(world.export(source), practice=into.practice)
        with pytest.raises(errors.ImportRefused):
            segments.import_log(into, lying)
        assert world.leaves(into.store) == before


# ---- exports that are not what they should be -----------------------------------------------------------------------


def releaf(entry, **changes):
    raw = entries.encode_leaf(leaf := msgspec.structs.replace(entry.leaf, **changes))
    return msgspec.structs.replace(entry, leaf=leaf, raw=raw)


def repart(entry, *parts):
    leafless = msgspec.structs.replace(entry, parts=parts)
    return releaf(leafless, parts=entries.digest_of(p.commit for p in parts))


def raw_part(content: bytes, slot="reasons"):
    part = new_part(slot, "x")
    return msgspec.structs.replace(part, content=content, commit=entries.commit_to(part.salt, content))


def shorter(chain):
    """A chain without its last entry."""
    return msgspec.structs.replace(chain, runs=runs_of([*chain.numbers][:-1]))


def rechain(records):
    """Give the own chain the head that its entries have: the forger did his sums."""
    *listed, chain = records
    head = entries.GENESIS
    for number in chain.numbers:
        head = entries.next_head(head, listed[number - 1].raw)
    return [*listed, msgspec.structs.replace(chain, head=head.hex())]


def nested(depth):
    part = new_part("reasons", "x")
    content = (
        json.dumps({"id": part.id, "slot": "reasons", "value": 0})
        .encode()
        .replace(b"0}", b"[" * depth + b"]" * depth + b"}")
    )
    return msgspec.structs.replace(part, content=content, commit=entries.commit_to(part.salt, content))


def change(index, how, sums=True):
    def spoil(records):
        records = [*records]
        records[index] = how(records[index])
        return rechain(records) if sums else records

    return spoil


def circle(records):
    a, b = records[-3], records[-2]
    return rechain(
        [
            *records[:-3],
            releaf(a, follows=(b.leaf.entry,)),
            releaf(b, follows=(a.leaf.entry,), entity=a.leaf.entity),
            records[-1],
        ]
    )


def with_part(part):
    return change(-2, lambda e: repart(e, *e.parts, part))


HOSTILE = {
    "a word altered": change(
        -2,
        lambda e: msgspec.structs.replace(
            e,
            parts=(
                msgspec.structs.replace(e.parts[0], content=e.parts[0].content.replace(b"final", b"first")),
                *e.parts[1:],
            ),
        ),
        sums=False,
    ),
    "a part left out": change(-2, lambda e: msgspec.structs.replace(e, parts=e.parts[1:]), sums=False),
    "a leaf altered": change(-2, lambda e: releaf(e, clock_back=True), sums=False),
    "an entry left out": lambda r: [*r[:5], *r[6:]],
    "an entry left out, sums done": lambda r: rechain([*r[:5], *r[6:-1], shorter(r[-1])]),
    "two entries changed over": lambda r: rechain([*r[:5], r[6], r[5], *r[7:]]),
    "no chain at all": lambda r: r[:-1],
    "an empty chain": lambda r: [*r[:-1], ChainOf(log=r[-1].log, head=entries.GENESIS.hex(), runs=())],
    "a chain that ends before the entries": lambda r: rechain([*r[:-1], shorter(r[-1])]),
    "a chain that runs backwards": lambda r: [*r[:-1], msgspec.structs.replace(r[-1], runs=((5, 1),))],
    "a chain that never ends": lambda r: [*r[:-1], msgspec.structs.replace(r[-1], runs=((1, 2**52),))],
    "a chain beyond the entries": lambda r: [*r[:-1], msgspec.structs.replace(r[-1], runs=(*r[-1].runs, (999, 999)))],
    "a chain of another log": lambda r: [*r[:-1], msgspec.structs.replace(r[-1], log="ab" * 16)],
    "a chain with the wrong head": lambda r: [*r[:-1], msgspec.structs.replace(r[-1], head="ab" * 32)],
    "a chain without its beginning": lambda r: rechain([*r[1:-1], shorter(r[-1])]),
    "an entry of another log": change(-2, lambda e: releaf(e, log="ab" * 16)),
    "a number skipped": change(-2, lambda e: releaf(e, seq=e.leaf.seq + 1)),
    "entries in a circle": circle,
    "an answer of the wrong kind": with_part(new_part("items", "not an item")),
    "an unknown field": with_part(new_part("no_such_field", "x")),
    "one answer and a list": lambda r: with_part(new_part("concerns", {"a": 1}))(
        with_part(new_part("concerns/" + "ab" * 8, {"key": "ab" * 8, "text": "x"}))(r)
    ),
    "content that is not JSON": with_part(raw_part(b"\xff\xfe")),
    "content of another part": with_part(raw_part(b'{"id":"' + b"0" * 32 + b'","slot":"reasons","value":"x"}')),
    "content nested beyond reading": with_part(nested(100_000)),
    "content nested deeply": with_part(nested(400)),
    "text with U+0000": with_part(raw_part(b'{"id":"' + b"0" * 32 + b'","slot":"reasons","value":"a\\u0000b"}')),
    "a name with a line break": with_part(
        msgspec.structs.replace(new_part("reasons", "x"), id="ab" * 16 + "\n", salt=None, content=None)
    ),
    "a slot with words": with_part(
        msgspec.structs.replace(new_part("reasons", "x"), slot="Some words", salt=None, content=None)
    ),
    "a short salt": with_part(
        msgspec.structs.replace(p := new_part("reasons", "x"), salt=b"ab", commit=entries.commit_to(b"ab", p.content))
    ),
    "more parts than fit": change(-2, lambda e: repart(e, *[new_part("reasons", "x")] * 5_001)),
    "words gone that no erasure names": change(
        -2, lambda e: replace(e, parts=tuple(replace(part, salt=None, content=None) for part in e.parts))
    ),
    "a part that cannot be what it says": change(-2, lambda e: repart(e, new_part("@because", ["why"]))),
    "a time before all calendars": change(-2, lambda e: releaf(e, at=datetime(1, 1, 1, tzinfo=UTC))),
    "an erasure that says nothing": change(-2, lambda e: releaf(e, kind="erased")),
    "a link that is none": change(-2, lambda e: releaf(repart(e, new_part("link", "x")), kind="people_linked")),
    "a person who is none": change(
        -2, lambda e: releaf(repart(e, new_part("who", "x")), kind="person_stated", entity="cd" * 16)
    ),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_bad_export_is_refused_and_nothing_changes(what, vault, other):
    fill(vault)
    world.record(vault, samples.small("The final one"))
    records = [*world.export(vault).records]
    before = (world.leaves(other.store), world.projections(other.store.connection), other.store.tip)
    spoilt = HOSTILE[what](records)
    assert spoilt != records  # the control
    with pytest.raises((errors.ImportRefused, AlteredEntry, entries.WrongText)):
        segments.import_log(other, segments.Incoming(log=vault.log, practice=False, records=iter(spoilt)))
    assert (world.leaves(other.store), world.projections(other.store.connection), other.store.tip) == before
    assert world.faults(other) == ()
    segments.import_log(other, segments.Incoming(log=vault.log, practice=False, records=iter(records)))
    assert_same(vault, other)


def test_an_entry_that_differs_from_the_same_one_here_is_refused(vault, other):
    fill(vault)
    segments.import_log(other, world.export(vault))
    records = rechain(change(-2, lambda e: releaf(e, clock_back=True))([*world.export(vault).records]))
    with pytest.raises((errors.ImportRefused, AlteredEntry)):
        segments.import_log(other, segments.Incoming(log=vault.log, practice=False, records=iter(records)))
    assert_same(vault, other)


def test_an_import_that_is_stopped_or_breaks_off_leaves_nothing(vault, other):
    fill(vault)
    before = world.leaves(other.store)

    def stop(done, of):
        if done == 5:
            raise errors.Cancelled

    with pytest.raises(errors.Cancelled):
        segments.import_log(other, world.export(vault), stop)
    assert world.leaves(other.store) == before
    world.record(other, samples.small("going on"))
    assert world.faults(other) == ()

"""The copies of one decision: which can be asked for and for whom, and what was sent."""

from __future__ import annotations

from msgspec import Struct

from sharedesk.desk import copy_readers, record, release
from sharedesk.desk.copy_looking import plan_of
from sharedesk.desk.drafting import Drafts
from sharedesk.desk.release import NoSuchCopy
from sharedesk.domain.copies import Copy, CopyKind, copies_of
from sharedesk.domain.entry import Entry
from sharedesk.domain.fold import fold_decision
from sharedesk.paper.copies import handed_over, kind_said, outcome_said
from sharedesk.paper.describe import recorded
from sharedesk.paper.document import Block
from sharedesk.vault.errors import NoSuchRecord
from sharedesk.vault.vault import Vault

KINDS: tuple[CopyKind, ...] = ("recipient", "family", "subject_access", "answer")


class Sent(Struct, frozen=True, kw_only=True):
    """One copy that was handed over: the id of its entry, and what a list says of it."""

    entry: str
    said: str


class Copies(Struct, frozen=True, kw_only=True):
    """What the page of a decision's copies shows. `offered` has key and name of every reader, by kind."""

    reference: str
    offered: dict[CopyKind, list[tuple[str, str]]]
    begun: tuple[tuple[CopyKind, str], ...]
    """Kind and reader of the copies that somebody began to look through."""
    sent: tuple[Sent, ...]


class WhatWasSent(Struct, frozen=True, kw_only=True):
    """One copy, as the full record tells of it. `same` says whether it can be made again, and as what."""

    reference: str
    blocks: tuple[Block, ...]
    again: bool
    same: str


def copies(vault: Vault, decision: str) -> Copies:
    """The copies of a decision. Raises NoSuchRecord."""
    entries = _entries(vault, decision)
    there = fold_decision(entries).decision
    offered = {kind: [(one.key, one.called) for one in copy_readers.readers(there, kind)] for kind in KINDS}
    drafts = [draft for draft in Drafts(vault).all() if draft.kind == "copy" and draft.decision == decision]
    return Copies(
        reference=record.reference_of(vault, decision),
        offered={kind: readers for kind, readers in offered.items() if readers},
        begun=tuple((plan.kind, plan.whose) for plan in map(plan_of, drafts)),
        sent=tuple(Sent(entry=one.entry.leaf.entry, said=_said(one)) for one in reversed(copies_of(entries))),
    )


def what_was_sent(vault: Vault, decision: str, entry: str) -> WhatWasSent:
    """One copy that was handed over, made again to see whether it is the same. Raises NoSuchRecord, NotAsSent."""
    reference = record.reference_of(vault, decision)
    own = [one for one in _entries(vault, decision) if one.leaf.entry == entry]
    blocks = tuple(handed_over(own, _moment))[1:]  # the page has a heading of its own
    try:
        made = release.reprint(vault, reference, entry)
    except NoSuchCopy:
        same = "Nothing was handed over on paper, or nothing of it is kept, so there is nothing to print again."
        return WhatWasSent(reference=reference, blocks=blocks, again=False, same=same)
    if made.same is None:
        same = "Made again from what the log kept. There is no file to compare it with, or parts of it were erased."
    elif made.same:
        same = "Made again from what the log kept, it is the same file as was sent, byte for byte."
    else:
        same = "The words are those that were sent. The file is not the same byte for byte: it was made anew."
    return WhatWasSent(reference=reference, blocks=blocks, again=True, same=same)


def _entries(vault: Vault, decision: str) -> tuple[Entry, ...]:
    entries = tuple(vault.store.entries_of(decision))
    if not entries:
        raise NoSuchRecord
    return entries


def _said(copy: Copy) -> str:
    whom = copy.for_whom or "somebody whose name was erased since"
    return f"{_moment(copy.entry)}: {kind_said(copy)} for {whom}. {outcome_said(copy)}."


def _moment(entry: Entry) -> str:
    return recorded(entry.leaf.at, entry.leaf.offset)

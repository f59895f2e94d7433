"""The line that ties a paper to the log: which writer's entry it was printed after, and the chain's head there."""

from __future__ import annotations

from sharedesk.domain import checked_base32 as base32
from sharedesk.paper.document import Witness
from sharedesk.vault.vault import Vault

TYPED = 32
"""Characters of the head to type: 160 of its 256 bits."""


def witness_of(vault: Vault) -> Witness:
    """Where the log stands now. The claim it supports is "unchanged since this was printed", no more."""
    tip = vault.store.tip
    return Witness(
        writer=tip.writer,
        sequence=tip.seq,
        date=f"{tip.at:%Y-%m-%d}",
        head=tip.head,
        typed=base32.grouped(base32.encode(tip.head)[:TYPED]),
        qr=f"sharedesk:1:{tip.writer}:{tip.seq}:{tip.head.hex()}",
    )

"""Who wrote the log: names, roles and organisations, as they were when an entry was made."""

from __future__ import annotations

import msgspec

from sharedesk.domain.entry import Leaf, content_of
from sharedesk.domain.order import in_order
from sharedesk.domain.person import Author
from sharedesk.vault.vault import Vault


def author_of(vault: Vault, leaf: Leaf) -> Author | None:
    """The author of an entry as stated last before it; None where that was erased or never came along."""
    stated = None
    for entry in in_order(vault.store.entries_of(leaf.author)):
        if entry.leaf.at <= leaf.at or stated is None:
            for part in entry.parts:
                content = content_of(part)
                if content is not None and content.slot == "author":
                    stated = msgspec.convert(content.value, Author)
    return stated

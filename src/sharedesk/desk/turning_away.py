"""The reason for turning notes away, sealed as it is written like every other text."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Sequence

from sharedesk.desk import quick_share
from sharedesk.desk.drafting import Draft, Drafts
from sharedesk.domain.ids import Dice, new_id
from sharedesk.vault import errors
from sharedesk.vault.vault import Vault

PAGE = "turn_away"
"""The page that such a draft is gone on with."""


def reason_for(vault: Vault, which: Sequence[str], dice: Dice = secrets.token_bytes) -> Draft:
    """The one reason that is being written, for the notes with these SHA-256; with none, for those it was begun for."""
    held = next((draft for draft in Drafts(vault).all() if draft.kind == "notes"), None)
    draft = held or Draft(id=new_id(dice), kind="notes", page=PAGE)
    if which:
        draft.answers["notes"] = list(which)
    return draft


def turn_away(
    vault: Vault, drafts: Drafts, draft: Draft, progress: Callable[[int, int], None] = lambda done, of: None
) -> int:
    """Turn the notes of a draft away with its reason, and only then remove the draft. Gives how many they were.

    Raises SayWhy, NoteGone, and what a save raises; then nothing has changed.
    """
    because, which = str(draft.answers.get("because", "")), list(draft.answers.get("notes", []))
    gone = quick_share.reject(vault, which, because, progress=progress)
    with contextlib.suppress(errors.VaultError):  # they are turned away; an empty reason waits for nobody
        drafts.drop(draft.id)
    return gone

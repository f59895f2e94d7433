"""This log in a few sentences: how safe it is, how one gets back in, whether records wait to be looked at."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from sharedesk import __version__
from sharedesk.desk import backup_words, backups, retention, ways_in
from sharedesk.domain.organisation import Organisation
from sharedesk.vault.vault import Vault

NO_SHEET = "There is no recovery sheet for this log: if the passphrase is lost, so is everything in it."


class ThisLog(Struct, frozen=True, kw_only=True):
    """What there is to say of a log as a whole. No names, and nothing of a record."""

    kept: str
    """How old the last backup is, and the last copy outside this computer."""
    ways: str
    retention: str
    about: str


def this_log(vault: Vault, chosen: str, organisation: Organisation | None, now: datetime) -> ThisLog:
    """The state of an open log. `chosen` is the place for backups in the settings, empty where there is none."""
    entries = vault.store.count()
    held = "1 entry" if entries == 1 else f"{entries:,} entries"
    return ThisLog(
        kept=_kept(vault, chosen, now),
        ways=_ways(ways_in.ways_in(vault, chosen)),
        retention=retention.state(vault, organisation, now.date()),
        about=f"ShareDesk {__version__}. It works without any network. This log is {vault.log[:8]} and holds {held}. "
        f"It is kept in “{vault.folder}”.",
    )


def _kept(vault: Vault, chosen: str, now: datetime) -> str:
    kept = (one.manifest for one in backups.listed(vault.folder, chosen))
    made = next((manifest for manifest in kept if manifest is not None and manifest.log == vault.log), None)
    here = f"Last backup on this computer: {backup_words.ago(made.made_at, now)}." if made else NO_BACKUP
    outside = backups.outside_copies(vault)
    return f"{here} {backup_words.outside_said(outside[-1] if outside else None, now)}"


NO_BACKUP = "There is no backup on this computer yet; one is made by itself soon after something is recorded."


def _ways(ways: ways_in.WaysIn) -> str:
    sheet = f"There is a recovery sheet, of {ways.sheet_since}." if ways.sheet_since else NO_SHEET
    count = len(ways.holders)
    could = {0: "", 1: " An organisation’s key opens this log too."}
    return sheet + could.get(count, f" {count} organisations’ keys open this log too.")

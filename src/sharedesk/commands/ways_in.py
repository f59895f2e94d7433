"""Commands about what opens a log: passphrase, sheet, escrow, rotate, recover."""

from __future__ import annotations

import argparse
import contextlib
from pathlib import Path
from typing import Any

from sharedesk.commands import asking, sheets
from sharedesk.commands.arguments import Commands, command
from sharedesk.commands.backing_up import chosen_place, sheet_lines
from sharedesk.commands.output import Output, counted
from sharedesk.desk import ways_in
from sharedesk.desk.ways_in import Changed, Holder, NewSheet
from sharedesk.errors import ShareDeskError
from sharedesk.vault import errors, recover, recovery
from sharedesk.vault.vault import Vault, look


class NoKeyNamed(ShareDeskError):
    """The organisation's pack names no key."""

    exit_code = 5

    def __init__(self) -> None:
        super().__init__(
            "That organisation's pack names no key that could open a log. Nothing was changed.",
            "Ask whoever keeps the pack, or give the key itself with --key and --who.",
        )


class NotAgreed(ShareDeskError):
    """Somebody was asked, and did not say yes."""

    exit_code = 11

    def __init__(self) -> None:
        super().__init__("Stopped. Nothing was changed.", "Type yes, in full, to go on.")


def add_to(commands: Commands) -> None:
    """Add this room's commands."""
    words = command(commands, "passphrase", "change the passphrase", _passphrase)
    asking.add_passphrase(words, "new-passphrase")
    sheet = command(commands, "sheet", "make a new recovery sheet in the place of the one before", _sheet)
    what = "the new recovery sheet (a PDF if FILE ends in .pdf, else text)"
    sheet.add_argument("--to", required=True, metavar="FILE|fd:N", help=what)
    escrow = command(commands, "escrow", "show, add or take out keys with which an organisation could read", _escrow)
    change = escrow.add_mutually_exclusive_group()
    change.add_argument("--pack", metavar="FILE", help="add the key that an organisation's pack names")
    change.add_argument("--key", metavar="KEY", help="add this public key (age1...); --who says who holds it")
    change.add_argument("--remove", metavar="KEY", help="take this key out: the public key, or its four words")
    escrow.add_argument("--who", default="", metavar="WORDS", help="the team or office that holds the key")
    rotate = command(commands, "rotate", "change the log's own key: every file of the log is sealed anew", _rotate)
    asking.add_passphrase(rotate, "new-passphrase")
    rotate.add_argument("--to", metavar="FILE|fd:N", help=what)
    for asked in (escrow, rotate):
        asked.add_argument("--yes", action="store_true", help="go on without asking")
    back_in = command(commands, "recover", "get back in with the recovery sheet and choose a new passphrase", _recover)
    by = back_in.add_mutually_exclusive_group()
    by.add_argument("--sheet", metavar="FILE|-", help="read the sheet (text) instead of asking line by line")
    by.add_argument("--organisation-key", metavar="FILE", help="the file with an organisation's secret key instead")


def _passphrase(options: argparse.Namespace, output: Output) -> int:
    folder = Path(options.folder)
    look(folder)
    old = asking.passphrase(options.passphrase_fd, "Present passphrase: ")
    with asking.opened(options, old) as vault:
        if options.new_passphrase_fd is None and not asking.at_terminal():
            raise asking.NoNewPassphrase
        new = asking.new_passphrase(options.new_passphrase_fd)
        tell = output.progress("Locking backups anew")
        _say(output, folder, ways_in.change_passphrase(vault, old, new, tell, chosen=chosen_place()))
    return 0


def _sheet(options: argparse.Namespace, output: Output) -> int:
    sheets.free(options.to)
    with asking.opened(options) as vault:
        new = ways_in.begin_sheet(vault)
        _keep(new, options.to, output)
        changed = ways_in.finish_sheet(vault, new, output.progress("Locking backups anew"), chosen=chosen_place())
        _say(output, vault.folder, changed)
    return 0


def _keep(new: NewSheet, target: str, output: Output) -> None:
    """Write a new sheet, and have it typed back where somebody is there."""
    if target.startswith("fd:"):
        sheets.write(ways_in.sheet_source(new), target)
    else:
        ways_in.save_sheet(new, Path(target))
    if asking.at_terminal():
        sheets.typed_back(new.asked, output)


def _escrow(options: argparse.Namespace, output: Output) -> int:
    offer = _offer(options)
    with asking.opened(options) as vault:
        tell = output.progress("Locking backups anew")
        if offer is not None:
            _agreed(options, output, (
                f"Whoever holds this key could read everything in the log: {offer.who}.",
                f"Its four words: {offer.words}. Compare them with what the organisation itself shows.",
                *((f"It shows them here: {offer.compare}",) if offer.compare else ()),
            ))  # fmt: skip
            _say(output, vault.folder, ways_in.add_holder(vault, offer, tell, chosen=chosen_place()))
        elif options.remove:
            held = {one.words: one.recipient for one in ways_in.ways_in(vault).holders}
            key = held.get(options.remove, options.remove)
            _say(output, vault.folder, ways_in.remove_holder(vault, key, tell, chosen=chosen_place()))
        else:
            _show(vault, output)
    return 0


def _offer(options: argparse.Namespace) -> Holder | None:
    if options.key:
        return ways_in.typed_holder(options.who, options.key)
    if not options.pack:
        return None
    from sharedesk.desk.shelf import open_shelf

    shelf = open_shelf(Path(options.pack))
    if shelf.fault is not None:
        raise shelf.fault
    held = ways_in.offered(shelf.organisation)
    if held is None:
        raise NoKeyNamed
    return held


def _show(vault: Vault, output: Output) -> None:
    found = ways_in.ways_in(vault, chosen_place())
    lines = [f"The passphrase: since {found.passphrase_since}."]
    sheet = f"The recovery sheet: since {found.sheet_since}." if found.sheet_since else "There is no recovery sheet."
    lines.append(sheet)
    for one in found.holders:
        lines.append(f"An organisation's key, since {one.since or 'an unknown time'}: {one.who or 'nobody is named'}.")
        lines.append(f"  Its four words: {one.words}   Key: {one.recipient}")
    if not found.holders:
        lines.append("No organisation's key opens this log.")
    lines.append(f"The log's own key: since {found.key_since}.")
    lines += [f"Opens as it did before the last change: the backup {name}" for name in found.older_backups]
    lines += [f"Opens as it did when it was kept aside: {path}" for path in found.kept_aside]
    value = {
        "passphrase_since": found.passphrase_since, "sheet_since": found.sheet_since, "key_since": found.key_since,
        "holders": [{"who": o.who, "key": o.recipient, "words": o.words, "since": o.since} for o in found.holders],
        "older_backups": found.older_backups, "kept_aside": [str(path) for path in found.kept_aside],
    }  # fmt: skip
    output.result("\n".join(lines), value)


def _rotate(options: argparse.Namespace, output: Output) -> int:
    folder = Path(options.folder)
    if options.to:
        sheets.free(options.to)
    look(folder)
    old = asking.passphrase(options.passphrase_fd, "Present passphrase: ")
    with asking.opened(options, old) as vault:
        without = () if options.to else ("Without --to there will be no recovery sheet.",)
        _agreed(options, output, (*ways_in.before_rotation(vault), *without))
        rotation = ways_in.begin_rotation(vault, old, _new_words(options), with_sheet=bool(options.to))
        if rotation.new_sheet is not None:
            _keep(rotation.new_sheet, options.to, output)
        _say(output, folder, ways_in.rotate(vault, rotation, output.progress("Sealing anew"), chosen=chosen_place()))
    return 0


def _new_words(options: argparse.Namespace) -> str:
    """A new passphrase where there is to be one; empty: the present one stays."""
    if options.new_passphrase_fd is not None:
        return asking.new_passphrase(options.new_passphrase_fd)
    if asking.at_terminal() and asking.question("A new passphrase too? Type yes, or Enter to keep it: ", "") == "yes":
        return asking.new_passphrase(None)
    return ""


def _agreed(options: argparse.Namespace, output: Output, sentences: tuple[str, ...]) -> None:
    """Say what will be, and go on only with somebody's yes."""
    for sentence in sentences:
        output.say(sentence)
    if not options.yes and asking.question("Go on? Type yes: ", "Say --yes to go on without asking.").lower() != "yes":
        raise NotAgreed


def _say(output: Output, folder: Path, changed: Changed) -> None:
    value: dict[str, Any] = {
        "folder": str(folder), "relocked": changed.relocked, "older_backups": changed.older_backups,
        "kept_aside": [str(path) for path in changed.kept_aside], "also": changed.also,
    }  # fmt: skip
    output.result("\n".join((changed.said, *changed.also)), value)


def _recover(options: argparse.Namespace, output: Output) -> int:
    folder = Path(options.folder)
    with contextlib.suppress(errors.HeaderMissing, errors.HeaderDamaged):  # what the sheet puts right
        look(folder)
    tell = output.progress("Checking")
    if options.organisation_key:
        words = asking.new_passphrase(options.passphrase_fd)
        vault = ways_in.recover_with_key(folder, Path(options.organisation_key), words, tell)
        stays = "Nothing else was changed."
    else:
        if options.sheet:
            code_lines, block_lines = sheet_lines(options.sheet)
            code = recovery.read_code(code_lines)
            block = recovery.read_slot(block_lines) if block_lines else None
        else:
            code, block = sheets.typed_in(folder, output)
        words = asking.new_passphrase(options.passphrase_fd)
        vault = recover.recover(folder, code, words, key_block=block, progress=tell)
        stays = "The recovery sheet stays good."
    with vault:
        anew = ways_in.lock_backups_anew(vault, output.progress("Locking backups anew"), chosen=chosen_place())
        value = {
            "folder": str(folder), "log": vault.log, "entries": vault.store.count(), "relocked": anew.relocked,
            "older_backups": anew.older_backups, "also": anew.also,
        }  # fmt: skip
        opened = (
            f"The log is open again: {counted(vault.store.count(), 'entry', 'entries')}, checked. "
            f"Use the new passphrase from now on; the old one no longer opens it. {stays}"
        )
        output.result("\n".join((opened, *anew.also)), value)
    return 0

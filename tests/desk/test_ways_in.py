"""What the desk says of the ways into a log, and of what is out of reach when one is changed."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime

import pyrage
import pytest
from vault import old_ways
from vault import world as vaults_world

from sharedesk.desk import first_run, ways_in
from sharedesk.domain import outside
from sharedesk.domain.entry import new_part
from sharedesk.domain.organisation import EscrowKey, Organisation
from sharedesk.domain.person import Author
from sharedesk.paper.recovery_sheet import plain_sheet, read_plain_sheet
from sharedesk.vault import escrow, header, keys, recovery, rotate
from sharedesk.vault.keys import FLOOR
from sharedesk.vault.store import NewEntry
from sharedesk.vault.vault import create, open_with_root

NEW = "a new passphrase for the desk"


@pytest.fixture(autouse=True)
def quick(monkeypatch, made):
    monkeypatch.setattr(keys, "stretch", old_ways.quick_stretch(made[0]))
    monkeypatch.setattr(rotate, "apart", lambda work, *given, told: work(told, *given))
    monkeypatch.setattr(keys, "calibrated", lambda: FLOOR)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ways") / "log"
    author = Author(name="J. Practice", role="Teacher")
    with create(folder, "x y", author, cost=FLOOR, clock=vaults_world.LoadedClock())[0] as vault:
        return folder, vault.root


@pytest.fixture
def vault(made, tmp_path):
    folder = shutil.copytree(made[0], tmp_path / "log")
    clock = vaults_world.LoadedClock()
    clock.at = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
    with open_with_root(folder, header.read(folder), made[1], clock=clock) as opened:
        yield opened


def holder(who="Records team"):
    return ways_in.typed_holder(who, str(pyrage.x25519.Identity.generate().to_public()))


def test_a_new_log_says_since_when_each_way_is_good(vault):
    found = ways_in.ways_in(vault)
    assert found.passphrase_since == found.sheet_since == found.key_since == "14 March 2026 at 12:01"
    assert (found.holders, found.older_backups, found.kept_aside) == ((), (), ())


def test_each_change_has_its_own_day(vault):
    ways_in.change_passphrase(vault, "x y", NEW)
    new = ways_in.begin_sheet(vault)
    ways_in.finish_sheet(vault, new)
    one = holder()
    ways_in.add_holder(vault, one)
    found = ways_in.ways_in(vault)
    assert found.passphrase_since == "1 June 2026 at 09:01"
    assert found.sheet_since.startswith("1 June 2026")
    assert found.key_since == "14 March 2026 at 12:01"
    assert [(h.who, h.words, h.since[:11]) for h in found.holders] == [("Records team", one.words, "1 June 2026")]
    changed = ways_in.rotate(vault, ways_in.begin_rotation(vault, NEW))
    assert changed.said.startswith("The log’s key is changed")
    after = ways_in.ways_in(vault)
    assert after.passphrase_since == after.sheet_since == after.key_since > found.passphrase_since
    assert [h.who for h in after.holders] == ["Records team"], "they keep their way in"


def test_what_is_out_of_reach_is_said(vault):
    for month, place in ((4, "Stick E:/one"), (5, "Stick E:/two")):
        told = outside.CopiedOutside(
            place=place, at=datetime(2026, month, 3, 12, tzinfo=UTC), entries=2, head="00" * 32
        )
        vault.append([NewEntry(kind="copied_outside", entity=vault.log, parts=(new_part(outside.SLOT, told),))])
    aside = vault.folder.with_name(f"{vault.folder.name} kept aside 2026-05-04-101112")
    aside.mkdir()
    changed = ways_in.change_passphrase(vault, "x y", NEW)
    (copies, folders) = changed.also
    assert "the old passphrase: the log knows of 2, the last of 3 May 2026 at “Stick E:/two”" in copies
    assert aside.name in folders
    assert changed.kept_aside == (aside,)
    for sentence in ways_in.before_rotation(vault)[-2:]:
        assert sentence.endswith(".")
    assert any("E:/two" in sentence for sentence in ways_in.before_rotation(vault))


def test_a_new_sheet_says_on_paper_what_recovers_the_log(vault, tmp_path):
    new = ways_in.begin_sheet(vault)
    ways_in.save_sheet(new, tmp_path / "sheet.txt")
    code, block = read_plain_sheet((tmp_path / "sheet.txt").read_text(encoding="utf-8"))
    assert plain_sheet(ways_in.sheet_source(new)).encode() == (tmp_path / "sheet.txt").read_bytes()
    with pytest.raises(recovery.WrongRecoveryCode):
        recovery.unlock_header(recovery.read_code(code), vault.header)
    log, slot = recovery.read_slot(block)
    assert (log, recovery.unlock_slot(recovery.read_code(code), slot, log).secret) == (vault.log, vault.root.secret)
    assert all(new.sheet.code_lines[one.line - 1].split("-")[1] == one.group for one in new.asked)
    with pytest.raises(first_run.SheetBesideLog):
        ways_in.save_sheet(new, vault.folder / "sheet.txt")
    changed = ways_in.finish_sheet(vault, new)
    assert "Destroy the old sheet." in changed.also[0]
    assert recovery.unlock_header(new.sheet.code, vault.header).secret == vault.root.secret
    assert ways_in.sheet_document(new).title == "Recovery sheet"


def test_a_sheet_for_the_new_key_carries_the_new_words(vault):
    rotation = ways_in.begin_rotation(vault, "x y")
    assert rotation.new_sheet.fingerprint != ways_in.begin_sheet(vault).fingerprint
    assert rotation.new_sheet.sheet.generation == 2
    assert ways_in.begin_rotation(vault, "x y", with_sheet=False).new_sheet is None


def test_a_pack_offers_its_key_with_the_organisations_name():
    key = str(pyrage.x25519.Identity.generate().to_public())
    pack = Organisation(name="Anytown Council", version=date(2026, 1, 1), body="council", nation="england",
                        part_3=False)  # fmt: skip
    assert ways_in.offered(None) is ways_in.offered(pack) is None
    named = Organisation(**{f: getattr(pack, f) for f in pack.__struct_fields__ if f != "escrow"},
                         escrow=EscrowKey(who="Records team", recipient=key, compare="The intranet"))  # fmt: skip
    offer = ways_in.offered(named)
    assert (offer.who, offer.recipient, offer.compare) == ("Records team, Anytown Council", key, "The intranet")


@pytest.mark.parametrize("who", ["", "   ", "x" * (ways_in.LONGEST_WHO + 1)])
def test_nobody_holds_a_key_namelessly(who):
    with pytest.raises(ways_in.NotAHolder):
        holder(who)


def test_what_is_typed_is_tidied_and_what_is_secret_is_not_kept():
    identity = pyrage.x25519.Identity.generate()
    key = str(identity.to_public())
    typed = ways_in.typed_holder("  Records \n team ", f" {key[:30]} \n{key[30:]} ")
    assert (typed.who, typed.recipient) == ("Records team", key)
    with pytest.raises(escrow.SecretGiven):
        ways_in.typed_holder("Records team", str(identity))


def test_a_backup_in_the_chosen_place_is_locked_anew_and_given_up_too(vault, tmp_path):
    from sharedesk.desk import backups

    place = tmp_path / "my backups"
    place.mkdir()
    made = backups.back_up(vault, str(place), backups.Proved())
    by_hand = shutil.copy2(made.path, place / "my own name.sharedesk-backup")
    changed = ways_in.change_passphrase(vault, "x y", NEW, chosen=str(place))
    assert (changed.relocked, changed.older_backups) == (2, ())
    changed = ways_in.rotate(vault, ways_in.begin_rotation(vault, NEW), chosen=str(place))
    assert not made.path.exists(), "ShareDesk named it, and the new backup holds all of it"
    assert by_hand.exists(), "somebody else did"
    assert changed.older_backups == (by_hand.name,)
    assert by_hand.name in changed.also[0]

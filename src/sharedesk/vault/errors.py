"""Everything that can go wrong with a log, one class each, with the sentence that a person reads.

None of these, when raised on opening, has created or changed a file.
"""

from __future__ import annotations

from sharedesk.errors import ShareDeskError


class VaultError(ShareDeskError):
    """Anything about the folder that holds the log."""

    sentence_text = ""
    advice_text = ""

    def __init__(self, sentence: str = "", advice: str = "") -> None:
        super().__init__(sentence or self.sentence_text, advice or self.advice_text)


class NoLogHere(VaultError):
    """The folder does not exist or holds nothing of a log."""

    exit_code = 5
    sentence_text = "There is no log in that folder."
    advice_text = "Check the folder's name, or make a log with “sharedesk new”."


class HeaderMissing(VaultError):
    """There is a database, but neither the header nor its copy."""

    exit_code = 5
    sentence_text = "The log is there, but the file that holds its locks (sharedesk.header) is missing."
    advice_text = "Nothing is lost: your recovery sheet brings it back (“I cannot get in”, or “sharedesk recover”)."


class HeaderDamaged(VaultError):
    """Header and copy are both unreadable or incomplete."""

    exit_code = 7
    sentence_text = "The file that holds the log's locks (sharedesk.header) is damaged, and so is its copy."
    advice_text = "Your recovery sheet puts it right (“I cannot get in”, or “sharedesk recover”)."


class HeaderAltered(VaultError):
    """The header opens, but its seal does not fit: somebody or something changed it."""

    exit_code = 7
    sentence_text = "The file that holds the log's locks was changed by something other than ShareDesk."
    advice_text = "Do not type your passphrase into it again. Restore a backup, or ask your IT team."


class HeaderForeign(VaultError):
    """The header belongs to another log than the database, or the very front of the database is damaged."""

    exit_code = 7
    sentence_text = "The locks (sharedesk.header) and the records (sharedesk.db) in that folder do not belong together."
    advice_text = (
        "Put the right file back, restore a backup, or get in with this log's recovery sheet "
        "(“I cannot get in”, or “sharedesk recover”)."
    )


class DatabaseMissing(VaultError):
    """There is a header, but no database."""

    exit_code = 5
    sentence_text = "The file with the records (sharedesk.db) is missing from the log's folder."
    advice_text = "Look for it where the folder may have been moved, or restore a backup."


class DatabaseEmpty(VaultError):
    """The database file has no bytes."""

    exit_code = 7
    sentence_text = "The file with the records (sharedesk.db) is empty."
    advice_text = "Restore a backup."


class DatabasePlain(VaultError):
    """The database is an unencrypted SQLite file."""

    exit_code = 7
    sentence_text = "The file with the records is not encrypted, so it is not one that ShareDesk made."
    advice_text = "Do not write in it. Restore a backup."


class DatabaseDamaged(VaultError):
    """The right key does not open the database, or a page of it cannot be trusted."""

    exit_code = 7
    sentence_text = "The file with the records is damaged."
    advice_text = "Nothing was changed. Restore a backup; keep the damaged folder for whoever helps you."


class WrongPassphrase(VaultError):
    """No slot of the header opens with this passphrase."""

    exit_code = 4
    sentence_text = "That passphrase does not open this log."
    advice_text = (
        "Check Caps Lock and try again. If it is lost, your recovery sheet opens the log "
        "(“I cannot get in”, or “sharedesk recover”)."
    )


class WrongRecoveryCode(VaultError):
    """The code is well formed, but not this log's."""

    exit_code = 4
    sentence_text = "That recovery code does not open this log. Nothing was changed."
    advice_text = "Check that the sheet is this log's newest one."


class MistypedLine(VaultError):
    """A line of the recovery sheet has a typing mistake."""

    exit_code = 4

    def __init__(self, line: str) -> None:
        super().__init__(f"{line} has a typing mistake.", "Compare it with the sheet, character by character.")


class UnsafeParameters(VaultError):
    """The header asks for a key derivation that is far too weak or too costly: it may have been planted."""

    exit_code = 10
    sentence_text = (
        "The log's header asks for settings that ShareDesk never uses, so it may have been planted. It was not opened."
    )
    advice_text = "Restore a backup, or get in with your recovery sheet (“I cannot get in”, or “sharedesk recover”)."


class NotEnoughMemory(VaultError):
    """The key derivation could not get the memory it needs."""

    exit_code = 8
    sentence_text = "There is not enough free memory to open the log."
    advice_text = "Close other programs and try again."


class NewerVersion(VaultError):
    """A header or database written by a newer ShareDesk."""

    exit_code = 9
    sentence_text = "This log was last used with a newer version of ShareDesk."
    advice_text = "Update ShareDesk on this computer. Nothing was changed."


class VaultInUse(VaultError):
    """Another ShareDesk holds this log."""

    exit_code = 6
    sentence_text = "This log is already open in another ShareDesk window or command."
    advice_text = "Close it there first."


class LockingNotProved(VaultError):
    """The place does not keep file locks apart, so two programs could write at once."""

    exit_code = 10
    sentence_text = "That place cannot keep two programs from writing at once, so the log is not opened there."
    advice_text = "Keep the log on this computer's own disk."


class AlreadyThere(VaultError):
    """Something is where a new log, backup or file would go."""

    exit_code = 10
    sentence_text = "There is something in that place already, and it is never overwritten."
    advice_text = "Choose another name."


class DiskFull(VaultError):
    """The disk or the quota is full."""

    exit_code = 8
    sentence_text = "The disk is full, so nothing was saved."
    advice_text = "Make room and try again. What was saved before is intact."


class ReadOnly(VaultError):
    """The folder or the disk cannot be written."""

    exit_code = 8
    sentence_text = "The log's folder cannot be written to, so nothing was saved."
    advice_text = "Check the folder's permissions or move the log to a place that can be written."


class StorageFailed(VaultError):
    """Reading or writing failed below the program."""

    exit_code = 8
    sentence_text = "The disk reported an error, so nothing was saved."
    advice_text = "Check that the disk is connected and try again. What was saved before is intact."


class Locked(VaultError):
    """The log was locked while something still wanted to use it."""

    exit_code = 6
    sentence_text = "The log is locked."
    advice_text = "Unlock it and try again."


class NoSuchRecord(VaultError):
    """No record has that reference, or more than one has."""

    exit_code = 5
    sentence_text = "No record in this log has that reference."
    advice_text = "“sharedesk list” shows the references there are."


class AmbiguousReference(VaultError):
    """Records of merged logs share the short reference."""

    exit_code = 5
    sentence_text = "More than one record has that short reference."
    advice_text = "Use the longer reference that “sharedesk list” shows."


class BackupDamaged(VaultError):
    """A backup file that is not one, is not whole or does not prove itself."""

    exit_code = 7
    sentence_text = "That file is not a complete backup of a ShareDesk log. Nothing was changed."
    advice_text = "Try another backup."


class WorkEnded(VaultError):
    """A process that did part of the work ended without an answer: it was ended, or found no memory."""

    exit_code = 8
    sentence_text = "That could not be finished: the part of ShareDesk that did it was ended. Nothing was changed."
    advice_text = "Close other programs and try again."


class BackupNotProved(VaultError):
    """The process that checks a new backup ended without an answer."""

    exit_code = 8
    sentence_text = "The new backup could not be checked, so it was not kept."
    advice_text = "Close other programs and try again."


class ForeignBackup(VaultError):
    """A backup of one log offered in the place of another."""

    exit_code = 10
    sentence_text = "That backup belongs to another log than the one in the folder. Nothing was changed."
    advice_text = "Restore it into a new folder."


class ImportRefused(VaultError):
    """An export that does not prove itself, or does not fit this log."""

    exit_code = 7


class PracticeRefused(VaultError):
    """A practice export offered to a real log, or the other way round."""

    exit_code = 10
    sentence_text = "That export comes from a practice log, and this log is a real one. Nothing was imported."
    advice_text = "Import it into a practice log."


class RealIntoPractice(PracticeRefused):
    """A real export offered to a practice log."""

    sentence_text = "That export comes from a real log, and this one is for practice. Nothing was imported."
    advice_text = "Import it into a real log."


class ChangeUncertain(VaultError):
    """A new passphrase, sheet or holder's key was half written when the disk failed, and could not be taken back."""

    exit_code = 8
    sentence_text = "The disk failed in the middle of the change. No record is lost, but the change may be half done."
    advice_text = (
        "Keep the log open, check the disk, and make the same change again. "
        "If it has been closed: either the old or the new way opens it; try the new one first."
    )


class RestoredNotOpened(VaultError):
    """A backup took its place, and then the disk failed as the log was opened."""

    exit_code = 8
    sentence_text = "The backup was restored, but the disk failed as the log was being opened."
    advice_text = "Check the disk and unlock the log. What was there before is kept aside beside it."


class KeyChangeInterrupted(VaultError):
    """Changing the log's key failed after it had begun; opening the log finishes or undoes it."""

    exit_code = 8
    sentence_text = "The disk failed while the log's key was being changed, so the log was locked. No record is lost."
    advice_text = (
        "Check the disk and unlock the log again: with the new passphrase or, if that does not open it, with the one "
        "before. What is left to do is then done."
    )


class KeyChanged(VaultError):
    """An old passphrase or sheet, where a change of the log's key had taken hold before the program stopped."""

    exit_code = 4
    sentence_text = "The log's key was changed just before ShareDesk stopped, so this no longer opens it."
    advice_text = "Use the new passphrase or the new recovery sheet. No record is lost."


class KeyNotChanged(VaultError):
    """A new passphrase or sheet, where the change that it was made for was cut short before it took hold."""

    exit_code = 4
    sentence_text = "The change of the log's key was cut short before it took hold, so this does not open it yet."
    advice_text = "Use the passphrase or recovery sheet from before it; then change the key again. No record is lost."


class Cancelled(VaultError):
    """The person stopped it."""

    exit_code = 11
    sentence_text = "Stopped. Nothing was changed."
    advice_text = "Start it again whenever you like."

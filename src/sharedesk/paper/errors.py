"""What can go wrong with a printed document that a person can meet."""

from __future__ import annotations

from sharedesk.errors import ShareDeskError


class PaperError(ShareDeskError):
    """The base of every failure to make or read back a printed document."""


class EmptyPassword(PaperError):
    """A copy was to be protected, but the password given was empty."""

    exit_code = 3

    def __init__(self) -> None:
        super().__init__("The copy was not made: its password is empty.", "Give a password, or save without one.")


class PasswordTooLong(PaperError):
    """The password has more than the 127 bytes (UTF-8) that a PDF file can hold: readers would cut it off."""

    exit_code = 3

    def __init__(self) -> None:
        super().__init__(
            "The copy was not made: its password is too long for a PDF file.",
            "Use a password of at most 60 characters.",
        )


class ProtectionFailed(PaperError):
    """The protected copy, read back, was not the document it was made from. It has been thrown away."""

    def __init__(self) -> None:
        super().__init__(
            "The copy was not made: read back with its password, it was not the same document.",
            "Nothing was saved. Try again, or save without a password and tell whoever looks after ShareDesk.",
        )


class UnreadableDocument(PaperError):
    """The bytes are not a PDF document that can be read (or the password for them is wrong)."""

    def __init__(self) -> None:
        super().__init__(
            "The printed document could not be read back.", "Nothing was sent or saved. Make the document again."
        )

"""What a person can meet going wrong: every such failure is a class of its own under `ShareDeskError`.

A `ShareDeskError` is expected: it carries one calm sentence that says what happened and one that says what to do.
Anything else that is raised is a fault in the program. Messages never hold a name, a note or any text of a record.
"""

from __future__ import annotations


class ShareDeskError(Exception):
    """A failure that a person can meet, understand and do something about.

    Subclasses set `exit_code` (the command line's, documented in docs/command-line.md) and say in their
    own docstring when they are raised.
    """

    exit_code = 1

    @property
    def details(self) -> dict[str, object]:
        """More for other programs, such as places: added to the JSON of the error. No names either."""
        return {}

    def __init__(self, sentence: str, advice: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.sentence} {self.advice}".strip()

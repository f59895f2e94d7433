"""Questions that are asked only where they apply: which answer of a choice each of them follows from.

One that does not apply is hidden, label and all, unless it holds words: what is kept is never out of sight.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLabel, QWidget

if TYPE_CHECKING:
    from sharedesk.ui.fields import Input

_NOT_TOLD = frozenset(("tell_after", "safe_route_only", "ask_first", "do_not_tell", "not_settled"))
_ASKED = frozenset(("no",))
_SENT = frozenset(("", "share", "share_part", "share_later", "ask_requester", "limited_enquiry"))
_GONE = frozenset(("", "share", "share_part", "limited_enquiry"))
_CHILD = frozenset(("", "child", "sibling", "unborn"))
_ADULT = frozenset(("adult_at_risk", "parent", "parent_at_risk", "parent_of_concern", "carer", "person_of_concern",
                    "source", "other"))  # fmt: skip
_YES = frozenset(("yes",))

ONLY: dict[str, dict[str, frozenset[str]]] = {
    "result": {"harm_believed_likely": _NOT_TOLD, "harm_to": _NOT_TOLD, "ask_whom": frozenset(("ask_first",))},
    "own_initiative": {
        f"request.{name}": _ASKED
        for name in (
            "organisation", "person", "what", "why", "received_at", "verified_by_calling_back", "verified_how", "reply",
            "refusal_reason_given", "purpose", "basis", "terms_explained", "replied_at",
        )
    },
    "outcome": {
        "channel": _SENT, "secure": _SENT, "security_note": _SENT, "shared_at": _GONE,
        "refusal_given": frozenset(("do_not_share",)),
    },
    "could_be_harmed": {"harmed_how": _YES},
    "as": {
        **{f"child.{name}": _CHILD for name in (
            "own_words", "wishes", "seen_or_spoken_to", "status", "home_authority", "disability_or_need",
        )},
        **{f"adult.{name}": _ADULT for name in ("parental_responsibility", "lives_with", "contact_with", "wishes")},
        **{f"who.{name}": _ADULT for name in ("organisation", "position")},
    },
    "child.seen_or_spoken_to": {"child.seen_when": _YES, "child.seen_alone": _YES},
    "verified": {"verified_how": _YES}, "receipt_confirmed": {"receipt_confirmed_at": _YES},
    "followed": {"why_not": frozenset(("partly", "no"))},
    "what": {"why": frozenset(("leave_out", "reword")), "as_released": frozenset(("reword",))},
}  # fmt: skip
"""By the path of a choice: the paths of the questions beside it, and the codes they are asked at (`""`: none yet)."""


class Conditions:
    """Shows and hides the questions among some inputs that hang on a choice among them."""

    def __init__(self, inputs: Mapping[str, Input]) -> None:
        self._hanging = [
            (choice, inputs[path], codes)
            for name, others in ONLY.items()
            if isinstance(choice := inputs.get(name), QComboBox)
            for path, codes in others.items()
            if path in inputs
        ]
        for choice in {id(choice): choice for choice, _, _ in self._hanging}.values():
            choice.currentIndexChanged.connect(lambda _: self.apply())
        self.apply()

    def apply(self) -> None:
        """Show what applies, or holds words, and hide the rest."""
        for choice, widget, codes in self._hanging:
            applies = choice.currentData() in codes or _holds_words(widget)
            for shown in (_label_of(widget), widget):
                if shown is not None:
                    shown.setVisible(applies)


def _holds_words(widget: Input) -> bool:
    from sharedesk.ui.fields import read_input  # fields makes the conditions: each needs the other

    return bool(read_input(widget))


def _label_of(widget: QWidget) -> QLabel | None:
    above = widget.parentWidget()
    return above.findChild(QLabel, f"{widget.objectName()}_label") if above is not None else None

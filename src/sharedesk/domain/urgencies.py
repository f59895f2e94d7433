"""Why a share could not wait, as one press. Apart from the note, which the form loads only after these."""

from __future__ import annotations

from typing import Literal

Urgency = Literal["danger_now", "hurt_or_ill", "missing", "going_home", "may_be_taken", "may_hurt_themselves"]
URGENCIES: dict[Urgency, str] = {
    "danger_now": "In danger now",
    "hurt_or_ill": "Hurt or ill",
    "missing": "Missing",
    "going_home": "About to go home",
    "may_be_taken": "May be taken away",
    "may_hurt_themselves": "May hurt themselves",
}
"""Whatever else there is to say has a line of its own."""

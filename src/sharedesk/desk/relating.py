"""What belongs to what in a decision that is made of answers: items to recipients, checks and identities to both."""

from __future__ import annotations

from typing import Any

_SHARED = ("share", "limited_enquiry")


def relate(plain: dict[str, Any], *, fill: bool) -> None:
    """Relate items and recipients: “all of the above” is a share of each; links to nothing are left out."""
    items = {one["key"] for field in ("items", "attached") for one in plain.get(field) or ()}
    recipients = {one["key"]: one for one in plain.get("recipients") or ()}
    sharing = [
        s
        for s in plain.get("sharing") or ()
        if s.get("item") in items and s.get("recipient") in recipients and s.get("what")
    ]
    decided = {(s["item"], s["recipient"]) for s in sharing}
    there = {"person": {p["key"] for p in plain["people"]}, "item": items, "recipient": set(recipients)}
    runs = [run for run in plain.get("checks") or () if all(run.get(k) in (None, *there[k]) for k in there)]
    kept = {run["key"] for run in runs}
    plain["checks"] = [{k: v for k, v in run.items() if k != "follows" or v in kept} for run in runs]
    identities = list(plain.get("identities") or ())
    for key, recipient in recipients.items():
        if fill and recipient.get("outcome") in _SHARED:
            missing = sorted(item for item in items if (item, key) not in decided)
            sharing += [{"key": f"{item}-{key}", "item": item, "recipient": key, "what": "share"} for item in missing]
        if how := recipient.pop("protected_how", None):
            _protect(identities, key, how)
    plain["sharing"], plain["identities"] = sharing, identities


def _protect(identities: list[Any], recipient: str, how: str) -> None:
    """How people are protected from a recipient, in words: beside what the check found for the same recipient."""
    for number, one in enumerate(identities):
        if one.get("recipient") == recipient:
            said = one.get("result") or ""
            identities[number] = one | {"result": f"{said}. {how}" if said and how not in said else said or how}
            return
    identities.append({"key": f"protect-{recipient}", "recipient": recipient, "result": how})

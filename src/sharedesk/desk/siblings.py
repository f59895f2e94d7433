"""The same decision for another child of the family, with nothing typed twice."""

from __future__ import annotations

from copy import deepcopy

from sharedesk.desk.answers import Answers
from sharedesk.domain.ids import new_key


def for_sibling(answers: Answers, recorded: dict[str, str]) -> Answers:
    """The same answers for another child of the family: the children and what was told to them are left open.

    `recorded` has the ids that the people got, by their keys: the family is not stated again.
    """
    copied = deepcopy(answers)
    children = {p["key"] for p in copied.get("people") or () if p.get("as") in ("child", "sibling", "unborn")}
    family = [person for person in copied.get("people") or () if person["key"] not in children]
    for person in family:
        if person["key"] in recorded:
            person["same_as"] = recorded[person["key"]]
    copied["people"] = [{"key": new_key(), "as": "child"}, *family]
    copied["telling"] = [t for t in copied.get("telling") or () if t.get("person") not in children]
    copied.pop("official_record", None)
    copied.pop("reconsiders", None)
    return copied

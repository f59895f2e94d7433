"""What the organisation's usual sentence rests on, filled in for whoever chose “Same as usual”."""

from __future__ import annotations

from typing import Any

from sharedesk.desk.answers import Answers
from sharedesk.domain.organisation import Organisation, UsualBasis

_TASKS = ("6(1)(c)", "6(1)(e)")


def fill_usual(answers: Answers, pack: Organisation | None) -> None:
    """Fill in the pack's bases, conditions and policy document; or take them out where it is not as usual after all.

    Only what is empty is filled in, and only what is still the pack's is taken out. Where the sentence is another's,
    and where the pack has none, nothing happens.
    """
    basis: Answers | None = answers.get("basis")
    if basis is None or pack is None or pack.usual is None:
        return
    usual = _fields(pack.usual)
    if basis.get("usual") != "same_as_usual":
        for name, value in usual.items():
            if basis.get(name) == value:
                del basis[name]
    elif basis.get("sentence") == pack.usual.sentence:
        for name, value in usual.items():
            if value and not basis.get(name):
                basis[name] = value


def _fields(usual: UsualBasis) -> dict[str, Any]:
    document = ", ".join(part for part in (usual.policy_document, usual.policy_document_held) if part)
    conditions = {"public_interest": usual.public_interest, "policy_document": usual.policy_document}
    found: dict[str, Any] = {
        "article_6": [_article(code, usual) for code in usual.article_6],
        "conditions": [{"code": code} | {k: v for k, v in conditions.items() if v} for code in usual.conditions],
        "policy_document": document,
    }
    if usual.confidentiality:
        found["confidentiality"] = {"why": usual.confidentiality}
    return found


def _article(code: str, usual: UsualBasis) -> Answers:
    more = {
        "task_or_obligation": usual.task_or_obligation if code in _TASKS else "",
        "annex_1_paragraph": usual.annex_1_paragraph if code == "6(1)(ea)" else "",
        "balancing": usual.balancing if code == "6(1)(f)" else "",
    }
    return {"code": code} | {name: said for name, said in more.items() if said}

"""What a run of a check says for the fields of a decision, and what the decision says already for a run: asked once.

Both work on a draft's answers (`desk.answers`). A result is filled in only when somebody decided it: advice by itself
never becomes a decision.
"""

from __future__ import annotations

import re

from sharedesk.desk.answers import AS, Answers
from sharedesk.domain.check import OPENING, Check, Context, shown
from sharedesk.domain.check_record import About, values
from sharedesk.domain.check_run import CheckRun
from sharedesk.domain.ids import Dice, new_key

_SELECTED = re.compile(r"(\w+)\[(.+)\]\.(\w+)")
"""`article_6[6(1)(e)].task_or_obligation`; `[*]`: each one that was found."""
_WHAT = {"share": "share", "share_and_say": "share", "reword": "reword", "leave_out": "leave_out"}
_BASIS, _ANNEX, _SCHEDULE_8 = "6(1)", "Annex 1 ", "Sch 8"


def fill(answers: Answers, check: Check, run: CheckRun, usual: str, dice: Dice) -> None:
    """Fill in, in these answers, what a run says for them. A field that the run leaves open stays as it was."""
    said = values(check, run)
    if run.check == "telling" and run.person:
        _telling(_of(answers, "telling", dice, person=run.person), run, said)
    elif run.check == "identities" and run.recipient:
        _identities(answers, _of(answers, "identities", dice, recipient=run.recipient), run, said)
    elif run.check == "amount" and run.item and run.recipient and run.decided in _WHAT:
        sharing = _of(answers, "sharing", dice, item=run.item, recipient=run.recipient)
        sharing |= said | {"what": _WHAT[run.decided]}
    elif run.check == "attached" and run.item:
        for attached in answers.get("attached") or ():
            if attached["key"] == run.item:
                attached.update(said)
    elif run.check == "first-questions":
        answers["first_questions"] = (answers.get("first_questions") or {}) | said
    elif run.check == "lawful-basis":
        _basis(answers, run, said, usual, dice)


def unfill(answers: Answers, check: Check, run: CheckRun) -> None:
    """Take back what an earlier form of the same run filled in, where nobody changed it since."""
    element = _element(answers, check.id, About(person=run.person, item=run.item, recipient=run.recipient))
    for path, given in values(check, run).items():
        holder, _, name = path.rpartition(".")
        within = (element.get(holder) or {}) if holder else element
        if within.get(name) == given:
            del within[name]


def already_said(check: Check, answers: Answers, about: About) -> dict[str, str]:
    """Answers to a check's questions that the draft holds already, by question id."""
    if check.id == "first-questions":
        return _back(check, answers.get("first_questions") or {})
    if check.id == "lawful-basis":
        return _of_basis(answers)
    if check.id == "attached":
        own = [one for one in answers.get("attached") or () if one.get("key") == about.item]
        return _back(check, own[0]) if own else {}
    return _back(check, _flat(_element(answers, check.id, about)))


def _element(answers: Answers, check: str, about: About) -> Answers:
    """What a telling or an amount fills, if it is there."""
    links = {"telling": {"person": about.person}, "amount": {"item": about.item, "recipient": about.recipient}}
    wanted = links.get(check, {})
    elements = answers.get("telling" if check == "telling" else "sharing") or ()
    return next((one for one in elements if wanted and wanted.items() <= one.items()), {})


def _flat(telling: Answers) -> Answers:
    """A telling with its safe contact card named as the questions name it."""
    return telling | {f"safe_contact.{name}": said for name, said in (telling.get("safe_contact") or {}).items()}


def _telling(telling: Answers, run: CheckRun, said: dict[str, str]) -> None:
    telling["result"] = run.decided or "not_settled"
    for path, given in said.items():
        if path == "practicable":
            continue  # it led to its result; the record has no field of its own for it
        if path.startswith("safe_contact."):
            telling["safe_contact"] = (telling.get("safe_contact") or {}) | {path.partition(".")[2]: given}
        else:
            telling[path] = given


def _identities(answers: Answers, identity: Answers, run: CheckRun, said: dict[str, str]) -> None:
    recipient: Answers = next((r for r in answers.get("recipients") or () if r["key"] == run.recipient), {})
    role = recipient.get("safeguarding_role")
    if role in ("yes", "no"):
        identity["audience"] = "safeguarding_body" if role == "yes" else "anyone_else"
    identity |= said
    if run.decided:
        identity["result"] = shown(run.decided_wording, Context())
    if said.get("anyone_at_risk") == "yes":
        people = answers.get("people") or ()
        identity["protected"] = [p["key"] for p in people if p.get("could_be_harmed") == "yes"]
        identity["do_not_disclose_to"] = [p["key"] for p in people if "person_of_concern" in _roles(p)]


def _basis(answers: Answers, run: CheckRun, said: dict[str, str], usual: str, dice: Dice) -> None:
    basis: Answers = dict(answers.get("basis") or {})
    opening = next((one.answer for one in run.asked if one.question == OPENING), "")
    if opening:
        basis["usual"] = opening
    if opening == "same_as_usual" and usual:
        basis["sentence"] = usual
    if opening == "something_different":
        basis.pop("sentence", None)
        basis["article_6"] = [_article(code, run) for code in run.findings if code.startswith(_BASIS)]
        basis["conditions"] = [{"code": code} for code in run.findings if code.startswith(("9(2)", "Art 10"))]
        for path, given in said.items():
            _put_in(basis, path, given)
        if _SCHEDULE_8 in " ".join(run.findings):
            part_3 = basis.setdefault("part_3", {})
            part_3["sensitive_condition"] = next(code for code in run.findings if code.startswith(_SCHEDULE_8))
    answers["basis"] = basis
    for field, name in (("objections", "objection"), ("agreements", "agreement")):
        own = {path.partition(".")[2]: v for path, v in said.items() if path.startswith(f"{name}.")}
        if own and (name == "objection" or "kind" in own):
            _of(answers, field, dice, key=f"{name}-of-check").update(own)


def _article(code: str, run: CheckRun) -> Answers:
    paragraphs = [found.removeprefix(_ANNEX) for found in run.findings if found.startswith(_ANNEX)]
    return {"code": code} | ({"annex_1_paragraph": ", ".join(paragraphs)} if code == "6(1)(ea)" and paragraphs else {})


def _put_in(basis: Answers, path: str, given: str) -> None:
    if path == "usual" or path.startswith(("objection.", "agreement.")):
        return
    if selected := _SELECTED.fullmatch(path):
        field, code, name = selected.groups()
        for one in basis.get(field) or ():
            if code in ("*", one["code"]):
                one[name] = given
        return
    field, _, name = path.partition(".")
    if name:
        basis[field] = (basis.get(field) or {}) | {name: given}
    else:
        basis[field] = given


def _of_basis(answers: Answers) -> dict[str, str]:
    basis, first = answers.get("basis") or {}, answers.get("first_questions") or {}
    items = answers.get("items") or ()
    why = "; ".join(dict.fromkeys(r["why"] for r in answers.get("recipients") or () if r.get("why")))
    article_8 = basis.get("article_8") or {}
    said = {
        OPENING: basis.get("usual") or "",
        "sensitive": "yes" if any(item.get("special_category") for item in items) else "",
        "offences": "yes" if any(item.get("offence_data") == "yes" for item in items) else "",
        "article-8-aim": article_8.get("aim") or first.get("how_it_could_help") or answers.get("purpose") or "",
        "article-8-necessary": article_8.get("necessary") or why,
    }
    return {name: given for name, given in said.items() if given}


def _back(check: Check, element: Answers) -> dict[str, str]:
    return {q.id: str(element[q.fills]) for q in check.questions if q.fills and element.get(q.fills)}


def _of(answers: Answers, field: str, dice: Dice, **links: str) -> Answers:
    """The element of a list with these links; a new one is added where there is none."""
    elements: list[Answers] = answers.setdefault(field, [])
    for element in elements:
        if all(element.get(name) == key for name, key in links.items()):
            return element
    made: Answers = {"key": new_key(dice), **links}
    elements.append(made)
    return made


def _roles(person: Answers) -> tuple[str, ...]:
    return AS[person["as"]][0] if person.get("as") in AS else tuple(person.get("roles") or ())

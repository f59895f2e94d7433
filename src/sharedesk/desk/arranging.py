"""What an organisation's pack says of its arrangements, filled into a decision so that nobody types it again."""

from __future__ import annotations

from sharedesk.desk.answers import FROM_PACK, Answers
from sharedesk.domain.organisation import Organisation, Retention, SharingAgreement


def fill_usual(answers: Answers, organisation: Organisation) -> None:
    """Fill in how long records are kept, people's rights and the data protection officer's view, where left empty."""
    said = (organisation.dpo_view, "; ".join(map(_kept, organisation.retention)), organisation.rights)
    usual = dict(zip(FROM_PACK, said, strict=True))
    held = answers.get("arrangements") or {}
    if filled := {name: words for name, words in usual.items() if words} | held:
        answers["arrangements"] = filled


def agreements_for(organisation: Organisation, answers: Answers) -> tuple[SharingAgreement, ...]:
    """The pack's agreements with any of the recipients; where none is with them, all of them."""
    named = {_plain(str(r.get("organisation") or "")) for r in answers.get("recipients") or ()} - {""}
    theirs = tuple(one for one in organisation.agreements if named & set(map(_plain, one.partners)))
    return theirs or organisation.agreements


def under(agreement: SharingAgreement) -> Answers:
    """The arrangements of sharing under an agreement: routine, with the assessment that was made for it."""
    held = f", {agreement.held}" if agreement.held else ""
    found = {"sharing_agreement": agreement.title + held, "one_off_or_routine": "routine"}
    return found | ({"dpia_considered": "yes", "dpia_outcome": agreement.dpia} if agreement.dpia else {})


def _kept(rule: Retention) -> str:
    by = f" ({rule.rule})" if rule.rule else ""
    return f"{rule.kind}: {rule.years} years from {rule.counted_from}{by}"


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())

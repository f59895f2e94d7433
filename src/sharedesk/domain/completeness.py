"""What a record still needs to stand up a year later, and why each thing is asked.

Rules are data: a code, a sentence, the reason it is asked with its source, and a test that yields the slots where it is
missing. A rule never stops anyone from recording or sharing; it is what the record, the list and home say is still
to add. A decision not to share is asked for as much as one to share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from sharedesk.domain.decision import Decision, Recipient
from sharedesk.domain.outcome import shares
from sharedesk.domain.stated_time import StatedTime


class Rule(NamedTuple):
    """`missing` yields the slot of each place where the answer is not there yet (a list's name if it is empty)."""

    code: str
    sentence: str
    why: str
    source: str
    missing: Callable[[Decision], Iterator[str]]


class Missing(NamedTuple):
    """One thing to add: which rule, in which slot."""

    rule: Rule
    slot: str


def what_is_missing(decision: Decision) -> list[Missing]:
    """Everything still to add, in the order in which the record asks for it. Empty: the record is complete."""
    return [Missing(rule, slot) for rule in RULES for slot in rule.missing(decision)]


_TOLD_ROLES = {"child", "subject", "parent", "carer", "victim", "person_of_concern"}


def _nobody(d: Decision) -> Iterator[str]:
    if not any(set(p.roles) & {"child", "subject", "victim", "person_of_concern"} for p in d.people):
        yield "people"


def _no_concern(d: Decision) -> Iterator[str]:
    if not d.concerns and not (d.first_questions and d.first_questions.how_it_could_help):
        yield "concerns"
    yield from (f"concerns/{c.key}" for c in d.concerns if not c.text)


def _no_risk(d: Decision) -> Iterator[str]:
    yield from (f"concerns/{c.key}" for c in d.concerns if c.text and not (c.risk and c.why_think_so))


def _no_request(d: Decision) -> Iterator[str]:
    if d.own_initiative is None and d.request is None:
        yield "own_initiative"
    if d.request and not (d.request.organisation and d.request.what and d.request.why):
        yield "request"


def _no_items(d: Decision) -> Iterator[str]:
    if not d.items and not d.attached:
        yield "items"


def _no_nature(d: Decision) -> Iterator[str]:
    yield from (f"items/{i.key}" for i in d.items if i.nature is None)


def _unchecked_attachment(d: Decision) -> Iterator[str]:
    yield from (f"attached/{a.key}" for a in d.attached if a.people_in_it_checked != "yes")


def _no_recipient(d: Decision) -> Iterator[str]:
    if not d.recipients:
        yield "recipients"
    yield from (f"recipients/{r.key}" for r in d.recipients if not (r.organisation or r.person) or r.outcome is None)


def _no_amount(d: Decision) -> Iterator[str]:
    things = {x.key for x in d.items} | {x.key for x in d.attached}
    for r in _shared_with(d):
        decided = {s.item for s in d.sharing if s.recipient == r.key}
        if things - decided:
            yield f"recipients/{r.key}"


def _no_why_left_out(d: Decision) -> Iterator[str]:
    for s in d.sharing:
        if s.what in ("leave_out", "reword") and not s.why or s.what == "reword" and not s.as_released:
            yield f"sharing/{s.key}"


def _no_why_recipient(d: Decision) -> Iterator[str]:
    yield from (f"recipients/{r.key}" for r in d.recipients if r.outcome and not r.why)


def _no_refusal_given(d: Decision) -> Iterator[str]:
    if d.request and d.recipients and all(r.outcome == "do_not_share" for r in d.recipients):
        if not d.request.refusal_reason_given and not all(r.refusal_given for r in d.recipients):
            yield "request"


def _no_if_not_shared(d: Decision) -> Iterator[str]:
    weighed = (d.first_questions and d.first_questions.if_not_shared) or any(o.harm or o.benefit for o in d.options)
    if not weighed and any(r.outcome in ("do_not_share", "share_later", "ask_requester") for r in d.recipients):
        yield "first_questions"


def _no_channel(d: Decision) -> Iterator[str]:
    yield from (f"recipients/{r.key}" for r in _shared_with(d) if r.channel is None or r.secure is None)


def _no_times(d: Decision) -> Iterator[str]:
    if d.decided_at is None:
        yield "decided_at"
    if d.known_at is None:
        yield "known_at"
    yield from (f"recipients/{r.key}" for r in _shared_with(d) if r.shared_at is None and d.shared_at is None)


def _no_delay_reason(d: Decision) -> Iterator[str]:
    shared = [s for s in (d.shared_at, *(r.shared_at for r in _shared_with(d))) if s and s.earliest]
    if shared and not d.delay_because and d.known_at and any(_over_a_working_day(d.known_at, s) for s in shared):
        yield "delay_because"


def _not_told_settled(d: Decision) -> Iterator[str]:
    settled = {t.person for t in d.telling if t.result and t.result != "not_settled"}
    if any(shares(r.outcome) for r in d.recipients):
        for p in d.people:
            if set(p.roles) & _TOLD_ROLES and p.who.kind != "unborn" and p.key not in settled:
                yield f"people/{p.key}"


def _no_reason_not_told(d: Decision) -> Iterator[str]:
    for t in d.telling:
        if t.result == "do_not_tell" and not (t.reason and t.harm_believed_likely and t.look_again):
            yield f"telling/{t.key}"
        elif t.result == "ask_first" and not (t.reason and t.ask_whom and t.look_again):
            yield f"telling/{t.key}"
        elif t.result in ("tell_after", "safe_route_only") and not t.reason:
            yield f"telling/{t.key}"


def _not_yet_told(d: Decision) -> Iterator[str]:
    told = ("tell_now", "safe_route_only")
    yield from (f"telling/{t.key}" for t in d.telling if t.result in told and t.told_at is None and t.tell_when is None)


def _no_objection_answer(d: Decision) -> Iterator[str]:
    yield from (f"objections/{o.key}" for o in d.objections if not (o.objection and o.considered and o.legal_basis))


def _no_basis(d: Decision) -> Iterator[str]:
    if _shared_with(d) and not (
        d.basis and (d.basis.usual == "same_as_usual" and d.basis.sentence or d.basis.article_6)
    ):
        yield "basis"
    elif d.basis and any(not a.why_necessary for a in d.basis.article_6):
        yield "basis"


def _no_condition(d: Decision) -> Iterator[str]:
    special = any(i.special_category or i.offence_data == "yes" for i in d.items)
    usual = d.basis and d.basis.usual == "same_as_usual" and d.basis.sentence
    if special and _shared_with(d) and not usual and not (d.basis and (d.basis.conditions or d.basis.part_3)):
        yield "basis"


def _no_identities(d: Decision) -> Iterator[str]:
    if any(p.could_be_harmed in ("yes", "dont_know") for p in d.people):
        settled = {i.recipient for i in d.identities if i.result or i.anyone_at_risk == "no"}
        yield from (f"recipients/{r.key}" for r in _shared_with(d) if r.key not in settled)


def _no_reasons(d: Decision) -> Iterator[str]:
    if not d.reasons.strip():
        yield "reasons"


def _no_emergency_reasons(d: Decision) -> Iterator[str]:
    if d.emergency and not (
        d.emergency.could_not_wait_because and d.emergency.what_made_it_urgent and d.emergency.known_at_the_time
    ):
        yield "emergency"


def _no_advice_why_not(d: Decision) -> Iterator[str]:
    yield from (f"advice/{a.key}" for a in d.advice if not a.what or a.followed in ("no", "partly") and not a.why_not)


def _nobody_decided(d: Decision) -> Iterator[str]:
    if not (d.decided_by and d.decided_by.name and d.decided_by.position):
        yield "decided_by"


def _no_new_information(d: Decision) -> Iterator[str]:
    if d.reconsiders and not d.reconsiders.new_information:
        yield "reconsiders"


def _no_next_step(d: Decision) -> Iterator[str]:
    if not d.next_steps and not d.no_next_step_because:
        yield "next_steps"


def _no_feedback(d: Decision) -> Iterator[str]:
    for f in d.feedback:
        if not (f.given_at or f.due or f.not_given_because):
            yield f"feedback/{f.key}"


def _no_official_record(d: Decision) -> Iterator[str]:
    o = d.official_record
    if not (o and (o.not_copied_because or o.system and o.copied_on)):
        yield "official_record"


def _shared_with(d: Decision) -> list[Recipient]:
    return [r for r in d.recipients if shares(r.outcome)]


def _over_a_working_day(known: StatedTime, shared: StatedTime) -> bool:
    if not known.latest or not shared.earliest:
        return False
    start, end = known.latest.date(), shared.earliest.date()
    if (end - start).days > 7:
        return True
    return sum(_is_weekday(start + timedelta(days=i)) for i in range(1, (end - start).days + 1)) > 1


def _is_weekday(day: date) -> bool:
    return day.weekday() < 5


RULES = (
    Rule("who", "Say which child or adult this is about.", "A reader must know whose safety was at stake.", "ICO decision form", _nobody),
    Rule("own_initiative", "Say whether you were asked, by whom, for what and why, or shared on your own initiative.",
         "A request should say clearly what is needed and why.", "DfE p16", _no_request),
    Rule("concern", "Say what you are worried about, or how sharing could help.",
         "The first question is whether sharing is likely to help keep a child safe.", "DfE p9, p15", _no_concern),
    Rule("risk", "Say whether the risk is established, suspected or potential, and what makes you think so.",
         "A possible risk is enough to act on; what it rested on has to be seen later.", "DfE p8, p15", _no_risk),
    Rule("if_not_shared", "Say what could happen if it is not shared.",
         "Not sharing is a decision with a risk of its own.", "DfE p14-15", _no_if_not_shared),
    Rule("items", "List the information that was shared or considered.",
         "Only what is necessary, relevant and accurate should go.", "DfE p5 rule 6", _no_items),
    Rule("nature", "Say whether it is fact, reported by someone, or opinion.",
         "A reader acts differently on each.", "DPA 2018 s.38", _no_nature),
    Rule("attachment", "Say who is in the document or picture, and that this was checked.",
         "Addresses and names have been given away in attachments.", "ICO reprimand, Wakefield", _unchecked_attachment),
    Rule("recipient", "Name each recipient and the outcome for them.",
         "Each organisation is a decision of its own.", "ICO decision form", _no_recipient),
    Rule("why_recipient", "Say why this recipient needs it for their role, or why not.",
         "Share with those who have a role, and be ready to explain a refusal.", "DfE p5 rules 6-7", _no_why_recipient),
    Rule("refusal", "Note the reason as it was given to whoever asked.",
         "Whoever asked must be able to answer it or bring new information.", "DfE p5 rule 7", _no_refusal_given),
    Rule("amount", "Decide for each item whether this recipient gets it.",
         "An entire file is rarely needed.", "DfE p5 rule 6, p16", _no_amount),
    Rule("left_out", "Say why this was left out or reworded, and the words that went instead.",
         "What was held back needs its reason as much as what was sent.", "DfE p5 rules 5-7", _no_why_left_out),
    Rule("identities", "Say how people who could be harmed are protected from being recognised.",
         "Someone could be hurt if an abuser or an associate learned who they are.", "DfE p5 rule 5", _no_identities),
    Rule("channel", "Say how it was sent and whether that was secure.",
         "Security should fit how sensitive it is and how urgent.", "DfE p16, p20", _no_channel),
    Rule("times", "Give the times: when you knew, decided and shared.",
         "Months later the order of events is what is asked for.", "ICO decision form", _no_times),
    Rule("delay", "Say why more than a working day passed between knowing and sharing.",
         "Delay can add to the risk.", "DfE p17", _no_delay_reason),
    Rule("telling", "Settle for this person whether, when and how they are told.",
         "Families are told openly wherever that is practicable and safe.", "DfE p4 rule 2, p12", _not_told_settled),
    Rule("reason_not_told", "Say why they are not told yet, what harm is likely or whom to ask, and when to look again.",
         "Not telling is the exception and needs its reason.", "DfE p4 rule 2, p12, p17", _no_reason_not_told),
    Rule("told", "Say when this person was or will be told.", "A plan to tell has a date.", "DfE p12, p17", _not_yet_told),
    Rule("objection", "Record the objection, how you considered it and the legal basis for sharing anyway.",
         "Both the reasons and the legal basis must be recorded.", "DfE p12", _no_objection_answer),
    Rule("basis", "Say why we could share: the lawful basis and why sharing was necessary for it.",
         "Every sharing of personal information rests on at least one.", "DfE p9", _no_basis),
    Rule("condition", "Give the condition for the sensitive information or offence data.",
         "Health, ethnicity, sex life and offences need a further condition.", "DfE p10", _no_condition),
    Rule("advice", "Complete the advice: what it was, and why where it was not followed.",
         "Advice taken is part of the reasons.", "DfE p4 rule 4", _no_advice_why_not),
    Rule("reasons", "Write down the reasons for the decision.",
         "Whether shared or not, the reasons are what stands up later.", "DfE p5 rule 7", _no_reasons),
    Rule("emergency", "Add what made it urgent and what was known at that time.",
         "After an emergency the reasons are written down as soon as they can be.", "DfE p17-18", _no_emergency_reasons),
    Rule("decided_by", "Say who decided, and in which position.", "A decision is somebody's.", "ICO decision form", _nobody_decided),
    Rule("reconsidered", "Say which new information prompted this.", "Reconsider when something new is known.", "DfE p5 rule 7",
         _no_new_information),
    Rule("next_step", "Say what happens next, who does it and by when, or why nothing does.",
         "Nobody should assume that someone else will act.", "DfE p14", _no_next_step),
    Rule("feedback", "Say when feedback is due or was given, or why it is not.",
         "Closing the loop keeps people sharing.", "DfE p15", _no_feedback),
    Rule("official_record", "Say where this is in the official case record, or why it is not.",
         "This log does not replace the organisation's own record.", "ShareDesk", _no_official_record),
)  # fmt: skip

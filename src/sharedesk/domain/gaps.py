"""Where a decision still lacks an answer: one function a question, each yields the slots that are empty.

What each gap is called, and why it matters, is in `completeness`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sharedesk.domain.check_run import latest
from sharedesk.domain.decision import Decision, Recipient
from sharedesk.domain.due import is_working_day
from sharedesk.domain.outcome import shares
from sharedesk.domain.stated_time import StatedTime

TOLD_ROLES = {"child", "subject", "parent", "carer", "victim", "person_of_concern"}
"""In these roles it is asked of somebody whether they are told."""


def nobody(d: Decision) -> Iterator[str]:
    """No child and no adult at risk or of concern."""
    if not any(set(p.roles) & {"child", "subject", "victim", "person_of_concern"} for p in d.people):
        yield "people"


def no_concern(d: Decision) -> Iterator[str]:
    """No concern, nor how sharing could help; or a concern without words."""
    if not d.concerns and not (d.first_questions and d.first_questions.how_it_could_help):
        yield "concerns"
    yield from (f"concerns/{c.key}" for c in d.concerns if not c.text)


def no_risk(d: Decision) -> Iterator[str]:
    """A concern without how sure it is and what makes them think so."""
    yield from (f"concerns/{c.key}" for c in d.concerns if c.text and not (c.risk and c.why_think_so))


def no_request(d: Decision) -> Iterator[str]:
    """Neither a request nor own initiative; or a request without who, what and why."""
    if d.own_initiative is None and d.request is None:
        yield "own_initiative"
    if d.request and not (d.request.organisation and d.request.what and d.request.why):
        yield "request"


def unverified_requester(d: Decision) -> Iterator[str]:
    """A request that is answered with information, without how whoever asked was known to be who they are."""
    r = d.request
    if r is None or r.direction != "to_us" or not shared_with(d):
        return
    known = r.verified_by_calling_back == "yes" or r.verified_how or any(x.verified == "yes" for x in shared_with(d))
    if not known:
        yield "request"


def no_items(d: Decision) -> Iterator[str]:
    """No information and no document."""
    if not d.items and not d.attached:
        yield "items"


def no_nature(d: Decision) -> Iterator[str]:
    """Information that is not said to be fact, reported or opinion."""
    yield from (f"items/{i.key}" for i in d.items if i.nature is None)


def unchecked_attachment(d: Decision) -> Iterator[str]:
    """A document or picture in which nobody looked for people."""
    yield from (f"attached/{a.key}" for a in d.attached if a.people_in_it_checked != "yes")


def no_recipient(d: Decision) -> Iterator[str]:
    """No recipient; or one without a name or an outcome."""
    if not d.recipients:
        yield "recipients"
    yield from (f"recipients/{r.key}" for r in d.recipients if not (r.organisation or r.person) or r.outcome is None)


def no_amount(d: Decision) -> Iterator[str]:
    """A recipient for whom not every item was decided."""
    things = {x.key for x in d.items} | {x.key for x in d.attached}
    for r in shared_with(d):
        decided = {s.item for s in d.sharing if s.recipient == r.key}
        if things - decided:
            yield f"recipients/{r.key}"


def no_why_left_out(d: Decision) -> Iterator[str]:
    """Something left out or reworded without why, or without the words that went."""
    for s in d.sharing:
        if s.what in ("leave_out", "reword") and not s.why or s.what == "reword" and not s.as_released:
            yield f"sharing/{s.key}"


def no_why_recipient(d: Decision) -> Iterator[str]:
    """A recipient without why they need it, or why not."""
    yield from (f"recipients/{r.key}" for r in d.recipients if r.outcome and not r.why)


def no_refusal_given(d: Decision) -> Iterator[str]:
    """A request that was refused without noting the reason that was given."""
    if d.request and d.recipients and all(r.outcome == "do_not_share" for r in d.recipients):
        if not d.request.refusal_reason_given and not all(r.refusal_given for r in d.recipients):
            yield "request"


def no_if_not_shared(d: Decision) -> Iterator[str]:
    """Not sharing, or not yet, or in an emergency, without what could happen if it were not shared."""
    weighed = (d.first_questions and d.first_questions.if_not_shared) or any(o.harm or o.benefit for o in d.options)
    asked = d.emergency or any(r.outcome in ("do_not_share", "share_later", "ask_requester") for r in d.recipients)
    if asked and not weighed:
        yield "first_questions"


def no_channel(d: Decision) -> Iterator[str]:
    """A recipient without channel and whether it was secure."""
    yield from (f"recipients/{r.key}" for r in shared_with(d) if r.channel is None or r.secure is None)


def no_times(d: Decision) -> Iterator[str]:
    """No time of knowing, deciding or sharing."""
    if d.decided_at is None:
        yield "decided_at"
    if d.known_at is None:
        yield "known_at"
    yield from (f"recipients/{r.key}" for r in shared_with(d) if r.shared_at is None and d.shared_at is None)


def no_delay_reason(d: Decision) -> Iterator[str]:
    """More than a working day between knowing and sharing, without why."""
    shared = [s for s in (d.shared_at, *(r.shared_at for r in shared_with(d))) if s and s.earliest]
    if shared and not d.delay_because and d.known_at and any(_over_a_working_day(d.known_at, s) for s in shared):
        yield "delay_because"


def not_told_settled(d: Decision) -> Iterator[str]:
    """Somebody for whom telling is not settled, though something is shared."""
    settled = {t.person for t in d.telling if t.result and t.result != "not_settled"}
    if any(shares(r.outcome) for r in d.recipients):
        for p in d.people:
            if set(p.roles) & TOLD_ROLES and p.who.kind != "unborn" and p.key not in settled:
                yield f"people/{p.key}"


def no_reason_not_told(d: Decision) -> Iterator[str]:
    """Somebody who is not told yet, without the reason, the harm, whom to ask or when to look again."""
    for t in d.telling:
        if t.result == "do_not_tell" and not (t.reason and t.harm_believed_likely and t.look_again):
            yield f"telling/{t.key}"
        elif t.result == "ask_first" and not (t.reason and t.ask_whom and t.look_again):
            yield f"telling/{t.key}"
        elif t.result in ("tell_after", "safe_route_only") and not t.reason:
            yield f"telling/{t.key}"


def not_yet_told(d: Decision) -> Iterator[str]:
    """Somebody who is to be told, without when."""
    told = ("tell_now", "safe_route_only")
    yield from (f"telling/{t.key}" for t in d.telling if t.result in told and t.told_at is None and t.tell_when is None)


def no_objection_answer(d: Decision) -> Iterator[str]:
    """An objection without its answer and legal basis."""
    yield from (f"objections/{o.key}" for o in d.objections if not (o.objection and o.considered and o.legal_basis))


def no_basis(d: Decision) -> Iterator[str]:
    """Something is shared without a lawful basis, or one without why it is necessary."""
    usual = d.basis and d.basis.usual == "same_as_usual" and d.basis.sentence  # it says why for all of them
    if shared_with(d) and not usual and not (d.basis and d.basis.article_6):
        yield "basis"
    elif d.basis and not usual and any(not a.why_necessary for a in d.basis.article_6):
        yield "basis"


def no_condition(d: Decision) -> Iterator[str]:
    """Sensitive information is shared without its condition."""
    special = any(i.special_category or i.offence_data == "yes" for i in d.items)
    usual = d.basis and d.basis.usual == "same_as_usual" and d.basis.sentence
    if special and shared_with(d) and not usual and not (d.basis and (d.basis.conditions or d.basis.part_3)):
        yield "basis"


def no_identities(d: Decision) -> Iterator[str]:
    """Somebody could be harmed, and for a recipient it is not said how they are protected."""
    if any(p.could_be_harmed in ("yes", "dont_know") for p in d.people):
        settled = {i.recipient for i in d.identities if i.result or i.anyone_at_risk == "no"}
        yield from (f"recipients/{r.key}" for r in shared_with(d) if r.key not in settled)


def check_not_settled(d: Decision) -> Iterator[str]:
    """A check that was begun and not decided. Telling and the lawful basis have rules of their own."""
    for run in latest(d.checks):
        if run.check not in ("telling", "lawful-basis") and not run.decided:
            yield f"checks/{run.key}"


def no_reason_to_depart(d: Decision) -> Iterator[str]:
    """Something else was decided than a check advised, without why."""
    yield from (f"checks/{run.key}" for run in latest(d.checks) if run.departs and not run.departing_because)


def no_reasons(d: Decision) -> Iterator[str]:
    """No reasons."""
    if not d.reasons.strip():
        yield "reasons"


def no_emergency_reasons(d: Decision) -> Iterator[str]:
    """An emergency without what made it urgent and what was known then."""
    if d.emergency and not (
        d.emergency.could_not_wait_because and d.emergency.what_made_it_urgent and d.emergency.known_at_the_time
    ):
        yield "emergency"


def no_advice_why_not(d: Decision) -> Iterator[str]:
    """Advice without what it was, or without why it was not followed."""
    yield from (f"advice/{a.key}" for a in d.advice if not a.what or a.followed in ("no", "partly") and not a.why_not)


def nobody_decided(d: Decision) -> Iterator[str]:
    """Nobody is said to have decided, or not in which position."""
    if not (d.decided_by and d.decided_by.name and d.decided_by.position):
        yield "decided_by"


def no_new_information(d: Decision) -> Iterator[str]:
    """An earlier decision is taken up without what is new."""
    if d.reconsiders and not d.reconsiders.new_information:
        yield "reconsiders"


def no_next_step(d: Decision) -> Iterator[str]:
    """No next step, nor why there is none."""
    if not d.next_steps and not d.no_next_step_because:
        yield "next_steps"


def no_feedback(d: Decision) -> Iterator[str]:
    """Feedback with no date and no reason against it."""
    for f in d.feedback:
        if not (f.given_at or f.due or f.not_given_because):
            yield f"feedback/{f.key}"


def no_official_record(d: Decision) -> Iterator[str]:
    """Not said where the official case record holds it, or why not."""
    o = d.official_record
    if not (o and (o.not_copied_because or o.system and o.copied_on)):
        yield "official_record"


def shared_with(d: Decision) -> list[Recipient]:
    """The recipients to whom anything is passed on."""
    return [r for r in d.recipients if shares(r.outcome)]


def _over_a_working_day(known: StatedTime, shared: StatedTime) -> bool:
    if not known.latest or not shared.earliest:
        return False
    start, end = known.latest.date(), shared.earliest.date()
    if (end - start).days > 7:
        return True
    weekdays = [day for i in range(1, (end - start).days + 1) if (day := start + timedelta(days=i)).weekday() < 5]
    return len(weekdays) > 1 and sum(map(is_working_day, weekdays)) > 1  # bank holidays take a moment to load

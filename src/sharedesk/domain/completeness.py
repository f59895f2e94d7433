"""What a record still needs to stand up a year later, and why each thing is asked.

Rules are data: a code, a sentence, the reason it is asked with its source, and a test that yields the slots where it is
missing. A rule never stops anyone from recording or sharing; it is what the record, the list and home say is still
to add. A decision not to share is asked for as much as one to share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from sharedesk.domain import gaps
from sharedesk.domain.decision import Decision
from sharedesk.domain.fold import DecisionState


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


def still_to_add(state: DecisionState) -> list[Missing]:
    """What a recorded decision still needs. What was lawfully erased is not asked for again."""
    if state.is_erased:
        return []
    erased = state.erased_fields
    return [one for one in what_is_missing(state.decision) if one.slot.partition("/")[0] not in erased]


def by_rule(missing: Iterable[Missing]) -> list[tuple[Rule, int]]:
    """Each rule once, with the number of places where its answer is missing: what a person reads."""
    places: dict[str, list[Rule]] = {}
    for one in missing:
        places.setdefault(one.rule.code, []).append(one.rule)
    return [(rules[0], len(rules)) for rules in places.values()]


RULES = (
    Rule(
        "who",
        "Say which child or adult this is about.",
        "A reader must know whose safety was at stake.",
        "ICO decision form",
        gaps.nobody,
    ),
    Rule(
        "own_initiative",
        "Say whether you were asked, by whom, for what and why, or shared on your own initiative.",
        "A request should say clearly what is needed and why.",
        "DfE p16",
        gaps.no_request,
    ),
    Rule(
        "verified",
        "Say how you made sure who asked: best by ringing back on a number that you found yourself.",
        "Whoever asks may not be who they say.",
        "ShareDesk",
        gaps.unverified_requester,
    ),
    Rule(
        "concern",
        "Say what you are worried about, or how sharing could help.",
        "The first question is whether sharing is likely to help keep a child safe.",
        "DfE p9, p15",
        gaps.no_concern,
    ),
    Rule(
        "risk",
        "Say whether the risk is established, suspected or potential, and what makes you think so.",
        "A possible risk is enough to act on; what it rested on has to be seen later.",
        "DfE p8, p15",
        gaps.no_risk,
    ),
    Rule(
        "if_not_shared",
        "Say what could happen, or could have happened, if it were not shared.",
        "Not sharing is a decision with a risk of its own.",
        "DfE p14-15",
        gaps.no_if_not_shared,
    ),
    Rule(
        "items",
        "List the information that was shared or considered.",
        "Only what is necessary, relevant and accurate should go.",
        "DfE p5 rule 6",
        gaps.no_items,
    ),
    Rule(
        "nature",
        "Say whether it is fact, reported by someone, or opinion.",
        "A reader acts differently on each.",
        "DPA 2018 s.38",
        gaps.no_nature,
    ),
    Rule(
        "attachment",
        "Say who is in the document or picture, and that this was checked.",
        "Addresses and names have been given away in attachments.",
        "ICO reprimand, Wakefield",
        gaps.unchecked_attachment,
    ),
    Rule(
        "recipient",
        "Name each recipient and the outcome for them.",
        "Each organisation is a decision of its own.",
        "ICO decision form",
        gaps.no_recipient,
    ),
    Rule(
        "why_recipient",
        "Say why this recipient needs it for their role, or why not.",
        "Share with those who have a role, and be ready to explain a refusal.",
        "DfE p5 rules 6-7",
        gaps.no_why_recipient,
    ),
    Rule(
        "refusal",
        "Note the reason as it was given to whoever asked.",
        "Whoever asked must be able to answer it or bring new information.",
        "DfE p5 rule 7",
        gaps.no_refusal_given,
    ),
    Rule(
        "amount",
        "Decide for each item whether this recipient gets it.",
        "An entire file is rarely needed.",
        "DfE p5 rule 6, p16",
        gaps.no_amount,
    ),
    Rule(
        "left_out",
        "Say why this was left out or reworded, and the words that went instead.",
        "What was held back needs its reason as much as what was sent.",
        "DfE p5 rules 5-7",
        gaps.no_why_left_out,
    ),
    Rule(
        "identities",
        "Say how people who could be harmed are protected from being recognised.",
        "Someone could be hurt if an abuser or an associate learned who they are.",
        "DfE p5 rule 5",
        gaps.no_identities,
    ),
    Rule(
        "channel",
        "Say how it was sent and whether that was secure.",
        "Security should fit how sensitive it is and how urgent.",
        "DfE p16, p20",
        gaps.no_channel,
    ),
    Rule(
        "times",
        "Give the times: when you knew, decided and shared.",
        "Months later the order of events is what is asked for.",
        "ICO decision form",
        gaps.no_times,
    ),
    Rule(
        "delay",
        "Say why more than a working day passed between knowing and sharing.",
        "Delay can add to the risk.",
        "DfE p17",
        gaps.no_delay_reason,
    ),
    Rule(
        "telling",
        "Settle for this person whether, when and how they are told.",
        "Families are told openly wherever that is practicable and safe.",
        "DfE p4 rule 2, p12",
        gaps.not_told_settled,
    ),
    Rule(
        "reason_not_told",
        "Say why they are not told yet, what harm is likely or whom to ask, and when to look again.",
        "Not telling is the exception and needs its reason.",
        "DfE p4 rule 2, p12, p17",
        gaps.no_reason_not_told,
    ),
    Rule(
        "told",
        "Say when this person was or will be told.",
        "A plan to tell has a date.",
        "DfE p12, p17",
        gaps.not_yet_told,
    ),
    Rule(
        "objection",
        "Record the objection, how you considered it and the legal basis for sharing anyway.",
        "Both the reasons and the legal basis must be recorded.",
        "DfE p12",
        gaps.no_objection_answer,
    ),
    Rule(
        "basis",
        "Say why we could share: the lawful basis and why sharing was necessary for it.",
        "Every sharing of personal information rests on at least one.",
        "DfE p9",
        gaps.no_basis,
    ),
    Rule(
        "condition",
        "Give the condition for the sensitive information or offence data.",
        "Health, ethnicity, sex life and offences need a further condition.",
        "DfE p10",
        gaps.no_condition,
    ),
    Rule(
        "check",
        "Go through the check that was begun, and say what you decided.",
        "What is left open is not settled.",
        "ShareDesk",
        gaps.check_not_settled,
    ),
    Rule(
        "departure",
        "Say why you decided otherwise than the check suggested.",
        "The decision is yours; a reader has to see what it rests on.",
        "DfE p5 rule 7",
        gaps.no_reason_to_depart,
    ),
    Rule(
        "advice",
        "Complete the advice: what it was, and why where it was not followed.",
        "Advice taken is part of the reasons.",
        "DfE p4 rule 4",
        gaps.no_advice_why_not,
    ),
    Rule(
        "reasons",
        "Write down the reasons for the decision.",
        "Whether shared or not, the reasons are what stands up later.",
        "DfE p5 rule 7",
        gaps.no_reasons,
    ),
    Rule(
        "emergency",
        "Add what made it urgent and what was known at that time.",
        "After an emergency the reasons are written down as soon as they can be.",
        "DfE p17-18",
        gaps.no_emergency_reasons,
    ),
    Rule(
        "decided_by",
        "Say who decided, and in which position.",
        "A decision is somebody's.",
        "ICO decision form",
        gaps.nobody_decided,
    ),
    Rule(
        "reconsidered",
        "Say which new information prompted this.",
        "Reconsider when something new is known.",
        "DfE p5 rule 7",
        gaps.no_new_information,
    ),
    Rule(
        "next_step",
        "Say what happens next, who does it and by when, or why nothing does.",
        "Nobody should assume that someone else will act.",
        "DfE p14",
        gaps.no_next_step,
    ),
    Rule(
        "feedback",
        "Say when feedback is due or was given, or why it is not.",
        "Closing the loop keeps people sharing.",
        "DfE p15",
        gaps.no_feedback,
    ),
    Rule(
        "official_record",
        "Say where this is in the official case record, or why it is not.",
        "This log does not replace the organisation's own record.",
        "ShareDesk",
        gaps.no_official_record,
    ),
)

"""Each rule has a case where it fires and one where it does not; and a whole record, to share or not, is complete."""

from __future__ import annotations

import re

import pytest
from domain import samples
from msgspec.structs import replace

from sharedesk.domain.basis import Article6, Condition, LawfulBasis, Objection, Part3
from sharedesk.domain.check_run import CheckRun
from sharedesk.domain.completeness import RULES, what_is_missing
from sharedesk.domain.decision import (
    Advice,
    AttachedReference,
    Concern,
    DecidedBy,
    Decision,
    Emergency,
    Feedback,
    IdentityResult,
    Item,
    OfficialRecord,
    Option,
    Reconsiders,
    Sharing,
)
from sharedesk.domain.parts import slots_of
from sharedesk.domain.request import Request
from sharedesk.domain.stated_time import understand
from sharedesk.domain.telling import Telling

SHARE, REFUSE = samples.share_part(), samples.do_not_share()
(FRONT,) = SHARE.recipients
(LET,) = REFUSE.recipients
ROBIN, ALEX, SAM = SHARE.people
TOLD = SHARE.telling


def share(**changes):
    return replace(SHARE, **changes)


def refuse(**changes):
    return replace(REFUSE, **changes)


def front(**changes):
    return share(recipients=(replace(FRONT, **changes),))


def let(**changes):
    return refuse(recipients=(replace(LET, **changes),))


def telling(*about_alex):
    return share(telling=(TOLD[0], *about_alex))


ALEX_AFTER = Telling(key="t2", person="alex", result="tell_after", reason="Later")
HEALTH = Item(key="marks", text="x", nature="fact", special_category=("health",))
AMOUNT = CheckRun(key="c1", check="amount", advice="reword")
ASKED = Request(organisation="Example Council", what="Attendance", why="An assessment")
UNCERTAIN = replace(ASKED, verified_by_calling_back="dont_know")
EASTER_TUESDAY, EASTER_WEDNESDAY = understand("7 April 2026"), understand("8 April 2026")

CASES = {
    # rule: [(a record where it fires, the slots), ...], [records where it does not]
    "who": ([(share(people=()), ["people"]), (share(people=(ALEX, SAM)), ["people"])], [share(people=(ROBIN, ALEX))]),
    "check": (
        [
            (share(checks=(AMOUNT,)), ["checks/c1"]),
            (share(checks=(replace(AMOUNT, advice="not_settled"),)), ["checks/c1"]),
        ],
        [
            share(checks=(replace(AMOUNT, decided="share"),)),
            share(checks=(AMOUNT, CheckRun(key="c2", check="amount", decided="reword", follows="c1"))),
            share(checks=(replace(AMOUNT, check="telling"),)),  # asked for by person
        ],
    ),
    "departure": (
        [(share(checks=(replace(AMOUNT, decided="share"),)), ["checks/c1"])],
        [
            share(checks=(replace(AMOUNT, decided="reword"),)),
            share(checks=(replace(AMOUNT, decided="share", departing_because="They know it already."),)),
            share(checks=(replace(AMOUNT, advice="not_settled", decided="share"),)),  # nothing was advised
        ],
    ),
    "own_initiative": (
        [(share(own_initiative=None), ["own_initiative"]), (refuse(request=Request(what="x", why="y")), ["request"])],
        [share(own_initiative="dont_know")],
    ),
    "concern": (
        [
            (share(concerns=(), first_questions=None), ["concerns"]),
            (share(concerns=(Concern(key="c", text=""),)), ["concerns/c"]),
        ],
        [share(concerns=())],
    ),
    "risk": (
        [
            (share(concerns=(Concern(key="c", text="x", risk="suspected"),)), ["concerns/c"]),
            (share(concerns=(Concern(key="c", text="x", why_think_so="y"),)), ["concerns/c"]),
        ],
        [share(concerns=())],
    ),
    "if_not_shared": (
        [(refuse(first_questions=None), ["first_questions"])],
        [
            refuse(first_questions=None, options=(Option(key="o", option="Share", harm="Exposure"),)),
            share(first_questions=None),
        ],
    ),
    "items": ([(refuse(items=()), ["items"])], [refuse(items=(), attached=(AttachedReference(key="a", title="x"),))]),
    "nature": (
        [(refuse(items=(Item(key="i", text="x"),)), ["items/i"])],
        [refuse(items=(Item(key="i", text="x", nature="opinion"),))],
    ),
    "attachment": (
        [(refuse(attached=(AttachedReference(key="a", title="x", people_in_it_checked="no"),)), ["attached/a"])],
        [refuse(attached=(AttachedReference(key="a", title="x", people_in_it_checked="yes"),))],
    ),
    "recipient": (
        [
            (refuse(recipients=()), ["recipients"]),
            (let(organisation=""), ["recipients/let"]),
            (let(outcome=None), ["recipients/let"]),
        ],
        [let(organisation="", person="J. Example")],
    ),
    "why_recipient": ([(let(why=""), ["recipients/let"])], [let(why="x")]),
    "verified": (
        [(share(own_initiative="no", request=ASKED), ["request"]), (share(request=UNCERTAIN), ["request"])],
        [
            share(own_initiative="no", request=replace(ASKED, verified_by_calling_back="yes")),
            share(own_initiative="no", request=replace(ASKED, verified_how="Known for years")),
            share(own_initiative="no", request=replace(ASKED, direction="from_us")),
            replace(front(verified="yes"), own_initiative="no", request=ASKED),
            refuse(request=ASKED),
        ],
    ),
    "refusal": (
        [(let(refusal_given=""), ["request"])],
        [
            refuse(
                recipients=(replace(LET, refusal_given=""),), request=replace(REFUSE.request, refusal_reason_given="x")
            ),
            refuse(recipients=(replace(LET, refusal_given=""),), request=None, own_initiative="yes"),
        ],
    ),
    "amount": ([(share(sharing=SHARE.sharing[:1]), ["recipients/front"])], [refuse(sharing=())]),
    "left_out": (
        [
            (
                share(
                    sharing=(SHARE.sharing[0], Sharing(key="s2", item="rumour", recipient="front", what="leave_out"))
                ),
                ["sharing/s2"],
            ),
            (
                share(
                    sharing=(
                        SHARE.sharing[0],
                        Sharing(key="s2", item="rumour", recipient="front", what="reword", why="x"),
                    )
                ),
                ["sharing/s2"],
            ),
        ],
        [
            share(
                sharing=(
                    SHARE.sharing[0],
                    Sharing(key="s2", item="rumour", recipient="front", what="reword", why="x", as_released="y"),
                )
            )
        ],
    ),
    "identities": (
        [
            (share(identities=()), ["recipients/front"]),
            (
                share(identities=(), people=(ROBIN, ALEX, replace(SAM, could_be_harmed="dont_know"))),
                ["recipients/front"],
            ),
        ],
        [
            share(identities=(), people=(ROBIN, ALEX, replace(SAM, could_be_harmed="no"))),
            share(identities=(IdentityResult(key="i", recipient="front", anyone_at_risk="no"),)),
        ],
    ),
    "channel": (
        [(front(channel=None), ["recipients/front"]), (front(secure=None), ["recipients/front"])],
        [let(channel=None)],
    ),
    "times": (
        [
            (share(decided_at=None), ["decided_at"]),
            (share(known_at=None), ["known_at"]),
            (front(shared_at=None), ["recipients/front"]),
        ],
        [share(recipients=(replace(FRONT, shared_at=None),), shared_at=understand("13 March 2026 at 12:00"))],
    ),
    "delay": (
        [
            (front(shared_at=understand("17 March 2026")), ["delay_because"]),
            (front(shared_at=understand("2 June 2026")), ["delay_because"]),
            (
                share(known_at=understand("2 April 2026"), recipients=(replace(FRONT, shared_at=EASTER_WEDNESDAY),)),
                ["delay_because"],
            ),
        ],
        [
            front(shared_at=understand("16 March 2026")),  # known on a Friday, shared on the Monday
            replace(front(shared_at=understand("17 March 2026")), delay_because="x"),
            front(shared_at=understand("not sure")),
            share(known_at=understand("not sure")),
            # known on the Thursday before Easter, shared on the Tuesday after it: one working day
            share(known_at=understand("2 April 2026"), recipients=(replace(FRONT, shared_at=EASTER_TUESDAY),)),
        ],
    ),
    "telling": (
        [
            (share(telling=TOLD[:1]), ["people/alex"]),
            (telling(replace(ALEX_AFTER, result="not_settled")), ["people/alex"]),
        ],
        [refuse(telling=()), telling(ALEX_AFTER)],
    ),
    "reason_not_told": (
        [
            (telling(replace(ALEX_AFTER, reason="")), ["telling/t2"]),
            (telling(replace(ALEX_AFTER, result="do_not_tell")), ["telling/t2"]),
            (telling(replace(ALEX_AFTER, result="ask_first")), ["telling/t2"]),
        ],
        [
            telling(
                replace(
                    ALEX_AFTER, result="do_not_tell", harm_believed_likely="x", look_again=understand("1 April 2026")
                )
            ),
            telling(replace(ALEX_AFTER, result="ask_first", ask_whom="x", look_again=understand("1 April 2026"))),
        ],
    ),
    "told": (
        [(telling(replace(ALEX_AFTER, result="tell_now")), ["telling/t2"])],
        [telling(replace(ALEX_AFTER, result="tell_now", tell_when=understand("1 April 2026")))],
    ),
    "objection": (
        [(share(objections=(Objection(key="o", objection="x", considered="y"),)), ["objections/o"])],
        [share(objections=(Objection(key="o", objection="x", considered="y", legal_basis="z"),))],
    ),
    "basis": (
        [
            (share(basis=None), ["basis"]),
            (share(basis=LawfulBasis(usual="same_as_usual")), ["basis"]),
            (share(basis=LawfulBasis(article_6=(Article6(code="6(1)(e)"),))), ["basis"]),
        ],
        [refuse(basis=None), share(basis=LawfulBasis(usual="same_as_usual", sentence="x"))],
    ),
    "condition": (
        [
            (share(items=(HEALTH, SHARE.items[1])), ["basis"]),
            (share(items=(replace(HEALTH, special_category=(), offence_data="yes"), SHARE.items[1])), ["basis"]),
        ],
        [
            share(
                items=(HEALTH, SHARE.items[1]),
                basis=replace(SHARE.basis, conditions=(Condition(code="DPA Sch 1 para 18"),)),
            ),
            share(items=(HEALTH, SHARE.items[1]), basis=replace(SHARE.basis, part_3=Part3(applies="yes"))),
            share(items=(HEALTH, SHARE.items[1]), basis=LawfulBasis(usual="same_as_usual", sentence="x")),
            refuse(items=(HEALTH,)),
        ],
    ),
    "advice": (
        [
            (share(advice=(Advice(key="a", who="x"),)), ["advice/a"]),
            (share(advice=(Advice(key="a", who="x", what="y", followed="no"),)), ["advice/a"]),
        ],
        [
            share(advice=(Advice(key="a", who="x", what="y", followed="partly", why_not="z"),)),
            share(advice=(Advice(key="a", who="x", what="y"),)),
        ],
    ),
    "reasons": ([(share(reasons=""), ["reasons"]), (refuse(reasons=" \n"), ["reasons"])], [share(reasons="x")]),
    "emergency": (
        [(share(emergency=Emergency(could_not_wait_because="x", what_made_it_urgent="y")), ["emergency"])],
        [share(emergency=Emergency(could_not_wait_because="x", what_made_it_urgent="y", known_at_the_time="z"))],
    ),
    "decided_by": (
        [(share(decided_by=None), ["decided_by"]), (share(decided_by=DecidedBy(name="x")), ["decided_by"])],
        [share(decided_by=DecidedBy(name="x", position="y"))],
    ),
    "reconsidered": (
        [(share(reconsiders=Reconsiders(reference="x")), ["reconsiders"])],
        [share(reconsiders=Reconsiders(reference="x", new_information="y"))],
    ),
    "next_step": ([(share(next_steps=()), ["next_steps"])], [share(next_steps=(), no_next_step_because="x")]),
    "feedback": (
        [(share(feedback=(Feedback(key="f", direction="to_us"),)), ["feedback/f"])],
        [
            share(feedback=(Feedback(key="f", direction="to_us", due=understand("1 May 2026")),)),
            share(feedback=(Feedback(key="f", direction="to_us", not_given_because="x"),)),
        ],
    ),
    "official_record": (
        [
            (share(official_record=None), ["official_record"]),
            (share(official_record=OfficialRecord(system="x")), ["official_record"]),
        ],
        [share(official_record=OfficialRecord(system="x", copied_on=understand("1 May 2026")))],
    ),
}


def fired(decision, code):
    return [missing.slot for missing in what_is_missing(decision) if missing.rule.code == code]


@pytest.mark.parametrize("decision", [SHARE, REFUSE], ids=["share part", "do not share"])
def test_a_whole_record_is_complete(decision):
    assert what_is_missing(decision) == []


def test_every_rule_has_its_cases():
    assert set(CASES) == {rule.code for rule in RULES}
    assert len({rule.code for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("code", CASES)
def test_a_rule_fires_where_it_should_and_nowhere_else(code):
    fires, silent = CASES[code]
    for decision, slots in fires:
        assert fired(decision, code) == slots
    for decision in silent:
        assert fired(decision, code) == []


@pytest.mark.parametrize("code", CASES)
def test_what_is_missing_names_a_slot_of_the_record(code):
    for decision, slots in CASES[code][0]:
        there = dict(slots_of(decision))
        for slot in slots:
            assert slot in there or slot in Decision.__struct_fields__


def test_a_rule_speaks_plainly_and_judges_nothing():
    for rule in RULES:
        assert rule.sentence.endswith(".")
        assert rule.why.endswith(".")
        assert rule.source
        said = f"{rule.sentence} {rule.why}".lower()
        assert not re.search(r"\b(is passed|has passed|unlawful|compliant|must be shared|is lawful)\b", said)


def test_an_empty_record_is_told_what_it_needs_and_nothing_about_sharing():
    codes = {missing.rule.code for missing in what_is_missing(Decision())}
    assert {"who", "reasons", "recipient", "items", "decided_by", "times"} <= codes
    assert not codes & {"channel", "telling", "basis", "amount", "identities"}

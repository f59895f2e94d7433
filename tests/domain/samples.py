"""Decisions about an obviously made-up family, whole ones and small ones, and how to write them as entries."""

from __future__ import annotations

from sharedesk.domain.basis import Article6, LawfulBasis
from sharedesk.domain.decision import (
    Concern,
    DecidedBy,
    Decision,
    FirstQuestions,
    Item,
    NextStep,
    OfficialRecord,
    PersonInvolved,
    Recipient,
    Sharing,
)
from sharedesk.domain.person import PersonStatement
from sharedesk.domain.request import Request
from sharedesk.domain.stated_time import understand
from sharedesk.domain.telling import Telling


def small(words: str = "The reasons, for practice.", **more) -> Decision:
    return Decision(reasons=words, **more)


def _people() -> tuple[PersonInvolved, ...]:
    return (
        PersonInvolved(
            key="robin",
            who=PersonStatement(name="Robin Placeholder", kind="child"),
            roles=("child",),
            could_be_harmed="no",
        ),
        PersonInvolved(key="alex", who=PersonStatement(name="Alex Placeholder", kind="adult"), roles=("parent",)),
        PersonInvolved(
            key="sam", who=PersonStatement(description="a neighbour"), roles=("source",), could_be_harmed="yes"
        ),
    )


def share_part() -> Decision:
    """Two items, one shared and one left out, with a children's service: everything that a full record asks for."""
    from sharedesk.domain.decision import IdentityResult

    return Decision(
        own_initiative="yes",
        first_questions=FirstQuestions(
            could_help="yes", how_it_could_help="They can visit.", if_not_shared="No visit."
        ),
        people=_people(),
        concerns=(
            Concern(key="c", text="Bruises twice", about=("robin",), risk="suspected", why_think_so="Two marks"),
        ),
        known_at=understand("13 March 2026 at 09:10"),
        decided_at=understand("13 March 2026 at 11:00"),
        items=(
            Item(key="marks", text="Two bruises were seen.", nature="fact", about=("robin",), supplied_by="sam"),
            Item(key="rumour", text="A rumour about work.", nature="reported", about=("alex",)),
        ),
        recipients=(
            Recipient(
                key="front",
                organisation="Exampleshire Children's Services",
                outcome="share_part",
                why="They assess.",
                channel="secure_email",
                secure="yes",
                shared_at=understand("13 March 2026 at 11:20"),
            ),
        ),
        sharing=(
            Sharing(key="s1", item="marks", recipient="front", what="share"),
            Sharing(key="s2", item="rumour", recipient="front", what="leave_out", why="Not relevant."),
        ),
        identities=(
            IdentityResult(key="i1", recipient="front", result="The neighbour is not named.", protected=("sam",)),
        ),
        telling=(
            Telling(key="t1", person="robin", result="tell_after", reason="Once the visit has been."),
            Telling(key="t2", person="alex", result="tell_now", told_at=understand("13 March 2026 at 12:00")),
        ),
        basis=LawfulBasis(article_6=(Article6(code="6(1)(e)", why_necessary="No other way to have it assessed."),)),
        reasons="The marks matter for the assessment; the rumour does not.",
        decided_by=DecidedBy(name="J. Practice", position="Teacher"),
        next_steps=(NextStep(key="n", what="Ring on Monday", by_whom="J. Practice"),),
        official_record=OfficialRecord(not_copied_because="Practice."),
    )


def do_not_share() -> Decision:
    """A request that was refused, with its reasons: as complete a record as one to share."""
    return Decision(
        own_initiative="no",
        request=Request(organisation="Example Lettings", what="The family's history", why="A tenancy"),
        people=_people()[:2],
        first_questions=FirstQuestions(
            could_help="no", how_it_could_help="It could not.", if_not_shared="Nothing changes."
        ),
        concerns=(Concern(key="c", text="None of ours", risk="potential", why_think_so="Nothing seen"),),
        known_at=understand("2 March 2026"),
        decided_at=understand("2 March 2026"),
        items=(Item(key="history", text="The family's history.", nature="fact"),),
        recipients=(
            Recipient(
                key="let",
                organisation="Example Lettings",
                outcome="do_not_share",
                why="No safeguarding role.",
                refusal_given="We cannot help with this.",
            ),
        ),
        reasons="It would not help keep a child safe.",
        decided_by=DecidedBy(name="J. Practice", position="Teacher"),
        no_next_step_because="Nothing follows.",
        official_record=OfficialRecord(not_copied_because="Practice."),
    )

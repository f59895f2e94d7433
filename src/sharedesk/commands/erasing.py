"""Commands for what goes and what is kept longer: erase, retention."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import msgspec
from msgspec import Struct

from sharedesk.commands import asking
from sharedesk.commands.arguments import A_REFERENCE, Commands, command, read_input
from sharedesk.commands.output import Output, counted
from sharedesk.domain.erasure import Category
from sharedesk.errors import ShareDeskError
from sharedesk.exchange import strict_json
from sharedesk.exchange.strict_json import NotAcceptable
from sharedesk.vault import errors, search
from sharedesk.vault.vault import Vault

if TYPE_CHECKING:
    from sharedesk.desk.erase_pieces import Piece
    from sharedesk.desk.erase_reach import Reach
    from sharedesk.desk.erasing import Choices, Grounds, Plan
    from sharedesk.desk.retention import ToLookAt
    from sharedesk.desk.shelf import Shelf


class NotOneThing(ShareDeskError):
    """Neither a decision nor a person to erase, or both."""

    exit_code = 2

    def __init__(self) -> None:
        super().__init__(
            "Say what is to be erased: one decision, by its reference, or one person, with --person.",
            "“sharedesk show --json” gives the ids of people.",
        )


class _Text(Struct, frozen=True, forbid_unknown_fields=True):
    at: str
    text: str


class _Decided(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    piece: str
    what: str
    texts: tuple[_Text, ...] = ()


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    pieces: tuple[_Decided, ...]


def add_to(commands: Commands) -> None:
    """Add this room's commands."""
    erased = command(commands, "erase", "erase a decision, or one person's parts in every record", _erase)
    erased.add_argument("reference", metavar="REFERENCE", nargs="?", help=f"the decision, {A_REFERENCE}")
    erased.add_argument("--person", metavar="ID", help="a person instead, by the id that “show --json” gives")
    erased.add_argument("--plan", action="store_true", help="only say what would go and what cannot; change nothing")
    erased.add_argument("--choices", metavar="FILE|-", help="a JSON file of what is to become of each piece")
    erased.add_argument("--category", choices=get_args(Category), help="why it may be erased")
    erased.add_argument("--authority", metavar="WORDS|-", default="", help="who decided that, and where it is written")
    erased.add_argument(
        "--new-backup", action="store_true", help="then make a backup and remove those here that still hold the words"
    )
    erased.add_argument("--yes", action="store_true", help="go on without asking")
    kept = command(commands, "retention", "list the records whose time is over, or keep one longer", _retention)
    kept.add_argument("--organisation", metavar="FILE", help="the organisation's pack (default: the one in use)")
    kept.add_argument("--keep", metavar="REFERENCE", help=f"keep this one longer, {A_REFERENCE}")
    kept.add_argument("--until", metavar="DAY", default="", help="until when, such as “14 March 2031”")
    kept.add_argument("--because", metavar="WORDS|-", default="", help="why it is kept longer")


def _erase(options: argparse.Namespace, output: Output) -> int:
    from sharedesk.desk import erase_reach, erasing  # what finds people is slow to load
    from sharedesk.desk.erase_errors import SayWhoDecided

    if (options.reference is None) == (options.person is None):
        raise NotOneThing
    authority, choices = _words(options.authority), _choices(options.choices)
    if not options.plan and not (options.category and authority.strip()):
        raise SayWhoDecided
    with asking.opened(options) as vault:
        plan = _plan(vault, options, output)
        there = erase_reach.reach(vault, plan, _place())
        if options.plan:
            _say_plan(vault, plan, there, output)
            return 0
        grounds = erasing.Grounds(category=options.category, authority=authority)
        erasing.see_that_it_may(vault, plan, choices, grounds)
        if not options.yes:
            _ask(plan, choices, there, output)
        _carry_out(vault, plan, choices, grounds, there, options.new_backup, output)
    return 0


def _ask(plan: Plan, choices: Choices, there: Reach, output: Output) -> None:
    """Say first what cannot be erased, then ask. Raises NoAnswer or Cancelled."""
    from sharedesk.desk.erasing import WORD, what_goes

    gone = sum(what != "keep" for what in what_goes(plan, choices).values())
    output.say("This cannot erase:")
    for line in there.lines:
        output.say(f"- {line}")
    where = counted(len(plan.references), "record", "records")
    output.say(f"{counted(gone, 'piece', 'pieces')} in {where} would go for good.")
    if asking.question(f"To erase it type {WORD}: ", "Say --yes to go on without asking.").lower() != WORD:
        raise errors.Cancelled


def _carry_out(
    vault: Vault, plan: Plan, choices: Choices, grounds: Grounds, there: Reach, new_backup: bool, output: Output
) -> None:
    from sharedesk.desk import erase_reach, erasing

    chosen = _place()
    place = Path(chosen) if chosen else None
    done = erasing.erase(vault, plan, choices, grounds, output.progress("Erasing"), place=place)
    lines = [f"Erased: {counted(done.parts, 'piece', 'pieces')}, {done.reworded:,} of them put in other words."]
    if not done.noted:
        lines.append("The list beside the backups could not be written: an older backup would bring the words back.")
    told = output.progress("Backing up")
    made = erase_reach.renew_backups(vault, there.backups, chosen, told) if new_backup else None
    if made:
        lines.append(
            f"The new backup is in {made.made}. Removed: {counted(len(made.removed), 'older file', 'older files')}."
        )
    elif there.backups:
        holds = counted(len(there.backups), "backup here still holds", "backups here still hold")
        lines.append(f"{holds} the words, until newer ones take their place.")
    lines += ["This could not be erased:", *(f"- {line}" for line in there.lines)]
    value = {
        "practice": vault.practice, "erased": done.parts, "reworded": done.reworded, "kept": done.kept,
        "references": done.references, "people": done.people, "drafts": done.drafts, "noted": done.noted,
        "cannot": there.lines, "backup": str(made.made) if made else None,
        "removed": [str(path) for path in made.removed] if made else [],
    }  # fmt: skip
    output.result("\n".join(["PRACTICE", *lines] if vault.practice else lines), value)


def _plan(vault: Vault, options: argparse.Namespace, output: Output) -> Plan:
    from sharedesk.desk import erasing, people

    if options.person is None:
        return erasing.plan_for_decision(vault, search.decision_by_reference(vault.store, options.reference))
    try:
        bytes.fromhex(options.person)
    except ValueError:
        raise people.NoSuchPerson from None
    return erasing.plan_for_person(vault, options.person, output.progress("Looking"))


def _say_plan(vault: Vault, plan: Plan, there: Reach, output: Output) -> None:
    """What would go, piece by piece with its words, and what cannot."""
    from sharedesk.desk import erase_pieces, erase_reach
    from sharedesk.paper.plain import shown

    ask_first = erase_reach.ask_first(_shelf(vault, None), date.today())  # noqa: DTZ011  # the day where they are
    lines = ["PRACTICE"] if vault.practice else []
    lines += [*ask_first, "", "This cannot be erased from here:", *(f"- {line}" for line in there.lines)]
    if plan.people:
        lines += ["", erase_pieces.CANNOT]
        lines += [f"Of the same name, and not on this list: {one}" for one in plan.namesakes]
        lines += [erase_pieces.not_looked_through(*one) for one in plan.too_many]
    lines += ["", f"{plan.called}: {counted(len(plan.pieces), 'piece', 'pieces')}."]
    for piece in plan.pieces:
        lines += [
            f"- {piece.label}. {_state(piece)} [{piece.part}]",
            *(f"    {one.label}: {one.text}" for one in piece.naming),
        ]
    value = {
        "practice": vault.practice, "about": plan.called, "cannot": there.lines, "ask_first": ask_first,
        "backups": [str(path) for path in there.backups], "namesakes": plan.namesakes,
        "too_many": [{"word": word, "records": records} for word, records in plan.too_many],
        "pieces": [_piece(piece, plan) for piece in plan.pieces],
    }  # fmt: skip
    output.result(shown("\n".join(lines)), value)


def _state(piece: Piece) -> str:
    if not piece.has_to_be_decided:
        return "Goes with what it belongs to." if piece.why == "goes_with" else "Goes unless you keep it."
    sure = "" if piece.certain else " possibly"
    what = "about others too" if piece.why == "shared" else f"only names them{sure}"
    return f"To decide: it is {what}." if piece.why == "shared" else f"To decide: it {what}."


def _piece(piece: Piece, plan: Plan) -> dict[str, Any]:
    return {
        "piece": piece.part, "reference": plan.references.get(piece.entity), "slot": piece.slot, "label": piece.label,
        "why": piece.why, "certain": piece.certain, "may_reword": piece.may_reword,
        "to_decide": piece.has_to_be_decided,
        "texts": [{"at": one.at, "text": one.text, "named": one.named, "instead": one.instead} for one in piece.naming],
    }  # fmt: skip


def _choices(source: str | None) -> Choices:
    from sharedesk.desk.erasing import Chosen, What

    if source is None:
        return {}
    try:
        given = msgspec.convert(strict_json.read(read_input(source)), _File)
    except msgspec.ValidationError as problem:
        where = str(problem).partition(" - at `$.")[2].rstrip("`")
        raise NotAcceptable(where, "this is not what belongs here (see docs/command-line.md).") from None
    found: dict[str, Chosen] = {}
    for number, one in enumerate(given.pieces):
        if one.what not in get_args(What):
            raise NotAcceptable(f"pieces[{number}].what", "erase, keep or reword belongs here.")
        found[one.piece] = Chosen(what=one.what, texts={text.at: text.text for text in one.texts})  # type: ignore[arg-type]
    return found


def _words(given: str) -> str:
    return read_input("-").decode("utf-8", "replace").strip() if given == "-" else given


def _place() -> str:
    """The other folder that ShareDesk puts backups into, where one was chosen."""
    from sharedesk.desk import settings

    return settings.load()[0].backup_place


def _shelf(vault: Vault, pack: str | None) -> Shelf:
    from sharedesk.desk import settings
    from sharedesk.desk.pack_choice import pack_in_use
    from sharedesk.desk.shelf import open_shelf

    file = Path(pack) if pack else pack_in_use(settings.load()[0].organisation, practice=vault.practice)
    return open_shelf(file, practice=vault.practice)


def _retention(options: argparse.Namespace, output: Output) -> int:
    from sharedesk.desk import retention

    today, because = date.today(), _words(options.because)  # noqa: DTZ011  # the day where they are
    until = retention.day_meant(options.until, today) if options.keep else None
    with asking.opened(options) as vault:
        shelf = _shelf(vault, options.organisation)
        if shelf.fault is not None:
            raise shelf.fault
        if options.keep and until:
            retention.keep(vault, search.decision_by_reference(vault.store, options.keep), until, because, today)
        found = retention.review(vault, shelf.organisation, today, output.progress("Looking"))
        lines = ["PRACTICE"] if vault.practice else []
        lines += [f"{options.keep} is kept until {until:%d/%m/%Y}."] if until else []
        lines += [one.said for one in (*found.due, *found.unknown)] or [_nothing(found.rules)]
        lines += [f"Not worked out, because the pack gives it in words alone: {one.kind}." for one in found.only_words]
        value = {
            "practice": vault.practice, "due": list(map(_listed, found.due)),
            "unknown": list(map(_listed, found.unknown)), "kept_on": found.kept_on,
        }  # fmt: skip
        output.result("\n".join(lines), value)
    return 0


def _nothing(rules: tuple[object, ...]) -> str:
    if not rules:
        return "No organisation's pack says how long records are kept here."
    return "No record has been kept as long as your organisation keeps it."


def _listed(one: ToLookAt) -> dict[str, Any]:
    return {
        "reference": one.reference, "id": one.id, "recorded": one.recorded, "last": one.last, "since": one.since,
        "kind": one.rule.kind, "keep_until": one.keep_until,
    }  # fmt: skip

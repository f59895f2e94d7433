"""Commands for the guidance shelf and for an organisation's pack: guidance, organisation. They need no log."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import msgspec

from sharedesk.commands.arguments import Commands, command
from sharedesk.commands.output import Output, counted
from sharedesk.domain.guidance import Profession
from sharedesk.domain.organisation import Organisation

if TYPE_CHECKING:  # the guidance is loaded where it is used, so that no other command waits for it
    from sharedesk.desk.shelf import Shown, ShownTopic


def add_to(commands: Commands) -> None:
    """Add this room's commands."""
    read = command(commands, "guidance", "read the guidance, or search it", _guidance, folder=False)
    read.add_argument("--search", nargs="+", metavar="WORD", help="only what holds all these words, the best first")
    read.add_argument("--for", dest="profession", choices=get_args(Profession), help="only what is for a profession")
    read.add_argument("--organisation", metavar="FILE", help="an organisation's pack, to read its notes beside it")
    packed = command(commands, "organisation", "check an organisation's pack", _organisation, folder=False)
    what = packed.add_mutually_exclusive_group(required=True)
    what.add_argument("file", nargs="?", metavar="FILE", help="the pack, a TOML file")
    what.add_argument("--template", action="store_true", help="print a pack to fill in, with every field explained")


def _guidance(options: argparse.Namespace, output: Output) -> int:
    from sharedesk.desk import shelf, shelf_search

    opened = shelf.open_shelf(Path(options.organisation) if options.organisation else None, practice=True)
    if opened.fault:
        output.say(f"{opened.fault}\nThe organisation's pack is left out; the guidance itself follows.")
    topics = shelf.topics(opened, datetime.now(UTC).astimezone().date(), options.profession)
    note = shelf.nation_note(opened)
    if options.search:
        found = shelf_search.search(topics, " ".join(options.search))
        topics = tuple(_as_topic(topics, one.shown) for one in found)
    lines = [f"Guidance {opened.guidance.version}", note]
    lines += [line for topic in topics for line in _topic(topic)] or ["Nothing on the shelf holds all of that."]
    statements = [msgspec.to_builtins(one) for topic in topics for one in topic.statements]
    output.result("\n".join(lines), {"version": opened.guidance.version, "note": note, "statements": statements})
    return opened.fault.exit_code if opened.fault else 0


def _as_topic(topics: tuple[ShownTopic, ...], shown: Shown) -> ShownTopic:
    topic = next(topic for topic in topics if topic.id == shown.topic)
    return msgspec.structs.replace(topic, opening="", statements=(shown,))


def _topic(topic: ShownTopic) -> list[str]:
    lines = ["", topic.title.upper() if topic.opening else topic.title, *([topic.opening] if topic.opening else [])]
    for one in topic.statements:
        lines += ["", f"  {one.title}  [{one.id}]", *([f"  NOT IN USE: {one.off}"] if one.off else []), f"  {one.text}"]
        lines += [f"    - {detail}" for detail in one.details]
        lines += [f"    Local note, {note.title}: {note.text} {note.checked}" for note in one.notes]
        lines += [f"    {' '.join(part for part in (f'{one.source}.', one.date, one.confidence) if part)}"]
    return lines


def _organisation(options: argparse.Namespace, output: Output) -> int:
    from sharedesk.desk.shelf import Shelf, nation_note
    from sharedesk.desk.shelf_words import day
    from sharedesk.guidance.load import load
    from sharedesk.guidance.organisation import load_organisation, template

    if options.template:
        output.result(template(), {"template": template()})
        return 0
    guidance = load()
    pack = load_organisation(Path(options.file), guidance)
    opened = Shelf(guidance=guidance, checks={}, organisation=pack)
    lines = [f"{pack.name}: this pack of {day(pack.version)} can be used.", *_holds(pack), nation_note(opened)]
    oldest = min(_checks(pack), default=None)
    if oldest:
        lines.append(f"The contact or note that was checked longest ago: {day(oldest)}.")
    value = {
        "name": pack.name,
        "version": pack.version,
        "practice": pack.practice,
        "holds": {name: len(getattr(pack, name)) for name in _LISTS},
        "usual_basis": pack.usual is not None,
        "oldest_check": oldest,
        "switched_on": pack.switched_on,
    }
    output.result("\n".join(lines), value)
    return 0


def _checks(pack: Organisation) -> Iterator[date]:
    """When each thing that can go out of date was last checked."""
    yield from (one.last_checked for one in pack.contacts)
    yield from (one.last_checked for one in pack.advisers)
    yield from (one.last_checked for one in pack.procedures)


_LISTS = {
    "contacts": ("contact", "contacts"),
    "advisers": ("adviser", "advisers"),
    "agreements": ("agreement", "agreements"),
    "procedures": ("local procedure", "local procedures"),
    "retention": ("retention period", "retention periods"),
}


def _holds(pack: Organisation) -> list[str]:
    lists = ", ".join(counted(len(getattr(pack, name)), *words) for name, words in _LISTS.items())
    usual = f"Usual basis: {', '.join(pack.usual.article_6)}." if pack.usual else "It has no usual basis yet."
    return [f"It holds {lists}.", usual]

"""Loads the built-in pack, resources/guidance/*.toml, and proves it: types, ids, links and dates."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from msgspec import Struct, structs

from sharedesk.domain.guidance import (
    Adviser,
    Annex1Condition,
    Condition,
    FormOfAbuse,
    Guidance,
    Id,
    LawfulBasis,
    Nation,
    Reference,
    Resource,
    Statement,
    Text,
    Topic,
)
from sharedesk.guidance.toml_file import Place, Read, read
from sharedesk.resources import resource

PACK, REFERENCES = "pack.toml", "references.toml"
OWN = "sharedesk"
"""The reference that stands for the project's own proposals."""


class _PackFile(Struct, frozen=True, forbid_unknown_fields=True):
    """pack.toml: the version as a date, and for which nation the advice is."""

    version: date
    nation: Nation
    nation_note: Text


class _ReferencesFile(Struct, frozen=True, forbid_unknown_fields=True):
    """references.toml: every document that a source may name."""

    reference: tuple[Reference, ...]


class _TopicHead(Struct, frozen=True, forbid_unknown_fields=True):
    id: Id
    title: Text
    opening: Text
    order: int
    pages: tuple[str, ...] = ()


class _TopicFile(Struct, frozen=True, forbid_unknown_fields=True):
    """Any other file: one topic with its statements, each kind a list of its own, shown in this order."""

    topic: _TopicHead
    statement: tuple[Statement, ...] = ()
    basis: tuple[LawfulBasis, ...] = ()
    annex_1: tuple[Annex1Condition, ...] = ()
    condition: tuple[Condition, ...] = ()
    adviser: tuple[Adviser, ...] = ()
    form: tuple[FormOfAbuse, ...] = ()
    resource: tuple[Resource, ...] = ()


_KINDS = tuple(name for name in _TopicFile.__struct_fields__ if name != "topic")
Placed = tuple[Read[_TopicFile], Place, Statement]
"""A statement, the file it came from and where it stands in it."""


def load(folder: Path | None = None) -> Guidance:
    """The built-in pack, or the one in `folder`. Raises FaultyFile or FileNotThere at the first fault.

    It reads some twenty files (about 20 ms): whoever needs it loads it once, off the way of the start, and keeps it.
    """
    folder = folder or resource("guidance")
    pack = read(folder / PACK, _PackFile).value
    references = read(folder / REFERENCES, _ReferencesFile)
    files = [read(path, _TopicFile) for path in sorted(folder.glob("*.toml")) if path.name not in {PACK, REFERENCES}]
    known = {one.id: one for one in references.value.reference}
    _unique(("reference", n, "id", references, one.id) for n, one in enumerate(references.value.reference))
    placed = [each for file in files for each in _statements(file)]
    _unique(("topic", None, "id", file, file.value.topic.id) for file in files)
    _unique((str(place[0]), place[1], "id", file, one.id) for file, place, one in placed)
    ids = {one.id for _, _, one in placed}
    for file, place, one in placed:
        _check(file, place, one, set(known), ids)
    digest = digest_of(folder)
    topics = sorted((_topic(file.value) for file in files), key=lambda topic: topic.order)
    return Guidance(
        version=_version(pack, digest),
        digest=digest,
        nation=pack.nation,
        nation_note=pack.nation_note,
        topics=tuple(topics),
        references=known,
        statements={one.id: one for topic in topics for one in topic.statements},
    )


def version_of_pack(folder: Path | None = None) -> str:
    """`Guidance.version` without loading the rest, for whoever only prints or records it (about 3 ms)."""
    folder = folder or resource("guidance")
    return _version(read(folder / PACK, _PackFile).value, digest_of(folder))


def _version(pack: _PackFile, digest: str) -> str:
    return f"{pack.version.isoformat()}+{digest[:8]}"


def digest_of(folder: Path) -> str:
    """SHA-256 over the pack's files with their names, the checks included; line ends do not matter."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.toml"), key=lambda path: path.relative_to(folder).as_posix()):
        data = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def _statements(file: Read[_TopicFile]) -> list[Placed]:
    return [(file, (kind, n), one) for kind in _KINDS for n, one in enumerate(getattr(file.value, kind))]


def _topic(file: _TopicFile) -> Topic:
    statements = tuple(one for kind in _KINDS for one in getattr(file, kind))
    return Topic(**structs.asdict(file.topic), statements=statements)


def _unique(found: Iterable[tuple[str, int | str | None, str, Read[_TopicFile] | Read[_ReferencesFile], str]]) -> None:
    """Refuses an id that is given twice, at its second place."""
    first: dict[str, str] = {}
    for kind, n, key, file, name in found:
        if name in first:
            place = (kind, key) if n is None else (kind, n, key)
            raise file.fault(
                place, f"the id “{name}” is given twice (first in {first[name]})", "Give one of the two another id."
            )
        first[name] = file.file


def _check(file: Read[_TopicFile], place: Place, one: Statement, references: set[str], ids: set[str]) -> None:
    """What the types cannot say of a statement: its links lead somewhere, and its dates and its state agree."""
    for n, source in enumerate(one.sources):
        if source.document not in references:
            raise file.fault(
                (*place, "sources", n), f"the source “{source.document}” is not in {REFERENCES}",
                "Name one that is there, or add it there.",
            )  # fmt: skip
    for n, name in enumerate(one.see):
        if name not in ids:
            raise file.fault((*place, "see", n), f"there is no statement “{name}”", "Correct the link, or take it out.")
    if isinstance(one, Resource) and one.document not in references:
        raise file.fault(
            (*place, "document"), f"“{one.document}” is not in {REFERENCES}", "Name one that is there, or add it there."
        )
    if one.in_force_from and one.in_force_to and one.in_force_to < one.in_force_from:
        raise file.fault((*place, "in_force_to"), "it ends before it begins", "Correct one of the two dates.")
    if one.status == "not_confirmed_in_force" and not one.off_because:
        raise file.fault(
            (*place, "status"), "what is not confirmed in force has to be switched off", "Say why in off_because."
        )
    if one.status == "not_confirmed_in_force" and one.in_force_from:
        raise file.fault(
            (*place, "in_force_from"), "a date in force is given for something not confirmed in force",
            "Take the date out, or change the status.",
        )  # fmt: skip
    if one.confidence == "proposal" and not any(source.document == OWN for source in one.sources):
        raise file.fault(
            (*place, "confidence"), "a proposal of the project rests on somebody else's document alone",
            f"Name “{OWN}” among its sources, or correct the confidence.",
        )  # fmt: skip

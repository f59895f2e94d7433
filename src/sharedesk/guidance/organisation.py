"""Loads an organisation's own pack: one TOML file that IT rolls out (resources/organisation/template.toml)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sharedesk.domain.guidance import Adviser, Guidance
from sharedesk.domain.organisation import Organisation
from sharedesk.guidance.toml_file import FaultyFile, Place, Read, read


def load_organisation(path: Path, guidance: Guidance) -> Organisation:
    """The pack in this file, its links checked against the guidance. Raises FaultyFile, NoSuchFile.

    A fault refuses the whole file, because half of an organisation's rules could mislead; the guidance still serves.
    """
    file = read(path, Organisation)
    _refuse_twice(file)
    for place, fault, advice in _broken(file.value, guidance):
        raise file.fault(place, fault, advice)
    return file.value


def _refuse_twice(file: Read[Organisation]) -> None:
    pack = file.value
    for kind, entries in (
        ("contacts", pack.contacts), ("agreements", pack.agreements), ("procedures", pack.procedures),
    ):  # fmt: skip
        seen: set[str] = set()
        for n, one in enumerate(entries):
            if one.id in seen:
                raise _twice(file, (kind, n, "id"), one.id)
            seen.add(one.id)
    kinds: set[str] = set()
    for n, retention in enumerate(pack.retention):
        if retention.kind in kinds:
            raise _twice(file, ("retention", n, "kind"), retention.kind)
        kinds.add(retention.kind)


def _twice(file: Read[Organisation], place: Place, name: str) -> FaultyFile:
    return file.fault(place, f"“{name}” is given twice", "Give one of the two another name.")


def _broken(pack: Organisation, guidance: Guidance) -> Iterator[tuple[Place, str, str]]:
    """Links that lead nowhere, dates that cannot be, and a basis this kind of body may not use: place, fault, advice."""
    advisers = {one.id for one in guidance.statements.values() if isinstance(one, Adviser)}
    for n, adviser in enumerate(pack.advisers):
        if adviser.adviser not in advisers:
            yield ("advisers", n, "adviser"), f"there is no adviser “{adviser.adviser}”", _one_of(advisers)
    for n, procedure in enumerate(pack.procedures):
        for name in procedure.about:
            if name not in guidance.statements:
                yield ("procedures", n, "about"), f"there is no statement “{name}” in the guidance", _LOOK_UP
    off = {one.id for one in guidance.statements.values() if one.off_because}
    for n, name in enumerate(pack.switched_on):
        if name not in off:
            yield ("switched_on", n), f"“{name}” is nothing that is switched off in the guidance", _one_of(off)
    for n, agreement in enumerate(pack.agreements):
        if agreement.dated and agreement.review and agreement.review < agreement.dated:
            yield ("agreements", n, "review"), "it is to be reviewed before it was made", "Correct one of the two dates."
    if pack.usual:
        codes = {one.code for one in guidance.conditions()}
        for code in pack.usual.conditions:
            if code not in codes:
                yield ("usual", "conditions"), f"there is no condition “{code}”", _one_of(codes)
        for code in pack.usual.article_6:
            if pack.body in guidance.basis(code).closed_to:
                yield (
                    ("usual", "article_6"), f"{code} is not for a public authority's own tasks",
                    "Choose another basis, or correct the kind of body.",
                )  # fmt: skip
        if "6(1)(ea)" in pack.usual.article_6 and not pack.usual.annex_1_paragraph:
            yield ("usual", "article_6"), "6(1)(ea) needs a condition of Annex 1", "Add annex_1_paragraph to [usual]."


_LOOK_UP = "“sharedesk guidance --search WORD” shows the ids there are."


def _one_of(names: set[str]) -> str:
    return f"There is: {', '.join(sorted(names))}."

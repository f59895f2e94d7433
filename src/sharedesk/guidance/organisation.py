"""Loads an organisation's own pack: one TOML file that IT rolls out (resources/organisation/template.toml)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import bech32

from sharedesk.domain.guidance import Guidance
from sharedesk.domain.organisation import Organisation, UsualBasis
from sharedesk.guidance.toml_file import Place, Read, read
from sharedesk.resources import resource

Broken = tuple[Place, str, str]
"""Where, what is wrong, and what to do."""


def load_organisation(path: Path, guidance: Guidance) -> Organisation:
    """The pack in this file, its links checked against the guidance. Raises FaultyFile, FileNotThere.

    A fault refuses the whole file, because half of an organisation's rules could mislead; the guidance still serves.
    """
    file = read(path, Organisation)
    _refuse_twice(file)
    for place, fault, advice in _broken(file.value, guidance):
        raise file.fault(place, fault, advice)
    return file.value


def template() -> str:
    """A pack to fill in, as text, with every field explained."""
    return resource("organisation", "template.toml").read_text(encoding="utf-8")


def _refuse_twice(file: Read[Organisation]) -> None:
    pack = file.value
    named: tuple[tuple[str, str, list[str]], ...] = (
        ("contacts", "id", [one.id for one in pack.contacts]),
        ("agreements", "id", [one.id for one in pack.agreements]),
        ("procedures", "id", [one.id for one in pack.procedures]),
        ("retention", "kind", [one.kind for one in pack.retention]),
    )
    for kind, key, names in named:
        for n, name in enumerate(names):
            if name in names[:n]:
                raise file.fault((kind, n, key), f"“{name}” is given twice", "Give one of the two another name.")


def _broken(pack: Organisation, guidance: Guidance) -> Iterator[Broken]:
    yield from _broken_links(pack, guidance)
    for n, agreement in enumerate(pack.agreements):
        if agreement.dated and agreement.review and agreement.review < agreement.dated:
            yield ("agreements", n, "review"), "its review comes before its own date", "Correct one of the two dates."
    if pack.escrow and bech32.bech32_decode(pack.escrow.recipient) == (None, None):
        yield ("escrow", "recipient"), "the key has a typing mistake", "Copy it again from where it was made."
    if pack.usual:
        yield from _broken_usual(pack, pack.usual, guidance)


def _broken_links(pack: Organisation, guidance: Guidance) -> Iterator[Broken]:
    advisers = {one.id for one in guidance.advisers()}
    for n, adviser in enumerate(pack.advisers):
        if adviser.adviser not in advisers:
            yield ("advisers", n, "adviser"), f"there is no adviser “{adviser.adviser}”", _one_of(advisers)
    for n, procedure in enumerate(pack.procedures):
        for name in procedure.about:
            if name not in guidance.statements:
                yield ("procedures", n, "about"), f"there is no statement “{name}” in the guidance", _LOOK_UP
    off = {one.id for one in guidance.statements.values() if one.status == "not_confirmed_in_force"}
    for n, name in enumerate(pack.switched_on):
        if name not in off:
            yield ("switched_on", n), f"“{name}” is nothing that waits to be switched on", _one_of(off)


def _broken_usual(pack: Organisation, usual: UsualBasis, guidance: Guidance) -> Iterator[Broken]:
    """A condition there is not, and a basis that this kind of body may not use."""
    codes = {one.code for one in guidance.conditions()}
    for code in usual.conditions:
        if code not in codes:
            yield ("usual", "conditions"), f"there is no condition “{code}”", _one_of(codes)
    for code in usual.article_6:
        if pack.body in guidance.basis(code).closed_to:
            yield (
                ("usual", "article_6"), f"{code} is not for a public authority's own tasks",
                "Choose another basis, or correct the kind of body.",
            )  # fmt: skip
    if "6(1)(ea)" in usual.article_6 and not usual.annex_1_paragraph:
        yield ("usual", "article_6"), "6(1)(ea) needs a condition of Annex 1", "Add annex_1_paragraph to [usual]."


_LOOK_UP = "“sharedesk guidance --search WORD” shows the ids there are."


def _one_of(names: set[str]) -> str:
    return f"There is: {', '.join(sorted(names))}."

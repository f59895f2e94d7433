"""Looking for one person in any text of the log, by all that was ever said of who they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from sharedesk.desk.identifying import known_from, known_of
from sharedesk.domain.fold import DecisionState, fold_decision
from sharedesk.domain.people import fold_person
from sharedesk.domain.person import PersonStatement
from sharedesk.identity.find import Searcher
from sharedesk.identity.marks import Known, Mark
from sharedesk.vault.vault import Vault

SOMEBODY, TAKEN_OUT = "somebody", "[taken out]"
"""What could stand in the place of a name without a role label, and of a number or an address."""
_THEIR_OWN = ("their name", "initial and surname", "their first name", "a name they are known by")
"""Ways to be named that do not come with a family: kept though they stand within the name of somebody else."""

Said = Mapping[str, Iterable[PersonStatement]]
"""By id, what was said of who somebody is."""


class Seeker:
    """Looks for one person (`them`: each of their ids). Knows others too: who has their surname is told apart."""

    def __init__(self, them: Said, others: Iterable[Known] = (), labels: Mapping[str, str] | None = None) -> None:
        labels = labels or {}
        own = [known_from(key, statements, labels.get(key) or SOMEBODY) for key, statements in them.items()]
        self.them = frozenset(them)
        self._labels = {one.key: one.role_label for one in own}
        self._alone = Searcher(own)
        self._everybody = Searcher([*(one for one in others if one.key not in self.them), *own])

    def marks(self, text: str) -> list[Mark]:
        """Where a text names them, or may."""
        found = [mark for mark in self._everybody.find(text, unknown_words=False) if self.them & set(mark.people())]
        hidden = [
            mark
            for mark in self._alone.find(text, unknown_words=False)
            if mark.why.startswith(_THEIR_OWN) and not any(_meet(mark, other) for other in found)
        ]  # such as a recipient who is called “Health visitor for” them
        return sorted([*found, *hidden], key=lambda mark: mark.start)

    def surely(self, text: str) -> bool:
        """Is it surely they who are named somewhere in a text?"""
        return any(mark.certainty == "certain" and mark.whose in self.them for mark in self.marks(text))

    def without(self, text: str) -> str:
        """A text in which something else stands where they were named: a proposal."""
        for mark in reversed(self.marks(text)):
            stand_in = self._labels.get(mark.whose, SOMEBODY) if mark.kind == "name" else TAKEN_OUT
            text = text[: mark.start] + stand_in + text[mark.end :]
        return text


def in_decision(state: DecisionState, them: Said) -> Seeker:
    """For the texts of one decision: with its other people, and the role label that one person has there."""
    here = {person.key for person in state.decision.people}
    known = [one for one in known_of(state.decision) if one.key in here]
    said = {key: [*statements, *snapshots(state, key)] for key, statements in them.items()}
    return Seeker(said, known, {one.key: one.role_label for one in known})


def beside(vault: Vault, them: Said, other: str) -> Seeker:
    """For what is said of who somebody else is."""
    return Seeker(them, [known_from(other, statements_of(vault, other))])


def everybody_of(state: DecisionState) -> Seeker:
    """Looks for everybody whom a decision ever named."""
    keys = {slot.partition("/")[2] for slot in state.versions if slot.startswith("people/")}
    return Seeker({key: snapshots(state, key) for key in sorted(keys)})


def seeker_for(vault: Vault, entity: str, them: Said, *, is_decision: bool) -> Seeker:
    """For the texts of a decision, or of what is said of somebody else."""
    if is_decision:
        return in_decision(fold_decision(vault.store.entries_of(entity)), them)
    return beside(vault, them, entity)


def snapshots(state: DecisionState, person: str) -> list[PersonStatement]:
    """Who somebody was in each version of a decision."""
    filled = (v.value for v in state.versions.get(f"people/{person}", ()) if v.value is not None)
    return [msgspec.convert(value["who"], PersonStatement) for value in filled]


def statements_of(vault: Vault, person: str) -> list[PersonStatement]:
    """All that was ever said of who somebody is, apart from any decision."""
    state = fold_person(vault.store.entries_of(person))
    return [*state.earlier, *([state.who] if state.who else [])]


def _meet(one: Mark, other: Mark) -> bool:
    return one.start < other.end and other.start < one.end

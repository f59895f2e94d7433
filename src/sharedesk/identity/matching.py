"""Finding the names of the case in a text: word by word, as long a name as fits, and how sure that is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from sharedesk.domain.treatment import Certainty
from sharedesk.identity import context
from sharedesk.identity.common_words import ALSO_WORDS, MONTHS, TITLES
from sharedesk.identity.folding import Word, Words, without_lookalikes
from sharedesk.identity.marks import Mark
from sharedesk.identity.names import WHOLE, Form, Names, Shape

_GAPS = (
    ("hyphen", re.compile(r"[-‐‑‒–\u00ad]|[-‐‑‒–\u00ad][ \t]*\r?\n[ \t>]*")),
    ("apostrophe", re.compile(r"['’‘ʼ`´′]")),
    ("space", re.compile(r"[^\S\r\n]{1,40}|_|\+|%20")),
    ("line", re.compile(r"[^\S\r\n]*\r?\n[^\S\r\n>]{0,40}>?[^\S\r\n]{0,40}")),
    ("dot", re.compile(r"\.[^\S\r\n]?|\.\r?\n")),
    ("comma", re.compile(r",\s{0,3}")),
)
_LONGEST_GAP = 90
_SAID: dict[Shape, str] = {
    "whole": "their name", "turned": "their name, surname first", "initials_surname": "initial and surname",
    "first_initial": "first name and initial", "alias": "a name they are known by", "first": "their first name",
    "surname": "their surname", "part": "part of their name", "initials": "their initials",
}  # fmt: skip
_UNSURE: frozenset[Shape] = frozenset(("part", "initials"))


class Match(NamedTuple):
    """Words `first` to `last` of a text are a name, in these forms; `why` it is only possible, or empty."""

    first: int
    last: int
    forms: tuple[Form, ...]
    doubt: str


class Reader:
    """One text being read for names; `marks` gives what it finds, and `taken` then holds the words that were names."""

    def __init__(self, text: str, found: Words, names: Names) -> None:
        self.text, self.words, self.names = text, found, names
        self.taken: set[int] = set()
        self._small = context.written_small(text)
        self._gaps: dict[str, str] = {}

    def marks(self) -> Iterator[Mark]:
        """Every name, left to right, the longest at each place."""
        begins = {letters for letters in set(self.words.folded) if self._may_begin(letters)}
        places = [at for at, letters in enumerate(self.words.folded) if letters in begins]
        after = 0
        for at in places:
            match = self._longest(at) if at >= after else None
            if match is None:
                continue
            after = match.last + 1
            mark = self._mark(match)
            if mark is not None:
                self.taken.update(range(match.first, after))
                yield mark

    def _longest(self, at: int) -> Match | None:
        """The longest name that begins with a word; where letters only look the same, that is a doubt."""
        best = self._longest_as(at, str, "")
        if not self.words.folded[at].isascii() or self._beside_another_alphabet(at):
            alike = self._longest_as(at, without_lookalikes, "letters of another alphabet that look the same")
            best = alike if alike and (best is None or alike.last > best.last) else best
        return best or self._plural_match(at)

    def _longest_as(self, at: int, read_as: Callable[[str], str], doubt: str) -> Match | None:
        best: Match | None = None
        gaps: list[tuple[int, str]] = []
        letters, last = read_as(self.words.folded[at]), at
        while True:
            best = self._match(at, last, letters, gaps, doubt) or best
            if last + 1 == len(self.words) or not self.names.extends(letters):
                return best
            gap = self._gap(last)
            longer = letters + read_as(self.words.folded[last + 1])
            if not gap or not self.names.extends(longer):
                return best
            gaps.append((len(letters), gap))
            letters, last = longer, last + 1

    def _beside_another_alphabet(self, at: int) -> bool:
        return at + 1 < len(self.words) and not self.words.folded[at + 1].isascii()

    def _may_begin(self, letters: str) -> bool:
        if self.names.extends(letters) or self._plural(letters):
            return True
        return not letters.isascii() and self.names.extends(without_lookalikes(letters))

    def _gap(self, at: int) -> str:
        """What stands between a word and the next, by kind; empty where they cannot be one name."""
        between = self.text[self.words.ends[at] : self.words.starts[at + 1]]
        if len(between) > _LONGEST_GAP:
            return ""
        kind = self._gaps.get(between)
        if kind is None:
            kind = next((name for name, pattern in _GAPS if pattern.fullmatch(between)), "")
            self._gaps[between] = kind
        return kind

    def _match(self, first: int, last: int, letters: str, gaps: list[tuple[int, str]], doubt: str) -> Match | None:
        fitting: dict[str, list[Form]] = {}
        for form in self.names.forms.get(letters, ()):
            unsure = self._fits(form, first, last, gaps)
            if unsure is not None:
                fitting.setdefault(doubt or unsure, []).append(form)
        for said in sorted(fitting):  # "" (no doubt) first
            return Match(first, last, tuple(fitting[said]), said)
        return None

    def _fits(self, form: Form, first: int, last: int, gaps: list[tuple[int, str]]) -> str | None:
        """Why a form with these gaps in it is only possible, "" if it is the name, None if it is not."""
        there = {place for place, _ in gaps}
        if form.shape in ("first_initial", "initials_surname") and not form.breaks <= there | self._run_of_initials(
            form
        ):
            return None
        if form.shape == "initials" and not self._capitals(first, last):
            return None
        doubt = ""
        for place, gap in gaps:
            inside = place not in form.breaks
            if gap == "comma" and (form.shape != "turned" or inside) or gap == "dot" and inside:
                return None
            if gap == "apostrophe" and form.shape in ("first_initial", "initials"):
                return None
            if inside and gap == "line":
                doubt = "split over a line end"
            if inside and gap == "space":
                if not all(self.text[w.start].isupper() for w in self.words.run(first, last)) and not self._spelled(
                    first, last
                ):
                    return None
                doubt = "written with a space in it"
        return doubt

    @staticmethod
    def _run_of_initials(form: Form) -> frozenset[int]:
        """The breaks between initials, which may be written without a gap: RA Smith."""
        return frozenset(b for b in form.breaks if form.shape == "initials_surname" and b != max(form.breaks))

    def _capitals(self, first: int, last: int) -> bool:
        return all(self.text[w.start : w.end].isupper() for w in self.words.run(first, last))

    def _spelled(self, first: int, last: int) -> bool:
        return all(len(w.folded) == 1 for w in self.words.run(first, last))

    def _plural(self, letters: str) -> bool:
        return letters.endswith("s") and len(letters) > 3 and letters[:-1] in self.names.forms

    def _plural_match(self, at: int) -> Match | None:
        """The Smiths, or Roses room with its apostrophe forgotten."""
        word = self.words[at]
        if not self._plural(word.folded) or not self.text[word.start].isupper():
            return None
        if word.folded[:-1] in ALSO_WORDS and context.begins_sentence(self.text, word.start):
            return None
        forms = tuple(
            f for f in self.names.forms[word.folded[:-1]] if f.shape in ("first", "surname", "alias", "whole")
        )
        return Match(at, at, forms, "with an s at its end") if forms else None

    def _mark(self, match: Match) -> Mark | None:
        start, end = self.words.starts[match.first], self.words.ends[match.last]
        doubt = match.doubt
        if match.first == match.last and not any(f.shape in WHOLE and f.breaks for f in match.forms):
            said = self._doubt_of_one_word(match)
            if said is None:
                return None
            doubt = doubt or said
        forms = [f for f in match.forms if f.shape not in _UNSURE] or list(match.forms)
        if not doubt and forms[0].shape in _UNSURE:
            doubt = "could be somebody else's"
        people = list(dict.fromkeys(f.person for f in forms))
        why = _SAID[forms[0].shape]
        if len(people) > 1:
            why = f"a name that {len(people)} people here have"
        certainty: Certainty = "possible" if doubt else "certain"
        whole = forms[0].shape in (*WHOLE, "alias") and (not doubt or match.last > match.first)
        return Mark(start=start, end=end, kind="name", whose=people[0], others=tuple(people[1:]), certainty=certainty,
                    why=f"{why}: {doubt}" if doubt else why, whole=whole)  # fmt: skip

    def _doubt_of_one_word(self, match: Match) -> str | None:
        """For a name of one word: "" if it surely is the name, why it may not be, or None where it is not."""
        word = self.words[match.first]
        written = self.text[word.start : word.end]
        if len(word.folded) == 1:
            return self._doubt_of_one_letter(word, written)
        capital = written[0].isupper() or not written[0].islower()
        if word.folded not in ALSO_WORDS:
            return "written small" if len(word.folded) == 2 and not capital else ""
        if not capital:
            return "an ordinary word, in a text without capitals" if self._small else None
        if self._titled(match.first):
            return ""
        if word.folded in MONTHS:
            if context.in_a_date(self.text, word):
                return None
            if context.after_a_month_word(self.text, word.start):
                return "may be the month"
        if context.is_possessive(self.text, word.end):
            return ""
        if context.begins_sentence(self.text, word.start):
            return "also an ordinary word, at the start of a sentence"
        return "also an ordinary word, in capitals" if written.isupper() else ""

    def _doubt_of_one_letter(self, word: Word, written: str) -> str | None:
        """A one-letter name stands alone as a capital; I and A are words, so those need a sign that they are names."""
        if not written[0].isupper() or self.text[max(0, word.start - 1) : word.start] in (*"'’.@-/&",):
            return None
        if self.text[word.end : word.end + 1].isdigit():
            return None
        if self.text[word.end : word.end + 1] in (*"./&@-",) and self.text[word.end + 1 : word.end + 2].isalnum():
            return None
        if context.is_possessive(self.text, word.end):
            return ""
        if word.folded == "i" or word.folded == "a" and context.begins_sentence(self.text, word.start):
            return None
        return "also an ordinary word" if word.folded == "a" else ""

    def _titled(self, at: int) -> bool:
        """Whether the word before is Mr, Mrs or the like."""
        return at > 0 and self.words.folded[at - 1] in TITLES and self._gap(at - 1) in ("space", "dot", "line")

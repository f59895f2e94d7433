"""The only way to a text that may be handed over: `release`, `own_words` and `as_sent` make `Released` text.

What leaves the house is typed. `Released` cannot be constructed, copied with changes or subclassed anywhere else, so a
document that takes only `Released` text cannot be given one that was not looked through.
Source: HM Government, Information Sharing (May 2024), rule 5; the ICO's reprimands (one acknowledgement each).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from typing import NoReturn, final

from msgspec import Struct

from sharedesk.domain.treatment import Handling, MarkKind, Treatment
from sharedesk.errors import ShareDeskError
from sharedesk.identity.find import Searcher
from sharedesk.identity.generalise import generalised
from sharedesk.identity.marks import LISTED_KINDS, Audience, Known, Mark

LEFT_OUT = "[left out]"
"""What stands where something was removed: a reader sees that there was something."""


class LeftOut(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One thing that a released text does not say, or says otherwise. It never holds the words that were there."""

    kind: MarkKind
    what: Handling
    whose: str = ""
    instead: str = ""
    because: str = ""


class KeptIn(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One thing that was marked and knowingly kept."""

    kind: MarkKind
    whose: str = ""
    because: str = ""


class NotAcknowledged(ShareDeskError):
    """Something in a text could identify somebody, and nobody has said yet what to do with it. `marks` says where."""

    exit_code = 3

    def __init__(self, marks: Sequence[Mark], words: Sequence[str] = ()) -> None:
        count = len(marks) + len(words)
        super().__init__(
            f"{count} place{'s' if count != 1 else ''} in this text could identify somebody and"
            f" {'have' if count != 1 else 'has'} not been looked at.",
            "Look at each one and say whether to keep it, take it out or say it otherwise.",
        )
        self.marks, self.words = tuple(marks), tuple(words)


class ReasonNeeded(ShareDeskError):
    """A person who could be harmed is named for somebody without a safeguarding role, and no reason is given."""

    exit_code = 3

    def __init__(self, marks: Sequence[Mark]) -> None:
        super().__init__(
            "Somebody who could be harmed would be recognised in this copy, and no reason is given.",
            "Take it out, say it otherwise, or give the reason why it has to stay.",
        )
        self.marks = tuple(marks)


class WordsMissing(ShareDeskError):
    """Something was to be said in other words, and the words are missing."""

    exit_code = 3

    def __init__(self, marks: Sequence[Mark]) -> None:
        super().__init__("The words to say instead are missing.", "Write them, or choose to take it out.")
        self.marks = tuple(marks)


class StillThere(ShareDeskError):
    """The text as it would be released still holds, elsewhere or in the new words, what was to be protected."""

    exit_code = 3

    def __init__(self, marks: Sequence[Mark]) -> None:
        super().__init__(
            "The new words still name somebody, or hold a number or an address.",
            "Change them so that they identify nobody.",
        )
        self.marks = tuple(marks)


class NotAsSent(ShareDeskError):
    """A kept copy of what was sent is not the text whose digest was kept with it."""

    exit_code = 6

    def __init__(self) -> None:
        super().__init__(
            "What is kept of this copy is not what was sent.",
            "Run “sharedesk check” on the log, and restore it from a back-up if it finds a fault.",
        )


@final
class Released:
    """A text that may be handed over to one audience, and what was left out of it. Made in this module only."""

    __slots__ = ("audience", "digest", "kept", "left_out", "text")

    text: str
    audience: Audience
    left_out: tuple[LeftOut, ...]
    kept: tuple[KeptIn, ...]
    digest: str
    """SHA-256 of the text in UTF-8, in hexadecimal."""

    def __init__(self) -> None:
        raise TypeError("Released text is made by sharedesk.identity.released alone")

    def __init_subclass__(cls) -> NoReturn:
        raise TypeError("Released cannot be subclassed")

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("Released text does not change")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("Released text does not change")

    def __reduce__(self) -> NoReturn:
        raise TypeError("Released text is not pickled: keep its text and digest, and use as_sent")

    def __copy__(self) -> Released:
        return self

    def __deepcopy__(self, memo: object) -> Released:
        return self

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Released) and all(getattr(self, n) == getattr(other, n) for n in self.__slots__)

    def __hash__(self) -> int:
        return hash((self.digest, self.audience))

    def __repr__(self) -> str:
        return f"Released(digest={self.digest[:8]}…)"  # never the text: a log or traceback may show this


def _made(text: str, audience: Audience, left_out: Sequence[LeftOut], kept: Sequence[KeptIn]) -> Released:
    made: Released = object.__new__(Released)
    values = {"text": text, "audience": audience, "left_out": tuple(left_out), "kept": tuple(kept),
              "digest": digest_of(text)}  # fmt: skip
    for name, value in values.items():
        object.__setattr__(made, name, value)
    return made


def digest_of(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hexadecimal; a lone surrogate, which UTF-8 lacks, counts by its own code."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def must_acknowledge(mark: Mark, audience: Audience, people: Mapping[str, Known]) -> bool:
    """Whether a mark has to be looked at, by itself, before a text is released to this audience.

    For a body with a safeguarding role only who could be harmed; for anyone else everybody and every identifier but
    those whom the reader has anyway, and staff. Unknown words, dates and ages are listed and read, not acknowledged.
    """
    if mark.kind in LISTED_KINDS:
        return False
    whom = [people[key] for key in mark.people() if key in people]
    if any(person.could_be_harmed for person in whom) or mark.kind == "by_hand":
        return True
    if audience.kind == "safeguarding_body":
        return False
    if whom and all(person.key in audience.knows for person in whom):
        return False
    return not (whom and mark.kind == "name" and all(person.staff for person in whom))


def release(
    text: str,
    marks: Sequence[Mark],
    treatments: Mapping[Mark, Treatment],
    audience: Audience,
    *,
    known: Sequence[Known],
    read: Collection[str] = (),
) -> Released:
    """`text` as it may be handed to `audience`: each mark as its treatment says, the rest as it was.

    `marks` are those that were shown, and any set by hand; the text is searched anew, so that none can be forgotten.
    `read` are the words that are in no list and were read through. Raises NotAcknowledged, ReasonNeeded, WordsMissing,
    and StillThere where the new words give somebody away again.
    """
    searcher = Searcher(known)
    people = {person.key: person for person in known}
    _all_looked_at(text, marks, treatments, audience, searcher, read)
    _reasons_given(marks, treatments, audience, people)
    pieces, new, left_out, kept, at = [], [], [], [], 0
    for mark in sorted(marks, key=lambda m: (m.start, m.end)):
        treatment = treatments.get(mark)
        if treatment is None:
            continue
        if mark.start < at or mark.end > len(text):
            raise ValueError("marks overlap, or belong to another text")
        if treatment.what == "keep":
            kept.append(KeptIn(kind=mark.kind, whose=mark.whose, because=treatment.because))
            continue
        instead = _instead(text, mark, treatment, people)
        pieces += [text[at : mark.start], instead]
        so_far = sum(map(len, pieces))
        new.append((so_far - len(instead), so_far))
        left_out.append(
            LeftOut(kind=mark.kind, what=treatment.what, whose=mark.whose, instead=instead, because=treatment.because)
        )
        at = mark.end
    result = "".join([*pieces, text[at:]])
    _nobody_in(new, searcher.find(result), {item.whose for item in left_out})
    return _made(result, audience, left_out, kept)


def own_words(text: str, audience: Audience, *, known: Sequence[Known], read: Collection[str] = ()) -> Released:
    """A text that names nobody who would have to be acknowledged: a practitioner's covering words, say.

    It is searched like any other. Raises NotAcknowledged, with the marks, if there is anybody in it.
    """
    return release(text, Searcher(known).find(text), {}, audience, known=known, read=read)


def as_sent(
    text: str, digest: str, audience: Audience, left_out: Sequence[LeftOut] = (), kept: Sequence[KeptIn] = ()
) -> Released:
    """What was released before, from the log, to be printed again. Raises NotAsSent unless it has that digest."""
    if digest_of(text) != digest:
        raise NotAsSent
    return _made(text, audience, left_out, kept)


def _all_looked_at(
    text: str, marks: Sequence[Mark], treatments: Mapping[Mark, Treatment], audience: Audience, searcher: Searcher,
    read: Collection[str],
) -> None:  # fmt: skip
    people = {person.key: person for person in searcher.known}
    found = searcher.find(text)
    shown = [(mark.start, mark.end) for mark in marks]
    forgotten = [m for m in found if not any(start <= m.start and m.end <= end for start, end in shown)]
    open_marks = [
        mark
        for mark in [*marks, *forgotten]
        if (mark not in treatments or mark in forgotten) and must_acknowledge(mark, audience, people)
    ]
    seen = {word.casefold() for word in read}
    unread = {text[m.start : m.end] for m in found if m.kind == "unknown_word" and audience.kind == "anyone_else"}
    treated = {text[m.start : m.end].casefold() for m in treatments if m.kind == "unknown_word"}
    words = sorted(word for word in unread if word.casefold() not in seen | treated)
    if open_marks or words:
        raise NotAcknowledged(open_marks, words)


def _reasons_given(
    marks: Sequence[Mark], treatments: Mapping[Mark, Treatment], audience: Audience, people: Mapping[str, Known]
) -> None:
    if audience.kind == "safeguarding_body":
        return
    bare = [
        mark
        for mark in marks
        if (treatment := treatments.get(mark)) and treatment.what == "keep" and not treatment.because.strip()
        and any(people[key].could_be_harmed for key in mark.people() if key in people)
    ]  # fmt: skip
    if bare:
        raise ReasonNeeded(bare)


def _instead(text: str, mark: Mark, treatment: Treatment, people: Mapping[str, Known]) -> str:
    if treatment.what == "remove":
        return LEFT_OUT
    given = treatment.instead.strip()
    if treatment.what == "role_label" and mark.whose in people:
        given = given or people[mark.whose].role_label
    if treatment.what == "generalise":
        given = given or generalised(text[mark.start : mark.end], mark.kind)
    if not given:
        raise WordsMissing([mark])
    return given


def _nobody_in(new: Sequence[tuple[int, int]], found: Sequence[Mark], taken_out: Collection[str]) -> None:
    """Refuse the replaced stretches if they name anybody: surely, or possibly one of those who were taken out."""
    still = [
        mark
        for mark in found
        if mark.kind not in LISTED_KINDS
        and (mark.certainty == "certain" or not set(mark.people()).isdisjoint(taken_out))
        and any(mark.start < end and start < mark.end for start, end in new)
    ]
    if still:
        raise StillThere(still)

"""Marking the people of a large case in a long text; the first screen of marks; making ready for it.

Beside it the same names as one regular expression with word boundaries: what a simple search and replace would do.
"""

from __future__ import annotations

import random
import re

from benchmarks.measure import Comparison, interleave

from sharedesk.identity.find import Searcher
from sharedesk.identity.marks import Known

LIMIT, FIRST_LIMIT = 0.150, 0.050
_SYLLABLES = ("ka", "lo", "mi", "ren", "sa", "tor", "vel", "dun", "bri", "mar", "el", "ow", "cas", "ny", "pel", "hal")
_WORDS = tuple(
    re.findall(
        r"\w+",
        "the child told us that she was afraid and would not go home because of what had been said by her mother",
    )
)


def identifying(people: int, characters: int, rounds: int) -> list[Comparison]:
    """`characters` of text against `people`, with a name in every twentieth word or so, numbers and dates."""
    known, text = _case(people, characters)
    searcher = Searcher(known)
    names = {name for one in known for name in (*one.aliases, *one.names[0].split())}
    bare = re.compile(r"\b(?:" + "|".join(sorted(map(re.escape, names), key=len, reverse=True)) + r")\b")
    found = len(searcher.find(text))
    if not found > len(bare.findall(text)) / 2 > 0:
        raise AssertionError("the names of the case were not found")
    marking, first, making, plain = interleave(
        {
            "all marks": lambda: searcher.find(text),
            "first screen": lambda: searcher.first(text),
            "making ready": lambda: Searcher(known),
            "names only, one regular expression": lambda: bare.findall(text),
        },
        rounds,
    )
    what = f"mark {characters // 1000} KB against {people:,} people"
    return [
        Comparison(f"{what} ({found:,} marks)", marking, plain, limit=LIMIT),
        Comparison(f"{what}, the first screen", first, plain, limit=FIRST_LIMIT),
        Comparison(f"{what}, making ready, once for a case", making, plain),
    ]


def _case(people: int, characters: int) -> tuple[list[Known], str]:
    dice = random.Random(1)

    def name() -> str:
        return "".join(dice.choice(_SYLLABLES) for _ in range(dice.randint(2, 3))).capitalize()

    known = [
        Known(
            key=str(number), names=(f"{name()} {name()} {name()}",), aliases=(name(),),
            date_of_birth=f"{2005 + number % 15}-0{1 + number % 9}-1{number % 10}",
            contacts=(f"01632 960{number % 1000:03}",),
            places=(("address", f"{number} {name()} Road, {name()}"), ("school", f"{name()} Primary School")),
        )
        for number in range(people)
    ]  # fmt: skip
    whole = [one.names[0] for one in known]
    pieces, length = [], 0
    while length < characters:
        chance = dice.random()
        piece = dice.choice(_WORDS)
        if chance < 0.05:
            piece = dice.choice(whole) if chance < 0.01 else dice.choice(whole).split()[0] if chance < 0.03 else name()
        elif chance < 0.056:
            piece = f"01632 960{dice.randint(0, 999):03}" if chance < 0.053 else "4 March 2011"
        pieces.append(piece + (". The" if dice.random() < 0.08 else ""))
        length += len(pieces[-1]) + 1
    return known, " ".join(pieces)[:characters]

"""Made-up decisions of about 3 KB of text: invented words, of which few are common and most are rare, as in life."""

from __future__ import annotations

import itertools
import random
from functools import cache
from pathlib import Path

import msgspec

from sharedesk.domain.decision import Decision
from sharedesk.exchange.decision_input import read_decisions
from sharedesk.resources import resource

VOCABULARY = 20_000
RARE, RARE_EVERY = "quizzaciously", 5_000
"""A word that only every so-manieth decision holds."""
_SYLLABLES = ("ba", "den", "fi", "gor", "hul", "ja", "kem", "li", "mos", "nu", "pa", "rin", "so", "tev", "wi", "zan")


@cache
def words() -> list[str]:
    """Invented words, the commonest first."""
    lengths = (itertools.product(_SYLLABLES, repeat=n) for n in (2, 3, 4))
    made = ["".join(syllables) for syllables in itertools.chain.from_iterable(lengths)]
    random.Random(1).shuffle(made)
    return made[:VOCABULARY]


@cache
def _weights() -> list[float]:
    return list(itertools.accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))


def common_word() -> str:
    """A word that well over half of the decisions hold."""
    return words()[20]


def _text(dice: random.Random, count: int) -> str:
    return " ".join(dice.choices(words(), cum_weights=_weights(), k=count)).capitalize() + "."


def _name(dice: random.Random) -> str:
    return f"{dice.choice(words()[1000:1300]).title()} {dice.choice(words()[2000:2600]).title()}-Example"


def plain_decision(number: int) -> Decision:
    """The short route: two people, one recipient, three items and the reasons. The same number gives the same text."""
    dice = random.Random(number)
    rare = f" {RARE}" if number % RARE_EVERY == 0 else ""
    plain = {
        "own_initiative": "yes",
        "people": [
            {"key": "child", "who": {"name": _name(dice), "kind": "child"}, "roles": ["child", "subject"]},
            {"key": "parent", "who": {"name": _name(dice)}, "roles": ["parent"]},
        ],
        "concerns": [
            {"key": "c", "text": _text(dice, 60), "about": ["child"], "risk": "suspected",
             "why_think_so": _text(dice, 30)},
        ],
        "items": [{"key": f"i{n}", "text": _text(dice, 40), "nature": "fact"} for n in range(3)],
        "recipients": [
            {"key": "r", "organisation": "Anytown Council (fictional)", "outcome": "share", "why": _text(dice, 40),
             "channel": "phone", "secure": "yes"},
        ],
        "sharing": [{"key": f"s{n}", "item": f"i{n}", "recipient": "r", "what": "share"} for n in range(3)],
        "telling": [{"key": "t", "person": "parent", "result": "tell_now"}],
        "reasons": _text(dice, 200) + rare,
    }  # fmt: skip
    return msgspec.convert(plain, Decision)


def practice_case() -> Decision:
    """The practice log's first decision: two pages when it is printed."""
    return read_decisions(resource("practice", "decisions.json").read_bytes())[0]


def script_folder() -> Path:
    """Where these benchmarks live."""
    return Path(__file__).parent

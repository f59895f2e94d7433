"""Four words that stand for the inbox's public key, so that a person can compare it with paper.

Four words of the EFF's long list (7,776 words) carry 51 bits: enough to notice a swapped key, not to identify one.
"""

from __future__ import annotations

import hashlib
from functools import cache

from xkcdpass import xkcd_password

WORDS = 4


@cache
def _words() -> tuple[str, ...]:
    return tuple(
        sorted(
            xkcd_password.generate_wordlist(
                wordfile=xkcd_password.locate_wordfile("eff-long"), min_length=1, max_length=99
            )
        )
    )


@cache
def listed_words() -> frozenset[str]:
    """The EFF's long list, from which passphrases are suggested."""
    return frozenset(_words())


def fingerprint(public_key: str) -> str:
    """The four words for an age recipient, e.g. `amber locksmith pony width`."""
    words = _words()
    number = int.from_bytes(hashlib.sha256(b"sharedesk fingerprint 1" + public_key.encode("ascii")).digest(), "big")
    chosen = []
    for _ in range(WORDS):
        number, index = divmod(number, len(words))
        chosen.append(words[index])
    return " ".join(chosen)


def suggested_passphrase(words: int = 6) -> str:
    """A new passphrase of random words (six carry 77 bits)."""
    suggestion: str = xkcd_password.generate_xkcdpassword(list(_words()), numwords=words)
    return suggestion

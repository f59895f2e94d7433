"""Best effort for text that runs from right to left (Hebrew, Arabic, Persian, Urdu and their relatives).

PDF draws glyphs where it is told to. So a line is put in the order of its places on the page, letter shapes of
Arabic are chosen by their neighbours, and brackets are turned round. This follows the main rules of the Unicode
bidirectional algorithm (UAX #9) without explicit embeddings: invisible direction controls are drawn as nothing
and obeyed never, so that they cannot make a line read other than it was written. Vowel signs are placed by the
font's default position only. What a screen reader says comes from the written text, not from here.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_MIRROR = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_LAM_ALEF = 0xFEF5
"""The first of the joined forms of lam and alef."""
_JOINING_FORMS = ("isolated", "final", "initial", "medial")


def has_rtl(text: str) -> bool:
    """Whether any of it runs from right to left."""
    return not text.isascii() and _RTL.search(text) is not None


def starts_rtl(text: str) -> bool:
    """Whether its first letter does, so that the paragraph hangs from the right-hand margin."""
    for char in text:
        direction = unicodedata.bidirectional(char)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def visual(line: str, base_rtl: bool) -> str:
    """The line's characters as they stand on the page from left to right."""
    clusters = _clusters(line)
    levels = _levels([_direction(cluster[0]) for cluster in clusters], 1 if base_rtl else 0)
    shown = [c.translate(_MIRROR) if level % 2 else c for c, level in zip(clusters, levels, strict=True)]
    for level in range(max(levels, default=0), 0, -1):
        start = 0
        while start < len(shown):
            end = start
            while end < len(shown) and levels[end] >= level:
                end += 1
            shown[start:end] = shown[start:end][::-1]
            levels[start:end] = levels[start:end][::-1]
            start = end + 1
    return "".join(shown)


def _clusters(line: str) -> list[str]:
    """Letters with the marks that sit on them."""
    clusters: list[str] = []
    for char in line:
        if clusters and unicodedata.combining(char):
            clusters[-1] += char
        else:
            clusters.append(char)
    return clusters


def _direction(char: str) -> str:
    """L, R, N (a number) or "" (takes after its neighbours)."""
    direction = unicodedata.bidirectional(char)
    return {"L": "L", "R": "R", "AL": "R", "EN": "N", "AN": "N"}.get(direction, "")


def _levels(directions: list[str], base: int) -> list[int]:
    """The embedding level of each cluster: even runs left to right, odd right to left."""
    strong = "R" if base else "L"
    resolved: list[str] = []
    for direction in directions:
        if direction in ("L", "R"):
            strong = direction
        # A number within right-to-left text keeps its own order but its place in that text.
        resolved.append("L" if direction == "N" and strong == "L" else direction)
    side = "R" if base else "L"
    before = side
    for i, direction in enumerate(resolved):
        if direction:
            before = "R" if direction == "N" else direction
            continue
        end = i
        while end < len(resolved) and not resolved[end]:
            end += 1
        after = side if end == len(resolved) else ("R" if resolved[end] == "N" else resolved[end])
        resolved[i:end] = [before if before == after else side] * (end - i)
    level = {"L": 2, "R": 1, "N": 2} if base else {"L": 0, "R": 1, "N": 2}
    return [level[direction] for direction in resolved]


@cache
def _arabic_forms() -> dict[str, dict[str, str]]:
    """letter -> joining form -> the character that shows it; from Python's own Unicode tables."""
    forms: dict[str, dict[str, str]] = {}
    for code in (*range(0xFB50, 0xFC00), *range(0xFE80, 0xFEFD)):
        kind, *letters = unicodedata.decomposition(chr(code)).split() or [""]
        # Of the joined pairs only lam and alef are obligatory; fonts often lack the others.
        if kind.strip("<>") in _JOINING_FORMS and (len(letters) == 1 or code >= _LAM_ALEF):
            forms.setdefault("".join(chr(int(letter, 16)) for letter in letters), {})[kind.strip("<>")] = chr(code)
    return forms


def shaped(word: str) -> str:
    """The word with its Arabic letters in the shapes their neighbours ask for; lam and alef joined into one."""
    forms = _arabic_forms()
    clusters = _clusters(word)
    merged: list[str] = []
    for cluster in clusters:
        pair = merged[-1] + cluster[0] if merged else ""
        if pair in forms:
            merged[-1] = pair + cluster[1:]
        else:
            merged.append(cluster)
    keys = [next((c[:n] for n in (2, 1) if c[:n] in forms), "") for c in merged]
    shapes = []
    for i, (cluster, key) in enumerate(zip(merged, keys, strict=True)):
        known = forms.get(key, {})
        joins_before = i > 0 and "initial" in forms.get(keys[i - 1], {}) and "final" in known
        joins_after = i + 1 < len(keys) and "initial" in known and "final" in forms.get(keys[i + 1], {})
        wanted = _JOINING_FORMS[joins_before + 2 * joins_after]
        shapes.append(known.get(wanted, key) + cluster[len(key) :])
    return "".join(shapes)

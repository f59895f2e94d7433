"""Numbers that are somebody's: telephones, NHS numbers, pupils' numbers (UPN), National Insurance, registrations.

A number whose check digit fails is still shown, as possible: it may be mistyped, and whoever knows the person knows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sharedesk.domain.treatment import Certainty
from sharedesk.identity.figures import Figured
from sharedesk.identity.marks import Mark

_BETWEEN = r"[ ()./‐–-]{0,3}"
_PHONE = re.compile(
    rf"(?<![\w£$€.])(?:(?:\+|00 ?)44{_BETWEEN}(?:\(0\){_BETWEEN})?\d(?:{_BETWEEN}\d){{8,9}}"  # to Britain
    rf"|(?:\+|00 ?)\d(?:{_BETWEEN}\d){{8,13}}|\(?0(?:{_BETWEEN}\d){{9,10}})(?![\d£%]|[.,]\d)"  # elsewhere; within
)
_NHS = re.compile(r"(?<![\w+])\d{3}([ -]?)\d{3}\1\d{4}(?!\w)")
_UPN = re.compile(r"(?<!\w)[A-Za-z]\d{11}[\dA-Za-z](?!\w)")
_NI = re.compile(r"(?<!\w)[A-Za-z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-Da-d](?!\w)")
_NI_RIGHT = re.compile(r"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]")
_VEHICLE = re.compile(r"(?<![\w-])(?:[A-Z]{2}\d{2} ?[A-Z]{3}|([A-Z]\d{1,3} ?[A-Z]{3}|[A-Z]{3} ?\d{1,3}[A-Z]))(?![\w-])")
_VEHICLE_SAID = re.compile(
    r"\b(?:reg(?:istration)?|number ?plate|plate|vehicle|car|van)\b(?: (?:no|number|mark|plate))?\.?:? ?(?:is )?"
    r"([A-Za-z]{1,3} ?\d{1,4} ?[A-Za-z]{0,3}|\d{1,4} ?[A-Za-z]{1,3})(?!\w)",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\b(?:case|crime|incident|log|ref(?:erence)?|file|record|client|looked[- ]after|lac|cla|cad|urn|crn|mosaic|"
    r"liquidlogic|hospital|mrn|patient|pupil|court|claim|warrant|collar|custody|id)\b\.?"
    r"(?:\s(?:child|id|file|case|system))?\s?(?:no|nos|num|number|ref|reference|id)?\b\.?\s?[:#]?\s?"
    r"((?=[\w/.-]*\d)[A-Za-z0-9][A-Za-z0-9/-]{2,30}[A-Za-z0-9])",
    re.IGNORECASE,
)


def found(near: Figured) -> Iterator[Mark]:
    """Every number of these kinds in a text."""
    yield from _nhs_numbers(near)
    yield from _pupil_numbers(near)
    for match in near.matches(_NI):
        right = _NI_RIGHT.match(match.group().upper())
        why = "a National Insurance number" if right else "like a National Insurance number, but none begins so"
        yield Mark(start=match.start(), end=match.end(), kind="ni_number", why=why,
                   certainty="certain" if right else "possible")  # fmt: skip
    for match in near.matches(_VEHICLE):
        certainty: Certainty = "possible" if match.group(1) else "certain"
        yield Mark(start=match.start(), end=match.end(), kind="vehicle", certainty=certainty, why="a registration")
    for match in near.matches(_VEHICLE_SAID):
        if any(c.isalpha() for c in match.group(1)):
            yield Mark(start=match.start(1), end=match.end(1), kind="vehicle", why="a registration")
    for match in near.matches(_REFERENCE):
        yield Mark(start=match.start(1), end=match.end(1), kind="reference", why="a reference")
    yield from _phones(near)


def _nhs_numbers(near: Figured) -> Iterator[Mark]:
    matches = list(near.matches(_NHS))
    if matches:
        from stdnum.gb import nhs

        for match in matches:
            right = nhs.is_valid(match.group())
            why = "an NHS number" if right else "like an NHS number, but its check digit does not fit"
            yield Mark(start=match.start(), end=match.end(), kind="nhs_number", why=why,
                       certainty="certain" if right else "possible")  # fmt: skip


def _pupil_numbers(near: Figured) -> Iterator[Mark]:
    matches = list(near.matches(_UPN))
    if matches:
        from stdnum.gb import upn

        for match in matches:
            number = match.group().upper()
            right = number[-1].isdigit() and upn.calc_check_digit(number[1:]) == number[0]
            why = (
                "a pupil's number (UPN)" if right else "like a pupil's number (UPN), but its check letter does not fit"
            )
            yield Mark(start=match.start(), end=match.end(), kind="upn", why=why,
                       certainty="certain" if right else "possible")  # fmt: skip


def _phones(near: Figured) -> Iterator[Mark]:
    """Telephone numbers. 999, 101, 111 and 116 000 are too short to be anybody's."""
    for match in near.matches(_PHONE):
        dialled = in_full(match.group())
        if dialled:
            own = not dialled.startswith(("+44800", "+44808"))
            yield Mark(start=match.start(), end=match.end(), kind="phone", certainty="certain" if own else "possible",
                       why="a telephone number" if own else "a freephone number")  # fmt: skip


def in_full(written: str) -> str:
    """A telephone number in international form (E.164), read as from Britain; empty if it cannot be one."""
    import phonenumbers  # heavy: some 70 ms, and only where there is a number

    try:
        number = phonenumbers.parse(written.replace("(0)", ""), "GB")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))

"""Worked cases for finding identities: the text, what has to be marked in it and how surely, and where that is asked.

`4:` is FIELD section 4 (identifiers to find, steps), `B:` the line "Bad input" of the issue, `R:` its line on `identity/`.
"""

# ruff: noqa: E501  # one case a line reads as a table
from __future__ import annotations

from itertools import pairwise

import pytest
from identity.people import CASE

from sharedesk.identity.find import Searcher
from sharedesk.identity.marks import LISTED_KINDS

SEARCHER = Searcher(CASE)
SURE, MAYBE = "certain", "possible"


def name(words, whose, sure=SURE):
    return (words, "name", whose, sure)


def a(kind, words, sure=SURE, whose=""):
    return (words, kind, whose, sure)


CASES = {
    # names that are also words
    "a rose is no Rose": ("She kept a rose on the sill.", [], "B: Rose"),
    "Rose in a sentence": ("Then Rose went home.", [name("Rose", "rose")], "B: Rose"),
    "Rose first in a sentence": ("Rose from the table came up.", [name("Rose", "rose", MAYBE)], "B: sentence start"),
    "Rose's at the start": ("Rose's bag was found.", [name("Rose", "rose")], "4: possessive"),
    "the verb will": ("He will call and they will meet.", [], "B: Will"),
    "Will asked at the start": ("Will you call her?", [name("Will", "will", MAYBE)], "B: sentence start"),
    "Will inside": ("I asked Will about it.", [name("Will", "will")], "B: Will"),
    "may the verb": ("She may come.", [], "B: May"),
    "the month with a day": ("They met on 3 May 2026 and 4 May.", [], "B: May the month"),
    "the month with in": ("It began in May.", [name("May", "will", MAYBE)], "B: May the month"),
    "Mr May": ("Mr May rang.", [name("May", "will")], "B: May"),
    "whole name of two words that are words": ("It was will may who rang.", [name("will may", "will")], "4: case-folded"),
    "a message without capitals": ("told rose to wait", [name("rose", "rose", MAYBE)], "B: Rose"),
    # one letter
    "one letter": ("I saw J there.", [name("J", "jay")], "B: one-letter names"),
    "one letter, possessive": ("It is J's coat.", [name("J", "jay")], "B: one-letter names"),
    "a letter in a word or a number": ("Plan j, route J5 and DJ-ing.", [], "B: one-letter names"),
    # double-barrelled, particles, apostrophes
    "double-barrelled": ("Ann-Marie O'Neill-Thompson came.", [name("Ann-Marie O'Neill-Thompson", "annmarie")], "B: double"),
    "double-barrelled, bare": ("ANN MARIE ONEILL THOMPSON", [name("ANN MARIE ONEILL THOMPSON", "annmarie")], "4: hyphen"),
    "double-barrelled, run together": ("We saw AnnMarie.", [name("AnnMarie", "annmarie")], "4: hyphen"),
    "another apostrophe": ("Ms O’Neill-Thompson rang.", [name("O’Neill-Thompson", "annmarie")], "4: apostrophe"),
    "half a surname": ("Mrs Thompson rang.", [name("Thompson", "annmarie", MAYBE)], "4: people's names"),
    "D'Arcy without": ("Zoe Darcy rang.", [name("Zoe Darcy", "zoe")], "4: apostrophe, accents"),
    # letters from elsewhere
    "Ó with and without": ("Sean O'Suilleabhain rang.", [name("Sean O'Suilleabhain", "sean")], "B: Ó"),
    "Ó in capitals": ("SEÁN Ó SÚILLEABHÁIN", [name("SEÁN Ó SÚILLEABHÁIN", "sean")], "B: Ó"),
    "ß as ss": ("Jurgen Weiss rang.", [name("Jurgen Weiss", "jurgen")], "B: ß"),
    "ß in capitals": ("JÜRGEN WEISS", [name("JÜRGEN WEISS", "jurgen")], "B: ß"),
    "an umlaut written out": ("Juergen was there.", [name("Juergen", "jurgen")], "R: accents"),
    "combining accents": ("Se\u0301an? No: Sea\u0301n O\u0301 Su\u0301illeabha\u0301in.",
                          [name("Se\u0301an", "sean"), name("Sea\u0301n O\u0301 Su\u0301illeabha\u0301in", "sean")],
                          "R: accents"),
    "a name in Cyrillic": ("Иван Петров звонил.", [name("Иван Петров", "ivan")], "R: names"),
    "letters that look alike": ("R\u043es\u0435 Fernsby", [name("R\u043es\u0435 Fernsby", "rose", MAYBE)], "R: near misses"),
    # inside longer words
    "Ann in Annual": ("The Annual Review of the planning annex.", [], "B: Ann in Annual"),
    "Cal in Calendar": ("The calendar and the local call.", [], "B: names inside longer words"),
    "Rose in roseate": ("A roseate rosette; prose.", [], "B: names inside longer words"),
    # split and hidden
    "split over a line end": ("It was Rose\nFernsby who rang.", [name("Rose\nFernsby", "rose")], "B: line end"),
    "hyphenated over a line end": ("It was Call-\num again.", [name("Call-\num", "callum")], "B: line end"),
    "broken without a hyphen": ("It was Callum Fer\nnsby again.", [name("Callum Fer\nnsby", "callum", MAYBE)], "B: line end"),
    "zero width inside": ("It was Ro\u200bs\u2060ie.", [name("Ro\u200bs\u2060ie", "rose")], "B: zero-width"),
    "soft hyphen inside": ("It was Cal\u00adlum.", [name("Cal\u00adlum", "callum")], "B: zero-width"),
    "bidi controls inside": ("It was Fern\u202esby\u202c.", [("Fern\u202esby\u202c", "name", "callum", SURE)], "B: zero-width"),
    "no-break space": ("Rose\u00a0Ann\u202fFernsby", [name("Rose\u00a0Ann\u202fFernsby", "rose")], "R: spacing"),
    "too many spaces": ("Rose   Fernsby", [name("Rose   Fernsby", "rose")], "R: spacing"),
    "letter by letter": ("spelled C a l l u m there", [name("C a l l u m", "callum", MAYBE)], "R: spacing"),
    # forms of a name
    "surname first": ("Fernsby, Rose was seen.", [name("Fernsby, Rose", "rose")], "4: people's names"),
    "initial and surname": ("Seen by R. Fernsby today.", [name("R. Fernsby", "rose")], "4: initials"),
    "two initials and surname": ("Seen: RA Fernsby.", [name("RA Fernsby", "rose")], "4: initials"),
    "first name and initial": ("Callum F was away.", [name("Callum F", "callum")], "4: initials"),
    "initials alone": ("RAF and C.D.F. met.", [name("RAF", "rose", MAYBE), name("C.D.F", "callum", MAYBE)], "4: initials"),
    "small initials are words": ("the raf flew", [], "4: initials"),
    "an alias": ("They call her Ro-Ro at home.", [name("Ro-Ro", "rose")], "4: aliases"),
    "a surname of two people": ("The Fernsby house.", [name("Fernsby", "callum")], "4: surname"),
    "plural surname": ("The Fernsbys moved.", [name("Fernsbys", "callum", MAYBE)], "4: surname"),
    "possessive with another sign": ("Callum’s and CALLUM'S", [name("Callum", "callum"), name("CALLUM", "callum")], "4: possessive"),
    # misspelt
    "one letter wrong": ("It was Calum again.", [name("Calum", "callum", MAYBE)], "4: misspellings"),
    "letters swapped": ("It was Fersnby again.", [name("Fersnby", "callum", MAYBE)], "4: misspellings"),
    "too far off": ("It was Calvert again.", [], "4: misspellings"),
    # numbers
    "an NHS number": ("NHS 9434765870.", [a("nhs_number", "9434765870")], "4: NHS number"),
    "theirs, with spaces": ("943 476 5919", [a("nhs_number", "943 476 5919", whose="rose")], "4: NHS 943 476 5919"),
    "check digit fails": ("999 123 4560", [a("nhs_number", "999 123 4560", MAYBE)], "4: NHS 999 123 4560"),
    "a pupil's number": ("UPN b801200005001", [a("upn", "b801200005001", whose="rose")], "4: UPN"),
    "check letter fails": ("UPN A801200005001", [a("upn", "A801200005001", MAYBE)], "4: UPN"),
    "National Insurance": ("AB 12 34 56 C", [a("ni_number", "AB 12 34 56 C")], "4: NI number"),
    "no NI prefix": ("QQ123456C", [a("ni_number", "QQ123456C", MAYBE)], "4: NI number"),
    "a postcode": ("in ZE1 9XX and ze14ab", [a("postcode", "ZE1 9XX"), a("postcode", "ze14ab", whose="rose")], "4: postcode"),
    "a phone, theirs, otherwise written": ("+44 (0)7700 900-123", [a("phone", "+44 (0)7700 900-123", whose="rose")], "4: phone"),
    "a phone of nobody known": ("01632 960 456", [a("phone", "01632 960 456")], "4: phone"),
    "short numbers": ("Ring 999, 101, 111 or 116 000, or 0800 1111.", [], "4: short numbers"),
    "an email": ("to x.y@example.com, please", [a("email", "x.y@example.com")], "4: email"),
    "an email with a name": ("callum.fernsby@example.com", [a("email", "callum.fernsby@example.com", whose="callum")], "4: email"),
    "a web address": ("see www.example.org/p/1.", [a("web_address", "www.example.org/p/1")], "4: URLs"),
    "a handle": ("she is @rosie_f11 there", [a("handle", "@rosie_f11", whose="rose")], "4: handles"),
    "a registration": ("a blue van, AB12 CDE", [a("vehicle", "AB12 CDE")], "4: registration"),
    "an old registration by its word": ("reg: ABC 123D", [a("vehicle", "ABC 123D")], "4: registration"),
    "a crime reference": ("Crime ref 42/12345/26.", [a("reference", "42/12345/26")], "4: references"),
    "a looked-after reference": ("looked-after no: LAC99887", [a("reference", "LAC99887")], "4: references"),
    "zero width in a number": ("94\u200b34765919", [a("nhs_number", "94\u200b34765919", whose="rose")], "B: zero-width"),
    # dates and places
    "a date of birth in figures": ("04/03/2011", [a("date_of_birth", "04/03/2011", whose="rose")], "4: dates of birth"),
    "in words": ("born 4th of March 2011", [a("date_of_birth", "4th of March 2011", whose="rose")], "4: dates of birth"),
    "turned round": ("03/04/2011", [a("date_of_birth", "03/04/2011", MAYBE, "rose")], "4: dates of birth"),
    "somebody's, by its word": ("DOB: 1.2.10", [a("date_of_birth", "1.2.10")], "4: dates of birth"),
    "any other date": ("on 5 June 2026", [], "4: dates of birth"),
    "an address": ("at 14 Quillon Ln.", [a("address", "14 Quillon Ln", whose="rose")], "4: step 8"),
    "the whole address takes in what is in it": (
        "14 Quillon Lane, Testham ZE1 4AB", [a("address", "14 Quillon Lane, Testham ZE1 4AB", whose="rose")], "4: step 8"),
    "the street": ("in Quillon Lane", [a("street", "Quillon Lane", whose="rose")], "4: streets"),
    "the school": ("at Testham Primary", [a("school", "Testham Primary", whose="rose")], "4: schools"),
    "the placement": ("at the Larches", [a("placement", "the Larches", whose="rose")], "4: step 8 placement"),
    "what reads like an address": ("at Flat 2, 7 Acacia Avenue", [a("address", "Flat 2, 7 Acacia Avenue")], "R: addresses"),
}  # fmt: skip


def marked(text):
    return [
        (text[m.start : m.end], m.kind, m.whose, m.certainty) for m in SEARCHER.find(text) if m.kind not in LISTED_KINDS
    ]


@pytest.mark.parametrize(("text", "expected", "source"), CASES.values(), ids=CASES)
def test_a_worked_case(text, expected, source):
    assert marked(text) == expected, source


def test_there_are_enough_cases_and_each_says_where_it_comes_from():
    assert len(CASES) >= 40
    assert all(source[:2] in ("4:", "B:", "R:") for _, _, source in CASES.values())


def test_a_surname_that_two_have_names_both():
    (mark,) = SEARCHER.find("the Fernsby house")
    assert set(mark.people()) == {"rose", "callum"}


def test_words_that_are_in_no_list_are_listed_wherever_they_stand():
    text = "Grace met Dr Patel in Northfield. The social worker agreed. Told Oleksandr on Monday."
    listed = [text[m.start : m.end] for m in SEARCHER.find(text) if m.kind == "unknown_word"]
    assert listed == ["Grace", "Patel", "Northfield", "Oleksandr"]


def test_marks_never_overlap_and_say_nothing_of_the_order_of_the_people():
    text = " ".join(text for text, _, _ in CASES.values())
    marks = SEARCHER.find(text)
    assert all(before.end <= after.start for before, after in pairwise(marks))
    turned = Searcher(CASE[::-1]).find(text)
    assert [(m.start, m.end, m.kind, m.certainty, set(m.people())) for m in marks] == [
        (m.start, m.end, m.kind, m.certainty, set(m.people())) for m in turned
    ]


def test_the_first_screen_is_the_beginning_of_the_whole():
    text = "I asked Will and Callum, 07700 900123. " * 200
    first, whole = SEARCHER.first(text, 500), SEARCHER.find(text)
    assert first
    assert first == [mark for mark in whole if mark.end <= max(m.end for m in first)]


def test_spans_are_those_of_the_text_as_written():
    text = "\ufeff\u200bIt was Se\u0301an’s, ９４３ ４７６ ５９１９ and \U0001f600 Rosie"
    found = {text[m.start : m.end] for m in SEARCHER.find(text)}
    assert found == {"Se\u0301an", "９４３ ４７６ ５９１９", "Rosie"}

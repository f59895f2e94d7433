"""A made-up case for these tests: names that are words, that are short, that come from elsewhere."""

from __future__ import annotations

from sharedesk.identity.marks import Known

CASE = (
    Known(
        key="rose", names=("Rose Ann Fernsby",), aliases=("Rosie", "Ro-Ro"), role_label="Child A", could_be_harmed=True,
        date_of_birth="2011-03-04", contacts=("07700 900123", "rose.f@example.org", "@rosie_f11"),
        places=(("address", "14 Quillon Lane, Testham, ZE1 4AB"), ("school", "Testham Primary School"),
                ("placement", "The Larches, 3 Hollow Road, Nowhere")),
        numbers=("943 476 5919", "B801200005001"),
    ),
    Known(key="will", names=("Will May",), role_label="Adult A"),
    Known(key="sean", names=("Seán Ó Súilleabháin",), role_label="Adult B"),
    Known(key="jurgen", names=("Jürgen Weiß",), role_label="Adult C"),
    Known(key="annmarie", names=("Ann-Marie O'Neill-Thompson",), role_label="Adult D"),
    Known(key="jay", names=("J",), role_label="Adult E"),
    Known(key="callum", names=("Callum David Fernsby",), aliases=("Cal",), role_label="Child B"),
    Known(key="ivan", names=("Иван Петров",), role_label="Adult F"),
    Known(key="zoe", names=("Zoë D'Arcy",), role_label="Adult G"),
)  # fmt: skip

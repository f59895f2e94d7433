"""Every field of a decision is asked for somewhere, filled in by a check, or worked out: where, one by one."""

from __future__ import annotations

import inspect
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from msgspec import Struct
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit

from sharedesk.desk import answers
from sharedesk.desk.answers import to_decision
from sharedesk.desk.shelf import open_shelf
from sharedesk.domain.decision import Decision
from sharedesk.domain.stated_time import StatedTime
from sharedesk.ui.dates import DateBoxes
from sharedesk.ui.pages.section import SectionPage
from sharedesk.ui.recording import recording_of
from sharedesk.ui.repeated import KINDS, Following, Repeated
from sharedesk.ui.sheet import SECTIONS
from sharedesk.ui.ticks import Ticks

FORMS = Path(__file__).parents[2] / "forms"
PARTS = ("Repeated", "Following")
CHECK_FILLS = {"telling": "telling.", "lawful-basis": "basis.", "identities": "identities.", "amount": "sharing.",
               "attached": "attached.", "first-questions": "first_questions."}  # fmt: skip
"""Which field of a decision each check fills."""
SHORT = {"people.as": ("people.roles", "people.who.kind"), "people.age": ("people.who.age", "people.who.date_of_birth"),
         "telling.when": ("telling.told_at", "telling.tell_when", "telling.look_again"),
         "people.name_now": ("people.who.also_known_as",),
         "recipients.protected_how": ("identities.result",)}  # fmt: skip
"""Questions that answer more than one field (desk.answers)."""
WORKED_OUT = {
    "telling.person": ("desk.answers", '"person"'), "sharing.item": ("desk.answers", '"item"'),
    "sharing.recipient": ("desk.answers", '"recipient"'), "identities.recipient": ("desk.answers", '"recipient"'),
    "reconsiders.reference": ("desk.reconsidering", '"reference"'),
    "identities.audience": ("desk.check_fills", '"audience"'),
    "identities.protected": ("desk.check_fills", '"protected"'),
    "identities.do_not_disclose_to": ("desk.check_fills", '"do_not_disclose_to"'),
    "identities.copy": ("desk.handing_over", "copy="),
    "identities.treatments": ("desk.identifying", "treatments="),
    "identities.words_read": ("desk.identifying", "words_read="),
    "basis.article_6.code": ("desk.check_fills", '"code"'),
    "basis.article_6.annex_1_paragraph": ("desk.check_fills", '"annex_1_paragraph"'),
    "basis.conditions.code": ("desk.check_fills", '"code"'),
    "basis.conditions.policy_document": ("desk.usual_basis", '"policy_document"'),
    "basis.part_3.sensitive_condition": ("desk.check_fills", '"sensitive_condition"'),
    "request.direction": ("domain.request", '"to_us"'),
}  # fmt: skip
"""What is asked nowhere because it follows: the module that fills it, and its word there."""


def fields_of(struct: type[Struct], before: str = "") -> Iterator[str]:
    """Every field that holds an answer, by its path. The runs of checks are whole records of what was asked."""
    for name, hint in get_type_hints(struct).items():
        path = f"{before}{name}"
        if name in ("key", "checks", "treatments"):
            if name == "treatments":
                yield path
            continue
        inner = next(_structs(hint), None)
        if inner is None or inner is StatedTime:
            yield path
        else:
            yield from fields_of(inner, f"{path}.")


def _structs(hint: Any) -> Iterator[type[Struct]]:
    if isinstance(hint, type) and issubclass(hint, Struct):
        yield hint
    for inner in get_args(hint):
        yield from _structs(inner)


def inputs_of(form: str, before: str = "") -> Iterator[str]:
    """The answers that a form asks for, and the forms of its parts."""
    file = FORMS / f"{form}.ui"
    if not file.exists():
        return
    for widget in ET.parse(file).iter("widget"):  # our own file
        name = widget.get("name", "")
        if not name.startswith("f_") or name.endswith("_label"):
            continue
        path = before + name.removeprefix("f_").replace("__", ".")
        if widget.get("class") in PARTS:
            kind = KINDS[name.removeprefix("f_")].form
            yield from inputs_of(f"{kind}_part", f"{path}.")
            yield from inputs_of(f"{kind}_more", f"{path}.")
        else:
            yield path


def asked_where() -> dict[str, str]:
    """For each answer that is asked for, the page that asks."""
    found: dict[str, str] = {}
    for name in SECTIONS:
        for path in (*inputs_of(f"section_{name}"), *inputs_of(f"section_{name}_more")):
            for one in SHORT.get(path, (path,)):
                found.setdefault(one, f"section {name}")
    for path in inputs_of("told"):
        found.setdefault(f"objections.{path.removeprefix('objection.')}" if "." in path else f"telling.{path}", "told")
    for path in inputs_of("request"):
        found.setdefault(f"request.{path}", "page request")
    for check in open_shelf().checks.values():
        for question in check.questions:
            for path in filled_by(check.id, question.fills):
                for one in SHORT.get(path, (path,)):
                    found.setdefault(one, f"check {check.id}")
    return found


def filled_by(check: str, fills: str) -> Iterator[str]:
    """The field that a question's answer goes to; `article_6[*].why_necessary` is one of the basis."""
    if not fills:
        return
    name, bracket, rest = fills.partition("[")
    path = name + rest.rpartition("]")[2] if bracket else fills
    for one, many in (("objection.", "objections."), ("agreement.", "agreements.")):
        if path.startswith(one):
            yield many + path.removeprefix(one)
            return
    yield CHECK_FILLS[check] + path


ASKED = asked_where()


@pytest.mark.parametrize("path", list(fields_of(Decision)))
def test_a_field_is_asked_for_or_filled_in(path):
    if path in WORKED_OUT:
        module, word = WORKED_OUT[path]
        assert word in inspect.getsource(import_module(f"sharedesk.{module}"))
        assert path not in ASKED, f"{path} is asked by {ASKED.get(path)}: it need not be worked out"
    else:
        assert path in ASKED


def test_nothing_is_asked_that_a_decision_has_no_field_for():
    elsewhere = {"telling.practicable"}  # it leads to the result
    assert set(ASKED) - set(fields_of(Decision)) - elsewhere == set()


def test_a_field_that_nothing_asks_for_would_be_missed():
    class More(Decision, frozen=True, kw_only=True):
        forgotten: str = ""

    assert set(fields_of(More)) - set(ASKED) - set(WORKED_OUT) == {"forgotten"}


def test_each_section_asks_for_the_fields_that_are_said_to_be_its_own():
    for name, fields in answers.SECTIONS.items():
        asked = {path.partition(".")[0] for path, where in ASKED.items() if where == f"section {name}"}
        assert asked <= set(fields), name


def test_what_is_filled_in_on_every_page_is_in_the_decision(window, go, settled):
    """Each section in turn, every box of it; two people and a recipient who gets part, so that all is asked."""
    go(window, "short_route", fresh=True)
    draft = recording_of(window).draft
    assert draft is not None
    expected = set()
    for name in SECTIONS:
        if name == "reconsiders":
            continue
        page = go(window, "section", section=name)
        assert isinstance(page, SectionPage)
        fields = page.sheets[name].views[0].fields
        if name == "people":
            fields.inputs["people"].add_button.click()
        for path, widget in fields.inputs.items():
            fill_in(path, widget)
        page._collect()
        for path, widget in fields.inputs.items():  # what follows from an answer
            fill_in(path, widget)
        page._collect()
        expected |= {p for p, where in ASKED.items() if where == f"section {name}"}
    settled(window)
    decision = to_decision(draft.answers)
    short = {one for several in SHORT.values() for one in several}
    assert {path for path in expected - short if path not in _held(decision)} == set()
    assert decision.people[0].roles == ("child",)


CHOSEN = {"relationships.to": 2, "recipients.outcome": 2, "own_initiative": 2, "telling.result": 5}
"""Which choice leads to what is asked besides; elsewhere the first."""


def fill_in(path, widget):
    if isinstance(widget, Repeated | Following):
        if isinstance(widget, Repeated) and not widget.parts:
            widget.add_button.click()
        for part in widget.parts:
            for inner, one in part.fields.inputs.items():
                fill_in(f"{path}.{inner}", one)
    elif isinstance(widget, Ticks):
        for box in list(widget.boxes.values())[:1]:
            if not box.isChecked():
                box.click()
    elif isinstance(widget, DateBoxes):
        widget.setText("14 March 2026")
    elif isinstance(widget, QComboBox):
        widget.setCurrentIndex(min(CHOSEN.get(path, 1), widget.count() - 1))
    elif isinstance(widget, QPlainTextEdit):
        widget.setPlainText("Some words.")
    elif isinstance(widget, QLineEdit) and not widget.text():
        widget.setText("7" if path.endswith(".age") else "Some words")


def _held(struct, before=""):
    """The paths at which anything is held."""
    for name in struct.__struct_fields__:
        value = getattr(struct, name)
        if value in (None, "", ()):
            continue
        many = value if isinstance(value, tuple) else (value,)
        if isinstance(many[0], Struct) and not isinstance(many[0], StatedTime):
            for one in many:
                yield from _held(one, f"{before}{name}.")
        else:
            yield f"{before}{name}"

"""The questions of a decision, section by section: the short route shows all of them in short, a page of the task list
one of them whole. Both are the same forms over the same answers, so nothing is ever typed twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from sharedesk.desk import reconsidering
from sharedesk.desk.answers import Answers, named_recipient, people_named, recipients_named, to_be_told
from sharedesk.desk.reconsidering import Earlier
from sharedesk.desk.usual_basis import fill_usual
from sharedesk.ui import look
from sharedesk.ui.check_ways import CheckWays
from sharedesk.ui.fields import Fields, chain
from sharedesk.ui.helping import HELPERS, Helper
from sharedesk.ui.page import Page
from sharedesk.ui.person_choice import PersonChoice, RecipientChoice
from sharedesk.ui.repeated import Following, Repeated, set_up, set_up_under
from sharedesk.ui.same_person import KnownPeople
from sharedesk.ui.shelves import shelves_of
from sharedesk.ui.story import html_of, read_whole
from sharedesk.ui.ticks import PeopleTicks


class Section(NamedTuple):
    """A section's form, its title as a page of its own, and why it is asked."""

    form: str
    title: str
    why: str
    more: bool = False
    """Has it a second form, for its page alone (forms/section_concern_more.ui)?"""


SECTIONS: dict[str, Section] = {
    "reconsiders": Section(
        "SectionReconsiders", "What is new",
        "A decision is taken up again when something new is known.",
    ),
    "people": Section(
        "SectionPeople", "People",
        "A reader must know whose safety was at stake.",
    ),
    "concern": Section(
        "SectionConcern", "The concern",
        "A possible risk is enough to act on. What it rested on has to be seen later.", more=True,
    ),
    "request": Section(
        "SectionRequest", "Asked, or on your own initiative",
        "A request should say clearly what is needed and why.", more=True,
    ),
    "items": Section(
        "SectionItems", "The information",
        "A reader acts differently on fact, on what was reported and on opinion.",
    ),
    "attached": Section(
        "SectionAttached", "Documents and pictures",
        "Names and addresses have been given away in what was attached.",
    ),
    "recipients": Section(
        "SectionRecipients", "Who gets it, and who does not",
        "Each organisation is a decision of its own.", more=True,
    ),
    "advice": Section(
        "SectionAdvice", "Advice, and other ways",
        "Nobody has to decide alone. Other ways that were weighed show why this one was needed.",
    ),
    "reasons": Section(
        "SectionReasons", "Your reasons",
        "Whether shared or not, the reasons are what stands up later.", more=True,
    ),
    "telling": Section(
        "SectionTelling", "Telling the family",
        "Families are told openly wherever that is practicable and safe.", more=True,
    ),
    "arrangements": Section(
        "SectionArrangements", "Agreements",
        "What somebody agreed to, and what organisations agreed between them, are different things.",
    ),
    "emergency": Section(
        "SectionEmergency", "If it could not wait",
        "In an emergency one shares first and writes the reasons down as soon as one can.",
    ),
    "next": Section(
        "SectionNext", "Times, and what happens next",
        "Nobody should assume that someone else will act.", more=True,
    ),
    "loop": Section(
        "SectionLoop", "Feedback, and asking others",
        "Who hears what came of it goes on sharing. Small pieces from others build the picture.",
    ),
}  # fmt: skip
SHELVED = {"request": "requests", "reconsiders": "reconsider", "next": "times", "attached": "identities",
           "arrangements": "agreements", "loop": "feedback"}  # fmt: skip
"""What a section's place on the guidance shelf is called, where it has another name there."""
SHORT = (
    ("Who, and how they may be at risk", "Who, and the risk", ("people", "concern")),
    ("What I know", "What I know", ("items",)),
    ("Who I told or will tell, and how", "Who I tell, and how", ("request", "recipients")),
    ("Why, and why not", "Why, and why not", ("reasons",)),
    ("Is the family told?", "The family", ("telling",)),
    ("What happens next, and when", "What next", ("next",)),
)
"""The six parts of the short route: each with its title, in short, and the sections that it is made of."""


class SectionView(QWidget):
    """One section's inputs."""

    def __init__(self, name: str, title: str, page: Page, edited: Callable[[], None], *, full: bool) -> None:
        super().__init__()
        self.name = name
        section = SECTIONS[name]
        self.form = set_up(f"section_{name}", self)
        if full and section.more:
            self.more = set_up_under(f"section_{name}_more", self)
        self.form.title.setText(title)
        self.form.title.setVisible(bool(title))
        self.setAccessibleName(title)
        page.heading(self.form.title, 1)
        self.form.why.setText(section.why)
        self.form.why.setVisible(full)
        if hasattr(self.form, "more"):
            self.form.more.setVisible(full)
        self.fields = Fields(self, edited)
        self._full = full
        self.known: KnownPeople | None = None
        self.ways: CheckWays | None = None
        self.helper: Helper | None = None
        if name == "reconsiders":
            page.heading(self.form.then_title, 0)
            read_whole(self.form.then)
        for widget in self.fields.inputs.values():
            if isinstance(widget, Repeated | Following):
                widget.full = full

    def lead_to_checks(self, ways: CheckWays, reshaped: Callable[[], None]) -> None:
        """Offer the checks of this section below its questions; of telling right below who is told."""
        self.ways, self.reshaped = ways, reshaped
        column: QVBoxLayout = self.form.column
        column.insertWidget(
            column.indexOf(self.form.f_telling) + 1 if self.name == "telling" else column.count(), ways
        )  # fmt: skip

    def usual_is(self, sentence: Callable[[], str], chosen_so: Callable[[], None]) -> None:
        """Fill in the usual sentence for whoever chooses “Same as usual” and has none yet; call `chosen_so` after."""
        chosen, written = self.fields.inputs.get("basis.usual"), self.fields.inputs.get("basis.sentence")
        if not isinstance(chosen, QComboBox) or not isinstance(written, QLineEdit):
            return

        def fill() -> None:
            if chosen.currentData() == "same_as_usual" and not written.text().strip():
                written.setText(sentence())
                written.setCursorPosition(0)  # its beginning is what is read
            chosen_so()

        chosen.currentIndexChanged.connect(fill)

    def follow(self, answers: Answers) -> None:
        """Ask about the people and the recipients that there are now."""
        telling, sharing = self.fields.inputs.get("telling"), self.fields.inputs.get("sharing")
        if isinstance(telling, Following):
            due = [({"person": key}, name) for key, name in to_be_told(answers)]
            telling.follow(due)
            self.form.nobody.setVisible(not due)
        if isinstance(sharing, Following):
            due = _parts_to_settle(answers)
            sharing.follow(due)
            self.form.sharing_title.setVisible(bool(due))
        self.offer(answers)
        if self.ways is not None and self.ways.follow(answers):
            self.reshaped()
        if self.helper is not None:
            self.helper.follow(answers)
        if self.name == "reconsiders":
            self.setVisible("reconsiders" in answers)
        if self.name == "people":
            self._follow_people(answers)

    def offer(self, answers: Answers) -> None:
        """Offer the people and the recipients that there are, wherever one of them can be chosen."""
        people, recipients = people_named(answers), recipients_named(answers)
        for widget in self.fields.every():
            if isinstance(widget, PersonChoice):
                widget.offer(recipients if isinstance(widget, RecipientChoice) else people)
            elif isinstance(widget, PeopleTicks):
                widget.offer_people(people)

    def _follow_people(self, answers: Answers) -> None:
        named = people_named(answers)
        bonds = self.fields.inputs["relationships"]
        assert isinstance(bonds, Repeated)  # noqa: S101  # its form says so
        written = any(set(bond) - {"key"} for bond in answers.get("relationships") or ())
        asked = self._full and len(named) > 1 or written
        bonds.setVisible(asked)
        self.form.bonds_title.setVisible(asked)
        if self.known is not None:
            self.known.follow()

    def show_earlier(self, earlier: Earlier) -> None:
        """What was decided in the decision that is taken up again, to be read beside."""
        ref = earlier.link.reference if earlier.link else ""
        self.form.then_title.setText(f"What was decided then, in {ref}" if ref else "What was decided then")
        self.form.then.setHtml(html_of(earlier.blocks) or "The earlier decision is not in this log.")


class Sheet(QWidget):
    """Some sections under each other, over one set of answers."""

    def __init__(
        self, page: Page, edited: Callable[[], None], sections: list[tuple[str, str]], *, full: bool,
        known: bool = True, back: Callable[[str], object] | None = None, afterwards: bool = False,
    ) -> None:  # fmt: skip
        """`known`: ask whether somebody who is named is in the log already. `back`: show the page again, at a place;
        with it, the checks are offered: those `afterwards`, where it was shared in an emergency.
        """
        super().__init__()
        self._page = page
        self._answers: Answers = {}
        self._usual = ""
        self._filling = False
        self.views: list[SectionView] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.SPACE[2])
        self._back, self._afterwards = back, afterwards
        self.building = self._build(edited, sections, full=full, known=known)
        """Makes the sections one by one, and the parts inside; whoever fills the sheet has the rest made at once."""

    def _build(
        self, edited: Callable[[], None], sections: list[tuple[str, str]], *, full: bool, known: bool
    ) -> Iterator[None]:
        page = self._page
        for name, title in sections:
            view = SectionView(name, title, page, edited, full=full)
            self.views.append(view)
            self._column.addWidget(view)
            view.usual_is(lambda: self._usual, self._fill_usual)
            if self._back is not None:
                ways = CheckWays(name, page, self._back, full=full, afterwards=self._afterwards)
                view.lead_to_checks(ways, self._chain)
            for widget in view.fields.inputs.values():
                if isinstance(widget, Repeated | Following):
                    widget.reshaped.connect(partial(self._reshaped, view))
                    if view.name == "people":
                        widget.reshaped.connect(self.collect)
            if name in HELPERS:
                view.helper = HELPERS[name](view, page, edited)
            people = view.fields.inputs.get("people")
            if known and isinstance(people, Repeated):
                view.known = KnownPeople(people, page.desk.worker, edited, self._chain)
            yield
            for widget in view.fields.inputs.values():
                if isinstance(widget, Repeated):
                    widget.fill([])
                    yield

    def _fill_usual(self) -> None:
        """What the organisation's usual sentence rests on comes with it."""
        self.collect()
        answers = self._answers
        shelves_of(self._page.desk).ask(lambda shelf: fill_usual(answers, shelf.organisation))

    def _reshaped(self, view: SectionView) -> None:
        view.offer(self._answers)
        if view.helper is not None:
            view.helper.follow(self._answers)
        self._chain()

    def fill(self, answers: Answers, usual: str = "") -> None:
        """Show answers, to be written into by `collect`. `usual`: the sentence on the lawful basis."""
        for _ in self.building:
            pass
        self._answers, self._usual = answers, usual
        self._filling = True
        for view in self.views:
            view.fields.fill(answers)
            view.follow(answers)
            if view.name == "reconsiders" and (reference := (answers.get("reconsiders") or {}).get("reference")):
                worker, show = self._page.desk.worker, view.show_earlier
                worker.read(lambda vault: reconsidering.earlier(vault, reference), show)
        self._filling = False
        self._chain()

    def _chain(self) -> None:
        """Set the tab order, once for all that a fill brings."""
        if not self._filling:
            chain(self._page.column)

    def collect(self) -> None:
        """Write what the inputs hold into the answers, and ask about whoever was named meanwhile."""
        for view in self.views:
            view.fields.collect(self._answers)
        for view in self.views:
            view.follow(self._answers)

    def place(self, where: str) -> tuple[QWidget, Fields, str] | None:
        """The input of a place in the answers, or the way to a check."""
        for view in self.views:
            if view.ways is not None and (button := view.ways.way_to(where)) is not None:
                return button, view.fields, button.accessibleName()
        return next((found for view in self.views if (found := view.fields.find(where))), None)

    def unmark(self) -> None:
        """Take the marks of earlier problems away."""
        for view in self.views:
            view.fields.unmark()


def _parts_to_settle(answers: Answers) -> list[tuple[dict[str, str], str]]:
    recipients = [r for r in answers.get("recipients") or () if r.get("outcome") == "share_part"]
    things = [*(answers.get("items") or ()), *(answers.get("attached") or ())]
    named = [(one["key"], one.get("text") or one.get("title") or "") for one in things]
    return [
        ({"item": key, "recipient": recipient["key"]}, f"{named_recipient(recipient)}: {_short(words)}")
        for recipient in recipients
        for key, words in named
        if words.strip()
    ]


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 60 else f"{words[:60]}…"

"""The parts of the page on which a copy is looked through: who is at risk, each place, words in no list, what goes in.

Each part shows a plan, and tells of the plan that it becomes.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QLabel

from sharedesk.desk import copy_looking
from sharedesk.desk.copy_looking import At, CopyPlan, Looking, Spot
from sharedesk.desk.copy_texts import HoldBack
from sharedesk.domain.treatment import Handling, Treatment
from sharedesk.domain.visible import visible
from sharedesk.domain.words import said
from sharedesk.identity.find import CANNOT
from sharedesk.ui._forms.protect import Ui_Protect
from sharedesk.ui.choices import OPEN
from sharedesk.ui.fields import bring
from sharedesk.ui.tick_list import Line, TickList

Tell = Callable[[CopyPlan], None]
Say = Callable[..., None]
_AUDIENCES = (
    ("safeguarding_body", "Yes: they protect children"),
    ("anyone_else", "No, or not known: treat them as anyone else"),
)
_ANSWERS = (("yes", "Yes"), ("no", "No"), ("dont_know", "I don't know"))
_DONE: dict[Handling, str] = {
    "keep": "Stays", "remove": "Taken out", "role_label": "Role label", "generalise": "More general",
    "reword": "Other words",
}  # fmt: skip
_GOES = (
    ("", "It goes in"),
    ("about_somebody_else", "Held back: it is about somebody else"),
    ("kept_for_the_file", "Held back: kept for the file"),
    ("third_party", "Held back: it would tell of another person"),
    ("crime", "Held back: it would hinder preventing a crime"),
    ("serious_harm", "Held back: it could cause serious harm"),
    ("child_abuse", "Held back: child abuse, and not in the child's interests"),
    ("own", "Held back, in my own words"),
)
_FEW, _SEEN = 5, 8


class Risk:
    """Who could be harmed, and who must not learn of it; for recipients only."""

    def __init__(self, form: Ui_Protect, tell: Tell) -> None:
        self.form, self._tell = form, tell
        self.plan: CopyPlan | None = None
        _offer(form.audience, _AUDIENCES)
        _offer(form.at_risk, (("", OPEN), *_ANSWERS))
        self.harmed, self.keep_from = TickList(form.harmed, _FEW), TickList(form.keep_from, _FEW)
        self._concern: list[str] = []
        form.audience.activated.connect(lambda _: self._say(audience=form.audience.currentData()))
        form.at_risk.activated.connect(lambda _: self._answered())
        form.because.textEdited.connect(lambda words: self._say(because=words))
        self.harmed.ticked.connect(lambda key, done: self._tick("protected", key, done))
        self.keep_from.ticked.connect(lambda key, done: self._tick("do_not_disclose_to", key, done))

    def show(self, looking: Looking, plan: CopyPlan, *, first: bool) -> None:
        """Show what is said about one copy. What somebody types meanwhile is left alone but for the first time."""
        self.plan, identity = plan, plan.identity
        self.form.about.setVisible(identity is not None)
        if identity is None:
            return
        decision = looking.prepared.state.decision
        self._concern = [one.key for one in decision.people if "person_of_concern" in one.roles]
        _choose(self.form.audience, identity.audience or looking.prepared.audience.kind)
        _choose(self.form.at_risk, identity.anyone_at_risk or "")
        if first:
            self.form.because.setText(identity.because)
        self._hide()
        if not self.form.harmed_group.isVisibleTo(self.form.about):
            return
        harmed = set(looking.at_risk) | set(identity.protected)
        self.harmed.show([Line(key, name, key in harmed) for key, name in looking.people])
        self.keep_from.show([Line(key, name, key in identity.do_not_disclose_to) for key, name in looking.people])

    def _hide(self) -> None:
        self.form.harmed_group.setVisible(self.form.at_risk.currentData() in ("yes", "dont_know"))

    def _answered(self) -> None:
        """Where somebody could be harmed, the person of concern is whom it is kept from, unless said otherwise."""
        answer = self.form.at_risk.currentData() or None
        identity = self.plan.identity if self.plan else None
        from_whom = identity.do_not_disclose_to if identity else ()
        if answer in ("yes", "dont_know") and not from_whom:
            from_whom = tuple(self._concern)
        self._hide()
        self._say(anyone_at_risk=answer, do_not_disclose_to=from_whom)

    def _tick(self, field: str, key: str, done: bool) -> None:  # Qt's signal
        identity = self.plan.identity if self.plan else None
        if identity is not None:
            others = tuple(one for one in getattr(identity, field) if one != key)
            self._say(**{field: (*others, key) if done else others})

    def _say(self, **changes: object) -> None:
        if self.plan is None or self.plan.identity is None:
            return
        plan = copy_looking.said_of(self.plan, **changes)
        if plan != self.plan:
            self._tell(plan)


class Places:
    """Each place that could identify somebody, one at a time, beside the text."""

    def __init__(self, form: Ui_Protect, tell: Tell, say: Say) -> None:
        self.form, self._tell, self._speak = form, tell, say
        self.spots: dict[str, Spot] = {}
        self._looking: Looking | None = None
        self._plan: CopyPlan | None = None
        self._treated: dict[At, Treatment] = {}
        self._texts: list[tuple[str, str, str]] = []
        self.list = TickList(form.spots, _SEEN)
        form.cannot.setText(CANNOT)
        form.spots.selectionModel().currentChanged.connect(lambda *_: self._show_one())
        form.handling.currentIndexChanged.connect(lambda _: self._show_inputs())
        form.decide.clicked.connect(self._decide)
        form.take_back.clicked.connect(self._take_back)
        form.by_hand.clicked.connect(self._by_hand)

    def show(self, looking: Looking, plan: CopyPlan) -> None:
        """Show the places of one copy."""
        self._looking, self._plan, self._treated = looking, plan, looking.treated(plan)
        self.spots = {_key(spot.at): spot for spot in looking.spots_in(plan)}
        texts = [(piece.place, piece.label.text, piece.text) for piece in looking.pieces_in(plan)]
        if texts != self._texts:
            self._texts = texts
            self.form.text.show_texts(texts)
        self.list.show([Line(key, self._row(spot)) for key, spot in self.spots.items()])
        for widget in (self.form.spots_label, self.form.spots, self.form.one):
            widget.setVisible(bool(self.spots))
        self.form.spots_title.setText("Each place by itself" if self.spots else "Nobody was found in this text")
        self._show_one()

    def go(self) -> None:
        """To the first place that is open."""
        self.next_open(from_first=True)
        bring(self.form.handling)

    def go_to(self, at: At) -> None:
        """To one place."""
        self.list.go(_key(at))
        bring(self.form.handling)

    def next_open(self, *, from_first: bool = False) -> bool:
        """Make the next place that has to be decided the current one. False where there is none."""
        keys = list(self.spots)
        here = keys.index(self.list.current()) if self.list.current() in keys and not from_first else 0
        for key in keys[here:] + keys[:here]:
            spot = self.spots[key]
            if spot.must and spot.at not in self._treated:
                self.list.go(key)
                return True
        return False

    def _row(self, spot: Spot) -> str:
        given = self._treated.get(spot.at)
        state = _DONE[given.what] if given else "To decide" if spot.must else "May stay"
        return f"{state}: “{_short(spot.words)}”, {self._what(spot)}"

    def _what(self, spot: Spot) -> str:
        kind = said(spot.mark.kind).lower()
        sure = "" if spot.mark.kind == "by_hand" else f", {spot.mark.certainty}"
        return ", ".join(filter(None, (kind + sure, spot.whose and f"of {spot.whose}", spot.piece.label.text)))

    def _show_one(self) -> None:
        spot = self.spots.get(self.list.current())
        marks = [(one.at, one.at in self._treated or not one.must) for one in self.spots.values()]
        self.form.text.show_marks(marks, spot.at if spot else None)
        if spot is None:
            return
        written = copy_looking.written_so_far(self._plan, spot) if self._plan else None
        given = written or self._treated.get(spot.at)
        keys = list(self.spots)
        number = keys.index(self.list.current()) + 1
        self.form.one_title.setText(visible(f"Place {number} of {len(keys)}: “{_short(spot.words)}”"))
        why = f" {spot.mark.why[0].upper()}{spot.mark.why[1:]}." if spot.mark.why else ""
        what = self._what(spot)
        self.form.one_about.setText(visible(f"{what[0].upper()}{what[1:]}.{why}"))
        _hide(self.form.one_problem)
        self._offer(spot, given)
        self.form.instead.setText(given.instead if given else "")
        self.form.reason.setText(given.because if given else "")
        self.form.take_back.setEnabled(spot.at in self._treated)
        self._show_inputs()

    def _offer(self, spot: Spot, given: Treatment | None) -> None:
        broader = f"Say it more generally: “{spot.broader}”" if spot.broader else "Say it more generally"
        offers: list[tuple[str, str]] = [("keep", "Keep it"), ("remove", "Take it out")]
        if spot.label:
            offers.append(("role_label", f"Use “{spot.label}” instead"))
        if spot.mark.kind != "by_hand":
            offers.append(("generalise", broader))
        offers.append(("reword", "Put it in other words"))
        with QSignalBlocker(self.form.handling):
            _offer(self.form.handling, tuple(offers))
            _choose(self.form.handling, given.what if given else spot.proposed)

    def _show_inputs(self) -> None:
        what, spot = self.form.handling.currentData(), self.spots.get(self.list.current())
        for widget in (self.form.instead_label, self.form.instead):
            widget.setVisible(what in ("generalise", "reword"))
        needed = spot is not None and spot.reason and what == "keep"
        self.form.reason_label.setText("&Why it has to stay" if needed else "&Why (optional)")

    def written(self) -> tuple[Spot, Treatment] | None:
        """What the inputs hold about the current place; None where there is none."""
        spot = self.spots.get(self.list.current())
        if spot is None:
            return None
        what: Handling = self.form.handling.currentData()
        instead = self.form.instead.text().strip() if what in ("generalise", "reword") else ""
        return spot, Treatment(what=what, instead=instead, because=self.form.reason.text().strip())

    def _decide(self) -> None:
        written, looking, plan = self.written(), self._looking, self._plan
        if written is None or looking is None or plan is None:
            return
        spot, treatment = written
        if wrong := looking.wrong_with(spot, treatment):
            self._speak(self.form.one_problem, f"There is a problem. {wrong}")
            (self.form.reason if treatment.what == "keep" else self.form.instead).setFocus()
            return
        self._tell(copy_looking.decided(plan, spot, treatment))
        if self.next_open():
            self.form.handling.setFocus()
        else:
            self._speak(self.form.one_problem, "Every place is decided.")
            self.form.decide.setFocus()

    def _take_back(self) -> None:
        spot = self.spots.get(self.list.current())
        if spot is not None and self._plan is not None:
            self._tell(copy_looking.taken_back(self._plan, spot))
            self.form.handling.setFocus()

    def _by_hand(self) -> None:
        at, looking, plan = self.form.text.selected(), self._looking, self._plan
        if looking is None or plan is None:
            return
        if at is None:
            self._speak(self.form.one_problem, "Select words in one of the texts first: hold Shift and use the arrows.")
            self.form.text.setFocus()
            return
        made = copy_looking.marked_by_hand(looking, plan, *at)
        self._tell(made)
        last = made.choices.treatments[-1]
        self.list.go(_key((last.place, last.start, last.end)))


class Words:
    """Capitalised words in no list."""

    def __init__(self, form: Ui_Protect, tell: Tell) -> None:
        self.form, self._tell = form, tell
        self._plan: CopyPlan | None = None
        self._at: dict[str, At] = {}
        self.list = TickList(form.words, _SEEN)
        self.list.ticked.connect(self._read)
        form.words.selectionModel().currentChanged.connect(lambda *_: self._select())

    def show(self, looking: Looking, plan: CopyPlan) -> None:
        """Show the words of one copy, each with how often it stands there."""
        self._plan = plan
        words = looking.words_in(plan)
        self._at = {one.word: one.at[0] for one in words}
        self.list.show(
            [Line(one.word, _counted(one.word, len(one.at)), looking.is_read(plan, one.word)) for one in words]
        )
        for widget in (self.form.words_title, self.form.words_label, self.form.words):
            widget.setVisible(bool(words))

    def go(self) -> None:
        """To the first word that was not read."""
        self.list.go(next((line.key for line in self.list.lines if not line.ticked), ""))
        bring(self.form.words)

    def _read(self, word: str, done: bool) -> None:  # Qt's signal
        if self._plan is not None:
            self._tell(copy_looking.read(self._plan, word, done=done))

    def _select(self) -> None:
        if self.form.words.hasFocus() and (at := self._at.get(self.list.current())):
            self.form.text.select(at)


class Pieces:
    """Which of the texts go in, and why the others do not."""

    def __init__(self, form: Ui_Protect, tell: Tell) -> None:
        self.form, self._tell = form, tell
        self._looking: Looking | None = None
        self._plan: CopyPlan | None = None
        self.list = TickList(form.pieces, _FEW)
        self.writing: HoldBack | None = None
        """Own words about one text that are not decided yet."""
        _offer(form.goes, _GOES)
        form.own.textEdited.connect(self._write)
        form.pieces.selectionModel().currentChanged.connect(lambda *_: self._show_one())
        form.goes.currentIndexChanged.connect(lambda _: self._show_own())
        form.set_piece.clicked.connect(self._set)

    def show(self, looking: Looking, plan: CopyPlan) -> None:
        """Show the texts of one copy."""
        self._looking, self._plan = looking, plan
        lines = []
        for piece in looking.pieces_to_choose():
            why = copy_looking.why_held_back(looking, plan, piece)
            state = "Held back" if why else "Goes in"
            lines.append(Line(piece.place, f"{state}: {piece.label.text}, “{_short(piece.text)}”"))
        self.list.show(lines)
        self._show_one()

    def _show_one(self) -> None:
        looking, plan = self._looking, self._plan
        if looking is None or plan is None:
            return
        piece = next((one for one in looking.pieces_to_choose() if one.place == self.list.current()), None)
        if piece is None:
            return
        said_now = next((one.because for one in plan.choices.hold_back if one.place == piece.place), piece.held_back)
        why = copy_looking.why_held_back(looking, plan, piece)
        codes = [code for code, _ in _GOES]
        _choose(self.form.goes, "" if not why else said_now if said_now in codes else "own")
        own = why if why and said_now not in codes else ""
        if self.writing is not None and self.writing.place == piece.place:
            own = self.writing.because
            _choose(self.form.goes, "own")
        if own != self.form.own.text():
            self.form.own.setText(own)
        self._show_own()

    def _show_own(self) -> None:
        for widget in (self.form.own_label, self.form.own):
            widget.setVisible(self.form.goes.currentData() == "own")

    def _write(self, words: str) -> None:
        self.writing = HoldBack(place=self.list.current(), because=words)

    def _set(self) -> None:
        looking, plan = self._looking, self._plan
        if looking is None or plan is None:
            return
        piece = next((one for one in looking.pieces_to_choose() if one.place == self.list.current()), None)
        goes = self.form.goes.currentData()
        because = self.form.own.text().strip() if goes == "own" else goes
        if piece is None or (goes == "own" and not because):
            self.form.own.setFocus()
            return
        self.writing = None
        self._tell(copy_looking.held_back(plan, piece, because) if because else copy_looking.put_in(plan, piece))


def _offer(box: QComboBox, choices: tuple[tuple[str, str], ...]) -> None:
    box.clear()
    for code, words in choices:
        box.addItem(visible(words), code)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(12)


def _choose(box: QComboBox, code: str) -> None:
    with QSignalBlocker(box):
        box.setCurrentIndex(max(box.findData(code), 0))


def _hide(label: QLabel) -> None:
    label.clear()
    label.hide()


def _key(at: At) -> str:
    return f"{at[1]}:{at[2]}:{at[0]}"


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= 60 else f"{line[:57]}…"


def _counted(word: str, times: int) -> str:
    return word if times == 1 else f"{word}, {times} times"

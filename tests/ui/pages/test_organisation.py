"""The organisation's pack: chosen, read, its fault named, its sentence in drafts; and on the first day."""

from __future__ import annotations

from pathlib import Path

import pytest

from sharedesk.desk.first_run import prepare
from sharedesk.resources import resource
from sharedesk.ui import asking
from sharedesk.ui.recording import recording_of
from sharedesk.ui.window import Window
from sharedesk.vault import keys

SENTENCE = "We share this because our made-up charter says so."


@pytest.fixture
def pack(tmp_path) -> Path:
    made = tmp_path / "charity.toml"
    made.write_text(
        'name = "Imaginary Youth Club (fictional)"\nversion = 2026-11-01\nbody = "charity"\nnation = "wales"\n'
        'part_3 = false\ncontroller = "The club’s imaginary trustees"\nmain_record = "The made-up folder"\n\n'
        f'[usual]\nsentence = "{SENTENCE}"\narticle_6 = ["6(1)(f)"]\n\n'
        '[[contacts]]\nid = "duty"\norganisation = "Anytown Council (fictional)"\nrole = "Duty team"\n'
        'phone = "01632 960123"\nlast_checked = 2026-10-09\n',
        encoding="utf-8",
    )
    return made


@pytest.fixture
def chosen(monkeypatch):
    """The file dialog is the system's own: this is what somebody chooses in it."""

    def choose(path: Path) -> None:
        monkeypatch.setattr(asking, "which_file", lambda *_: path)

    return choose


def test_a_practice_log_has_a_made_up_pack(window, go):
    page = go(window, "organisation")
    assert "It is made up, for practice." in page.form.state.text()
    assert "01632 960555" in page.form.text.toPlainText()
    assert not page.form.without.isVisible()


def test_a_pack_that_is_chosen_is_read_and_only_its_path_is_kept(window, go, settled, pack, chosen):
    chosen(pack)
    page = go(window, "organisation")
    page.form.choose.click()
    settled(window)
    text = page.form.text.toPlainText()
    assert page.form.state.text() == "The pack of Imaginary Youth Club (fictional), version 1 November 2026."
    assert SENTENCE in text
    assert "Last checked 9 October 2026." in text
    assert "Your organisation works in Wales" in text
    assert window.settings.organisation == str(pack)
    log = go(window, "log")
    assert "Imaginary Youth Club" in log.form.organisation_state.text()
    go(window, "organisation").form.without.click()
    settled(window)
    assert window.settings.organisation == ""
    assert "It is made up" in page.form.state.text()


FAULTS = {
    "kind": ('body = "charity"', 'body = "circus"', "line 3"),
    "date": ("last_checked = 2026-10-09", 'last_checked = "lately"', "line 18"),
    "not toml": ("part_3 = false", "part_3 = = false", "line 5"),
}


@pytest.mark.parametrize(("said", "instead", "line"), FAULTS.values(), ids=FAULTS)
def test_a_fault_names_file_item_and_line_and_the_guidance_still_serves(
    window, go, settled, pack, chosen, said, instead, line
):
    words = pack.read_text(encoding="utf-8")
    assert said in words
    pack.write_text(words.replace(said, instead), encoding="utf-8")
    chosen(pack)
    page = go(window, "organisation")
    page.form.choose.click()
    settled(window)
    problem = page.form.problem.text()
    assert problem.startswith("There is a problem.")
    assert "charity.toml" in problem
    assert line in problem
    assert not page.form.text.isVisible()
    assert "left out" in go(window, "log").form.organisation_state.text()
    assert len(go(window, "guidance").lines.buttons) > 15
    pack.write_text(words, encoding="utf-8")
    page = go(window, "organisation")
    page.form.choose.click()
    settled(window)
    assert not page.form.problem.isVisible(), "the same file, mended, is read anew"
    assert SENTENCE in page.form.text.toPlainText()


def test_a_pack_that_is_gone_says_so(window, go, settled, pack, chosen):
    chosen(pack)
    page = go(window, "organisation")
    pack.unlink()
    page.form.choose.click()
    settled(window)
    assert "charity.toml" in page.form.problem.text()


def test_its_sentence_is_ready_in_a_new_draft(window, go, settled, pack, chosen):
    chosen(pack)
    go(window, "organisation").form.choose.click()
    settled(window)
    short = go(window, "short_route", fresh=True)
    assert recording_of(window).draft.usual == SENTENCE
    box = short.sheet.place("basis.usual")[0]
    box.setCurrentIndex(box.findData("same_as_usual"))
    assert short.sheet.place("basis.sentence")[0].text() == SENTENCE


@pytest.fixture
def third(qtbot, tmp_path, monkeypatch, appearance, settled):
    """The third screen of somebody's first day."""
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setattr(keys, "calibrated", lambda: keys.FLOOR)
    window = Window(None, lambda *, hidden=False: None, appearance)
    qtbot.addWidget(window)
    window.show()
    yield window.show_page("first_you", setup=prepare(tmp_path / "log", "turbine mossy gallstone"))
    window.worker.close()


def test_the_first_day_takes_organisation_and_profession_from_what_is_chosen(third, settled, pack, chosen):
    chosen(pack)
    third.form.main_record.setText("My own words")
    third.form.choose_pack.click()
    settled(third.desk)
    assert third.form.organisation.text() == "Imaginary Youth Club (fictional)"
    assert third.form.controller.text() == "The club’s imaginary trustees"
    assert third.form.main_record.text() == "My own words"
    box = third.form.profession
    box.setCurrentIndex(box.findData("voluntary"))
    box.activated.emit(box.currentIndex())
    assert (third.desk.settings.profession, third.desk.settings.organisation) == ("voluntary", str(pack))


def test_the_first_day_names_a_pack_that_will_not_do_and_goes_on_without(third, settled, chosen):
    chosen(resource("practice", "organisation.toml"))
    third.form.choose_pack.click()
    settled(third.desk)
    assert "made up, for the practice log alone" in third.form.pack.text()
    assert third.desk.settings.organisation == ""
    assert third.form.organisation.text() == ""


@pytest.fixture
def guided(window, go, settled):
    go(window, "short_route", fresh=True)

    def section(name):
        page = go(window, "section", section=name)
        settled(window)
        return page, page.sheets[name].views[0]

    return section


def test_the_packs_contacts_are_taken_over_as_recipients(window, go, settled, guided):
    page, view = guided("recipients")
    first, second, *_ = view.helper._lines.buttons
    assert first.text().endswith("A worry about a child's safety. Last checked 14 September 2026.")
    first.click()
    second.click()
    recipients = view.fields.inputs["recipients"]
    one, other = recipients.values()
    assert one["organisation"] == "Anytown Council children's services (fictional)"
    assert (one["contact"], one["safeguarding_role"]) == ("01632 960555", "yes")
    assert one["may_use_it_for"] == "Deciding on and carrying out safeguarding enquiries"
    assert not one.get("outcome"), "whether to share is for the practitioner to say"
    assert other["organisation"] == "Nowhereshire Police (fictional)"
    assert page.desk.focusWidget() is recipients.parts[1].fields.inputs["organisation"]
    short = go(window, "short_route")
    settled(window)
    view = next(view for view in short.sheet.views if view.name == "recipients")
    assert [one["contact"] for one in view.fields.inputs["recipients"].values()] == ["01632 960555", "01632 960556"]
    assert not view.form.directory.isVisible(), "the short route stays short"


def test_the_packs_advisers_are_taken_over_with_their_advice(guided):
    _, view = guided("advice")
    view.helper._lines.buttons[0].click()
    (advice,) = view.fields.inputs["advice"].values()
    assert advice["who"] == "Designated safeguarding lead"

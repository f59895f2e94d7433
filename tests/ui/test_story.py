"""The story on the screen says both texts of an emergency share, as the paper does."""

from __future__ import annotations

from paper import emergencies

from sharedesk.desk import release
from sharedesk.domain.person import Author
from sharedesk.ui.story import html
from sharedesk.vault.keys import FLOOR
from sharedesk.vault.vault import create


def test_both_texts_of_an_emergency_share_stand_apart_on_the_screen(tmp_path):
    with create(tmp_path / "log", "x", Author(name="Ada Example"), cost=FLOOR)[0] as vault:
        reference = emergencies.now(vault, why_line="He said <b>stop</b> & ran")
        emergencies.add_reasons(vault, reference)
        told = html(release.rationale(vault, reference))
    why = told[told.index("<h2>Why</h2>") : told.index("<h2>Who was told")]
    written, _, added = why.partition("<h3>Added afterwards</h3>")
    assert written.startswith("<h2>Why</h2><h3>Written at the time</h3>")
    assert "He said &lt;b&gt;stop&lt;/b&gt; &amp; ran" in written
    assert "ran" not in added
    assert "locked the door" in added
    assert "Emergency share noted" in told

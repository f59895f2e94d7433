"""The part of the walk through every page on which the reasons of an emergency share are added."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import msgspec

from sharedesk.desk import quick_share
from sharedesk.domain.quick_share import Told, new_note
from sharedesk.ui.page import Page
from sharedesk.ui.pages.afterwards_part import AfterwardsPartPage
from sharedesk.ui.window import Window


def afterwards(window: Window, settle: Callable[[Window], None], long: str) -> Iterator[tuple[str, Page]]:
    """The list, the parts that the note filled, a time that no calendar has, both texts, the record."""
    when, made = datetime.now().astimezone() - timedelta(days=10), list[str]()
    note = msgspec.structs.replace(
        new_note(when), sealed_at=when, saved=True, told=Told(name="Dana Duty", organisation=long), at_risk="K.M.",
        shared=long, why=("danger_now",), why_line="At once.", channel="phone", said_at="noon",
    )  # fmt: skip
    window.worker.write(lambda vault: quick_share.record_now(vault, note), lambda one: made.append(one.id))
    settle(window)

    def shown(name: str, **about: object) -> Page:
        page = window.show_page(name, **about)
        settle(window)
        return page

    yield "afterwards", shown("afterwards", decision=made[0])
    for section in ("emergency", "people", "recipients"):  # the others have the forms of any record's, and no more
        yield f"afterwards-{section}", shown("afterwards_part", section=section)
    page = shown("afterwards_part", section="next")
    assert isinstance(page, AfterwardsPartPage)
    known = page.sheets["next"].views[0].fields.inputs["known_at"]
    known.setText("31 February 2026")  # type: ignore[union-attr]
    yield "afterwards-check-error", shown("afterwards_check")
    shown("afterwards_part", section="next")
    known.setText("noon")  # type: ignore[union-attr]
    yield "afterwards-check", shown("afterwards_check")
    yield "reading-emergency", shown("reading", decision=made[0])

"""Which guidance was in use: kept with each decision, and printed on paper."""

from __future__ import annotations

from functools import cache

from sharedesk.errors import ShareDeskError

UNREADABLE = "not readable"


@cache
def guidance_in_use() -> str:
    """The version of the guidance pack (32 characters at most). Never stops a recording: see UNREADABLE.

    The files of the pack are read once, when something is first recorded or printed (about 2 ms).
    """
    from sharedesk.guidance.load import version_of_pack

    try:
        return version_of_pack()
    except (ShareDeskError, OSError):  # a fault of the package; the decision is recorded all the same, and says so
        return UNREADABLE

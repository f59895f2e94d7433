"""Where the files under resources/ are, in an installed copy and in a checkout alike."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent.parent


def resource(*parts: str) -> Path:
    """The path of a shipped data file, e.g. `resource("fonts", "DejaVuSans.ttf")`.

    A wheel carries the folder as `sharedesk/resources/`; an editable install reads the checkout's `resources/`.
    Raises FileNotFoundError if the program was installed without it, which is a fault of the package.
    """
    for root in (_PACKAGE / "resources", _CHECKOUT / "resources"):
        path = root.joinpath(*parts)
        if path.exists():
            return path
    raise FileNotFoundError("/".join(("resources", *parts)))

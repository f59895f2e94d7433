"""Which organisation's pack is in use: the one chosen here, the one that IT rolled out, or the practice log's own."""

from __future__ import annotations

from pathlib import Path

import platformdirs

from sharedesk.resources import resource

NAME = "organisation.toml"


def pack_in_use(chosen: str, *, practice: bool) -> Path | None:
    """The file of the pack; None where there is none. What was chosen comes first, and is not looked for elsewhere."""
    if chosen:
        return Path(chosen)
    if practice:
        return resource("practice", NAME)
    rolled_out = Path(platformdirs.site_config_dir("ShareDesk", appauthor=False)) / NAME
    return rolled_out if rolled_out.is_file() else None

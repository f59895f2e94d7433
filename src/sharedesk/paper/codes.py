"""QR codes as filled rectangles, so that they print sharp at any size."""

from __future__ import annotations

from itertools import groupby

import segno

Rectangle = tuple[float, float, float, float]
QUIET_ZONE = 4
"""Modules of white around the code, as the standard asks."""


def marks(payload: str | bytes) -> list[Rectangle]:
    """The dark parts of the code on a unit square, quiet zone included: (left, bottom, width, height).

    Error correction M. Raises ValueError if the payload is longer than a QR code can hold (2,331 bytes).
    """
    rows = [list(row) for row in segno.make_qr(payload, error="m").matrix_iter(border=QUIET_ZONE)]
    module = 1 / len(rows)
    rectangles = []
    for y, row in enumerate(rows):
        x = 0
        for dark, modules in groupby(row):
            length = len(list(modules))
            if dark:
                rectangles.append((x * module, 1 - (y + 1) * module, length * module, module))
            x += length
    return rectangles

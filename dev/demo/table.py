# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Rows as columns of text."""

import re
from collections.abc import Sequence


def align(rows: Sequence[Sequence], indent: str = "  ") -> str:
    """Columns of equal width; numbers stand on the right."""
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    lines = ("  ".join(map(_pad, row, widths)) for row in texts)
    return "\n".join(indent + line.rstrip() for line in lines)


def _pad(text: str, width: int) -> str:
    return text.rjust(width) if re.fullmatch(r"[\d,]+", text) else text.ljust(width)

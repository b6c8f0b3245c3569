"""Text for a terminal, where a Chinese character takes two columns."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def width(text: str) -> int:
    """Count terminal columns."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def clip(text: str, columns: int) -> str:
    """Shorten a text to that many columns, on one line."""
    text = " ".join(text.split())
    if width(text) <= columns:
        return text
    taken, room = "", columns - 2
    for each in text:
        room -= width(each)
        if room < 0:
            break
        taken += each
    return taken + "…"


def columns(header: Sequence[str], body: Sequence[Sequence[str]], *, most: int = 36) -> str:
    """Lay out rows in columns as wide as their widest cell."""
    table = [[clip(cell, most) for cell in row] for row in (header, *body)]
    widths = [max(width(row[i]) for row in table) for i in range(len(header))]
    lines = []
    for row in table:
        cells = (cell + " " * (w - width(cell)) for cell, w in zip(row, widths, strict=True))
        lines.append("  ".join(cells).rstrip())
    lines.insert(1, "  ".join("-" * w for w in widths))
    return "".join(f"{line}\n" for line in lines)

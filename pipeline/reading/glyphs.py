"""Printed characters with their places -> lines, in the order of the eye, not of the file."""

from collections.abc import Iterable
from typing import NamedTuple

from pipeline.reading.layout import Line, joined_gap

_SPACES = " \u00a0\u3000"


class Glyph(NamedTuple):
    """One printed character; ``top`` and ``bottom`` are measured downwards."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float


def lines_of(runs: Iterable[list[Glyph]]) -> list[Line]:
    """Make lines of runs; neighbours on one baseline become one line.

    Files often write quotation marks in another font after or before the rest of the line.
    """
    merged: list[list[Glyph]] = []
    for run in runs:
        if merged and run and _same_baseline(merged[-1], run):
            merged[-1] = [*merged[-1], *run]
        elif run:
            merged.append(run)
    lines = (_line(run) for run in merged)
    return [line for line in lines if line is not None]


def cell_text(glyphs: list[Glyph]) -> str:
    """Read the glyphs of a table cell; its lines are one text broken by the cell's width."""
    runs: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: ((g.top + g.bottom) / 2, g.left)):
        if runs and _same_baseline(runs[-1], [glyph]):
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    text = ""
    for line in lines_of(runs):
        words = line.text.replace("\t", " ")
        if text and text[-1].isascii() and text[-1].isalpha() and words[0].isascii():
            text += " "
        text += words
    return text


def _same_baseline(a: list[Glyph], b: list[Glyph]) -> bool:
    top_a, bottom_a, top_b, bottom_b = a[-1].top, a[-1].bottom, b[0].top, b[0].bottom
    shared = min(bottom_a, bottom_b) - max(top_a, top_b)
    return shared > 0.6 * max(bottom_a - top_a, bottom_b - top_b, 0.1)


def _line(run: list[Glyph]) -> Line | None:
    if max(g.bottom for g in run) - min(g.top for g in run) < 3 * max(g.size for g in run):
        run = sorted(run, key=lambda glyph: glyph.left)
    shown = [glyph for glyph in run if glyph.text not in _SPACES]
    if not shown:
        return None
    pieces: list[str] = []
    before: Glyph | None = None
    spaced = ""
    for glyph in run:
        if glyph.text in _SPACES:
            spaced = spaced or glyph.text
            continue
        if before is not None:
            if glyph.text == before.text and glyph.left - before.left < 0.2 * glyph.size:
                continue  # printed twice to look bold
            gap = joined_gap(before.text, glyph.text, glyph.left - before.right, glyph.size)
            if gap == " " and not spaced and glyph.left - before.right < 0.15 * glyph.size:
                gap = ""
            pieces.append(gap or spaced)
        pieces.append(glyph.text)
        before, spaced = glyph, ""
    return Line(
        "".join(pieces),
        shown[0].left,
        max(glyph.right for glyph in shown),
        min(glyph.top for glyph in shown),
        max(glyph.bottom for glyph in shown),
        shown[0].size,
    )

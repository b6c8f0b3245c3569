"""A text and the places of its figures -> the windows that the tagger reads, as numbers.

A window holds what stands before its figures, since what is counted mostly stands there, and a
little of what follows. Each figure is asked in one window only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.schema import Span
from pipeline.tagger.hints import NO_HINT, Hint
from pipeline.tagger.vocabulary import Vocabulary

if TYPE_CHECKING:
    from numpy.typing import NDArray

LONGEST = 190
BEFORE, AFTER = 80, 24
HEADING = 24


@dataclass(frozen=True, slots=True)
class Window:
    """A place of the text and the figures asked there, by their number in the list given."""

    span: Span
    asked: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows of about one length as arrays: characters, which belong to a figure, what is asked.

    ``asked`` has a row for each figure asked: its window, its first and its last character;
    ``hints`` another: the rules' places and class (``Hint.row``), all -1 where they are unknown.
    Position 0 of a window stands for "none"; the text begins at 1.
    """

    numbers: NDArray[np.int64]
    marks: NDArray[np.int64]
    asked: NDArray[np.int64]
    hints: NDArray[np.int64]


def windows(text: str, figures: Sequence[Span]) -> list[Window]:
    """Lay windows over a text so that each figure is asked once.

    A window begins in the paragraph of its first figure, or at the heading right above it.
    """
    found: list[Window] = []
    at = 0
    while at < len(figures):
        start = max(0, figures[at].start - BEFORE, _opening(text, figures[at].start))
        asked = [at]
        while (at := at + 1) < len(figures) and figures[at].end + AFTER <= start + LONGEST:
            asked.append(at)
        end = min(len(text), figures[asked[-1]].end + AFTER, start + LONGEST)
        found.append(Window(Span(start, end), tuple(asked)))
    return found


def _opening(text: str, at: int) -> int:
    line = text.rfind("\n", max(0, at - BEFORE), at) + 1
    above = line - 1
    while above > max(0, line - HEADING) and text[above - 1] == "\n":
        above -= 1
    heading = text.rfind("\n", max(0, above - HEADING - 1), max(0, above)) + 1
    return heading if line and heading else line


def to_batch(
    text: str,
    figures: Sequence[Span],
    chosen: Sequence[Window],
    vocabulary: Vocabulary,
    hints: Sequence[Hint] = (),
) -> Batch:
    """Turn windows into arrays."""
    longest = max(window.span.end - window.span.start for window in chosen)
    numbers = np.full((len(chosen), longest + 1), vocabulary.pad, np.int64)
    marks = np.zeros_like(numbers)
    asked, rows = [], []
    for row, window in enumerate(chosen):
        start, end = window.span.start, window.span.end
        numbers[row, 0] = vocabulary.start
        numbers[row, 1 : end - start + 1] = vocabulary.encode(text[start:end])
        for at in range(window.asked[0] - 1, -1, -1):
            if figures[at].end <= start:
                break
            marks[row, max(1, figures[at].start - start + 1) : figures[at].end - start + 1] = 1
        for at in range(window.asked[0], len(figures)):
            first, last = figures[at].start - start + 1, min(figures[at].end, end) - start
            if first > end - start:
                break
            marks[row, first : last + 1] = 1
            if at <= window.asked[-1]:
                asked.append((row, first, max(first, last)))
                rows.append(hints[at].row(window.span) if hints else NO_HINT)
    return Batch(numbers, marks, np.array(asked, np.int64), np.array(rows, np.int64))

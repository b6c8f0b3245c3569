"""Lines with places on pages -> paragraphs: running heads off, broken lines joined, rows as cells.

Distances are in the page's own unit; ``top`` and ``bottom`` are measured downwards.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from pipeline.reading.compose import Composer
from pipeline.schema import Block, Span

_PAGE_NUMBER = re.compile(
    r"[-—–－_·•\s]{0,6}(?:第\s{0,2})?(?:\d{1,4}|[IVXLC]{1,7}|[ivxlc]{1,7})\s{0,2}(?:页)?"
    r"(?:\s{0,2}[,，/／共of]{1,3}\s{0,2}(?:共\s{0,2})?\d{1,4}\s{0,2}(?:页)?)?[-—–－_·•\s]{0,6}"
)
_DIGITS = re.compile(r"\d+")
_LABEL = re.compile(
    r"[一二三四五六七八九十百]{1,4}[、.．]|[（(][一二三四五六七八九十\d]{1,4}[）)]|\d{1,3}[.．、](?!\d)|"
    r"第[一二三四五六七八九十百\d]{1,4}[章节条、，]|[①-⑳]"
)
# Closing marks cannot begin a line, opening ones cannot end it; numbers and words stay whole.
_UNBROKEN = re.compile(r"[（《“‘〈【\[(]?(?:[!-~]+|.)[，。、；：！？”’）》〉】％…,.;:!?)%]*")
_ENDED = "。；：！？.!?;:”）】"
_MARGIN = 0.13  # running heads and page numbers lie in this share of the page's height
_CJK_FROM = "\u2e80"
SOFT_GAP = "\x1f"  # inside Line.text: a gap that may be a space or divide two cells


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line; a tab in its text is a wide gap, SOFT_GAP a narrow one."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: the text of each cell, None where another cell reaches over."""

    top: float
    rows: tuple[tuple[str | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of one page, in reading order, and its ruled tables."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    tables: tuple[Grid, ...] = ()


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the running text of a page begins and ends, and how far its lines lie apart."""

    left: float
    right: float
    pitch: float


def compose_pages(
    pages: list[Page], composer: Composer, *, boxed: bool = False, whole: bool = False
) -> None:
    """Write the paragraphs of all pages; a paragraph that runs on gets one block a page.

    With ``boxed`` each block says where on its page it stands; ``whole`` pages keep their running
    heads and numbers.
    """
    pages = [replace(page, lines=tuple(_rows(page.lines))) for page in pages]
    if not whole:
        pages = _without_running_heads(pages)
    widest = max((page.width for page in pages), default=0.0)
    every = _frame([line for page in pages for line in page.lines], None, widest)
    writer = _Writer(composer)
    before: tuple[Line, _Frame, int] | None = None
    for page in pages:
        frame = _frame(page.lines, every, page.width)
        tables = _tables(page.lines)
        grids = sorted(page.tables, key=lambda grid: -grid.top)
        for place, line in enumerate(page.lines):
            while grids and grids[-1].top < line.top:
                writer.grid(grids.pop(), page.number)
                before = None
            if place in tables:
                fresh = place - 1 not in tables
                box = _box(line, page) if boxed else None
                writer.row(_cells(line.text, tables[place]), page.number, fresh=fresh, box=box)
                before = None
                continue
            line = replace(line, text=line.text.replace("\t", " ").replace(SOFT_GAP, " "))
            runs_on = before is not None and _runs_on(before, (line, frame, page.number))
            box = _box(line, page) if boxed else None
            writer.line(line.text, page.number, runs_on=runs_on, box=box)
            before = (line, frame, page.number)
        while grids:
            writer.grid(grids.pop(), page.number)
            before = None
    writer.close()


Box = tuple[float, float, float, float]


def _box(line: Line, page: Page) -> Box:
    """Give a line's place in shares of the page."""
    wide, high = page.width or 1.0, page.height or 1.0
    shares = (line.left / wide, line.top / high, line.right / wide, line.bottom / high)
    left, top, right, bottom = (round(min(max(share, 0.0), 1.0), 4) for share in shares)
    return left, top, right, bottom


def _around(a: Box, b: Box) -> Box:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])


class _Writer:
    """Writes lines to the composer, keeping the paragraph under construction open."""

    def __init__(self, composer: Composer) -> None:
        self._composer = composer
        self._start = 0
        self._page = 0
        self._open = False
        self._last = ""
        self._tables = 0
        self._row = 0
        self._box: Box | None = None

    def line(self, text: str, page: int, *, runs_on: bool, box: Box | None) -> None:
        """Write a line, as part of the open paragraph if it runs on."""
        if not (runs_on and self._open):
            self.close()
            self._composer.line()
            self._begin(page)
        else:
            if self._last.isascii() and text[0].isascii() and self._last.isalpha():
                self._composer.put(" ")
            if page != self._page:
                self.close()
                self._begin(page)
        self._composer.put(text)
        self._last = text[-1]
        self._box = _around(self._box, box) if self._box and box else box

    def _begin(self, page: int) -> None:
        self._start, self._page, self._open = self._composer.size, page, True
        self._box = None

    def close(self) -> None:
        """End the block under construction."""
        if self._open and self._composer.size > self._start:
            span = Span(self._start, self._composer.size)
            block = Block("paragraph", span, page=self._page, box=self._box)
            self._composer.blocks.append(block)
        self._open = False

    def grid(self, grid: Grid, page: int) -> None:
        """Write a ruled table."""
        for number, row in enumerate(grid.rows):
            self.row([text or "" for text in row], page, fresh=not number)

    def row(self, cells: list[str], page: int, *, fresh: bool, box: Box | None = None) -> None:
        """Write a table row."""
        self.close()
        if fresh:
            self._tables += 1
            self._row = 0
        self._composer.line()
        for column, text in enumerate(cells):
            if column:
                self._composer.put("\t")
            start = self._composer.size
            self._composer.put(text)
            self._composer.cell(start, self._tables - 1, self._row, column, page=page, box=box)
        self._row += 1


def _rows(lines: tuple[Line, ...]) -> Iterator[Line]:
    """Join the pieces of one baseline (cells of a row) with tabs."""
    held: Line | None = None
    for line in lines:
        if held is not None and _beside(held, line):
            held = Line(
                f"{held.text}\t{line.text}",
                held.left,
                line.right,
                min(held.top, line.top),
                max(held.bottom, line.bottom),
                held.size,
            )
            continue
        if held is not None:
            yield held
        held = line
    if held is not None:
        yield held


def _beside(a: Line, b: Line) -> bool:
    middle = (b.top + b.bottom) / 2
    return a.top < middle < a.bottom and b.left >= a.right


def _without_running_heads(pages: list[Page]) -> list[Page]:
    """Take off page numbers and what returns at the same edge of the pages.

    Repeated text of the report itself must stay: a running head stands apart from the text below
    it, or is set in another size.
    """
    lines = [line for page in pages for line in page.lines]
    body = median(line.size for line in lines) if lines else 0.0
    steps = [b.top - a.top for p in pages for a, b in pairwise(p.lines) if b.top > a.top]
    pitch = median(steps) if steps else 0.0
    seen: Counter[tuple[str, int]] = Counter()
    for page in pages:
        seen.update({_key(page.lines[place]) for place in [*_edge(page, 1), *_edge(page, -1)]})
    needed = max(2, (len(pages) * 2 + 4) // 5)

    def is_furniture(line: Line, inner: Line | None) -> bool:
        if inner is not None and abs(line.size - body) <= 0.08 * body:
            apart = max(inner.top - line.top, line.top - inner.top)
            if apart <= 1.4 * pitch:
                return False
        return seen[_key(line)] >= needed or bool(_PAGE_NUMBER.fullmatch(line.text.strip()))

    kept = []
    for page in pages:
        gone: set[int] = set()
        for step in (1, -1):
            for place in _edge(page, step):
                inner = page.lines[place + step] if 0 <= place + step < len(page.lines) else None
                if not is_furniture(page.lines[place], inner):
                    break
                gone.add(place)
        rest = tuple(line for place, line in enumerate(page.lines) if place not in gone)
        kept.append(replace(page, lines=rest))
    return kept


def _edge(page: Page, step: int) -> list[int]:
    """Give the places of up to two outermost lines in the top (1) or bottom (-1) margin."""
    last = len(page.lines) - 1
    first, end = page.height * _MARGIN, page.height * (1 - _MARGIN)
    places = (0, 1) if step > 0 else (last, last - 1)
    inside = [place for place in places if 0 <= place <= last]
    if step > 0:
        return [place for place in inside if page.lines[place].bottom < first]
    return [place for place in inside if page.lines[place].top > end]


def _key(line: Line) -> tuple[str, int]:
    return _DIGITS.sub("#", "".join(line.text.split())), round(line.top / 8)


def _frame(lines: tuple[Line, ...] | list[Line], otherwise: _Frame | None, width: float) -> _Frame:
    """Measure the type area from lines of running text; too few lines may all be short."""
    running = [line for line in lines if len(line.text) >= 8 and "\t" not in line.text]
    if len(running) < 6 and otherwise is not None:
        return otherwise
    least = 0.8 * width if len(running) < 6 else 0.0
    running = running or list(lines)
    if not running:
        return _Frame(0.0, 0.0, 0.0)
    lefts = sorted(line.left for line in running)
    rights = sorted(line.right for line in running)
    steps = [b.top - a.top for a, b in pairwise(lines) if b.top > a.top]
    return _Frame(
        lefts[len(lefts) * 15 // 100],
        max(rights[len(rights) * 85 // 100], least),
        median(steps) if steps else 0.0,
    )


def _runs_on(before: tuple[Line, _Frame, int], after: tuple[Line, _Frame, int]) -> bool:
    """Say whether a line goes on with the paragraph of the line before it.

    A line that broke off although the next word still had room was broken by its author.
    """
    a, frame_a, page_a = before
    b, frame_b, page_b = after
    em = a.size or 1.0
    if abs(a.size - b.size) > 0.15 * em:
        return False
    if page_a == page_b and frame_a.pitch and b.top - a.top > 1.6 * max(frame_a.pitch, 1.2 * em):
        return False
    if page_a == page_b and b.top < a.top:  # the next column
        return a.text[-1] not in _ENDED
    ended = a.text[-1] in _ENDED
    indent = b.left - frame_b.left
    if frame_a.right - a.right >= _first_word(b.text, em) + 0.6 * em:
        return False
    if indent <= 0.7 * em:
        return not (ended and _LABEL.match(b.text))
    hanging = b.left > a.left + 0.7 * em or (a.left - frame_a.left) > 0.7 * em
    return hanging and indent <= 5 * em and not ended and not _LABEL.match(b.text)


def _first_word(text: str, em: float) -> float:
    """Estimate the width of what a line break could not have cut from the start of a line."""
    word = _UNBROKEN.match(text)
    return sum(em if c >= _CJK_FROM else 0.55 * em for c in word.group()) if word else em


def _tables(lines: tuple[Line, ...]) -> dict[int, int]:
    """Give the places of lines that are table rows, with the run's count of gaps."""
    runs: list[list[int]] = []
    for place, (above, here) in enumerate(pairwise(lines), 1):
        least_a, most_a = _gaps(above.text)
        least_b, most_b = _gaps(here.text)
        if max(least_a, least_b) >= 1 and max(least_a, least_b) <= min(most_a, most_b):
            if runs and runs[-1][-1] == place - 1:
                runs[-1].append(place)
            else:
                runs.append([place - 1, place])
    return {
        place: max(_gaps(lines[member].text)[0] for member in run) for run in runs for place in run
    }


def _gaps(text: str) -> tuple[int, int]:
    """Count the gaps of a line that must, and that may, divide cells."""
    wide = text.count("\t")
    return wide, wide + text.count(SOFT_GAP)


def _cells(text: str, gaps: int) -> list[str]:
    """Cut a row; narrow gaps divide only where the table's other rows ask for it."""
    wide, most = _gaps(text)
    if wide < gaps == most:
        text = text.replace(SOFT_GAP, "\t")
    return text.replace(SOFT_GAP, " ").split("\t")


def joined_gap(before: str, after: str, gap: float, em: float) -> str:
    """Say what stands for a gap between two characters of a line.

    Between Chinese and digits a quarter em is only typesetting; what is wider may divide cells.
    """
    if gap > 1.1 * em:
        return "\t"
    if gap > 0.5 * em:
        return SOFT_GAP
    return "" if before >= _CJK_FROM or after >= _CJK_FROM else " "

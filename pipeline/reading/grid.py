"""Ruled lines of a page -> tables: which characters stand in which cell, merged cells included."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.reading.glyphs import Glyph, cell_text
from pipeline.reading.layout import Grid

_NEAR = 3.0  # points: rules that lie closer are one
_MOST_CROSSINGS = 200_000


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal or vertical line: its own coordinate, and from where to where it runs."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class _Frame:
    """The rules of one table."""

    across: list[Rule]
    down: list[Rule]
    xs: list[float]
    ys: list[float]


def tables_of(
    across: list[Rule], down: list[Rule], runs: list[list[Glyph]]
) -> tuple[list[Grid], list[list[Glyph]]]:
    """Find tables; return them, and the runs of characters that stand outside any."""
    tables = []
    for frame in _frames(across, down):
        cells: dict[tuple[int, int], list[Glyph]] = defaultdict(list)
        outside: list[list[Glyph]] = []
        owners = _owners(frame)
        for run in runs:
            rest = []
            for glyph in run:
                place = _place(glyph, frame)
                if place is None:
                    rest.append(glyph)
                else:
                    cells[owners[place]].append(glyph)
            outside.append(rest)
        texts = {place: cell_text(glyphs) for place, glyphs in cells.items()}
        if sum(bool(text) for text in texts.values()) < 2:
            continue
        rows = tuple(
            tuple(
                texts.get((row, column), "") if owners[row, column] == (row, column) else None
                for column in range(len(frame.xs) - 1)
            )
            for row in range(len(frame.ys) - 1)
        )
        tables.append(Grid(frame.ys[0], rows))
        runs = [run for run in outside if run]
    return tables, runs


def _frames(across: list[Rule], down: list[Rule]) -> Iterable[_Frame]:
    """Group rules that cross or touch; keep the groups that have columns."""
    if len(across) * len(down) > _MOST_CROSSINGS:
        return
    group_of = list(range(len(across) + len(down)))

    def top(member: int) -> int:
        while group_of[member] != member:
            group_of[member] = group_of[group_of[member]]
            member = group_of[member]
        return member

    for i, row in enumerate(across):
        for j, column in enumerate(down):
            if _covers(row, column.at) and _covers(column, row.at):
                group_of[top(len(across) + j)] = top(i)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for i, row in enumerate(across):
        groups[top(i)][0].append(row)
    for j, column in enumerate(down):
        groups[top(len(across) + j)][1].append(column)
    for rows, columns in groups.values():
        if not rows or not columns:
            continue
        xs = _levels([c.at for c in columns] + [x for r in rows for x in (r.start, r.end)])
        ys = _levels([r.at for r in rows] + [y for c in columns for y in (c.start, c.end)])
        if len(xs) >= 3 and len(ys) >= 2:
            yield _Frame(rows, columns, xs, ys)


def _covers(rule: Rule, at: float) -> bool:
    return rule.start - _NEAR <= at <= rule.end + _NEAR


def _levels(values: list[float]) -> list[float]:
    """Fold coordinates that lie close together into one."""
    levels: list[float] = []
    for at in sorted(values):
        if not levels or at - levels[-1] > _NEAR:
            levels.append(at)
    return levels


def _place(glyph: Glyph, frame: _Frame) -> tuple[int, int] | None:
    x, y = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
    column, row = bisect_right(frame.xs, x) - 1, bisect_right(frame.ys, y) - 1
    inside = 0 <= column < len(frame.xs) - 1 and 0 <= row < len(frame.ys) - 1
    return (row, column) if inside else None


def _owners(frame: _Frame) -> dict[tuple[int, int], tuple[int, int]]:
    """Say for each cell of the grid which cell it is part of: no rule between means one."""
    owners: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(len(frame.ys) - 1):
        middle_y = (frame.ys[row] + frame.ys[row + 1]) / 2
        for column in range(len(frame.xs) - 1):
            middle_x = (frame.xs[column] + frame.xs[column + 1]) / 2
            if column and not _ruled(frame.down, frame.xs[column], middle_y):
                owners[row, column] = owners[row, column - 1]
            elif row and not _ruled(frame.across, frame.ys[row], middle_x):
                owners[row, column] = owners[row - 1, column]
            else:
                owners[row, column] = (row, column)
    return owners


def _ruled(rules: list[Rule], at: float, along: float) -> bool:
    return any(abs(rule.at - at) <= _NEAR and rule.start <= along <= rule.end for rule in rules)

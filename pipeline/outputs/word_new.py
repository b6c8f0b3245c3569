"""A document that is no Word file to one whose text is the same, for comments to stand in."""

from __future__ import annotations

import io
from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

from pipeline import core
from pipeline.schema import CheckResult, Document, Extraction

_PLAIN, _HEADING, _TITLE = "仿宋", "黑体", "宋体"


def word_file(result: CheckResult) -> bytes:
    """Build a Word file of the checked text."""
    return written(result.extraction)


def written(extraction: Extraction, text: str | None = None) -> bytes:
    """Build a Word file of the text; tables stay tables where they have a plain grid.

    ``text`` stands for the document's where its words were changed, but no line of it.
    """
    text = extraction.document.text if text is None else text
    tabled = _built(extraction, text, _grids(extraction.document, text))
    if core.read_bytes(tabled, "新.docx").text == text:
        return tabled
    return _built(extraction, text, {})


def _grids(document: Document, text: str) -> dict[int, list[list[str]]]:
    """Find the tables whose rows are lines of equally many cells, by the number of their line."""
    ends = [number for number, mark in enumerate(document.text) if mark == "\n"]
    lines = text.split("\n")
    rows: dict[int, set[int]] = {}
    for block in document.blocks:
        if block.table is not None:
            rows.setdefault(block.table, set()).add(bisect_left(ends, block.span.start))
    grids = {}
    for found in rows.values():
        first, last = min(found), max(found)
        grid = [lines[number].split("\t") for number in range(first, last + 1)]
        if len(found) == len(grid) and len({len(row) for row in grid}) == 1 and len(grid[0]) < 64:
            grids[first] = grid
    return grids


def _built(extraction: Extraction, text: str, grids: dict[int, list[list[str]]]) -> bytes:
    import docx
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    built: Any = docx.Document()
    for section in built.sections:
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
    normal = built.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(16)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), _PLAIN)
    normal.paragraph_format.space_after = Pt(0)
    parts = dict(_parts(extraction))
    lines = text.split("\n")
    number = 0
    while number < len(lines):
        if number in grids:
            _add_table(built, grids[number])
            number += len(grids[number])
        else:
            _add_line(built, lines[number], parts.get(number))
            number += 1
    out = io.BytesIO()
    built.save(out)
    return out.getvalue()


def _parts(extraction: Extraction) -> Iterator[tuple[int, str]]:
    """Say which line is a title, or a heading and nothing else."""
    text = extraction.document.text
    for report in extraction.reports:
        yield text.count("\n", 0, report.title_span.start), _TITLE
        for section in report.sections:
            if not section.run_in:
                yield text.count("\n", 0, section.heading_span.start), _HEADING


def _add_line(built: Any, line: str, part: str | None) -> None:  # noqa: ANN401
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph = built.add_paragraph()
    run = paragraph.add_run(line)
    if part is not None:
        run.font.name = "Times New Roman"
        run._element.rPr.rFonts.set(qn("w:eastAsia"), part)
    if part == _TITLE:
        run.font.size, run.font.bold = Pt(22), True
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif line[:1].strip():
        paragraph.paragraph_format.first_line_indent = Pt(32)


def _add_table(built: Any, grid: list[list[str]]) -> None:  # noqa: ANN401
    table = built.add_table(rows=len(grid), cols=len(grid[0]))
    table.style = "Table Grid"
    for row, words in zip(table.rows, grid, strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word

"""A Draft -> a .docx laid out by GB/T 9704-2012: 22 lines of 28 characters, fonts by level.

Measures in twips are those of the standard's millimetres; exact 579 twips and -5 spacing are what
fits 22 lines and 28 characters (580 gives 21 lines, no condensing 27 characters).
"""
# ruff: noqa: ANN401 - cells, runs and parsed JSON come untyped from their libraries

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, Twips

from pipeline.drafting.sources import in_words
from pipeline.drafting.style import dress, open_style
from pipeline.schema import Chart, Draft, DraftedFigure, DraftParagraph, Span

_PITCH = 579
_SPACING = "-5"
_WIDTH = 8844
_CHARACTER = 315.85  # 8844 twips / 28 characters
_BODY, _KAI, _HEI, _TITLE, _SONG = (
    "仿宋_GB2312",
    "楷体_GB2312",
    "黑体",
    "方正小标宋简体",
    "宋体",
)
_HEADING_FONTS = {1: _HEI, 2: _KAI}
_GB2312_ONLY = {_BODY: "仿宋", _KAI: "楷体", _TITLE: "宋体"}
_TITLE_CHARACTERS = 20


def blank() -> DocxDocument:
    """Make an empty document with the page and the styles of the standard."""
    document = Document()
    for empty in list(document.paragraphs):
        document.element.body.remove(empty._element)
    _page(document)
    _normal(document)
    return document


def write_docx(
    draft: Draft,
    path: Path,
    *,
    show_sources: bool = False,
    annex: bool = False,
    style: Path | None = None,
) -> None:
    """Write the draft; its paragraphs become the document's, one by one, in order.

    ``style`` is an office's own style.docx: its page and its Word styles are taken.
    """
    document = open_style(style) if style else blank()
    words = draft.text
    sign = next((p for p in draft.paragraphs if p.role == "sign"), None)
    date = next((p for p in draft.paragraphs if p.role == "date"), None)
    roles = [p.role for p in draft.paragraphs]
    table: list[DraftParagraph] = []
    for number, paragraph in enumerate(draft.paragraphs):
        if paragraph.role == "table":
            table.append(paragraph)
            if number + 1 == len(roles) or roles[number + 1] != "table":
                _table(document, draft, table)
                table = []
            continue
        built = document.add_paragraph()
        _fill(document, built, draft, paragraph, show_sources=show_sources)
        _lay_out(
            built,
            paragraph,
            words,
            sign,
            date,
            after_title=number > 0 and roles[number - 1] in ("title", "subtitle"),
        )
        if style:
            dress(document, built, paragraph)
        if roles[number + 1 : number + 2] in (["sign"], ["date"]):
            built.paragraph_format.keep_with_next = True  # 落款不单独占一页
    for number, chart in enumerate(draft.charts, 1):
        _drawn(document, chart, number)
    if annex:
        _annex(document, draft)
    title = next((p for p in draft.paragraphs if p.role == "title"), None)
    if title:
        document.core_properties.title = words[title.span.start : title.span.end]
    document.core_properties.author = words[sign.span.start : sign.span.end] if sign else ""
    document.core_properties.comments = ""
    document.save(str(path))


def _page(document: DocxDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Twips(11906), Twips(16838)
    section.top_margin, section.bottom_margin = Twips(2098), Twips(1984)
    section.left_margin, section.right_margin = Twips(1587), Twips(1474)
    section.header_distance, section.footer_distance = Twips(851), Twips(1361)
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(_PITCH))
    properties.append(grid)
    document.settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer, odd=True)
    _page_number(section.even_page_footer, odd=False)


def _page_number(footer: Any, *, odd: bool) -> None:
    """Write — 1 — with a PAGE field: odd pages right, even pages left, one character in."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if odd else WD_ALIGN_PARAGRAPH.LEFT
    indent = _properties(paragraph).get_or_add_ind()
    indent.set(qn("w:rightChars" if odd else "w:leftChars"), "100")
    indent.set(qn("w:right" if odd else "w:left"), "280")
    _font(paragraph.add_run("— "), _SONG, 14, condensed=False)
    run = paragraph.add_run()
    _font(run, _SONG, 14, condensed=False)
    for kind, code in (
        ("begin", None),
        (None, " PAGE "),
        ("separate", None),
        ("text", "1"),
        ("end", None),
    ):
        if kind == "text":
            text = OxmlElement("w:t")
            text.text = code
            run._element.append(text)
        elif kind is None:
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = code
            run._element.append(instruction)
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._element.append(mark)
    _font(paragraph.add_run(" —"), _SONG, 14, condensed=False)


def _normal(document: DocxDocument) -> None:
    """Set the body's font and pitch as the default, so that what a clerk adds fits in."""
    style = document.styles["Normal"]
    style.font.name = "Times New Roman"
    style.font.size = Pt(16)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:eastAsia", "w:ascii", "w:hAnsi"):
        fonts.set(qn(name), _BODY)
    form = style.paragraph_format
    form.line_spacing = Twips(_PITCH)
    form.space_before = form.space_after = Pt(0)
    form.widow_control = False
    for level in range(1, 5):
        heading = document.styles[f"Heading {level}"]
        heading.font.bold = False
        heading.font.italic = False
        heading.font.size = Pt(16)
        heading.font.color.rgb = None
        element = heading.element.get_or_add_rPr()
        for colour in element.findall(qn("w:color")):
            element.remove(colour)
        fonts = element.get_or_add_rFonts()
        for name in list(fonts.attrib):
            del fonts.attrib[name]
        for name in ("w:eastAsia", "w:ascii", "w:hAnsi"):
            fonts.set(qn(name), _HEADING_FONTS.get(level, _BODY))
        form = heading.paragraph_format
        form.space_before = form.space_after = Pt(0)
        form.line_spacing = Twips(_PITCH)
        form.keep_with_next = True
        form.keep_together = False
        form.widow_control = False


def _properties(paragraph: Any) -> Any:
    return paragraph._element.get_or_add_pPr()


def _font(run: Any, name: str, size: float, *, condensed: bool = True) -> None:
    run.font.size = Pt(size)
    properties = run._element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for attribute in ("w:eastAsia", "w:ascii", "w:hAnsi"):
        fonts.set(qn(attribute), name)
    if condensed:
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), _SPACING)
        properties.append(spacing)


def _fill(
    document: DocxDocument,
    built: Any,
    draft: Draft,
    paragraph: DraftParagraph,
    *,
    show_sources: bool,
) -> None:
    """Put the words in as runs: the heading's part in its own font, rare characters in theirs."""
    span = paragraph.span
    heading_end = span.end if paragraph.role == "heading" else span.start
    if paragraph.role == "run_in":
        stop = re.search(r"[。：！？]", draft.text[span.start : span.end])
        heading_end = span.start + (stop.end() if stop else 0)
    figures = [f for f in draft.figures if span.holds(f.span)] if show_sources else []
    cuts = sorted(
        {
            span.start,
            heading_end,
            span.end,
            *(p for f in figures for p in (f.span.start, f.span.end)),
        }
    )
    runs: dict[Span, list[Any]] = {}
    for start, end in pairwise(cuts):
        name, size = _face(paragraph, in_heading=start < heading_end)
        built_runs = []
        for words, font in _by_font(draft.text[start:end], name):
            run = built.add_run(words)
            _font(run, font, size)
            built_runs.append(run)
        runs[Span(start, end)] = built_runs
    for figure in figures:
        marked = [run for place, each in runs.items() if figure.span.holds(place) for run in each]
        if marked:
            document.add_comment(marked, text=_source_words(figure), author="huibao", initials="H")


def _source_words(figure: DraftedFigure) -> str:
    return f"{figure.text}：{in_words(figure.source)}"


def _face(paragraph: DraftParagraph, *, in_heading: bool) -> tuple[str, float]:
    if paragraph.role == "title":
        return _TITLE, 22
    if paragraph.role == "subtitle":
        return _KAI, 16
    if in_heading:
        return _HEADING_FONTS.get(paragraph.level, _BODY), 16
    return _BODY, 16


def _by_font(words: str, font: str) -> list[tuple[str, str]]:
    """Part words where the font of GB 2312 lacks a character that a name may hold (䶮, 㙍)."""
    wide = _GB2312_ONLY.get(font)
    if wide is None:
        return [(words, font)]
    parts: list[tuple[str, str]] = []
    for piece in re.findall(r"[㐀-䶿\U00020000-\U0003ffff]+|[^㐀-䶿\U00020000-\U0003ffff]+", words):
        rare = bool(re.match(r"[㐀-䶿\U00020000-\U0003ffff]", piece))
        parts.append((piece, "宋体-ExtB" if rare else font))
    return parts or [(words, font)]


def _lay_out(
    built: Any,
    paragraph: DraftParagraph,
    words: str,
    sign: DraftParagraph | None,
    date: DraftParagraph | None,
    *,
    after_title: bool,
) -> None:
    form = built.paragraph_format
    if paragraph.role in ("title", "subtitle"):
        form.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if paragraph.role == "title":
            form.line_spacing = Twips(_PITCH)
        return
    if after_title:
        form.space_before = Twips(_PITCH)
    if paragraph.role == "heading":
        built.style = f"Heading {min(paragraph.level, 4)}"
    if paragraph.role in ("heading", "body", "run_in"):
        indent = _properties(built).get_or_add_ind()
        indent.set(qn("w:firstLineChars"), "200")
        indent.set(qn("w:firstLine"), str(round(2 * _CHARACTER)))
        form.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    elif paragraph.role in ("sign", "date"):
        _sign_off(built, paragraph, words, sign, date)


def _sign_off(
    built: Any,
    paragraph: DraftParagraph,
    words: str,
    sign: DraftParagraph | None,
    date: DraftParagraph | None,
) -> None:
    """Place the signature: it ends two characters in, the date starts two after its start.

    A date too long for that ends two characters in, and the signature moves left with it.
    """
    form = built.paragraph_format
    form.alignment = WD_ALIGN_PARAGRAPH.LEFT
    signed = _width(words[sign.span.start : sign.span.end]) if sign else 0.0
    dated = _width(words[date.span.start : date.span.end]) + 1.5 if date else 0.0
    start = 28 - 2 - (max(signed, dated + 2) if sign and date else signed or dated)
    left = start + 2 if paragraph.role == "date" and sign else start
    if paragraph.role == "sign":
        form.space_before = Twips(_PITCH)
        form.keep_with_next = True
    indent = _properties(built).get_or_add_ind()
    indent.set(qn("w:leftChars"), str(round(max(left, 0) * 100)))
    indent.set(qn("w:left"), str(round(max(left, 0) * _CHARACTER)))


def _width(words: str) -> float:
    """Count the width in characters; digits and Latin letters are half as wide."""
    return sum(0.5 if ord(character) < 0x2E80 else 1.0 for character in words)


def _table(document: DocxDocument, draft: Draft, rows: list[DraftParagraph]) -> None:
    cells = [draft.text[row.span.start : row.span.end].split("\t") for row in rows]
    columns = max(len(row) for row in cells)
    table = document.add_table(rows=0, cols=columns)
    table.style = "Table Grid"
    for at, row in enumerate(cells):
        built = table.add_row().cells
        for column in range(columns):
            paragraph = built[column].paragraphs[0]
            run = paragraph.add_run(row[column] if column < len(row) else "")
            _font(run, _HEI if at == 0 else _BODY, 14, condensed=False)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _drawn(document: DocxDocument, chart: Chart, number: int) -> None:
    """Add a chart with its caption below it, the two on one page."""
    from pipeline.drafting.chart import add_chart

    picture = document.add_paragraph()
    picture.paragraph_format.line_spacing = 1
    picture.paragraph_format.space_before = Twips(_PITCH)
    picture.paragraph_format.keep_with_next = True
    picture.alignment = WD_ALIGN_PARAGRAPH.CENTER
    add_chart(document, picture, chart, number)
    caption = document.add_paragraph()
    caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _font(caption.add_run(f"图{number}　{chart.caption}"), _HEI, 14, condensed=False)


_ANNEX_WIDTHS = (1500, 3200, 4144)  # twips: together the 8844 of a line


def _annex(document: DocxDocument, draft: Draft) -> None:
    """Add the table of figures and sources on a page of its own."""
    heading = document.add_paragraph()
    heading.paragraph_format.page_break_before = True
    _font(heading.add_run("附件"), _HEI, 16)
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _font(title.add_run("数据来源表"), _TITLE, 22)
    table = document.add_table(rows=1, cols=3)
    table.style = "Table Grid"
    table.autofit = False
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    _annex_row(table.rows[0], ("数字", "所在句", "来源"), _HEI)
    for figure in draft.figures:
        start = max(draft.text.rfind(mark, 0, figure.span.start) for mark in "，。；\n") + 1
        around = draft.text[max(start, figure.span.start - 20) : figure.span.end]
        _annex_row(table.add_row(), (figure.text, around, in_words(figure.source)), _BODY)


def _annex_row(row: Any, words: tuple[str, ...], font: str) -> None:
    for cell, text, width in zip(row.cells, words, _ANNEX_WIDTHS, strict=True):
        cell.width = Twips(width)
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.line_spacing = Pt(15)
        loose = OxmlElement("w:snapToGrid")  # 表格不按正文的行距
        loose.set(qn("w:val"), "0")
        _properties(paragraph).append(loose)
        _font(paragraph.add_run(text), font, 10.5, condensed=False)

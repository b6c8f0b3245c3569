"""PowerPoint (.pptx): the words of its slides, one after the other, tables as tables."""

import re

from pipeline.reading.compose import Composer, Content
from pipeline.reading.limits import Limits, damaged, refusal
from pipeline.reading.package import Package
from pipeline.reading.xml import Element, local, parse

KIND = "PowerPoint 演示文稿"
_SLIDE = re.compile(r"ppt/slides/slide(\d{1,6})\.xml", re.IGNORECASE)


def read_pptx(data: bytes, limits: Limits) -> Content:
    """Read the slides; what the speaker notes to himself is left out."""
    package = Package(data, limits, kind=KIND)
    slides = sorted(
        (int(found[1]), name) for name in package.names() if (found := _SLIDE.fullmatch(name))
    )
    composer = Composer(limits)
    tables = 0
    for number, name in slides:
        part = package.read(name, limit=limits.xml_part)
        if part is None:
            raise damaged(KIND)
        tables = _slide(parse(part, KIND), composer, number, tables)
    content = composer.content("pptx")
    if not content.text.strip():
        raise refusal("EMPTY", "演示文稿里没有文字，可能只有图片，请先做文字识别（OCR）")
    return content


def _slide(root: Element, composer: Composer, page: int, tables: int) -> int:
    """Put the paragraphs of a slide; give how many tables there were so far."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        name = local(element)
        if name == "tbl":
            _table(element, composer, tables, page)
            tables += 1
        elif name == "p":
            if words := drawn_words(element):
                composer.paragraph(words, page=page)
        elif name != "Fallback":  # says once more what stands beside it
            waiting.extend(reversed(list(element)))
    return tables


def _table(table: Element, composer: Composer, number: int, page: int) -> None:
    rows = (each for each in table if local(each) == "tr")
    for row, line in enumerate(rows):
        composer.line()
        cells = (each for each in line if local(each) == "tc")
        for column, cell in enumerate(cells):
            if column:
                composer.put("\t")
            start = composer.size
            words = (drawn_words(each) for each in cell.iter() if local(each) == "p")
            composer.put(" ".join(filter(None, words)))
            composer.cell(start, number, row, column, page=page)


def drawn_words(paragraph: Element) -> str:
    """Join the runs of a paragraph of a drawing (``a:t``) or of Word (``w:t``)."""
    pieces = []
    for element in paragraph.iter():
        name = local(element)
        if name == "t" and not _is_number(element):
            pieces.append(element.text or "")
        elif name in ("br", "tab"):
            pieces.append(" ")
    return "".join(pieces).replace("\n", " ").replace("\t", " ").strip()


def _is_number(element: Element) -> bool:
    """Say whether these words are the number of the slide."""
    field = element.getparent()
    return field is not None and local(field) == "fld" and field.get("type") == "slidenum"

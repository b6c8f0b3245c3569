"""An office's own style.docx -> the look of a draft: its page, its footers, its Word styles.

Each role takes a style of Word by name; what the style.docx does not have keeps the national look.
"""
# ruff: noqa: ANN401 - python-docx's paragraphs and styles come untyped

from copy import deepcopy
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.shared import Pt, Twips

from pipeline.errors import BadTemplate
from pipeline.schema import DraftParagraph

_STYLES = {
    "title": "Title",
    "subtitle": "Subtitle",
    "recipient": "Normal",
    "body": "Body Text",
    "run_in": "Body Text",
    "sign": "Signature",
    "date": "Date",
}
_RARE = "宋体-ExtB"
_PARAGRAPH = ("w:ind", "w:jc", "w:spacing")
_RUN = ("w:rFonts", "w:sz", "w:szCs", "w:spacing")


def open_style(path: Path) -> DocxDocument:
    """Open a style.docx without its words; page, footers and styles stay.

    Raises:
        BadTemplate: it is no Word file.
    """
    try:
        document = Document(str(path))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, OSError) as error:
        raise BadTemplate(
            "style.docx 打不开，请用 Word 另存一份再放进来", file=str(path)
        ) from error
    body = document.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)
    return document


def dress(document: DocxDocument, built: Any, paragraph: DraftParagraph) -> None:
    """Give a built paragraph the office's style in place of the look of the standard."""
    named = _STYLES.get(paragraph.role, f"Heading {min(max(paragraph.level, 1), 4)}")
    if paragraph.role != "heading" and named not in {style.name for style in document.styles}:
        return
    headed = [run for run in built.runs if paragraph.role == "run_in" and _is_heading(run)]
    built.style = document.styles[named]
    _strip(built._element.pPr, _PARAGRAPH)
    for run in built.runs:
        properties = run._element.get_or_add_rPr()
        fonts = properties.find(qn("w:rFonts"))
        rare = fonts is not None and fonts.get(qn("w:eastAsia")) == _RARE
        _strip(properties, _RUN[1:] if rare else _RUN)
    heading = document.styles[f"Heading {min(max(paragraph.level, 1), 4)}"].element.rPr
    for run in headed:
        for child in heading if heading is not None else ():
            run._element.rPr.append(deepcopy(child))


def _is_heading(run: Any) -> bool:
    fonts = run._element.rPr.find(qn("w:rFonts"))
    return fonts is not None and fonts.get(qn("w:eastAsia")) in ("黑体", "楷体_GB2312")


def _strip(properties: Any, names: tuple[str, ...]) -> None:
    for name in names:
        for child in properties.findall(qn(name)) if properties is not None else ():
            properties.remove(child)


def write_starter(path: Path) -> None:
    """Write a style.docx that looks as the standard says, for an office to change in Word."""
    from pipeline.drafting.docx import blank

    document = blank()
    looks = (
        ("Title", "方正小标宋简体", 22, WD_ALIGN_PARAGRAPH.CENTER, 0, 0),
        ("Subtitle", "楷体_GB2312", 16, WD_ALIGN_PARAGRAPH.CENTER, 0, 0),
        ("Body Text", "仿宋_GB2312", 16, WD_ALIGN_PARAGRAPH.JUSTIFY, 632, 0),
        ("Signature", "仿宋_GB2312", 16, WD_ALIGN_PARAGRAPH.RIGHT, 0, 632),
        ("Date", "仿宋_GB2312", 16, WD_ALIGN_PARAGRAPH.RIGHT, 0, 632),
    )
    for name, font, size, side, first, right in looks:
        known = {style.name for style in document.styles}
        style: Any = (
            document.styles[name]
            if name in known
            else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        )
        style.font.size, style.font.bold, style.font.italic = Pt(size), False, False
        style.font.color.rgb = None
        element = style.element.get_or_add_rPr()
        _strip(element, ("w:color", "w:rFonts", "w:spacing", "w:kern"))
        fonts = element.get_or_add_rFonts()
        for each in ("w:eastAsia", "w:ascii", "w:hAnsi"):
            fonts.set(qn(each), font)
        form = style.paragraph_format
        form.alignment, form.line_spacing = side, Twips(579)
        form.space_before, form.space_after = Twips(579 if name == "Signature" else 0), Pt(0)
        form.first_line_indent, form.right_indent = Twips(first), Twips(right)
        _strip(style.element.get_or_add_pPr(), ("w:pBdr", "w:contextualSpacing"))
    for level in range(1, 5):
        document.styles[f"Heading {level}"].paragraph_format.first_line_indent = Twips(632)
    document.save(str(path))

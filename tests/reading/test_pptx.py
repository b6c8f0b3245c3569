"""The words of slides are read in their order, tables as tables, slide numbers left out."""

from __future__ import annotations

import io
import zipfile

import pytest

from pipeline.errors import UnreadableFile
from pipeline.reading import read_bytes

_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _zip(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        for name, xml in parts.items():
            package.writestr(name, xml)
    return out.getvalue()


def _slide(inside: str) -> str:
    return f'<p:sld xmlns:p="{_P}" xmlns:a="{_A}"><p:cSld>{inside}</p:cSld></p:sld>'


def _words(*lines: str) -> str:
    return "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in lines)


def test_slides_are_read_in_the_order_of_their_numbers() -> None:
    slides = {
        "ppt/presentation.xml": "<x/>",
        "ppt/slides/slide10.xml": _slide(_words("清理堆物5处。")),
        "ppt/slides/slide2.xml": _slide(_words("柳林社区周报", "一、环境整治")),
    }
    document = read_bytes(_zip(**slides), "周报.pptx")
    assert document.text == "柳林社区周报\n一、环境整治\n清理堆物5处。"
    assert [block.page for block in document.blocks] == [2, 2, 10]
    assert document.source.reader == "pptx"


def test_a_table_of_a_slide_has_cells_and_the_number_of_the_slide_is_no_word() -> None:
    cells = "".join(f"<a:tc><a:txBody>{_words(word)}</a:txBody></a:tc>" for word in ("堆物", "5"))
    number = '<a:p><a:fld type="slidenum"><a:t>7</a:t></a:fld></a:p>'
    slide = _slide(f"<a:tbl><a:tr>{cells}</a:tr></a:tbl>{number}")
    document = read_bytes(_zip(**{"ppt/slides/slide1.xml": slide}), "x.pptx")
    assert document.text == "堆物\t5"
    assert [(b.kind, b.row, b.column) for b in document.blocks] == [("cell", 0, 0), ("cell", 0, 1)]


def test_slides_without_a_word_are_refused_in_one_line() -> None:
    with pytest.raises(UnreadableFile, match="没有文字") as caught:
        read_bytes(_zip(**{"ppt/slides/slide1.xml": _slide("")}), "x.pptx")
    assert caught.value.code == "EMPTY"


def test_a_word_file_whose_words_stand_in_the_header_is_read() -> None:
    body = f'<w:document xmlns:w="{_W}"><w:body><w:p/></w:body></w:document>'
    header = f'<w:hdr xmlns:w="{_W}"><w:p><w:r><w:t>柳林社区周报</w:t></w:r></w:p></w:hdr>'
    parts = {"word/document.xml": body, "word/header1.xml": header, "word/header2.xml": header}
    document = read_bytes(_zip(**parts), "x.docx")
    assert document.text == "柳林社区周报"
    assert "正文没有文字" in document.warnings[0]

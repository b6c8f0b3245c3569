"""PDF with a text layer -> Document content: lines joined to paragraphs, each with its page."""

import ctypes
import time
import unicodedata
from collections.abc import Iterator
from threading import Lock

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from pipeline.reading.compose import Composer, Content
from pipeline.reading.layout import Line, Page, compose_pages, joined_gap
from pipeline.reading.limits import Limits, damaged, refusal, too_large
from pipeline.schema import Origin

_PDFIUM = Lock()  # the library is not made for several threads
_SOFT = frozenset((0x02, 0xFFFE, 0xAD))  # how PDFium and fonts write a hyphen at a line's end
_NO_TEXT = "没有文字层（扫描件或图片），请先做文字识别（OCR），或用“另存为文字”的版本"


def read_pdf(data: bytes, limits: Limits) -> Content:
    """Read a PDF's text layer."""
    with _PDFIUM:
        document = _open(data)
        try:
            pages = _pages(document, limits)
        finally:
            document.close()
    characters = [c for page in pages for line in page.lines for c in line.text]
    if not characters or len(characters) < min(len(pages) * 3, 20):
        raise refusal("NO_TEXT", f"PDF {_NO_TEXT}")
    unknown = sum("\ue000" <= c <= "\uf8ff" or c == "\ufffd" for c in characters)
    if unknown * 3 > len(characters):
        raise refusal("NO_TEXT", "PDF 的文字层是乱码（字体没有编码表），请先做文字识别（OCR）")
    composer = Composer(limits)
    compose_pages(pages, composer)
    blank = [page.number for page in pages if not page.lines]
    if blank:
        shown = "、".join(map(str, blank[:10])) + ("等" if len(blank) > 10 else "")
        composer.warnings.append(f"第 {shown} 页没有文字层，未能读取")
    content = composer.content("pdf", Origin.TEXT_LAYER)
    if not content.text.strip():
        raise refusal("NO_TEXT", f"PDF {_NO_TEXT}")
    return content


def _open(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD or "assword" in str(error):
            raise refusal("ENCRYPTED", "PDF 有打开密码，请解除密码后再试") from error
        if error.err_code == pdfium.FPDF_ERR_SECURITY:
            raise refusal("ENCRYPTED", "PDF 用了不支持的加密方式，请解除后再试") from error
        raise damaged("PDF ") from error


def _pages(document: pypdfium2.PdfDocument, limits: Limits) -> list[Page]:
    count = len(document)
    if count > limits.pdf_pages:
        raise too_large("PDF 页数", f"{limits.pdf_pages} 页")
    deadline = time.monotonic() + limits.seconds
    pages = []
    for number in range(count):
        if time.monotonic() > deadline:
            raise refusal("TIMEOUT", f"读取超过 {limits.seconds:.0f} 秒，请拆分 PDF 后再试")
        try:
            page = document[number]
        except pypdfium2.PdfiumError:
            pages.append(Page(number + 1, 0.0, 0.0, ()))
            continue
        try:
            pages.append(_page(page, number + 1))
        finally:
            page.close()
    return pages


def _page(page: pypdfium2.PdfPage, number: int) -> Page:
    width, height = page.get_size()
    try:
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError:
        return Page(number, width, height, ())
    try:
        return Page(number, width, height, tuple(_lines(text_page.raw, height)))
    finally:
        text_page.close()


def _lines(text_page: pdfium.FPDF_TEXTPAGE, height: float) -> Iterator[Line]:
    """Cut a page's characters at the line ends that PDFium found."""
    line: list[int] = []
    for index in range(pdfium.FPDFText_CountChars(text_page)):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        if code in (10, 13):
            if line and (found := _line(text_page, line, height)):
                yield found
            line = []
        else:
            line.append(index)
    if line and (found := _line(text_page, line, height)):
        yield found


def _line(text_page: pdfium.FPDF_TEXTPAGE, indices: list[int], height: float) -> Line | None:
    box = pdfium.FS_RECTF()
    pieces: list[str] = []
    left = right = top = bottom = size = 0.0
    pending: bool | None = None  # a space seen: True if PDFium made it up
    for index in indices:
        character = _character(pdfium.FPDFText_GetUnicode(text_page, index))
        if not character:
            continue
        if character in " \u00a0":
            made_up = pdfium.FPDFText_IsGenerated(text_page, index) == 1
            pending = made_up if pending is None else (pending and made_up)
            continue
        if not pdfium.FPDFText_GetLooseCharBox(text_page, index, ctypes.byref(box)):
            continue
        upper, lower = height - box.top, height - box.bottom
        if not pieces:
            left, top, bottom = box.left, upper, lower
            size = pdfium.FPDFText_GetFontSize(text_page, index)
            size = max(lower - upper, 1.0) if not 1.0 < size < 400.0 else size
        else:
            gap = box.left - right
            if pending is not None or gap > 1.1 * size:
                filler = joined_gap(pieces[-1], character, gap, size)
                pieces.append(filler or ("" if pending is not False else " "))
        pieces.append(character)
        pending = None
        right, top, bottom = box.right, min(top, upper), max(bottom, lower)
    text = "".join(pieces)
    return Line(text, left, right, top, bottom, size) if text.strip() else None


def _character(code: int) -> str:
    """Turn a code into a character; fonts often give 文 as the radical ⽂."""
    if code in _SOFT or code < 32 or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return ""
    character = chr(code)
    if "\u2e80" <= character <= "\u2fd5":
        return unicodedata.normalize("NFKC", character)
    return character

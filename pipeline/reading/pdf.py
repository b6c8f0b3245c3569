"""PDF with a text layer -> Document content: lines joined to paragraphs, each with its page."""

import ctypes
import time
import unicodedata
from collections.abc import Iterator
from itertools import islice, pairwise
from threading import Lock
from typing import TYPE_CHECKING

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from pipeline.reading import ocr
from pipeline.reading.compose import Composer, Content
from pipeline.reading.glyphs import Glyph, lines_of
from pipeline.reading.grid import Rule, tables_of
from pipeline.reading.layout import Page, compose_pages
from pipeline.reading.limits import Limits, damaged, refusal, too_large
from pipeline.schema import Origin

if TYPE_CHECKING:
    from PIL.Image import Image

_PDFIUM = Lock()  # the library is not made for several threads
_SOFT = frozenset((0x02, 0xFFFE, 0xAD))  # how PDFium and fonts write a hyphen at a line's end
_MOST_PATHS = 5_000  # more is a drawing, not a table
_LONG_SIDE = 2_000  # pixels of a page's picture for recognition


def read_pdf(data: bytes, limits: Limits) -> Content:
    """Read a PDF's text layer, or recognise its pictures where it has none."""
    with _PDFIUM:
        document = _open(data)
        try:
            pages = _pages(document, limits)
        finally:
            document.close()
    characters = [c for page in pages for text in _texts(page) for c in text]
    few = len(characters) < min(len(pages) * 3, 20)
    if not characters or (few and _has_pictures(data)):
        return _recognised(data, limits, "PDF 没有文字层（扫描件或图片）")
    unknown = sum("\ue000" <= c <= "\uf8ff" or c == "\ufffd" for c in characters)
    if unknown * 3 > len(characters):
        return _recognised(data, limits, "PDF 的文字层是乱码（字体没有编码表）")
    composer = Composer(limits)
    compose_pages(pages, composer)
    blank = [page.number for page in pages if not page.lines and not page.tables]
    if blank:
        shown = "、".join(map(str, blank[:10])) + ("等" if len(blank) > 10 else "")
        composer.warnings.append(f"第 {shown} 页没有文字层，未能读取")
    content = composer.content("pdf", Origin.TEXT_LAYER)
    if not content.text.strip():  # nothing but page numbers
        if _has_pictures(data):
            return _recognised(data, limits, "PDF 除页码外没有文字层（扫描件或图片）")
        composer = Composer(limits)
        compose_pages(pages, composer, whole=True)
        content = composer.content("pdf", Origin.TEXT_LAYER)
    return content


def _has_pictures(data: bytes) -> bool:
    """Say whether any page bears a picture, which may be that of words."""
    with _PDFIUM:
        document = _open(data)
        try:
            return any(_bears_picture(document, number) for number in range(len(document)))
        finally:
            document.close()


def _bears_picture(document: pypdfium2.PdfDocument, number: int) -> bool:
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return False
    try:
        pictures = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE])
        return next(iter(pictures), None) is not None
    except pypdfium2.PdfiumError:
        return False
    finally:
        page.close()


def _recognised(data: bytes, limits: Limits, why: str) -> Content:
    if not ocr.installed():
        raise ocr.needed(why, "NO_TEXT")
    return ocr.recognise(pictures_of(data, limits), limits, "ocr/pdf")


def pictures_of(data: bytes, limits: Limits) -> Iterator[tuple[int, "Image"]]:
    """Draw the pages, each only when it is asked for."""
    with _PDFIUM:
        document = _open(data)
        count = len(document)
    try:
        if count > limits.ocr_pages:
            raise too_large("扫描件页数", f"{limits.ocr_pages} 页")
        for number in range(count):
            with _PDFIUM:
                picture = _picture(document, number)
            if picture is not None:
                yield number + 1, picture
    finally:
        with _PDFIUM:
            document.close()


def _picture(document: pypdfium2.PdfDocument, number: int) -> "Image | None":
    """Draw a page so large that its characters can be told."""
    try:
        page = document[number]
        side = max(*page.get_size(), 1.0)
        bitmap = page.render(scale=min(_LONG_SIDE / side, 8.0), draw_annots=False)
        picture: Image = bitmap.to_pil().convert("RGB")
        bitmap.close()
        page.close()
    except (pypdfium2.PdfiumError, ValueError, MemoryError):
        return None
    return picture


def _texts(page: Page) -> Iterator[str]:
    """Walk all words of a page."""
    yield from (line.text for line in page.lines)
    yield from (text for grid in page.tables for row in grid.rows for text in row if text)


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
        runs = list(_runs(text_page.raw, height))
    finally:
        text_page.close()
    across, down = _rules(page, height)
    tables, runs = tables_of(across, down, runs)
    return Page(number, width, height, tuple(lines_of(runs)), tuple(tables))


def _runs(text_page: pdfium.FPDF_TEXTPAGE, height: float) -> Iterator[list[Glyph]]:
    """Walk a page's characters, cut at the line ends that PDFium found."""
    run: list[Glyph] = []
    box = pdfium.FS_RECTF()
    for index in range(pdfium.FPDFText_CountChars(text_page)):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        if code in (10, 13):
            if run:
                yield run
            run = []
            continue
        character = _character(code)
        if (
            not character
            or pdfium.FPDFText_IsGenerated(text_page, index) == 1
            or not pdfium.FPDFText_GetLooseCharBox(text_page, index, ctypes.byref(box))
        ):
            continue
        top, bottom = height - box.top, height - box.bottom
        size = pdfium.FPDFText_GetFontSize(text_page, index)
        size = size if 1.0 < size < 400.0 else max(bottom - top, 1.0)
        run.append(Glyph(character, box.left, box.right, top, bottom, size))
    if run:
        yield run


def _rules(page: pypdfium2.PdfPage, height: float) -> tuple[list[Rule], list[Rule]]:
    """Collect the page's horizontal and vertical lines; thin filled boxes are lines too."""
    across: list[Rule] = []
    down: list[Rule] = []
    try:
        paths = list(islice(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH]), _MOST_PATHS))
    except pypdfium2.PdfiumError:
        return across, down
    matrix = pdfium.FS_MATRIX()
    for path in paths if len(paths) < _MOST_PATHS else ():
        if not pdfium.FPDFPageObj_GetMatrix(path.raw, ctypes.byref(matrix)):
            continue
        points = _points(path.raw, matrix, height)
        for (x1, y1), (x2, y2) in pairwise(points):
            if abs(y1 - y2) < 1.0 and abs(x1 - x2) > 5.0:
                across.append(Rule((y1 + y2) / 2, min(x1, x2), max(x1, x2)))
            elif abs(x1 - x2) < 1.0 and abs(y1 - y2) > 5.0:
                down.append(Rule((x1 + x2) / 2, min(y1, y2), max(y1, y2)))
    return across, down


def _points(
    path: pdfium.FPDF_PAGEOBJECT, matrix: pdfium.FS_MATRIX, height: float
) -> list[tuple[float, float]]:
    """List a path's corners; a jump without drawing is a corner far off."""
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    begin: tuple[float, float] | None = None
    for index in range(min(pdfium.FPDFPath_CountSegments(path), _MOST_PATHS)):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        if not pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y)):
            continue
        point = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            height - (matrix.b * x.value + matrix.d * y.value + matrix.f),
        )
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO:
            points.append((float("nan"), float("nan")))
            begin = point
        points.append(point)
        if pdfium.FPDFPathSegment_GetClose(segment) and begin is not None:
            points.append(begin)
    return points


def _character(code: int) -> str:
    """Turn a code into a character; fonts often give 文 as the radical ⽂."""
    if code in _SOFT or code < 32 or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return ""
    character = chr(code)
    if "\u2e80" <= character <= "\u2fd5":
        return unicodedata.normalize("NFKC", character)
    return character

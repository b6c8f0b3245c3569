"""OFD (GB/T 33190-2016): a zip of XML pages -> paragraphs, by the places of its text objects."""

import posixpath

from pipeline.reading.compose import Composer, Content
from pipeline.reading.layout import Line, Page, compose_pages
from pipeline.reading.limits import Limits, damaged, refusal, too_large
from pipeline.reading.package import Package
from pipeline.reading.xml import Element, local, parse
from pipeline.schema import Origin

KIND = "OFD 文件"
_HEIGHT = 297.0  # millimetres; A4 unless the file says otherwise


def read_ofd(data: bytes, limits: Limits) -> Content:
    """Read the text objects of all pages."""
    package = Package(data, limits, kind=KIND)
    pages: list[Page] = []
    for path in _bodies(package, limits):
        document = _part(package, path, limits)
        folder = posixpath.dirname(path)
        for name in _page_paths(document, folder):
            if len(pages) >= limits.pdf_pages:
                raise too_large("OFD 页数", f"{limits.pdf_pages} 页")
            root = _part(package, name, limits)
            pages.append(_page(root, len(pages) + 1, _box(document)[3] or _HEIGHT))
    composer = Composer(limits)
    compose_pages(pages, composer)
    content = composer.content("ofd", Origin.TEXT_LAYER)
    if not content.text.strip():
        raise refusal("NO_TEXT", "OFD 没有文字（扫描件或图片），请先做文字识别（OCR）")
    return content


def _part(package: Package, name: str, limits: Limits) -> Element:
    data = package.read(name, limit=limits.xml_part)
    if data is None:
        raise damaged(KIND)
    return parse(data, KIND)


def _bodies(package: Package, limits: Limits) -> list[str]:
    root = _part(package, "OFD.xml", limits)
    names = [(e.text or "").strip().lstrip("/") for e in root.iter() if local(e) == "DocRoot"]
    if not names:
        raise damaged(KIND)
    return names


def _page_paths(document: Element, folder: str) -> list[str]:
    paths = []
    for element in document.iter():
        if local(element) == "Page" and (place := element.get("BaseLoc")):
            joined = place.lstrip("/") if place.startswith("/") else f"{folder}/{place}"
            paths.append(posixpath.normpath(joined).lstrip("/"))
    return paths


def _box(element: Element) -> tuple[float, float, float, float]:
    """Read the page area of a document or page: left, top, width, height."""
    for child in element.iter():
        if local(child) in ("PhysicalBox", "ApplicationBox"):
            return _numbers(child.text)
    return (0.0, 0.0, 0.0, 0.0)


def _numbers(text: str | None) -> tuple[float, float, float, float]:
    try:
        left, top, width, height = (float(word) for word in (text or "").split()[:4])
    except ValueError:
        return (0.0, 0.0, 0.0, 0.0)
    return (left, top, width, height)


def _page(root: Element, number: int, height: float) -> Page:
    _, _, width, own_height = _box(root)
    height = own_height or height
    width = width or height * 0.7
    pieces = []
    for element in root.iter():
        if local(element) == "TextObject":
            left, top, long, tall = _numbers(element.get("Boundary"))
            words = "".join(e.text or "" for e in element if local(e) == "TextCode").strip("\n")
            if words.strip():
                size = _numbers(f"{element.get('Size') or 0} 0 0 0")[0] or tall
                pieces.append(Line(words, left, left + long, top, top + tall, size))
    return Page(number, width, height, tuple(_lines(pieces)))


def _lines(pieces: list[Line]) -> list[Line]:
    """Join pieces of one baseline that follow each other closely."""
    pieces.sort(key=lambda piece: (round((piece.top + piece.bottom) / 2), piece.left))
    lines: list[Line] = []
    for piece in pieces:
        last = lines[-1] if lines else None
        if (
            last is not None
            and last.top < (piece.top + piece.bottom) / 2 < last.bottom
            and -piece.size < piece.left - last.right < piece.size
        ):
            lines[-1] = Line(
                last.text + piece.text,
                last.left,
                max(last.right, piece.right),
                min(last.top, piece.top),
                max(last.bottom, piece.bottom),
                last.size,
            )
        else:
            lines.append(piece)
    return lines

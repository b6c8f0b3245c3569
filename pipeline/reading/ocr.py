"""Pictures of pages -> Document content by optical recognition; every figure stays unconfirmed.

Needs the ``ocr`` extra: rapidocr with the models inside its wheel, run by onnxruntime. Nothing is
fetched from anywhere.
"""

from __future__ import annotations

import importlib.util
import io
import re
import time
import warnings
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from pipeline.errors import UnreadableFile
from pipeline.reading.compose import Composer, Content
from pipeline.reading.layout import Line, Page, compose_pages
from pipeline.reading.limits import Limits, damaged, refusal, too_large
from pipeline.schema import Origin

if TYPE_CHECKING:
    from PIL.Image import Image

_ENGINE = Lock()  # one picture at a time: each takes all cores already
_SURE = 0.8  # what the engine gives less to is told of
_SIDE = 2_400  # pixels; the engine looks at no more than 2,000
_SHORT = 10  # pixels; no character is smaller
_CJK = re.compile("[\u3000-\u303f\u3400-\u9fff]")
_WIDE = {",": "，", ":": "：", ";": "；", "!": "！", "?": "？"}
_BRACKETS = str.maketrans("()", "（）")
_HINT = "请在电脑上装好识别组件（pip install 'huibao[ocr]'），或换用有文字的版本"

Numbered = tuple[int, "Image"]


def installed() -> bool:
    """Say whether the extra is there."""
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime"))


def needed(what: str, code: str) -> UnreadableFile:
    """Build the refusal of a picture where nothing can recognise it."""
    return refusal(code, f"{what}，需要先做文字识别（OCR）；{_HINT}")


def read_picture(data: bytes, limits: Limits) -> Content:
    """Read a picture, or the pages of a TIFF.

    Raises:
        UnreadableFile: damaged, too large, without characters, or the extra is missing.
    """
    if not installed():
        raise needed("这是图片，没有文字可读", "PICTURE")
    return recognise(pictures_of(data, limits), limits, "ocr/picture")


def recognise(pictures: Iterable[Numbered], limits: Limits, reader: str) -> Content:
    """Read pages from their pictures."""
    deadline = time.monotonic() + limits.ocr_seconds
    pages: list[Page] = []
    unsure = 0
    missing: list[int] = []
    for number, picture in pictures:
        if pages and time.monotonic() > deadline:
            missing.append(number)
            continue
        page, doubtful = _page(picture, number)
        pages.append(page)
        unsure += doubtful
    composer = Composer(limits)
    compose_pages(pages, composer, boxed=True)
    composer.warnings.append("文字是从图片识别出来的（OCR），其中的数字都待人工对照原图确认")
    if unsure:
        composer.warnings.append(f"有 {unsure} 行识别把握不大，请对照原图核对")
    if missing:
        composer.warnings.append(
            f"识别超过 {limits.ocr_seconds:.0f} 秒，第 {missing[0]} 页起没有识别，请拆分后再试"
        )
    content = composer.content(reader, Origin.OCR)
    if not content.text.strip():
        raise refusal("NO_TEXT", "图片里没有识别出文字，请确认是否选错了文件，或换一张清晰的")
    return content


def pictures_of(data: bytes, limits: Limits) -> Iterator[Numbered]:
    """Open a picture of a known, bounded size; a TIFF may hold several pages."""
    from PIL import Image, ImageOps

    refused = (OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError, TypeError)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # we bound the size ourselves
            picture = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "BMP", "TIFF", "GIF"))
            count = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(limits) from error
    except refused as error:
        raise damaged("图片") from error
    if count > limits.ocr_pages:
        raise too_large("图片页数", f"{limits.ocr_pages} 页")
    for number in range(count):
        try:
            picture.seek(number)
            wide, high = picture.size
            if wide * high > limits.pixels:
                raise _too_many_pixels(limits)
            if min(wide, high) < _SHORT:
                raise refusal("NO_TEXT", "图片太小，看不出文字，请换一张清晰的")
            shown = ImageOps.exif_transpose(picture)
            shown.thumbnail((_SIDE, _SIDE))
            yield number + 1, _on_white(shown)
        except (*refused, MemoryError) as error:
            raise damaged("图片") from error


def _too_many_pixels(limits: Limits) -> UnreadableFile:
    return too_large("图片尺寸", f"{limits.pixels // 1_000_000} 百万像素")


def cut(picture: Image, box: tuple[float, float, float, float] | None) -> bytes:
    """Give a picture, or a place on it with some paper around, as PNG."""
    if box is not None:
        wide, high = picture.size
        left, top, right, bottom = box
        edge = max((bottom - top) * high, 20.0) * 0.3
        picture = picture.crop(
            (
                int(max(left * wide - edge, 0)),
                int(max(top * high - edge, 0)),
                int(min(right * wide + edge, wide)),
                int(min(bottom * high + edge, high)),
            )
        )
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _on_white(picture: Image) -> Image:
    """Lay a picture with see-through parts on white paper."""
    from PIL import Image

    if picture.mode in ("RGB", "L"):
        return picture.convert("RGB")
    rich = picture.convert("RGBA")
    paper = Image.new("RGBA", rich.size, "white")
    return Image.alpha_composite(paper, rich).convert("RGB")


def _page(picture: Image, number: int) -> tuple[Page, int]:
    import numpy

    pixels = numpy.asarray(picture)[:, :, ::-1]  # the engine wants blue first
    with _ENGINE:
        found = _engine()(numpy.ascontiguousarray(pixels))
    lines = []
    doubtful = 0
    if found.boxes is not None:
        for box, words, score in zip(found.boxes, found.txts, found.scores, strict=True):
            text = _spelled(words)
            if not text:
                continue
            xs, ys = [float(x) for x, _ in box], [float(y) for _, y in box]
            left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
            lines.append(Line(text, left, right, top, bottom, _size(text, right - left)))
            doubtful += score < _SURE
    wide, high = picture.size
    return Page(number, float(wide), float(high), tuple(_in_order(_one_size(lines)))), doubtful


def _size(text: str, width: float) -> float:
    """Measure a character by the line's width: its box is as high as the engine pleases."""
    ems = sum(1.0 if c >= "\u2e80" else 0.5 for c in text)
    return width / max(ems, 0.5)


def _one_size(lines: list[Line]) -> list[Line]:
    """Give lines of about the body's size just that: what is measured scatters."""
    from dataclasses import replace
    from statistics import median

    if not lines:
        return lines
    body = median(line.size for line in lines)
    return [
        replace(line, size=body) if abs(line.size - body) < 0.25 * body else line for line in lines
    ]


def _in_order(lines: list[Line]) -> list[Line]:
    """Sort pieces into rows from above, each from the left; crooked scans included."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda each: each.top + each.bottom):
        middle = (line.top + line.bottom) / 2
        last = rows[-1][-1] if rows else None
        if last is not None and last.top < middle < last.bottom:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda each: each.left)]


def _spelled(words: str) -> str:
    """Write marks as Chinese text does: a picture does not tell their width."""
    text = words.strip()
    if not _CJK.search(text):
        return text
    text = text.translate(_BRACKETS)
    return "".join(
        _WIDE[c] if c in _WIDE and _beside_chinese(text, place) else c
        for place, c in enumerate(text)
    )


def _beside_chinese(text: str, place: int) -> bool:
    return bool(_CJK.match(text[place - 1 : place]) or _CJK.match(text[place + 1 : place + 2]))


@cache
def _engine() -> Any:  # noqa: ANN401
    """Load the engine with the models of its wheel, which are the only ones it may use."""
    import rapidocr

    folder = Path(rapidocr.__file__).parent / "models"
    params: dict[str, object] = {"Global.log_level": "critical"}
    for part, mark in (("Det", "_det_"), ("Rec", "_rec_"), ("Cls", "_cls_")):
        found = sorted(folder.glob(f"*{mark}*.onnx"))
        if not found:
            raise refusal("NEEDS_OCR", f"识别组件不完整（缺少模型），{_HINT}")
        params[f"{part}.model_path"] = str(found[0])
    return rapidocr.RapidOCR(params=params)

"""Draws pages of Chinese text as pictures, for the tests of recognition."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from PIL.Image import Image

_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "C:/Windows/Fonts/simsun.ttc",
)


def page(lines: list[str], *, size: int = 40) -> Image:
    """Draw lines on white paper, as large as they need."""
    from PIL import Image, ImageDraw, ImageFont

    found = next((font for font in _FONTS if Path(font).exists()), None)
    if found is None:
        pytest.skip("没有中文字体")
    font = ImageFont.truetype(found, size)
    picture = Image.new("RGB", (30 * size, (4 + 2 * len(lines)) * size), "white")
    pen = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        pen.text((2 * size, (2 + 2 * number) * size), line, font=font, fill="black")
    return picture


def saved(pictures: list[Image], form: str) -> bytes:
    """Save pages as a file of that format."""
    out = io.BytesIO()
    if form in ("PDF", "TIFF"):
        pictures[0].save(out, form, save_all=True, append_images=pictures[1:])
    else:
        pictures[0].save(out, form)
    return out.getvalue()

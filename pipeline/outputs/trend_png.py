"""Series over time -> one picture, drawn with Pillow and a Chinese font of this computer."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import BadUsage
from pipeline.outputs.trend_steps import Step, by_grain, head

if TYPE_CHECKING:
    from pipeline.archive import Trend

_WIDTH, _HEIGHT = 1200, 440
_LEFT, _RIGHT, _TOP, _BOTTOM = 110, 80, 92, 60
_INK, _LINE, _GRID, _GAP = "#1f2933", "#1d4f73", "#e4e7eb", "#a61b1b"
_MOST_LABELS = 12
_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "%WINDIR%/Fonts",
    "%LOCALAPPDATA%/Microsoft/Windows/Fonts",
)
_FONTS = (
    *("notosanscjk-regular", "notosanssc-regular", "sourcehansanssc-regular", "sourcehansans"),
    *("msyh", "simhei", "simsun", "deng", "pingfang", "stheiti light", "hiragino sans gb"),
    *("wqy-microhei", "wqy-zenhei", "droidsansfallback", "uming", "ukai", "notoserifcjk-regular"),
)
_LACKING = "没有找到中文字体，画出来会是方框；请安装中文字体（如 fonts-noto-cjk），或改用 --html"


def image(trends: Sequence[Trend]) -> bytes:
    """Draw each series, weeks and months and years in charts of their own, one below the other.

    Raises:
        BadUsage: Pillow or a Chinese font is missing.
    """
    try:
        from PIL import Image, ImageDraw, ImageFont
    except ModuleNotFoundError as error:
        raise BadUsage("缺少画图的组件，请先安装 huibao[chart]，或改用 --html") from error
    path = next(_fonts(), None)
    if path is None:
        raise BadUsage(_LACKING)
    large, small = (ImageFont.truetype(str(path), size) for size in (24, 17))
    charts = [(trend, steps) for trend in trends for steps in by_grain(trend)]
    picture = Image.new("RGB", (_WIDTH, _HEIGHT * max(1, len(charts))), "white")
    draw = ImageDraw.Draw(picture)
    for number, (trend, steps) in enumerate(charts):
        top = number * _HEIGHT
        draw.text((_LEFT, top + 18), head(trend), fill=_INK, font=large)
        _chart(draw, steps, top + _TOP, top + _HEIGHT - _BOTTOM, small)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _fonts() -> Iterator[Path]:
    """Walk the Chinese fonts of this computer, the fittest first."""
    held: dict[str, Path] = {}
    for name in _FOLDERS:
        folder = Path(os.path.expandvars(name)).expanduser()
        if folder.is_dir():
            for path in sorted(folder.rglob("*")):
                if path.suffix.lower() in (".ttc", ".ttf", ".otf"):
                    held.setdefault(path.stem.lower(), path)
    for wanted in _FONTS:
        yield from (path for stem, path in held.items() if stem.startswith(wanted))


def _chart(draw: Any, steps: Sequence[Step], top: int, bottom: int, font: Any) -> None:  # noqa: ANN401
    values = [float(step.value) for step in steps if step.value is not None]
    low, high = min(0.0, *values, 0.0), max(0.0, *values, 0.0)
    span = (high - low) or 1.0
    wide = (_WIDTH - _LEFT - _RIGHT) / max(1, len(steps) - 1)

    def y(value: float) -> float:
        return bottom - (value - low) / span * (bottom - top)

    for part in range(5):
        value = low + span * part / 4
        draw.line((_LEFT, y(value), _WIDTH - _RIGHT, y(value)), fill=_GRID)
        draw.text((_LEFT - 10, y(value)), f"{value:g}", fill=_INK, font=font, anchor="rm")
    every = max(1, -(-len(steps) // _MOST_LABELS))
    before: tuple[float, float] | None = None
    for place, step in enumerate(steps):
        x = _LEFT + place * wide
        if place % every == 0:
            words = step.period.split("/")[0]
            draw.text((x, bottom + 8), words, fill=_INK, font=font, anchor="ma")
        if step.value is None:
            draw.text((x, bottom - 4), step.said, fill=_GAP, font=font, anchor="mb")
            before = None
            continue
        here = (x, y(float(step.value)))
        if before is not None:
            draw.line((*before, *here), fill=_LINE, width=3)
        draw.ellipse((x - 5, here[1] - 5, x + 5, here[1] + 5), fill=_LINE)
        if len(steps) <= 2 * _MOST_LABELS:
            draw.text((x, here[1] - 10), step.said, fill=_INK, font=font, anchor="mb")
        before = here

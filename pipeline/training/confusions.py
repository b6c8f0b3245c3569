"""Characters -> which characters they are mistaken for: by sound (pypinyin), by shape (glyphs).

Only training needs the libraries imported here; the table that comes out ships with the model.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image

    from pipeline.typos.grams import Floats

SAME, SAME_BUT_TONE, NEAR = 4, 3, 2
LEVELS_OF_RANK = (4, 3, 2, 1)
INITIALS = [
    "zh",
    "ch",
    "sh",
    "b",
    "p",
    "m",
    "f",
    "d",
    "t",
    "n",
    "l",
    "g",
    "k",
    "h",
    "j",
    "q",
    "x",
    "r",
    "z",
    "c",
    "s",
    "y",
    "w",
]
NEAR_INITIALS = {("z", "zh"), ("c", "ch"), ("s", "sh"), ("n", "l"), ("f", "h"), ("l", "r")}
NEAR_FINALS = {
    ("an", "ang"),
    ("en", "eng"),
    ("in", "ing"),
    ("ian", "iang"),
    ("uan", "uang"),
    ("un", "ong"),
}
SIDE = 20
CROPS = {
    "whole": (0.0, 0.0, 1.0, 1.0),
    "left": (0.0, 0.0, 0.46, 1.0),
    "right": (0.38, 0.0, 1.0, 1.0),
    "most_right": (0.3, 0.0, 1.0, 1.0),
    "top": (0.0, 0.0, 1.0, 0.48),
    "bottom": (0.0, 0.4, 1.0, 1.0),
    "most_bottom": (0.0, 0.3, 1.0, 1.0),
}
VIEWS = (
    *((name, name) for name in ("whole", "left", "right", "top", "bottom")),
    *(
        pair
        for name in ("right", "most_right", "bottom", "most_bottom", "top", "left")
        for pair in (("whole", name), (name, "whole"))
    ),
)


def sounds(wrong: str, right: str) -> NDArray[np.uint8]:
    """Say how alike each character of ``wrong`` sounds to each of ``right``."""
    from pypinyin import Style, pinyin

    def readings(char: str) -> set[str]:
        found = pinyin(char, style=Style.TONE3, heteronym=True, neutral_tone_with_five=True)
        return set(found[0])

    by_syllable: dict[str, list[int]] = defaultdict(list)
    for column, char in enumerate(right):
        for reading in readings(char):
            by_syllable[reading].append(column)
    table = np.zeros((len(wrong), len(right)), np.uint8)
    alike: dict[str, list[tuple[list[int], int]]] = {}
    for row, char in enumerate(wrong):
        for reading in readings(char):
            if reading not in alike:
                alike[reading] = [
                    (columns, likeness)
                    for other, columns in by_syllable.items()
                    if (likeness := syllable_likeness(reading, other))
                ]
            for columns, likeness in alike[reading]:
                table[row, columns] = np.maximum(table[row, columns], likeness)
    return table


def syllables(chars: str) -> NDArray[np.uint16]:
    """Number the syllables (without tones) of each character of an alphabet, two at most."""
    from pypinyin import Style, pinyin

    numbers: dict[str, int] = {}
    table = np.zeros((len(chars) + 2, 2), np.uint16)
    for row, char in enumerate(chars, 2):
        if "\u4e00" <= char <= "\u9fff":
            found = dict.fromkeys(pinyin(char, style=Style.NORMAL, heteronym=True)[0])
            for column, syllable in enumerate(list(found)[:2]):
                table[row, column] = numbers.setdefault(syllable, len(numbers) + 1)
    return table


def syllable_likeness(one: str, other: str) -> int:
    """Compare two syllables with tone digits: same, same but for the tone, near, or 0."""
    if one == other:
        return SAME
    if one[:-1] == other[:-1]:
        return SAME_BUT_TONE
    (initial, final), (other_initial, other_final) = _split(one[:-1]), _split(other[:-1])
    near = _near(initial, other_initial, NEAR_INITIALS) and _near(final, other_final, NEAR_FINALS)
    return NEAR if near else 0


def _split(syllable: str) -> tuple[str, str]:
    for initial in INITIALS:
        if syllable.startswith(initial):
            return initial, syllable[len(initial) :]
    return "", syllable


def _near(one: str, other: str, pairs: set[tuple[str, str]]) -> bool:
    return one == other or (one, other) in pairs or (other, one) in pairs


def shapes(wrong: str, right: str, font: Path) -> NDArray[np.uint8]:
    """Rank the characters of ``right`` by likeness of glyph or part of it; 0 where unlike."""
    drawn_wrong, drawn_right = _draw_all(wrong, font), _draw_all(right, font)
    codes_wrong = np.array([ord(char) for char in wrong])
    codes_right = np.array([ord(char) for char in right])
    depth = len(LEVELS_OF_RANK)
    best = np.full((len(wrong), len(right)), depth, np.int64)
    for start in range(0, len(wrong), 512):
        rows = slice(start, start + 512)
        for view, other in VIEWS:
            likeness = drawn_wrong[view][rows] @ drawn_right[other].T
            itself = codes_wrong[rows, None] == codes_right[None, :]
            likeness[itself] = -1
            near = np.argpartition(-likeness, depth, 1)[:, :depth]
            order = np.argsort(-np.take_along_axis(likeness, near, 1), 1)
            top = np.take_along_axis(near, order, 1)
            every = np.arange(len(top)) + start
            for rank in range(depth):
                best[every, top[:, rank]] = np.minimum(best[every, top[:, rank]], rank)
    return np.array([*LEVELS_OF_RANK, 0], np.uint8)[best]


def _draw_all(chars: str, font: Path) -> dict[str, Floats]:
    from PIL import ImageFont

    face = ImageFont.truetype(str(font), 64, index=_simplified(font))
    drawn = [_draw(char, face) for char in chars]
    return {
        name: np.stack([_vector(image, crop) for image in drawn]) for name, crop in CROPS.items()
    }


def _simplified(font: Path) -> int:
    """Find the face for simplified Chinese in a collection."""
    from PIL import ImageFont

    for index in range(20):
        try:
            name = str(ImageFont.truetype(str(font), 16, index=index).getname()[0])
        except OSError:
            break
        if name.endswith(" SC"):
            return index
    return 0


def _draw(char: str, face: object) -> Image:
    from PIL import Image, ImageDraw

    image = Image.new("L", (80, 80), 0)
    ImageDraw.Draw(image).text((8, 0), char, font=face, fill=255)  # type: ignore[arg-type]
    return image


def _vector(image: Image, crop: tuple[float, float, float, float]) -> Floats:
    """Give a part of a glyph, cut to its ink and blurred, as a vector of length one."""
    from PIL import Image, ImageFilter

    cut = image.crop(image.getbbox())
    width, height = cut.size
    cut = cut.crop(
        (int(width * crop[0]), int(height * crop[1]), int(width * crop[2]), int(height * crop[3]))
    )
    cut = cut.crop(cut.getbbox())
    if min(cut.size) < 3:
        return np.zeros(SIDE * SIDE, np.float32)
    smooth = cut.resize((48, 48), Image.Resampling.BILINEAR).filter(ImageFilter.GaussianBlur(2.2))
    small = smooth.resize((SIDE, SIDE), Image.Resampling.BILINEAR)
    vector = np.asarray(small, np.float32).ravel()
    vector = vector - vector.mean()
    norm = float(np.linalg.norm(vector))
    unit: Floats = vector / np.float32(norm) if norm else vector
    return unit

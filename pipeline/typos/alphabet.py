"""Text -> character numbers as the model counts them, and back to places in the text."""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_letters
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ids = NDArray[np.uint16]
    Places = NDArray[np.int64]

UNKNOWN, BREAK = 0, 1
LIMIT = 1 << 16
MARGIN = 12
DIGIT, LETTER = "0", "a"
ENDS = "。；！？\n"
_FOLDED = str.maketrans(
    {
        **dict(zip(",;:()?!%\"'", "，；：（）？！％“‘", strict=True)),
        **dict.fromkeys("0123456789０１２３４５６７８９", DIGIT),
        **dict.fromkeys(ascii_letters, LETTER),
    }
)
_END_CODES = np.array([ord(char) for char in ENDS], np.uint32)


def fold(text: str) -> str:
    """Make all digits one, all Latin letters one, half-width marks full; the length stays."""
    return text.translate(_FOLDED)


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


@dataclass(frozen=True, slots=True)
class Layout:
    """Character numbers with a break at each sentence end, and the place of each in the text."""

    ids: Ids
    places: Places


class Alphabet:
    """The characters that the model knows, numbered by frequency from 2."""

    def __init__(self, chars: str) -> None:
        if len(chars) + 2 > LIMIT:
            raise ValueError(f"an alphabet of {len(chars)} characters is too large")
        self.chars = chars
        self._ids = np.zeros(0x10000, np.uint16)
        for number, char in enumerate(chars, 2):
            self._ids[ord(char)] = number
        for char in "\n\t \u3000":
            self._ids[ord(char)] = BREAK

    def encode(self, text: str) -> Ids:
        """Number each character; those of other planes are unknown."""
        codes = _codes(text)
        known = codes < len(self._ids)
        ids: Ids = np.where(known, self._ids[np.where(known, codes, 0)], UNKNOWN).astype(np.uint16)
        return ids

    def char(self, number: int) -> str:
        """Give the character of a number."""
        return self.chars[number - 2]

    def lay_out(self, text: str) -> Layout:
        """Number a text, with a break after each sentence and a margin of breaks around it."""
        folded = fold(text)
        ids = self.encode(folded)
        ends = np.isin(_codes(folded), _END_CODES)
        starts = np.arange(len(ids)) + np.concatenate(([0], np.cumsum(ends)[:-1])) + MARGIN
        size = len(ids) + int(ends.sum()) + 2 * MARGIN
        laid = np.full(size, BREAK, np.uint16)
        places = np.full(size, -1, np.int64)
        laid[starts] = ids
        places[starts] = np.arange(len(ids))
        return Layout(laid, places)

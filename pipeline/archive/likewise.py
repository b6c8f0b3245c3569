"""Texts compared as wholes: the same text, the same but for its dates, or nearly the same.

Near duplicates are found by MinHash with banding: texts that share a band are candidates, and each
candidate is then measured on its real text, so that a chance band never names a duplicate.
"""

from __future__ import annotations

import hashlib
import re
import zlib

from pipeline.archive.grams import fold

SIMILAR = 0.8
"""Share of common five-character pieces from which two texts are called similar."""

_BANDS, _ROWS = 12, 5
_PIECE = 5
_DATES = re.compile(
    r"[0-9〇○零一二三四五六七八九十]{1,4}[年月日号期周](?:份|度)?|\d{4}[-./]\d{1,2}[-./]\d{1,2}"
    r"|第[0-9一二三四五六七八九十]+[期周]|星期[一二三四五六日天]|[至到—–-]"
)


def digest(folded: str) -> str:
    """Hash a folded text: equal where only spacing, line breaks, width and case differ."""
    return hashlib.sha256(folded.encode("utf-8", "replace")).hexdigest()


def dateless_digest(folded: str) -> str:
    """Hash a folded text without its dates: equal where only the dates were changed."""
    return digest(_DATES.sub("", folded))


def pieces(folded: str) -> set[str]:
    """Give the five-character pieces of a folded text."""
    return {folded[i : i + _PIECE] for i in range(max(1, len(folded) - _PIECE + 1))}


def bands(folded: str) -> list[int]:
    """Give the bands of a folded text; two texts alike in most pieces share at least one.

    MinHash with one hash function: its value says which of the slots it stands for, and each slot
    keeps its least (Li, Owen and Zhang 2012). That is one pass in plain Python, where a library's
    arrays would cost every ``ingest`` a second at start.
    """
    coded = folded.encode("utf-32-le", "replace")
    size = 4 * _PIECE
    last = max(4, len(coded) - size + 4)
    found = {zlib.crc32(coded[i : i + size]) for i in range(0, last, 4)}
    slots = _BANDS * _ROWS
    least = [-1] * slots
    for piece in found:
        rest, slot = divmod(piece, slots)
        if least[slot] < 0 or rest < least[slot]:
            least[slot] = rest
    numbers = []
    for band in range(_BANDS):
        rows = repr(least[band * _ROWS : (band + 1) * _ROWS]).encode()
        code = hashlib.blake2b(rows, digest_size=7, person=f"{band}".encode()).digest()
        numbers.append(int.from_bytes(code))
    return numbers


def resemblance(one: set[str], text: str) -> float:
    """Measure the share of common pieces of a text's pieces and another text (Jaccard)."""
    other = pieces(fold(text))
    both = len(one & other)
    return both / (len(one) + len(other) - both)

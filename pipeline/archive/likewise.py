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


def folded_hash(text: str) -> str:
    """Hash a text without regard to spacing, line breaks, width and case."""
    return hashlib.sha256(fold(text).encode("utf-8", "replace")).hexdigest()


def dateless_hash(text: str) -> str:
    """Hash a text without its dates too: equal where only the dates were changed."""
    return hashlib.sha256(_DATES.sub("", fold(text)).encode("utf-8", "replace")).hexdigest()


def _pieces(folded: str) -> set[int]:
    last = max(1, len(folded) - _PIECE + 1)
    return {zlib.crc32(folded[i : i + _PIECE].encode("utf-8", "replace")) for i in range(last)}


def bands(text: str) -> list[int]:
    """Give the bands of a text; two texts alike in most of their pieces share at least one.

    MinHash with one hash function: its value says which of the slots it stands for, and each slot
    keeps its least (Li, Owen and Zhang 2012). That is one pass in plain Python, where a library's
    arrays would cost every ``ingest`` a second at start.
    """
    slots = _BANDS * _ROWS
    least = [-1] * slots
    for piece in _pieces(fold(text)):
        rest, slot = divmod(piece, slots)
        if least[slot] < 0 or rest < least[slot]:
            least[slot] = rest
    found = []
    for band in range(_BANDS):
        rows = repr(least[band * _ROWS : (band + 1) * _ROWS]).encode()
        digest = hashlib.blake2b(rows, digest_size=7, person=f"{band}".encode()).digest()
        found.append(int.from_bytes(digest))
    return found


def resemblance(one: str, other: str) -> float:
    """Measure the share of common pieces of two texts (Jaccard)."""
    a, b = _pieces(fold(one)), _pieces(fold(other))
    return len(a & b) / len(a | b) if a or b else 1.0

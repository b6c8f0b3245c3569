"""Hashed counts: n-gram keys -> levels, in two bytes and a quarter a key, read from a memory map.

A table is an xor filter (Graf and Lemire 2020): three cells of a key, xored, give a fingerprint
of 11 bits and a level of 5 bits. A key that was never put in passes for one once in 2,048 times.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.typos.alphabet import Ids

    Keys = NDArray[np.uint64]
    Levels = NDArray[np.int16]
    Cells = NDArray[np.uint16]
    Mixed = tuple[NDArray[np.uint64], NDArray[np.uint64]]

LEVEL_BITS = 5
STEPS_PER_BIT = 1.5
_TOP = (1 << LEVEL_BITS) - 1
_FINGERPRINT = np.uint64((1 << (16 - LEVEL_BITS)) - 1)
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)


def _factors() -> NDArray[np.uint64]:
    """Give an odd 64-bit factor for each size and offset (powers of the golden ratio's)."""
    golden, value, row = 0x9E3779B97F4A7C15, 1, []
    for _ in range(64):
        value = value * golden % (1 << 64)
        row.append(value ^ (value >> 29) | 1)
    return np.array(row, np.uint64).reshape(8, 8)


# A run's key is the sum of its character numbers, each times the factor of its offset, so that
# the key with one character changed costs one multiplication.
_FACTORS = _factors()


def keys(ids: Ids, size: int) -> Keys:
    """Give the key of each run of ``size`` characters, by its start."""
    count = len(ids) - size + 1
    packed = np.full(count, _FACTORS[size, size], np.uint64)
    for offset in range(size):
        packed += ids[offset : offset + count].astype(np.uint64) * _FACTORS[size, offset]
    return packed


def change(packed: Keys, size: int, offset: int, old: Ids, new: Ids) -> Keys:
    """Give the keys of runs that have ``new`` instead of ``old`` at an offset."""
    difference = new.astype(np.uint64) - old.astype(np.uint64)
    changed: Keys = packed + difference * _FACTORS[size, offset]
    return changed


def levels_from_counts(counts: NDArray[np.int64]) -> Cells:
    """Give counts as levels 0..31, three levels for each factor of four."""
    levels = np.round(np.log2(counts) * STEPS_PER_BIT)
    return np.minimum(levels, _TOP).astype(np.uint16)


def mix(packed: Keys) -> Mixed:
    """Give two well-mixed numbers of each key; tables of any length take their cells from them."""
    first = packed >> np.uint64(31)
    first ^= packed
    first *= np.uint64(0x9E3779B97F4A7C15)
    first ^= first >> np.uint64(29)
    first *= np.uint64(0xBF58476D1CE4E5B9)
    first ^= first >> _HALF
    second = first * np.uint64(0x94D049BB133111EB)
    second ^= second >> np.uint64(31)
    return first, second


def locate(mixed: Mixed, segment: int) -> tuple[list[NDArray[np.int64]], Cells]:
    """Give the three cells of each key, counted from where its third begins, and a fingerprint."""
    first, second = mixed
    width = np.uint64(segment)
    cells = []
    for half in (first & _LOW, second & _LOW, second >> _HALF):
        half *= width
        half >>= _HALF
        cells.append(half.view(np.int64))
    return cells, ((first >> np.uint64(48)) & _FINGERPRINT).astype(np.uint16)


class Table:
    """A table of levels; ``cells`` may be a memory map."""

    def __init__(self, cells: Cells) -> None:
        self.cells = cells
        self._segment = len(cells) // 3

    def levels(self, packed: Keys) -> Levels:
        """Give the level of each key plus one, 0 for a key that is not in the table."""
        return self.levels_of(mix(packed))

    def levels_of(self, mixed: Mixed) -> Levels:
        """Give the levels of keys that are mixed already."""
        size = self._segment
        (first, second, third), fingerprint = locate(mixed, size)
        found = self.cells[:size].take(first)
        found ^= self.cells[size : 2 * size].take(second)
        found ^= self.cells[2 * size :].take(third)
        same = (found >> np.uint16(LEVEL_BITS)) == fingerprint
        found &= np.uint16(_TOP)
        found += np.uint16(1)
        found *= same
        return found.view(np.int16)

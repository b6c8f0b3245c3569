"""Places of a text, looked up by offset: does one of them hold or overlap it?"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate


class Places:
    """Half-open places, in any order; a look-up costs the logarithm of their number."""

    def __init__(self, places: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(places)
        self._starts = [start for start, _ in ordered]
        self._furthest = list(accumulate((end for _, end in ordered), max))

    def hold(self, at: int) -> bool:
        """Say whether an offset lies in one of the places."""
        i = bisect_right(self._starts, at)
        return i > 0 and self._furthest[i - 1] > at

    def overlap(self, start: int, end: int) -> bool:
        """Say whether a place shares a character with one of them."""
        i = bisect_left(self._starts, end)
        return i > 0 and self._furthest[i - 1] > start

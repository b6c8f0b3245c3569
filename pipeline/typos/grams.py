"""Character numbers -> how well each character, or another in its place, fits its neighbours."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from pipeline.typos.alphabet import BREAK
from pipeline.typos.table import STEPS_PER_BIT, Table, change, keys, mix

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.typos.alphabet import Ids
    from pipeline.typos.table import Mixed

    Floats = NDArray[np.float32]
    Index = NDArray[np.int64]
    Windows = dict[tuple[int, int], NDArray[np.int16]]

ORDER = 5
SIZES = range(1, ORDER + 1)
_BACKOFF = math.log2(0.4)
_UNSEEN = -1000.0


class Grams:
    """The counts of all runs of one to five characters of a text.

    A window (size, lead) of a place is the run of that size that begins ``lead`` characters
    before it.
    """

    def __init__(self, ids: Ids, table: Table, total: float) -> None:
        self.ids = ids
        self._table = table
        self._total = total
        self._keys = [keys(ids, size) for size in SIZES]
        self.levels = [table.levels(packed) for packed in self._keys]

    def key(self, size: int, start: Index, lead: int, chars: Ids) -> NDArray[np.uint64]:
        """Give the keys of runs with another character ``lead`` characters after their start."""
        packed = self._keys[size - 1][start]
        return change(packed, size, lead, self.ids[start + lead], chars)

    def own(self, places: Index) -> Windows:
        """Give the levels of all windows of the places as they stand."""
        return {
            (size, lead): self.levels[size - 1][places - lead]
            for size in SIZES
            for lead in range(size)
        }

    def other(self, places: Index, chars: Ids) -> tuple[Windows, dict[tuple[int, int], Mixed]]:
        """Give the levels of all windows of the places with other characters in them.

        The mixed keys come with them: the dictionary is asked for the same windows.
        """
        mixed = {
            (size, lead): mix(self.key(size, places - lead, lead, chars))
            for size in SIZES
            for lead in range(size)
        }
        return {window: self._table.levels_of(each) for window, each in mixed.items()}, mixed

    def pairs(self, places: Index, first: Ids, second: Ids) -> Windows:
        """Give the levels of all windows of the places with two characters changed.

        A window of lead -1 begins at the second of the two.
        """
        return {
            (size, lead): self.pair(size, places, lead, first, second)
            for size in SIZES
            for lead in range(-1, size)
        }

    def pair(
        self, size: int, places: Index, lead: int, first: Ids, second: Ids
    ) -> NDArray[np.int16]:
        """Give the levels of one window of the places with two characters changed."""
        return self._table.levels(self.pair_key(size, places, lead, first, second))

    def pair_key(
        self, size: int, places: Index, lead: int, first: Ids, second: Ids
    ) -> NDArray[np.uint64]:
        """Give the keys of that window."""
        if lead < 0:
            return self.key(size, places + 1, 0, second)
        packed = self.key(size, places - lead, lead, first)
        if lead < size - 1:
            packed = change(packed, size, lead + 1, self.ids[places + 1], second)
        return packed

    def logs(
        self, places: Index, windows: Windows, changed: int = 1
    ) -> tuple[list[Floats], list[Floats]]:
        """Give log2 probabilities by stupid backoff (Brants et al. 2007).

        First those of the changed characters and the four after them, each given those before
        it; then of the changed characters and the four before them, each given those after.
        """
        lowest = 1 - changed
        forward = [
            self._log(places, windows, away, 1, lowest) for away in range(ORDER + changed - 1)
        ]
        backward = [self._log(places, windows, away, -1, lowest) for away in range(lowest, ORDER)]
        return forward, backward

    def _log(
        self, places: Index, windows: Windows, away: int, direction: int, lowest: int
    ) -> Floats:
        value = np.zeros(len(places), np.float32)
        for size in SIZES:
            lead = size - 1 - away if direction > 0 else away
            start = places - lead
            level = windows[size, lead] if lowest <= lead < size else self.levels[size - 1][start]
            if size == 1:
                value = np.where(level > 0, _bits(level) - self._total, -self._total - 2)
                continue
            shorter, begin = (lead, start) if direction > 0 else (lead - 1, start + 1)
            given = (
                windows[size - 1, shorter]
                if lowest <= shorter < size - 1
                else self.levels[size - 2][begin]
            )
            ratio = np.where(given > 0, _bits(level) - _bits(given), 0)
            value = np.where(level > 0, np.minimum(ratio, 0), value + _BACKOFF)
        return value.astype(np.float32)


class Words:
    """The best division of a text into words of a dictionary, and of the text with a change."""

    def __init__(self, grams: Grams, table: Table, total: float) -> None:
        self._grams = grams
        self._table = table
        self._total = total
        self._logs = [self._log(table.levels(packed), n) for n, packed in enumerate(grams._keys, 1)]
        self._left, self._right = self._divide()

    def _log(self, levels: NDArray[np.int16], size: int) -> Floats:
        unseen = -self._total - 4 if size == 1 else _UNSEEN
        return np.where(levels > 0, _bits(levels) - self._total, unseen).astype(np.float32)

    def _divide(self) -> tuple[Floats, Floats]:
        """Give the best log2 probability of what ends, and of what begins, at each place."""
        logs = [[*values.tolist(), *[_UNSEEN] * n] for n, values in enumerate(self._logs)]
        breaks = (self._grams.ids <= BREAK).tolist()
        count = len(breaks)
        left, right = [0.0] * (count + 1), [0.0] * (count + ORDER + 1)
        one, two, three, four, five = logs
        for end in range(ORDER, count):
            if not breaks[end]:
                left[end + 1] = max(
                    left[end] + one[end],
                    left[end - 1] + two[end - 1],
                    left[end - 2] + three[end - 2],
                    left[end - 3] + four[end - 3],
                    left[end - 4] + five[end - 4],
                )
        for start in range(count - 1, -1, -1):
            if not breaks[start]:
                right[start] = max(
                    right[start + 1] + one[start],
                    right[start + 2] + two[start],
                    right[start + 3] + three[start],
                    right[start + 4] + four[start],
                    right[start + 5] + five[start],
                )
        return np.array(left, np.float32), np.array(right, np.float32)

    def through(
        self, places: Index, mixed: dict[tuple[int, int], Mixed] | None = None
    ) -> tuple[Floats, NDArray[np.int8], Floats, NDArray[np.int8]]:
        """Give the best division with the characters in these places that the keys are of.

        Returns its log2 probability, the length and log2 probability of the word that covers the
        place, and the length of the longest word that could.
        """
        best = np.full(len(places), -np.inf, np.float32)
        length = np.zeros(len(places), np.int8)
        weight = np.zeros(len(places), np.float32)
        longest = np.zeros(len(places), np.int8)
        for size in SIZES:
            for lead in range(size):
                start = places - lead
                if mixed is None:
                    log = self._logs[size - 1][start]
                else:
                    log = self._log(self._table.levels_of(mixed[size, lead]), size)
                total = self._left[start] + log + self._right[start + size]
                better = total > best
                best = np.where(better, total, best)
                length = np.where(better, np.int8(size), length)
                weight = np.where(better, log, weight)
                longest = np.where(log > _UNSEEN / 2, np.int8(size), longest)
        return best, length, weight, longest

    def through_pair(self, places: Index, first: Ids, second: Ids) -> Floats:
        """Give the log2 probability of the best division with two characters changed."""
        after = np.full(len(places), -np.inf, np.float32)
        for size in SIZES:
            log = self._log(self._table.levels(self._grams.key(size, places + 1, 0, second)), size)
            after = np.maximum(after, log + self._right[places + 1 + size])
        best = np.full(len(places), -np.inf, np.float32)
        for size in SIZES:
            for lead in range(size):
                start = places - lead
                rest = self._right[start + size] if lead < size - 1 else after
                key = self._grams.pair_key(size, places, lead, first, second)
                log = self._log(self._table.levels(key), size)
                best = np.maximum(best, self._left[start] + log + rest)
        return best


def _bits(levels: NDArray[np.int16]) -> Floats:
    """Undo ``levels_from_counts``: the log2 of the count of a level that is not 0."""
    return (levels.astype(np.float32) - 1) / np.float32(STEPS_PER_BIT)

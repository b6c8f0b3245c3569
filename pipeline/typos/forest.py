"""Boosted decision trees: rows of features -> probabilities.

Trees are kept as QuickScorer keeps them (Lucchese et al. 2015): each test that fails strikes out
the leaves of its lower branch, and the first leaf that is left is the tree's answer. So all rows
pass each test in one sweep, without walking from node to node.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.typos.grams import Floats

LEAVES = 12
# After the first trees a row below this score has never been found to end above a faint doubt, so
# that the other trees need not be asked.
FIRST, HOPELESS = 30, -4.4
_masks = np.arange(1 << LEAVES)
_FIRST_LEAF = np.zeros(1 << LEAVES, np.uint8)
for _leaf in reversed(range(LEAVES)):
    _FIRST_LEAF[(_masks >> _leaf) & 1 == 1] = _leaf


class Forest:
    """Trees as rows of tests (feature, threshold, leaves left if it fails) and of leaves."""

    def __init__(self, tests: NDArray[np.void], leaves: Floats) -> None:
        self._features = tests["feature"].astype(np.int64)
        self._thresholds = np.ascontiguousarray(tests["threshold"])[:, :, None]
        self._left = np.ascontiguousarray(tests["left"])[:, :, None]
        self._leaves = leaves

    def probabilities(self, rows: Floats) -> Floats:
        """Give the probability of each row."""
        columns = np.ascontiguousarray(rows.T)
        score = self._score(columns, 0, FIRST)
        hopeful = np.nonzero(score > HOPELESS)[0]
        score[hopeful] += self._score(columns[:, hopeful], FIRST, len(self._leaves))
        return (1 / (1 + np.exp(-score))).astype(np.float32)

    def _score(self, columns: Floats, begin: int, end: int) -> Floats:
        score = np.zeros(columns.shape[1], np.float32)
        every = np.uint16((1 << LEAVES) - 1)
        for tree in range(begin, min(end, len(self._leaves))):
            failed = columns[self._features[tree]] > self._thresholds[tree]
            left = np.bitwise_and.reduce(np.where(failed, self._left[tree], every), 0)
            score += self._leaves[tree][_FIRST_LEAF[left]]
        return score

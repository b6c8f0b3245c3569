"""Boosted decision trees: rows of features -> probabilities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.typos.grams import Floats

# After the first trees a row below this score has never been found to end above a faint doubt, so
# that the other trees need not be asked.
FIRST, HOPELESS = 30, -4.4


class Forest:
    """Trees as one table: a row a node, ``feature`` -1 for a leaf whose ``value`` is the score.

    ``low`` and ``high`` are the rows of the next node for values up to the threshold and above.
    """

    def __init__(self, nodes: NDArray[np.void], roots: NDArray[np.int32]) -> None:
        leaf = nodes["feature"] < 0
        itself = np.arange(len(nodes))
        self._feature = np.where(leaf, 0, nodes["feature"])
        self._value = nodes["value"]
        self._low = np.where(leaf, itself, nodes["low"])
        self._high = np.where(leaf, itself, nodes["high"])
        self._roots = roots
        self._depth = _depth(leaf, self._low, self._high, roots)

    def probabilities(self, rows: Floats) -> Floats:
        """Give the probability of each row."""
        score = self._score(rows, self._roots[:FIRST])
        open_rows = np.nonzero(score > HOPELESS)[0]
        score[open_rows] += self._score(rows[open_rows], self._roots[FIRST:])
        return (1 / (1 + np.exp(-score))).astype(np.float32)

    def _score(self, rows: Floats, roots: NDArray[np.int32]) -> Floats:
        every = np.arange(len(rows))[:, None]
        node = np.broadcast_to(roots, (len(rows), len(roots)))
        for _ in range(self._depth):
            below = rows[every, self._feature[node]] <= self._value[node]
            node = np.where(below, self._low[node], self._high[node])
        score: Floats = self._value[node].sum(1)
        return score


def _depth(
    leaf: NDArray[np.bool_],
    low: NDArray[np.int64],
    high: NDArray[np.int64],
    roots: NDArray[np.int32],
) -> int:
    depth, level = 0, roots.astype(np.int64)
    while len(level := level[~leaf[level]]):
        level = np.concatenate((low[level], high[level]))
        depth += 1
    return depth

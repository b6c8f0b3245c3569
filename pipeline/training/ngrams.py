"""Text -> hashed counts of the runs of characters in it (the tables of ``models/typos``)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from pipeline.typos.alphabet import BREAK, UNKNOWN, Alphabet, fold
from pipeline.typos.grams import SIZES
from pipeline.typos.table import LEVEL_BITS, keys, levels_from_counts, locate, mix

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.typos.alphabet import Ids
    from pipeline.typos.table import Cells, Keys

LEAST = (1, 2, 2, 3, 3)
SPARE = 1.23


def alphabet_from_text(text: str, also: str = "") -> Alphabet:
    """Number the characters of a text by frequency, then those given besides."""
    counts = Counter(fold(text))
    for char in "\n\t \u3000":
        counts.pop(char, None)
    chars = [char for char, _ in counts.most_common() if ord(char) < 0x10000]
    return Alphabet("".join(dict.fromkeys([*chars, *also])))


def ids_from_texts(alphabet: Alphabet, texts: Iterable[tuple[str, int]]) -> Ids:
    """Number texts of one sentence a line, each as many times as its weight says."""
    parts = []
    for text, weight in texts:
        parts += [alphabet.encode("\n" + fold(text) + "\n")] * weight
    return np.concatenate(parts)


def count_runs(ids: Ids, size: int, least: int) -> tuple[Keys, NDArray[np.int64]]:
    """Count runs that lie within one sentence (its breaks included) and occur often enough."""
    count = len(ids) - size + 1
    whole = np.ones(count, bool)
    for offset in range(size):
        part = ids[offset : offset + count]
        whole &= part != UNKNOWN
        if 0 < offset < size - 1:
            whole &= part != BREAK
    if size > 1:
        whole &= (ids[:count] != BREAK) | (ids[size - 1 :] != BREAK)
    found, counts = np.unique(keys(ids, size)[whole], return_counts=True)
    often = counts >= least
    return found[often], counts[often]


def count_all(
    ids: Ids, least: tuple[int, ...] = LEAST
) -> tuple[Keys, NDArray[np.int64], dict[int, int]]:
    """Count the runs of every size; the last value says how many of each size were kept."""
    parts = [count_runs(ids, size, least[size - 1]) for size in SIZES]
    sizes = {size: len(found) for size, (found, _) in zip(SIZES, parts, strict=True)}
    return (
        np.concatenate([found for found, _ in parts]),
        np.concatenate([counts for _, counts in parts]),
        sizes,
    )


def cells_from_counts(packed: Keys, counts: NDArray[np.int64]) -> Cells:
    """Build the xor filter of ``typos.table`` by peeling cells that one key alone uses."""
    segment = int(len(packed) * SPARE / 3) + 32
    thirds, fingerprint = locate(mix(packed), segment)
    places = [cells + number * segment for number, cells in enumerate(thirds)]
    wanted = (fingerprint << np.uint16(LEVEL_BITS)) | levels_from_counts(counts)
    used = np.stack(places, 1)
    degree = np.bincount(used.ravel(), minlength=3 * segment)
    users = np.zeros(3 * segment, np.int64)
    for column in range(3):
        np.bitwise_xor.at(users, used[:, column], np.arange(len(packed)))
    peeled: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    alone, left = np.nonzero(degree == 1)[0], len(packed)
    while left:
        alone = alone[degree[alone] == 1]
        if not len(alone):
            raise RuntimeError("the filter cannot be peeled; are keys given twice?")
        key, first = np.unique(users[alone], return_index=True)
        peeled.append((key, alone[first]))
        left -= len(key)
        for column in range(3):
            np.subtract.at(degree, used[key, column], 1)
            np.bitwise_xor.at(users, used[key, column], key)
        alone = np.unique(used[key].ravel())
    cells = np.zeros(3 * segment, np.uint16)
    for key, own in reversed(peeled):
        others = cells[used[key, 0]] ^ cells[used[key, 1]] ^ cells[used[key, 2]]
        cells[own] = wanted[key] ^ others
    return cells

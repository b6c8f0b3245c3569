"""Reading -> pairs of neighbouring characters that may both be wrong (墙画 for 强化).

Each of the two hides the other: with either left as it is, no single change makes a word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.typos.alphabet import Ids
    from pipeline.typos.features import Reading
    from pipeline.typos.grams import Floats, Index, Windows

    # places, first characters, second characters, and how the two resemble what stands there
    Guesses = tuple[Index, Ids, Ids, NDArray[Any], NDArray[Any]]

UNUSUAL = 4
KEPT = 3
WINDOWS = tuple((size, lead) for size in range(1, 5) for lead in range(-1, size))


@dataclass(frozen=True, slots=True)
class Doubles:
    """Places of a layout, characters for each and the place after it, and rows of features."""

    places: Index
    first: Ids
    second: Ids
    rows: Floats


def find_doubles(reading: Reading) -> Doubles:
    """Find frequent pairs that both sound or look like the unusual pair that stands there."""
    places, first, second, like_first, like_second = _guesses(reading)
    grams = reading.grams
    windows = grams.pairs(places, first, second)
    forward, backward = grams.logs(places, windows, changed=2)
    own = grams.pairs(places, reading.ids[places], reading.ids[places + 1])
    own_forward, own_backward = grams.logs(places, own, changed=2)
    gain_forward = np.sum(forward, 0) - np.sum(own_forward, 0)
    gain_backward = np.sum(backward, 0) - np.sum(own_backward, 0)
    divided = reading.words.through_pair(places, first, second)
    own_divided = reading.words.through_pair(places, reading.ids[places], reading.ids[places + 1])
    frequency = reading.model.frequency
    columns = [
        gain_forward + gain_backward,
        gain_forward,
        gain_backward,
        divided - own_divided,
        divided,
        own_divided,
        *forward[:3],
        *backward[:3],
        *own_forward[:2],
        *own_backward[:2],
        *(windows[window] for window in WINDOWS),
        *(own[window] for window in ((2, -1), (2, 0), (2, 1), (3, 0), (3, 1))),
        _longest(windows),
        _longest(own),
        *reading.surroundings(places, 2),
        reading.fit[places],
        reading.fit[places + 1],
        frequency[first],
        frequency[second],
        frequency[reading.ids[places]],
        frequency[reading.ids[places + 1]],
        like_first >> 4,
        like_first & 15,
        like_second >> 4,
        like_second & 15,
    ]
    return Doubles(places, first, second, np.stack(columns, 1).astype(np.float32))


def _longest(windows: Windows) -> NDArray[np.int64]:
    """Give the size of the longest known run that covers one of the two."""
    sizes = [np.where(level > 0, size, 0) for (size, _), level in windows.items()]
    longest: NDArray[np.int64] = np.max(sizes, 0)
    return longest


def _guesses(reading: Reading) -> Guesses:
    suspects = reading.suspects()
    followed = suspects[:-1][suspects[1:] == suspects[:-1] + 1]
    followed = followed[reading.grams.levels[1][followed] <= UNUSUAL]
    strong = reading.model.strong_matrix()
    parts = [_likely(reading, strong, int(place)) for place in followed]
    empty = np.zeros(0, np.uint16)
    parts.append((empty.astype(np.int64), empty, empty, empty, empty))
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    places, first, second = columns[:3]
    known = np.zeros(len(places), np.int64)
    for size, lead in ((2, 0), (3, 0), (3, 1), (4, 1)):
        known += reading.grams.pair(size, places, lead, first, second)
    best = _best_of_each(places, known)
    places, first, second, like_first, like_second = (column[best] for column in columns)
    return places, first, second, like_first, like_second


def _likely(reading: Reading, strong: NDArray[np.bool_], place: int) -> Guesses:
    """Give the frequent pairs that may be meant in one place and the next."""
    first, like_first = reading.model.confusions_of(int(reading.ids[place]))
    second, like_second = reading.model.confusions_of(int(reading.ids[place + 1]))
    one, two = np.nonzero(strong[first[:, None], second[None, :]])
    start: Index = np.full(len(one), place)
    return start, first[one], second[two], like_first[one], like_second[two]


def _best_of_each(groups: Index, score: Index) -> Index:
    """Give the rows of the few best scores of each group."""
    order = np.lexsort((-score, groups))
    counter = np.arange(len(groups))
    begins = np.ones(len(groups), bool)
    begins[1:] = groups[order][1:] != groups[order][:-1]
    begin = np.maximum.accumulate(np.where(begins, counter, 0))
    best: Index = order[counter - begin < KEPT]
    return best

"""Layout -> candidate replacements, each with what speaks for and against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.typos.grams import Grams, Words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.typos.alphabet import Ids
    from pipeline.typos.grams import Floats, Index, Windows
    from pipeline.typos.model import Model

AT_HOME = -20.0
KEPT = 4
LEAST_GAIN = -6.0
FEW, CROWDED = 40, 0.6
WORD_WEIGHT = np.float32(0.7)
_NONE = np.float32(-30)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Places of a layout, a character for each, and a row of features for each."""

    places: Index
    chars: Ids
    rows: Floats


@dataclass(frozen=True, slots=True)
class Scales:
    """Changes of one character, with all windows, log probabilities and gains."""

    at: Index
    chars: Ids
    windows: Windows
    logs: tuple[list[Floats], list[Floats]]
    gains: tuple[Floats, Floats]
    gain: Floats
    word_gain: Floats
    both: Floats
    divided: tuple[Floats, NDArray[np.int8], Floats, NDArray[np.int8]]


class Reading:
    """A laid-out text with its counts: what the features are taken from."""

    def __init__(self, ids: Ids, model: Model) -> None:
        self.ids = ids
        self.model = model
        self.grams = Grams(ids, model.counts, model.counts_total)
        self.words = Words(self.grams, model.words, model.words_total)
        self.hanzi: Index = np.nonzero(model.confusable(ids))[0]
        self.own = self.grams.own(self.hanzi)
        self.forward, self.backward = self.grams.logs(self.hanzi, self.own)
        self.row = np.full(len(ids), -1, np.int64)
        self.row[self.hanzi] = np.arange(len(self.hanzi))
        self.fit = np.zeros(len(ids), np.float32)
        self.fit[self.hanzi] = self.forward[0] + self.backward[0]
        self.divided = self.words.through(self.hanzi)

    def suspects(self) -> Index:
        """Give the places whose character its neighbours do not expect.

        None where they are too many for a text of our kind, or one character is repeated.
        """
        ids, hanzi = self.ids, self.hanzi
        strange = self.fit[hanzi] < AT_HOME
        strange &= (ids[hanzi] != ids[hanzi - 1]) | (ids[hanzi] != ids[hanzi + 1])
        crowded = strange.sum() > FEW + CROWDED * len(hanzi)
        return hanzi[:0] if crowded else hanzi[strange]

    def candidates(self, places: Index) -> Candidates:
        """Weigh every confusable character in the places; keep the few that gain most."""
        at, chars, sound, shape = self.model.confusions(self.ids, places)
        seen = (self.level(2, at - 1, 1, chars) > 0) | (self.level(2, at, 0, chars) > 0)
        at, chars, sound, shape = at[seen], chars[seen], sound[seen], shape[seen]
        scales = self.weigh(at, chars)
        rank, top, _ = _ranks(at, scales.gain)
        rank_both, top_both, next_both = _ranks(at, scales.both)
        worth = (scales.gain > LEAST_GAIN) | (scales.both > LEAST_GAIN)
        kept = np.nonzero(((rank < KEPT) | (rank_both < KEPT)) & worth)[0]
        columns = [
            *self.columns(scales, kept),
            sound[kept],
            shape[kept],
            rank[kept],
            rank_both[kept],
            (scales.gain - top)[kept],
            (scales.both - top_both)[kept],
            (scales.both - next_both)[kept],
        ]
        rows = np.stack(columns, 1).astype(np.float32)
        return Candidates(at[kept], chars[kept], rows)

    def weigh(self, at: Index, chars: Ids) -> Scales:
        """Compare each text that has another character in a place with the text as it stands."""
        windows, mixed = self.grams.other(at, chars)
        forward, backward = self.grams.logs(at, windows)
        row = self.row[at]
        gain_forward = _total(forward) - _total(self.forward)[row]
        gain_backward = _total(backward) - _total(self.backward)[row]
        divided = self.words.through(at, mixed)
        word_gain = divided[0] - self.divided[0][row]
        gain = gain_forward + gain_backward
        return Scales(
            at,
            chars,
            windows,
            (forward, backward),
            (gain_forward, gain_backward),
            gain,
            word_gain,
            gain + WORD_WEIGHT * word_gain,
            divided,
        )

    def columns(self, scales: Scales, kept: Index) -> list[NDArray[Any]]:
        """Give the features of some of the changes that were weighed."""
        place = scales.at[kept]
        row = self.row[place]
        before, after = self.row[place - 1], self.row[place + 1]
        forward, backward = scales.logs
        return [
            scales.gains[0][kept],
            scales.gains[1][kept],
            scales.gain[kept],
            scales.word_gain[kept],
            scales.both[kept],
            _total(forward)[kept],
            _total(backward)[kept],
            _total(self.forward)[row],
            _total(self.backward)[row],
            *(part[kept] for away in range(3) for part in (forward[away], backward[away])),
            *(part[row] for away in range(3) for part in (self.forward[away], self.backward[away])),
            self.model.frequency[scales.chars[kept]],
            self.model.frequency[self.ids[place]],
            *_summary(scales.windows, kept),
            *_summary(self.own, row),
            *self.surroundings(place),
            np.where(before >= 0, self.fit[place - 1], 0),
            np.where(after >= 0, self.fit[place + 1], 0),
            scales.divided[1][kept],
            scales.divided[2][kept],
            scales.divided[3][kept],
            self.divided[1][row],
            self.divided[2][row],
            self.divided[3][row],
        ]

    def level(self, size: int, start: Index, lead: int, chars: Ids) -> NDArray[np.int16]:
        """Give the level of the runs with another character in them."""
        return self.model.counts.levels(self.grams.key(size, start, lead, chars))

    def surroundings(self, place: Index, width: int = 1) -> list[NDArray[np.int16]]:
        """Give the levels of the runs just before and just after the places."""
        levels = self.grams.levels
        return [
            levels[1][place - 2],
            levels[2][place - 3],
            levels[1][place + width],
            levels[2][place + width],
        ]


def _total(parts: list[Floats]) -> Floats:
    total: Floats = np.sum(parts, 0)
    return total


def _summary(windows: Windows, chosen: NDArray[np.int64]) -> list[NDArray[np.int16]]:
    columns = []
    for size in range(2, 6):
        levels = np.stack([windows[size, lead][chosen] for lead in range(size)])
        columns += [levels.max(0), (levels > 0).sum(0)]
    ends = ((2, 1), (2, 0), (3, 1), (3, 2), (3, 0))
    return columns + [windows[window][chosen] for window in ends]


def _ranks(groups: Index, score: Floats) -> tuple[Index, Floats, Floats]:
    """Give each row's rank in its group, the group's best score, and the score that follows."""
    order = np.lexsort((-score, groups))
    sorted_groups, sorted_score = groups[order], score[order]
    counter = np.arange(len(groups))
    first = np.ones(len(groups), bool)
    first[1:] = sorted_groups[1:] != sorted_groups[:-1]
    begin = np.maximum.accumulate(np.where(first, counter, 0))
    following = np.full(len(groups), _NONE)
    following[:-1] = np.where(first[1:], _NONE, sorted_score[1:])
    rank = np.empty(len(groups), np.int64)
    top, after = np.empty_like(score), np.empty_like(score)
    rank[order] = counter - begin
    top[order] = sorted_score[begin]
    after[order] = following
    return rank, top, after

"""Text -> set phrases of four or five characters with one character wrong (以敬效尤)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline import lexicon
from pipeline.typos.alphabet import BREAK, UNKNOWN
from pipeline.typos.table import change, keys

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.typos.alphabet import Ids
    from pipeline.typos.model import Model
    from pipeline.typos.table import Keys

LENGTHS = (4, 5)
LONGEST = max(LENGTHS)
# The last column of a phrase. How usual the wrong character may be beside its neighbours in the
# phrase: in 其中反映 it is at home, so that 集中反映 was hardly meant.
SET_PHRASE, IDIOM = 0, 1
NOT_AT_HOME, STRANGE = 10, 4
# Dictionaries hold common slips too (再接再励): as rare as that, where the right form is usual.
RARE, USUAL = 3, 9


@dataclass(frozen=True, slots=True)
class Slip:
    """A set phrase with one character wrong: where it begins, what it should be, which is wrong."""

    start: int
    phrase: str
    offset: int
    idiom: bool


class Idioms:
    """Set phrases, found by their characters but one."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._particle = int(model.alphabet.encode("的")[0])  # 一夫一妻的婚姻
        self._phrases: dict[int, Ids] = {}
        self._index: dict[tuple[int, int], tuple[Keys, NDArray[np.int64]]] = {}
        own = [_row(model.alphabet.encode(word)) for word in sorted(_own_phrases())]
        table = np.concatenate([model.phrases, [row for row in own if row is not None]])
        lengths = (table[:, :LONGEST] != UNKNOWN).sum(1)
        for length in LENGTHS:
            phrases = table[lengths == length]
            self._phrases[length] = phrases
            for offset in range(length):
                blanked = phrases[:, :length].copy()
                blanked[:, offset] = UNKNOWN
                packed = keys(blanked.ravel(), length)[::length]
                order = np.argsort(packed, kind="stable")
                self._index[length, offset] = packed[order], order

    def slips(self, text: str) -> Iterator[Slip]:
        """Yield the phrases of a text that are one confusable character away from a set phrase."""
        layout = self._model.alphabet.lay_out(text)
        for length in LENGTHS:
            packed = keys(layout.ids, length)
            listed = self._model.words.levels(packed)
            known = (listed > RARE) | (self._model.counts.levels(packed) > 0)
            for offset in range(length):
                own = layout.ids[offset : offset + len(packed)]
                blanked = change(packed, length, offset, own, np.zeros_like(own))
                index, order = self._index[length, offset]
                at = np.minimum(np.searchsorted(index, blanked), len(index) - 1)
                for start in np.nonzero((index[at] == blanked) & ~known)[0].tolist():
                    place = int(layout.places[start])
                    end = int(np.searchsorted(index, blanked[start], "right"))
                    for phrase in self._phrases[length][order[at[start] : end]]:
                        if place < 0 or not self._slipped(
                            layout.ids[start:], phrase, length, offset
                        ):
                            continue
                        if listed[start] and not self._replaces(layout.ids[start:], phrase, offset):
                            continue
                        right = "".join(map(self._model.alphabet.char, phrase[:length].tolist()))
                        yield Slip(place, right, offset, bool(phrase[-1] == IDIOM))
                        break

    def _replaces(self, ids: Ids, phrase: Ids, offset: int) -> bool:
        """Say whether an idiom is so usual that what a dictionary holds beside it is a slip."""
        length = int((phrase[:LONGEST] != UNKNOWN).sum())
        level = int(self._model.words.levels(keys(phrase[:length], length))[0])
        wrong, right = (self._model.syllables[int(row[offset])] for row in (ids, phrase))
        sounds = bool(wrong[0]) and bool(np.isin(wrong[wrong > 0], right).any())
        return bool(phrase[-1] == IDIOM) and level >= USUAL and sounds

    def _slipped(self, ids: Ids, phrase: Ids, length: int, offset: int) -> bool:
        """Say whether one character of the phrase may have been written for another."""
        wrong, right = int(ids[offset]), int(phrase[offset])
        if wrong in {UNKNOWN, BREAK, right, self._particle}:
            return False
        others, _ = self._model.confusions_of(wrong)
        one, other = self._model.syllables[wrong], self._model.syllables[right]
        sounds = bool(one[0]) and bool(np.isin(one[one > 0], other).any())
        if not sounds and not (others == right).any():
            return False
        inside = ids[max(offset - 1, 0) : min(offset + 2, length)]
        loose = sounds  # a like shape or sound proves less: 强风暴雨, 狂风暴雨
        return int(self._model.counts.levels(keys(inside, 2)).max()) <= (
            NOT_AT_HOME if loose else STRANGE
        )


def _own_phrases() -> set[str]:
    """Give the words of the trade and the set phrases of reports (工作台账, 规章制度)."""
    rows = lexicon.words("set_phrases")
    return {word for row in rows for word in row.split("|")} | lexicon.words("domain_words")


def _row(ids: Ids) -> Ids | None:
    """Give a word as a row of the table, None where its length does not fit."""
    if len(ids) not in LENGTHS:
        return None
    return np.append(np.pad(ids, (0, LONGEST - len(ids))), SET_PHRASE).astype(np.uint16)

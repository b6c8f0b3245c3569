"""Text -> places that are probably miswritten, with what probably was meant and how probable.

Three judges, each a forest: of one change, of two neighbouring changes, and of the place, which
weighs the best change against the next best and against the other suspects of the sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.typos.alphabet import BREAK
from pipeline.typos.doubles import Doubles, find_doubles
from pipeline.typos.features import Candidates, Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from pipeline.typos.alphabet import Ids
    from pipeline.typos.grams import Floats, Index
    from pipeline.typos.model import Model

FAINT = 0.02
CHUNK = 6000
USUAL = 3
VICINITY = 20_000
COMMON = 6


@dataclass(frozen=True, slots=True)
class Suspect:
    """A character of a text that is probably wrong.

    ``well_known`` says that the right one makes a common run of three characters there.
    """

    place: int
    right: str
    probability: float
    well_known: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of each suspicious place of a layout: best character, features, sentence."""

    places: Index
    chars: Ids
    rows: Floats
    sentences: Index


def find_suspects(text: str, model: Model) -> Iterator[Suspect]:
    """Yield the probable errors of a text, in order."""
    for begin, end in _chunks(text):
        layout = model.alphabet.lay_out(text[begin:end])
        reading = Reading(layout.ids, model)
        evidence = gather(reading, model)
        if not len(evidence.places):
            continue
        probable = model.forests["place"].probabilities(evidence.rows)
        probable[_recurring(text, begin + layout.places, reading, evidence.places)] = 0
        known = _well_known(reading, evidence)
        for index in np.nonzero(accepted(probable, evidence.sentences, model))[0]:
            yield Suspect(
                begin + int(layout.places[evidence.places[index]]),
                model.alphabet.char(int(evidence.chars[index])),
                float(probable[index]),
                bool(known[index]),
            )


def _recurring(text: str, offsets: Index, reading: Reading, places: Index) -> NDArray[np.bool_]:
    """Say which places stand in a pair of characters unknown to the model but usual in this text.

    Such a pair is a name or a local word rather than the same slip made again and again.
    """
    recurring = np.zeros(len(places), np.bool_)
    levels = reading.grams.levels[1]
    for row, place in enumerate(places.tolist()):
        for first in (place - 1, place):
            offset = int(offsets[first])
            inside = offset >= 0 and reading.ids[first] != BREAK and reading.ids[first + 1] != BREAK
            if not inside or levels[first]:
                continue
            near = max(offset - VICINITY, 0), offset + VICINITY
            recurring[row] |= text.count(text[offset : offset + 2], *near) >= USUAL
    return recurring


def _well_known(reading: Reading, evidence: Evidence) -> NDArray[np.bool_]:
    """Say which corrected characters make a common run of three with the one before them.

    What follows does not count: 乡镇人民政府 is common, and no reason to change the name of
    箬坪镇人民政府.
    """
    places, chars = evidence.places, evidence.chars
    between, before = (reading.level(3, places - lead, lead, chars) for lead in (1, 2))
    common = np.maximum(between, before) >= COMMON
    well_known: NDArray[np.bool_] = common & (reading.ids[places - 1] != BREAK)
    return well_known


def accepted(probable: Floats, sentences: Index, model: Model) -> NDArray[np.bool_]:
    """Say which places to report: a sentence with one sure error is searched more sharply."""
    surest = np.zeros(int(sentences.max(initial=-1)) + 1, np.float32)
    np.maximum.at(surest, sentences, probable)
    keep: NDArray[np.bool_] = (surest[sentences] >= model.threshold) & (
        probable >= model.companion_threshold
    )
    return keep


def gather(reading: Reading, model: Model) -> Evidence:
    """Judge all changes of a text, and put together what speaks for an error at each place."""
    single = reading.candidates(reading.suspects())
    double = find_doubles(reading)
    return combine(
        reading,
        single,
        model.forests["single"].probabilities(single.rows),
        double,
        model.forests["double"].probabilities(double.rows),
    )


def combine(
    reading: Reading,
    single: Candidates,
    single_probable: Floats,
    double: Doubles,
    double_probable: Floats,
) -> Evidence:
    """Put together what speaks for an error at each place."""
    size = len(reading.ids)
    best, next_best, total, best_row = _best(size, single.places, single_probable)
    pair = np.zeros(size, np.float32)
    pair_char = np.zeros(size, np.uint16)
    order = np.argsort(double_probable, kind="stable")
    for offset, chars in ((0, double.first), (1, double.second)):
        for index in order:
            place = double.places[index] + offset
            if double_probable[index] >= pair[place]:
                pair[place] = double_probable[index]
                pair_char[place] = chars[index]
    either = np.maximum(best, pair)
    places: Index = np.nonzero(either > FAINT)[0]
    sentences = np.cumsum(reading.ids == BREAK)
    lengths = np.bincount(sentences)
    chars = np.where(
        (pair > best)[places], pair_char[places], _taken(single.chars, best_row[places])
    ).astype(np.uint16)
    columns = [
        best[places],
        next_best[places],
        total[places],
        pair[places],
        either[places],
        *(either[places + away] for away in (-2, -1, 1, 2)),
        *_elsewhere(places, either[places], sentences[places]),
        lengths[sentences[places]],
    ]
    features = np.zeros((len(places), single.rows.shape[1]), np.float32)
    known = best_row[places] >= 0
    features[known] = single.rows[best_row[places][known]]
    rows = np.concatenate((np.stack(columns, 1).astype(np.float32), features), 1)
    return Evidence(places, chars, rows, sentences[places])


def _best(size: int, places: Index, probable: Floats) -> tuple[Floats, Floats, Floats, Index]:
    """Give for each place its best and next best probability, their sum, and the best row."""
    order = np.lexsort((-probable, places))
    first = np.ones(len(order), bool)
    first[1:] = places[order][1:] != places[order][:-1]
    best, next_best, total = (np.zeros(size, np.float32) for _ in range(3))
    row = np.full(size, -1, np.int64)
    top = order[first]
    best[places[top]] = probable[top]
    row[places[top]] = top
    second = order[1:][~first[1:] & first[:-1]]
    next_best[places[second]] = probable[second]
    np.add.at(total, places, probable)
    return best, next_best, total, row


def _taken(chars: Ids, rows: Index) -> Ids:
    if not len(chars):
        return np.zeros(len(rows), np.uint16)
    return chars[np.maximum(rows, 0)]


def _elsewhere(places: Index, probable: Floats, sentences: Index) -> list[NDArray[np.float32]]:
    """Give the two surest suspects elsewhere in the sentence, and the count of likely ones."""
    one, two, many = (np.zeros(len(places), np.float32) for _ in range(3))
    for sentence in np.unique(sentences):
        rows = np.nonzero(sentences == sentence)[0]
        for row in rows:
            rest = np.sort(probable[rows[np.abs(places[rows] - places[row]) > 1]])[::-1]
            one[row] = rest[0] if len(rest) else 0
            two[row] = rest[1] if len(rest) > 1 else 0
            many[row] = (rest > 0.5).sum()
    return [one, two, many]


def _chunks(text: str) -> Iterator[tuple[int, int]]:
    """Divide a text at line ends into pieces that fit in memory."""
    begin = 0
    while begin < len(text):
        end = len(text)
        if end - begin > CHUNK:
            cut = text.rfind("\n", begin + 1, begin + CHUNK)
            cut = cut if cut > 0 else text.rfind("。", begin + 1, begin + CHUNK)
            end = cut + 1 if cut > 0 else begin + CHUNK
        yield begin, end
        begin = end

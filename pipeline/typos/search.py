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
    from collections.abc import Iterable, Iterator

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


@dataclass(frozen=True, slots=True)
class Doubt:
    """What the model holds of one place of a line, whatever stands in the other lines.

    ``unknown`` are the offsets of the pairs around it that the model does not know.
    """

    place: int
    right: str
    probability: float
    well_known: bool
    unknown: tuple[int, ...]
    sentence: int


def find_suspects(text: str, model: Model) -> Iterator[Suspect]:
    """Yield the probable errors of a text, in order; lines read before cost next to nothing."""
    lines = list(_lines(text))
    known = _read(dict.fromkeys(text[begin:end] for begin, end in lines), model)
    for begin, end in lines:
        doubts = known[text[begin:end]]
        usual = [_recurs(text, begin, doubt) for doubt in doubts]
        for doubt in _accepted(
            [d for d, often in zip(doubts, usual, strict=True) if not often], model
        ):
            yield Suspect(begin + doubt.place, doubt.right, doubt.probability, doubt.well_known)


def _read(lines: Iterable[str], model: Model) -> dict[str, tuple[Doubt, ...]]:
    """Give the doubts of each line, from memory or by reading the new ones many at a time."""
    known = {line: found for line in lines if (found := model.remembered.get(line)) is not None}
    new = [line for line in lines if line not in known]
    while new:
        size, count = 0, 0
        while count < len(new) and (not count or size + len(new[count]) < CHUNK):
            size, count = size + len(new[count]) + 1, count + 1
        for line, doubts in zip(new[:count], _doubts(new[:count], model), strict=True):
            known[line] = doubts
            model.remembered.put(line, doubts)
        new = new[count:]
    return known


def _doubts(lines: list[str], model: Model) -> Iterator[tuple[Doubt, ...]]:
    layout = model.alphabet.lay_out("\n".join(lines))
    reading = Reading(layout.ids, model)
    evidence = gather(reading, model)
    found: list[list[Doubt]] = [[] for _ in lines]
    begins = np.cumsum([0, *(len(line) + 1 for line in lines)])
    if len(evidence.places):
        probable = model.forests["place"].probabilities(evidence.rows)
        known = _well_known(reading, evidence)
        owners = np.searchsorted(begins, layout.places[evidence.places], "right") - 1
        for index, place in enumerate(evidence.places.tolist()):
            line = int(owners[index])
            begin = int(begins[line])
            found[line].append(
                Doubt(
                    int(layout.places[place]) - begin,
                    model.alphabet.char(int(evidence.chars[index])),
                    float(probable[index]),
                    bool(known[index]),
                    _unknown(layout.places, reading, place, begin),
                    int(evidence.sentences[index]),
                )
            )
    return (tuple(doubts) for doubts in found)


def _unknown(offsets: Index, reading: Reading, place: int, begin: int) -> tuple[int, ...]:
    """Give the offsets in its line of the two pairs around a place that the model does not know."""
    levels, ids = reading.grams.levels[1], reading.ids
    return tuple(
        int(offsets[first]) - begin
        for first in (place - 1, place)
        if offsets[first] >= begin
        and ids[first] != BREAK
        and ids[first + 1] != BREAK
        and not levels[first]
    )


def _recurs(text: str, begin: int, doubt: Doubt) -> bool:
    """Say whether a place stands in a pair of characters unknown to the model but usual here.

    Such a pair is a name or a local word rather than the same slip made again and again.
    """
    for offset in doubt.unknown:
        at = begin + offset
        near = max(at - VICINITY, 0), at + VICINITY
        if text.count(text[at : at + 2], *near) >= USUAL:
            return True
    return False


def _accepted(doubts: list[Doubt], model: Model) -> Iterator[Doubt]:
    """Give the places to report: a sentence with one sure error is searched more sharply."""
    surest: dict[int, float] = {}
    for doubt in doubts:
        surest[doubt.sentence] = max(surest.get(doubt.sentence, 0.0), doubt.probability)
    for doubt in doubts:
        sure = surest[doubt.sentence] >= model.threshold
        if sure and doubt.probability >= model.companion_threshold:
            yield doubt


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


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Divide a text at line ends, and what is longer than fits in memory at full stops."""
    begin = 0
    while begin < len(text):
        line = text.find("\n", begin)
        line = len(text) if line < 0 else line
        while line - begin > CHUNK:
            cut = text.rfind("。", begin + 1, begin + CHUNK)
            end = cut + 1 if cut > 0 else begin + CHUNK
            yield begin, end
            begin = end
        if line > begin:
            yield begin, line
        begin = line + 1

"""Text -> corrections of wrong characters (错别字), offline and without a neural network.

The entrance is ``corrections``. Words known to be wrong come from a table that people edit; what
else does not fit its neighbours is found by counts of runs of characters (``models/typos``).
"""

from collections.abc import Iterator

from pipeline.schema import Severity, Span
from pipeline.typos.correction import Basis, Correction
from pipeline.typos.frames import wrong_frames
from pipeline.typos.pairs import known_errors
from pipeline.typos.particles import misused_particles

# A guess as sure as this may touch what looks like a name (but not that of a street or a village).
SURE = 0.97
# Of the idioms found with a slip in 2.2 million characters of law text one was sound.
PHRASE_CONFIDENCE = 0.95

__all__ = ["Basis", "Correction", "corrections"]


def corrections(text: str, start: int = 0, end: int | None = None) -> Iterator[Correction]:
    """Yield what is probably miswritten between two offsets, in the order of the text."""
    stop = len(text) if end is None else end
    known = [
        *known_errors(text, start, stop),
        *wrong_frames(text, start, stop),
        *misused_particles(text, start, stop),
    ]
    taken = {place for correction in known for place in _around(correction.span)}
    guesses = _guessed(_mended(text[start:stop], start, known), start)
    guessed = (found for found in guesses if found.span.start not in taken)
    yield from sorted([*known, *guessed], key=lambda correction: correction.span)


def _mended(part: str, start: int, known: list[Correction]) -> str:
    """Put right the words that are known to be wrong, so that guesses read their neighbours well.

    Offsets stay, so only corrections of equal length are made.
    """
    chars = list(part)
    for found in known:
        if len(found.wrong) == len(found.right):
            chars[found.span.start - start : found.span.end - start] = found.right
    return "".join(chars)


def _around(span: Span) -> range:
    """Give the places of a word and of the characters beside it."""
    return range(max(span.start - 1, 0), span.end + 1)


def _guessed(part: str, start: int) -> Iterator[Correction]:
    """Yield what the model suspects; neighbouring characters are one correction.

    ``start`` is where the part of the text begins.
    """
    from pipeline.typos.guards import NUMERALS, body_places, name_places, protected
    from pipeline.typos.model import idioms, load
    from pipeline.typos.search import find_suspects

    model = load()
    if model is None or not model.forests:
        return
    slipped: set[int] = set()
    for slip in idioms(model).slips(part):
        wrong = part[slip.start : slip.start + len(slip.phrase)]
        if NUMERALS.isdisjoint((wrong[slip.offset], slip.phrase[slip.offset])):
            slipped.update(range(slip.start, slip.start + len(wrong)))
            severity = Severity.WARNING if slip.idiom else Severity.INFO
            span = Span(start + slip.start, start + slip.start + len(wrong))
            yield Correction(span, wrong, slip.phrase, severity, PHRASE_CONFIDENCE, Basis.PHRASE)
    safe, names, bodies = protected(part), name_places(part), body_places(part)
    wrong = right = ""
    begin, probability = 0, 1.0
    for suspect in find_suspects(part, model):
        character = part[suspect.place]
        if suspect.place in safe or suspect.place in slipped:
            continue
        if character in NUMERALS or suspect.right in NUMERALS:
            continue
        sure = suspect.well_known or suspect.probability >= SURE
        if suspect.place in bodies or (suspect.place in names and not sure):
            continue
        if wrong and suspect.place == begin + len(wrong):
            wrong, right = wrong + character, right + suspect.right
            probability = min(probability, suspect.probability)
            continue
        if wrong:
            yield _correction(start + begin, wrong, right, probability)
        begin, wrong, right = suspect.place, character, suspect.right
        probability = suspect.probability
    if wrong:
        yield _correction(start + begin, wrong, right, probability)


def _correction(start: int, wrong: str, right: str, probability: float) -> Correction:
    span = Span(start, start + len(wrong))
    return Correction(span, wrong, right, Severity.INFO, round(probability, 2), Basis.MODEL)

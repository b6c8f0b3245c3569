"""An example -> the same sentence about other things: its nouns, verbs and bodies exchanged."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from pipeline.schema import Span
from pipeline.tagger.slots import SLOTS
from pipeline.tagger.windows import LONGEST
from pipeline.training.examples import Asked, Example

SHARE = 0.6
TIMES = 3


class Exchange:
    """Exchanges words of examples for words that stand in the same slot of other ones."""

    def __init__(self, examples: Sequence[Example]) -> None:
        pools: dict[int, set[str]] = defaultdict(set)
        for example in examples:
            for asked in example.asked:
                for slot, place in enumerate(asked.slots):
                    if isinstance(place, Span):
                        pools[slot].add(example.text[place.start : place.end])
        self._pools = {slot: sorted(words) for slot, words in pools.items()}

    def __call__(self, example: Example, rng: random.Random) -> Example:
        """Exchange none, one or more words, everywhere in the window."""
        for _ in range(TIMES):
            if rng.random() > SHARE or not example.asked:
                continue
            slot = rng.randrange(len(SLOTS))
            place = rng.choice(example.asked).slots[slot]
            if isinstance(place, Span) and slot in self._pools:
                old = example.text[place.start : place.end]
                example = exchanged(example, old, rng.choice(self._pools[slot]))
        return example


def exchanged(example: Example, old: str, new: str) -> Example:
    """Put one word for another; the example as it was where that would cut another word."""
    text = example.text
    spots = []
    at = text.find(old)
    while at >= 0:
        spots.append(at)
        at = text.find(old, at + len(old))
    if len(text) + len(spots) * (len(new) - len(old)) > LONGEST:
        return example
    known = [place for asked in example.asked for place in asked.slots if isinstance(place, Span)]
    hints = [asked.hint for asked in example.asked if asked.hint is not None]
    known += [place for hint in hints for place in hint.places if place is not None]
    for start in spots:
        spot = Span(start, start + len(old))
        if any(figure.overlaps(spot) for figure in example.figures):
            return example
        if any(place.overlaps(spot) and not place.holds(spot) for place in known):
            return example

    def moved(place: Span) -> Span:
        starts = sum(spot < place.start for spot in spots)
        ends = sum(spot < place.end for spot in spots)
        by = len(new) - len(old)
        return Span(place.start + starts * by, place.end + ends * by)

    def answers(asked: Asked) -> Asked:
        slots = tuple(moved(each) if isinstance(each, Span) else each for each in asked.slots)
        hint = asked.hint
        if hint is not None:
            places = tuple(each and moved(each) for each in hint.places)
            hint = replace(hint, places=places)
        return replace(asked, figure=moved(asked.figure), slots=slots, hint=hint)

    return replace(
        example,
        text=text.replace(old, new),
        figures=tuple(map(moved, example.figures)),
        asked=tuple(map(answers, example.asked)),
    )

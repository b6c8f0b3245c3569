"""What the rules made of a figure, as places: the tagger reads it beside the text.

So it need not find everything anew, but learns where the rules are wrong or silent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.schema import Fact, Span
from pipeline.tagger.slots import AGGREGATES, SLOTS

_REACH, _AHEAD = 190, 40


@dataclass(frozen=True, slots=True)
class Hint:
    """The rules' places of verb, object and actor, and the number of their class."""

    places: tuple[Span | None, ...]
    aggregate: int

    def row(self, window: Span) -> list[int]:
        """Give the positions in a window, 0 for what is not there, and the class."""
        found: list[int] = []
        for place in self.places:
            if place is not None and window.holds(place):
                found += [place.start - window.start + 1, place.end - window.start]
            else:
                found += [0, 0]
        return [*found, self.aggregate]


NO_HINT = (-1,) * (2 * len(SLOTS) + 1)


def hints_of(facts: Sequence[Fact], text: str) -> list[Hint]:
    """Find where the words stand that the rules gave to each figure."""
    found = []
    for fact in facts:
        given: Mapping[str, str | None] = {slot: getattr(fact, slot) for slot in SLOTS}
        places = tuple(_place(text, fact.span, given[slot] or "") for slot in SLOTS)
        found.append(Hint(places, AGGREGATES.index(fact.aggregate or "")))
    return found


def _place(text: str, figure: Span, words: str) -> Span | None:
    begin = max(0, figure.start - _REACH)
    part = text[begin : figure.end + _AHEAD]
    place = nearest(part, Span(figure.start - begin, figure.end - begin), words)
    return Span(place.start + begin, place.end + begin) if place else None


def nearest(text: str, figure: Span, words: str) -> Span | None:
    """Find the occurrence of words that is nearest to a figure, rather before it than after."""
    if not words:
        return None
    before = text.rfind(words, 0, figure.start)
    after = text.find(words, figure.end)
    if before < 0 and after < 0:
        return None
    left = figure.start - before - len(words) if before >= 0 else len(text)
    right = after - figure.end if after >= 0 else len(text)
    at = before if left <= right else after
    return Span(at, at + len(words))

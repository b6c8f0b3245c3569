"""Where the characters of a Word text stand in its package, for those who write into the file."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from pipeline.reading.package import Package
from pipeline.reading.xml import Element

SUGGESTS = "huibao"
"""Tracked changes of this author are suggestions: no text until a person has accepted them."""

Pieces: TypeAlias = list[tuple[str, Element]]


@dataclass(frozen=True, slots=True)
class Place:
    """Characters of the text, and the element of the main part that shows them.

    ``exact``: its own text is just these characters (else it only refers to them: a note's mark).
    """

    start: int
    end: int
    element: Element
    exact: bool = True


@dataclass(slots=True)
class Trace:
    """The package of a Word file, its main part, and the elements that show its text, in order."""

    package: Package | None = None
    part: str = ""
    places: list[Place] = field(default_factory=list)


def words_of(pieces: Pieces) -> str:
    """Put the characters of a paragraph together."""
    return "".join(words for words, _ in pieces)


def places_of(pieces: Pieces, start: int, mark: Element | None) -> Iterator[Place]:
    """Count through a paragraph; what a note holds stands where the text refers to it."""
    for words, element in pieces:
        if words:
            shown = element if mark is None else mark
            yield Place(start, start + len(words), shown, mark is None)
            start += len(words)

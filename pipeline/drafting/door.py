"""The one door by which figures enter a draft: each goes in marked and leaves with its Span.

Characters U+FDD0 to U+FDD4 (never characters of a text) carry the marks through the template.
"""

import re
from dataclasses import dataclass

from pipeline.schema import DraftedFigure, Span

_FIGURE, _PASSAGE, _MIDDLE, _CLOSE = "\ufdd0", "\ufdd4", "\ufdd1", "\ufdd2"
LITERAL = "\ufdd3"
_MARK = re.compile(f"([{_FIGURE}{_PASSAGE}])(\\d+){_MIDDLE}|{_CLOSE}|{LITERAL}")


@dataclass(frozen=True, slots=True)
class Passage:
    """A place that stands word for word as given, with its source."""

    span: Span
    source: str


class Ledger:
    """Sources of the figures of one draft, in the order in which they came."""

    def __init__(self) -> None:
        self._sources: list[str] = []

    def figure(self, text: str, source: str) -> str:
        """Mark the words of one figure (number with its unit) with its source."""
        return self._mark(_FIGURE, text, source)

    def passage(self, text: str, source: str) -> str:
        """Mark words that stand as given; a line-start sign of the templates means nothing here."""
        return self._mark(_PASSAGE, text, source)

    def _mark(self, kind: str, text: str, source: str) -> str:
        self._sources.append(source)
        return f"{kind}{len(self._sources) - 1}{_MIDDLE}{text}{_CLOSE}"

    def settle(self, marked: str) -> tuple[str, list[DraftedFigure], list[Passage]]:
        """Take the marks out and say where each figure and each passage now stands."""
        parts: list[str] = []
        figures: list[DraftedFigure] = []
        passages: list[Passage] = []
        opened: list[tuple[str, int, int]] = []
        length = last = 0
        for match in _MARK.finditer(marked):
            piece = marked[last : match.start()]
            parts.append(piece)
            length += len(piece)
            last = match.end()
            if match[1]:
                opened.append((match[1], int(match[2]), length))
            elif match[0] == _CLOSE and opened:
                kind, index, start = opened.pop()
                span, source = Span(start, length), self._sources[index]
                if kind == _PASSAGE:
                    passages.append(Passage(span, source))
                else:
                    figures.append(DraftedFigure(span, "", source))
        parts.append(marked[last:])
        text = "".join(parts)
        named = [
            DraftedFigure(f.span, text[f.span.start : f.span.end], f.source)
            for f in sorted(figures, key=lambda figure: figure.span)
        ]
        return text, named, passages


def bare(marked: str) -> str:
    """Read marked words without their marks."""
    return _MARK.sub("", marked)

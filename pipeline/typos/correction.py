"""The record that the typo finders give: what stands there, and what should."""

from dataclasses import dataclass
from enum import StrEnum

from pipeline.schema import Edit, Severity, Span


class Basis(StrEnum):
    """What a correction rests on (依据)."""

    KNOWN = "known"
    MODEL = "model"
    PHRASE = "phrase"
    PARTICLE = "particle"


@dataclass(frozen=True, slots=True)
class Correction:
    """A word that is probably wrong, and the one that probably was meant."""

    span: Span
    wrong: str
    right: str
    severity: Severity
    confidence: float
    basis: Basis

    def edit(self) -> Edit:
        """Give the smallest replacement that mends the word; it always covers a character."""
        head = 0
        room = min(len(self.wrong), len(self.right))
        while head < room and self.wrong[head] == self.right[head]:
            head += 1
        tail = 0
        while tail < room - head and self.wrong[-1 - tail] == self.right[-1 - tail]:
            tail += 1
        if head + tail == len(self.wrong):
            head, tail = (head - 1, tail) if head else (head, tail - 1)
        span = Span(self.span.start + head, self.span.end - tail)
        return Edit(span, self.right[head : len(self.right) - tail])

"""Text -> corrections that are known word for word (``data/wrong_words.tsv``)."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline import lexicon
from pipeline.schema import Severity, Span
from pipeline.typos.correction import Basis, Correction

KEY = 2
CONFIDENCE = {Severity.ERROR: 0.99, Severity.WARNING: 0.95, Severity.INFO: 0.6}


@dataclass(frozen=True, slots=True)
class Pair:
    """One row of the table: a wrong word, the right one, and where it is really wrong."""

    wrong: str
    right: str
    severity: Severity
    not_after: tuple[str, ...]
    not_before: tuple[str, ...]
    after: tuple[str, ...]
    before: tuple[str, ...]

    def applies(self, text: str, start: int) -> bool:
        """Say whether the word at that place is the wrong one, judged by its neighbours."""
        end = start + len(self.wrong)
        if not text.startswith(self.wrong, start):
            return False
        if self.not_after and text.endswith(self.not_after, 0, start):
            return False
        if self.not_before and text.startswith(self.not_before, end):
            return False
        if not self.after and not self.before:
            return True
        return bool(
            (self.after and text.endswith(self.after, 0, start))
            or (self.before and text.startswith(self.before, end))
        )


def known_errors(text: str, start: int = 0, end: int | None = None) -> Iterator[Correction]:
    """Yield the known wrong words between two offsets, in order, none overlapping another."""
    index = _index()
    at, stop = start, len(text) if end is None else end
    while at < stop - 1:
        for pair in index.get(text[at : at + KEY], ()):
            if at + len(pair.wrong) <= stop and pair.applies(text, at):
                span = Span(at, at + len(pair.wrong))
                confidence = CONFIDENCE[pair.severity]
                yield Correction(
                    span, pair.wrong, pair.right, pair.severity, confidence, Basis.KNOWN
                )
                at = span.end - 1
                break
        at += 1


@cache
def _index() -> dict[str, tuple[Pair, ...]]:
    """Group the table by the first two characters, longer words first."""
    groups: dict[str, list[Pair]] = {}
    for wrong, right, severity, *guards in lexicon.table("wrong_words", 7):
        if len(wrong) < KEY or not right or wrong == right:
            raise ValueError(f"wrong_words.tsv: {wrong} → {right}")
        not_after, not_before, after, before = (tuple(cell.split()) for cell in guards)
        pair = Pair(wrong, right, Severity(severity), not_after, not_before, after, before)
        groups.setdefault(wrong[:KEY], []).append(pair)
    return {key: tuple(sorted(g, key=lambda p: -len(p.wrong))) for key, g in groups.items()}

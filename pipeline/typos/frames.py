"""Text -> wrong words of a frame that spans others (以……任组长), by ``data/wrong_frames.toml``."""

import re
from collections.abc import Iterator
from functools import cache

from pipeline import lexicon
from pipeline.schema import Severity, Span
from pipeline.typos.correction import Basis, Correction

CONFIDENCE = {Severity.ERROR: 0.97, Severity.WARNING: 0.9, Severity.INFO: 0.6}


def wrong_frames(text: str, start: int, end: int) -> Iterator[Correction]:
    """Yield the wrong words of the frames between two offsets."""
    for pattern, right, severity in _frames():
        for match in pattern.finditer(text, start, end):
            span = Span(*match.span("wrong"))
            wrong = match["wrong"]
            yield Correction(span, wrong, right, severity, CONFIDENCE[severity], Basis.KNOWN)


@cache
def _frames() -> tuple[tuple[re.Pattern[str], str, Severity], ...]:
    rows = lexicon.settings("wrong_frames")["frame"]
    return tuple((re.compile(row["pattern"]), row["right"], Severity(row["level"])) for row in rows)

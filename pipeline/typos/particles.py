"""Text -> 的 that should be 地: a word of manner, 的, and then an action (不断的在……)."""

import re
from collections.abc import Iterator
from functools import cache

from pipeline import lexicon
from pipeline.schema import Severity, Span
from pipeline.typos.correction import Basis, Correction

# What can only begin an action; words that are nouns as well (宣传, 服务) are left out.
_ACTION = (
    r"(?:在(?![于先前内外])|把|将(?!来)|向(?!导)|为(?!主|人|什)|给予?(?!的)|做好|抓好|搞好|办好|管好|开展了|推进了"
    r"|推动了|落实了|完成了|解决了|提高了|提升了|促进了|改善了|加强了|增强了|履行了|参与到|投入到|融入到"
    r"|开展好|落实好|完成好|解决好|履行好)(?!的)"
)
CONFIDENCE = 0.6


def misused_particles(text: str, start: int, end: int) -> Iterator[Correction]:
    """Yield the misused 的 between two offsets."""
    for match in _pattern().finditer(text, start, end):
        at = match.end("manner")
        span = Span(at, at + 1)
        yield Correction(span, "的", "地", Severity.INFO, CONFIDENCE, Basis.PARTICLE)


@cache
def _pattern() -> re.Pattern[str]:
    manner = sorted(lexicon.words("manner_words"), key=len, reverse=True)
    return re.compile(f"(?P<manner>{'|'.join(map(re.escape, manner))})的{_ACTION}")

"""Words -> the places of every figure in them that needs a source."""

from pipeline.extract.dates import find_dates
from pipeline.extract.quantities import find_quantities


def find_figures(words: str) -> list[tuple[int, int]]:
    """Find the figures (numeral with its unit) in words; dates and numbers of names are none."""
    mentions, _ = find_quantities(words, find_dates(words))
    return [(mention.start, mention.end) for mention in mentions]

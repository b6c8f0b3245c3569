"""A masked document to a new Word file: nothing of the old one's hidden parts comes along."""

from collections.abc import Sequence

from pipeline.outputs.masked import MaskedDocument
from pipeline.outputs.word_new import written


def render(results: Sequence[MaskedDocument], *, listed: bool = False) -> bytes:
    """Write the masked text with its titles, headings and tables."""
    [result] = results
    return written(result.extraction, result.masked.text)

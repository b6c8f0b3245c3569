"""Text -> corrections of wrong characters (错别字), offline and without a neural network.

The entrance is ``corrections``. Words known to be wrong come from a table that people edit.
"""

from collections.abc import Iterator

from pipeline.typos.correction import Basis, Correction
from pipeline.typos.pairs import known_errors

__all__ = ["Basis", "Correction", "corrections"]


def corrections(text: str, start: int = 0, end: int | None = None) -> Iterator[Correction]:
    """Yield what is probably miswritten between two offsets, in the order of the text."""
    yield from known_errors(text, start, end)

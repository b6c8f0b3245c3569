"""An extraction -> what can be said of it before any database is asked: the costly part, anywhere.

Nothing here imports the database library: a worker that only prepares starts without it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.archive import freeze, grams, likewise
from pipeline.schema import Extraction


@dataclass(frozen=True, slots=True)
class Prepared:
    """An extraction with its hashes, bands, layout, and the words of its index."""

    extraction: Extraction
    folded: str
    digest: str
    dateless: str
    bands: tuple[int, ...]
    layout: str
    grams: tuple[str | list[str], ...]


def prepare(extraction: Extraction, dialect: str = "sqlite") -> Prepared:
    """Work out what ``ingest`` stores beside the text itself: hashes, bands, index."""
    folded = grams.fold(storable(extraction.document.text))
    return Prepared(
        extraction,
        folded,
        likewise.digest(folded),
        likewise.dateless_digest(folded),
        tuple(sorted(set(likewise.bands(folded)))),
        freeze.layout_of(extraction),
        tuple(grams.index_of(storable(report.text), dialect) for report in extraction.reports),
    )


def storable(text: str) -> str:
    """Replace, one for one, what a database cannot hold: NUL and lone surrogates."""
    if "\0" not in text and text.isprintable():
        return text
    return re.sub("[\0\ud800-\udfff]", "\ufffd", text)

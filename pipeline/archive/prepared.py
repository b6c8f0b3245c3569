"""An extraction -> what can be said of it before any database is asked: the costly part, anywhere.

Nothing here imports the database library: a worker that only prepares starts without it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.archive import freeze, grams, likewise
from pipeline.schema import Extraction, Report


@dataclass(frozen=True, slots=True)
class Prepared:
    """An extraction with its hashes, bands, layout, and the words of its index."""

    extraction: Extraction
    folded: str
    digest: str
    dateless: str
    bands: tuple[int, ...]
    layout: str
    reports: tuple[PreparedReport, ...]


@dataclass(frozen=True, slots=True)
class PreparedReport:
    """The rows of a report, of its sections and of its facts by their ids; the words to index."""

    row: freeze.Row
    sections: list[freeze.Row]
    facts: dict[str, freeze.Row]
    grams: str | list[str]


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
        tuple(_prepared(report, dialect) for report in extraction.reports),
    )


def _prepared(report: Report, dialect: str) -> PreparedReport:
    return PreparedReport(
        _clean(freeze.report_row(report)),
        [_clean(freeze.section_row(section)) for section in report.sections],
        fact_rows(report),
        grams.index_of(storable(report.text), dialect),
    )


def fact_rows(report: Report) -> dict[str, freeze.Row]:
    """Write the row of each fact of a report, as far as no database need be asked: id -> row."""
    return {
        fact.id: _clean(freeze.fact_row(fact, report.words(fact.span))) for fact in report.facts
    }


def _clean(row: freeze.Row) -> freeze.Row:
    for key, value in row.items():
        if isinstance(value, str) and ("\0" in value or not value.isprintable()):
            row[key] = storable(value)
    return row


def storable(text: str) -> str:
    """Replace, one for one, what a database cannot hold: NUL and lone surrogates."""
    if "\0" not in text and text.isprintable():
        return text
    return re.sub("[\0\ud800-\udfff]", "\ufffd", text)

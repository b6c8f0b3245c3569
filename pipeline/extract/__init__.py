"""Document -> Extraction: its reports with sections, tables and facts."""

from dataclasses import replace

from pipeline.extract.outline import outline
from pipeline.extract.readings import read_again
from pipeline.extract.relate import facts_of
from pipeline.schema import Document, Extraction, Fact, Origin, Report

UNCONFIRMED = "ocr"
"""The doubt of a figure that was recognised from a picture and that no person has confirmed."""
_UNCONFIRMED_CONFIDENCE = 0.5


def extract(document: Document) -> Extraction:
    """Find the reports of a document and every fact in them. Pure: same text, same facts."""
    reports, outside = outline(document)
    found = tuple(read_again(facts_of(report)) for report in reports)
    if document.source.origin is Origin.OCR:
        found = tuple(map(_doubted, found))
    return Extraction(document, found, tuple(outside))


def _doubted(report: Report) -> Report:
    return replace(report, facts=tuple(map(_unconfirmed, report.facts)))


def _unconfirmed(fact: Fact) -> Fact:
    confidence = min(fact.confidence, _UNCONFIRMED_CONFIDENCE)
    return replace(fact, confidence=confidence, doubt=fact.doubt or UNCONFIRMED)


__all__ = ["UNCONFIRMED", "extract"]

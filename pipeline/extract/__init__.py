"""Document -> Extraction: its reports with sections, tables and facts."""

from pipeline.extract.outline import outline
from pipeline.extract.relate import facts_of
from pipeline.schema import Document, Extraction


def extract(document: Document) -> Extraction:
    """Find the reports of a document and every fact in them. Pure: same text, same facts."""
    reports, outside = outline(document)
    return Extraction(document, tuple(facts_of(report) for report in reports), tuple(outside))


__all__ = ["extract"]

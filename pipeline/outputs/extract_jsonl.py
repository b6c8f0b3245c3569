"""Extractions to JSON lines: one fact a line, with the file and report that it stands in."""

from collections.abc import Sequence

from pipeline import wire
from pipeline.schema import Extraction


def render(results: Sequence[Extraction], *, listed: bool = False) -> str:
    """Write one line a fact."""
    lines = []
    for extraction in results:
        document = extraction.document
        for report in extraction.reports:
            head = {
                "file": document.source.name,
                "sha256": document.source.sha256,
                "report": report.title,
                "issuer": report.issuer,
            }
            lines += [wire.dumps({**head, **wire.fact(f, document)}) for f in report.facts]
    return "".join(f"{line}\n" for line in lines)

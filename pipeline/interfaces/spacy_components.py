"""spaCy components over the same core: Doc in, Doc with spans and plain dicts out.

``nlp.add_pipe("huibao_facts")`` needs no import (entry point ``spacy_factories``). Dicts are those
of the contract's JSON, so ``Doc.to_bytes`` works.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline import core, wire

Json = dict[str, Any]

_KEPT = "huibao"
"""Where in ``Doc.user_data`` the extraction lies, for the component that comes second."""

for _name in ("huibao_reports", "huibao_sections", "huibao_facts"):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=[])
if not Span.has_extension("huibao"):
    Span.set_extension("huibao", default=None)


def _reports(doc: Doc) -> list[Json]:
    """Extract once a text, whichever component comes first."""
    kept: Json | None = doc.user_data.get(_KEPT)
    if kept is None:
        found = core.extract(core.document_from_text(doc.text))
        kept = {"reports": [wire.report(each) for each in found.reports]}
        doc.user_data[_KEPT] = kept
    reports: list[Json] = kept["reports"]
    return reports


def _mark(doc: Doc, group: str, label: str, found: Iterable[Json]) -> None:
    """Write spans of whole tokens around the characters; the dict keeps the exact offsets."""
    spans = []
    for each in found:
        name = each[label] or group
        span = doc.char_span(each["start"], each["end"], name, alignment_mode="expand")
        if span is not None:
            span._.huibao = each
            spans.append(span)
    doc.spans[group] = spans


@Language.factory(
    "huibao_sections",
    assigns=["doc._.huibao_reports", "doc._.huibao_sections", "doc.spans"],
)
def make_sections(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """Make the component that finds reports and their numbered sections (章节)."""

    def huibao_sections(doc: Doc) -> Doc:
        reports = _reports(doc)
        sections = [section for report in reports for section in report["sections"]]
        doc._.huibao_reports = [
            {key: report[key] for key in ("title", "kind", "issuer", "period", "start", "end")}
            for report in reports
        ]
        doc._.huibao_sections = sections
        _mark(doc, "huibao_sections", "category", sections)
        return doc

    return huibao_sections


@Language.factory("huibao_facts", assigns=["doc._.huibao_facts", "doc.spans"])
def make_facts(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """Make the component that finds figures, dates and measures (事实)."""

    def huibao_facts(doc: Doc) -> Doc:
        facts = [fact for report in _reports(doc) for fact in report["facts"]]
        doc._.huibao_facts = facts
        _mark(doc, "huibao_facts", "kind", facts)
        return doc

    return huibao_facts

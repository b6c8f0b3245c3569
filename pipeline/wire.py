"""Records to the JSON of the contract: the only place that knows its field names."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pipeline.doubts import doubts
from pipeline.fingerprint import fingerprint
from pipeline.schema import (
    CheckResult,
    Document,
    Draft,
    Extraction,
    Fact,
    FactKind,
    Finding,
    NotChecked,
    Period,
    Report,
    Section,
    Span,
)

if TYPE_CHECKING:
    from pipeline.archive import Hit, Ingested, RolledUp, SeriesInfo, StoredFact, Trend

Json = dict[str, Any]


def dumps(value: object, *, indent: int | None = None) -> str:
    """Write JSON with readable Chinese; a lone surrogate becomes an escape, never an error."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, ensure_ascii=True, indent=indent)
    return text


def decimal(value: Decimal | None) -> str | None:
    """Write an amount in full, without exponent and without trailing zeros."""
    if value is None:
        return None
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _place(document: Document, span: Span) -> Json:
    return {"start": span.start, "end": span.end, "text": document.text[span.start : span.end]}


def _period(period: Period | None) -> Json | None:
    return None if period is None else {"text": period.text, "value": period.value}


def extraction(found: Extraction) -> Json:
    """Write what ``huibao extract`` gives for one document."""
    document = found.document
    return {
        "file": document.source.name,
        "sha256": document.source.sha256,
        "text": document.text,
        "reports": [report(each) for each in found.reports],
        "outside": [_place(document, span) for span in found.outside],
        "warnings": list(document.warnings),
        "not_checked": [_not_checked(each, document) for each in doubts(found)],
    }


def report(report: Report) -> Json:
    """Write one report with its sections, facts and announced counts."""
    return {
        "title": report.title,
        "kind": report.kind,
        "issuer": report.issuer,
        "recipient": report.recipient,
        "period": _period(report.period),
        "signed": _period(report.signed),
        "start": report.span.start,
        "end": report.span.end,
        "sections": [_section(section) for section in report.sections],
        "facts": [fact(each, report.document) for each in report.facts],
        "announced": [
            {**_place(report.document, each.span), "count": each.count, "noun": each.noun}
            for each in report.announced
        ],
    }


def _section(section: Section) -> Json:
    return {
        "id": section.id,
        "parent": section.parent,
        "level": section.level,
        "label": section.label,
        "heading": section.heading,
        "category": section.category,
        "start": section.span.start,
        "end": section.span.end,
    }


def fact(fact: Fact, document: Document) -> Json:
    """Write one fact, quantity and ties laid flat."""
    return _fact(fact, _place(document, fact.span))


def _fact(fact: Fact, place: Json) -> Json:
    dated = fact.kind is FactKind.DATE
    amount = fact.quantity
    return {
        "id": fact.id,
        "kind": fact.kind.value,
        **place,
        "value": decimal(amount.value) if amount else fact.value,
        "resolved": fact.resolved,
        "low": decimal(amount.low) if amount else None,
        "high": decimal(amount.high) if amount else None,
        "bound": amount.bound.value if amount else "exact",
        "unit": amount.unit if amount else None,
        "dimension": "time" if dated else amount and amount.dimension,
        "indicator": fact.indicator,
        "action": fact.action,
        "object": fact.object,
        "actor": fact.actor,
        "place": fact.place,
        "time": _period(fact.time),
        "aggregate": fact.aggregate.value if fact.aggregate else None,
        "status": fact.status.value,
        "origin": fact.origin.value,
        "section": fact.section,
        "confidence": round(fact.confidence, 4),
        "ties": _ties(fact),
        "doubt": fact.doubt,
    }


def _ties(fact: Fact) -> Json:
    ties = fact.ties
    named = {
        "whole": ties.whole,
        "numerator": ties.numerator,
        "denominator": ties.denominator,
        "before": ties.before,
        "after": ties.after,
        "factors": list(ties.factors),
    }
    return {name: value for name, value in named.items() if value}


def check(result: CheckResult) -> Json:
    """Write what ``huibao check`` gives for one document."""
    document = result.extraction.document
    return {
        "file": document.source.name,
        "sha256": document.source.sha256,
        "findings": [
            {**finding(each, document), "fingerprint": fingerprint(result, each)}
            for each in result.findings
        ],
        "not_checked": [_not_checked(each, document) for each in result.not_checked],
    }


def finding(finding: Finding, document: Document) -> Json:
    """Write one finding with both places and its suggestion."""
    return {
        "rule": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "spans": [_place(document, span) for span in finding.spans],
        "suggestion": {
            "edits": [
                {
                    "start": edit.span.start,
                    "end": edit.span.end,
                    "replacement": edit.replacement,
                }
                for edit in finding.edits
            ]
        }
        if finding.edits
        else None,
        "related": [
            {
                "file": place.file,
                "sha256": place.sha256,
                "start": place.span.start,
                "end": place.span.end,
                "text": place.text,
            }
            for place in finding.related
        ],
        "confidence": round(finding.confidence, 4),
    }


def _not_checked(verdict: NotChecked, document: Document) -> Json:
    return {
        "rule": verdict.code,
        "reason": verdict.reason,
        "spans": [_place(document, span) for span in verdict.spans],
    }


def provenance(draft: Draft) -> Json:
    """Write where each figure of a draft comes from, and what a person must know of the data."""
    return {
        "figures": [
            {
                "start": figure.span.start,
                "end": figure.span.end,
                "text": figure.text,
                "source": figure.source,
            }
            for figure in draft.figures
        ],
        "notices": [
            {
                "kind": notice.kind,
                "message": notice.message,
                "values": list(notice.values),
                "rows": list(notice.rows),
            }
            for notice in draft.notices
        ],
    }


def stored_fact(stored: StoredFact) -> Json:
    """Write one fact of the archive with the report that states it and its series."""
    span = stored.fact.span
    return {
        "file": stored.file,
        "sha256": stored.sha256,
        "report": stored.report,
        "title": stored.title,
        "issuer": stored.issuer,
        "period": stored.period,
        **_fact(stored.fact, {"start": span.start, "end": span.end, "text": stored.text}),
        "series": stored.series,
        "series_confidence": stored.series_confidence,
    }


def trend(trends: Sequence[Trend]) -> Json:
    """Write the first series; what else goes by the same words stands under ``others``."""
    if not trends:
        return {"series": None, "indicator": None, "unit": None, "points": [], "others": []}
    return {**_trend(trends[0]), "others": [_trend(each) for each in trends[1:]]}


def _trend(trend: Trend) -> Json:
    return {
        "series": trend.series,
        "issuer": trend.issuer,
        "indicator": trend.indicator,
        "unit": trend.unit,
        "tempo": trend.tempo,
        "points": [
            {
                "period": point.period,
                "value": decimal(point.value),
                "text": point.text,
                "file": point.file,
                "sha256": point.sha256,
                "start": point.span.start,
                "end": point.span.end,
            }
            for point in trend.points
        ],
        "gaps": list(trend.gaps),
    }


def series(info: SeriesInfo) -> Json:
    """Write one canonical indicator with the wordings that it goes under."""
    return {
        "series": info.id,
        "issuer": info.issuer,
        "indicator": info.name,
        "unit": info.unit,
        "tempo": info.tempo,
        "wordings": list(info.wordings),
        "values": info.values,
        "confidence": round(info.least_confidence, 4),
    }


def rolled_up(row: RolledUp) -> Json:
    """Write one figure beside the sum of its parts."""
    return {
        "indicator": row.indicator,
        "unit": row.unit,
        "stated": decimal(row.stated),
        "total": decimal(row.total),
        "difference": decimal(row.stated - row.total),
        "parts": [
            {"issuer": part.issuer, "period": part.period, "value": decimal(part.value)}
            for part in row.parts
        ],
        "missing": row.missing,
        "start": row.span.start,
        "end": row.span.end,
    }


def hit(hit: Hit) -> Json:
    """Write one place that a search found."""
    return {
        "file": hit.file,
        "sha256": hit.sha256,
        "report": hit.report,
        "title": hit.title,
        "issuer": hit.issuer,
        "period": hit.period,
        "section": hit.section,
        "start": hit.span.start,
        "end": hit.span.end,
        "excerpt": hit.excerpt,
        "marks": [{"start": mark.start, "end": mark.end} for mark in hit.marks],
        "value": hit.value,
        "unit": hit.unit,
    }


def ingested(ingested: Ingested) -> Json:
    """Write what became of one file."""
    return {
        "file": ingested.file,
        "sha256": ingested.sha256,
        "state": ingested.state.value,
        "reason": ingested.reason,
        "reports": ingested.reports,
        "facts": ingested.facts,
        "like": ingested.like,
    }

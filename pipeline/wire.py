"""Records to the JSON of the contract: the only place that knows its field names."""

import json
from decimal import Decimal
from typing import Any

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
    dated = fact.kind is FactKind.DATE
    amount = fact.quantity
    return {
        "id": fact.id,
        "kind": fact.kind.value,
        **_place(document, fact.span),
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
        "findings": [finding(each, document) for each in result.findings],
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

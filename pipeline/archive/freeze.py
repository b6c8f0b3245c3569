"""Reports and facts -> rows, and rows -> the same reports and facts."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from pipeline.schema import (
    Aggregate,
    Announced,
    Block,
    Bound,
    Cell,
    Document,
    Extraction,
    Fact,
    FactKind,
    Origin,
    Period,
    Quantity,
    Report,
    Section,
    Source,
    Span,
    Status,
    Table,
    Ties,
)

Row = dict[str, Any]


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def exact(amount: Decimal | None) -> str | None:
    """Write an amount in full: no exponent, no digit lost."""
    return None if amount is None else format(amount, "f")


def layout_of(extraction: Extraction) -> str:
    """Pack a document's blocks and warnings and the places outside its reports."""
    blocks = [
        [
            *(b.kind, b.span.start, b.span.end, b.page, b.style, b.label, b.table, b.row, b.column),
            *((b.box,) if b.box else ()),
        ]
        for b in extraction.document.blocks
    ]
    outside = [[span.start, span.end] for span in extraction.outside]
    return _dump([blocks, list(extraction.document.warnings), outside])


def document_from(row: Row) -> Document:
    """Rebuild the document of a ``files`` row."""
    blocks, warnings, _ = json.loads(row["layout"])
    return Document(
        text=row["text"],
        source=Source(row["name"], row["sha256"], row["reader"], Origin(row["origin"])),
        blocks=tuple(
            Block(b[0], Span(b[1], b[2]), *b[3:9], *(tuple(box) for box in b[9:])) for b in blocks
        ),
        warnings=tuple(warnings),
    )


def outside_from(row: Row) -> tuple[Span, ...]:
    """Rebuild the places outside any report of a ``files`` row."""
    return tuple(Span(start, end) for start, end in json.loads(row["layout"])[2])


def _pack_period(period: Period | None) -> list[Any] | None:
    if period is None:
        return None
    span = period.span
    return [period.text, period.value, span and span.start, span and span.end]


def _unpack_period(packed: list[Any] | None) -> Period | None:
    if packed is None:
        return None
    text, value, start, end = packed
    return Period(text, value, None if start is None else Span(start, end))


def report_row(report: Report) -> Row:
    """Write what a ``reports`` row holds of a report itself."""
    rest = [
        _pack_period(report.period),
        _pack_period(report.signed),
        [[a.span.start, a.span.end, a.count, a.noun] for a in report.announced],
        [
            [
                [t.span.start, t.span.end],
                t.header_rows,
                t.caption,
                [[[c.span.start, c.span.end, c.text] for c in row] for row in t.rows],
            ]
            for t in report.tables
        ],
    ]
    return {
        "start": report.span.start,
        "stop": report.span.end,
        "title": report.title,
        "title_start": report.title_span.start,
        "title_stop": report.title_span.end,
        "kind": report.kind,
        "issuer": report.issuer,
        "recipient": report.recipient,
        "period_text": report.period.text if report.period else None,
        "period_value": report.period.value if report.period else None,
        "rest": _dump(rest),
    }


def report_from(
    row: Row, document: Document, sections: tuple[Section, ...], facts: tuple[Fact, ...]
) -> Report:
    """Rebuild the report of a ``reports`` row."""
    period, signed, announced, tables = json.loads(row["rest"])
    return Report(
        document=document,
        span=Span(row["start"], row["stop"]),
        title=row["title"],
        title_span=Span(row["title_start"], row["title_stop"]),
        kind=row["kind"],
        issuer=row["issuer"],
        recipient=row["recipient"],
        period=_unpack_period(period),
        signed=_unpack_period(signed),
        sections=sections,
        facts=facts,
        announced=tuple(Announced(Span(a[0], a[1]), a[2], a[3]) for a in announced),
        tables=tuple(
            Table(
                span=Span(*span),
                rows=tuple(tuple(Cell(Span(c[0], c[1]), c[2]) for c in row) for row in rows),
                header_rows=header_rows,
                caption=caption,
            )
            for span, header_rows, caption, rows in tables
        ),
    )


def section_row(section: Section) -> Row:
    """Write a ``sections`` row."""
    return {
        "ident": section.id,
        "parent": section.parent,
        "level": section.level,
        "label": section.label,
        "style": section.style,
        "number": section.number,
        "heading": section.heading,
        "start": section.span.start,
        "stop": section.span.end,
        "heading_start": section.heading_span.start,
        "heading_stop": section.heading_span.end,
        "category": section.category,
        "run_in": section.run_in,
    }


def section_from(row: Row) -> Section:
    """Rebuild the section of a ``sections`` row."""
    return Section(
        id=row["ident"],
        level=row["level"],
        label=row["label"],
        style=row["style"],
        number=row["number"],
        heading=row["heading"],
        span=Span(row["start"], row["stop"]),
        heading_span=Span(row["heading_start"], row["heading_stop"]),
        parent=row["parent"],
        category=row["category"],
        run_in=bool(row["run_in"]),
    )


def fact_row(fact: Fact, text: str) -> Row:
    """Write what a ``facts`` row holds of a fact itself; ``text`` are its characters."""
    amount, time, ties = fact.quantity, fact.time, fact.ties
    packed = [ties.whole, ties.numerator, ties.denominator, ties.before, ties.after]
    return {
        "ident": fact.id,
        "kind": fact.kind.value,
        "start": fact.span.start,
        "stop": fact.span.end,
        "text": text,
        "value": exact(amount.value) if amount else fact.value,
        "low": exact(amount.low) if amount else None,
        "high": exact(amount.high) if amount else None,
        "number": _number(amount),
        "bound": amount.bound.value if amount else None,
        "unit": amount.unit if amount else None,
        "dimension": amount.dimension if amount else None,
        "resolved": fact.resolved,
        "actor": fact.actor,
        "place": fact.place,
        "time_text": time.text if time else None,
        "time_value": time.value if time else None,
        "time_start": time.span.start if time and time.span else None,
        "time_stop": time.span.end if time and time.span else None,
        "aggregate": fact.aggregate.value if fact.aggregate else None,
        "status": fact.status.value,
        "origin": fact.origin.value,
        "section": fact.section,
        "confidence": fact.confidence,
        "doubt": fact.doubt,
        "cell": _dump(fact.cell) if fact.cell else None,
        "ties": _dump([*packed, *ties.factors]) if ties != Ties() else None,
    }


def _number(amount: Quantity | None) -> float | None:
    if amount is None:
        return None
    for each in (amount.value, amount.low, amount.high):
        if each is not None:
            return float(each)
    return None


def fact_from(row: Row) -> Fact:
    """Rebuild the fact of a ``facts`` row joined with its wording."""
    kind = FactKind(row["kind"])
    ties = Ties()
    if row["ties"]:
        whole, numerator, denominator, before, after, *factors = json.loads(row["ties"])
        ties = Ties(whole, numerator, denominator, before, after, tuple(factors))
    time = None
    if row["time_text"] is not None:
        start = row["time_start"]
        span = None if start is None else Span(start, row["time_stop"])
        time = Period(row["time_text"], row["time_value"], span)
    dated = kind is FactKind.DATE
    return Fact(
        id=row["ident"],
        kind=kind,
        span=Span(row["start"], row["stop"]),
        quantity=None if dated else _quantity(row),
        value=row["value"] if dated else None,
        resolved=row["resolved"],
        indicator=row["indicator"] or None,
        action=row["action"] or None,
        object=row["object"] or None,
        actor=row["actor"],
        place=row["place"],
        time=time,
        aggregate=Aggregate(row["aggregate"]) if row["aggregate"] else None,
        status=Status(row["status"]),
        origin=Origin(row["origin"]),
        section=row["section"],
        confidence=row["confidence"],
        ties=ties,
        cell=tuple(json.loads(row["cell"])) if row["cell"] else None,
        doubt=row["doubt"],
    )


def _quantity(row: Row) -> Quantity:
    return Quantity(
        value=None if row["value"] is None else Decimal(row["value"]),
        low=None if row["low"] is None else Decimal(row["low"]),
        high=None if row["high"] is None else Decimal(row["high"]),
        bound=Bound(row["bound"]),
        unit=row["unit"],
        dimension=row["dimension"],
    )

"""A report and those it sums up (its weeks, its communities) -> each figure beside their sum."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import Connection, select

from pipeline.archive.issuers import resolve_issuer
from pipeline.archive.models import reports
from pipeline.archive.records import Part, RolledUp
from pipeline.extract.days import bounds, grain
from pipeline.extract.pairing import JOINS, Told, chained, line_of, told
from pipeline.schema import FactKind, Report, Status

_LONGER = ("year", "half", "quarter", "month", "half_month", "week", "day")
_SUMMED = (FactKind.QUANTITY, FactKind.MONEY)


def roll_up(whole: Report, parts: Sequence[Report]) -> tuple[RolledUp, ...]:
    """Add up what the parts state of each figure of the whole; shares and stocks are left out."""
    ours = [each for each in told(whole) if _sums(each)]
    links = chained([[each for each in told(part) if _sums(each)] for part in parts], ours)
    held = list(zip(parts, links, strict=True))
    rows = []
    for one in ours:
        amount = one.fact.quantity
        found = [
            Part(part.issuer or part.title, part.period.value if part.period else None, value)
            for part, pairs in held
            if (value := _value(pairs.get(one.fact.id))) is not None
        ]
        if amount is None or amount.value is None or not found:
            continue
        rows.append(
            RolledUp(
                indicator=one.fact.indicator or whole.words(one.fact.span),
                unit=amount.unit,
                stated=amount.value,
                total=sum((part.value for part in found), Decimal(0)),
                parts=tuple(found),
                missing=len(parts) - len(found),
                span=one.fact.span,
            )
        )
    return tuple(rows)


def _sums(one: Told) -> bool:
    """Say whether a figure is one that adds up over time and bodies."""
    fact = one.fact
    return (
        fact.kind in _SUMMED
        and fact.status is Status.DONE
        and one.key.tempo == "period"
        and one.key.verbs not in ((), ("有",))
    )


def _value(pair: tuple[Told, float] | None) -> Decimal | None:
    if pair is None or pair[1] < JOINS or pair[0].fact.quantity is None:
        return None
    return pair[0].fact.quantity.value


def shorter_reports(connection: Connection, report: Report) -> list[int]:
    """List the reports of the same issuer for the next shorter periods inside this one's."""
    days = bounds(report.period.value) if report.period else None
    issuer = resolve_issuer(connection, report.issuer, line_of(report.title))
    if days is None or issuer is None:
        return []
    rows = connection.execute(
        select(reports.c.id, reports.c.period_value)
        .where(
            reports.c.live.is_(True),
            reports.c.issuer_id == issuer,
            reports.c.last_day >= days[0].isoformat(),
            reports.c.last_day <= days[1].isoformat(),
        )
        .order_by(reports.c.last_day, reports.c.id)
    ).all()
    own = grain(*days)
    if own not in _LONGER:
        return []
    by_length: dict[str, list[int]] = {}
    for row in rows:
        inside = bounds(row.period_value)
        if inside is not None:
            by_length.setdefault(grain(*inside), []).append(row.id)
    shorter = _LONGER[_LONGER.index(own) + 1 :]
    return next((by_length[length] for length in shorter if length in by_length), [])

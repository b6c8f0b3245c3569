"""Questions to the archive -> records, never rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, or_, select

from pipeline.archive import freeze
from pipeline.archive.grams import fold
from pipeline.archive.issuers import find_issuer
from pipeline.archive.models import facts, files, issuers, reports, sections, series, wordings
from pipeline.archive.records import Point, SeriesInfo, StoredFact, StoredReport, Trend
from pipeline.extract.days import bounds
from pipeline.schema import Report, Section

Where = list[ColumnElement[bool]]


def like(words: str) -> str:
    r"""Write a LIKE pattern for ``words`` anywhere; ``\`` is the escape."""
    for sign in ("\\", "%", "_"):
        words = words.replace(sign, f"\\{sign}")
    return f"%{words}%"


def issuer_filter(connection: Connection, name: str | None) -> Where:
    """Limit to issuers whose name or alias is, or else holds, ``name``."""
    if not name:
        return []
    exact = find_issuer(connection, name)
    if exact is not None:
        return [reports.c.issuer_id == exact]
    holding = select(issuers.c.id).where(issuers.c.name.like(like(fold(name)), escape="\\"))
    return [reports.c.issuer_id.in_(holding)]


def day_filter(
    column: ColumnElement[Any], period: str | None, first: str | None, last: str | None
) -> Where:
    """Limit to days in a period (2025, 2025-08, 2025-08-11/2025-08-17) and between two ends."""
    where: Where = []
    for value, side in ((period, 0), (period, 1), (first, 0), (last, 1)):
        if value:
            days = bounds(value)
            edge = days[side].isoformat() if days else value
            where.append(column >= edge if side == 0 else column <= edge)
    return where


_META = (
    files.c.name.label("file"),
    files.c.sha256,
    reports.c.id.label("report"),
    reports.c.title,
    reports.c.issuer,
    func.coalesce(reports.c.period_value, reports.c.period_text).label("period"),
)


def fact_query() -> Select[Any]:
    """Select live facts with their wording and report, oldest first."""
    return (
        select(facts, wordings.c.indicator, wordings.c.action, wordings.c.object, *_META)
        .join(reports, reports.c.id == facts.c.report_id)
        .join(files, files.c.id == reports.c.file_id)
        .join(wordings, wordings.c.id == facts.c.wording_id)
        .where(facts.c.live.is_(True))
        .order_by(facts.c.day, facts.c.report_id, facts.c.start)
    )


def stored_fact(row: Row[*tuple[Any, ...]]) -> StoredFact:
    """Make the record of a row of ``fact_query``."""
    cells = row._mapping
    return StoredFact(
        fact=freeze.fact_from(dict(cells)),
        text=cells["text"],
        file=cells["file"],
        sha256=cells["sha256"],
        report=cells["report"],
        title=cells["title"],
        issuer=cells["issuer"],
        period=cells["period"],
        day=cells["day"],
        series=cells["series_id"],
        series_confidence=cells["series_confidence"],
    )


def find_facts(
    connection: Connection,
    *,
    unit: str | None = None,
    indicator: str | None = None,
    period: str | None = None,
    issuer: str | None = None,
    text: str | None = None,
    first: str | None = None,
    last: str | None = None,
    series_id: int | None = None,
    kind: str | None = None,
    limit: int | None = None,
    newest: bool = False,
) -> tuple[StoredFact, ...]:
    """Find facts by what they state and where they stand; all given conditions hold at once.

    ``kind`` may be ``figure``: all but dates.
    """
    bodies = issuer_filter(connection, issuer)
    query = select(facts.c.id).where(
        facts.c.live.is_(True), *bodies, *day_filter(facts.c.day, period, first, last)
    )
    if bodies:
        query = query.join(reports, reports.c.id == facts.c.report_id)
    if unit:
        query = query.where(facts.c.unit == unit)
    if kind:
        query = query.where(facts.c.kind != "date" if kind == "figure" else facts.c.kind == kind)
    if series_id is not None:
        query = query.where(facts.c.series_id == series_id)
    if indicator:
        query = query.where(facts.c.wording_id.in_(worded(indicator)))
    if text:
        pattern = like(text)
        query = query.where(
            or_(
                facts.c.wording_id.in_(worded(text)),
                facts.c.text.like(pattern, escape="\\"),
                facts.c.actor.like(pattern, escape="\\"),
                facts.c.place.like(pattern, escape="\\"),
            )
        )
    oldest_first = (facts.c.day, facts.c.report_id, facts.c.start)
    if limit is not None:
        order = [each.desc() for each in oldest_first] if newest else oldest_first
        query = select(query.order_by(*order).limit(limit).subquery().c.id)
    rows = connection.execute(fact_query().where(facts.c.id.in_(query)))
    found = tuple(stored_fact(row) for row in rows)
    if newest:
        # the figures of one report stay in the order of its text
        return tuple(sorted(found, key=lambda each: (each.day or "", each.report), reverse=True))
    return found


def worded(words: str) -> Select[Any]:
    """Select the wordings that hold every one of some words, action before or after object."""
    query = select(wordings.c.id)
    for word in words.split():
        pattern = like(word)
        query = query.where(
            or_(
                wordings.c.indicator.like(pattern, escape="\\"),
                (wordings.c.action + wordings.c.object).like(pattern, escape="\\"),
                (wordings.c.object + wordings.c.action).like(pattern, escape="\\"),
            )
        )
    return query


def find_reports(
    connection: Connection,
    *,
    issuer: str | None = None,
    period: str | None = None,
    first: str | None = None,
    last: str | None = None,
    limit: int | None = None,
    newest: bool = False,
    sha256: str | None = None,
) -> tuple[StoredReport, ...]:
    """List reports, oldest first unless ``newest``."""
    held = select(func.count()).where(facts.c.report_id == reports.c.id).scalar_subquery()
    query = (
        select(
            reports.c.id,
            files.c.name.label("file"),
            files.c.sha256,
            reports.c.title,
            reports.c.kind,
            reports.c.issuer,
            func.coalesce(reports.c.period_value, reports.c.period_text).label("period"),
            reports.c.first_day,
            reports.c.last_day,
            reports.c.title_start,
            held.label("facts"),
            files.c.stored_at,
        )
        .join(files, files.c.id == reports.c.file_id)
        .where(
            reports.c.live.is_(True),
            *issuer_filter(connection, issuer),
            *day_filter(reports.c.last_day, period, first, last),
        )
        .order_by(reports.c.last_day, reports.c.id)
    )
    if sha256 is not None:
        query = query.where(files.c.sha256 == sha256)
    if newest:
        query = query.order_by(None).order_by(reports.c.last_day.desc(), reports.c.id.desc())
    if limit is not None:
        query = query.limit(limit)
    return tuple(StoredReport(**row._mapping) for row in connection.execute(query))


def find_trends(
    connection: Connection,
    indicator: str,
    *,
    issuer: str | None = None,
    first: str | None = None,
    last: str | None = None,
) -> tuple[Trend, ...]:
    """Give the series whose name or wording holds the words, each with its values over time."""
    chosen = (
        select(facts.c.series_id)
        .join(reports, reports.c.id == facts.c.report_id)
        .where(
            facts.c.wording_id.in_(worded(indicator)),
            facts.c.live.is_(True),
            facts.c.series_id.is_not(None),
            *issuer_filter(connection, issuer),
        )
        .distinct()
    )
    ids = set(connection.scalars(chosen))
    named = (
        select(series.c.id)
        .join(facts, facts.c.series_id == series.c.id)
        .join(reports, reports.c.id == facts.c.report_id)
        .where(
            series.c.name.like(like(indicator), escape="\\"),
            facts.c.live.is_(True),
            *issuer_filter(connection, issuer),
        )
        .distinct()
    )
    ids.update(connection.scalars(named))
    trends = [trend_of(connection, each, first=first, last=last) for each in sorted(ids)]
    plain = fold(indicator)
    trends.sort(key=lambda t: (fold(t.indicator) != plain, t.tempo != "period", -len(t.points)))
    return tuple(trend for trend in trends if trend.points)


def trend_of(
    connection: Connection, series_id: int, *, first: str | None = None, last: str | None = None
) -> Trend:
    """Give the values of one series, oldest first, and the periods in between that have none."""
    head = connection.execute(
        select(series.c.name, series.c.unit, series.c.tempo, issuers.c.name.label("issuer"))
        .join(issuers, issuers.c.id == series.c.issuer_id)
        .where(series.c.id == series_id)
    ).one()
    rows = connection.execute(
        fact_query().where(
            facts.c.series_id == series_id, *day_filter(facts.c.day, None, first, last)
        )
    ).all()
    points = []
    for row in rows:
        stored = stored_fact(row)
        amount = stored.fact.quantity
        points.append(
            Point(
                period=stored.period,
                day=stored.day,
                value=amount.value if amount else None,
                text=stored.text,
                file=stored.file,
                sha256=stored.sha256,
                span=stored.fact.span,
            )
        )
    return Trend(
        series=series_id,
        issuer=next((row.issuer for row in rows if row.issuer), head.issuer or None),
        indicator=head.name,
        unit=head.unit,
        tempo=head.tempo,
        points=tuple(points),
        gaps=_gaps(connection, rows),
    )


def _gaps(connection: Connection, rows: Sequence[Any]) -> tuple[str, ...]:
    """Name the periods of the same line of reports in which the series has no value."""
    if len(rows) < 2:
        return ()
    lines = select(reports.c.line).where(reports.c.id.in_({row.report for row in rows}))
    issuer = select(reports.c.issuer_id).where(reports.c.id == rows[0].report)
    periods = connection.execute(
        select(func.coalesce(reports.c.period_value, reports.c.period_text), reports.c.id)
        .where(
            reports.c.line.in_(lines),
            reports.c.issuer_id.in_(issuer),
            reports.c.live.is_(True),
            reports.c.last_day > rows[0].day,
            reports.c.last_day < rows[-1].day,
        )
        .order_by(reports.c.last_day)
    )
    have = {row.report for row in rows}
    return tuple(period for period, ident in periods if ident not in have and period)


def list_series(connection: Connection, *, issuer: str | None = None) -> tuple[SeriesInfo, ...]:
    """List the series with the wordings under which each appears."""
    query = (
        select(
            series.c.id,
            series.c.name,
            series.c.unit,
            series.c.tempo,
            reports.c.issuer,
            wordings.c.indicator,
            func.count().label("times"),
            func.min(facts.c.series_confidence).label("least"),
        )
        .join(facts, facts.c.series_id == series.c.id)
        .join(reports, reports.c.id == facts.c.report_id)
        .join(wordings, wordings.c.id == facts.c.wording_id)
        .where(facts.c.live.is_(True), *issuer_filter(connection, issuer))
        .group_by(series.c.id, reports.c.issuer, wordings.c.indicator)
        .order_by(series.c.id, func.count().desc())
    )
    groups: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(query):
        groups[row.id].append(row)
    return tuple(
        SeriesInfo(
            id=ident,
            issuer=rows[0].issuer,
            name=rows[0].name,
            unit=rows[0].unit,
            tempo=rows[0].tempo,
            wordings=tuple(dict.fromkeys(row.indicator for row in rows if row.indicator)),
            values=sum(row.times for row in rows),
            least_confidence=min(row.least or 0.0 for row in rows),
        )
        for ident, rows in groups.items()
    )


def issuer_names(connection: Connection) -> tuple[str, ...]:
    """Name the bodies whose reports there are."""
    query = select(reports.c.issuer).where(reports.c.live.is_(True), reports.c.issuer.is_not(None))
    return tuple(sorted(connection.scalars(query.distinct())))


def count_reports(connection: Connection) -> int:
    """Count the reports."""
    counted = select(func.count()).select_from(reports).where(reports.c.live.is_(True))
    return int(connection.execute(counted).scalar_one())


def whole_reports(connection: Connection, ids: Sequence[int]) -> tuple[Report, ...]:
    """Rebuild reports with their documents, sections and facts, in the order of ``ids``."""
    if not ids:
        return ()
    heads = {
        row.id: row._mapping
        for row in connection.execute(
            select(
                reports,
                files.c.name,
                files.c.sha256,
                files.c.reader,
                files.c.origin,
                files.c.text,
                files.c.layout,
            )
            .join(files, files.c.id == reports.c.file_id)
            .where(reports.c.id.in_(ids))
        )
    }
    parts: dict[int, list[Section]] = defaultdict(list)
    for row in connection.execute(
        select(sections)
        .where(sections.c.report_id.in_(ids))
        .order_by(sections.c.report_id, sections.c.start, sections.c.stop.desc())
    ):
        parts[row.report_id].append(freeze.section_from(dict(row._mapping)))
    stated: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(
        select(facts, wordings.c.indicator, wordings.c.action, wordings.c.object)
        .join(wordings, wordings.c.id == facts.c.wording_id)
        .where(facts.c.report_id.in_(ids))
        .order_by(facts.c.id)
    ):
        stated[row.report_id].append(freeze.fact_from(dict(row._mapping)))
    return tuple(
        freeze.report_from(
            dict(heads[ident]),
            freeze.document_from(dict(heads[ident])),
            tuple(parts[ident]),
            tuple(stated[ident]),
        )
        for ident in ids
        if ident in heads
    )

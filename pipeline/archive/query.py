"""Questions to the archive -> records, never rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Result, Row, Select, func, or_, select

from pipeline.archive import freeze
from pipeline.archive.grams import fold
from pipeline.archive.issuers import find_issuer
from pipeline.archive.models import (
    facts,
    files,
    issuers,
    reports,
    sections,
    series,
    series_wordings,
    wordings,
)
from pipeline.archive.records import Point, SeriesInfo, StoredFact, StoredReport, Trend
from pipeline.extract.days import bounds
from pipeline.schema import Report, Section, Span

Where = list[ColumnElement[bool]]


def like(words: str) -> str:
    r"""Write a LIKE pattern for ``words`` anywhere; ``\`` is the escape."""
    for sign in ("\\", "%", "_"):
        words = words.replace(sign, f"\\{sign}")
    return f"%{words}%"


def issuer_filter(
    connection: Connection,
    name: str | None,
    column: ColumnElement[int] | ColumnElement[int | None] = reports.c.issuer_id,
) -> Where:
    """Limit to issuers whose name or alias is, or else holds, ``name``."""
    if not name:
        return []
    exact = find_issuer(connection, name)
    if exact is not None:
        return [column == exact]
    named = issuers.c.name.like(like(fold(name)), escape="\\")
    holding = connection.scalars(select(issuers.c.id).where(named)).all()
    return [column == holding[0] if len(holding) == 1 else column.in_(holding)]


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


OLDEST_FIRST = (facts.c.day, facts.c.report_id, facts.c.start)
_FEW = 20_000
"""So many facts are sorted in no time; of more, the list is walked in its order."""


def said(
    connection: Connection, words: str, *, walks: bool = False, lists: bool = False
) -> ColumnElement[bool]:
    """Limit to facts whose wording holds some words.

    SQLite would find them by the index on wordings even where the words stand in every report,
    and then sort them all. There, and where another limit already leaves few (``walks``), the sum
    hides the column from it. Where all are asked for (``lists``), it may choose.
    """
    chosen = worded(words)
    if connection.dialect.name != "sqlite" or lists:
        return facts.c.wording_id.in_(chosen)
    if not walks:
        held = select(facts.c.id).where(facts.c.wording_id.in_(chosen), facts.c.live.is_(True))
        counted = select(func.count()).select_from(held.limit(_FEW).subquery())
        walks = (connection.scalar(counted) or 0) == _FEW
    return (facts.c.wording_id + 0 if walks else facts.c.wording_id).in_(chosen)


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


def stored_facts(result: Result[*tuple[Any, ...]]) -> Iterator[StoredFact]:
    """Make the records of the rows of ``fact_query``."""
    keys = tuple(result.keys())
    for row in result:
        yield stored_fact(dict(zip(keys, row, strict=True)))


def stored_fact(cells: dict[str, Any]) -> StoredFact:
    """Make the record of a row of ``fact_query``."""
    return StoredFact(
        fact=freeze.fact_from(cells),
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
    query = select(facts.c.id).where(
        facts.c.live.is_(True),
        *issuer_filter(connection, issuer, facts.c.issuer_id),
        *day_filter(facts.c.day, period, first, last),
    )
    if unit:
        query = query.where(facts.c.unit == unit)
    if kind:
        query = query.where(facts.c.kind != "date" if kind == "figure" else facts.c.kind == kind)
    if series_id is not None:
        query = query.where(facts.c.series_id == series_id)
    if indicator:
        query = query.where(said(connection, indicator, walks=bool(issuer), lists=limit is None))
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
    if limit is not None:
        order = [each.desc() for each in OLDEST_FIRST] if newest else OLDEST_FIRST
        query = select(query.order_by(*order).limit(limit).subquery().c.id)
    found = tuple(stored_facts(connection.execute(fact_query().where(facts.c.id.in_(query)))))
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
    limit: int | None = None,
) -> tuple[Trend, ...]:
    """Give the series whose name or wording holds the words, each with its values over time.

    Those that the words name best come first; of many, ``limit`` are given.
    """
    met = select(series_wordings.c.series_id).where(
        series_wordings.c.wording_id.in_(worded(indicator))
    )
    chosen = select(series.c.id, series.c.name, series.c.tempo).where(
        or_(series.c.id.in_(met), series.c.name.like(like(indicator), escape="\\")),
        series.c.merged_into.is_(None),
        *issuer_filter(connection, issuer, series.c.issuer_id),
    )
    plain = fold(indicator)
    rows = sorted(
        connection.execute(chosen),
        key=lambda row: (fold(row.name) != plain, row.tempo != "period", row.id),
    )
    found: list[Trend] = []
    for row in rows:
        if limit is not None and len(found) == limit:
            break
        trend = trend_of(connection, row.id, first=first, last=last)
        if trend.points:
            found.append(trend)
    found.sort(key=lambda t: (fold(t.indicator) != plain, t.tempo != "period", -len(t.points)))
    return tuple(found)


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
        select(
            *(facts.c.kind, facts.c.value, facts.c.text, facts.c.start, facts.c.stop, facts.c.day),
            *(*_META, reports.c.line, reports.c.issuer_id),
        )
        .join(reports, reports.c.id == facts.c.report_id)
        .join(files, files.c.id == reports.c.file_id)
        .where(
            facts.c.series_id == series_id,
            facts.c.live.is_(True),
            *day_filter(facts.c.day, None, first, last),
        )
        .order_by(*OLDEST_FIRST)
    ).all()
    return Trend(
        series=series_id,
        issuer=next((row.issuer for row in rows if row.issuer), head.issuer or None),
        indicator=head.name,
        unit=head.unit,
        tempo=head.tempo,
        points=tuple(
            Point(
                period=row.period,
                day=row.day,
                value=None if row.value is None or row.kind == "date" else Decimal(row.value),
                text=row.text,
                file=row.file,
                sha256=row.sha256,
                span=Span(row.start, row.stop),
            )
            for row in rows
        ),
        gaps=_gaps(connection, rows),
    )


def _gaps(connection: Connection, stated: Sequence[Row[*tuple[Any, ...]]]) -> tuple[str, ...]:
    """Name the periods of the same line of reports in which the series has no value."""
    if len(stated) < 2:
        return ()
    have = {row.report for row in stated}
    periods = connection.execute(
        select(func.coalesce(reports.c.period_value, reports.c.period_text), reports.c.id)
        .where(
            reports.c.issuer_id.in_({row.issuer_id for row in stated}),
            reports.c.line.in_({row.line for row in stated}),
            reports.c.live.is_(True),
            reports.c.last_day > stated[0].day,
            reports.c.last_day < stated[-1].day,
        )
        .order_by(reports.c.last_day)
    )
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

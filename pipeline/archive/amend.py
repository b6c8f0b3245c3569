"""What a person says of a stored report: a figure overlooked or wrong, its issuer, its period.

Each is one correction, and the last one of a report can be taken back: what stood there before is
kept in the record of changes.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from pipeline.archive import freeze, series
from pipeline.archive.database import new_id
from pipeline.archive.ingest import day_of, note, period_of, store_facts
from pipeline.archive.issuers import take_issuer
from pipeline.archive.models import audit, corrections, exemplars, facts, files, reports
from pipeline.archive.models import series as series_table
from pipeline.corrections import FIGURE, ISSUER, PERIOD, told_of
from pipeline.errors import BadArchive
from pipeline.extract.pairing import line_of
from pipeline.schema import Fact, Period, Report, Span

_VERB = "correct"


def remember(
    connection: Connection, correction: dict[str, Any], before: dict[str, Any], moment: str
) -> None:
    """Write down a correction, and what stood there before, to take it back."""
    ident = new_id(connection.execute(insert(corrections).values(**correction, made_at=moment)))
    note(connection, moment, _VERB, str(ident), before)


def add(connection: Connection, report: Report, fact: Fact, remark: str, moment: str) -> None:
    """Store a figure that was overlooked."""
    ident = _ident(connection, report)
    row = connection.execute(select(reports).where(reports.c.id == ident)).one()
    alone = replace(report, facts=(fact,))
    store_facts(connection, ident, row.issuer_id, alone, period_of(report))
    here = facts.c.report_id == ident, facts.c.ident == fact.id
    connection.execute(update(facts).where(*here).values(live=row.live))
    told = told_of(fact, report.words(fact.span))
    correction = _correction(report, fact.span, FIGURE, None, told, remark)
    remember(connection, correction, {"gone": fact.id}, moment)


def remove(connection: Connection, report: Report, fact: Fact, remark: str, moment: str) -> None:
    """Take out what is no figure."""
    ident = _ident(connection, report)
    here = facts.c.report_id == ident, facts.c.ident == fact.id
    row = connection.execute(select(facts).where(*here)).one_or_none()
    if row is None:
        raise BadArchive("这个位置没有提取到的数字，请刷新后再试")
    connection.execute(delete(facts).where(facts.c.id == row.id))
    _renewed(connection, {row.series_id})
    told = told_of(fact, report.words(fact.span))
    correction = _correction(report, fact.span, FIGURE, told, None, remark)
    remember(connection, correction, {"row": dict(row._mapping)}, moment)


def restate(
    connection: Connection, report: Report, told: Period | str | None, remark: str, moment: str
) -> None:
    """Change the period of a report, or its issuer; its figures go to the series of that body."""
    ident = _ident(connection, report)
    old: str | None
    new: str | None
    if isinstance(told, Period):
        field, old, new = PERIOD, report.period.text if report.period else None, told.text
        changed = replace(report, period=told)
    else:
        field, old, new = ISSUER, report.issuer, told
        changed = replace(report, issuer=told)
    row = connection.execute(select(reports).where(reports.c.id == ident)).one()
    before = {name: row._mapping[name] for name in ("issuer", "rest")}
    correction = _correction(report, report.title_span, field, old, new, remark)
    _lay(connection, ident, changed)
    remember(connection, correction, {"report": before}, moment)


def _lay(connection: Connection, ident: int, report: Report) -> None:
    """Store what a report says of itself, and where its figures belong after that."""
    issuer_id, days = (
        take_issuer(connection, report.issuer, line_of(report.title)),
        period_of(report),
    )
    row = freeze.report_row(report)
    values = {name: row[name] for name in ("issuer", "period_text", "period_value", "rest")}
    first, last = days or (None, None)
    connection.execute(
        update(reports)
        .where(reports.c.id == ident)
        .values(**values, issuer_id=issuer_id, first_day=first, last_day=last)
    )
    held = connection.execute(
        select(facts.c.ident, facts.c.wording_id, facts.c.series_id).where(
            facts.c.report_id == ident
        )
    ).all()
    wording = {each.ident: each.wording_id for each in held}
    joined = series.assign(connection, issuer_id, report, lambda fact: wording[fact.id])
    series.note_wordings(connection, {(joined[i][0], wording[i]) for i in wording if i in joined})
    for fact in report.facts:
        belongs, sure = joined.get(fact.id, (None, None))
        connection.execute(
            update(facts)
            .where(facts.c.report_id == ident, facts.c.ident == fact.id)
            .values(
                issuer_id=issuer_id,
                day=day_of(fact, days),
                series_id=belongs,
                series_confidence=sure,
            )
        )
    _renewed(connection, {each.series_id for each in held})


def _renewed(connection: Connection, ids: set[int | None]) -> None:
    """Read anew what series are called; one that holds nothing and was never decided on goes."""
    known = {each for each in ids if each is not None}
    held = select(facts.c.series_id).where(facts.c.series_id.in_(known))
    decided = select(exemplars.c.series_id).where(exemplars.c.decided.is_(True))
    merged = select(series_table.c.merged_into).where(series_table.c.merged_into.is_not(None))
    empty = connection.scalars(
        select(series_table.c.id).where(
            series_table.c.id.in_(known),
            series_table.c.named_by_person.is_(False),
            series_table.c.merged_into.is_(None),
            *(series_table.c.id.not_in(each) for each in (held, decided, merged)),
        )
    ).all()
    series.renew_wordings(connection, known)
    # whose last figure may come back keeps its number
    connection.execute(delete(exemplars).where(exemplars.c.series_id.in_(empty)))


def take_back(connection: Connection, report: Report) -> tuple[Span, str, str | None]:
    """Undo the last correction of a report; say where it was, of what, and what it had said."""
    ident = _ident(connection, report)
    last = connection.execute(
        select(corrections)
        .where(
            corrections.c.sha256 == report.document.source.sha256,
            corrections.c.start >= report.span.start,
            corrections.c.stop <= report.span.end,
        )
        .order_by(corrections.c.id.desc())
        .limit(1)
    ).one_or_none()
    if last is None:
        raise BadArchive("这份报告没有可以撤销的更正")
    kept = audit.c.verb == _VERB, audit.c.subject == str(last.id)
    details = connection.scalar(select(audit.c.details).where(*kept))
    if details is None:
        raise BadArchive("上一条更正没有留下原来的内容，不能撤销，请直接改回来")
    before = json.loads(details)
    if "report" in before:
        row = connection.execute(select(reports).where(reports.c.id == ident)).one()
        former = dict(row._mapping) | before["report"]
        said = freeze.report_from(former, report.document, report.sections, report.facts)
        _lay(connection, ident, said)
    else:
        gone = before.get("gone") or before["row"]["ident"]
        here = facts.c.report_id == ident, facts.c.ident == gone
        moved = set(connection.scalars(select(facts.c.series_id).where(*here)).all())
        connection.execute(delete(facts).where(*here))
        if "row" in before:
            connection.execute(insert(facts).values(**before["row"]))
            moved.add(before["row"]["series_id"])
        _renewed(connection, moved)
    connection.execute(delete(corrections).where(corrections.c.id == last.id))
    connection.execute(delete(audit).where(*kept))
    return Span(last.start, last.stop), last.field, last.new


def corrected(connection: Connection, report: Report) -> int:
    """Count the corrections of a report."""
    found = connection.scalars(
        select(corrections.c.id).where(
            corrections.c.sha256 == report.document.source.sha256,
            corrections.c.start >= report.span.start,
            corrections.c.stop <= report.span.end,
        )
    )
    return len(found.all())


def _ident(connection: Connection, report: Report) -> int:
    found = connection.scalar(
        select(reports.c.id)
        .join(files, files.c.id == reports.c.file_id)
        .where(
            files.c.sha256 == report.document.source.sha256,
            reports.c.start == report.span.start,
            reports.c.stop == report.span.end,
        )
    )
    if found is None:
        raise BadArchive("档案里没有这份报告，可能已移出")
    return int(found)


def _correction(
    report: Report, span: Span, field: str, old: str | None, new: str | None, remark: str
) -> dict[str, Any]:
    return {
        "sha256": report.document.source.sha256,
        "start": span.start,
        "stop": span.end,
        "field": field,
        "old": old,
        "new": new,
        "note": remark,
    }

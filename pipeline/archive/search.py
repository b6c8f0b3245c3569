"""Words and figures -> the places in the archive's texts that hold them, each hit verified."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select, text

from pipeline.archive import freeze, grams, query
from pipeline.archive.models import facts, files, reports, sections
from pipeline.archive.records import Hit
from pipeline.schema import Span

_FIGURE = re.compile(
    r"(?P<sign>>=|<=|≥|≤|>|<|＞|＜|=|＝)\s*(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<scale>[万亿]?)"
    r"(?P<unit>[^\s\d<>=≥≤＞＜、，,]{0,8})"
)
_SCALE = {"": 1, "万": 10_000, "亿": 100_000_000}
_AROUND = 30
_BATCH = 50
_MOST_CANDIDATES = 5_000
"""Texts that are looked through for one search before it gives what it has."""


def search(
    connection: Connection,
    words: str,
    *,
    issuer: str | None = None,
    period: str | None = None,
    first: str | None = None,
    last: str | None = None,
    section: str | None = None,
    limit: int = 50,
) -> tuple[Hit, ...]:
    """Find the places that hold all the words (space between them), newest report first.

    ``>100 起``, ``>=5万元``, ``=31起`` look for figures; words beside them must stand in the
    figure's own statement. Each hit is the first place of a report that holds the word.
    """
    where = [
        *query.issuer_filter(connection, issuer),
        *query.day_filter(reports.c.last_day, period, first, last),
    ]
    figures = list(_FIGURE.finditer(words))
    plain = _FIGURE.sub(" ", words).split()
    if figures:
        return _figures(connection, figures, plain, where, limit)
    if not any(grams.runs(grams.fold(word)) for word in plain):
        return ()
    found = _texts(connection, plain, where, section)
    return tuple(hit for hit, _ in zip(found, range(limit), strict=False))


def _candidates(connection: Connection, words: list[str]) -> ColumnElement[bool]:
    if connection.dialect.name == "sqlite":
        asked = " AND ".join(each for word in words if (each := grams.sqlite_query(word)))
        match = text("SELECT rowid FROM report_grams WHERE report_grams MATCH :asked")
        return reports.c.id.in_(match.bindparams(asked=asked).columns(reports.c.id))
    asked_list = sorted({each for word in words for each in grams.postgres_query(word)})
    match = text("SELECT report_id FROM report_grams WHERE grams @> CAST(:asked AS TEXT[])")
    return reports.c.id.in_(match.bindparams(asked=asked_list).columns(reports.c.id))


def _texts(
    connection: Connection,
    words: list[str],
    where: list[ColumnElement[bool]],
    section: str | None,
) -> Iterator[Hit]:
    base = (
        select(
            reports.c.id,
            reports.c.title,
            reports.c.issuer,
            reports.c.start,
            reports.c.stop,
            reports.c.last_day,
            func.coalesce(reports.c.period_value, reports.c.period_text).label("period"),
            files.c.name.label("file"),
            files.c.sha256,
            func.substr(files.c.text, reports.c.start + 1, reports.c.stop - reports.c.start).label(
                "text"
            ),
        )
        .join(files, files.c.id == reports.c.file_id)
        .where(reports.c.live.is_(True), _candidates(connection, words), *where)
        .order_by(func.coalesce(reports.c.last_day, "").desc(), reports.c.id.desc())
    )
    for done in range(0, _MOST_CANDIDATES, _BATCH):
        rows = connection.execute(base.limit(_BATCH).offset(done)).all()
        for row in rows:
            yield from _verified(connection, row, words, section)
        if len(rows) < _BATCH:
            return


def _verified(
    connection: Connection, row: Row[*tuple[Any, ...]], words: list[str], section: str | None
) -> Iterator[Hit]:
    asked = [grams.fold(word) for word in words]
    for start, end in _places(row.text, words, asked):
        heading = _heading(connection, row.id, row.start + start)
        if section is None or (heading and section in heading):
            excerpt, marks = _excerpt(row.text, Span(start, end), asked)
            yield Hit(
                file=row.file,
                sha256=row.sha256,
                report=row.id,
                title=row.title,
                issuer=row.issuer,
                period=row.period,
                span=Span(row.start + start, row.start + end),
                excerpt=excerpt,
                marks=marks,
                section=heading,
            )
            return


def _places(content: str, words: list[str], asked: list[str]) -> Iterator[tuple[int, int]]:
    """Walk the places of the first word, if all are there; fold the text only where it must be."""
    if all(word in content for word in words):
        at = content.find(words[0])
        while at >= 0:
            yield at, at + len(words[0])
            at = content.find(words[0], at + 1)
        return
    folded = grams.fold_with_places(content)
    if not all(word in folded.text for word in asked):
        return
    at = folded.text.find(asked[0])
    while at >= 0:
        yield folded.at[at], folded.at[at + len(asked[0]) - 1] + 1
        at = folded.text.find(asked[0], at + 1)


def _excerpt(content: str, place: Span, asked: list[str]) -> tuple[str, tuple[Span, ...]]:
    """Cut the surroundings of a place, on one line, with the words found in it."""
    first, last = max(0, place.start - _AROUND), min(len(content), place.end + _AROUND)
    cut = re.sub(r"\s", " ", content[first:last])
    folded = grams.fold_with_places(cut)
    marks = set()
    for word in asked:
        at = folded.text.find(word)
        while at >= 0:
            marks.add(Span(folded.at[at], folded.at[at + len(word) - 1] + 1))
            at = folded.text.find(word, at + len(word))
    return cut, tuple(sorted(marks))


def _heading(connection: Connection, report_id: int, place: int) -> str | None:
    """Name the innermost section at a place, by label and heading."""
    row = connection.execute(
        select(sections.c.label, sections.c.heading)
        .where(
            sections.c.report_id == report_id,
            sections.c.start <= place,
            sections.c.stop > place,
        )
        .order_by(sections.c.start.desc(), sections.c.level.desc())
        .limit(1)
    ).one_or_none()
    return f"{row.label}{row.heading}" if row else None


def _figures(
    connection: Connection,
    figures: list[re.Match[str]],
    plain: list[str],
    where: list[ColumnElement[bool]],
    limit: int,
) -> tuple[Hit, ...]:
    asked = query.fact_query().order_by(None).where(*where)
    for figure in figures:
        amount = Decimal(figure["number"].replace(",", "")) * _SCALE[figure["scale"]]
        unit = figure["unit"]
        if unit:
            asked = asked.where(facts.c.unit == {"％": "%", "块": "元"}.get(unit, unit))
        sign, number = figure["sign"], float(amount)
        asked = asked.where(
            {
                ">": facts.c.number > number,
                "<": facts.c.number < number,
                "≥": facts.c.number >= number,
                "≤": facts.c.number <= number,
                "=": facts.c.number == number,
            }[{">=": "≥", "<=": "≤", "＞": ">", "＜": "<", "＝": "="}.get(sign, sign)]
        )
    for word in plain:
        asked = asked.where(facts.c.wording_id.in_(query.worded(word)))
    asked = asked.order_by(facts.c.day.desc(), facts.c.report_id.desc(), facts.c.start).limit(limit)
    hits = []
    for row in connection.execute(asked):
        stored = query.stored_fact(row)
        content = connection.scalar(select(files.c.text).where(files.c.sha256 == stored.sha256))
        span = stored.fact.span
        excerpt, _ = _excerpt(content or "", span, [])
        at = span.start - max(0, span.start - _AROUND)
        hits.append(
            Hit(
                file=stored.file,
                sha256=stored.sha256,
                report=stored.report,
                title=stored.title,
                issuer=stored.issuer,
                period=stored.period,
                span=span,
                excerpt=excerpt,
                marks=(Span(at, at + len(stored.text)),),
                section=_heading(connection, stored.report, span.start),
                value=freeze.exact(stored.fact.quantity.value if stored.fact.quantity else None),
                unit=stored.fact.quantity.unit if stored.fact.quantity else None,
            )
        )
    return tuple(hits)

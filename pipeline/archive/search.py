"""Words and figures -> the places in the archive's texts that hold them, each hit verified."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    TextClause,
    bindparam,
    column,
    func,
    select,
    table,
    text,
)

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
_WORTH = 10
"""Reading on without the index pays where one report in so many holds the words."""

_FEW = 400
_MOST_CANDIDATES = 600
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
    figures = list(_FIGURE.finditer(words))
    plain = _FIGURE.sub(" ", words).split()
    table_ = facts if figures else reports
    where = [
        *query.issuer_filter(connection, issuer, table_.c.issuer_id),
        *query.day_filter(table_.c.day if figures else reports.c.last_day, period, first, last),
    ]
    if figures:
        return _figures(connection, figures, plain, where, limit)
    if not any(grams.runs(grams.fold(word)) for word in plain):
        return ()
    found = _texts(connection, plain, where, section, limit)
    return tuple(hit for hit, _ in zip(found, range(limit), strict=False))


_NEWEST_FIRST = (reports.c.last_day.desc().nulls_last(), reports.c.id.desc())
_GRAMS = table("report_grams", column("rowid"), column("report_id"), column("grams"))


def _texts(
    connection: Connection,
    words: list[str],
    where: list[ColumnElement[bool]],
    section: str | None,
    limit: int,
) -> Iterator[Hit]:
    """Walk the hits, newest period first.

    Few reports are looked through without the index, as long as that pays. Where a word stands in
    more reports than anyone reads, SQLite takes the newest stored ones.
    """
    mine = select(reports.c.id).where(reports.c.live.is_(True), *where)
    few = list(connection.scalars(mine.order_by(*_NEWEST_FIRST).limit(_FEW + 1))) if where else []
    if where and len(few) <= _FEW:
        size = min(limit, _BATCH)
        hits = list(_read(connection, few[:size], words, section))
        yield from hits
        rest = few[size:]
        if rest and 3 * len(hits) < size:
            asked = _holding(connection, words, rest)
            rest = [ident for ident in rest if ident in asked]
        for part in _parts(rest, limit):
            yield from _read(connection, part, words, section)
        return
    if connection.dialect.name == "sqlite":
        parts = _newest_stored(connection, words, mine if where else None, limit)
    else:
        parts = iter(())
        seen = yield from _walked(connection, words, mine, section, limit)
        if seen is not None:
            parts = _by_index(connection, words, mine, limit, seen)
    for part in parts:
        yield from _read(connection, part, words, section)


def _walked(
    connection: Connection,
    words: list[str],
    mine: Select[int],
    section: str | None,
    limit: int,
) -> Generator[Hit, None, set[int] | None]:
    """Read the newest reports without the index, as long as that pays: PostgreSQL's has no order.

    Gives the reports that it has read where the index is to find the rest.
    """
    dated = mine.where(reports.c.last_day.is_not(None))
    newest = dated.order_by(reports.c.last_day.desc(), reports.c.id.desc())
    seen: set[int] = set()
    while len(seen) < max(_MOST_CANDIDATES, 2 * limit):
        ids = list(connection.scalars(newest.offset(len(seen)).limit(_BATCH)))
        found = list(_read(connection, ids, words, section))
        yield from found
        seen.update(ids)
        if len(ids) < _BATCH or _WORTH * len(found) < _BATCH:
            return seen
    return None


def _match(connection: Connection, words: list[str]) -> TextClause:
    """Ask the index for the texts that may hold all the words."""
    if connection.dialect.name == "sqlite":
        asked = " AND ".join(each for word in words if (each := grams.sqlite_query(word)))
        return text("report_grams MATCH :asked").bindparams(asked=asked)
    pairs = sorted({each for word in words for each in grams.postgres_query(word)})
    return text("report_grams.grams @> CAST(:asked AS TEXT[])").bindparams(asked=pairs)


def _holding(connection: Connection, words: list[str], ids: list[int]) -> set[int]:
    """Ask the index which of some reports may hold all the words."""
    if connection.dialect.name == "sqlite":
        # the sum keeps FTS5 from looking each report up by itself, which takes far longer
        found = select(_GRAMS.c.rowid).where((_GRAMS.c.rowid + 0).in_(ids))
    else:
        # the offset keeps PostgreSQL from looking all texts up that hold a common word
        some = select(_GRAMS.c.report_id, _GRAMS.c.grams).where(_GRAMS.c.report_id.in_(ids))
        held = some.offset(0).subquery("report_grams")
        found = select(held.c.report_id)
    return set(connection.scalars(found.where(_match(connection, words))))


def _newest_stored(
    connection: Connection, words: list[str], mine: Select[int] | None, limit: int
) -> Iterator[list[int]]:
    """Walk the newest stored reports that SQLite's index has for the words."""
    found = select(_GRAMS.c.rowid).where(_match(connection, words))
    if mine is not None:
        found = found.where((_GRAMS.c.rowid + 0).in_(mine))
    newest = found.order_by(_GRAMS.c.rowid.desc()).limit(max(_MOST_CANDIDATES, 2 * limit))
    chosen = select(reports.c.id).where(reports.c.live.is_(True), reports.c.id.in_(newest))
    yield from _parts(list(connection.scalars(chosen.order_by(*_NEWEST_FIRST))), limit)


def _by_index(
    connection: Connection,
    words: list[str],
    mine: Select[int],
    limit: int,
    seen: set[int],
) -> Iterator[list[int]]:
    """Walk the reports that PostgreSQL's index has for the words, but for those already read."""
    joined = mine.join(_GRAMS, _GRAMS.c.report_id == reports.c.id)
    held = joined.where(_match(connection, words)).order_by(*_NEWEST_FIRST)
    most = max(_MOST_CANDIDATES, 2 * limit)
    ids = [each for each in connection.scalars(held.limit(most)) if each not in seen]
    yield from _parts(ids, limit)


def _parts(ids: list[int], size: int) -> Iterator[list[int]]:
    size = min(max(size, 1), _BATCH)
    for done in range(0, len(ids), size):
        yield ids[done : done + size]


def _read(
    connection: Connection, ids: list[int], words: list[str], section: str | None
) -> Iterator[Hit]:
    asked = [grams.fold(word) for word in words]
    rows = {row.id: row for row in connection.execute(_CONTENT, {"ids": ids})}
    headings = _headings(connection, ids)
    for ident in ids:
        yield from _verified(rows[ident], words, asked, headings.get(ident, []), section)


_CONTENT = (
    select(
        reports.c.id,
        reports.c.title,
        reports.c.issuer,
        reports.c.start,
        reports.c.stop,
        func.coalesce(reports.c.period_value, reports.c.period_text).label("period"),
        files.c.name.label("file"),
        files.c.sha256,
        files.c.text,
    )
    .join(files, files.c.id == reports.c.file_id)
    .where(reports.c.id.in_(bindparam("ids", expanding=True)))
)


def _verified(
    row: Row[*tuple[Any, ...]],
    words: list[str],
    asked: list[str],
    headings: list[_Heading],
    section: str | None,
) -> Iterator[Hit]:
    content = row.text[row.start : row.stop]
    for start, end in _places(content, words, asked):
        heading = _heading(headings, row.start + start)
        if section is None or (heading and section in heading):
            excerpt, marks = _excerpt(content, Span(start, end), asked)
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
    if not grams.may_hold(content, asked):
        return
    folded = grams.fold_with_places(content)
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


_Heading = tuple[int, int, str]


def _headings(connection: Connection, ids: list[int]) -> dict[int, list[_Heading]]:
    """Give the sections of some reports, in the order of the text: start, stop, heading."""
    found: dict[int, list[_Heading]] = {}
    s = sections.c
    for report, start, stop, label, heading in connection.execute(
        select(s.report_id, s.start, s.stop, s.label, s.heading)
        .where(s.report_id.in_(ids))
        .order_by(s.start)
    ):
        found.setdefault(report, []).append((start, stop, f"{label}{heading}"))
    return found


def _heading(headings: list[_Heading], place: int) -> str | None:
    """Name the innermost section at a place, by label and heading."""
    inside = [heading for start, stop, heading in headings if start <= place < stop]
    return inside[-1] if inside else None


def _figures(
    connection: Connection,
    figures: list[re.Match[str]],
    plain: list[str],
    where: list[ColumnElement[bool]],
    limit: int,
) -> tuple[Hit, ...]:
    asked = select(facts.c.id).where(facts.c.live.is_(True), *where)
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
    if plain:
        asked = asked.where(query.said(connection, " ".join(plain), walks=bool(where)))
    asked = asked.order_by(*(each.desc() for each in query.OLDEST_FIRST)).limit(limit)
    ids = list(connection.scalars(asked))
    found = connection.execute(
        query.fact_query().add_columns(files.c.text.label("whole")).where(facts.c.id.in_(ids))
    )
    keys = tuple(found.keys())
    rows = [dict(zip(keys, row, strict=True)) for row in found]
    headings = _headings(connection, [row["report"] for row in rows])
    hits = []
    for row in reversed(rows):
        stored = query.stored_fact(row)
        span = stored.fact.span
        excerpt, _ = _excerpt(row["whole"], span, [])
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
                section=_heading(headings.get(stored.report, []), span.start),
                value=freeze.exact(stored.fact.quantity.value if stored.fact.quantity else None),
                unit=stored.fact.quantity.unit if stored.fact.quantity else None,
            )
        )
    return tuple(hits)

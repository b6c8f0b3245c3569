"""Some of the series, for pages that show a few: asked of the indexes, however many facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, func, or_, select

from pipeline.archive.issuers import find_issuer
from pipeline.archive.models import facts, issuers, series, series_wordings, wordings
from pipeline.archive.query import like

_LATEST = 3000


@dataclass(frozen=True, slots=True)
class Indicator:
    """One series: what it is called, whose it is, the wordings under which it was met."""

    id: int
    issuer: str
    name: str
    unit: str | None
    tempo: str
    wordings: tuple[str, ...]
    values: int


def often_met(connection: Connection, limit: int) -> tuple[Indicator, ...]:
    """Give the series that the latest facts speak of most."""
    latest = (
        select(facts.c.series_id)
        .where(facts.c.live.is_(True))
        .order_by(facts.c.day.desc(), facts.c.report_id.desc(), facts.c.start.desc())
        .limit(_LATEST)
        .subquery()
    )
    met = (
        select(latest.c.series_id)
        .where(latest.c.series_id.is_not(None))
        .group_by(latest.c.series_id)
        .order_by(func.count().desc(), latest.c.series_id)
        .limit(limit)
    )
    found = _shown(connection, list(connection.scalars(met)))
    return tuple(sorted(found, key=lambda each: -each.values))


def named(
    connection: Connection, words: str, issuer: str | None, limit: int
) -> tuple[Indicator, ...]:
    """Give the series in whose name or wordings all words stand, by body and name."""
    held = select(facts.c.id).where(facts.c.series_id == series.c.id, facts.c.live.is_(True))
    query = select(series.c.id).join(issuers, issuers.c.id == series.c.issuer_id)
    query = query.where(held.limit(1).exists())
    if issuer:
        query = query.where(series.c.issuer_id == find_issuer(connection, issuer))
    for word in words.split():
        pattern = like(word)
        met = (
            select(series_wordings.c.series_id)
            .join(wordings, wordings.c.id == series_wordings.c.wording_id)
            .where(wordings.c.indicator.like(pattern, escape="\\"))
        )
        query = query.where(or_(series.c.name.like(pattern, escape="\\"), series.c.id.in_(met)))
    ordered = query.order_by(issuers.c.name, series.c.name, series.c.id).limit(limit)
    return _shown(connection, list(connection.scalars(ordered)))


def numbered(connection: Connection, ids: Collection[int]) -> tuple[Indicator, ...]:
    """Give the series of these numbers."""
    return _shown(connection, list(dict.fromkeys(ids)))


def _shown(connection: Connection, ids: list[int]) -> tuple[Indicator, ...]:
    stated = facts.c.series_id.in_(ids), facts.c.live.is_(True)
    counted = select(facts.c.series_id, func.count()).where(*stated).group_by(facts.c.series_id)
    times = {row[0]: row[1] for row in connection.execute(counted)}
    said: dict[int, list[str]] = defaultdict(list)
    for row in connection.execute(
        select(series_wordings.c.series_id, wordings.c.indicator)
        .join(wordings, wordings.c.id == series_wordings.c.wording_id)
        .where(series_wordings.c.series_id.in_(ids))
        .order_by(series_wordings.c.wording_id)
    ):
        if row.indicator:
            said[row.series_id].append(row.indicator)
    rows = connection.execute(
        select(series, issuers.c.name.label("body"))
        .join(issuers, issuers.c.id == series.c.issuer_id)
        .where(series.c.id.in_(ids))
    )
    made = {
        row.id: Indicator(
            row.id,
            row.body,
            row.name,
            row.unit,
            row.tempo,
            tuple(dict.fromkeys(said[row.id])),
            times.get(row.id, 0),
        )
        for row in rows
    }
    return tuple(made[ident] for ident in ids if ident in made)

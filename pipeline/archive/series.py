"""Facts of an issuer -> the series that each belongs to: 取缔占道经营 and 占道经营取缔数 are one.

A series remembers the wordings under which it was met (its exemplars), with section and actor; a
new report's facts are matched with them all at once (``extract.pairing``), one fact a series.
Where people decided (merge, split), their exemplars come first and are never overruled.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from pipeline.archive.database import add_rows
from pipeline.archive.models import exemplars, facts, series, series_wordings, wordings
from pipeline.extract.days import bounds, grain
from pipeline.extract.likeness import Key, key_likeness, tempo
from pipeline.extract.pairing import Told, matched, pairs, tell, told
from pipeline.schema import Aggregate, Fact, FactKind, Quantity, Report, Span, Status

_REPEATS = 0.85
_NEW = 1.0
_KEPT = 8
"""Wordings that a series remembers, of the undecided ones the newest."""

Joined = dict[str, tuple[int, float]]


@dataclass(frozen=True, slots=True)
class _Exemplar:
    id: int
    series: int
    wording: int
    told: Told
    grain: str | None
    decided: bool


def assign(
    connection: Connection, issuer_id: int, report: Report, wording_of: Callable[[Fact], int]
) -> Joined:
    """Choose a series for each fact of a new report: fact id -> (series, confidence)."""
    ours = list(told(report))
    if not ours:
        return {}
    known = _load(connection, issuer_id)
    joined = _by_decision(ours, known, wording_of)
    open_ = [each for each in ours if each.fact.id not in joined]
    length = _grain(report)
    alike = ((e.series, e.told) for e in known if _comparable(e, length))
    matched(pairs(open_, alike), joined)
    new: dict[int, Fact] = {}
    for each in ours:
        if each.fact.id not in joined:
            found = _repeated(each, ours, joined)
            if found is None:
                found = -1 - len(new), _NEW  # a number of its own until the database gives one
                new[found[0]] = each.fact
            joined[each.fact.id] = found
    given = dict(zip(new, _new(connection, issuer_id, new.values()), strict=True))
    joined = {ident: (given.get(one, one), sure) for ident, (one, sure) in joined.items()}
    _remember(connection, ours, known, joined, wording_of, length)
    return joined


def note_wordings(connection: Connection, met: set[tuple[int, int]]) -> None:
    """Remember under which wordings series were met: pairs of series and wording."""
    asked = {"ids": sorted({ident for ident, _ in met})}
    have = {(row[0], row[1]) for row in connection.execute(_MET, asked)}
    fresh = [{"series_id": pair[0], "wording_id": pair[1]} for pair in sorted(met - have)]
    if fresh:
        add_rows(connection, series_wordings, fresh)


def renew_wordings(connection: Connection, ids: Collection[int] | None = None) -> None:
    """Read anew off the facts under which wordings series were met; None: all of them."""
    gone, held = delete(series_wordings), select(facts.c.series_id, facts.c.wording_id).distinct()
    held = held.where(facts.c.series_id.is_not(None))
    if ids is not None:
        gone = gone.where(series_wordings.c.series_id.in_(ids))
        held = held.where(facts.c.series_id.in_(ids))
    connection.execute(gone)
    connection.execute(insert(series_wordings).from_select(["series_id", "wording_id"], held))


def _grain(report: Report) -> str | None:
    """Say how long a time a report tells of; None where its period is not settled."""
    days = bounds(report.period.value) if report.period else None
    return grain(*days) if days else None


def _comparable(exemplar: _Exemplar, length: str | None) -> bool:
    """Keep a month's count out of the series of the weeks; stocks and running totals have none."""
    key = exemplar.told.key
    lasting = key.tempo == Aggregate.CUMULATIVE or key.verbs in ((), ("有",))
    return lasting or length is None or exemplar.grain in (None, length)


def _load(connection: Connection, issuer_id: int) -> list[_Exemplar]:
    return [
        _Exemplar(ident, series_id, wording, _told(*said), length, bool(decided))
        for ident, series_id, wording, length, decided, *said in connection.execute(
            _KNOWN, {"issuer": issuer_id}
        )
    ]


_e, _w = exemplars.c, wordings.c
_SAID = (
    *(_e.kind, _e.unit, _e.dimension, _w.indicator, _w.action, _w.object),
    *(_e.actor, _e.aggregate, _e.status, _e.clause, _e.heading, _e.number, _e.line),
)
_KNOWN = (
    select(_e.id, _e.series_id, _e.wording_id, _e.grain, _e.decided, *_SAID)
    .join(series, series.c.id == _e.series_id)
    .join(wordings, _w.id == _e.wording_id)
    .where(series.c.issuer_id == bindparam("issuer"))
    .order_by(_e.id)
)


@lru_cache(maxsize=20_000)
def _told(
    kind: str,
    unit: str | None,
    dimension: str | None,
    indicator: str,
    action: str,
    thing: str,
    actor: str | None,
    aggregate: str | None,
    status: str,
    clause: str | None,
    heading: str | None,
    number: float | None,
    line: str | None,
) -> Told:
    """Make a fact without place or value that states what an exemplar counts."""
    fact = Fact(
        id="",
        kind=FactKind(kind),
        span=Span(0, 0),
        quantity=Quantity(None, unit=unit, dimension=dimension),
        indicator=indicator or None,
        action=action or None,
        object=thing or None,
        actor=actor,
        aggregate=Aggregate(aggregate) if aggregate else None,
        status=Status(status),
    )
    return tell(fact, clause or "", heading or "", number, line=line or "")


def _gate(wording: int, key: Key) -> tuple[object, ...]:
    return wording, key.kind, key.tempo, key.unit, key.planned


def _by_decision(
    ours: Sequence[Told], known: Sequence[_Exemplar], wording_of: Callable[[Fact], int]
) -> Joined:
    decided = {_gate(each.wording, each.told.key): each.series for each in known if each.decided}
    found = ((each.fact.id, decided.get(_gate(wording_of(each.fact), each.key))) for each in ours)
    return {ident: (series_id, 1.0) for ident, series_id in found if series_id is not None}


def _repeated(one: Told, ours: Sequence[Told], joined: Joined) -> tuple[int, float] | None:
    """Find the fact of the same report that says the same, value and all."""
    for other in ours:
        same_line = other.line == one.line
        if same_line and other.fact.id in joined and other.number == one.number is not None:
            score = key_likeness(one.key, other.key)
            if score >= _REPEATS:
                return joined[other.fact.id][0], round(score, 3)
    return None


def _new(connection: Connection, issuer_id: int, stated: Collection[Fact]) -> Sequence[int]:
    """Add a series for each of the facts; give their ids in that order."""
    if not stated:
        return ()
    return connection.scalars(_ADD_SERIES, [_series_row(issuer_id, fact) for fact in stated]).all()


_ADD_SERIES = insert(series).returning(series.c.id, sort_by_parameter_order=True)
_MET = select(series_wordings.c.series_id, series_wordings.c.wording_id).where(
    series_wordings.c.series_id.in_(bindparam("ids", expanding=True))
)


def _series_row(issuer_id: int, fact: Fact) -> dict[str, Any]:
    name = fact.indicator or f"{fact.action or ''}{fact.object or ''}" or "（未说明）"
    return {
        "issuer_id": issuer_id,
        "name": name.replace("\0", ""),
        "unit": fact.quantity.unit if fact.quantity else None,
        "tempo": "planned" if fact.status is Status.PLANNED else tempo(fact),
        "named_by_person": False,
    }


def _remember(
    connection: Connection,
    ours: Sequence[Told],
    known: Sequence[_Exemplar],
    joined: Joined,
    wording_of: Callable[[Fact], int],
    length: str | None,
) -> None:
    """Keep each wording that a series had not been met under, and of many the newest."""
    have = {_trace(e.series, e.wording, e.told, e.grain) for e in known}
    rows = []
    for each in ours:
        ident, wording = joined[each.fact.id][0], wording_of(each.fact)
        trace = _trace(ident, wording, each, length)
        if trace not in have:
            have.add(trace)
            rows.append(_exemplar_row(each, ident, wording) | {"grain": length})
    if not rows:
        return
    add_rows(connection, exemplars, rows)
    old: dict[int, list[int]] = defaultdict(list)
    for exemplar in known:
        if not exemplar.decided:
            old[exemplar.series].append(exemplar.id)
    added = Counter(row["series_id"] for row in rows)
    gone = [
        each
        for ident, more in added.items()
        for each in old[ident][: max(0, len(old[ident]) + more - _KEPT)]
    ]
    if gone:
        connection.execute(delete(exemplars).where(exemplars.c.id.in_(gone)))


def _trace(series_id: int, wording: int, each: Told, length: str | None) -> tuple[object, ...]:
    return series_id, wording, each.key, each.clause, each.heading, each.actor, each.line, length


def _exemplar_row(each: Told, series_id: int, wording: int) -> dict[str, Any]:
    fact = each.fact
    aggregate = fact.aggregate
    if each.key.tempo == Aggregate.CUMULATIVE:
        aggregate = Aggregate.CUMULATIVE
    elif aggregate is Aggregate.CUMULATIVE:  # 本周累计 is the week's own total
        aggregate = Aggregate.TOTAL
    return {
        "series_id": series_id,
        "wording_id": wording,
        "kind": fact.kind.value,
        "unit": fact.quantity.unit if fact.quantity else None,
        "dimension": fact.quantity.dimension if fact.quantity else None,
        "aggregate": aggregate.value if aggregate else None,
        "status": fact.status.value,
        "clause": each.clause.replace("\0", "") or None,
        "heading": each.heading.replace("\0", "") or None,
        "actor": each.actor.replace("\0", "") or None,
        "line": each.line.replace("\0", "") or None,
        "number": each.number,
        "decided": False,
    }

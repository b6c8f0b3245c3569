"""Facts of an issuer -> the series that each belongs to: 取缔占道经营 and 占道经营取缔数 are one.

A series remembers every wording under which it was met (its exemplars), with section and actor.
The facts of a new report are matched with the issuer's series all at once, the surest pair first,
one fact a series, so that two things of nearly one name, both reported, never fall together. What
is left is matched once more, with the series of the same section that this report has not touched.
Where people decided (merge, split), their exemplars come first and are never overruled.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, insert, select

from pipeline.archive.grams import fold
from pipeline.archive.models import exemplars, series, wordings
from pipeline.extract.likeness import Key, canonical, key_likeness, tempo
from pipeline.schema import Aggregate, Fact, FactKind, Quantity, Report, Span, Status

JOINS = 0.6
"""From this likeness on a fact joins a series by itself."""

_JOINS_IN_SECTION = 0.4
_REPEATS = 0.85
_NEW = 1.0
_OTHER_PERIOD = (
    "上周",
    "上月",
    "上个月",
    "上季",
    "去年",
    "上年",
    "同期",
    "上期",
    "前年",
    "上半年同",
)
_GENERIC = {"问题", "", "事项"}
_CLAUSE = "，。；：、,;:\n（("


@dataclass(frozen=True, slots=True)
class _Exemplar:
    series: int
    wording: int
    key: Key
    heading: str
    actor: str
    number: float | None
    decided: bool


@dataclass(frozen=True, slots=True)
class _Candidate:
    fact: Fact
    wording: int
    key: Key
    heading: str
    actor: str
    number: float | None
    order: int


Joined = dict[str, tuple[int, float]]


def assign(
    connection: Connection, issuer_id: int, report: Report, wording_of: Callable[[Fact], int]
) -> Joined:
    """Choose a series for each fact of a new report: fact id -> (series, confidence)."""
    candidates = list(_candidates(report, wording_of))
    if not candidates:
        return {}
    known = _load(connection, issuer_id)
    joined: Joined = {}
    _by_decision(candidates, known, joined)
    scored = _scored(candidates, known, joined)
    _match(scored, joined, JOINS)
    _match([each for each in scored if each.same_heading], joined, _JOINS_IN_SECTION)
    for candidate in candidates:
        if candidate.fact.id not in joined:
            joined[candidate.fact.id] = _repeated(candidate, candidates, joined) or (
                _new(connection, issuer_id, candidate),
                _NEW,
            )
    _remember(connection, candidates, known, joined)
    return joined


def _candidates(report: Report, wording_of: Callable[[Fact], int]) -> Iterator[_Candidate]:
    headings = {section.id: fold(section.heading) for section in report.sections}
    for order, fact in enumerate(report.facts):
        if fact.kind is FactKind.DATE or fact.quantity is None or _of_other_period(fact):
            continue
        value = fact.quantity.value
        yield _Candidate(
            fact=fact,
            wording=wording_of(fact),
            key=canonical(_described(fact, report)),
            heading=headings.get(fact.section or "", ""),
            actor=fact.actor or "",
            number=None if value is None else float(value),
            order=order,
        )


def _of_other_period(fact: Fact) -> bool:
    return fact.time is not None and any(word in fact.time.text for word in _OTHER_PERIOD)


def _described(fact: Fact, report: Report) -> Fact:
    """Let the words before a figure say what it counts where nothing else does."""
    if fact.indicator or fact.action or fact.object:
        return fact
    text, end = report.document.text, fact.span.start
    start = end
    while start > max(report.span.start, end - 20) and text[start - 1] not in _CLAUSE:
        start -= 1
    return replace(fact, object=text[start:end].strip() or None)


def _load(connection: Connection, issuer_id: int) -> list[_Exemplar]:
    rows = connection.execute(
        select(exemplars, wordings.c.indicator, wordings.c.action, wordings.c.object)
        .join(series, series.c.id == exemplars.c.series_id)
        .join(wordings, wordings.c.id == exemplars.c.wording_id)
        .where(series.c.issuer_id == issuer_id)
        .order_by(exemplars.c.id)
    )
    return [
        _Exemplar(
            series=row.series_id,
            wording=row.wording_id,
            key=canonical(exemplar_fact(row)),
            heading=row.heading or "",
            actor=row.actor or "",
            number=row.number,
            decided=bool(row.decided),
        )
        for row in rows
    ]


def exemplar_fact(row: Any) -> Fact:  # noqa: ANN401
    """Make a fact without place or value that states what an exemplar counts."""
    return Fact(
        id="",
        kind=FactKind(row.kind),
        span=Span(0, 0),
        quantity=Quantity(None, unit=row.unit, dimension=row.dimension),
        indicator=row.indicator or None,
        action=row.action or None,
        object=row.object or row.clause or None,
        aggregate=Aggregate(row.aggregate) if row.aggregate else None,
        status=Status(row.status),
    )


@dataclass(frozen=True, slots=True)
class _Pair:
    fact: str
    series: int
    score: float
    rank: tuple[float, ...]
    same_heading: bool


def _by_decision(candidates: list[_Candidate], known: list[_Exemplar], joined: Joined) -> None:
    decided = {
        (each.wording, each.key.tempo, each.key.unit, each.key.planned): each.series
        for each in known
        if each.decided
    }
    for candidate in candidates:
        key = candidate.key
        found = decided.get((candidate.wording, key.tempo, key.unit, key.planned))
        if found is not None:
            joined[candidate.fact.id] = (found, 1.0)


def _scored(candidates: list[_Candidate], known: list[_Exemplar], joined: Joined) -> list[_Pair]:
    by_gate: dict[tuple[str, str, bool], list[_Exemplar]] = defaultdict(list)
    for exemplar in known:
        by_gate[exemplar.key.kind, exemplar.key.tempo, exemplar.key.planned].append(exemplar)
    best: dict[tuple[str, int], _Pair] = {}
    for candidate in candidates:
        if candidate.fact.id in joined:
            continue
        key = candidate.key
        for exemplar in by_gate[key.kind, key.tempo, key.planned]:
            score = key_likeness(key, exemplar.key)
            if score < _JOINS_IN_SECTION:
                continue
            pair = _pair(candidate, exemplar, score)
            place = (pair.fact, pair.series)
            if place not in best or pair.rank > best[place].rank:
                best[place] = pair
    return sorted(best.values(), key=lambda pair: pair.rank, reverse=True)


def _pair(candidate: _Candidate, exemplar: _Exemplar, score: float) -> _Pair:
    same_heading = candidate.heading == exemplar.heading
    if not same_heading and "".join(candidate.key.words) in _GENERIC:
        score *= 0.55  # 整改率 and 整改问题 mean what their section is about
    rank = (
        round(score, 2),
        float(same_heading),
        float(candidate.wording == exemplar.wording),
        float(candidate.actor == exemplar.actor),
        -_distance(candidate.number, exemplar.number),
        float(-candidate.order),
    )
    return _Pair(candidate.fact.id, exemplar.series, score, rank, same_heading)


def _distance(a: float | None, b: float | None) -> float:
    """Say how far two values lie apart: 0 the same, 1 nothing in common."""
    if a is None or b is None:
        return 0.5
    most = max(abs(a), abs(b))
    return abs(a - b) / most if most else 0.0


def _match(pairs: list[_Pair], joined: Joined, least: float) -> None:
    """Join the surest pairs first, each fact and each series once."""
    taken = {series_id for series_id, _ in joined.values()}
    for pair in pairs:
        if pair.score >= least and pair.fact not in joined and pair.series not in taken:
            joined[pair.fact] = (pair.series, round(pair.score, 3))
            taken.add(pair.series)


def _repeated(
    candidate: _Candidate, candidates: list[_Candidate], joined: Joined
) -> tuple[int, float] | None:
    """Find the fact of the same report that says the same, value and all."""
    for other in candidates:
        if other.fact.id in joined and other.number == candidate.number is not None:
            score = key_likeness(candidate.key, other.key)
            if score >= _REPEATS:
                return joined[other.fact.id][0], round(score, 3)
    return None


def _new(connection: Connection, issuer_id: int, candidate: _Candidate) -> int:
    fact = candidate.fact
    name = fact.indicator or f"{fact.action or ''}{fact.object or ''}" or "（未说明）"
    adding = insert(series).values(
        issuer_id=issuer_id,
        name=name.replace("\0", ""),
        unit=fact.quantity.unit if fact.quantity else None,
        tempo="planned" if fact.status is Status.PLANNED else tempo(fact),
        named_by_person=False,
    )
    return int(connection.execute(adding.returning(series.c.id)).scalar_one())


def _remember(
    connection: Connection, candidates: list[_Candidate], known: list[_Exemplar], joined: Joined
) -> None:
    """Keep each wording that a series had not been met under."""
    have = {(each.series, each.wording, each.key, each.heading, each.actor) for each in known}
    rows = []
    for candidate in candidates:
        series_id = joined[candidate.fact.id][0]
        place = (series_id, candidate.wording, candidate.key, candidate.heading, candidate.actor)
        if place not in have:
            have.add(place)
            rows.append(exemplar_row(candidate, series_id))
    if rows:
        connection.execute(insert(exemplars), rows)


def exemplar_row(candidate: _Candidate, series_id: int) -> dict[str, Any]:
    """Write the row by which a series remembers how a fact was worded."""
    fact = candidate.fact
    bare = not (fact.indicator or fact.action or fact.object)
    cumulative = candidate.key.tempo == Aggregate.CUMULATIVE
    aggregate = Aggregate.CUMULATIVE if cumulative else fact.aggregate
    return {
        "series_id": series_id,
        "wording_id": candidate.wording,
        "kind": fact.kind.value,
        "unit": fact.quantity.unit if fact.quantity else None,
        "dimension": fact.quantity.dimension if fact.quantity else None,
        "aggregate": aggregate.value if aggregate else None,
        "status": fact.status.value,
        "clause": "".join(candidate.key.words) if bare else None,
        "heading": candidate.heading.replace("\0", "") or None,
        "actor": candidate.actor.replace("\0", "") or None,
        "number": candidate.number,
        "decided": False,
    }

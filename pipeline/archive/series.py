"""Facts of an issuer -> the series that each belongs to: 取缔占道经营 and 占道经营取缔数 are one.

A series remembers every wording under which it was met (its exemplars), with section and actor.
The facts of a new report are matched with the issuer's series all at once, the surest pair first,
one fact a series, so that two things of nearly one name, both reported, never fall together. What
is left is matched once more, with the series of the same section that this report has not touched.
Where people decided (merge, split), their exemplars come first and are never overruled.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, delete, insert, select

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
_MARKS = "，。；：、,;:！？\n\t（）()"
_THAN = ("较", "比", "与", "同", "跟", "和")
_REST = ("剩余", "其余", "余下", "剩下", "还剩", "尚有", "仍有", "还有", "未")
_SAME_ENDING = 4
_KEPT = 8


@dataclass(frozen=True, slots=True)
class _Exemplar:
    id: int
    series: int
    wording: int
    key: Key
    clause: str
    heading: str
    actor: str
    number: float | None
    decided: bool


@dataclass(frozen=True, slots=True)
class _Candidate:
    fact: Fact
    wording: int
    key: Key
    clause: str
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
        if fact.quantity is None or _of_other_period(fact, report):
            continue
        value, clause = fact.quantity.value, _clause(fact, report)
        yield _Candidate(
            fact=fact,
            wording=wording_of(fact),
            key=canonical(_described(fact, clause)),
            clause=fold(clause),
            heading=headings.get(fact.section or "", ""),
            actor=fact.actor or "",
            number=None if value is None else float(value),
            order=order,
        )


def _clause(fact: Fact, report: Report) -> str:
    """Give the words before a figure, back to the last mark."""
    text, end = report.document.text, fact.span.start
    start = end
    while start > max(report.span.start, end - 24) and text[start - 1] not in _MARKS:
        start -= 1
    return text[start:end].strip()


def _of_other_period(fact: Fact, report: Report) -> bool:
    """Say whether a figure is one of last week's, or where a change began (由11名增至12名)."""
    text, time = report.document.text, fact.time
    if text[max(0, fact.span.start - 1) : fact.span.start] in ("由", "从"):
        return True
    if time is None or not any(word in time.text for word in _OTHER_PERIOD):
        return False
    if time.span is None:
        return True
    before = text[max(0, time.span.start - 1) : time.span.start]
    between = text[time.span.end : fact.span.start]
    return before not in _THAN and not any(mark in between for mark in _MARKS)


def _described(fact: Fact, clause: str) -> Fact:
    """Let the words before a figure say what the fact leaves open: 剩余4处, or all of it."""
    if fact.action is None and any(clause.startswith(word) for word in _REST):
        return replace(fact, action="剩余", object=fact.object or fact.indicator)
    if fact.indicator or fact.action or fact.object:
        return fact
    return replace(fact, object=clause or None)


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
            id=row.id,
            series=row.series_id,
            wording=row.wording_id,
            key=canonical(_described(exemplar_fact(row), row.clause or "")),
            clause=row.clause or "",
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
        object=row.object or None,
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
            score = max(key_likeness(key, exemplar.key), _by_clause(candidate, exemplar))
            if score < _JOINS_IN_SECTION:
                continue
            pair = _pair(candidate, exemplar, score)
            place = (pair.fact, pair.series)
            if place not in best or pair.rank > best[place].rank:
                best[place] = pair
    return sorted(best.values(), key=lambda pair: pair.rank, reverse=True)


def _by_clause(candidate: _Candidate, exemplar: _Exemplar) -> float:
    """Compare the words right before two figures, where what was made of them differs."""
    a, b = candidate.clause, exemplar.clause
    if candidate.key.unit != exemplar.key.unit or candidate.key.negated != exemplar.key.negated:
        return 0.0
    same = 0
    while same < min(len(a), len(b)) and a[-1 - same] == b[-1 - same]:
        same += 1
    if same >= _SAME_ENDING:
        return 0.75
    whole = same == len(a) == len(b) and same > 2
    return 0.7 if whole and candidate.heading == exemplar.heading else 0.0


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
    """Keep each wording that a series had not been met under, and of many the newest."""
    have = {(e.series, e.wording, e.key, e.clause, e.heading, e.actor) for e in known}
    rows = []
    for candidate in candidates:
        ident = joined[candidate.fact.id][0]
        c = candidate
        place = (ident, c.wording, c.key, c.clause, c.heading, c.actor)
        if place not in have:
            have.add(place)
            rows.append(_exemplar_row(candidate, ident))
    if not rows:
        return
    connection.execute(insert(exemplars), rows)
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


def _exemplar_row(candidate: _Candidate, series_id: int) -> dict[str, Any]:
    fact = candidate.fact
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
        "clause": candidate.clause.replace("\0", "") or None,
        "heading": candidate.heading.replace("\0", "") or None,
        "actor": candidate.actor.replace("\0", "") or None,
        "number": candidate.number,
        "decided": False,
    }

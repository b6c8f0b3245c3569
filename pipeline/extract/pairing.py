"""Facts of a report, and facts met before -> which count the same thing, each at most once.

Two facts are compared by what they count (``likeness``) or else by the words right before their
figures. All pairs are weighed at once and the surest go first, one to one, so that two things of
nearly one name that are both reported never fall together. Section, actor and nearness of the
values decide only between equals.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from pipeline.extract.likeness import (
    Key,
    canonical,
    key_likeness,
    may_be_one,
    units_differ,
    verb_likeness,
)
from pipeline.schema import Aggregate, Fact, Report

JOINS = 0.6
"""From this likeness on two facts are taken to count the same thing."""

JOINS_IN_SECTION = 0.4
"""So much is enough under one heading, once the surer pairs are made."""

_VARYING = re.compile(r"[0-9〇○零一二三四五六七八九十]+|[年月日号期周季度上下半全至到（）()—–-]|第")
_OTHER_PERIOD = ("上周", "上月", "上个月", "上季", "去年", "上年", "同期", "上期", "前年")
_GENERIC = {"问题", "", "事项"}
_MARKS = "，。；：、,;:！？\n\t（）()"
_TURNED = re.compile(r"[增减升降多少]|上涨|回落|提高|持平|相[同比当]|一致")
_REST = ("剩余", "其余", "余下", "剩下", "还剩", "尚有", "仍有", "还有")
_REACHED = re.compile(r"(?:增至|增加[到至]|增长[到至]|减至|减少[到至]|升至|降至|达到|调整为|变为)$")
_IN_PERIOD = re.compile(r"[本当全]周.{0,4}累计")
_FILLERS = re.compile(r"[共已又再均]|合计|累计")
_SAME_ENDING = 4
_BY_CLAUSE = 0.75
_NEAR = 0.6


_Gate = tuple[str, str, bool]


@dataclass(frozen=True, slots=True)
class Told:
    """A fact with what its surroundings tell; ``clause`` are the words right before its figure.

    ``line`` names the line of a table that it stands in (a community's figures beside another's).
    """

    fact: Fact
    key: Key
    clause: str
    heading: str
    actor: str
    number: float | None
    order: int = 0
    line: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A fact, the group (series, earlier report's fact) that it may join, and how sure that is."""

    fact: str
    group: int
    score: float
    rank: tuple[float, ...]
    same_heading: bool


def told(report: Report) -> Iterator[Told]:
    """Walk the facts of a report that state a figure of its own period."""
    headings = {section.id: _fold(section.heading) for section in report.sections}
    for order, fact in enumerate(report.facts):
        if fact.quantity is None or of_other_period(fact, report):
            continue
        value = fact.quantity.value
        yield tell(
            fact,
            clause_before(fact, report),
            headings.get(fact.section or "", ""),
            None if value is None else float(value),
            order,
            _fold(fact.place or "") if fact.cell else "",
        )


def tell(
    fact: Fact, clause: str, heading: str, number: float | None, order: int = 0, line: str = ""
) -> Told:
    """Put a fact together with its surroundings."""
    key, actor = canonical(_described(fact, clause)), fact.actor or ""
    clause = _FILLERS.sub("", _fold(clause))
    return Told(fact, key, clause, heading, actor, number, order, line)


def clause_before(fact: Fact, report: Report) -> str:
    """Give the words before a figure, back to the last mark."""
    text, end = report.document.text, fact.span.start
    start = end
    while start > max(report.span.start, end - 24) and text[start - 1] not in _MARKS:
        start -= 1
    return text[start:end].strip()


def of_other_period(fact: Fact, report: Report) -> bool:
    """Say whether a figure is last week's (较上周的39起) or where a change began (由11名增至…)."""
    text, time = report.document.text, fact.time
    if text[max(0, fact.span.start - 1) : fact.span.start] in ("由", "从"):
        return True
    if time is None or not any(word in time.text for word in _OTHER_PERIOD):
        return False
    if time.span is None:
        return True
    between = text[time.span.end : fact.span.start]
    if fact.aggregate is Aggregate.CHANGE or any(mark in between for mark in _MARKS):
        return False
    return not _TURNED.search(between)


def line_of(title: str) -> str:
    """Reduce a title to what stays the same from one period to the next."""
    return _VARYING.sub("", _fold(title))[:120]


def _fold(words: str) -> str:
    return "".join(unicodedata.normalize("NFKC", words).lower().split())


def _described(fact: Fact, clause: str) -> Fact:
    """Let the words before a figure say what the fact leaves open: 剩余4处, or all of it."""
    if fact.aggregate is Aggregate.CUMULATIVE and _IN_PERIOD.search(clause):
        fact = replace(fact, aggregate=Aggregate.TOTAL)
    if _REACHED.search(clause):
        return replace(fact, action="增至", object=fact.object or fact.indicator)
    if fact.action and "成功" in clause and "成功" not in fact.action:
        return replace(fact, action=f"{fact.action}成功")
    if fact.action is None and clause.startswith(_REST):
        return replace(fact, action="剩余", object=fact.object or fact.indicator)
    if fact.indicator or fact.action or fact.object:
        return fact
    return replace(fact, object=clause or None)


def pairs(ours: Iterable[Told], known: Iterable[tuple[int, Told]]) -> list[Pair]:
    """Weigh each fact against each group (its best member), the surest pair first."""
    by_gate: dict[_Gate, dict[str, list[tuple[int, Told]]]] = defaultdict(lambda: defaultdict(list))
    for group, other in known:
        gate = other.key.kind, other.key.tempo, other.key.planned
        by_gate[gate][other.key.unit].append((group, other))
    best: dict[tuple[str, int], Pair] = {}
    for one in ours:
        weighed: dict[int, float] = {}  # many wordings share one key
        by_unit = by_gate[one.key.kind, one.key.tempo, one.key.planned]
        alike = (by_unit[unit] for unit in by_unit if not units_differ(one.key.unit, unit))
        for group, other in chain.from_iterable(alike):
            score = weighed.get(id(other.key), -1.0)
            if score < 0:
                score = weighed[id(other.key)] = key_likeness(one.key, other.key)
            if score < _BY_CLAUSE and one.clause[-1:] == other.clause[-1:]:
                score = max(score, _by_clause(one, other))
            if one.line != other.line:
                score = 0.0 if one.line and other.line else 0.8 * score
            if score < JOINS_IN_SECTION:
                if not _by_elimination(one, other):
                    continue
                score = JOINS_IN_SECTION
            pair = _pair(one, group, other, score)
            place = (pair.fact, group)
            if place not in best or pair.rank > best[place].rank:
                best[place] = pair
    return sorted(best.values(), key=lambda pair: pair.rank, reverse=True)


def matched(weighed: Sequence[Pair], taken: dict[str, tuple[int, float]]) -> None:
    """Join the surest pairs, each fact and each group once; ``taken`` holds and gets the joins."""
    for least, in_section in ((JOINS, False), (JOINS_IN_SECTION, True)):
        groups = {group for group, _ in taken.values()}
        for pair in weighed:
            if (
                pair.score >= least
                and (pair.same_heading or not in_section)
                and pair.fact not in taken
                and pair.group not in groups
            ):
                taken[pair.fact] = (pair.group, round(pair.score, 3))
                groups.add(pair.group)


def _same_ending(a: str, b: str) -> int:
    same = 0
    while same < min(len(a), len(b)) and a[-1 - same] == b[-1 - same]:
        same += 1
    return same


def _by_clause(one: Told, other: Told) -> float:
    """Compare the words right before two figures, where what was made of them differs."""
    a, b = one.clause, other.clause
    if one.key.unit != other.key.unit or one.key.negated != other.key.negated:
        return 0.0
    same = _same_ending(a, b)
    if same >= _SAME_ENDING and (
        not other.fact.action
        or not one.fact.action
        or verb_likeness(one.key, other.key) > 0
        or a[len(a) - same :].startswith((one.fact.action, other.fact.action))
        or same == min(len(a), len(b))  # 电话回访, 满意度电话回访
    ):
        return _BY_CLAUSE
    whole = same == len(a) == len(b) and same > 2
    return 0.7 if whole and one.heading == other.heading else 0.0


def _by_elimination(one: Told, other: Told) -> bool:
    """Say whether two facts may be one though a verb is unknown, if all surer pairs are made."""
    return (
        one.heading == other.heading != ""
        and one.line == other.line
        and may_be_one(one.key, other.key)
        and _distance(one.number, other.number) < _NEAR
    )


def _pair(one: Told, group: int, other: Told, score: float) -> Pair:
    same_heading = one.heading == other.heading
    if not same_heading and "".join(one.key.words) in _GENERIC:
        score *= 0.55  # 整改率 and 整改问题 mean what their section is about
    a, b = one.fact, other.fact
    rank = (
        round(score, 2),
        float(same_heading),
        float((a.indicator, a.action, a.object) == (b.indicator, b.action, b.object)),
        float(one.actor == other.actor),
        float((a.aggregate is Aggregate.PART) == (b.aggregate is Aggregate.PART)),
        float(min(_same_ending(one.clause, other.clause), _SAME_ENDING)),
        -_distance(one.number, other.number),
        float(-one.order),
        float(other.order),
    )
    return Pair(a.id, group, score, rank, same_heading)


def _distance(a: float | None, b: float | None) -> float:
    """Say how far two values lie apart: 0 the same, 1 nothing in common."""
    if a is None or b is None:
        return 0.5
    most = max(abs(a), abs(b))
    return abs(a - b) / most if most else 0.0


def chained(
    earlier: Sequence[Sequence[Told]], ours: Sequence[Told]
) -> list[dict[str, tuple[Told, float]]]:
    """Follow our facts through earlier reports (oldest first) under all the wordings met there.

    For each earlier report: our fact's id -> its fact that counts the same, and how surely.
    """
    known: list[tuple[int, Told]] = []
    held: list[dict[int, Told]] = []
    fresh = 0
    for facts in earlier:
        taken: dict[str, tuple[int, float]] = {}
        matched(pairs(facts, known), taken)
        groups: dict[int, Told] = {}
        for each in facts:
            group = taken[each.fact.id][0] if each.fact.id in taken else fresh
            fresh += each.fact.id not in taken
            groups[group] = each
            known.append((group, each))
        held.append(groups)
    mine: dict[str, tuple[int, float]] = {}
    matched(pairs(ours, known), mine)
    return [
        {ident: (groups[group], score) for ident, (group, score) in mine.items() if group in groups}
        for groups in held
    ]


def paired(ours: Sequence[Told], earlier: Sequence[Told]) -> dict[str, tuple[Told, float]]:
    """Give for each fact the one of an earlier report that counts the same, and how surely."""
    taken: dict[str, tuple[int, float]] = {}
    matched(pairs(ours, enumerate(earlier)), taken)
    return {ident: (earlier[group], score) for ident, (group, score) in taken.items()}

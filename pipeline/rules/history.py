"""A report and the earlier ones of its issuer -> its figures beside those that they stated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from pipeline.extract.days import bounds, grain
from pipeline.extract.likeness import key_likeness
from pipeline.extract.pairing import Told, chained, line_of, told
from pipeline.schema import Context, Fact, FactKind, Related, Report, Span, Status

_MOST = 12
"""Earlier reports looked at: more would only repeat what these say."""

_RIVAL = 0.75
_SENTENCE_END = re.compile(r"[。！？；!?;\n]")
_CLAUSE_END = re.compile(r"[，,。！？；!?;：:\n]")
_HAVE = ("有",)
_CORRECTED = re.compile(
    r"核减|剔除|更正|调整|口径|修正|去重|核实|核定|核准|误报|重复(?:登记|统计|计算)|重新(?:核|统|计算|起算)|划出|退出"
)
_CAUSES = re.compile(
    r"因[^此而素子地]|由于|受[^理到了]{1,8}影响|为迎|强降雨|暴雨|大雨|台风|汛|大雪|寒潮|高温|大风|春节|国庆|中秋|开学|首次"
)
_ACTIONS = re.compile(r"集中开展|集中清|集中整|集中拆|专项行动|攻坚|突击|百日|会战|迎检|验收")
_STAFF = re.compile(
    r"新增|新纳入|纳入|退出|清退|注销|转入|转出|新建|新招|招录|招聘|选聘|离职|辞职|退休|调离|调入|补充|增至|减至|增加|减少|普查|划入|划归|合并|撤并|拆分"
    r"|拆迁|搬迁|迁入|迁出|入住|交付|拆除|新设|增设|扩建|并入|改造"
)


def corrected(text: str) -> bool:
    """Say whether words speak of a correction or another way of counting."""
    return _CORRECTED.search(text) is not None


def caused(text: str) -> bool:
    """Say whether words name a cause from outside (因…, 强降雨, 开学)."""
    return _CAUSES.search(text) is not None


def driven(text: str) -> bool:
    """Say whether words tell of an effort beyond the ordinary (专项行动, 集中清理)."""
    return _ACTIONS.search(text) is not None


def restocked(text: str) -> bool:
    """Say whether words tell how a stock came to change (招录, 拆迁, 交付)."""
    return _STAFF.search(text) is not None


@dataclass(frozen=True)
class Before:
    """An earlier report; ``pairs`` leads from our fact's id to its fact that counts the same."""

    report: Report
    first: date | None
    last: date | None
    pairs: dict[str, tuple[Told, float]]
    same_line: bool

    @property
    def name(self) -> str:
        """Name the report by its period."""
        period = self.report.period
        if self.first and self.last and period and period.value:
            if self.first == self.last:
                return f"{self.first:%Y-%m-%d}"
            return f"{self.first:%Y-%m-%d}至{self.last:%m-%d}"
        return period.text if period else self.report.title

    def place(self, span: Span) -> Related:
        """Point at a place of the earlier report."""
        source = self.report.document.source
        return Related(source.name, source.sha256, span, self.report.words(span))


class History:
    """One report among the earlier ones of its issuer, oldest first."""

    def __init__(self, report: Report, context: Context) -> None:
        self.report = report
        self.first, self.last = _days(report)
        self._grain = grain(self.first, self.last) if self.first and self.last else report.kind
        self._line = line_of(report.title)
        self._context = context

    @cached_property
    def ours(self) -> tuple[Told, ...]:
        """The report's own figures of its period."""
        return tuple(told(self.report))

    @cached_property
    def by_id(self) -> dict[str, Told]:
        """The report's own figures by the ids of their facts."""
        return {each.fact.id: each for each in self.ours}

    @cached_property
    def before(self) -> tuple[Before, ...]:
        """The earlier reports, each with its pairs, newest last."""
        alone = self._context.extraction is None or len(self._context.extraction.reports) == 1
        found = []
        for other in self._context.earlier:
            if not alone and (other.issuer or "") != (self.report.issuer or ""):
                continue
            first, last = _days(other)
            if self.last and last and last >= self.last:
                continue
            found.append((last or date.min, first, last, other))
        if not found:
            return ()
        found.sort(key=lambda each: each[0])
        found = found[-_MOST:]
        links = chained([tuple(told(other)) for *_, other in found], self.ours)
        return tuple(
            Before(
                report=other,
                first=first,
                last=last,
                pairs=pairs,
                same_line=self._is_same_line(other, first, last),
            )
            for (_, first, last, other), pairs in zip(found, links, strict=True)
        )

    def _is_same_line(self, other: Report, first: date | None, last: date | None) -> bool:
        length = grain(first, last) if first and last else other.kind
        return length == self._grain

    @cached_property
    def same_line(self) -> tuple[Before, ...]:
        """Those for periods as long as this one's (weeks among weeks)."""
        like = [each for each in self.before if each.same_line]
        titled = [each for each in like if line_of(each.report.title) == self._line]
        return tuple(titled or like)

    def previous(self) -> Before | None:
        """The report of the period right before this one."""
        for each in reversed(self.same_line):
            if each.last and self.first:
                gap = self.first - each.last
                if timedelta(0) < gap <= timedelta(days=3):
                    return each
        return None

    def year_before(self) -> Before | None:
        """The report of the same period a year before."""
        for each in reversed(self.same_line):
            if each.first and self.first and 355 <= (self.first - each.first).days <= 375:
                return each
        return None

    def values(self, one: Told, *, least: float = 0.6) -> list[tuple[Before, Told]]:
        """List what earlier reports of the same line stated for a fact, oldest first."""
        found = []
        for each in self.same_line:
            pair = each.pairs.get(one.fact.id)
            if pair and pair[1] >= least and pair[0].number is not None:
                found.append((each, pair[0]))
        return found

    @staticmethod
    def rivals(before: Before, one: Told) -> list[Told]:
        """List all facts of an earlier report that may count the same as one of ours."""
        return [
            each
            for each in told(before.report)
            if each.number is not None and key_likeness(each.key, one.key) >= _RIVAL
        ]

    def sentence(self, fact: Fact) -> Span:
        """Give the sentence around a fact."""
        return around(self.report, fact.span, _SENTENCE_END)

    def nearby(self, fact: Fact) -> str:
        """Give the words of a fact's clause and of its neighbours that tell of no other unit."""
        own = self.clause(fact)
        words = [self.report.words(own)]
        unit = fact.quantity.unit if fact.quantity else None
        sentence = self.sentence(fact)
        for edge in (own.start - 2, own.end + 1):
            if sentence.start <= edge < sentence.end:
                beside = around(self.report, Span(edge, edge + 1), _CLAUSE_END)
                others = (f for f in self.report.facts if beside.holds(f.span) and f.quantity)
                if all(f.quantity and f.quantity.unit == unit for f in others):
                    words.append(self.report.words(beside))
        return "，".join(words)

    def clause(self, fact: Fact) -> Span:
        """Give the clause around a fact."""
        return around(self.report, fact.span, _CLAUSE_END)


def around(report: Report, span: Span, ends: re.Pattern[str]) -> Span:
    """Give the piece around a place, between two ends."""
    text = report.document.text
    start = max(report.span.start, span.start - 400)
    for found in ends.finditer(text, start, span.start):
        start = found.end()
    stop = ends.search(text, span.end, report.span.end)
    return Span(start, stop.start() if stop else report.span.end)


def _days(report: Report) -> tuple[date | None, date | None]:
    for period in (report.period, report.signed):
        if period is not None and (found := bounds(period.value)):
            return found
    return None, None


_last: tuple[Report, Context, History] | None = None


def history(report: Report, context: Context) -> History:
    """Pair a report's figures with earlier ones; the rules of one run share the work."""
    global _last
    if _last is None or _last[0] is not report or _last[1] is not context:
        _last = (report, context, History(report, context))
    return _last[2]


def is_base(one: Told) -> bool:
    """Say whether a fact states a stock that stays (households, staff, area), not what was done."""
    fact = one.fact
    return (
        fact.kind is FactKind.QUANTITY
        and fact.status is Status.DONE
        and one.key.tempo == "period"
        and not one.key.negated
        and one.key.verbs in ((), _HAVE)
        and one.number is not None
    )


def is_moving(one: Told) -> bool:
    """Say whether a fact states what was done in the period: another rarely repeats it."""
    fact = one.fact
    return (
        fact.kind in (FactKind.QUANTITY, FactKind.MONEY)
        and fact.status is Status.DONE
        and one.key.tempo == "period"
        and one.key.verbs not in ((), _HAVE)
        and one.number is not None
    )


def sections_of(report: Report, *categories: str) -> Iterator[Span]:
    """Walk the places of sections of some categories."""
    return (each.span for each in report.sections if each.category in categories)


def plain(number: float) -> str:
    """Write a value as people do."""
    return f"{number:g}" if abs(number) < 1e6 else f"{number:.0f}"

"""期期都报的指标这期没有了，或者上期的打算再没有下文。

为什么要查：一向都报的数忽然不报，领导会问是没做还是没统计；打算写了没有回音，等于没做。
怎么改：补上本期数（没有的写“无”）；上期打算做到哪一步，交代一句。
"""

import re
from collections.abc import Iterator
from datetime import date

from pipeline.extract.pairing import Told
from pipeline.rules.base import Example
from pipeline.rules.history import Before, History, history, is_base, is_moving
from pipeline.schema import Context, Finding, Report, Section, Severity, Span

CODE = "ARC607"
NAME = "指标或打算没有下文"
SEVERITY = Severity.INFO


def _week(first: int, words: str) -> str:
    return (
        f"柳林社区工作周报\n（2025年7月{first}日至7月{first + 6}日）\n一、环境整治\n{words}\n"
        f"柳林社区居民委员会\n2025年7月{first + 7}日"
    )


_EARLIER = (
    _week(1, "清运大件垃圾6.2吨，清理楼道堆物42处。"),
    _week(8, "清运大件垃圾5.7吨，清理楼道堆物39处。"),
    _week(15, "清运大件垃圾6.4吨，清理楼道堆物45处。"),
)
BAD = [
    Example(
        _week(22, "清理楼道堆物41处。").replace("一、环境整治", "⟦一、环境整治⟧"), earlier=_EARLIER
    ),
]
GOOD = [
    Example(_week(22, "清运大件垃圾6.3吨，清理楼道堆物41处。"), earlier=_EARLIER),
    Example(_week(22, "本周无大件垃圾清运任务，清理楼道堆物41处。"), earlier=_EARLIER),
]

_REGULAR = 3
_MOST = 5
_PLAN = re.compile(r"下[一]?步|下周|下月|打算|计划")
_CLAUSE = re.compile(r"[，。；！？,;\n]")
_EMPTY = re.compile(
    r"继续|进一步|加强|加大|落实|推进|推动|确保|坚持|强化|提升|做好|开展|工作|力度|认真|深入|各项|持续|有关|相关|进行"
)


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Look for what every one of the last reports stated, and for what the last one promised."""
    if not context.earlier:
        return
    past = history(report, context)
    yield from _missing(past)
    yield from _forgotten(past)


def _missing(past: History) -> Iterator[Finding]:
    recent = past.same_line[-_REGULAR:]
    if len(recent) < _REGULAR:
        return
    newest = recent[-1]
    taken = {pair[0].fact.id for pair in newest.pairs.values()}
    from_newest = History(newest.report, _only(recent[:-1]))
    count = 0
    for one in from_newest.ours:
        if one.fact.id in taken or not (is_moving(one) or is_base(one)) or not one.key.words:
            continue
        regular = all(one.fact.id in each.pairs for each in from_newest.before)
        if not regular or _named(past.report, one) or count == _MOST:
            continue
        count += 1
        name = one.fact.indicator or newest.report.words(one.fact.span)
        message = (
            f"“{name}”前{_REGULAR}期每期都报，本期没有（上期{newest.report.words(one.fact.span)}）"
        )
        place = _heading(past.report, newest.report.section(one.fact.section))
        related = (newest.place(one.fact.span),)
        yield Finding(CODE, SEVERITY, message, (place,), related=related, confidence=0.6)


def _only(before: tuple[Before, ...]) -> Context:
    return Context(today=date.min, earlier=tuple(each.report for each in before))


def _named(report: Report, one: Told) -> bool:
    """Say whether the thing is spoken of at all (本周无大件垃圾清运任务)."""
    thing = one.fact.object or one.fact.indicator or ""
    return len(thing) > 1 and thing in report.text


def _heading(report: Report, like: Section | None) -> Span:
    """Find the heading under which something should stand; else the title."""
    if like is not None:
        for section in report.sections:
            if section.heading == like.heading:
                return section.heading_span
    return report.title_span


def _forgotten(past: History) -> Iterator[Finding]:
    before = past.previous()
    if before is None:
        return
    report, count = past.report, 0
    for span in _plans(before.report):
        for clause in _clauses(before.report, span):
            core = _EMPTY.sub("", before.report.words(clause))
            pieces = {core[i : i + 2] for i in range(len(core) - 1)}
            if len(pieces) < 6 or count == 2:
                continue
            if sum(piece in report.text for piece in pieces) <= 0.2 * len(pieces):
                count += 1
                message = f"上期打算“{before.report.words(clause)}”，本期没有提到"
                yield Finding(
                    CODE,
                    SEVERITY,
                    message,
                    (_heading(report, None),),
                    related=(before.place(clause),),
                    confidence=0.4,
                )


def _plans(report: Report) -> list[Span]:
    spans = [
        s.body for s in report.sections if s.category == "下一步打算" or _PLAN.search(s.heading)
    ]
    return [each for each in spans if not any(o != each and o.holds(each) for o in spans)]


def _clauses(report: Report, span: Span) -> Iterator[Span]:
    start = span.start
    text = report.document.text
    for end in _CLAUSE.finditer(text, span.start, span.end):
        if end.start() - start >= 8:
            yield Span(start, end.start())
        start = end.end()

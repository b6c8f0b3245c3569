"""同一指标、同一时段，前后两个数。

为什么要查：数字前后打架，说明至少有一处没有核实。
怎么改：对照台账统一成一个数；确属不同口径的，写明口径。
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.rules import arithmetic as sums
from pipeline.rules.base import Example
from pipeline.schema import Aggregate, Context, Fact, FactKind, Finding, Report, Severity, Span

CODE = "NUM102"
NAME = "前后数字不一致"
SEVERITY = Severity.WARNING
BAD = [
    Example(
        "本周共排查隐患⟦123处⟧，成效明显。\n\n一、安全生产\n\n本周共排查隐患⟦132处⟧，整改98处。"
    ),
    Example("社区常住人口⟦6128人⟧。\n\n一、人口管理\n\n社区常住人口⟦6182人⟧，流动人口300人。"),
]
GOOD = [
    Example("排查隐患123处，整改98处。"),
    Example("投入资金1.2亿元。\n\n一、保障\n\n投入资金12000万元。"),
    Example("一、城管\n\n检查商户18家。\n\n二、消防\n\n检查商户5家。"),
    Example("本周清运垃圾20吨。\n\n一、环卫\n\n今年以来累计清运垃圾300吨。"),
    Example("本周走访居民20户，上周走访居民18户。"),
]


_MANY = 30  # what is counted so often is no one indicator


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Compare opening totals with the body, base figures, and the text with its tables."""
    reported: set[tuple[str, str]] = set()
    told: dict[object, list[Fact]] = {}
    known: set[object] = set()
    for fact in report.facts:
        if not _comparable(report, fact):
            continue
        earlier = told.setdefault(sums.thing(fact), [])
        for before in earlier:
            if sums.value(fact) == sums.value(before):
                continue
            if sums.paragraph_start(report, fact.span.start) == sums.paragraph_start(
                report, before.span.start
            ):
                continue
            if not _one_scope(report, before, fact) or (fact.id, before.id) in reported:
                continue
            reported.add((fact.id, before.id))
            yield _finding(report, before, fact)
            break
        time = fact.time.text if fact.time else None
        scope = (fact.actor, fact.place, time, fact.section, fact.aggregate)
        same = (sums.thing(fact), sums.value(fact), scope)
        if same not in known and len(earlier) < _MANY:
            known.add(same)
            earlier.append(fact)
    yield from _tables(report)


def _comparable(report: Report, fact: Fact) -> bool:
    return (
        fact.kind in (FactKind.QUANTITY, FactKind.MONEY)
        and fact.cell is None
        and bool(fact.object)
        and sums.value(fact) is not None
        and not sums.planned(fact)
        and fact.aggregate in (None, Aggregate.TOTAL)
        and not sums.is_compared(report, fact)
        and not re.search(r"(?:其余|剩余|余下|新增|上述|的)$", sums.lead(report, fact))
    )


def _one_scope(report: Report, a: Fact, b: Fact) -> bool:
    """Like with like: period and actor agree, and one of the two speaks for the whole report."""
    if a.actor and b.actor and a.actor != b.actor:
        return False
    if a.place != b.place:
        return False
    if a.time and b.time and a.time.text != b.time.text and not (_base(a) and _base(b)):
        return False
    if _base(a) and _base(b):
        return a.section != b.section and len(a.object or "") >= 3
    first, second = sums.value(a), sums.value(b)
    if (
        a.action
        and len(a.object or "") >= 3
        and first is not None
        and second is not None
        and _miswritten(sums.plain(first), sums.plain(second))
    ):
        return True
    if a.action and _specific(a) and a.section != b.section and first and second:
        return Decimal("0.6") <= first / second <= Decimal("1.67")
    opening = a.section is None
    both_total = a.aggregate is Aggregate.TOTAL and b.aggregate is Aggregate.TOTAL
    return (
        (opening or both_total)
        and bool(a.action)
        and len(a.object or "") >= 2
        and (
            (opening and b.aggregate is Aggregate.TOTAL)
            or both_total
            or (opening and a.aggregate is Aggregate.TOTAL)
        )
    )


def _specific(fact: Fact) -> bool:
    """A thing named closely enough that two counts of it must be one: 噪声投诉, 被困群众."""
    return len(fact.object or "") >= 4 and not re.search(r"、|等", fact.object or "")


def _miswritten(a: str, b: str) -> bool:
    """Two or more digits that differ by one digit or by an exchange: 168 and 186, 16 and 19."""
    if len(a) < 2 or len(a) != len(b) or "." in a + b:
        return False
    return sorted(a) == sorted(b) or (
        len(a) >= 3 and sum(x != y for x, y in zip(a, b, strict=True)) == 1
    )


_BASE = re.compile(r"面积|人口|户数|总户|住户|居民|网格|小区|党员|楼栋|编制")


def _base(fact: Fact) -> bool:
    return fact.action in (None, "现有", "下辖", "辖", "划分") and bool(
        _BASE.search(fact.object or "")
    )


def _finding(report: Report, before: Fact, fact: Fact) -> Finding:
    first, second = sums.words(report, before), sums.words(report, fact)
    message = f"“{fact.object}”前文写作{first}，此处写作{second}，请核对"
    return Finding(CODE, SEVERITY, message, (fact.span, before.span), confidence=0.8)


def _tables(report: Report) -> Iterator[Finding]:
    """The total row of a table against the same indicator in the text."""
    totals = [
        f
        for f in report.facts
        if f.cell is not None and f.aggregate is Aggregate.TOTAL and f.object and sums.is_figure(f)
    ]
    if not totals:
        return
    told: dict[tuple[str | None, str], list[Fact]] = {}
    for fact in report.facts:
        if fact.cell is None and fact.object and sums.is_figure(fact) and sums.value(fact):
            told.setdefault((sums.unit(fact), _core(fact.object)), []).append(fact)
    for total in totals:
        for fact in told.get((sums.unit(total), _core(total.object or "")), [])[:_MANY]:
            if sums.planned(fact) or sums.is_compared(report, fact):
                continue
            if (
                fact.aggregate not in (Aggregate.TOTAL, Aggregate.CUMULATIVE, Aggregate.PART, None)
                or not fact.object
            ):
                continue
            if (fact.action or "").replace("到位", "").replace("完成", "") != (
                total.action or ""
            ) or (fact.ties.whole and fact.aggregate is not Aggregate.PART):
                continue
            if sums.value(fact) == sums.value(total):
                continue
            mine, other = sums.value(fact), sums.value(total)
            if (
                mine is None
                or other is None
                or abs(mine - other) > max(mine, other) * Decimal("0.2")
            ):
                continue
            if re.search(r"其余|剩余|余下|当场|新增|上[周月]", sums.lead(report, fact)):
                continue
            row = report.tables[total.cell[0]].rows[total.cell[1]] if total.cell else ()
            place = Span(row[0].span.start, row[-1].span.end) if row else total.span
            name = row[0].text if row else "合计"
            message = (
                f"正文“{fact.indicator}”为{sums.words(report, fact)}，"
                f"表中“{name}”为{sums.words(report, total)}，请核对"
            )
            yield Finding(CODE, SEVERITY, message, (place, fact.span), confidence=0.8)
            break


def _core(text: str) -> str:
    return re.sub(r"反馈|存在|发现|交办|的|数|总|各类", "", text)

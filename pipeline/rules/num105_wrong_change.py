"""增减数、增减幅与前后两个数对不上。

为什么要查：“比上周增加”“同比下降”是用两期的数算出来的，抄错一个就前后矛盾。
怎么改：用本期数减上期数（或再除以上期数）重算；率与率相减用百分点。
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.rules import arithmetic as sums
from pipeline.rules.base import Example
from pipeline.schema import (
    Aggregate,
    Context,
    Edit,
    Fact,
    FactKind,
    Finding,
    Report,
    Severity,
    Span,
)

CODE = "NUM105"
NAME = "增减与数据不符"
SEVERITY = Severity.ERROR
BAD = [
    Example(
        "清理卫生死角⟦24处，比上周的30处减少5处⟧。", fixed="清理卫生死角24处，比上周的30处减少6处。"
    ),
    Example("受理信访⟦64件，比上月的80件下降25%⟧。", fixed="受理信访64件，比上月的80件下降20%。"),
    Example(
        "整改率由⟦76.7%提高到90.0%，提高12.3个百分点⟧。",
        fixed="整改率由76.7%提高到90.0%，提高13.3个百分点。",
    ),
]
GOOD = [
    Example("出动412人次，较上周的375人次增加37人次，增长9.9%。"),
    Example("受理信访64件，环比下降20.0%；受理热线98件。"),
    Example("接警512起，环比6月的480起上升6.7%，同比下降9.2%。"),
    Example("办结率93.8%，比上月的91.3%提高2.5个百分点。"),
]


_SAYS_CHANGE = re.compile(
    r"同比|环比|相比|[比较与](?:上[周月年季]度?|去年|同期|上年|前[一期年]|往年)?(?:同期)?|分别|净|实际"
    r"|下[降滑]|降[低幅]|回落|减[少幅]|增[长加幅速]|提[高升]|上升|压[降减]|缩[短减]|[这此]一"
    r"|[增减升降涨跌了约近达为共多少也又的， 　]"
)
_NEAR = 30  # figures before a change that it may come from


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Recompute each change whose two values stand before it."""
    previous: list[Fact] = []
    for group in sums.sentences(report):
        for i, fact in enumerate(group):
            if (
                (fact.aggregate is Aggregate.CHANGE or _more(report, group, i))
                and sums.value(fact) is not None
                and not sums.planned(fact)
            ):
                yield from _change(report, fact, group[max(0, i - _NEAR) : i], previous)
        previous = group[-_NEAR:]


def _more(report: Report, group: list[Fact], i: int) -> bool:
    """68.5毫米，比上周的40.3毫米多28.2毫米."""
    return (
        i > 1
        and sums.unit(group[i - 1]) == sums.unit(group[i])
        and re.fullmatch("[多少]了?", sums.lead(report, group[i])) is not None
        and sums.is_compared(report, group[i - 1])
    )


def _change(
    report: Report, fact: Fact, before: list[Fact], previous: list[Fact]
) -> Iterator[Finding]:
    written = sums.words(report, fact)
    stated = sums.value(fact)
    if stated is None or not re.search(r"[0-9]", written):
        return
    of_rates = sums.unit(fact) == "百分点"
    relative = sums.unit(fact) == "%"
    values = [
        f
        for f in [*previous, *before]
        if f.aggregate is not Aggregate.CHANGE
        and sums.value(f) is not None
        and (f.kind is FactKind.PERCENT) == of_rates
    ]
    if not relative and not of_rates:
        values = [f for f in values if sums.unit(f) == sums.unit(fact)]
    places = sums.decimals(written)
    down = sums.falls(report, fact)
    near = values[-6:]
    for a in near:
        for b in near:
            if (
                a is not b
                and sums.unit(a) == sums.unit(b)
                and _fits(a, b, stated, places, down=down, relative=relative)
            ):
                return
    pair = _pair(report, [f for f in values if f in before], fact)
    severity = SEVERITY
    if pair is None:
        pair, severity = _told_before(report, fact, before), Severity.WARNING
    if pair is None:
        return
    now, then = pair
    if _of_another_base(report, fact, then, before) or _of_each(report, fact, now, then):
        return
    x, y = sums.value(now), sums.value(then)
    if x is None or y is None or (relative and not y):
        return
    exact = (x - y) * 100 / y if relative else x - y
    right = sums.rounded(
        abs(exact), max(places, sums.decimals(sums.plain(abs(exact))) if not relative else places)
    )
    if not relative and not of_rates and fact.kind is FactKind.MONEY:
        edits: tuple[Edit, ...] = ()
    else:
        edits = (Edit(fact.span, re.sub(r"[0-9０-９.．]+", right, written, count=1)),)
    wrong_way = (exact < 0) != down and exact != 0
    formula = (
        f"({sums.plain(x)}－{sums.plain(y)})÷{sums.plain(y)}＝{right}%"
        if relative
        else f"{sums.plain(max(x, y))}－{sums.plain(min(x, y))}＝{right}{sums.unit(fact) or ''}"
    )
    message = (
        f"{formula}，文中写作{written}" + ("，且升降方向相反" if wrong_way else "") + "，请核对"
    )
    if wrong_way:
        edits = ()
    start = min(now.span.start, then.span.start)
    place = Span(start, fact.span.end)
    if severity is not SEVERITY:
        place = Span(sums.clause_of(report, then).start, fact.span.end)
    yield Finding(CODE, severity, message, (place,), edits=edits)


def _told_before(report: Report, fact: Fact, before: list[Fact]) -> tuple[Fact, Fact] | None:
    """培训180人。…培训人数比上月的160人增长15.2%: the value now is in a sentence before."""
    then = before[-1] if before else None
    if then is None or not sums.is_compared(report, then) or not sums.is_figure(then):
        return None
    head = re.match(r"[这该此上述]*一?([\u4e00-\u9fff]{2,10})[比较]", sums.lead(report, then))
    if head is None or report.document.text[then.span.end : fact.span.start].count("，") > 0:
        return None
    name = re.sub(r"(?:人次|人员|人数|总数|总量|数量|数额|[数量])$", "", head[1])
    told = [
        f
        for f in sums.told_above(report, then)
        if sums.value(f) is not None
        and sums.kin(f) == sums.kin(then)
        and not sums.is_compared(report, f)
        and f.aggregate is not Aggregate.AVERAGE
    ]
    named = [f for f in told if len(name) > 1 and name in sums.lead(report, f)]
    stated = sums.value(fact)
    if stated is None or len(named) != 1:
        return None
    relative, down = sums.unit(fact) == "%", sums.falls(report, fact)
    places = sums.decimals(sums.words(report, fact))
    if any(_fits(f, then, stated, places, down=down, relative=relative) for f in told):
        return None
    return named[0], then


_EACH = re.compile(r"[户人日周月季年亩村台件组班店场次]均|平均|每[\u4e00-\u9fff]|其中|单[价位]")


def _of_each(report: Report, fact: Fact, now: Fact, then: Fact) -> bool:
    """储蓄由2.1亿元增至2.4亿元，户均增加3200元: of each household, not of all of them."""
    first, last = sorted((then, now), key=lambda f: f.span.start)
    told = report.document.text[sums.clause_of(report, first).start : last.span.end]
    each = _EACH.search(sums.lead(report, fact))
    return each is not None and each[0] not in told


def _of_another_base(report: Report, fact: Fact, then: Fact, before: list[Fact]) -> bool:
    """环比6月的480起上升6.7%，同比下降9.2%: the second change has a base that is not told."""
    head, base = sums.lead(report, fact), sums.lead(report, then)
    subject = _SAYS_CHANGE.sub("", head)
    if len(subject) > 2 and any(
        f.aggregate is Aggregate.CHANGE and then.span.start < f.span.start < fact.span.start
        for f in before
    ):
        return not any(subject in (f.object or "") for f in before)  # …，投入经费增长30%
    if "同比" in head and not re.search(r"去年|上年|同期|同比", base):
        return True
    if "环比" in head and re.search(r"去年|上年|同期|同比", base):
        return True
    return "比" in head and any(
        f.aggregate is Aggregate.CHANGE
        and sums.unit(f) == sums.unit(fact)
        and then.span.start < f.span.start < fact.span.start
        for f in before
    )


def _fits(a: Fact, b: Fact, stated: Decimal, places: int, *, down: bool, relative: bool) -> bool:
    now, then = sums.value(a), sums.value(b)
    if now is None or then is None or (relative and not then):
        return False
    exact = then - now if down else now - then
    if relative:
        exact = exact * 100 / then
        return sums.rounds_to(exact, stated, places)
    return exact == stated


_CLOSE = 8
_TURN = re.compile(r"([一二三四])季度|(?<![0-9])([0-9]{1,2})月份?")


def _follows(report: Report, then: Fact, now: Fact) -> bool:
    """一季度签约320户，二季度签约416户: one thing in two periods, one after the other."""
    if sums.unit(then) != sums.unit(now) or sums.lead(report, now).count("其中"):
        return False
    first, last = (_TURN.search(report.words(sums.clause_of(report, f))) for f in (then, now))
    if first is None or last is None:
        return False
    if first[1] and last[1]:
        near = "一二三四".index(last[1]) - "一二三四".index(first[1]) == 1
    else:
        near = bool(first[2] and last[2]) and int(last[2]) - int(first[2]) == 1
    rest = [_TURN.sub("", sums.lead(report, f)).strip(" 　") for f in (then, now)]
    return near and rest[0][-2:] == rest[1][-2:]


def _pair(report: Report, values: list[Fact], fact: Fact) -> tuple[Fact, Fact] | None:
    """The value now and the value then: both must be named as such."""
    if len(values) > 1 and "环比" in sums.lead(report, fact):
        then, now = values[-2:]
        if _follows(report, then, now) and fact.span.start - now.span.end < _CLOSE:
            return now, then
    for i in range(len(values) - 1, 0, -1):
        if sums.is_new_level(report, values[i]) and sums.unit(values[i - 1]) == sums.unit(
            values[i]
        ):
            from_to = re.search(r"(?:由|从)[^，,；;]{0,8}$", sums.lead(report, values[i - 1]))
            alike = (
                sums.same_thing(values[i], values[i - 1])
                or values[i].object == values[i - 1].object
            )
            return (values[i], values[i - 1]) if from_to or alike else None
        if sums.is_compared(report, values[i]):
            for now in reversed(values[:i]):
                if sums.unit(now) == sums.unit(values[i]) and not sums.is_compared(report, now):
                    between = report.document.text[values[i].span.end : fact.span.start]
                    return (now, values[i]) if "；" not in between and ";" not in between else None
            return None
    return None

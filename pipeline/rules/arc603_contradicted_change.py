"""写明的增减，与上期报告对不上。

为什么要查：较上周增加几件，拿上周的周报一减就知道对不对，这是最容易被当场问住的数。
怎么改：用本期数减上期数重算；上期数后来改过的，以改后的台账为准并说明。
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.extract.pairing import Told, of_other_period
from pipeline.rules.base import Example, Verdict
from pipeline.rules.history import History, history, plain
from pipeline.schema import (
    Aggregate,
    Bound,
    Context,
    Fact,
    FactKind,
    Finding,
    NotChecked,
    Report,
    Severity,
    Span,
)

CODE = "ARC603"
NAME = "增减与上期不符"
SEVERITY = Severity.WARNING
_WEEK1 = (
    "柳林社区工作周报\n（2025年7月7日至7月13日）\n一、平安建设\n"
    "排查矛盾纠纷9件，开展夜间巡逻7次。\n柳林社区居民委员会\n2025年7月14日"
)
BAD = [
    Example(
        "柳林社区工作周报\n（2025年7月14日至7月20日）\n一、平安建设\n"
        "排查矛盾纠纷11件，⟦较上周增加5件⟧，开展夜间巡逻7次。\n柳林社区居民委员会\n2025年7月21日",
        earlier=(_WEEK1,),
    ),
    Example(
        "柳林社区工作周报\n（2025年7月14日至7月20日）\n一、平安建设\n"
        "排查矛盾纠纷11件，开展夜间巡逻5次，⟦与上周持平⟧。\n柳林社区居民委员会\n2025年7月21日",
        earlier=(_WEEK1,),
    ),
]
GOOD = [
    Example(
        "柳林社区工作周报\n（2025年7月14日至7月20日）\n一、平安建设\n"
        "排查矛盾纠纷11件，较上周增加2件，环比上升22.2%，开展夜间巡逻7次，与上周持平。\n"
        "柳林社区居民委员会\n2025年7月21日",
        earlier=(_WEEK1,),
    ),
    Example(
        "柳林社区工作周报\n（2025年7月21日至7月27日）\n一、平安建设\n"
        "排查矛盾纠纷11件，较上周增加5件。\n柳林社区居民委员会\n2025年7月28日",
        earlier=(_WEEK1,),
    ),
]

_CERTAIN = 0.95
"""From this likeness on, and with no other figure that may be meant, the misfit is an error."""

_LAST = re.compile(r"上一?周|上个?月|上期|上个?季度?|环比|上一期|前一周|上次")
_YEAR_AGO = re.compile(r"去年|上年|同比")
_STATED = re.compile(r"^(?:上一?周|上个?月|上期|上个?季度?)$")
_UP = re.compile(r"增|升|多|涨|长|提高|扩大|前进")
_DOWN = re.compile(r"减|降|少|跌|回落|下滑|后退|缩")
_LEVEL = re.compile(
    r"[与和同较比跟](上一?周|上个?月|上期|上个?季度?)(基本|大体)?(?:持平|相同|一致|相当)"
)


def check(report: Report, context: Context) -> Iterator[Verdict]:
    """Subtract the former value from this one, and compare with what the text says."""
    if not context.earlier:
        return
    past = history(report, context)
    for fact in report.facts:
        if fact.aggregate is Aggregate.CHANGE and fact.quantity is not None:
            yield from _change(past, fact)
    for fact in report.facts:
        if fact.quantity is not None and fact.time and _STATED.search(fact.time.text):
            yield from _stated(past, fact)
    for found in _LEVEL.finditer(report.document.text, report.span.start, report.span.end):
        yield from _level(past, Span(found.start(), found.end()), loose=found[2] is not None)


def _change(past: History, fact: Fact) -> Iterator[Verdict]:
    report = past.report
    clause = past.clause(fact)
    place = Span(_comparison(report, clause, fact), fact.span.end)
    words = report.words(place)
    told_of = words
    if not _LAST.search(words) and not _YEAR_AGO.search(words):
        told_of = _clause_before(past, clause)
    lead = report.words(Span(clause.start, fact.span.start))
    rising = _rising(lead)
    amount = fact.quantity
    if rising is None or amount is None or amount.value is None:
        return
    if _YEAR_AGO.search(told_of):
        before = past.year_before()
    elif _LAST.search(told_of):
        before = past.previous()
    else:
        return
    base = _base(past, fact)
    if base is None:
        return
    if before is None:
        yield NotChecked(f"“{words}”：档案里没有所比时期的报告，没有核对", (place,), CODE)
        return
    pair = before.pairs.get(base.fact.id)
    if pair is None or pair[1] < 0.7:
        yield NotChecked(f"“{words}”：{before.name}的报告里没有找到这一项", (place,), CODE)
        return
    then = pair[0].fact
    change = _expected(fact, base.fact, then)
    stated = amount.value if rising else -amount.value
    candidates = [then, *(each.fact for each in past.rivals(before, base))]
    changes = [_expected(fact, base.fact, each) for each in candidates]
    slack = _tolerance(fact)
    if change is None or any(c is not None and abs(c - stated) <= slack for c in changes):
        return
    unit = "个百分点" if "百分点" in report.words(fact.span) else ("%" if _share(fact) else "")
    unit = unit or (amount.unit or "")
    right = f"{'增加' if change > 0 else '减少'}{plain(abs(float(round(change, 1))))}{unit}"
    message = (
        f"“{words}”与{before.name}的报告不符：上期{before.report.words(then.span)}，"
        f"本期{report.words(base.fact.span)}，应为{'持平' if change == 0 else right}"
    )
    related = (before.place(then.span),)
    spans = (place, base.fact.span)
    certain = (
        pair[1] >= _CERTAIN
        and fact.ties.after == base.fact.id
        and amount.bound is Bound.EXACT
        and len(candidates) == 1 + sum(each is then for each in candidates[1:])
    )
    severity = Severity.ERROR if certain else SEVERITY
    yield Finding(CODE, severity, message, spans, related=related, confidence=0.9 * pair[1])


def _stated(past: History, fact: Fact) -> Iterator[Finding]:
    """Compare the value said to be the last period's (较上周的39起) with the last report."""
    before = past.previous()
    if (
        before is None
        or fact.aggregate is Aggregate.CHANGE
        or not of_other_period(fact, past.report)
    ):
        return
    base = _base(past, fact)
    pair = before.pairs.get(base.fact.id) if base else None
    now = fact.quantity
    if base is None or pair is None or pair[1] < 0.7 or now is None or now.value is None:
        return
    candidates = [pair[0], *past.rivals(before, base)]
    values = {each.fact.quantity.value for each in candidates if each.fact.quantity}
    then = pair[0].fact
    if now.value in values or now.bound is not Bound.EXACT or not then.quantity:
        return
    if then.quantity.unit != now.unit or then.quantity.bound is not Bound.EXACT:
        return
    words = past.report.words(fact.span)
    message = f"文中说上期是{words}，{before.name}的报告写的是{before.report.words(then.span)}"
    related = (before.place(then.span),)
    yield Finding(CODE, SEVERITY, message, (fact.span,), related=related, confidence=0.8 * pair[1])


def _clause_before(past: History, clause: Span) -> str:
    """Give the clause before, if it states a change itself (较上周减少4起，下降9.5%)."""
    report = past.report
    for fact in report.facts:
        near = 0 < clause.start - fact.span.end <= 3
        if near and fact.aggregate is Aggregate.CHANGE:
            words = report.words(Span(fact.span.end, clause.start))
            if not set(words) & set("。；;\n"):
                return report.words(past.clause(fact))
    return ""


def _comparison(report: Report, clause: Span, fact: Fact) -> int:
    """Find where the words of the comparison begin (较上周…, 环比…)."""
    lead = report.words(Span(clause.start, fact.span.start))
    found = re.search(r"[较比同与](?=上|去|前|年)|环比|同比", lead)
    return clause.start + (found.start() if found else 0)


def _rising(lead: str) -> bool | None:
    up = max((m.start() for m in _UP.finditer(lead)), default=-1)
    down = max((m.start() for m in _DOWN.finditer(lead)), default=-1)
    return None if up == down else up > down


def _base(past: History, fact: Fact) -> Told | None:
    """Find the figure whose change is stated: the one it is tied to, or the last before it."""
    if (tied := past.by_id.get(fact.ties.after or "")) is not None:
        return tied
    sentence = past.sentence(fact)
    wants_share = "百分点" in past.report.words(fact.span)
    found = None
    for one in past.ours:
        other = one.fact
        if other.span.end > fact.span.start or not sentence.holds(other.span):
            continue
        if one.key.tempo in ("change", "cumulative") or one.key.planned:
            continue
        same_unit = other.quantity and fact.quantity and other.quantity.unit == fact.quantity.unit
        if same_unit or (_share(fact) and _share(other) == wants_share):
            found = one
    return found


def _share(fact: Fact) -> bool:
    return fact.kind is FactKind.PERCENT


def _expected(fact: Fact, now: Fact, then: Fact) -> Decimal | None:
    a, b = now.quantity, then.quantity
    if a is None or b is None or a.value is None or b.value is None:
        return None
    if a.bound != Bound.EXACT or b.bound != Bound.EXACT or a.unit != b.unit:
        return None
    if _share(fact) and not _share(now):
        return (a.value - b.value) / b.value * 100 if b.value else None
    return a.value - b.value


def _tolerance(fact: Fact) -> Decimal:
    amount = fact.quantity
    if amount is None or amount.value is None:
        return Decimal(0)
    digits = -int(amount.value.as_tuple().exponent)
    slack = Decimal(0)
    if _share(fact):
        slack = Decimal(6) / 10 ** (max(digits, 0) + 1)
    if amount.bound is not Bound.EXACT:
        slack += abs(amount.value) / 10
    return slack


def _level(past: History, place: Span, *, loose: bool) -> Iterator[Verdict]:
    before = past.previous()
    one = _left_of(past, place)
    if before is None or one is None or one.number is None:
        return
    pair = before.pairs.get(one.fact.id)
    if pair is None or pair[1] < 0.7 or pair[0].number is None:
        return
    apart = min(
        abs(one.number - each.number)
        for each in (pair[0], *past.rivals(before, one))
        if each.number is not None
    )
    if apart > (0.1 * abs(pair[0].number) if loose else 0):
        then = pair[0].fact
        report = past.report
        message = (
            f"“{report.words(place)}”与{before.name}的报告不符："
            f"上期{before.report.words(then.span)}，本期{report.words(one.fact.span)}"
        )
        related = (before.place(then.span),)
        spans = (place, one.fact.span)
        yield Finding(CODE, SEVERITY, message, spans, related=related, confidence=0.85 * pair[1])


def _left_of(past: History, place: Span) -> Told | None:
    """Give the last figure before a place in its sentence."""
    found: Told | None = None
    for one in past.ours:
        if one.fact.span.end <= place.start and one.key.tempo not in ("change", "cumulative"):
            found = one
    if found is None or "。" in past.report.words(Span(found.fact.span.end, place.start)):
        return None
    return found

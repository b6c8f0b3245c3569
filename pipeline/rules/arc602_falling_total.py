"""累计数比以前的报告还小。

为什么要查：累计数只增不减，降了说明本期或上期有一处写错，领导一翻旧材料就会发现。
怎么改：用上期累计数加本期数重算；确因核减、口径调整而减少的，在文中写明原因。
"""

import re
from collections.abc import Iterator
from datetime import date

from pipeline.extract.pairing import Told
from pipeline.rules.base import Example
from pipeline.rules.history import Before, History, around, corrected, history
from pipeline.schema import Bound, Context, Finding, Report, Severity, Span

CODE = "ARC602"
NAME = "累计数下降"
SEVERITY = Severity.WARNING
_WEEK1 = (
    "柳林社区工作周报\n（2025年7月7日至7月13日）\n一、环境整治\n"
    "清理楼道堆物40处，6月份以来累计清理307处。\n柳林社区居民委员会\n2025年7月14日"
)
BAD = [
    Example(
        "柳林社区工作周报\n（2025年7月14日至7月20日）\n一、环境整治\n"
        "清理楼道堆物45处，6月份以来累计清理⟦252处⟧。\n柳林社区居民委员会\n2025年7月21日",
        earlier=(_WEEK1,),
    ),
]
GOOD = [
    Example(
        "柳林社区工作周报\n（2025年7月14日至7月20日）\n一、环境整治\n"
        "清理楼道堆物45处，6月份以来累计清理352处。\n柳林社区居民委员会\n2025年7月21日",
        earlier=(_WEEK1,),
    ),
    Example(
        "柳林社区工作周报\n（2025年7月14日至7月20日）\n一、环境整治\n"
        "清理楼道堆物45处，7月份以来累计清理85处。\n柳林社区居民委员会\n2025年7月21日",
        earlier=(_WEEK1,),
    ),
    Example(
        "柳林社区工作周报\n（2025年7月14日至7月20日）\n一、环境整治\n"
        "本周累计清理楼道堆物45处。\n柳林社区居民委员会\n2025年7月21日",
        earlier=(
            "柳林社区工作周报\n（2025年7月7日至7月13日）\n一、环境整治\n"
            "本周累计清理楼道堆物52处。\n柳林社区居民委员会\n2025年7月14日",
        ),
    ),
    Example(
        "柳林社区工作周报\n（2025年7月14日至7月20日）\n一、环境整治\n"
        "清理楼道堆物45处，经核实剔除重复登记，6月份以来累计清理252处。\n"
        "柳林社区居民委员会\n2025年7月21日",
        earlier=(_WEEK1,),
    ),
]

_CERTAIN = 0.9
"""Both totals say from when they count, and the wording is the same: that sure is an error."""

_SENTENCE = re.compile(r"[。！？；!?;\n]")
_SINCE = re.compile(
    r"(?P<month>\d{1,2})月份?(?:\d{1,2}[日号])?(?:以来|起|至今)"
    r"|(?P<year>今年|年初|年内|本年|全年|本年度)"
    r"|(?P<here>本月|当月|月内)|(?P<quarter>本季度|本季|季度)"
    r"|(?P<other>[^，。；：、\s\d]{2,12})以来"
)


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Compare each running total with the latest earlier one that began on the same day."""
    if not context.earlier:
        return
    past = history(report, context)
    for one in past.ours:
        if one.key.tempo == "cumulative" and one.number is not None and not one.key.planned:
            yield from _judge(past, one)


def _judge(past: History, one: Told) -> Iterator[Finding]:
    former = _former(past, one)
    if former is None or corrected(past.report.words(past.sentence(one.fact))):
        return
    before, other, sure = former
    name = one.fact.indicator or other.fact.indicator or "这一项"
    message = (
        f"“{name}”累计{past.report.words(one.fact.span)}，"
        f"比{before.name}的累计{before.report.words(other.fact.span)}还少"
    )
    related = (before.place(other.fact.span),)
    severity = Severity.ERROR if sure >= _CERTAIN and _exact(one, other) else SEVERITY
    yield Finding(CODE, severity, message, (one.fact.span,), related=related, confidence=sure)


def _exact(one: Told, other: Told) -> bool:
    """Say whether both totals are whole figures of one unit, not 约300 or 300多."""
    now, then = one.fact.quantity, other.fact.quantity
    if now is None or then is None or now.unit != then.unit:
        return False
    return now.bound is Bound.EXACT and then.bound is Bound.EXACT


def _former(past: History, one: Told) -> tuple[Before, Told, float] | None:
    """Find the latest earlier total that began on the same day, if it is greater than ours."""
    number, start = one.number, since(past.report, one, past.last)
    doubtful = None
    for before in reversed(past.before):
        pair = before.pairs.get(one.fact.id)
        if pair is None or pair[0].number is None or number is None:
            continue
        other, score = pair
        then = since(before.report, other, before.last)
        same = any(each.number == number for each in past.rivals(before, one))
        greater = pair[0].number > number and not same
        if start is not None and then is not None:
            if start != then:
                return None
            return (before, other, 0.95 * score) if greater else doubtful
        if doubtful is None:
            if not greater or _restarts(past, before, one):
                return None
            doubtful = (before, other, 0.75 * score)
            if start is None and then is None:
                return doubtful
    return doubtful


def _restarts(past: History, before: Before, one: Told) -> bool:
    """Say whether a total without a stated beginning may have begun anew."""
    last = before.last
    if past.last is None or last is None or past.last.year != last.year:
        return True
    same = [t.number for t in past.ours if t.key.tempo == "period" and t.key.unit == one.key.unit]
    return one.number in same


def since(report: Report, one: Told, last: date | None) -> str | None:
    """Say from when a running total counts: the words right before it in its sentence."""
    sentence = around(report, one.fact.span, _SENTENCE)
    words = report.words(Span(sentence.start, one.fact.span.start))
    mentions = list(_SINCE.finditer(words))
    if not mentions:
        return None
    found = mentions[-1]
    year, month = (last.year, last.month) if last else (0, 0)
    if found["month"]:
        begun = int(found["month"])
        return f"{year if begun <= month else year - 1}-{begun:02}"
    if found["year"]:
        return f"{year}"
    if found["here"]:
        return f"{year}-{month:02}"
    if found["quarter"]:
        return f"{year}-Q{(month + 2) // 3}"
    return str(found["other"])

"""数值远远超出这个指标历来的范围。

为什么要查：一向6吨上下，忽然63吨，多半是丢了小数点、多打了零或者写错了单位。
怎么改：对照台账核准；确有其事的，写明原因（集中行动、强降雨后等）。
"""

from collections.abc import Iterator
from statistics import median

from pipeline.extract.pairing import Told
from pipeline.rules.base import Example
from pipeline.rules.history import History, caused, corrected, driven, history, plain
from pipeline.schema import Context, FactKind, Finding, Report, Severity, Status

CODE = "ARC605"
NAME = "数值反常"
SEVERITY = Severity.WARNING


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
    Example(_week(22, "清运大件垃圾⟦63吨⟧，清理楼道堆物41处。"), earlier=_EARLIER),
]
GOOD = [
    Example(_week(22, "清运大件垃圾7.9吨，清理楼道堆物61处。"), earlier=_EARLIER),
    Example(
        _week(22, "本周新增网格员1名，网格员由11名增至12名，清运大件垃圾6.1吨。"),
        earlier=(_week(8, "配备网格员11名。"), _week(15, "配备网格员11名。")),
    ),
    Example(_week(22, "因台风过境，清运大件垃圾63吨。"), earlier=_EARLIER),
    Example(_week(22, "清运大件垃圾63吨。"), earlier=_EARLIER[:1]),
]

_FAR, _VERY_FAR = 3.0, 6.0
_LEAST_STEP = 8


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Compare each figure with what the earlier reports of the same length of time stated."""
    if not context.earlier:
        return
    past = history(report, context)
    for one in past.ours:
        if _comparable(one):
            yield from _judge(past, one)


def _comparable(one: Told) -> bool:
    fact = one.fact
    return (
        fact.kind in (FactKind.QUANTITY, FactKind.MONEY, FactKind.PERCENT)
        and fact.status is Status.DONE
        and one.key.tempo in ("period", "rate", "average")
        and one.number is not None
    )


def _judge(past: History, one: Told) -> Iterator[Finding]:
    known = past.values(one, least=0.75)
    numbers = [each.number for _, each in known if each.number is not None]
    if one.number is None or not _is_far(one.number, numbers):
        return
    if _said(past, one, numbers):
        return
    usual = (
        plain(numbers[0])
        if min(numbers) == max(numbers)
        else f"{plain(min(numbers))}至{plain(max(numbers))}"
    )
    name = one.fact.indicator or "这一项"
    message = (
        f"“{name}”本期{past.report.words(one.fact.span)}，"
        f"以前{len(numbers)}期都在{usual}{_unit(one)}，相差太大，请核对小数点、位数和单位"
    )
    places = tuple(before.place(each.fact.span) for before, each in known[-3:])
    yield Finding(CODE, SEVERITY, message, (one.fact.span,), related=places, confidence=0.8)


def _unit(one: Told) -> str:
    return (one.fact.quantity.unit if one.fact.quantity else None) or ""


def _is_far(number: float, known: list[float]) -> bool:
    """Say whether a value lies outside its history by a factor that no ordinary week explains."""
    if len(known) < 2 or min(known) <= 0 or number <= 0:
        return False
    most, least, middle = max(known), min(known), median(known)
    factor = _FAR if len(known) >= 3 else _VERY_FAR
    if number > most:
        step = number - most
        shifted = number / middle >= _VERY_FAR + 1 and most / least < 3
        return number >= factor * most and (step >= _LEAST_STEP or (shifted and middle < 2))
    step = least - number
    return number * factor <= least and (step >= _LEAST_STEP or number * 7 <= least)


def _is_shifted(number: float, known: list[float]) -> bool:
    """Say whether a value is its usual one with the point moved by one or two places."""
    ratio = number / median(known)
    near = any(0.8 <= ratio / factor <= 1.25 for factor in (0.01, 0.1, 10, 100))
    return near and max(known) < 2 * min(known)


def _said(past: History, one: Told, known: list[float]) -> bool:
    """Say whether the text itself speaks of the jump: a reason, or the change in figures."""
    words = past.report.words(past.sentence(one.fact))
    shifted = _is_shifted(one.number or 0, known)
    if caused(words) or corrected(words) or (driven(words) and not shifted):
        return True
    step = abs((one.number or 0) - median(known))
    for fact in past.report.facts:
        change = fact.quantity.value if fact.quantity else None
        if fact.aggregate == "change" and fact.ties.after == one.fact.id and change is not None:
            share = fact.quantity is not None and fact.quantity.unit == "%"
            return share or float(change) >= step / 2
    return False

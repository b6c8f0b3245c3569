"""起止日期颠倒，或者与写明的天数、报告的周期对不上。

为什么要查：时段错了，这份报告的数字就归错了期。
怎么改：核对起止日期和天数，改成一致。
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from pipeline.extract.periods import integer
from pipeline.rules.base import Example
from pipeline.schema import Context, Edit, Fact, FactKind, Finding, Report, Severity, Span

CODE = "DAT203"
NAME = "时段有误"
SEVERITY = Severity.WARNING
BAD = [
    Example("工作周报\n（⟦2025年3月16日至3月10日⟧）\n本周，街道召开了会议，部署了工作。"),
    Example("⟦2025年4月1日至4月15日，为期10天⟧，开展集中整治。"),
    Example(
        "⟦8月27日至9月14日连续施工21天⟧，未发生事故。",
        fixed="8月27日至9月14日连续施工19天，未发生事故。",
    ),
    Example("防汛工作周报\n（⟦2025年6月2日至6月28日⟧）\n本周，街道召开了会议，部署了工作。"),
]
GOOD = [
    Example("2024年12月30日至2025年1月5日，开展集中整治。12月20日至1月10日加强值守。"),
    Example("4月1日至4月15日，为期15天，开展整治；5月1日至3日，放假3天。"),
    Example("工作周报\n（2025年6月2日至6月8日）\n本周，街道召开了会议，部署了工作。"),
]
_STATED = re.compile(
    r"[）)]?[，,（( ]?(?:(?:开展|进行|组织)?(?:了|的)?(?:共计?|持续|前后|连续)"
    r"|[^，。；：\d\n]{0,16}?(?:为期|历时))[^，。；\d]{0,4}"
    r"(?P<count>[0-9]{1,3}|[一二三四五六七八九十两]{1,3}|半)个?(?P<unit>天|日|周|星期|月)"
    r"(?![^，。]{0,12}[自从]\d)"
)
_LONGEST = {"weekly": 10, "monthly": 40, "quarterly": 100, "halfyearly": 200, "yearly": 380}
_NAMES = {
    "weekly": "周报",
    "monthly": "月报",
    "quarterly": "季报",
    "halfyearly": "半年报",
    "yearly": "年报",
}
_LONGER = re.compile(r"双周|两周|半月|旬|第.{1,4}[至到—-].{1,4}周")


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Judge every range of days, and the report's own period against its kind."""
    text = report.document.text
    own = report.period.span if report.period else None
    seen: set[Span] = set()
    for fact in report.facts:
        if fact.kind is not FactKind.DATE or "/" not in (fact.value or ""):
            continue
        seen.add(fact.span)
        yield from _range(text, fact.span, fact.value or "", fact)
    yield from _begun_and_ended(report)
    if own is not None and report.period and report.period.value and "/" in report.period.value:
        if not any(span.overlaps(own) for span in seen):
            yield from _range(text, own, report.period.value, None)
        days = _length(report.period.value) or 0
        if days > _LONGEST.get(report.kind or "", days) and not _LONGER.search(report.title):
            kind = _NAMES[report.kind or ""]
            message = f"{kind}的时段有{days}天：“{report.period.text}”"
            yield Finding(CODE, SEVERITY, message, (own,), confidence=0.8)


_TO = re.compile(r"(?:起|开始|启动|正式启动|正式开始|开工)?[，, ]?(?:预计|计划)?(?:至|到|于)")
_ENDS = re.compile(r"[^，。；]{0,4}(?:结束|止|截止|完成|完工|竣工)")


def _begun_and_ended(report: Report) -> Iterator[Finding]:
    """自6月20日开始，至6月12日结束: two days that are not written as one range."""
    text = report.document.text
    days = [f for f in report.facts if f.kind is FactKind.DATE and len(f.value or "") == 10]
    for first, last in pairwise(days):
        if (
            last.span.start - first.span.end <= 12
            and text[max(0, first.span.start - 1) : first.span.start] in ("自", "从", "于")
            and _TO.fullmatch(text[first.span.end : last.span.start])
            and _ENDS.match(text, last.span.end)
            and _is_reversed(f"{first.value}/{last.value}")
        ):
            place = Span(first.span.start, last.span.end)
            message = f"起止日期颠倒：“{report.words(place)}”"
            yield Finding(CODE, SEVERITY, message, (place,), confidence=0.85)


def _range(text: str, span: Span, value: str, fact: Fact | None) -> Iterator[Finding]:
    words = text[span.start : span.end]
    if _is_reversed(value):
        yield Finding(CODE, SEVERITY, f"起止日期颠倒：“{words}”", (span,), confidence=0.9)
        return
    stated = _STATED.match(text, span.end)
    days = _length(fact.resolved if fact and fact.resolved and "X" not in fact.resolved else value)
    if stated is None or days is None:
        return
    count = integer(stated["count"].replace("两", "二")) or 0
    if stated["count"] == "半":
        fits = stated["unit"] != "月" or abs(days - 15) <= 3
    elif stated["unit"] in "天日":
        loose = days - 1 if "为期" not in stated[0] else days
        fits = count in (days, loose) or (
            count < days and "工作日" in text[stated.end() : stated.end() + 4]
        )
    elif stated["unit"] == "月":
        fits = abs(days - 30.4 * count) <= 20
    else:
        fits = abs(days - 7 * count) <= 3
    if not fits:
        place = Span(span.start, stated.end())
        message = f"“{words}”是{days}天，与“{stated['count']}{stated['unit']}”不符"
        count_place = Span(stated.start("count"), stated.end("count"))
        edits = (Edit(count_place, str(days)),) if stated["unit"] in "天日" else ()
        yield Finding(CODE, SEVERITY, message, (place,), edits, confidence=0.85)


def _is_reversed(value: str) -> bool:
    first, _, last = value.partition("/")
    if len(first) != len(last) or first <= last or "T" in value or "-XX" in value:
        return False
    if not first.startswith("XXXX"):
        return len(first) in (7, 10)
    later, sooner = int(first[5:7]), int(last[5:7])  # 12月20日至1月10日 runs into the next year
    return len(first) == 10 and not (later >= 8 and sooner <= 5)


def _length(value: str) -> int | None:
    first, _, last = value.replace("XXXX", "2025").partition("/")
    try:
        a, b = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return None
    if b < a and value.startswith("XXXX"):
        b = b.replace(year=b.year + 1)
    return (b - a + timedelta(days=1)).days

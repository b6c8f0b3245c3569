"""日期和星期对不上：3月14日（星期四），那天其实是星期五。

为什么要查：日期和星期总有一个错，会议、检查的时间就说不清。
怎么改：查日历，改正错的一个。
"""

import re
from collections.abc import Iterator
from datetime import date

from pipeline.rules.base import Example
from pipeline.schema import (
    Context,
    Edit,
    Fact,
    FactKind,
    Finding,
    NotChecked,
    Report,
    Severity,
    Span,
)

CODE = "DAT202"
NAME = "星期不符"
SEVERITY = Severity.ERROR
BAD = [
    Example(
        "⟦2025年3月14日（星期四⟧）下午召开会议。", fixed="2025年3月14日（星期五）下午召开会议。"
    ),
    Example(
        "工作周报\n（2025年3月10日至3月16日）\n本周，街道召开了联席会议。⟦周四（3月14日⟧），再次检查。",
        fixed="工作周报\n（2025年3月10日至3月16日）\n本周，街道召开了联席会议。周五（3月14日），再次检查。",
    ),
]
GOOD = [
    Example("2025年3月14日（星期五）召开会议，2025年3月15日周六休息。"),
    Example("3月14日，周四例会制度继续落实；2025年3月14日至16日，周六周日不休。"),
]
_DAYS = "一二三四五六日"
_AFTER = re.compile(
    r"[（(，, ]?(?:星期|周|礼拜)(?P<day>[一二三四五六日天])(?![一二三四五六日天至到、])"
    r"(?=[）)，,。上下晚早 ]|$)"
)
_BARE = re.compile(r"(?:星期|礼拜|周)(?P<day>[一二三四五六日天])(?=[上下晚早])")
_BEFORE = re.compile(r"(?:星期|礼拜|(?<![每隔])周)(?P<day>[一二三四五六日天])[（(]$")


def check(report: Report, context: Context) -> Iterator[Finding | NotChecked]:
    """Compare each day with the weekday that stands in or before brackets at it."""
    text = report.document.text
    for fact in report.facts:
        if fact.kind is not FactKind.DATE or not re.fullmatch(r".{4}-\d\d-\d\d", fact.value or ""):
            continue
        named = _AFTER.match(text, fact.span.end) or _BARE.match(text, fact.span.end)
        before = _BEFORE.search(text, max(report.span.start, fact.span.start - 6), fact.span.start)
        found = named or before
        if found is None:
            continue
        place = Span(min(fact.span.start, found.start()), max(fact.span.end, found.end("day")))
        said = 6 if found["day"] == "天" else _DAYS.index(found["day"])
        days = _candidates(fact, report)
        if not days:
            words = text[place.start : place.end]
            yield NotChecked(f"“{words}”没有年份，无法核对星期", (place,), CODE)
        elif all(day.weekday() != said for day in days):
            right = _DAYS[days[0].weekday()]
            message = f"{days[0].isoformat()}是星期{right}，不是星期{found['day']}"
            edit = Edit(Span(found.start("day"), found.end("day")), right)
            yield Finding(CODE, SEVERITY, message, (place,), (edit,), confidence=0.95)


def _candidates(fact: Fact, report: Report) -> list[date]:
    """Give the day; without a written year also the neighbouring year, where that is nearer."""
    try:
        day = date.fromisoformat((fact.resolved or fact.value or "")[:10])
    except ValueError:
        return []
    days = [day]
    signed = report.signed.value if report.signed else None
    if (fact.value or "").startswith("XXXX") and signed and len(signed) == 10:
        gap = (day - date.fromisoformat(signed)).days
        if abs(gap) > 120 and (day.month, day.day) != (2, 29):
            days.append(day.replace(year=day.year + (-1 if gap > 0 else 1)))
    return days

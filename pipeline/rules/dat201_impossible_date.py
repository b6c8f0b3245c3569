"""不存在的日期或时间：6月31日、2月30日、13月、25时。

为什么要查：日期写错，时限和责任就落了空；多半是手误或漏改。
怎么改：核对后改成真实的日期或时间。
"""

import calendar
import re
from collections.abc import Iterator

from pipeline.extract.dates import find_dates
from pipeline.rules.base import Example
from pipeline.schema import Context, FactKind, Finding, Report, Severity, Span

CODE = "DAT201"
NAME = "日期不存在"
SEVERITY = Severity.ERROR
BAD = [
    Example("责令⟦6月31日⟧前整改完毕，⟦二月三十日⟧复查。"),
    Example("工作周报\n（2025年2月24日至3月2日）\n本周，⟦2月29日⟧，街道召开会议，部署了工作。"),
    Example("会议于3月5日⟦上午10:75⟧召开，⟦晚上25时⟧结束。"),
]
GOOD = [
    Example("6月30日前整改完毕，2024年2月29日复查，24时前上报。"),
    Example("居民与物业意见比为30:70，完成率3:75，满13月龄儿童接种。"),
]
_NUMBER = re.compile(r"[\d〇零一二三四五六七八九十]")
_DAY_AND_TIME = re.compile(r"月\d{1,2}[日号](?:[上下中]午|凌晨|[早晚]上?|夜间)?\d{1,2}[时点:：]")
_AROUND = 60
_TIMED = re.compile(r"(?:[日号午晚早晨夜]|时间|[至到—-]|于)[：: ]?$")


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Look at every date that has no value, and at 29 February of common years."""
    text = report.document.text
    for fact in report.facts:
        if fact.kind is not FactKind.DATE:
            continue
        words = text[fact.span.start : fact.span.end]
        if fact.value is None:
            if (place := _impossible(text, fact.span, words)) is not None:
                wrong = text[place.start : place.end]
                yield Finding(CODE, SEVERITY, f"没有“{wrong}”这个日期或时间", (place,))
        elif fact.value.startswith("XXXX-02-29") and (year := _common_year(fact.resolved)):
            message = f"{year}年不是闰年，没有“{words}”"
            yield Finding(CODE, SEVERITY, message, (fact.span,), confidence=0.9)


def _impossible(text: str, span: Span, words: str) -> Span | None:
    if not _NUMBER.search(words):  # 上周, 目前: a time that no calendar can refuse
        return None
    begin = max(0, span.start - _AROUND)
    around = text[begin : span.end + _AROUND]
    for mention in find_dates(around, span.start - begin, span.end - begin):
        place = (mention.start + begin, mention.end + begin)
        if mention.invalid and place == (span.start, span.end):
            if re.search(r"[月日号年]", words) and not re.search(r"[时点:：]", words):
                return span
            if _DAY_AND_TIME.search(words):  # 4月31日22时, 5月12日9:70
                return span
            before = text[max(0, span.start - 6) : span.start]
            return span if "午" in words or "晚" in words or _TIMED.search(before) else None
    return None


def _common_year(resolved: str | None) -> int | None:
    year = int(resolved[:4]) if resolved and resolved[:4].isdigit() else None
    return None if year is None or calendar.isleap(year) else year

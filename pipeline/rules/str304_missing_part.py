"""缺少这类报告应有的部分：落款日期、存在问题、下一步打算。

为什么要查：没有落款日期的报告进不了档；年度总结没有问题和打算，上级多半退回重写。
怎么改：补上所缺的部分；确实不需要的，忽略本条。
"""

import re
from collections.abc import Iterator
from functools import cache

from pipeline import lexicon
from pipeline.rules.base import Example
from pipeline.schema import Context, Finding, Report, Severity, Span

CODE = "STR304"
NAME = "缺少应有的部分"
SEVERITY = Severity.WARNING
BAD = [
    Example(
        "⟦东湖社区2024年度工作总结⟧\n2024年，东湖社区做了大量工作，现总结如下：\n"
        "一、党建工作\n召开会议12次，学习教育成效明显。\n二、民生工作\n走访居民，发放救助金。\n"
        "东湖社区居民委员会\n2025年1月6日"
    ),
    Example(
        "⟦东湖街道防汛工作周报⟧\n（2025年6月2日至6月8日）\n东湖区防汛办：\n本周防汛工作如下：\n"
        "一、隐患排查\n排查隐患点12处。\n二、下周打算\n继续巡查值守。"
    ),
]
GOOD = [
    Example(
        "东湖街道防汛工作周报\n（2025年6月2日至6月8日）\n东湖区防汛办：\n本周防汛工作如下：\n"
        "一、隐患排查\n排查隐患点12处。\n二、下周打算\n继续巡查值守。\n东湖街道办事处\n2025年6月9日"
    ),
    Example(
        "文明社区创建汇报材料【第一篇】\n本周开展宣传。\n文明社区创建汇报材料【第二篇】\n本周开展整治。"
    ),
]


@cache
def _parts(kind: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = lexicon.table("required_parts", 3)
    return tuple((part, re.compile(words)) for of, part, words in rows if of in (kind, "*"))


_SIGNS = re.compile(
    r"(?:办事处|政府|委员会|党委|党工委|支部|居委会|村委会|社区|街道|[镇乡村局所站队校院]|中心|办公室|领导小组|指挥部)$"
)


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Look for the date of a whole report, and for the parts that its kind must have."""
    if not report.title or not _is_whole(report, context):
        return
    place = report.title_span
    signature = _signature(report)
    sent = report.recipient is not None or signature is not None
    if report.signed is None and sent and not _has_end_date(report):
        yield _finding(signature or place, "没有落款日期")
    body = report.document.text[place.end : report.span.end]
    if missing := _missing(report, body):
        yield _finding(place, f"没有写“{'”和“'.join(missing)}”")


_OF_YEAR = re.compile(
    r"20\d\d年度?(?!.*(?:学期|活动|专项|政府|季度|阶段|创建))[^，。]{0,12}工作总结$"
)


def _missing(report: Report, body: str) -> list[str]:
    """Name the parts that are wanting; 2025年安全工作总结 counts as yearly where it has neither."""
    missing = [part for part, words in _parts(report.kind or "") if not words.search(body)]
    if report.kind != "yearly" and _OF_YEAR.search(report.title):
        wanted = _parts("yearly")
        of_year = [part for part, words in wanted if not words.search(body)]
        return of_year if len(of_year) == len(wanted) else missing
    return missing


def _is_whole(report: Report, context: Context) -> bool:
    """Tell a report from a part of a compilation or a piece of one."""
    alone = context.extraction is None or len(context.extraction.reports) == 1
    parts = sum(section.level == 1 for section in report.sections)
    return alone and parts >= 2 and len(report.text) >= 60


def _has_end_date(report: Report) -> bool:
    """Say whether a date, or the place for one, stands in the head or at the end."""
    tail = "\n".join(report.text.rstrip().rsplit("\n", 3)[-3:])
    head = report.text[: report.title_span.end - report.span.start + 60]
    return re.search(r"年.{0,6}月.{0,6}日", tail) is not None or (
        report.period is None and re.search(r"年.{1,4}月.{1,4}日", head) is not None
    )


def _signature(report: Report) -> Span | None:
    """The body that signs on the last line: the date is missing under it."""
    text = report.text.rstrip()
    line = text[text.rfind("\n") + 1 :]
    name = line.strip(" 　")
    if not 4 <= len(name) <= 30 or not _SIGNS.search(name):
        return None
    start = report.span.start + len(text) - len(line) + line.index(name)
    return Span(start, start + len(name))


def _finding(place: Span, message: str) -> Finding:
    return Finding(CODE, SEVERITY, message, (place,), confidence=0.7)

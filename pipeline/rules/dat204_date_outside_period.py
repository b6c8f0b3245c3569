"""日期不在报告的时段内，或者晚于落款日期却写成已经做完。

为什么要查：多半是套用上一期的稿子没有改日期，或者把月份写错了。
怎么改：核对日期；确是以前的事，写明“此前”“上周”；是以后的安排，写明“将”“拟”。
"""

import re
from collections.abc import Iterator
from datetime import date

from pipeline.extract.dates import bounds
from pipeline.rules.base import Example
from pipeline.schema import Context, Fact, FactKind, Finding, Report, Severity, Span

CODE = "DAT204"
NAME = "日期不在时段内"
SEVERITY = Severity.WARNING
_HEAD = (
    "东湖街道创建工作周报\n（2025年3月10日至3月16日）\n东湖区创建办：\n本周，街道推进各项工作。\n"
)
_FOOT = "\n东湖街道办事处\n2025年3月17日"
BAD = [
    Example(f"{_HEAD}⟦3月24日⟧，街道召开了联席会议，签订协议16份。{_FOOT}"),
    Example(f"{_HEAD}⟦2月14日⟧下午，街道组织志愿者开展清洁活动，清运垃圾3吨。{_FOOT}"),
    Example(f"{_HEAD}清理杂物3吨。\n东湖街道办事处\n⟦2024年3月17日⟧"),
]
GOOD = [
    Example(
        f"{_HEAD}3月14日，街道召开联席会议。隐患限3月25日前整改到位，3月20日将组织复查。{_FOOT}"
    ),
    Example(f"{_HEAD}自3月1日专项行动启动以来，累计清理46处。2月14日交办的问题已办结。{_FOOT}"),
    Example(f"{_HEAD}2024年12月20日，社区被评为先进集体。{_FOOT}"),
    Example(f"{_HEAD}一、下周打算\n3月20日开展集中整治。{_FOOT}"),
]
_DAY = re.compile(r"(?:\d{4}|XXXX)-\d\d-\d\d")
_PLANNED = re.compile(
    r"前|底|将|拟|计划|预计|下周|下月|下步|下一步|要求|限|力争|确保|截止|安排|届时|定于|即将|准备|目标|到期|施行|实施|有效"
    r"|为止|争取|责令|预报|预警|通知|报名|开学|启用|延期|改期|推迟|约定|合同|协议期|至.{1,8}止|打算|后续|明确"
)
_HISTORY = re.compile(
    r"以来|[自从]\0|\0起|截至|截止|曾|此前|前期|上周|上月|上年|去年|上次|上期|交办|反馈|下发|印发|通知|文件|批复|会议精神|讲话|成立|发生|立案|来信|来访"
    r"|接到|接报|投诉|反映|举报|(?<![方预草提议档答])案|被评|荣获|获评|相比|[同环]比|[较比](?:[上去前年同]|\d)|同期|已于|复查|回头看|延续"
    r"|统计|数据|出台|发布|公布|事故|火灾|启动后|到访"
)
_OF = re.compile(r"[^，；。]{0,8}的")  # 2月14日下达的任务: the date says which
_DONE = re.compile(
    r"召开|开展|组织|举办|举行|联合|会同|集中|完成|签订|发放|检查|清理|走访|排查|慰问|考察|参加|邀请|接待"
    r"|整改|处置|调解|受理|培训|宣传|出动|投入|拆除|清运|更换|维修|查处|抽查|约谈|督办|巡查|调研|参观|演练"
    r"|座谈|获|接访|化解|观摩|盘点|抓获|义诊|讲座|授课|了|已"
)
_HALF_YEAR = 190
_PLANS = ("plan", "notice", "request", "minutes")
_OWN = re.compile(
    r"，(?!(?:中央|国务院|国家|省|[市县区](?!级机关)|上级)"
    r"|[\u4e00-\u9fff]{2,4}[省市县](?:委|政府|[\u4e00-\u9fff]{1,6}局))"
)
_REACH = 200  # characters: a longer sentence says nothing of a day that far off
_OPENS = re.compile(r"(?:^|[。；！\n　 ：:])[（(]?$")
_SENTENCE_END = re.compile(r"[。；\n]")


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Judge single days against the period and the signature, and the signature itself."""
    period = bounds(report.period.value) if report.period else None
    if period and period[0] > period[1]:
        return  # DAT203
    signed = _signed(report)
    yield from _signature(report, period, signed)
    last = signed
    if signed is None and period and (period[1] - period[0]).days <= 31:
        last = period[1]
    text = report.document.text
    heads = [report.title_span, *(p.span for p in (report.period, report.signed) if p and p.span)]
    planned = {s.id for s in report.sections if _is_plan(s.category, s.heading)}
    for fact in report.facts:
        if fact.kind is not FactKind.DATE or not _DAY.fullmatch(fact.value or ""):
            continue
        day = _date(fact)
        if (
            day is None
            or any(fact.span.overlaps(head) for head in heads)
            or fact.section in planned
        ):
            continue
        late = last is not None and day > last and _is_near(fact, day, last)
        if last is not None and day > last and not late and (day.month, day.day) != (2, 29):
            day = day.replace(year=day.year - 1)
        if not late and not (period and day < period[0]):
            continue
        floor = max(report.span.start, fact.span.start - _REACH)
        begin = max(floor - 1, *(text.rfind(m, floor, fact.span.start) for m in "。；\n")) + 1
        stop = _SENTENCE_END.search(text, fact.span.end, fact.span.end + _REACH)
        end = stop.start() if stop else min(report.span.end, fact.span.end + _REACH)
        before, after = text[begin : fact.span.start], text[fact.span.end : end]
        if _under_plan(report, fact.span.start):
            continue
        if last and late:
            if not _PLANNED.search(before + after) and _DONE.search(after + _told(after)):
                words = report.words(fact.span)
                message = (
                    f"“{words}”晚于落款日期{signed.isoformat()}，却写成已经做的事"
                    if signed
                    else f"“{words}”晚于报告的时段，却写成已经做的事"
                )
                yield _finding(fact.span, message, report)
        elif period and (period[1] - period[0]).days <= _HALF_YEAR and day < period[0]:
            long = (period[1] - period[0]).days > 31
            opens = _OPENS.search(
                text, max(report.span.start, fact.span.start - 3), fact.span.start
            ) or (not long and before.endswith("，") and _DONE.match(after))
            if long and not (after[:1] == "，" and _is_own(report, after)):
                continue
            clause = after[:60]
            near = "，".join(after[:60].split("，")[:3])
            if (
                opens
                and _DONE.search(clause)
                and not _OF.match(after)
                and not _HISTORY.search(f"{before}\0{near}")
            ):
                words = report.words(fact.span)
                message = (
                    f"“{words}”不在报告的时段“{report.period.text if report.period else ''}”内"
                )
                yield _finding(fact.span, message, report)


def _is_own(report: Report, after: str) -> bool:
    """In the report of a quarter only what its own people did is not told as what led to it."""
    return _OWN.match(after) is not None and report.kind not in _PLANS


def _told(after: str) -> str:
    """7月20日强降雨后: what is told of the time after it has happened."""
    return "了" if re.match(r"[^，。]{0,8}(?:后|时|期间)[，,]", after) else ""


def _is_plan(category: str | None, heading: str) -> bool:
    return category == "下一步打算" or re.search(r"打算|计划|安排", heading) is not None


def _under_plan(report: Report, at: int) -> bool:
    """Say whether the last short line above, a heading without a number, speaks of plans."""
    above = report.document.text[max(report.span.start, at - 600) : at].split("\n")[:-1]
    heading = next((line for line in reversed(above) if 1 < len(line.strip()) <= 16), "")
    return re.search(r"下周|下月|下步|下一步|安排|打算|计划|预告", heading) is not None


def _signed(report: Report) -> date | None:
    value = report.signed.value if report.signed else None
    return date.fromisoformat(value) if value and len(value) == 10 else None


def _date(fact: Fact) -> date | None:
    value = fact.resolved if fact.resolved and _DAY.fullmatch(fact.resolved) else fact.value
    try:
        return date.fromisoformat(value or "")
    except ValueError:
        return None


def _is_near(fact: Fact, day: date, signed: date) -> bool:
    """A day without a year that lies far ahead is one of last year."""
    return not (fact.value or "").startswith("XXXX") or (day - signed).days <= 150


def _signature(
    report: Report, period: tuple[date, date] | None, signed: date | None
) -> Iterator[Finding]:
    if period is None or signed is None or report.signed is None or report.signed.span is None:
        return
    days = (period[1] - period[0]).days + 1
    late = {True: 75, False: 420}[days <= 31]
    early = days > 60 and (signed - period[0]).days < days // 3
    if signed < period[0] or (early and _tells_all(report)):
        message = f"落款日期“{report.signed.text}”早于报告的时段"
    elif (signed - period[1]).days > late:
        message = f"落款日期“{report.signed.text}”比报告的时段晚了{(signed - period[1]).days}天"
    else:
        return
    if report.kind in ("plan", "notice", "request", "minutes"):
        return
    yield _finding(report.signed.span, message, report)


def _tells_all(report: Report) -> bool:
    """Say whether a report sums its period up: 2026年春季学期开学工作 may be told in March."""
    named = report.title + (report.period.text if report.period else "")
    return re.search(r"总结|年度|全年|述职|年报|半年|季度", named) is not None and (
        re.search(r"学期|[春夏秋冬]季|阶段|进展", named) is None
    )


def _finding(place: Span, message: str, report: Report) -> Finding:
    spans = [place]
    if report.period and report.period.span and report.period.span != place:
        spans.append(report.period.span)
    return Finding(CODE, SEVERITY, message, tuple(spans), confidence=0.75)

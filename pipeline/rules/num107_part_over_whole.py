"""分项比总数还大。

为什么要查：“526人，其中568人”一眼就错，多半是抄错行或改了一个忘了另一个。
怎么改：核对总数和分项哪个写错。
"""

import re
from collections.abc import Iterator

from pipeline.rules import arithmetic as sums
from pipeline.rules.base import Example
from pipeline.schema import Aggregate, Context, Fact, Finding, Report, Severity, Span

CODE = "NUM107"
NAME = "分项大于总数"
SEVERITY = Severity.ERROR
BAD = [
    Example("⟦社区注册志愿者526人，其中党员志愿者568人⟧。"),
    Example("⟦排查隐患15处，当场整改18处⟧，整改及时。"),
]
GOOD = [
    Example("注册志愿者526人，其中党员志愿者168人。"),
    Example("走访居民50户，其中发放慰问品80份。"),
    Example("排查隐患15处，整改上周遗留隐患18处。"),
]


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Compare each part with the total that it is tied to."""
    for group in sums.sentences(report):
        for i, fact in enumerate(group):
            part = sums.value(fact)
            if part is None or not sums.is_figure(fact):
                continue
            before = group[i - 1] if i else None
            whole = _whole(report, fact, before)
            severity = SEVERITY
            if whole is None and before is not None and _goes_through(report, before, fact):
                whole, severity = before, Severity.WARNING
            total = sums.value(whole) if whole else None
            if (
                whole is None
                or total is None
                or part <= total
                or whole.span.start > fact.span.start
            ):
                continue
            start = sums.clause_of(report, whole).start
            message = f"分项{sums.words(report, fact)}大于总数{sums.words(report, whole)}，请核对"
            yield Finding(CODE, severity, message, (Span(start, fact.span.end),))


_STEPS = tuple(
    (re.compile(first), re.compile(second))
    for first, second in (
        (
            r"发现|查出|排查出|交办|受理|接到|收到|接报|收集|征集",
            r"整改|办结|化解|解决|处理|处置|答复|回复|办理完毕|销号",
        ),
        (r"发放[^，]*问卷|发出[^，]*问卷", r"收回|回收"),
        (r"抽查|抽检|检测|检验|体检", r"合格|达标"),
        (r"应[到参缴种检]", r"实[到参缴种检]"),
        (r"编制|核定", r"在编|实有在编"),
    )
)
_STEP = re.compile(
    r"[，、,]|整改|办结|化解|解决|处理|处置|答复|回复|办理|完毕|销号|收回|回收|合格|达标|实[到参缴种检有]"
    r"|在编|在岗|现有|已|均|共|全部?|当场|当日|及时|按[期时]|现场|成功|督促|督办|完成|到位|实际|有效|其中"
)
_BESIDES = re.compile(
    r"结转|遗留|历史|往年|积压|上[周月年]|去年|累计|以来|陈年|存量|超编|其他|其它|含|包括|同时|另"
)


def _goes_through(report: Report, before: Fact, fact: Fact) -> bool:
    """受理45件，已办结48件: what comes of things is no more than the things themselves."""
    if not (sums.is_figure(before) and sums.is_figure(fact)) or sums.unit(before) != sums.unit(
        fact
    ):
        return False
    between = report.document.text[before.span.end : fact.span.start]
    if not re.fullmatch(r"[，、,][^，。；,;]{1,8}", between) or sums.planned(fact):
        return False
    after = report.document.text[fact.span.end : fact.span.end + 16]
    if _BESIDES.search(between + re.split("[，。；,;]", after)[0]):
        return False
    if _BESIDES.search(report.words(sums.clause_of(report, before))):
        return False
    if not any(
        first.search(sums.lead(report, before)) and second.search(between)
        for first, second in _STEPS
    ):
        return False
    named = _STEP.sub("", between)  # 答复上级交办建议15条: things of another source
    return not named or named in report.words(sums.clause_of(report, before))


def _whole(report: Report, fact: Fact, before: Fact | None) -> Fact | None:
    if not sums.is_figure(fact):
        return None
    if fact.aggregate is Aggregate.PART and fact.ties.whole:
        whole = sums.fact_of(report, fact.ties.whole)
        return whole if whole and sums.unit(whole) == sums.unit(fact) else None
    lead = sums.lead(report, fact)
    if (
        before is not None
        and lead.lstrip().startswith("当场")
        and sums.unit(before) == sums.unit(fact)
        and sums.is_figure(before)
    ):
        return before
    return None

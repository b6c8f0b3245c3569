"""家底数变了，没有说明。

为什么要查：户数、人口、面积、编制这些家底，不会无缘无故变；变了又不说，多半是打字颠倒了数位。
怎么改：对照上期报告和台账核准；确有增减的，写明原因（新招录、拆迁、普查核定等）。
"""

import re
from collections.abc import Iterator

from pipeline.extract.pairing import Told
from pipeline.rules.base import Example
from pipeline.rules.history import Before, History, caused, corrected, history, is_base, restocked
from pipeline.schema import Bound, Context, Finding, Report, Severity, Span

CODE = "ARC604"
NAME = "家底数无故变动"
SEVERITY = Severity.WARNING
_WEEK1 = (
    "柳林社区工作周报\n（2025年7月7日至7月13日）\n"
    "柳林社区辖区面积0.74平方公里，现有居民楼58栋、住户2346户，配备专职网格员11名。\n"
    "一、环境整治\n清理楼道堆物40处。\n柳林社区居民委员会\n2025年7月14日"
)
BAD = [
    Example(
        "柳林社区工作周报\n（2025年7月14日至7月20日）\n"
        "柳林社区辖区面积0.74平方公里，现有居民楼58栋、住户⟦2634户⟧，配备专职网格员11名。\n"
        "一、环境整治\n清理楼道堆物42处。\n柳林社区居民委员会\n2025年7月21日",
        earlier=(_WEEK1,),
    ),
]
GOOD = [
    Example(
        "柳林社区工作周报\n（2025年7月14日至7月20日）\n"
        "柳林社区辖区面积0.74平方公里，现有居民楼58栋、住户2346户，因新招录1名，"
        "配备专职网格员12名。\n"
        "一、环境整治\n清理楼道堆物42处。\n柳林社区居民委员会\n2025年7月21日",
        earlier=(_WEEK1,),
    ),
]

_INTRO = re.compile(r"基本情况|概况|简介|家底")
_SMALL = 0.02  # people come and go: so small a change of population or households is only a hint
_PEOPLE = {"人", "户", "名", "口"}
_STOCKS = re.compile(
    r"面积|人口|户数|住户|居民|户籍|常住|楼|栋|幢|小区|网格|编制|在岗|在编|队员|党员|支部|商户|门店|企业"
    r"|村民小组|村组|学校|医院|公里|网格员|辖区|下辖|管辖|现有|共有|配备|设有"
)


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Compare each base figure with the latest earlier report that states it."""
    if not context.earlier:
        return
    past = history(report, context)
    intro = _intro(report)
    for one in past.ours:
        if is_base(one):
            yield from _judge(past, one, in_intro=any(s.holds(one.fact.span) for s in intro))


def _intro(report: Report) -> list[Span]:
    """Give the places where an office describes itself: before the first section, or 基本情况."""
    first = min((s.span.start for s in report.sections), default=report.span.end)
    spans = [Span(min(report.title_span.end, first), first)]
    spans += [
        s.span for s in report.sections if s.category == "基本情况" or _INTRO.search(s.heading)
    ]
    return spans


def _judge(past: History, one: Told, *, in_intro: bool) -> Iterator[Finding]:
    known = _known(past, one)
    if not known:
        return
    before, other = known[-1]
    now, then = one.fact.quantity, other.fact.quantity
    if now is None or then is None or one.number is None or other.number is None:
        return
    if now.unit != then.unit or one.number == other.number:
        return
    if any(each.number == one.number for each in past.rivals(before, one)):
        return
    steady = len(known) >= 2 and all(each.number == other.number for _, each in known)
    described = _STOCKS.search(past.report.words(past.clause(one.fact))) is not None
    if not (steady and (in_intro or described)) and not (in_intro and described):
        return
    if now.bound != Bound.EXACT or then.bound != Bound.EXACT:
        return
    nearby = past.nearby(one.fact)
    if caused(nearby) or corrected(nearby) or restocked(nearby) or _passes_over(past, one):
        return
    if _accounted(past, one):
        return
    drift = abs(one.number - other.number) / max(abs(other.number), 1e-9)
    small = drift < _SMALL and now.unit in _PEOPLE
    name = one.fact.object or one.fact.indicator or "这一项"
    message = (
        f"“{name}”{before.name}的报告是{before.report.words(other.fact.span)}，"
        f"本期是{past.report.words(one.fact.span)}，文中没有说明原因"
    )
    yield Finding(
        CODE,
        Severity.INFO if small else SEVERITY,
        message,
        (one.fact.span,),
        related=(before.place(other.fact.span),),
        confidence=0.9 if steady else 0.75,
    )


def _accounted(past: History, one: Told) -> bool:
    """Say whether the report tells of joining and leaving the same stock (新增低保3户, 退出1户)."""
    unit = one.fact.quantity.unit if one.fact.quantity else None
    thing = set(one.key.words)
    return any(
        each.key.unit == unit
        and thing & set(each.key.words)
        and restocked("".join((each.fact.action or "", each.clause)))
        for each in past.ours
        if each is not one
    )


def _known(past: History, one: Told) -> list[tuple[Before, Told]]:
    found = []
    for before in past.before:
        pair = before.pairs.get(one.fact.id)
        if pair and pair[1] >= 0.75 and is_base(pair[0]):
            found.append((before, pair[0]))
    return found


def _passes_over(past: History, one: Told) -> bool:
    """Say whether the text also states the former value or a change of the same thing nearby."""
    sentence = past.sentence(one.fact)
    for fact in past.report.facts:
        near = sentence.holds(fact.span) and fact.id != one.fact.id
        if near and fact.aggregate == "change" and fact.quantity and one.fact.quantity:
            return fact.quantity.unit == one.fact.quantity.unit
    return False

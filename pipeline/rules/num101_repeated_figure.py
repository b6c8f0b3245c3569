"""同一句带数字的话，在两个地方各写了一遍。

为什么要查：周报按条线汇总时，常把上一条的句子粘到下一条，同一件事被数了两次，合计也跟着虚增。
怎么改：核对台账，只在对应的标题下保留一处；确是两件事的，写明各自的对象。
"""

import re
from collections.abc import Iterator
from itertools import islice

from pipeline.rules import arithmetic as sums
from pipeline.rules.base import Example
from pipeline.schema import Aggregate, Context, Fact, FactKind, Finding, Report, Severity, Span

CODE = "NUM101"
NAME = "数字语句重复"
SEVERITY = Severity.ERROR
BAD = [
    Example(
        "一、市容整治\n\n1.占道经营。执法队分片巡查，⟦本周共取缔占道经营、流动摊点31起⟧。\n\n"
        "2.乱张贴。执法队清洗小广告，⟦本周共取缔占道经营、流动摊点31起⟧。"
    ),
    Example(
        "一、环境卫生\n\n组织保洁员巡回清扫，⟦清理楼道堆物27处⟧。\n\n"
        "二、消防安全\n\n对通道逐栋排查，⟦清理楼道堆物27处⟧。"
    ),
]
GOOD = [
    Example("一、市容秩序\n\n劝导占道经营31起，规范店外经营31户。"),
    Example("本周共排查隐患42处。\n\n一、安全生产\n\n本周共排查隐患42处，已整改39处。"),
    Example("一、宣传\n\n发放环保资料1200份。\n\n二、停车\n\n发放停车告知书1200份。"),
]


_MANY = 100  # more in one report is no slip of copying


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Compare each counted action with its first mention under another heading."""
    yield from islice(_repeated(report), _MANY)


def _repeated(report: Report) -> Iterator[Finding]:
    first: dict[tuple[str, str, str, str], Fact] = {}
    done: set[tuple[Span, Span]] = set()
    turned: dict[tuple[str, str, str], Fact] = {}
    for fact in report.facts:
        key = _key(report, fact)
        before = first.setdefault(key, fact) if key else fact
        if before is fact and (other := _turned(report, fact)):
            before = turned.setdefault(other, fact)
            if _one_place(report, before, fact) or before.section == fact.section:
                before = fact
        if before is fact or (
            _one_place(report, before, fact) and not _copied(report, before, fact)
        ):
            continue
        places = (sums.clause_of(report, fact), sums.clause_of(report, before))
        if places in done:
            continue
        done.add(places)
        alike = _folded(report.words(places[0])) == _folded(report.words(places[1]))
        amount = sums.value(fact)
        small = amount is not None and amount < 5
        severity = (
            Severity.INFO
            if (small and not _long(report, places[0])) or _of_two_bodies(report, *places)
            else SEVERITY
            if alike and not small
            else Severity.WARNING
        )
        where = report.section(before.section)
        message = (
            f"“{report.words(places[0])}”在前文"
            + (f"“{where.label}{where.heading[:12]}”下" if where else "")
            + f"已写过一次，{sums.words(report, fact)}可能被重复计算，请核对只应计在哪一处"
        )
        yield Finding(CODE, severity, message, places, confidence=0.95 if alike else 0.75)


def _turned(report: Report, fact: Fact) -> tuple[str, str, str] | None:
    """12345热线工单本周受理87件, 本周共受理12345热线工单87件: the same clause in another order."""
    amount = sums.value(fact)
    if (
        amount is None
        or amount < _FEW
        or not sums.is_figure(fact)
        or fact.cell is not None
        or fact.section is None
        or sums.planned(fact)
        or fact.aggregate not in (None, Aggregate.TOTAL, Aggregate.PART)
        or sums.is_compared(report, fact)
    ):
        return None
    place = sums.clause_of(report, fact)
    if place.end - place.start > _LONGEST:
        return None
    words = report.words(place)
    if _STANDING.search(words) or _BACK_REFERENCE.search(sums.lead(report, fact)):
        return None
    at = fact.span.start - place.start
    other = _folded(_MONTH.sub("", words[:at] + words[at + len(report.words(fact.span)) :]))
    if len(other) < _SHORTEST:
        return None
    return "".join(sorted(other)), sums.unit(fact) or "", sums.plain(amount)


_FEW = 5
_SHORTEST, _LONGEST = 6, 60
_MONTH = re.compile(r"(?<![0-9])[0-9]{1,2}月份?|今年|上半年|的")
_STANDING = re.compile(r"[现共]有|下辖|辖区|占地|面积|常住|户籍|编制|上[周月年]|去年|同期|其中")
_BODY = re.compile(
    r"(?:本[周月季])?(全?(?:街道|镇|乡|县|区)|[\u4e00-\u9fff]{2}(?:社区|村|小区|中队|派出所|学校|小学|街道|镇|乡))"
)


def _of_two_bodies(report: Report, a: Span, b: Span) -> bool:
    """街道清理垃圾12车, 东湖社区清理垃圾12车: each clause begins with a body of its own."""
    one, other = _BODY.match(report.words(a)), _BODY.match(report.words(b))
    return bool(one and other and one[1] != other[1])


def _key(report: Report, fact: Fact) -> tuple[str, str, str, str] | None:
    amount = (
        sums.value(fact)
        if fact.quantity and fact.quantity.bound.value == "exact"
        else (fact.quantity.value if fact.quantity else None)
    )
    if (
        fact.kind not in (FactKind.QUANTITY, FactKind.MONEY)
        or fact.cell is not None
        or fact.action is None
        or amount is None
    ):
        return None
    if not fact.object or fact.section is None or sums.planned(fact):
        return None
    if fact.aggregate in (
        Aggregate.CUMULATIVE,
        Aggregate.CHANGE,
        Aggregate.RATE,
        Aggregate.AVERAGE,
    ):
        return None
    if sums.is_compared(report, fact) or _BACK_REFERENCE.search(sums.lead(report, fact)):
        return None
    return (
        fact.action,
        re.sub(r"[、，,“”的等各类\s]", "", fact.object),
        sums.unit(fact) or "",
        sums.plain(amount),
    )


_BACK_REFERENCE = re.compile(r"(?:上述|这|该|前述|以上|其余|剩余|余下|所有|全部|的)$")


def _one_place(report: Report, a: Fact, b: Fact) -> bool:
    """Same sentence or paragraph: a repetition there is a matter of style, not of counting."""
    return sums.paragraph_start(report, a.span.start) == sums.paragraph_start(report, b.span.start)


def _copied(report: Report, a: Fact, b: Fact) -> bool:
    """Say whether a later sentence of the paragraph holds the very clause: 发放救助金687.5万元."""
    first, second = sums.sentence_of(report, a), sums.sentence_of(report, b)
    amount = sums.value(b)
    if first == second or amount is None or amount < 10 or a.aggregate or b.aggregate:
        return False
    one, other = (report.words(sums.clause_of(report, f)) for f in (a, b))
    return one == other and len(_folded(one)) >= 8


def _folded(text: str) -> str:
    return re.sub(r"[\s，,、。；;]|本周|本月|共计?|累计|已", "", text)


def _long(report: Report, place: Span) -> bool:
    return len(_folded(report.words(place))) >= 12

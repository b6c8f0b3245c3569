"""约数前后矛盾：约80余、近30多、大约200左右。

为什么要查：“约”“近”“左右”“余”说的不是一回事，叠在一起意思打架。
怎么改：只留一个：约80吨、80余吨或80吨左右。
"""

import re
from collections.abc import Iterator

from pipeline.rules.base import Example
from pipeline.schema import Context, Edit, FactKind, Finding, Report, Severity, Span

CODE = "NUM108"
NAME = "约数词矛盾"
SEVERITY = Severity.WARNING
BAD = [
    Example("清理垃圾⟦约80余吨⟧。", fixed="清理垃圾80余吨。"),
    Example("清理漂浮物⟦近四十多吨⟧。", fixed="清理漂浮物四十多吨。"),
    Example("参加群众⟦大约200人左右⟧。", fixed="参加群众200人左右。"),
    Example("发放资料⟦300余份左右⟧。", fixed="发放资料300余份。"),
    Example("覆盖率⟦超过90%以上⟧。", fixed="覆盖率90%以上。"),
]
GOOD = [
    Example("清理垃圾约80吨，发放资料300余份，近30吨。"),
    Example("附近30余家商户，签约20余户，最近10多天。"),
    Example("整改率保持在95%以上，超过80人。"),
]
_BEFORE = re.compile(
    r"(大约|大概|约为|约有|约计|(?<![签违预节公合续履邀条])约|将近|接近|(?<![附最就邻靠])近|不足|不到|(?<![越])超过|逾|(?<![赶高反])超)\s*$"
)
_TWICE = re.compile(r"((?:大约|大概|约莫|将近)[0-9]{1,6})(?:左右|上下)")
_HEDGE_ENDS = frozenset("约概为有计近足到过逾超 　")
_LESS = {"约", "大约", "大概", "约为", "约有", "约计", "将近", "接近", "近", "不足", "不到"}
_AFTER = re.compile(r"\s*(左右|上下|以上|以下|多)")


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Weigh the hedges before, in and after each figure against each other."""
    text = report.document.text
    seen: list[Span] = []
    for found in _TWICE.finditer(text, report.span.start, report.span.end):
        place = Span(*found.span())
        seen.append(place)
        message = f"“{found[0]}”约数词重复或矛盾，只留一个"
        edits = (Edit(Span(found.end(1), found.end()), ""),)
        yield Finding(CODE, SEVERITY, message, (place,), edits=edits)
    for fact in report.facts:
        if any(fact.span.overlaps(place) for place in seen):
            continue
        if fact.kind is FactKind.DATE or fact.cell is not None:
            continue
        before = None
        if text[fact.span.start - 1 : fact.span.start] in _HEDGE_ENDS:
            before = _BEFORE.search(
                text, max(report.span.start, fact.span.start - 4), fact.span.start
            )
        after = _AFTER.match(text, fact.span.end, report.span.end)
        inside = (
            bool(re.search(r"[余多]", report.words(fact.span)))
            and fact.quantity is not None
            and fact.quantity.low is not None
        )
        hedge, tail = before[1] if before else "", after[1] if after else ""
        if tail == "多":
            tail = ""
        edit: Edit | None = None
        start, end = fact.span.start, fact.span.end
        if hedge and (inside and (hedge in _LESS or hedge in ("超过", "逾", "超"))):
            start = before.start(1) if before else start
            edit = Edit(Span(start, fact.span.start), "")
        elif hedge and (
            (tail in ("左右", "上下"))
            or (tail == "以上" and hedge in ("超过", "逾", "超", "约", "大约", "近"))
            or (tail == "以下" and hedge in ("不足", "不到", "约"))
        ):
            start, end = before.start(1) if before else start, after.end(1) if after else end
            edit = Edit(Span(start, fact.span.start), "")
        elif inside and tail in ("左右", "上下", "以上") and after:
            end = after.end(1)
            edit = Edit(Span(fact.span.end, end), "")
        if edit:
            words = text[start:end]
            yield Finding(
                CODE,
                SEVERITY,
                f"“{words}”约数词重复或矛盾，只留一个",
                (Span(start, end),),
                edits=(edit,),
            )

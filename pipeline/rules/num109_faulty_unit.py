"""计量单位或数字写法不规范、前后不一：几仟平方、200平方、4月25日与四月三十日混用。

为什么要查：GB 3100 规定面积单位为平方米；GB/T 15835 要求同一文中同类数字写法一致。
怎么改：写全单位（平方米）；“仟”只用于票据大写，改“千”；日期统一用阿拉伯数字。
"""

import re
from collections.abc import Iterator

from pipeline.extract.numerals import parse_number
from pipeline.rules.base import Example
from pipeline.schema import Context, Edit, Fact, FactKind, Finding, Report, Severity

CODE = "NUM109"
NAME = "单位或数字写法不当"
SEVERITY = Severity.WARNING
BAD = [
    Example("清除杂草近⟦200平方⟧。", fixed="清除杂草近200平方米。"),
    Example("铺设防渗膜⟦三仟平方⟧。", fixed="铺设防渗膜三千平方米。"),
    Example("累计清除杂草⟦几仟平方⟧。", fixed="累计清除杂草几千平方米。"),
    Example("⟦2002年四月份⟧更换宣传栏。", fixed="2002年4月更换宣传栏。"),
    Example(
        "于4月25日组织培训，到⟦四月三十日⟧止共培训6次。",
        fixed="于4月25日组织培训，到4月30日止共培训6次。",
    ),
]
GOOD = [
    Example("清除杂草200平方米，铺设防渗膜三千平方米。"),
    Example("支付金额叁仟元整。"),
    Example("二〇二五年六月三十日至七月二日。"),
    Example("7月份以来，3月份共清理9处。"),
]
_CHINESE = re.compile("[一二三四五六七八九十〇零]")
_MIXED = re.compile(
    r"^([12][0-9]{3}年)([一二三四五六七八九十]{1,2})月(?:份|([一二三四五六七八九十]{1,3})日)?$"
)
_CHINESE_DATE = re.compile(r"^([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日$")


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Find half-written units, 仟 in counts, and dates in two scripts."""
    dates = [f for f in report.facts if f.kind is FactKind.DATE]
    for fact in report.facts:
        words = report.words(fact.span)
        if fact.kind is FactKind.QUANTITY and fact.cell is None:
            right = words
            if words.endswith("平方"):
                right += "米"
            if "仟" in words or "佰" in words:
                right = right.replace("仟", "千").replace("佰", "百")
            if right != words:
                yield _finding(
                    fact,
                    words,
                    right,
                    "单位要写全"
                    if right.endswith("平方米") and words.endswith("平方")
                    else "“仟”“佰”只用于票据",
                )
        elif found := _MIXED.match(words) if fact.kind is FactKind.DATE else None:
            right = (
                found[1]
                + f"{parse_number(found[2])}月"
                + (f"{parse_number(found[3])}日" if found[3] else "")
            )
            yield _finding(fact, words, right, "年月日数字写法不一致")
    yield from _scripts(report, dates)


def _scripts(report: Report, dates: list[Fact]) -> Iterator[Finding]:
    """A day in Chinese numerals where the same report writes days in Arabic ones."""
    arabic = [
        f
        for f in dates
        if re.match(r"(?:[0-9]{4}年)?[0-9]{1,2}月[0-9]{1,2}日", report.words(f.span))
    ]
    for fact in dates:
        found = _CHINESE_DATE.match(report.words(fact.span))
        if not found or not arabic:
            continue
        right = f"{parse_number(found[1])}月{parse_number(found[2])}日"
        nearest = min(arabic, key=lambda f: abs(f.span.start - fact.span.start))
        other = report.words(nearest.span)
        message = f"“{report.words(fact.span)}”与“{other}”写法不一致，宜改为“{right}”"
        yield Finding(
            CODE, SEVERITY, message, (fact.span, nearest.span), edits=(Edit(fact.span, right),)
        )


def _finding(fact: Fact, words: str, right: str, why: str) -> Finding:
    return Finding(
        CODE,
        SEVERITY,
        f"“{words}”{why}，应为“{right}”",
        (fact.span,),
        edits=(Edit(fact.span, right),),
    )

"""单价、均数与总额、件数算不拢。

为什么要查：“3起，罚款合计1500元，平均每起600元”，除一下就知道错。
怎么改：用总额除以件数重算。
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.rules import arithmetic as sums
from pipeline.rules.base import Example
from pipeline.schema import (
    Aggregate,
    Context,
    Edit,
    Fact,
    FactKind,
    Finding,
    Report,
    Severity,
    Span,
)

CODE = "NUM111"
NAME = "均数或单价不符"
SEVERITY = Severity.WARNING
BAD = [
    Example(
        "⟦新建文化广场6个，每个投资12万元，共计78万元⟧。",
        fixed="新建文化广场6个，每个投资12万元，共计72万元。",
    ),
    Example(
        "⟦立案处罚3起，罚款合计1500元，平均每起600元⟧。",
        fixed="立案处罚3起，罚款合计1500元，平均每起500元。",
    ),
    Example(
        "⟦新购置发电机2台，支出36000元，平均每台16000元⟧。",
        fixed="新购置发电机2台，支出36000元，平均每台18000元。",
    ),
]
GOOD = [
    Example("立案处罚3起，罚款合计1500元，平均每起500元。"),
    Example("接待群众1126人次，日均约225人次。"),
    Example("共7人，人均约3.3件，合计23件。"),
]
_EACH = re.compile(
    r"(?:平均|均)?每([\u4e00-\u9fff]{1,2}?)(?:投资|补助|补贴|发放|奖励|造价|支出|收费|平均|约|为|达)*$|([人户村亩台件])均(?:约|为|达)?$"
)


_NEAR = 30  # figures before an average that it may come from


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Divide the total by the count where both stand in the sentence before an average."""
    for group in sums.sentences(report):
        for i, fact in enumerate(group):
            each = _EACH.search(sums.lead(report, fact))
            stated = sums.value(fact)
            if not each or stated is None or fact.kind in (FactKind.PERCENT, FactKind.FREQUENCY):
                continue
            unit = each[1] or each[2]
            text = report.document.text
            near = group[max(0, i - _NEAR) : i]
            begin = near[0].span.start if near else fact.span.start
            cut = max(text.rfind(c, begin, fact.span.start) for c in "；;")
            near = [f for f in near if f.span.start > cut]
            yield from _product(report, group, i, unit)
            counts = [
                f for f in near if sums.unit(f) in (unit, {"人": "名"}.get(unit)) and sums.value(f)
            ]
            totals = [
                f
                for f in near
                if sums.unit(f) == sums.unit(fact)
                and f not in counts
                and sums.value(f)
                and f.aggregate is not Aggregate.AVERAGE
            ]
            if len(counts) != 1 or len(totals) != 1:
                continue
            yield from _judge(report, fact, counts[0], totals[0], stated)


def _product(report: Report, group: list[Fact], i: int, unit: str) -> Iterator[Finding]:
    """单价 × 数量 with the total after it: 6个，每个投资12万元，共计78万元."""
    price = group[i]
    counts = [
        f
        for f in group[max(0, i - 2) : i]
        if sums.unit(f) == unit and sums.value(f) and f.aggregate is not Aggregate.AVERAGE
    ]
    if len(counts) != 1 or i + 1 >= len(group):
        return
    total = group[i + 1]
    n, p, t = sums.value(counts[0]), sums.value(price), sums.value(total)
    if n is None or p is None or t is None or sums.unit(total) != sums.unit(price) or n * p == t:
        return
    if (
        not re.search(r"共|合计|计$|收入|支出|总|金额|得款|折合", sums.lead(report, total))
        or t == p
        or total.span.start - price.span.end > 12
    ):
        return
    words = sums.words(report, total)
    scale = Decimal(10**4) if "万" in words else Decimal(1)
    if sums.rounds_to(n * p / scale, t / scale, sums.decimals(words)):
        return
    right = sums.plain(n * p / scale)
    edits = (
        (Edit(total.span, re.sub(r"[0-9.]+", right, words, count=1)),)
        if re.match(r"[0-9]", words)
        else ()
    )
    product = f"{right}{'万' if scale > 1 else ''}{sums.unit(total)}"
    message = (
        f"{sums.words(report, counts[0])}×{sums.words(report, price)}＝{product}，"
        f"文中写作{words}，请核对"
    )
    yield Finding(
        CODE,
        SEVERITY,
        message,
        (Span(sums.clause_of(report, counts[0]).start, total.span.end),),
        edits=edits,
    )


def _judge(
    report: Report, fact: Fact, count: Fact, total: Fact, stated: Decimal
) -> Iterator[Finding]:
    n, whole = sums.value(count), sums.value(total)
    if not n or whole is None:
        return
    words = sums.words(report, fact)
    scale = Decimal(10**4) if "万" in words else Decimal(1)
    exact = whole / n
    places = sums.decimals(words)
    if (
        sums.rounds_to(exact / scale, stated / scale, places)
        or abs(exact - stated) * n <= Decimal(n) * scale.scaleb(-places) / 2
    ):
        return
    if n * stated == whole:
        return
    right = sums.rounded(exact / scale, places)
    edits = (
        (Edit(fact.span, re.sub(r"[0-9.]+", right, words, count=1)),)
        if re.match(r"[0-9]", words)
        else ()
    )
    quotient = f"{right}{'万' if scale > 1 else ''}{sums.unit(fact)}"
    message = (
        f"{sums.words(report, total)}÷{sums.words(report, count)}＝{quotient}，"
        f"文中写作{words}，请核对"
    )
    first = min((count, total), key=lambda f: f.span.start)
    yield Finding(
        CODE,
        SEVERITY,
        message,
        (Span(sums.clause_of(report, first).start, fact.span.end),),
        edits=edits,
    )

"""单价、均数与总额、件数算不拢。

为什么要查：“3起，罚款合计1500元，平均每起600元”，除一下就知道错。
怎么改：用总额除以件数重算。
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

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
    Example("⟦能繁母猪补贴每头200元，共发放315头、6.5万元⟧。"),
]
GOOD = [
    Example("能繁母猪补贴每头200元，共发放315头、6.3万元。"),
    Example("立案处罚3起，罚款合计1500元，平均每起500元。"),
    Example("接待群众1126人次，日均约225人次。"),
    Example("共7人，人均约3.3件，合计23件。"),
]
_EACH = re.compile(
    r"(?:平均|均)?每([户人名位个家台件处亩吨斤场期辆部盏棵株块座套间份批条项起只头本册支桶袋瓶所村班组米笔栋幢节根艘具副剂针枚粒盒箱罐单车趟片孔盆]|公斤|千克|平方米|公里|立方米)[\u4e00-\u9fff]{0,10}$"
    r"|([人户村亩台件场期班])均(?:约|为|达|参加|参与|培训)?$"
)
_MEAN = re.compile(
    r"平均|均每|每(?:[\u4e00-\u9fff]|公斤|千克|平方米|公里|立方米)(?:投资|补助|补贴|发放|奖励|造价|支出|收费|约|为|达)*$"
)
_OFTEN = re.compile(r"每[天日周月季年次期]|日均|月均")
_CARRIED = re.compile(r"结转|[上去][年月期季]度?(?:结余|余额)|期初|年初结余|原有")
_AVERAGE = re.compile(r"[ 　]*(?:平均|[人户]均)")
_PRICE = re.compile(r"单价(?:为|约|是)?$")
_SUM = re.compile(r"租金|价值|货款|补贴款|共|合计|计$|收入|支出|总|金额|得款|折合|费用|花费")
_MORE_THAN = re.compile(
    r"(?<!包)含(?!量)|包括|加上|外加|连同|另[加付外有]|扣除|减免|优惠|折后|打折|[八九]折"
    r"|[运税](?:输|杂)?费|安装费|人工费|调试费"
)  # 单价85元，含运费共计10400元
_ADDED = re.compile(r"[（(，,](?:已|均|其中)?(?:另?含|包括|扣除|减免)")
_LEFT = re.compile(r"(?:结余|结存|节余|余额|剩余资金)(?:为|约|是)?$")
_SPENT = re.compile(r"支出|使用|列支|支付|已用|开支")
_RECEIVED = re.compile(r"收入|拨入|到账|合计|共计|总计|筹集|筹措|募集|安排|上级下拨")


_NEAR = 30  # figures before an average that it may come from


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Divide the total by the count where both stand in the sentence before an average."""
    previous: list[Fact] = []
    for sentence in sums.sentences(report):
        group = [*previous[-3:], *sentence] if _goes_on(report, sentence) else sentence
        previous = sentence
        for i, fact in enumerate(group):
            head = sums.lead(report, fact)
            each = _EACH.search(head)
            if fact.kind is FactKind.MONEY and _LEFT.search(head):
                yield from _balance(report, group, i)
            if fact.kind is FactKind.MONEY and _PRICE.search(head):
                yield from _product(report, group, i, None)
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
            if not (head.rstrip("约为达").endswith("均") or _MEAN.search(head)):
                continue
            counts = [f for f in near if _counts(f, unit) and sums.value(f)]
            totals = [
                f
                for f in near
                if sums.unit(f) == sums.unit(fact)
                and f not in counts
                and sums.value(f)
                and f.aggregate is not Aggregate.AVERAGE
            ]
            if len(counts) > 1 and len(totals) == 1:
                # 受理申请14笔，发放贷款9笔、180万元，平均每笔…: of the loans, not of the requests
                counts = [f for f in counts if sums.thing(f)[:2] == sums.thing(totals[0])[:2]]
            if len(counts) != 1 or len(totals) != 1:
                continue
            yield from _judge(report, fact, counts[0], totals[0], stated)


def _goes_on(report: Report, sentence: list[Fact]) -> bool:
    """处罚5起1500元。平均每起300元: an average of what the sentence before told."""
    return bool(sentence) and _AVERAGE.match(sums.lead(report, sentence[0])) is not None


def _counts(fact: Fact, unit: str | None) -> bool:
    """Say whether a figure counts what a price is for: 12名 for 每人; anything for 单价."""
    if unit is None:
        return fact.kind is FactKind.QUANTITY
    return sums.unit(fact) == unit or (
        unit in ("人", "名") and (sums.kin(fact) == "人" or sums.unit(fact) == "人次")
    )


def _product(report: Report, group: list[Fact], i: int, unit: str | None) -> Iterator[Finding]:
    """单价 × 数量 with the total after it: 6个，每个投资12万元，共计78万元."""
    found = [
        finding
        for count, total in _factors(group, i, unit)
        if (finding := _multiplied(report, group[i], count, total)) is not False
    ]
    if found and None not in found:
        yield from (finding for finding in found[:1] if finding)


def _factors(group: list[Fact], i: int, unit: str | None) -> Iterator[tuple[Fact, Fact]]:
    """Yield the count and the total that a price may have."""
    before = [
        f
        for f in group[max(0, i - 2) : i]
        if _counts(f, unit) and sums.value(f) and f.aggregate is not Aggregate.AVERAGE
    ]
    after = group[i + 1 : i + 3]
    if unit and len(after) > 1 and _counts(after[0], unit):
        yield after[0], after[1]  # 每户折资500元、240户共12万元
    elif len(before) == 1 and after:
        yield before[0], after[0]


def _multiplied(
    report: Report, price: Fact, count: Fact, total: Fact
) -> Finding | Literal[False] | None:
    """Say what is wrong with a total: None where it fits, False where it is of other things."""
    n, p, t = sums.value(count), sums.value(price), sums.value(total)
    if n is None or p is None or t is None or not _same_measure(price, total):
        return False
    if n * p == t:
        return None
    last = max(price, count, key=_start)
    first = min(price, count, key=_start)
    summed = sums.lead(report, total)
    counted = re.search(r"共|累计", sums.lead(report, count))
    if not _SUM.search(summed) and not (counted and re.fullmatch(r"、|[，,]?累计.*", summed)):
        return False
    text = report.document.text
    if _MORE_THAN.search(text, first.span.start, total.span.start) or _ADDED.match(
        text, total.span.end
    ):
        return False
    if t == p or total.span.start - last.span.end > 12:
        return False
    if n and p and t % (n * p) == 0 and _OFTEN.search(sums.lead(report, price)):
        return False  # 每人每月300元: the total is of several months
    words = sums.words(report, total)
    scale = Decimal(10**4) if "万" in words else Decimal(1)
    if sums.rounds_to(n * p / scale, t / scale, sums.decimals(words)):
        return None
    right = sums.plain(n * p / scale)
    edits = (
        (Edit(total.span, re.sub(r"[0-9.]+", right, words, count=1)),)
        if re.match(r"[0-9]", words)
        else ()
    )
    product = f"{right}{'万' if scale > 1 else ''}{sums.unit(total)}"
    message = (
        f"{sums.words(report, count)}×{sums.words(report, price)}＝{product}，"
        f"文中写作{words}，请核对"
    )
    place = Span(sums.clause_of(report, first).start, total.span.end)
    return Finding(CODE, SEVERITY, message, (place,), edits=edits)


def _same_measure(price: Fact, total: Fact) -> bool:
    """Say whether a price and a total are of one unit: 每期40人 and 240人次, too."""
    one, other = sums.unit(price), sums.unit(total)
    return one == other or (sums.kin(price) == "人" and other == "人次")


def _start(fact: Fact) -> int:
    return fact.span.start


def _balance(report: Report, group: list[Fact], i: int) -> Iterator[Finding]:
    """收入合计106.2万元；支出101.5万元，…，结余4.7万元."""
    left = group[i]
    money = [
        f
        for f in group[max(0, i - _NEAR) : i]
        if f.kind is FactKind.MONEY and sums.value(f) is not None and not sums.planned(f)
    ]
    spent = next(
        (f for f in reversed(money) if _SPENT.search(sums.lead(report, f)) and not f.ties.whole),
        None,
    )
    if spent is None:
        return
    before = [f for f in money if f.span.start < spent.span.start]
    received = next(
        (
            f
            for f in reversed(before)
            if _RECEIVED.search(sums.lead(report, f)) and not f.ties.whole
        ),
        None,
    )
    stated, x, y = sums.value(left), sums.value(received) if received else None, sums.value(spent)
    if received is None or stated is None or x is None or y is None or x - y == stated:
        return
    begin = sums.paragraph_start(report, left.span.start)
    if _CARRIED.search(report.document.text, begin, left.span.start):
        return
    values = [v for f in money if (v := sums.value(f)) is not None]
    if (
        any(a - b == stated for a in values for b in values)
        or sum(v for f in before if not f.ties.whole and (v := sums.value(f))) - y == stated
    ):
        return
    words = sums.words(report, left)
    scale = Decimal(10**4) if "万" in words else Decimal(1)
    right = sums.plain((x - y) / scale)
    message = (
        f"{sums.words(report, received)}－{sums.words(report, spent)}＝{right}"
        f"{'万' if scale > 1 else ''}元，文中写作{words}，请核对"
    )
    yield Finding(
        CODE,
        SEVERITY,
        message,
        (Span(sums.clause_of(report, left).start, left.span.end), received.span, spent.span),
        edits=(Edit(left.span, re.sub(r"[0-9.]+", right, words, count=1)),)
        if re.match(r"[0-9]", words) and x > y
        else (),
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

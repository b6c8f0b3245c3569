"""计量单位或数字写法不规范、前后不一：几仟平方、200平方、4月25日与四月三十日混用。

为什么要查：GB 3100 规定面积单位为平方米；GB/T 15835 要求同一文中同类数字写法一致。
怎么改：写全单位（平方米）；“仟”只用于票据大写，改“千”；日期统一用阿拉伯数字。
"""

import re
from collections.abc import Iterator

from pipeline.extract.numerals import parse_number
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

CODE = "NUM109"
NAME = "单位或数字写法不当"
SEVERITY = Severity.WARNING
BAD = [
    Example("清除杂草近⟦200平方⟧。", fixed="清除杂草近200平方米。"),
    Example("铺设防渗膜⟦三仟平方⟧。", fixed="铺设防渗膜三千平方米。"),
    Example("累计清除杂草⟦几仟平方⟧。", fixed="累计清除杂草几千平方米。"),
    Example("责令停产7家，罚款⟦26.5元⟧。", fixed="责令停产7家，罚款26.5万元。"),
    Example("社区辖区面积⟦1.2平方米⟧。", fixed="社区辖区面积1.2平方公里。"),
    Example("⟦2002年四月份⟧更换宣传栏。", fixed="2002年4月更换宣传栏。"),
    Example(
        "于4月25日组织培训，到⟦四月三十日⟧止共培训6次。",
        fixed="于4月25日组织培训，到4月30日止共培训6次。",
    ),
]
GOOD = [
    Example("清除杂草200平方米，铺设防渗膜三千平方米。"),
    Example("更换2×2.5平方毫米铜芯线320米。"),
    Example("支付金额叁仟元整。"),
    Example("二〇二五年六月三十日至七月二日。"),
    Example("水费每吨1.8元，电费46.5元，罚款500元，绿化面积200平方米，受理1.2万件。"),
    Example("7月份以来，3月份共清理9处。"),
]
_DOUBLED = re.compile(r"[0-9](万万|亿亿|万亿万)(?:元|人|户|平|亩|吨|件)")
_UNITLESS = re.compile(
    r"(?:投入|拨付|争取|筹集|发放|安排|落实)[\u4e00-\u9fff]{0,6}(?:资金|经费|补贴|补助|慰问金|救助金|奖金)"
    r"(?:共计?|合计|累计|达|约)?(?!20[0-9]{2}[，,。；;])[0-9][0-9.]*(?=[，,。；;\n])(?![，,][0-9]{3})"
)
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
            if words.endswith(("平方", "立方")) and not _SIZED.match(
                report.document.text, fact.span.end
            ):
                right += "米"
            elif words.endswith("平") and (sums.value(fact) or 0) >= 10:
                right += "方米"
            if "仟" in words or "佰" in words:
                right = right.replace("仟", "千").replace("佰", "百")
            if right != words:
                yield _finding(
                    fact,
                    words,
                    right,
                    "单位要写全" if right.endswith("方米") else "“仟”“佰”只用于票据",
                )
        elif found := _MIXED.match(words) if fact.kind is FactKind.DATE else None:
            right = (
                found[1]
                + f"{parse_number(found[2])}月"
                + (f"{parse_number(found[3])}日" if found[3] else "")
            )
            yield _finding(fact, words, right, "年月日数字写法不一致")
    yield from _magnitudes(report)
    for found in _DOUBLED.finditer(report.document.text, report.span.start, report.span.end):
        words, right = found[0], found[0].replace(found[1], found[1][0], 1)
        message = f"“{words}”数量级重复，请核对"
        place = Span(*found.span())
        yield Finding(CODE, SEVERITY, message, (place,), edits=(Edit(place, right),))
    for found in _UNITLESS.finditer(report.document.text, report.span.start, report.span.end):
        message = f"“{found[0]}”没有写单位，请补填（元或万元）"
        yield Finding(CODE, SEVERITY, message, (Span(*found.span()),), confidence=0.75)
    yield from _halves(report)
    yield from _scripts(report, dates)


_SIZED = re.compile("[毫厘分千]?米")  # 2.5平方毫米铜芯线
_HALVES = re.compile(r"(?<![0-9.第])([0-9]{1,3})([千百])([0-9]{1,2})([百十])(?![0-9米克瓦伏])")
_POWERS = {"千": 1000, "百": 100, "十": 10}


def _halves(report: Report) -> Iterator[Finding]:
    """Find 1千2百亩: Arabic digits between Chinese powers of ten."""
    for found in _HALVES.finditer(report.document.text, report.span.start, report.span.end):
        large, small = (int(found[i]) * _POWERS[found[i + 1]] for i in (1, 3))
        if small >= _POWERS[found[2]]:
            continue
        place = Span(*found.span())
        right = str(large + small)
        message = f"“{found[0]}”数字写法混用，应写作“{right}”"
        yield Finding(CODE, SEVERITY, message, (place,), edits=(Edit(place, right),))


# A handful of 元 for what costs thousands, a town of a few square metres, 3.2人
_COSTLY = re.compile(
    r"(?:罚款|投资|资金|经费|造价|产值|筹资|投入|工程款|贷款|募捐|捐款|补偿款|征收款|收入|损失|救助金"
    r"|慰问金|预算|支出|债务|欠薪|工资)(?:合计|共计|总额|总计|共|达|为|约|近)*$"
)
_SINGLE = re.compile(r"每|均|单价|标准|门票|工时|小时")
_LAND = re.compile(
    r"(?:辖区|社区|街道|全镇|全乡|全村|镇域|村域|总|行政区域|国土|地域)面积(?:为|约|达|共|仅)*$"
)
_WHOLE = frozenset(
    ("人", "名", "户", "件", "起", "家", "处", "个", "辆次", "场次", "人次", "户次", "份")
)
_MEANS = (Aggregate.AVERAGE, Aggregate.RATE, Aggregate.CHANGE)


def _magnitudes(report: Report) -> Iterator[Finding]:
    """Find figures that a 万 or 公里 was lost from: 拟罚款26.5元, 辖区面积3.2平方米."""
    for fact in report.facts:
        amount = sums.value(fact)
        if amount is None or fact.cell is not None or fact.aggregate in _MEANS:
            continue
        if fact.kind is FactKind.QUANTITY:
            whole = amount == amount.to_integral_value()
            if sums.unit(fact) != "平方米" and (whole or sums.unit(fact) not in _WHOLE):
                continue
        elif fact.kind is not FactKind.MONEY:
            continue
        words, lead = report.words(fact.span), sums.lead(report, fact)
        if _SINGLE.search(lead):
            continue
        if fact.kind is FactKind.MONEY:
            broken = sums.decimals(words) == 1 and amount < 1000
            if words.endswith("元") and _COSTLY.search(lead) and (amount < 20 or broken):
                yield _lost(fact, words, words[:-1] + "万元", "数额偏小")
        elif sums.unit(fact) == "平方米":
            if words.endswith(("平方米", "㎡")) and _LAND.search(lead) and amount < 1000:
                yield _lost(fact, words, re.sub("平方米|㎡", "平方公里", words), "面积偏小")
        else:
            yield _lost(fact, words, re.sub(r"(?<=\d)(?=\D+$)", "万", words), "不会有小数")


def _lost(fact: Fact, words: str, right: str, why: str) -> Finding:
    message = f"“{words}”{why}，是否应为“{right}”，请核对"
    edits = (Edit(fact.span, right),)
    return Finding(CODE, SEVERITY, message, (fact.span,), edits=edits, confidence=0.75)


def _scripts(report: Report, dates: list[Fact]) -> Iterator[Finding]:
    """A day in Chinese numerals where the same report writes days in Arabic ones."""
    arabic = [
        f
        for f in dates
        if re.match(r"(?:[0-9]{4}年)?[0-9]{1,2}月[0-9]{1,2}日", report.words(f.span))
    ]
    chinese = [f for f in dates if _CHINESE_DATE.match(report.words(f.span))]
    if arabic and len(chinese) > 2 * len(arabic):
        for fact in arabic:
            if other_script := _in_chinese(report.words(fact.span)):
                yield _other_script(report, fact, chinese, other_script)
        return
    if len(arabic) == 1 and _all_chinese(report):
        if other_script := _in_chinese(report.words(arabic[0].span)):
            words = report.words(arabic[0].span)
            message = f"全文数字都用汉字，此处“{words}”写法不一致，宜改为“{other_script}”"
            place = arabic[0].span
            yield Finding(CODE, SEVERITY, message, (place,), edits=(Edit(place, other_script),))
        return
    for fact in chinese:
        found = _CHINESE_DATE.match(report.words(fact.span))
        if not found or not arabic:
            continue
        right = f"{parse_number(found[1])}月{parse_number(found[2])}日"
        yield _other_script(report, fact, arabic, right)


def _other_script(report: Report, fact: Fact, others: list[Fact], right: str) -> Finding:
    nearest = min(others, key=lambda f: abs(f.span.start - fact.span.start))
    words, other = report.words(fact.span), report.words(nearest.span)
    message = f"“{words}”与“{other}”写法不一致，宜改为“{right}”"
    return Finding(
        CODE, SEVERITY, message, (fact.span, nearest.span), edits=(Edit(fact.span, right),)
    )


_ENOUGH = 12


def _all_chinese(report: Report) -> bool:
    """Say whether all figures but one are in Chinese numerals."""
    written = [bool(re.search("[0-9]", report.words(f.span))) for f in report.facts]
    return len(written) > _ENOUGH and sum(written) == 1


_DIGITS = "零一二三四五六七八九"


def _in_chinese(words: str) -> str | None:
    """Write 10月31日 as 十月三十一日; None where a year stands before it."""
    found = re.fullmatch(r"([0-9]{1,2})月([0-9]{1,2})日", words)
    if found is None:
        return None
    month, day = (_spoken(int(part)) for part in found.groups())
    return f"{month}月{day}日"


def _spoken(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones or not tens else "")


def _finding(fact: Fact, words: str, right: str, why: str) -> Finding:
    return Finding(
        CODE,
        SEVERITY,
        f"“{words}”{why}，应为“{right}”",
        (fact.span,),
        edits=(Edit(fact.span, right),),
    )

"""数值范围前一个数少写了“万、亿、%”：13~17万元、15~30%。

为什么要查：GB/T 15835—2011 第5.1.3条：
前后两个数值的附加符号或单位有“万、亿、%”时不能省，省了会差一万倍。
怎么改：写成13万元~17万元、15%~30%。
"""

import re
from collections.abc import Iterator

from pipeline.rules.base import Example
from pipeline.schema import Context, Edit, Finding, Report, Severity, Span

CODE = "GBT502"
NAME = "范围少写单位"
SEVERITY = Severity.INFO
OPTIONAL = True
BAD = [
    Example("每户补助⟦13~17万元⟧。", fixed="每户补助13万元~17万元。"),
    Example("完成率在⟦15—30%⟧之间。", fixed="完成率在15%—30%之间。"),
    Example("产值⟦9-16亿⟧。", fixed="产值9亿-16亿。"),
]
GOOD = [
    Example("每户补助13万元~17万元，完成率15%~30%，产值9亿~16亿元，重100~150千克。"),
    Example("2026年3—5月投入17万元，编号12-30%除外。"),
]
_RANGE = re.compile(
    r"(?<![\d.\-—~～年月日号第编])(?P<low>\d{1,4}(?:\.\d{1,2})?)(?P<to>[~～—\-－]{1,2}|至)"
    r"\d{1,4}(?:\.\d{1,2})?(?P<unit>[万亿]元?|[%％])"
)


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Find a range whose first number lacks the scaling word of its second."""
    text = report.document.text
    for found in _RANGE.finditer(text, report.span.start, report.span.end):
        if "编号" in text[max(0, found.start() - 4) : found.start()]:
            continue
        span, at = Span(*found.span()), found.end("low")
        right = found[0].replace(found["low"], found["low"] + found["unit"], 1)
        message = f"“{found[0]}”前一个数少了“{found['unit']}”，应写作“{right}”（GB/T 15835 5.1.3）"
        yield Finding(CODE, SEVERITY, message, (span,), (Edit(Span(at, at), found["unit"]),))

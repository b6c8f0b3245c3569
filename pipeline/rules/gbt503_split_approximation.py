"""两个数字连用表示概数，中间加了顿号：三、五天，十五、六人。

为什么要查：GB/T 15835—2011 第5.2.1条：
相邻两个数字连用表示概数，两数之间不用顿号，加了就成了并列的两个数。
怎么改：写成三五天、十五六人。
"""

import re
from collections.abc import Iterator

from pipeline.rules.base import Example
from pipeline.schema import Context, Edit, Finding, Report, Severity, Span

CODE = "GBT503"
NAME = "概数加顿号"
SEVERITY = Severity.INFO
OPTIONAL = True
BAD = [
    Example("整改需要⟦三、五天⟧时间。", fixed="整改需要三五天时间。"),
    Example("到场⟦十五、六人⟧。", fixed="到场十五六人。"),
]
GOOD = [
    Example("整改需要三五天，二、三产业占比提高，一、二年级学生参加，第三、四季度完成。"),
    Example("三、五个社区整改情况\n一、二是分工明确。"),
]
_SPLIT = re.compile(
    r"(?<=[\u4e00-\u9fff])(?<![第、一二三四五六七八九十])(?P<a>(?:十|二十|三十|四十|五十)?[一二三四五六七八])"
    r"(?P<mark>、)(?P<b>[二三四五六七八九])(?=(?:天|个?小时|分钟|人|户|次|公里|个月)(?![级季度]))"
)
_DIGITS = "一二三四五六七八九"


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Find two neighbouring numerals with 、 between them before a measure."""
    for found in _SPLIT.finditer(report.document.text, report.span.start, report.span.end):
        first = found["a"][-1]
        second = found["b"]
        gap = _DIGITS.index(second) - _DIGITS.index(first)
        if gap not in (1, 2):
            continue
        mark = Span(*found.span("mark"))
        text = report.document.text
        span = Span(found.start(), min(found.end() + 1, report.span.end))
        right = text[span.start : span.end].replace("、", "")
        message = f"表示概数写作“{right}”，中间不用顿号（GB/T 15835 5.2.1）"
        yield Finding(CODE, SEVERITY, message, (span,), (Edit(mark, ""),))

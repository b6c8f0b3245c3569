"""层次序数后面的标点不对：（一）、、一．、1、、（1）、。

为什么要查：GB/T 9704—2012 第7.3.3条：
层次序数依次用“一、”“（一）”“1.”“（1）”，带括号的后面不加标点。
怎么改：“一”后用顿号，“1”后用圆点，带括号的后面什么也不加。
"""

import re
from collections.abc import Iterator

from pipeline.rules.base import Example
from pipeline.schema import Context, Edit, Finding, Report, Severity, Span

CODE = "GBT302"
NAME = "层次序数标点"
SEVERITY = Severity.INFO
OPTIONAL = True
BAD = [
    Example(
        "一、工作情况\n⟦（一）、⟧市容整治\n抓好落实。",
        fixed="一、工作情况\n（一）市容整治\n抓好落实。",
    ),
    Example("⟦一．⟧工作情况\n抓好落实。", fixed="一、工作情况\n抓好落实。"),
    Example("工作情况\n⟦1、⟧市容整治。抓好落实。", fixed="工作情况\n1.市容整治。抓好落实。"),
    Example("工作情况\n⟦（1）．⟧市容整治。", fixed="工作情况\n（1）市容整治。"),
]
GOOD = [
    Example("一、工作情况\n（一）市容整治\n1.占道经营。\n（1）早市。"),
    Example("1、2号楼已完工。\n一、二年级学生12人。\n1.5公里道路已修复。"),
]
_BRACKETED = re.compile(
    r"(?m)^[ 　]*(?P<n>[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)])(?P<mark>[、.．，])"
)
_CHINESE = re.compile(
    r"(?m)^[ 　]*(?P<n>[一二三四五六七八九十]{1,3})(?P<mark>[.．，])(?![一二三四五六七八九十\d])"
)
_ARABIC = re.compile(r"(?m)^[ 　]*(?P<n>\d{1,2})(?P<mark>[、．，])(?![\d、])")


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Look at the mark behind every number that opens a paragraph."""
    text = report.document.text
    for pattern, right in ((_BRACKETED, ""), (_CHINESE, "、"), (_ARABIC, ".")):
        for found in pattern.finditer(text, report.span.start, report.span.end):
            wrong = found["n"] + found["mark"]
            message = f"序数“{wrong}”应写作“{found['n']}{right}”（GB/T 9704 7.3.3）"
            mark = Span(*found.span("mark"))
            span = Span(found.start("n"), mark.end)
            yield Finding(CODE, SEVERITY, message, (span,), (Edit(mark, right),))

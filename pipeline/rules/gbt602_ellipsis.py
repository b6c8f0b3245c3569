"""省略号写法不对：。。。、......、等……。

为什么要查：GB/T 15834—2011 第4.11条：省略号是六个连点“……”，占两格；“等”和省略号意思重复，不同时用。
怎么改：写成“……”，或只用“等”。
"""

import re
from collections.abc import Iterator

from pipeline.rules.base import Example
from pipeline.schema import Context, Edit, Finding, Report, Severity, Span

CODE = "GBT602"
NAME = "省略号写法"
SEVERITY = Severity.INFO
OPTIONAL = True
BAD = [
    Example("检查了超市、药店⟦。。。⟧", fixed="检查了超市、药店……"),
    Example("检查了超市、药店⟦......⟧", fixed="检查了超市、药店……"),
    Example("检查了超市、药店⟦等……⟧", fixed="检查了超市、药店等"),
]
GOOD = [Example("检查了超市、药店……已整改。检查了超市、药店等。")]
_DOTS = re.compile(r"(?P<same>等)(?:…{1,2}|\.{3,6})|(?<![.。…\d])(?:。{3,6}|\.{3,6}|…)(?![.。…\d])")


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Find dots that are no ellipsis, and an ellipsis behind 等."""
    for found in _DOTS.finditer(report.document.text, report.span.start, report.span.end):
        span = Span(*found.span())
        right = "等" if found["same"] else "……"
        message = f"“{found[0]}”应写作“{right}”（GB/T 15834 4.11）"
        yield Finding(CODE, SEVERITY, message, (span,), (Edit(span, right),))

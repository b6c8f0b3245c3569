"""“第一、”“首先、”后面用了顿号。

为什么要查：GB/T 15834—2011 第4.4条、第4.5条：“第一”“首先”“其次”之类的序次语后面用逗号，不用顿号。
怎么改：写成“第一，”“首先，”。
"""

import re
from collections.abc import Iterator

from pipeline.rules.base import Example
from pipeline.schema import Context, Edit, Finding, Report, Severity, Span

CODE = "GBT603"
NAME = "序次语后的标点"
SEVERITY = Severity.INFO
OPTIONAL = True
BAD = [
    Example(
        "主要做了三项工作。\n⟦第一、⟧加强领导。\n⟦第二、⟧压实责任。",
        fixed="主要做了三项工作。\n第一，加强领导。\n第二，压实责任。",
    ),
    Example("⟦首先、⟧要加强领导。", fixed="首先，要加强领导。"),
]
GOOD = [Example("第一，加强领导。第一、二季度完成12项。第一、第二网格已整改。首先，压实责任。")]
_ORDINAL = re.compile(
    r"(?:(?<=[。；：\n])|^)[ 　]*(?P<word>第[一二三四五六七八九十]|首先|其次|再次|最后)(?P<mark>、)"
    r"(?!第?[一二三四五六七八九十])"
)


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Find 、 behind an ordinal that opens a sentence."""
    for found in _ORDINAL.finditer(report.document.text, report.span.start, report.span.end):
        mark = Span(*found.span("mark"))
        message = f"“{found['word']}”后面用逗号（GB/T 15834 4.4）"
        span = Span(found.start("word"), mark.end)
        yield Finding(CODE, SEVERITY, message, (span,), (Edit(mark, "，"),))

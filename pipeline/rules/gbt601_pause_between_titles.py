"""并列的引号、书名号之间加了顿号：《条例》、《办法》。

为什么要查：GB/T 15834—2011 第4.5.3.5条：标有引号或书名号的并列成分之间通常不用顿号。
怎么改：删去中间的顿号；中间有别的字的（“邻里节”活动、“敬老月”活动），顿号保留。
"""

import re
from collections.abc import Iterator

from pipeline.rules.base import Example
from pipeline.schema import Context, Edit, Finding, Report, Severity, Span

CODE = "GBT601"
NAME = "书名号间的顿号"
SEVERITY = Severity.INFO
OPTIONAL = True
BAD = [
    Example("学习《条例⟦》、《⟧办法》。", fixed="学习《条例》《办法》。"),
    Example("开展“敬老⟦”、“⟧邻里”活动。", fixed="开展“敬老”“邻里”活动。"),
]
GOOD = [Example("学习《条例》《办法》，开展“敬老”“邻里”活动，《条例》（试行）、《办法》（修订）。")]
_BETWEEN = re.compile("》、《|”、“|」、「")


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Find 、 between closing and opening marks."""
    for found in _BETWEEN.finditer(report.document.text, report.span.start, report.span.end):
        middle = Span(found.start() + 1, found.start() + 2)
        message = f"“{found[0][0]}{found[0][2]}”之间不用顿号（GB/T 15834 4.5.3.5）"
        yield Finding(CODE, SEVERITY, message, (Span(*found.span()),), (Edit(middle, ""),))

"""没有页码。

为什么要查：GB/T 9704—2012 第7.5条：页码用4号半角宋体数字，左右各一条一字线；
没有页码，散了页就理不齐。
怎么改：插入页码，格式“— 1 —”，单页居右，双页居左。
"""

from collections.abc import Iterator

from pipeline.rules.base import Example
from pipeline.schema import Context, Finding, Report, Severity

CODE = "GBT401"
NAME = "没有页码"
SEVERITY = Severity.INFO
OPTIONAL = True
BAD = [Example("⟦工作总结⟧\n一、主要工作\n完成任务。", numbered=False)]
GOOD = [
    Example("工作总结\n一、主要工作\n完成任务。", numbered=True),
    Example("工作总结\n一、主要工作\n完成任务。"),
]


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Say so at the title where the file could bear page numbers and has none."""
    layout = report.document.layout
    if layout is not None and layout.pages and not layout.numbered:
        message = "没有页码，应插入“— 1 —”样式的页码（GB/T 9704 7.5）"
        yield Finding(CODE, SEVERITY, message, (report.title_span,))

"""单独成行的标题后面加了句号。

为什么要查：公文标题和单独成行的层次标题末尾不用句号
（GB/T 15834—2011，GB/T 9704—2012 第7.3.3条的示例）。
怎么改：删去句号；标题后接着写正文的，句号保留。
"""

from collections.abc import Iterator

from pipeline.rules.base import Example
from pipeline.rules.prose import paragraphs
from pipeline.schema import Context, Edit, Finding, Report, Severity, Span

CODE = "GBT303"
NAME = "标题后的句号"
SEVERITY = Severity.INFO
OPTIONAL = True
BAD = [
    Example(
        "街道工作周报\n一、市容⟦整治。⟧\n本周取缔占道经营31起。\n二、宣传报道\n刊发5篇。",
        fixed="街道工作周报\n一、市容整治\n本周取缔占道经营31起。\n二、宣传报道\n刊发5篇。",
    )
]
GOOD = [
    Example("街道工作周报\n一、市容整治\n本周取缔占道经营31起。\n二、宣传报道\n刊发5篇。"),
    Example("街道工作周报\n一、市容整治。本周取缔占道经营31起。\n二、宣传报道。刊发5篇。"),
]
_LONGEST = 24


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Look at the end of each heading that stands alone on a short line."""
    text = report.document.text
    lines = {part.span.start: part for part in paragraphs(report)}
    for section in report.sections:
        part = lines.get(section.span.start)
        if part is None or len(part.text) > _LONGEST or section.style in ("一是", "首先", "第一"):
            continue
        if part.text.endswith("。") and not any(mark in part.text[:-1] for mark in "。，；：,"):
            end = part.span.end
            followed = section.body.end > end and text[end : section.body.end].strip()
            if followed:
                span = Span(max(part.span.start, end - 3), end)
                message = f"标题“{section.heading.rstrip('。')}”单独成行，末尾不用句号"
                yield Finding(CODE, SEVERITY, message, (span,), (Edit(Span(end - 1, end), ""),))

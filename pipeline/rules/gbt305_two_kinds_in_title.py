"""标题里有两个文种：关于……的请示报告。

为什么要查：《党政机关公文处理工作条例》规定报告不得夹带请示事项，
一份公文只用一个文种（GB/T 9704—2012 第7.3.1条）。
怎么改：要批准的用“请示”，不要答复的用“报告”。
"""

import re
from collections.abc import Iterator

from pipeline.rules.base import Example
from pipeline.schema import Context, Finding, Report, Severity, Span

CODE = "GBT305"
NAME = "文种重叠"
SEVERITY = Severity.INFO
OPTIONAL = True
BAD = [Example("关于增拨环境整治经费的⟦请示报告⟧\n\n一、基本情况\n资金不足。")]
GOOD = [
    Example("关于增拨环境整治经费的请示\n\n一、基本情况\n资金不足。"),
    Example("关于贯彻落实《会议纪要》情况的报告\n\n一、基本情况\n已落实。"),
    Example("关于印发工作方案的通知\n\n一、基本情况\n已落实。"),
]
_TWO = re.compile("(?:请示报告|请示函|报告请示|意见报告|通知通报|通告通知|决定通知|函请示)$")


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Look at the end of the title."""
    title = report.words(report.title_span)
    if found := _TWO.search(title.rstrip()):
        start = report.title_span.start + found.start()
        message = f"标题末尾的“{found[0]}”是两个文种，只能用一个"
        yield Finding(CODE, SEVERITY, message, (Span(start, start + len(found[0])),))

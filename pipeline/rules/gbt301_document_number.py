"""发文字号写法不规范：鼓委办[2026]5号、〔2026〕第5号、〔2026〕05号。

为什么要查：GB/T 9704—2012 第7.2.5条：年份用六角括号〔〕括入，发文顺序号不加“第”、不编虚位。
怎么改：写成“机关代字〔年份〕顺序号号”，如鼓委办〔2026〕5号。
"""

import re
from collections.abc import Iterator

from pipeline.rules.base import Example
from pipeline.schema import Context, Edit, Finding, Report, Severity, Span

CODE = "GBT301"
NAME = "发文字号写法"
SEVERITY = Severity.INFO
OPTIONAL = True
BAD = [
    Example("根据鼓委办⟦[2026]5号⟧文件要求。", fixed="根据鼓委办〔2026〕5号文件要求。"),
    Example("按照街发⟦〔2026〕第5号⟧执行。", fixed="按照街发〔2026〕5号执行。"),
    Example("按照街发⟦（2026）05号⟧执行。", fixed="按照街发〔2026〕5号执行。"),
]
GOOD = [
    Example("根据鼓委办〔2026〕5号文件要求，检查2026年5号楼。"),
    Example("完成（2026）年度5号泵站改造。"),
]
_NUMBER = re.compile(
    r"(?<=[\u4e00-\u9fff])[〔［\[（(【](?P<year>(?:19|20)\d\d)[〕］\])）】](?P<the>第?)(?P<n>\d{1,4})号"
)


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Compare each document number with its one right form."""
    for found in _NUMBER.finditer(report.document.text, report.span.start, report.span.end):
        right = f"〔{found['year']}〕{int(found['n'])}号"
        if found[0] != right:
            span = Span(*found.span())
            message = f"发文字号“{found[0]}”应写作“{right}”（GB/T 9704 7.2.5）"
            yield Finding(CODE, SEVERITY, message, (span,), (Edit(span, right),))

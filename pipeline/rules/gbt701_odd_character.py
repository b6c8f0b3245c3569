"""没有标准编码的字：造字、符号字体里的字，或乱码留下的“�”。

为什么要查：GB 18030—2022 之外的字换一台电脑就显示成空白或方框，姓名、地名缺字会误事。
怎么改：换成有编码的字；生僻字用 GB 18030 字库输入，乱码处核对原件补上。
"""

import re
from collections.abc import Iterator

from pipeline.rules.base import Example
from pipeline.schema import Context, Finding, Report, Severity, Span

CODE = "GBT701"
NAME = "无标准编码的字"
SEVERITY = Severity.INFO
OPTIONAL = True
BAD = [Example("走访居民⟦\ue100\ue101⟧户。"), Example("走访居民⟦�⟧12户。")]
GOOD = [Example("走访居民𬭎㙍12户，面积3㎡。")]
_ODD = re.compile("[\ue000-\uf8ff\ufffd\U000f0000-\U0010fffd]+")


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Find private characters and marks of damage."""
    for found in _ODD.finditer(report.document.text, report.span.start, report.span.end):
        message = f"这里有{len(found[0])}个没有标准编码的字，别的电脑上会显示不出"
        yield Finding(CODE, SEVERITY, message, (Span(*found.span()),))

"""全角的阿拉伯数字、字母或百分号：１２户、９５％。

为什么要查：GB/T 15835—2011 第4.1条所说阿拉伯数字是半角；
全角数字查不到、算不了，一份材料里半角全角混用也不齐。
怎么改：改成半角：12户、95%。
"""

import re
import unicodedata
from collections.abc import Iterator

from pipeline.rules.base import Example
from pipeline.schema import Context, Edit, Finding, Report, Severity, Span

CODE = "GBT505"
NAME = "全角数字"
SEVERITY = Severity.INFO
OPTIONAL = True
BAD = [Example("走访⟦１２⟧户，完成率⟦９５．５％⟧。", fixed="走访12户，完成率95.5%。")]
GOOD = [Example("走访12户，完成率95%，（一）市容整治。")]
_FULL = re.compile(r"[０-９Ａ-Ｚａ-ｚ]+(?:[．，][０-９]+)*％?|(?<=\d)％")


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Find digits and letters of full width."""
    for found in _FULL.finditer(report.document.text, report.span.start, report.span.end):
        span, right = Span(*found.span()), unicodedata.normalize("NFKC", found[0])
        message = f"“{found[0]}”是全角，应写作“{right}”（GB/T 15835 4.1）"
        yield Finding(CODE, SEVERITY, message, (span,), (Edit(span, right),))

"""减少、下降用了“倍”：投诉量下降2倍。

为什么要查：一个数减少一倍就成了零，减少不能用倍数表示（GB/T 15835—2011 所列数字用法的通则）。
怎么改：用分数或百分数：下降三分之二、下降66.7%。
"""

import re
from collections.abc import Iterator

from pipeline.rules.base import Example
from pipeline.schema import Context, Finding, Report, Severity, Span

CODE = "GBT506"
NAME = "减少用倍"
SEVERITY = Severity.INFO
OPTIONAL = True
BAD = [Example("投诉量同比⟦下降2倍⟧，案件⟦减少了三倍⟧。")]
GOOD = [Example("投诉量同比下降50%，办件量增长2倍，减少的案件是去年的2倍。")]
_FALLEN = re.compile(
    r"(?:减少|下降|降低|缩短|压减|回落)了?(?:近|约|超过|至少)?(?:\d{1,3}(?:\.\d{1,2})?|[一二两三四五六七八九十几]{1,3}|数)(?:多|余)?倍"
)


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Find a fall that is told in times."""
    for found in _FALLEN.finditer(report.document.text, report.span.start, report.span.end):
        message = f"“{found[0]}”：减少不能用倍数，请改成百分数或几分之几"
        yield Finding(CODE, SEVERITY, message, (Span(*found.span()),))

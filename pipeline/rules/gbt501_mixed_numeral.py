"""阿拉伯数字后面接“千、百、十”：3千人、5百户。

为什么要查：GB/T 15835—2011 第5.3条：阿拉伯数字后只能接“万”“亿”，“千、百、十”不能和阿拉伯数字混写。
怎么改：写成3000人、500户，或三千人、五百户。
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.rules.base import Example
from pipeline.schema import Context, Edit, Finding, Report, Severity, Span

CODE = "GBT501"
NAME = "数字混写"
SEVERITY = Severity.INFO
BAD = [
    Example("发动⟦3千⟧人参加，走访⟦5百⟧户。", fixed="发动3000人参加，走访500户。"),
    Example("覆盖⟦1.2千⟧户居民。", fixed="覆盖1200户居民。"),
]
GOOD = [
    Example("长3千米，重5千克，增容800千伏安，发电3千瓦时，投资3千万元，产值2百亿元。"),
    Example("三千人参加，走访五百户，百日攻坚，2026百日行动，第1百货大楼，3.45亿元。"),
    Example("开展“8千里路”活动，5十分满意。"),
]
_COUNTED = "人户名家个处份起件次张块辆棵盏条套场"
_MIXED = re.compile(
    r"(?<![\d.第])(?P<n>\d{1,4}(?:\.\d{1,2})?)(?P<power>[千百])(?P<more>[余多]?)"
    rf"(?=[{_COUNTED}](?![里]))"
)


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Find 千 or 百 between Arabic digits and a counting word."""
    for found in _MIXED.finditer(report.document.text, report.span.start, report.span.end):
        value = Decimal(found["n"]) * (1000 if found["power"] == "千" else 100)
        right = f"{value.normalize():f}{found['more']}"
        span = Span(*found.span())
        message = f"“{found[0]}”应写作“{right}”（GB/T 15835 5.3）"
        yield Finding(CODE, SEVERITY, message, (span,), (Edit(span, right),), confidence=0.9)

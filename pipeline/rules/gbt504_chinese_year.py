"""汉字年份里的“〇”写错：二O二六年、二0二六年、二零二六年。

为什么要查：GB/T 15835—2011 第5.2.5条：
汉字年份里的零写作“〇”，用字母O或阿拉伯0代替，检索不到，也读不成日期。
怎么改：写成二〇二六年，公文里多写2026年。
"""

import re
from collections.abc import Iterator

from pipeline.rules.base import Example
from pipeline.schema import Context, Edit, Finding, Report, Severity, Span

CODE = "GBT504"
NAME = "汉字年份"
SEVERITY = Severity.INFO
BAD = [
    Example("截至⟦二O二六年⟧底。", fixed="截至二〇二六年底。"),
    Example(
        "截至⟦二零二六年⟧底，比⟦二○二五年⟧增加。", fixed="截至二〇二六年底，比二〇二五年增加。"
    ),
]
GOOD = [Example("截至二〇二六年底，比2025年增加，共一百零八年，历时二十年。")]
_YEAR = re.compile(
    r"(?<![〇零一二三四五六七八九十百])[一二][〇零OoＯｏ○0０〇九八七][〇零OoＯｏ○0０一二三四五六七八九]{2}年"
)
_ZEROS = str.maketrans(dict.fromkeys("零OoＯｏ○0０", "〇"))


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Find a year in Chinese numerals whose zero is another character."""
    for found in _YEAR.finditer(report.document.text, report.span.start, report.span.end):
        right = found[0].translate(_ZEROS)
        if right != found[0]:
            span = Span(*found.span())
            message = f"“{found[0]}”应写作“{right}”（GB/T 15835 5.2.5）"
            yield Finding(CODE, SEVERITY, message, (span,), (Edit(span, right),), confidence=0.9)

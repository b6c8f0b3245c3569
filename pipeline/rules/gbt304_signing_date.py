"""成文日期写法不规范：2026年01月05日、二〇二六年一月五日、26年1月5日。

为什么要查：GB/T 9704—2012 第7.3.5.4条：
成文日期用阿拉伯数字标全年、月、日，年份标全称，月、日不编虚位。
怎么改：写成2026年1月5日。
"""

import re
from collections.abc import Iterator

from pipeline.rules.base import Example
from pipeline.schema import Context, Edit, Finding, Report, Severity

CODE = "GBT304"
NAME = "成文日期写法"
SEVERITY = Severity.INFO
OPTIONAL = True
BAD = [
    Example(
        "工作总结\n\n一、主要工作\n完成任务。\n\n砚浦街道办事处\n⟦2026年01月05日⟧",
        fixed="工作总结\n\n一、主要工作\n完成任务。\n\n砚浦街道办事处\n2026年1月5日",
    ),
    Example(
        "工作总结\n\n一、主要工作\n完成任务。\n\n砚浦街道办事处\n⟦二〇二六年一月五日⟧",
        fixed="工作总结\n\n一、主要工作\n完成任务。\n\n砚浦街道办事处\n2026年1月5日",
    ),
]
GOOD = [Example("工作总结\n\n一、主要工作\n完成任务。\n\n砚浦街道办事处\n2026年1月5日")]
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Compare the date under the signature with its one right form."""
    signed = report.signed
    value = _DAY.fullmatch(signed.value or "") if signed else None
    if signed is None or signed.span is None or value is None:
        return
    year, month, day = (int(each) for each in value.groups())
    right = f"{year}年{month}月{day}日"
    written = report.words(signed.span).strip()
    if "".join(written.split()) != right:
        message = f"成文日期“{written}”应写作“{right}”（GB/T 9704 7.3.5.4）"
        yield Finding(CODE, SEVERITY, message, (signed.span,), (Edit(signed.span, right),))

"""字号不合：标题2号（22磅），正文和各级标题3号（16磅）。

为什么要查：GB/T 9704—2012 第5.2.2条、第7.3.1条：标题2号，其余没有注明的都是3号；
字小了不便传阅和归档扫描。
怎么改：选中这些段落改字号。
"""

from collections.abc import Iterator

from pipeline.rules.base import Example
from pipeline.rules.looks import parts
from pipeline.schema import Context, Finding, Report, Severity

CODE = "GBT202"
NAME = "字号"
SEVERITY = Severity.INFO
OPTIONAL = True
BAD = [
    Example(
        "⟦工作总结⟧\n一、主要工作\n⟦本周完成任务12项。⟧",
        fonts=(("方正小标宋简体", 18), ("黑体", 16), ("仿宋", 12)),
    ),
]
GOOD = [
    Example(
        "工作总结\n一、主要工作\n本周完成任务12项。",
        fonts=(("方正小标宋简体", 22), ("黑体", 16), ("仿宋", 16)),
    ),
    Example("工作总结\n一、主要工作\n本周完成任务12项。"),
]
_NAMES = {
    42: "初号", 36: "小初", 26: "一号", 24: "小一", 22: "二号", 18: "小二",
    16: "三号", 15: "小三", 14: "四号", 12: "小四", 10.5: "五号", 9: "小五",
}  # fmt: skip


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Report the first paragraph of each kind that is in another size, and how many there are."""
    for kind, looks in parts(report).items():
        right = 22 if kind == "标题" else 16
        wrong = [look for look in looks if look.size is not None and look.size != right]
        if wrong and (size := wrong[0].size) is not None:
            more = f"（共{len(wrong)}段）" if len(wrong) > 1 else ""
            now = _NAMES.get(size, f"{size:g}磅")
            message = f"{kind}是{now}{more}，应为{_NAMES[right]}（GB/T 9704 5.2.2）"
            yield Finding(CODE, SEVERITY, message, (wrong[0].span,))

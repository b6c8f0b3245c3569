"""标题、层次标题、正文的字体不合：标题小标宋，一级黑体，二级楷体，正文仿宋。

为什么要查：GB/T 9704—2012 第5.2.2条、第7.3.1条、第7.3.3条：标题用小标宋体，
“一、”用黑体，“（一）”用楷体，
其余用仿宋体。
怎么改：选中这些段落改字体；没有方正小标宋的，可用华文中宋或宋体加粗。
"""

from collections.abc import Iterator

from pipeline.rules.base import Example
from pipeline.rules.looks import parts
from pipeline.schema import Context, Finding, Report, Severity

CODE = "GBT201"
NAME = "字体"
SEVERITY = Severity.INFO
OPTIONAL = True
BAD = [
    Example(
        "工作总结\n⟦一、主要工作⟧\n⟦本周完成任务12项。⟧",
        fonts=(("方正小标宋简体", 22), ("宋体", 16), ("宋体", 16)),
    ),
    Example(
        "⟦工作总结⟧\n一、主要工作\n⟦（一）市容整治⟧\n本周完成任务12项。",
        fonts=(("黑体", 22), ("黑体", 16), ("黑体", 16), ("仿宋", 16)),
    ),
]
GOOD = [
    Example(
        "工作总结\n一、主要工作\n（一）市容整治\n本周完成任务12项。",
        fonts=(("方正小标宋简体", 22), ("黑体", 16), ("楷体_GB2312", 16), ("仿宋_GB2312", 16)),
    ),
    Example("工作总结\n一、主要工作\n本周完成任务12项。"),
]
_FONTS = {
    "标题": ("小标宋", "中宋", "宋体", "xiaobiaosong", "stzhongsong"),
    "一级标题": ("黑体", "simhei"),
    "二级标题": ("楷体", "kaiti"),
    "正文": ("仿宋", "fangsong"),
}


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Report the first paragraph of each kind that is in another font, and how many there are."""
    for kind, looks in parts(report).items():
        wrong = [look for look in looks if look.font and not _is_one(look.font, kind)]
        if wrong:
            more = f"（共{len(wrong)}段）" if len(wrong) > 1 else ""
            message = f"{kind}是{wrong[0].font}{more}，应为{_FONTS[kind][0]}（GB/T 9704 5.2.2）"
            yield Finding(CODE, SEVERITY, message, (wrong[0].span,))


def _is_one(font: str, kind: str) -> bool:
    name = font.lower().replace(" ", "")
    return any(each in name for each in _FONTS[kind])

"""纸张和页边距不合公文版面：上37、下35、左28、右26毫米，A4纸。

为什么要查：GB/T 9704—2012 第5.1条、第5.2.1条：A4纸，天头37毫米、订口28毫米，版心156×225毫米；
装订成册时边距不一，会切掉字。
怎么改：在页面设置里改成 A4，上37、下35、左28、右26毫米。横排的表格页不受此限。
"""

from collections.abc import Iterator

from pipeline.rules.base import Example
from pipeline.schema import Context, Finding, Page, Report, Severity

CODE = "GBT101"
NAME = "纸张和页边距"
SEVERITY = Severity.INFO
OPTIONAL = True
BAD = [
    Example("⟦工作总结⟧\n一、主要工作\n完成任务。", margins=(25.4, 25.4, 31.8, 31.8)),
]
GOOD = [
    Example("工作总结\n一、主要工作\n完成任务。", margins=(37, 35, 28, 26)),
    Example("工作总结\n一、主要工作\n完成任务。"),
]
_RIGHT = Page(210, 297, 37, 35, 28, 26)
_SLACK = 1.1


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Compare the first upright page that differs with the standard's."""
    layout = report.document.layout
    for page in layout.pages if layout else ():
        if page.width > page.height:
            continue
        wrong = [
            name
            for name, part in (
                ("纸张宽", "width"),
                ("纸张高", "height"),
                ("上边距", "top"),
                ("下边距", "bottom"),
                ("左边距", "left"),
                ("右边距", "right"),
            )
            if abs(getattr(page, part) - getattr(_RIGHT, part)) > _SLACK
        ]
        if wrong:
            now = f"上{page.top:g}、下{page.bottom:g}、左{page.left:g}、右{page.right:g}毫米"
            message = (
                f"{'、'.join(wrong)}不合：纸张{page.width:g}×{page.height:g}毫米，边距{now}；"
                "应为A4，上37、下35、左28、右26毫米（GB/T 9704 5.2.1）"
            )
            yield Finding(CODE, SEVERITY, message, (report.title_span,))
            return

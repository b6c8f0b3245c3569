"""标题下面没有内容。

为什么要查：有题无文，多半是漏写、漏粘，或者内容挪走了标题没删。
怎么改：补上内容，或者删去标题并顺改后面的序号。
"""

from collections.abc import Iterator

from pipeline.rules.base import Example
from pipeline.schema import Context, Finding, Report, Section, Severity

CODE = "STR302"
NAME = "有标题没内容"
SEVERITY = Severity.WARNING
BAD = [
    Example("⟦一、加强社区党建⟧\n\n二、加强宣传教育\n张贴标语，举办讲座。"),
    Example("一、整治情况\n（一）市容整治\n清理杂物。\n⟦（二）交通秩序整治⟧\n二、打算\n巡查。"),
]
GOOD = [
    Example("一、主要工作\n（一）宣传\n张贴标语。\n二、打算\n继续巡查。"),
    Example("目录\n一、基本情况\n二、存在问题\n一、基本情况\n网格9个。\n二、存在问题\n停车难。"),
    Example("主要措施：\n1、加强组织领导\n2、落实工作责任\n3、强化督促检查"),
    Example("一、加强领导，落实责任。\n二、广泛宣传，营造氛围。\n三、强化督查，务求实效。"),
]

_MANY = 300  # headings of one level: more are a list


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Find headings with neither text nor subsections, among siblings that have them."""
    text = report.document.text
    last = {section.heading: section.id for section in report.sections}
    parents = {section.parent for section in report.sections}
    rows: dict[tuple[str | None, str], list[tuple[Section, bool]]] = {}
    for section in report.sections:
        contents = last[section.heading] != section.id and len(section.heading) > 3
        empty = (
            not (contents or section.run_in or section.id in parents)
            and not text[section.body.start : section.body.end].strip()
        )
        rows.setdefault((section.parent, section.style), []).append((section, empty))
    for (_, style), row in rows.items():
        if style in ("一是", "第一，", "首先", "①") or len(row) > _MANY:
            continue
        filled = sum(not empty for _, empty in row)
        any_run_in = any(section.run_in for section, _ in row)
        for section, empty in row:
            if empty and _is_missed(report, section, len(row), filled, any_run_in=any_run_in):
                words = section.heading or section.label
                message = f"“{words}”下面没有内容"
                yield Finding(CODE, SEVERITY, message, (section.heading_span,), confidence=0.85)


def _is_missed(
    report: Report, section: Section, count: int, filled: int, *, any_run_in: bool
) -> bool:
    """Tell a forgotten part from a list of short sentences."""
    words = report.words(section.heading_span)
    if words.endswith(("；", ";")):
        return False
    if words.endswith("。"):  # a heading only where all its siblings are headings on their lines
        if "，" in words:  # a sentence with a clause is an item, whatever its siblings have
            return False
        return filled == count - 1 and filled > 1 and not any_run_in
    if count == 1:
        return (
            section.style in ("一、", "（一）", "第一部分", "标题") and len(section.heading) <= 30
        )
    return filled * 2 >= count - 1 and filled > 0

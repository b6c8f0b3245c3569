"""标题下面没有内容。

为什么要查：有题无文，多半是漏写、漏粘，或者内容挪走了标题没删。
怎么改：补上内容，或者删去标题并顺改后面的序号。
"""

from collections.abc import Iterator
from itertools import compress

from pipeline.rules.base import Example
from pipeline.rules.prose import rows
from pipeline.schema import Context, Finding, Report, Section, Severity

CODE = "STR302"
NAME = "有标题没内容"
SEVERITY = Severity.WARNING
BAD = [
    Example("⟦一、加强社区党建⟧\n\n二、加强宣传教育\n张贴标语，举办讲座。"),
    Example("一、整治情况\n（一）市容整治\n清理杂物。\n⟦（二）交通秩序整治⟧\n二、打算\n巡查。"),
    Example(
        "（一）仓库检查。检查仓库12家。\n⟦（二）工地检查。⟧\n（三）宣传培训。办培训班2期。\n"
        "（四）应急演练。演练4场。"
    ),
]
GOOD = [
    Example("一、主要工作\n（一）宣传\n张贴标语。\n二、打算\n继续巡查。"),
    Example("目录\n一、基本情况\n二、存在问题\n一、基本情况\n网格9个。\n二、存在问题\n停车难。"),
    Example("主要措施：\n1、加强组织领导\n2、落实工作责任\n3、强化督促检查"),
    Example("一、加强领导，落实责任。\n二、广泛宣传，营造氛围。\n三、强化督查，务求实效。"),
]

_MANY = 300  # headings of one level: more are a list
_SPOKEN = ("一是", "第一，", "首先", "①")
_HIGH = ("一、", "（一）", "第一部分", "标题")  # one of these alone is a heading still
_SHORT = 12


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Find headings with neither text nor subsections, among siblings that have them."""
    missed = list(_missed(report))
    last = {section.heading: section.id for section in report.sections} if missed else {}
    for section in missed:
        if len(section.heading) > 3 and last[section.heading] != section.id:
            continue  # the same heading comes again: this one stands in a table of contents
        words = section.heading or section.label
        message = f"“{words}”下面没有内容"
        yield Finding(CODE, SEVERITY, message, (section.heading_span,), confidence=0.85)


def _missed(report: Report) -> Iterator[Section]:
    groups = rows(report)
    parents = {parent for parent, _ in groups}
    for (_, style), row in groups.items():
        if style in _SPOKEN or len(row) > _MANY or (len(row) == 1 and style not in _HIGH):
            continue
        empty = [section.id not in parents and _is_empty(report, section) for section in row]
        if any(empty):
            filled = len(row) - sum(empty)
            stops = not any(s.run_in for s in row) or all(_is_title(report, s) for s in row)
            for section in compress(row, empty):
                if _is_missed(report, section, len(row), filled, stops=stops):
                    yield section


def _is_empty(report: Report, section: Section) -> bool:
    if section.run_in:
        return False
    return not report.document.text[section.body.start : section.body.end].strip()


def _is_title(report: Report, section: Section) -> bool:
    """Say whether it has the form of （一）工地检查。, which sentences follow on the line."""
    words = report.words(section.heading_span)
    return words.endswith("。") and len(section.heading) <= _SHORT and "，" not in words


def _is_missed(report: Report, section: Section, count: int, filled: int, *, stops: bool) -> bool:
    """Tell a forgotten part from a list of short sentences."""
    words = report.words(section.heading_span)
    if words.endswith(("；", ";")):
        return False
    if words.endswith("。"):  # a heading only where all its siblings are headings on their lines
        if "，" in words:  # a sentence with a clause is an item, whatever its siblings have
            return False
        return filled == count - 1 and filled > 1 and stops
    if count == 1:
        return section.style in _HIGH and len(section.heading) <= 30
    return filled * 2 >= count - 1 and filled > 0

"""标题层次颠倒：应当依次为“一、”“（一）”“1.”“（1）”。

为什么要查：层次序号有国家标准（GB/T 9704—2012 第7.3.3条），颠倒了读者分不清谁包含谁。
怎么改：按“一、（一）1.（1）”的次序改序号；同一层用同一种序号。
"""

from collections import Counter
from collections.abc import Iterator

from pipeline.rules.base import Example
from pipeline.rules.prose import label_span, rows
from pipeline.schema import Context, Edit, Finding, Report, Section, Severity

CODE = "STR303"
NAME = "标题层次颠倒"
SEVERITY = Severity.WARNING
BAD = [
    Example(
        "一、整治情况\n1.市容整治\n⟦（一）⟧占道经营\n劝离摊贩。\n（二）户外广告\n拆除招牌。\n"
        "2.交通整治\n劝导行人。"
    ),
    Example(
        "（一）扩面。新增试点4个。\n（二）提质。每月评价。\n⟦1、⟧降本。推行集中配送。\n二、打算\n继续推进。"
    ),
    Example(
        "一、整治情况\n⟦（1）⟧夜市管理。劝离摊贩。\n⟦（2）⟧早市管理。规范经营。\n二、打算\n巡查。"
    ),
    Example("⟦1.⟧清洁村庄\n清运垃圾12车，整治小巷4条。\n一、改厕\n改厕9座。\n二、绿化\n植树30棵。"),
    Example(
        "（一）宣传发动\n张贴标语。\n（二）集中整治\n清理杂物。\n⟦3、⟧督促检查\n每天巡查。",
        fixed="（一）宣传发动\n张贴标语。\n（二）集中整治\n清理杂物。\n（三）督促检查\n每天巡查。",
    ),
]
GOOD = [
    Example("一、整治情况\n1.市容。\n（1）夜市。劝离摊贩。\n（2）早市。规范经营。"),
    Example("一、整治情况\n（一）市容整治\n1.占道经营\n劝离摊贩。\n（1）夜市。劝离摊贩。"),
    Example("一、整治情况\n1、占道经营。劝离摊贩。\n2、户外广告。拆除招牌。\n二、打算\n巡查。"),
    Example("1.做好宣传。\n2.加强检查。\n一、工作情况\n（一）整治\n清理杂物。"),
]
_RANKS = {"第一部分": 0, "第一节": 1, "一、": 2, "（一）": 3, "1.": 4, "（1）": 5, "①": 6}
_HEADING = 20
_MANY = 2000  # rows of headings: more are no report
_CHINESE = "〇一二三四五六七八九十"


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Find a section under one of a lower style, and numbering that goes on in another style."""
    groups = rows(report)
    by_id = {s.id: s for s in reversed(report.sections)}
    if len(groups) > _MANY:
        return
    counts = Counter(s.parent for s in report.sections)
    yield from _first_of_other_style(report, groups)
    for (above_id, style), row in groups.items():
        parent, section = by_id.get(above_id or ""), row[0]
        if parent is None:
            continue
        rank, above = _RANKS.get(style), _RANKS.get(parent.style)
        if rank is None or above is None:
            continue
        spans = (label_span(section), label_span(parent))
        if rank < above:
            message = f"“{section.label}”这一级应当在“{parent.label}”之上，不能放在它下面"
            yield Finding(CODE, SEVERITY, message, spans, confidence=0.8)
        elif rank == 5 and above == 2 and section.number == 1:
            message = f"“{parent.label}”之下直接用“{section.label}”，中间跳过了“（一）”“1.”两级"
            short = tuple(label_span(s) for s in row if 2 < len(s.heading) < 9)
            if len(short) > 1:
                yield Finding(CODE, SEVERITY, message, short, confidence=0.6)
        elif 2 <= parent.number == section.number - 1 and _alone(
            groups[parent.parent, parent.style], section
        ):
            message = f"“{parent.label}”之后接“{section.label}”，同一层用了两种序号"
            yield Finding(CODE, SEVERITY, message, spans, _edits(section, parent), confidence=0.8)
        elif _is_lone(groups[parent.parent, parent.style], counts, section, parent):
            message = f"“{parent.label}”之后的“{section.label}”只此一条，同一层用了两种序号"
            yield Finding(CODE, SEVERITY, message, spans, confidence=0.6)


def _first_of_other_style(
    report: Report, groups: dict[tuple[str | None, str], list[Section]]
) -> Iterator[Finding]:
    """1.清洁 and its text, then 一、改厕: the first label is not of the row that it opens."""
    before: dict[str | None, list[Section]] = {}
    for (parent, style), row in groups.items():
        first, rank = before.get(parent), _RANKS.get(style)
        before.setdefault(parent, row)
        if first is None or rank is None or len(first) > 1:
            continue
        lower, section = first[0], row[0]
        if not 1 < rank < _RANKS.get(lower.style, 0) or lower.number != 1 or section.number > 2:
            continue
        if _is_under(report, lower, section):
            message = f"“{section.label}”这一级应当在“{lower.label}”之上，不能放在它下面"
            spans = (label_span(section), label_span(lower))
            yield Finding(CODE, SEVERITY, message, spans, confidence=0.7)
            continue
        if lower.run_in != section.run_in or not 0 < len(lower.heading) <= _HEADING:
            continue
        told = report.document.text[lower.body.start : section.span.start].strip()
        if len(told) > len(lower.heading) and (parent is not None or len(row) > 1):
            message = f"“{lower.label}”和后面的“{section.label}”是同一层，序号却低一级"
            spans = (label_span(lower), label_span(section))
            yield Finding(CODE, SEVERITY, message, spans, confidence=0.7)


def _is_under(report: Report, lower: Section, section: Section) -> bool:
    """1、夜市 with nothing told, then （一）巡查 and what was done: it stands below."""
    told = report.document.text[lower.body.start : section.span.start].strip()
    return not told and not lower.run_in and section.number == 1 and bool(lower.heading)


def _alone(row: list[Section], section: Section) -> bool:
    """Say whether nothing numbered n+1 follows the parent in its own style."""
    return not any(s.number == section.number for s in row)


def _is_lone(
    row: list[Section], below: Counter[str | None], section: Section, parent: Section
) -> bool:
    """（一）扩面。（二）提质。1、降本。: the last of a row has another label but the same form."""
    if section.number != 1 or not (section.heading and parent.heading):
        return False
    if not (section.run_in and parent.run_in) or parent.number < 2:
        return False
    return sum(below[s.id] for s in row) == 1


def _edits(section: Section, parent: Section) -> tuple[Edit, ...]:
    if parent.style not in ("一、", "（一）") or not 0 < section.number <= 10:
        return ()
    number = _CHINESE[section.number]
    label = f"{number}、" if parent.style == "一、" else f"（{number}）"
    return (Edit(label_span(section), label),)

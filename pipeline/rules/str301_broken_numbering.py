"""序号跳号、重号，或者不从一开始。

为什么要查：序号断了，多半是删掉了一段没有顺号，或者漏抄了一条。
怎么改：核对是否漏了内容；没有漏的，把序号依次改过来。
"""

import re
from collections.abc import Iterator
from itertools import islice, pairwise

from pipeline.rules.base import Example
from pipeline.rules.prose import label_span, prose, rows
from pipeline.schema import Context, Finding, Report, Section, Severity, Span

CODE = "STR301"
NAME = "序号不连续"
SEVERITY = Severity.WARNING
BAD = [
    Example("一、基本情况\n辖区共有网格9个。\n⟦三、⟧存在问题\n停车难。"),
    Example("（一）宣传\n张贴标语。\n（二）整治\n清理杂物。\n⟦（二）⟧巡查\n每天巡查。"),
    Example("一、防控措施\n做好宣传。\n⟦2、⟧发放通知。\n3、开展督查。"),
    Example("存在不足：一是停车难；⟦三是⟧力量弱。"),
    Example("本周做了以下工作。（一）调解。调解纠纷8件。（二）巡逻。⟦（四）⟧宣传。发放传单600份。"),
]
GOOD = [
    Example("一、基本情况\n辖区共有网格9个。\n二、存在问题\n停车难。"),
    Example("一、工作\n1、宣传。\n2、整治。\n二、打算\n1、巡查。\n2、督办。"),
    Example("3、4号楼已完成改造，2.5公里管网已疏通。"),
]


_MANY = 60  # more in one report is no numbering


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Walk each row of sibling sections of one style, then the numbers inside of a line."""
    found = list(islice(_broken(report), _MANY))
    yield from found
    yield from islice(_in_line(report, {f.spans[0].start for f in found}), _MANY)


_LABEL = re.compile(
    r"(?:(?<=[。；：])|^)(?:（(?P<han>[一二三四五六七八九十])）|（(?P<digit>[1-9])）)(?=[\u4e00-\u9fff])"
)


def _in_line(report: Report, told: set[int]) -> Iterator[Finding]:
    """（一）……。（二）……。（四）…… in one line, which the outline holds for text."""
    for part in prose(report):
        for style in ("han", "digit"):
            row = [found for found in _LABEL.finditer(part.text) if found[style]]
            for before, after in pairwise(row):
                last, number = (_value(label[style]) for label in (before, after))
                if number in (last + 1, 1):
                    continue
                spans = [
                    Span(part.span.start + label.start(), part.span.start + label.end())
                    for label in (after, before)
                ]
                if spans[0].start not in told:
                    message = f"“{before[0]}”之后是“{after[0]}”，序号不连续"
                    yield Finding(CODE, SEVERITY, message, tuple(spans), confidence=0.8)


def _value(label: str) -> int:
    return int(label) if label.isdecimal() else "一二三四五六七八九十".index(label) + 1


def _broken(report: Report) -> Iterator[Finding]:
    other: dict[str | None, set[int]] = {}  # （二）, 3、, （四）: STR303 reports the 3、
    for section in report.sections:
        other.setdefault(section.parent, set()).add(section.number + 1)
    for (_, style), row in rows(report).items():
        if style == "标题":  # a heading by its style, without a number
            continue
        first = row[0]
        if first.number != 1 and _must_start_at_one(row, style) and not _goes_on(report, first):
            yield _finding(first, f"序号从“{first.label}”开始，前面缺第一条")
        for before, section in pairwise(row):
            if section.number == before.number + 1 or (section.number == 1 and before.number > 1):
                continue
            if section.number == before.number + 2 and section.number in other.get(before.id, ()):
                continue
            if section.number == before.number:
                message = f"序号“{section.label}”重复"
            elif section.number > before.number:
                message = f"序号从“{before.label}”跳到“{section.label}”"
            else:
                message = f"序号“{section.label}”排在“{before.label}”之后"
            yield _finding(section, message, before)


def _must_start_at_one(row: list[Section], style: str) -> bool:
    if style in ("一是", "第一，", "首先", "①"):
        return False
    return len(row) > 1 or row[0].number == 2


def _goes_on(report: Report, section: Section) -> bool:
    """（二） then 3.: the numbering goes on in another style, which STR303 reports."""
    parent = report.section(section.parent)
    return parent is not None and 2 <= parent.number == section.number - 1


def _finding(section: Section, message: str, before: Section | None = None) -> Finding:
    spans = [label_span(section)] if before is None else [label_span(section), label_span(before)]
    return Finding(CODE, SEVERITY, message, tuple(spans), confidence=0.9)

"""Words that a person marked in a report -> the facts that they state."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.errors import BadUsage
from pipeline.extract import extract
from pipeline.extract.numerals import parse
from pipeline.extract.units import unit_at
from pipeline.schema import (
    Block,
    Bound,
    Document,
    Fact,
    FactKind,
    Origin,
    Quantity,
    Report,
    Source,
    Span,
    Ties,
)

_LONGEST = 300
_KINDS = {"money": FactKind.MONEY, "ratio": FactKind.PERCENT}
_FIGURE = re.compile(r"[0-9０-９]+(?:[.．][0-9０-９]+)?|[〇零一二两三四五六七八九十百千万亿]+")


def facts_marked(report: Report, span: Span) -> tuple[Fact, ...]:
    """Read the marked words by themselves; what the report states there already is left out.

    A figure whose unit is unknown still counts: the person who marked it puts the rest right.

    Raises:
        BadUsage: no figure stands there, or too much was marked, or it is known already.
    """
    text = report.document.text
    if not report.span.start <= span.start < span.end <= report.span.end:
        raise BadUsage("选中的文字不在这份报告里，请刷新后再选")
    if span.end - span.start > _LONGEST:
        raise BadUsage(f"选得太长，请只选一个数和它前后的几个字（上限{_LONGEST}字）")
    found = [_moved(fact, report, span.start) for fact in _read(text[span.start : span.end])]
    found = found or _plain(report, span)
    if not found:
        raise BadUsage("选中的文字里没有数，请选一个数和它的单位")
    fresh = [f for f in found if not any(f.span.overlaps(held.span) for held in report.facts)]
    if not fresh:
        raise BadUsage("选中的数已经在表里，读错了请直接在表里改")
    taken = {fact.id for fact in report.facts}
    free = (name for n in range(1, len(taken) + len(fresh) + 1) if (name := f"m{n}") not in taken)
    return tuple(replace(fact, id=next(free)) for fact in fresh)


def _read(words: str) -> list[Fact]:
    block = Block("paragraph", Span(0, len(words)))
    extraction = extract(Document(words, Source("选中的文字", "", "memory"), (block,)))
    return [fact for report in extraction.reports for fact in report.facts]


def _plain(report: Report, span: Span) -> list[Fact]:
    """Take the first numeral for a figure, and the unit that follows it, known or not."""
    text = report.document.text
    found = _FIGURE.search(text, span.start, span.end)
    number = parse(found[0]) if found else None
    if found is None or number is None or number.value is None:
        return []
    unit = unit_at(text, found.end())
    rest = re.match(r"[\u4e00-\u9fff]{0,4}", text[found.end() : span.end])
    written = unit[0] if unit else rest[0] if rest else ""
    amount = Quantity(
        value=number.value * (unit[3] if unit else 1),
        low=None,
        high=None,
        bound=Bound.EXACT,
        unit=unit[1] if unit else written or None,
        dimension=unit[2] if unit else "count",
    )
    place = Span(found.start(), found.end() + len(written))
    kind = _KINDS.get(amount.dimension or "", FactKind.QUANTITY)
    return [_settled(Fact("", kind, place, quantity=amount), report)]


def _moved(fact: Fact, report: Report, by: int) -> Fact:
    place = Span(fact.span.start + by, fact.span.end + by)
    time = fact.time and replace(fact.time, span=None)
    return _settled(replace(fact, span=place, time=time, ties=Ties(), cell=None), report)


def _settled(fact: Fact, report: Report) -> Fact:
    """Put a fact into its section; a person vouches for it, so nothing of it is in doubt."""
    around = [s for s in report.sections if s.span.start <= fact.span.start < s.span.end]
    section = max(around, key=lambda each: each.level).id if around else None
    return replace(fact, section=section, doubt=None, confidence=1.0, origin=Origin.TYPED)

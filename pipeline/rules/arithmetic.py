"""Facts of a report -> which figures belong together, and whether they fit (NUM rules).

Rates and shares are recomputed as fractions and compared at the decimals that the text states:
half-up and half-to-even (GB/T 8170-2008) both pass.
"""

import re
from bisect import bisect_left, bisect_right
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

from pipeline.rules.once import once
from pipeline.schema import Aggregate, Bound, Fact, FactKind, Report, Span, Status

_MARKS = re.compile(r"[，,；;：:。！？!?\n（）()\t]")
_CLAUSE_START = re.compile(r"[，,；;：:。！？\n]")
_CLAUSE_END = re.compile(r"[，,；;。！？\n]")
_SENTENCE_END = re.compile(r"[。！？!?\n]")
_LINE = re.compile(r"\n")
_COMPARED = re.compile(
    r"(?:(?<!占)比|较|与|同)(?!例|率|分)[^，,；;]{0,14}$|(?:由|从)[^，,；;]{0,12}$|(?:上[周月年季]度?|去年同期|上年同期|同期)[^，,；;增减升降]{0,6}$"
)
_LEVEL = re.compile(
    r"(?:增加到|增至|减至|减少到|提高到|提升到|提升至|上升到|上升至|下降到|下降至|降到|降至|提高至|增长到|升至|扩大到|压减到|缩短至|到)(?:了|约|近|超过)?$"
)
_FILLER = re.compile(r"[、，,“”\"\s的等各类共]")
_DOWN = re.compile(r"减少|下降|降低|回落|下滑|少|净减|缩减|缩短|降|减|压降|压减|跌")


class _Places:
    """Where the figures and marks of a report stand, so that each search is one step."""

    def __init__(self, report: Report) -> None:
        text, span = report.document.text, report.span
        self.by_id = {fact.id: fact for fact in reversed(report.facts)}
        self.order = {fact.id: i for i, fact in enumerate(report.facts)}
        self.starts = [fact.span.start for fact in report.facts]
        self.ends = sorted(f.span.end for f in report.facts if f.kind is not FactKind.DATE)
        self.marks, self.sentence_marks, self.clause_starts, self.clause_ends, self.lines = (
            [found.start() for found in mark.finditer(text, span.start, span.end)]
            for mark in (_MARKS, _SENTENCE_END, _CLAUSE_START, _CLAUSE_END, _LINE)
        )
        self.leads: dict[tuple[int, int], str] = {}
        self.compared: dict[int, bool] = {}


_places = once(_Places)


def _last(places: list[int], at: int, start: int) -> int:
    """The place after the last mark before one, or where the report starts."""
    found = bisect_left(places, at)
    return places[found - 1] + 1 if found else start


def _next(places: list[int], at: int, end: int) -> int:
    found = bisect_left(places, at)
    return places[found] if found < len(places) else end


def fact_of(report: Report, ident: str | None) -> Fact | None:
    """The fact of that id, or None: ``Report.fact`` without walking all of them."""
    return _places(report).by_id.get(ident) if ident else None


def fact_after(report: Report, fact: Fact) -> Fact | None:
    """The next figure or date of the report."""
    at = _places(report).order[fact.id] + 1
    return report.facts[at] if at < len(report.facts) else None


def told_above(report: Report, fact: Fact, most: int = 60) -> list[Fact]:
    """The figures of the paragraph before a figure, the nearest of them."""
    starts = _places(report).starts
    begin = paragraph_start(report, fact.span.start)
    last = bisect_left(starts, fact.span.start)
    first = max(bisect_left(starts, begin), last - most)
    return [f for f in report.facts[first:last] if is_figure(f) and f.cell is None]


@once
def cells(report: Report) -> dict[int, dict[tuple[int, int], Fact]]:
    """The figures of each table by row and column."""
    found: dict[int, dict[tuple[int, int], Fact]] = {}
    for fact in report.facts:
        if fact.cell is not None:
            found.setdefault(fact.cell[0], {})[fact.cell[1:]] = fact
    return found


def plain(value: Decimal) -> str:
    """Write a value as people do: no exponent, no trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def words(report: Report, fact: Fact) -> str:
    """A figure as written."""
    return report.words(fact.span)


def decimals(text: str) -> int:
    """How many decimals a figure is written with."""
    found = re.search(r"[.．点]([0-9０-９一二三四五六七八九零〇]+)", text)
    return len(found[1]) if found else 0


def rounds_to(exact: Decimal, stated: Decimal, places: int) -> bool:
    """Say whether an exact value may be stated so: half-up or half-to-even at its decimals."""
    unit = Decimal(1).scaleb(-places)
    return stated in (exact.quantize(unit, ROUND_HALF_UP), exact.quantize(unit, ROUND_HALF_EVEN))


def rounded(exact: Decimal, places: int) -> str:
    """Round half-up to so many decimals."""
    return format(exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), "f")


def value(fact: Fact) -> Decimal | None:
    """The exact value of a figure; None where it is vague or a date."""
    if fact.quantity is None or fact.quantity.bound is not Bound.EXACT:
        return None
    return fact.quantity.value


def unit(fact: Fact) -> str | None:
    """The canonical unit."""
    return fact.quantity.unit if fact.quantity else None


_KIN = {
    word: group[0]
    for group in (("人", "名", "位"), ("件", "个", "处", "条", "项", "起", "宗", "例", "件次"))
    for word in group
}


def kin(fact: Fact) -> str | None:
    """The unit, counting words of one sort of thing taken as one: 问题42个，整改39处."""
    word = unit(fact)
    return _KIN.get(word, word) if word else word


def is_figure(fact: Fact) -> bool:
    """Say whether a fact is a count or an amount of money (no date, share, rank, frequency)."""
    return fact.kind in (FactKind.QUANTITY, FactKind.MONEY)


def sentence_of(report: Report, fact: Fact) -> Span:
    """The sentence that a figure stands in."""
    marks = _places(report).sentence_marks
    return Span(
        _last(marks, fact.span.start, report.span.start),
        _next(marks, fact.span.end, report.span.end),
    )


def clause_of(report: Report, fact: Fact) -> Span:
    """The clause that a figure stands in, without its outer marks."""
    text, places = report.document.text, _places(report)
    a = _last(places.clause_starts, fact.span.start, report.span.start)
    b = _next(places.clause_ends, fact.span.end, report.span.end)
    while a < b and text[a] in " 　":
        a += 1
    return Span(a, b)


def lead(report: Report, fact: Fact, *, reach: int = 24) -> str:
    """The words before a figure, up to the last clause mark or figure."""
    places = _places(report)
    at = fact.span.start
    known = places.leads.get((at, reach))
    if known is None:
        start = max(report.span.start, at - reach)
        start = max(start, _last(places.marks, at, start))
        before = bisect_right(places.ends, at)
        if before:
            start = max(start, places.ends[before - 1])
        known = places.leads[at, reach] = report.document.text[start:at]
    return known


@once
def sentences(report: Report) -> list[list[Fact]]:
    """The figures of each sentence, dates and table cells left out."""
    groups: list[list[Fact]] = []
    last_end = -1
    marks = _places(report).sentence_marks
    for fact in report.facts:
        if fact.kind is FactKind.DATE or fact.cell is not None:
            continue
        if not groups or _next(marks, last_end, report.span.end) < fact.span.start:
            groups.append([])
        groups[-1].append(fact)
        last_end = fact.span.end
    return groups


def is_compared(report: Report, fact: Fact) -> bool:
    """Say whether a figure is the value of another time (较上周的375人次)."""
    if fact.aggregate is Aggregate.CHANGE:
        return False
    known = _places(report).compared
    at = fact.span.start
    if at not in known:
        words = lead(report, fact)
        known[at] = bool(_COMPARED.search(words)) and not _LEVEL.search(words)
    return known[at]


def is_new_level(report: Report, fact: Fact) -> bool:
    """Say whether a figure is what something rose or fell to (提高到90.0%)."""
    return bool(_LEVEL.search(lead(report, fact).rstrip("约近了")))


def falls(report: Report, fact: Fact) -> bool:
    """Say whether a change is worded as a fall."""
    return bool(_DOWN.search(lead(report, fact, reach=10)))


def same_thing(a: Fact, b: Fact) -> bool:
    """Say whether two figures name the same indicator in the same words."""
    return thing(a) == thing(b)


def thing(fact: Fact) -> tuple[str, str, str | None]:
    """What a figure counts: two with one key name the same indicator in the same words."""
    return fact.action or "", _FILLER.sub("", fact.object or ""), unit(fact)


def planned(fact: Fact) -> bool:
    """Say whether a figure is only intended."""
    return fact.status is Status.PLANNED


def paragraph_start(report: Report, at: int) -> int:
    """Offset at which the paragraph of a place begins."""
    return _last(_places(report).lines, at, 0)

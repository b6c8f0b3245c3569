"""Facts of a report -> which figures belong together, and whether they fit (NUM rules).

Rates and shares are recomputed as fractions and compared at the decimals that the text states:
half-up and half-to-even (GB/T 8170-2008) both pass.
"""

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

from pipeline.schema import Aggregate, Bound, Fact, FactKind, Report, Span

_MARKS = "，,；;：:。！？!?\n（）()\t"
_SENTENCE_END = re.compile(r"[。！？!?\n]")
_COMPARED = re.compile(
    r"(?:比|较|与|同)(?!例|率|分)[^，,；;]{0,14}$|(?:由|从)[^，,；;]{0,12}$|(?:上[周月年季]度?|去年同期|上年同期|同期)[^，,；;增减升降]{0,6}$"
)
_LEVEL = re.compile(
    r"(?:增加到|增至|减至|减少到|提高到|提升到|提升至|上升到|上升至|下降到|下降至|降到|降至|提高至|增长到|升至|扩大到|压减到|缩短至|到)(?:了|约|近|超过)?$"
)
_DOWN = re.compile(r"减少|下降|降低|回落|下滑|少|净减|缩减|缩短|降|减|压降|压减|跌")


def plain(value: Decimal) -> str:
    """Write a value as people do: no exponent, no trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def words(report: Report, fact: Fact) -> str:
    """A figure as written."""
    return report.words(fact.span)


def decimals(text: str) -> int:
    """How many decimals a figure is written with."""
    found = re.search(r"\.([0-9０-９]+)", text)
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


def is_figure(fact: Fact) -> bool:
    """Say whether a fact is a count or an amount of money (no date, share, rank, frequency)."""
    return fact.kind in (FactKind.QUANTITY, FactKind.MONEY)


def sentence_of(report: Report, fact: Fact) -> Span:
    """The sentence that a figure stands in."""
    text = report.document.text
    start = max(
        (text.rfind(c, report.span.start, fact.span.start) for c in "。！？!?\n"), default=-1
    )
    stop = _SENTENCE_END.search(text, fact.span.end, report.span.end)
    return Span(max(start + 1, report.span.start), stop.start() if stop else report.span.end)


def clause_of(report: Report, fact: Fact) -> Span:
    """The clause that a figure stands in, without its outer marks."""
    text = report.document.text
    start = max(text.rfind(c, report.span.start, fact.span.start) for c in "，,；;：:。！？\n")
    stop = re.compile(r"[，,；;。！？\n]").search(text, fact.span.end, report.span.end)
    a, b = max(start + 1, report.span.start), stop.start() if stop else report.span.end
    while a < b and text[a] in " 　":
        a += 1
    return Span(a, b)


def lead(report: Report, fact: Fact, *, reach: int = 24) -> str:
    """The words before a figure, up to the last clause mark or figure."""
    text = report.document.text
    start = max(report.span.start, fact.span.start - reach)
    piece = text[start : fact.span.start]
    cut = max(piece.rfind(c) for c in _MARKS)
    piece = piece[cut + 1 :]
    for other in report.facts:
        if (
            other.kind is not FactKind.DATE
            and other.span.end <= fact.span.start
            and other.span.end > fact.span.start - len(piece)
        ):
            piece = text[other.span.end : fact.span.start]
    return piece


def sentences(report: Report) -> Iterator[list[Fact]]:
    """The figures of each sentence, dates and table cells left out."""
    group: list[Fact] = []
    last_end = -1
    for fact in report.facts:
        if fact.kind is FactKind.DATE or fact.cell is not None:
            continue
        if group and _SENTENCE_END.search(report.document.text, last_end, fact.span.start):
            yield group
            group = []
        group.append(fact)
        last_end = fact.span.end
    if group:
        yield group


def is_compared(report: Report, fact: Fact) -> bool:
    """Say whether a figure is the value of another time (较上周的375人次)."""
    return (
        fact.aggregate is not Aggregate.CHANGE
        and bool(_COMPARED.search(lead(report, fact)))
        and not _LEVEL.search(lead(report, fact))
    )


def is_new_level(report: Report, fact: Fact) -> bool:
    """Say whether a figure is what something rose or fell to (提高到90.0%)."""
    return bool(_LEVEL.search(lead(report, fact).rstrip("约近了")))


def falls(report: Report, fact: Fact) -> bool:
    """Say whether a change is worded as a fall."""
    return bool(_DOWN.search(lead(report, fact, reach=10)))


def same_thing(a: Fact, b: Fact) -> bool:
    """Say whether two figures name the same indicator in the same words."""
    return (a.action or "", _bare(a.object)) == (b.action or "", _bare(b.object)) and unit(
        a
    ) == unit(b)


def _bare(text: str | None) -> str:
    return re.sub(r"[、，,“”\"\s的等各类共]", "", text or "")


def planned(fact: Fact) -> bool:
    """Say whether a figure is only intended."""
    return fact.status.value == "planned"


def paragraph_start(report: Report, at: int) -> int:
    """Offset at which the paragraph of a place begins."""
    return report.document.text.rfind("\n", report.span.start, at) + 1

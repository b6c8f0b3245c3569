"""Extraction -> what was not judged in it because nobody can be sure what a figure says."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.schema import Extraction, Fact, NotChecked, Span

_REASONS = {
    "misread": "数字里夹着字母或别的符号（O、l、I 可能是 0、1），认不准是多少，没有核对，请看原件",
    "split_number": "数字中间断开（空格、换行或标点），不知是一个数还是两个，没有核对，请看原件",
    "ambiguous_range": "范围只在后一个数写了“千、万、亿”，前一个数的大小不明，没有核对，请写全",
    "unreadable": "这几个字不成一个数，认不准是多少，没有核对，请看原件",
    "ocr": "数字是从扫描件、图片识别出来的，还没有人对照原图确认，没有核对",
    "lost_point": "比率远大于100%，可能丢了小数点，没有核对，请看原件",
}
_NAMED = 6


def is_doubtful(fact: Fact) -> bool:
    """Say whether nobody can be sure what a figure says, so that nothing may rest on it."""
    return fact.doubt in _REASONS


def doubtful_places(extraction: Extraction) -> Iterator[Span]:
    """Walk the places of the figures that nothing may rest on."""
    return (fact.span for fact in extraction.facts() if is_doubtful(fact))


def doubts(extraction: Extraction) -> tuple[NotChecked, ...]:
    """Say which figures of a file were not judged, and why: one verdict for each kind of doubt."""
    found: dict[str, list[Span]] = {}
    for fact in extraction.facts():
        if fact.doubt in _REASONS:
            found.setdefault(fact.doubt, []).append(fact.span)
    text = extraction.document.text
    verdicts = []
    for doubt, spans in found.items():
        named = (text[each.start : each.end].replace("\n", "⏎") for each in spans[:_NAMED])
        words = "".join(f"“{each[:24]}”" for each in named)
        more = f"等{len(spans)}处" if len(spans) > _NAMED else ""
        verdicts.append(NotChecked(f"{words}{more}：{_REASONS[doubt]}", tuple(spans)))
    return tuple(verdicts)

"""A Brief -> lines that show what was understood of it, before anything is written."""

from collections.abc import Iterator

from pipeline.drafting.settle import Item, settle, shown
from pipeline.drafting.titles import period_words
from pipeline.schema import Brief


def preview(brief: Brief) -> Iterator[str]:
    """Say line by line what will be written from which row, and what is left out and why."""
    yield f"标题：{brief.title or '（未给出）'}"
    yield f"单位：{brief.unit_name or '（未给出）'}"
    yield f"时段：{period_words(brief.period) or '（未给出）'}"
    yield f"主送：{brief.recipient or '（无）'}"
    items, notices = settle(brief.rows)
    yield f"指标：{sum(item.amount is not None for item in items)}项"
    for item in items:
        row = item.row
        place = "/".join(part for part in (row.department, row.topic) if part)
        name = row.indicator or "（文字）"
        yield f"  {row.where}　{place}　{name} → {_understood(item)}"
    for heading, sentences in brief.narrative:
        for sentence in sentences:
            yield f"  文字材料　{heading or '（未分节）'} → {sentence}"
    for notice in (*brief.notices, *notices):
        yield f"注意：{notice.message}"


def _understood(item: Item) -> str:
    if item.rivals:
        return "待核：" + "、".join(shown(row) for row in item.rivals)
    if item.doubt:
        return f"待核：{item.doubt}"
    if item.amount is None:
        return item.row.value or item.row.note or "待补"
    words = shown(item.row)
    if item.proposed:
        unit = f"单位暂作“{item.unit}”" if item.unit else "没有单位"
        return f"{words}（{unit}，待核）"
    time = f"（{item.row.time}）" if item.row.time else ""
    return f"{words}{time}"

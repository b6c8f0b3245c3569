"""Items and the figures of the last period -> the change of each item that can be compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from pipeline.drafting.settle import Item
from pipeline.drafting.values import amount, plain


@dataclass(frozen=True, slots=True)
class Last:
    """What an item was in the last period, and where that stands."""

    value: Decimal
    unit: str
    source: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A computed difference: ``text`` is its number with unit, "" where nothing moved."""

    direction: str
    text: str
    source: str
    last: str = ""


_LAST_NAMES = ("上周", "上旬", "上月", "上季度", "上年", "去年同期")


def last_of(item: Item) -> Last | None:
    """Take the last value that the data itself gives (a 上周 column or row)."""
    if item.last is None or not (found := amount(item.last.value)):
        return None
    unit = found.unit or item.last.unit or item.unit
    name = item.last.time if item.last.time in _LAST_NAMES else ""
    return Last(found.value, unit, f"data row {item.last.number}（{item.last.time}）", name)


def change(item: Item, last: Last | None) -> Change | None:
    """Compute the change of one item; None where the two cannot be compared."""
    if last is None or item.amount is None or item.rivals or item.doubt or not item.amount.exact:
        return None
    stock = item.row.time.startswith(("截至", "截止")) and "累计" not in item.row.indicator
    if item.lasting and not stock:
        return None  # 累计数的增量就是本期数，不再说一遍
    if item.unit != last.unit and not (item.rank and last.unit in ("名", "位")):
        return None
    delta = item.amount.value - last.value
    source = (
        f"computed: {plain(item.amount.value)} - {plain(last.value)}"
        f"（data row {item.row.number} - {last.source}）"
    )
    if not delta:
        return Change("same", "", source, last.name)
    kind = "up" if delta > 0 else "down"
    size = plain(abs(delta))
    if item.rank:
        return Change("rank_down" if delta > 0 else "rank_up", f"{size}位", source, last.name)
    if item.unit == "%":
        return Change(f"rate_{kind}", f"{size}个百分点", source, last.name)
    prefix = "rate_" if item.rate else ""
    return Change(f"{prefix}{kind}", f"{_scaled(abs(delta), item)}{item.unit}", source, last.name)


def _scaled(delta: Decimal, item: Item) -> str:
    """Write the difference in the scale of the figure itself (1.2万 - 1万 -> 0.2万)."""
    assert item.amount is not None
    for scale, power in (("亿", 8), ("万", 4)):
        if item.amount.text.endswith(scale):
            return f"{plain(delta.scaleb(-power))}{scale}"
    return plain(delta)


Changes = Mapping[int, Change]

"""Items and the figures of the last period -> the change of each item that can be compared."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from pipeline.drafting.settle import Item
from pipeline.drafting.values import amount, measured, plain


@dataclass(frozen=True, slots=True)
class Last:
    """What an item was in the last period, and where that stands."""

    value: Decimal
    unit: str
    source: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A computed difference: ``text`` is its number with unit, "" where nothing moved.

    ``share`` is the same in percent of the last value, "" where a percent would mislead.
    """

    direction: str
    text: str
    source: str
    last: str = ""
    share: str = ""
    about: bool = False


_LAST_NAMES = ("上周", "上旬", "上月", "上季度", "上年", "去年同期")


def last_of(item: Item) -> Last | None:
    """Take the last value that the data itself gives (a 上周 column or row)."""
    if item.last is None or not (found := amount(item.last.value)):
        return None
    unit = found.unit or item.last.unit or item.unit
    name = item.last.time if item.last.time in _LAST_NAMES else ""
    if unit != item.unit and measured(unit)[0] == measured(item.unit)[0]:
        value = found.value * measured(unit)[1] / measured(item.unit)[1]
        found, unit = replace(found, value=value), item.unit  # 上周3.6万元，本周41000元
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
    text = f"{_scaled(abs(delta), item)}{item.unit}"
    share, about = ("", False) if item.rate or item.zero else _share(abs(delta), last.value)
    return Change(f"{prefix}{kind}", text, source, last.name, share, about)


_LEAST_EXACT, _LEAST = 20, 100  # 基数太小，百分比只会唬人
_MOST = 300


def _share(delta: Decimal, base: Decimal) -> tuple[str, bool]:
    """Give a difference in percent of its base, and whether it had to be rounded."""
    if base < _LEAST_EXACT or delta * 100 > base * _MOST:
        return "", False
    whole = delta * 100 / base
    shown = whole.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    about = shown * base != delta * 100
    if not shown or (about and base < _LEAST):
        return "", False
    return f"{plain(shown)}%", about


def _scaled(delta: Decimal, item: Item) -> str:
    """Write the difference in the scale of the figure itself (1.2万 - 1万 -> 0.2万)."""
    assert item.amount is not None
    for scale, power in (("亿", 8), ("万", 4)):
        if item.amount.text.endswith(scale):
            return f"{plain(delta.scaleb(-power))}{scale}"
    return plain(delta)


Changes = Mapping[int, Change]

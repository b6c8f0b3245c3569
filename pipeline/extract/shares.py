"""Shares in text: 92.9%, 2‰, 2.5个百分点, 八成五, 百分之九十六, 三分之二, 1/3, 一半."""

from dataclasses import replace
from decimal import Decimal

from pipeline.extract.mentions import Mention, bound_at, signed
from pipeline.extract.numerals import Number, parse
from pipeline.extract.units import unit_at
from pipeline.schema import Bound, FactKind, Quantity

_PARTS = {
    "百": Decimal(1),
    "千": Decimal("0.1"),
    "万": Decimal("0.01"),
    "十万": Decimal("0.001"),
    "百万": Decimal("0.0001"),
}
_DIGITS = "一二三四五六七八九"
_BEFORE = ("占", "近", "约", "达", "到", "超", "过", "了", "足", "有", "于", "成", "为")
_AFTER = ("的", "以上", "以下", "左右")
SIGNS = frozenset(" %％‰个百成")
_NOT_TENTHS = tuple("立员为功果长就效熟品套批型")  # 成立, 成员


def share(text: str, start: int, end: int, number: Number, unit: str = "%") -> Mention:
    """Make the mention of a share; ``number`` is in percent."""
    bound = bound_at(number, text, start, end)
    start, number = signed(text, start, number, "ratio")
    quantity = Quantity(number.value, number.low, number.high, bound, unit, "ratio")
    return Mention(start, end, FactKind.PERCENT, quantity, end)


def percent_of(text: str, start: int, end: int) -> Mention | None:
    """Read 百分之九十六, 万分之三."""
    base, _, rest = text[start:end].partition("分之")
    number = parse(rest)
    return None if number is None else share(text, start, end, number.times(_PARTS[base]))


def fraction(text: str, start: int, end: int) -> Mention | None:
    """Read 三分之二, and 1/3 where the words around it speak of a share."""
    words = text[start:end]
    if "/" in words:
        top, _, bottom = words.partition("/")
        told = text[max(0, start - 1) : start] in _BEFORE or text.startswith(_AFTER, end)
        if not told or unit_at(text, end) or int(top) >= min(int(bottom), 10):
            return None
    else:
        bottom, _, top = words.partition("分之")
    a, b = parse(top), parse(bottom)
    if not (a and b and a.value is not None and b.value):
        return None
    percent = (a.value * 100 / b.value).quantize(Decimal("0.0001")).normalize()
    return share(text, start, end, Number(Decimal(format(percent, "f"))))


def percent_at(text: str, number: Number, end: int) -> tuple[Number, int, str] | None:
    """Read %, ‰, 个百分点, 成 after a numeral: number in percent, end, unit."""
    sign = text[end : end + 1]
    if sign not in SIGNS:
        return None
    if sign == " " and text[end + 1 : end + 2] in ("%", "‰"):
        sign, end = text[end + 1], end + 1
    if sign in ("%", "％"):
        return number, end + 1, "%"
    if sign == "‰":
        return number.times(Decimal("0.1")), end + 1, "%"
    if sign in ("个", "百"):
        for word in ("个百分点", "百分点"):
            if text.startswith(word, end):
                return number, end + len(word), "百分点"
    if sign != "成" or text[end + 1 : end + 2] in _NOT_TENTHS:
        return None
    number = number.times(Decimal(10))
    after = text[end + 1 : end + 2]
    if after == "半" and number.value is not None:
        return replace(number, value=number.value + 5), end + 2, "%"
    if after and after in _DIGITS and number.value is not None and not unit_at(text, end + 2):
        # 八成五; 八成五户 would be two figures
        return replace(number, value=number.value + _DIGITS.index(after) + 1), end + 2, "%"
    if after in ("多", "余"):
        return replace(number, low=number.value, bound=Bound.OVER), end + 2, "%"
    return number, end + 1, "%"

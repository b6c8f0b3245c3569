"""The one numeral grammar: Chinese, Arabic and mixed numerals to Decimal, with their vagueness.

Text goes in, a ``Number`` comes out. Widths are folded first, so offsets stay those of the text.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from pipeline.schema import Bound

_DIGITS = dict(
    zip(
        "零〇○一二三四五六七八九两俩仨壹贰叁肆伍陆柒捌玖",
        (0, 0, *range(10), 2, 2, 3, *range(1, 10)),
        strict=True,
    )
)
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_SECTIONS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_TENS = {"廿": 20, "卅": 30}

CHINESE = "零〇○一二三四五六七八九两俩仨十百佰千仟万萬亿億廿卅"
FINANCIAL = "零壹贰叁肆伍陆柒捌玖拾佰仟万萬亿億"
VAGUE = "几数"
MAGNITUDE = "十拾百佰千仟万萬亿億"

ARABIC = r"(?:[0-9]{1,3}(?:[,，\u00a0\u2009\u202f][0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
CHINESE_RUN = rf"[{CHINESE}{VAGUE}]+(?:点[零〇一二三四五六七八九]+)?"

_FOLD = str.maketrans("０１２３４５６７８９．％", "0123456789.%")
_WIDE = re.compile("[０-９．％]")
# 三四百, 八九十, 十五六, 一两: two neighbouring digits before a magnitude or at the end
_PAIR = re.compile(r"([一二两三四五六七八])([二两三四五六七八九])(?=[十百佰千仟万亿]|$)")
_SEVERAL = re.compile(rf"[{VAGUE}]")


_LONGEST = 30  # characters of a numeral that anyone writes


@dataclass(frozen=True, slots=True)
class Number:
    """What a numeral says: a value, or bounds where it only says 几 or names a range."""

    value: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None
    bound: Bound = Bound.EXACT

    def times(self, factor: Decimal) -> "Number":
        """Scale value and bounds alike."""

        def scaled(amount: Decimal | None) -> Decimal | None:
            return None if amount is None else amount * factor

        return Number(scaled(self.value), scaled(self.low), scaled(self.high), self.bound)


def fold(text: str) -> str:
    """Fold full-width digits, point and percent sign; one character stays one character."""
    return text.translate(_FOLD) if _WIDE.search(text) else text


def chinese_integer(text: str) -> int | None:
    """Parse a Chinese integer (一万二千, 二〇二五, 廿三); None if it is none."""
    if not 0 < len(text) <= _LONGEST:
        return None
    if all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total = section = 0
    digit: int | None = None
    last_unit = 0
    for c in text:
        if c in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[c]
        elif c in _TENS:
            section += _TENS[c]
            digit = None
        elif c in _UNITS:
            unit = _UNITS[c]
            section += (1 if digit is None else digit) * unit
            digit, last_unit = None, unit
        elif c in _SECTIONS:
            section += digit or 0
            if not section and not total:
                section = 1
            if _SECTIONS[c] > 10**4 and total:
                total = (total + section) * _SECTIONS[c]
            else:
                total += section * _SECTIONS[c]
            section, digit, last_unit = 0, None, _SECTIONS[c]
        else:
            return None
    if digit is not None:
        # 一万二, 三百五: the last digit counts the next lower unit
        short = last_unit >= 100 and text[-2] in _UNITS | _SECTIONS
        section += digit * (last_unit // 10 if short else 1)
    return total + section


def _chinese(text: str) -> Decimal | None:
    whole, point, decimals = text.partition("点")
    scale = 1
    if point:
        while decimals and decimals[-1] in _SECTIONS:
            scale *= _SECTIONS[decimals[-1]]
            decimals = decimals[:-1]
        if not decimals or any(c not in _DIGITS for c in decimals):
            return None
    value = chinese_integer(whole)
    if value is None:
        return None
    text_value = f"{value}.{''.join(str(_DIGITS[c]) for c in decimals)}" if point else str(value)
    return Decimal(text_value) * scale


def _magnitude(text: str) -> int:
    factor = 1
    for c in text:
        factor *= _UNITS.get(c) or _SECTIONS[c]
    return factor


def _single(text: str) -> Decimal | None:
    text = fold(text)
    if len(text) > 2 * _LONGEST:
        return None
    if text and text[0] in "0123456789":
        digits = text.rstrip(MAGNITUDE)
        try:
            return Decimal(re.sub(r"[^0-9.]", "", digits)) * _magnitude(text[len(digits) :])
        except ArithmeticError:
            return None
    return _chinese(text)


def parse(text: str) -> Number | None:
    """Parse one numeral, without unit and without words before it.

    余/多/来 make it a lower bound (``110余`` → value 110, low 110); 几/数 leave bounds alone;
    neighbouring digits (三四百) make a range. None if the characters are no numeral.
    """
    text = fold(text)
    more = bool(re.search(r"[余多来]", text))
    core = re.sub(r"[余多来]", "", text)
    if core.startswith("上") and len(core) > 1:
        more, core = True, core[1:]
    if _SEVERAL.search(core):
        if core in ("几", "数"):
            return Number(None, Decimal(2), Decimal(9), Bound.SEVERAL)
        if core[-1] in VAGUE:
            low, high = _single(core[:-1] + "一"), _single(core[:-1] + "九")
        else:
            head = core[: _SEVERAL.search(core).start()]  # type: ignore[union-attr]
            tail = core[len(head) + 1 :]
            low, high = _single(head + ("一" if head else "二") + tail), _single(head + "九" + tail)
            if high is not None and not head and tail and tail[0] in MAGNITUDE:
                high += _magnitude(tail) - 1
        if low is None or high is None or low > high:
            return None
        return Number(None, low, high, Bound.SEVERAL)
    if pair := _PAIR.search(core):
        first, second = _DIGITS[pair[1]], _DIGITS[pair[2]]
        alone = core in (pair[0],)
        if second == first + 1 or (alone and (first, second) == (3, 5)):
            low = _single(core[: pair.start()] + pair[1] + core[pair.end() :])
            high = _single(core[: pair.start()] + pair[2] + core[pair.end() :])
            if low is not None and high is not None and low < high:
                return Number(None, low, high, Bound.RANGE)
    value = _single(core)
    if value is None:
        return None
    return Number(value, value, None, Bound.OVER) if more else Number(value)


def parse_number(text: str) -> Decimal | None:
    """Parse a numeral that has one value (``一万二千``, ``1,380``, ``1.26万``); else None."""
    number = parse(text)
    return number.value if number else None


def chinese_from_int(value: int) -> str:
    """Write an integer in Chinese (0 ≤ value < 10**12), as counts are written: 一千零四十."""
    if not 0 <= value < 10**12:
        raise ValueError(f"{value} is outside 0..10**12")
    if value == 0:
        return "零"
    digits = "零一二三四五六七八九"
    text = ""
    for factor, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        part, value = divmod(value, factor)
        if not part:
            if text and value and not text.endswith("零"):
                text += "零"
            continue
        if text and part < 1000 and not text.endswith("零"):
            text += "零"
        group, started = "", False
        for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit, part = divmod(part, unit)
            if digit:
                group += digits[digit] + sign
                started = True
            elif started and part and not group.endswith("零"):
                group += "零"
        text += group + name
    return text[1:] if text.startswith("一十") else text

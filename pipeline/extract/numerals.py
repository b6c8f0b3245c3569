"""The one numeral grammar: Chinese, Arabic and mixed numerals to Decimal, with their vagueness.

Text goes in, a ``Number`` comes out. Widths are folded first, so offsets stay those of the text.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from pipeline import lexicon
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

_GROUP_SIGNS = ",，'\u00a0\u2009\u202f"
# 1,380; 1 380 only where a word follows at once, since columns are divided by spaces too
ARABIC = (
    rf"(?:[0-9]{{1,3}}(?:[{_GROUP_SIGNS}]\n?[0-9]{{3}})+(?![0-9])"
    r"|[1-9][0-9]{0,2}(?:\x20[0-9]{3}){1,4}(?=[\u4e00-\u9fff%]|\.[0-9])|[0-9]+)(?:\.[0-9]+)?"
)
CHINESE_RUN = rf"[{CHINESE}{VAGUE}]+(?:点[零〇一二三四五六七八九]+)?"

_WIDE = dict(zip("０１２３４５６７８９．％ＯＩｌ", "0123456789.%OIl", strict=True))
# 三四百, 八九十, 十五六, 一两: two neighbouring digits before a magnitude or at the end
_PAIR = re.compile(
    r"(?<![零〇○一二三四五六七八九两])([一二两三四五六七八])([二两三四五六七八九])"
    r"(?=[十拾百佰千仟万萬亿億]|$)"
)
_MORE = frozenset("余多来")
_VAGUE = frozenset(VAGUE)
_TOKEN = re.compile(r"[0-9][0-9.]*|.", re.DOTALL)

_GROUPS = re.compile(rf"(?<=[0-9])[{_GROUP_SIGNS}\x20\n]+(?=[0-9])")
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_LONGEST = 40  # characters of a numeral that anyone writes
_SCALES = {**_SECTIONS, "兆": 10**12}


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


@cache
def _folding() -> tuple[re.Pattern[str], dict[int, str]]:
    pairs = _WIDE | {row[0]: row[1] for row in lexicon.table("traditional", 2)}
    return re.compile(f"[{''.join(pairs)}]"), str.maketrans(pairs)


def fold(text: str) -> str:
    """Fold full-width digits and traditional characters; one character stays one character."""
    pattern, table = _folding()
    return text.translate(table) if pattern.search(text) else text


def chinese_integer(text: str) -> int | None:
    """Parse a Chinese integer (一万二千, 二〇二五, 廿三); None if it is none."""
    if not 0 < len(text) <= _LONGEST or text[0] in "0123456789":
        return None
    if all(c in _DIGITS for c in text):
        if len(text) > 1 and any(c in "两俩仨" for c in text):
            return None
        return int("".join(str(_DIGITS[c]) for c in text))
    value = _spelt(text)
    return None if value is None else int(value)


def _spelt(text: str) -> Decimal | None:
    """Read digits with magnitudes, Chinese, Arabic or mixed (一万二千, 5万4千6百, 1.2万亿).

    None where magnitudes do not descend (五十千, 三万五万): what cannot be read is not guessed.
    """
    total, section = Decimal(0), Decimal(0)
    digit: Decimal | None = None
    last_unit = last_scale = 0
    token = before = ""
    for match in _TOKEN.finditer(text):
        before, token = token, match.group()
        if token[0] in "0123456789" or token in _DIGITS:
            if digit:
                return None
            digit = Decimal(token) if token[0] in "0123456789" else Decimal(_DIGITS[token])
        elif token in _TENS:
            if digit or 0 < last_unit <= 10:
                return None
            section, digit, last_unit = section + _TENS[token], None, 10
        elif token in _UNITS:
            unit = _UNITS[token]
            if last_unit and unit >= last_unit:
                return None
            filled = digit is None or (
                not digit and (last_unit or last_scale)
            )  # 一千零十五；0万是0
            section += unit if filled else (digit or 0) * unit
            digit, last_unit = None, unit
        elif token in _SCALES:
            scale = _SCALES[token]
            section += digit or 0
            if not section and not total and digit is None:
                section = Decimal(1)
            if last_scale and scale >= last_scale:
                if scale == last_scale and section:
                    return None
                total = (total + section) * scale
            else:
                total += section * scale
            section, digit, last_unit, last_scale = Decimal(0), None, 0, scale
        else:
            return None
    if digit is not None:
        if token[0] not in "0123456789":
            if token in "两俩仨" and before:
                return None  # 三十两 is a weight
            # 一万二, 三百五: the last digit counts the next lower unit
            lower = _UNITS.get(before) or _SCALES.get(before) or 0
            digit *= lower // 10 if lower >= 100 else 1
        elif before and before not in _DIGITS and len(token) < 2:
            return None  # 3千5 may be 3500 or 3005
        section += digit
    return total + section


def _single(text: str) -> Decimal | None:
    text = fold(text)
    if not 0 < len(text) <= _LONGEST:
        return None
    text = _GROUPS.sub("", text)
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    whole, point, decimals = text.partition("点")
    if not point:
        return Decimal(value) if (value := chinese_integer(text)) is not None else _mixed(text)
    scale = 1
    while decimals and decimals[-1] in _SCALES:
        scale *= _SCALES[decimals[-1]]
        decimals = decimals[:-1]
    value = chinese_integer(whole)
    if value is None or not decimals or any(c not in _DIGITS for c in decimals):
        return None
    return Decimal(f"{value}.{''.join(str(_DIGITS[c]) for c in decimals)}") * scale


def _mixed(text: str) -> Decimal | None:
    return _spelt(text) if text.count(".") < 2 else None


@lru_cache(maxsize=4096)
def parse(text: str) -> Number | None:
    """Parse one numeral, without unit and without words before it.

    余/多/来 make it a lower bound (``110余`` → value 110, low 110); 几/数 leave bounds alone;
    neighbouring digits (三四百) make a range. None if the characters are no numeral.
    """
    if text.isdigit() and text.isascii() and len(text) <= _LONGEST:
        return Number(Decimal(text))
    text = fold(text)
    if len(text) <= _LONGEST and _PLAIN.fullmatch(text):
        return Number(Decimal(text))
    more = not _MORE.isdisjoint(text)
    core = "".join(c for c in text if c not in _MORE) if more else text
    if core.startswith("上") and len(core) > 1:
        more, core = True, core[1:]
    if not _VAGUE.isdisjoint(core):
        if core in ("几", "数"):
            return Number(None, Decimal(2), Decimal(9), Bound.SEVERAL)
        if core[-1] in VAGUE:
            head = core[:-1]
            if head[-1] == "0" and (tens := _single(head)) is not None:
                return Number(None, tens + 1, tens + 9, Bound.SEVERAL)  # 20几
            low, high = _single(head + "一"), _single(head + "九")
        else:
            head = core[: next(i for i, c in enumerate(core) if c in _VAGUE)]
            tail = core[len(head) + 1 :]
            low, high = _single(head + ("一" if head else "二") + tail), _single(head + "九" + tail)
            if high is not None and not head and tail and tail[0] in MAGNITUDE:
                high += (_single(tail) or 1) - 1
        if low is None or high is None or low > high:
            return None
        return Number(None, low, high, Bound.SEVERAL)
    if "点" not in core and (pair := _PAIR.search(core)):
        first, second = _DIGITS[pair[1]], _DIGITS[pair[2]]
        if second == first + 1 or ((first, second) == (3, 5) and not pair.start()):
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

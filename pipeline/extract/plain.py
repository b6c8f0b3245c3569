"""Most figures, read at a glance: digits, a unit, and nothing beside them that says more.

Whatever could make a figure more than that (约, 以上, 次, a range, a label, a torn number) stands
right before the digits or right after the unit; where one of its characters does, the figure is
left to ``quantities``, which reads it with all its cases. So both read alike, one of them faster.
"""

from functools import cache, lru_cache

from pipeline import lexicon
from pipeline.extract.announced import ANNOUNCING, announced_at
from pipeline.extract.classifiers import FREQUENT
from pipeline.extract.mentions import BOUND_STARTS, SIGNS_BEFORE, Mention, last_characters
from pipeline.extract.numerals import parse
from pipeline.extract.ranges import JOIN_STARTS
from pipeline.extract.shares import SIGNS
from pipeline.extract.units import unit_at, units_by_first, words_after
from pipeline.records import quick
from pipeline.schema import FactKind, Quantity

_mention, _quantity = quick(Mention), quick(Quantity)
_PERCENT, _MONEY, _COUNT = FactKind.PERCENT, FactKind.MONEY, FactKind.QUANTITY
_DIGITS = frozenset("0123456789")
_STOPS = frozenset("，。")  # 1，380: the end of a torn number, where a digit stands before it
_SEEN = frozenset("，：；！？（）“”")  # beside these and words, nothing unseen tears a number
_TEARS = " ,.\n\t"
_HEADS = "前头"  # 前3名
_AFTER = JOIN_STARTS | BOUND_STARTS | frozenset("半多/次（(百")
_CENTS = _DIGITS | frozenset("一二两三四五六七八九壹贰叁肆伍陆柒捌玖")
_CASES = frozenset(("级", "路", "版", "号", "日", "块", "周年"))  # units with a case of their own
_MORE_WORDS = frozenset("千两")
_LOOSE = frozenset(" \n")
_COUNTED = 3  # digits of a count that announces nothing: 三项措施, 12项措施
_WHOLE = 200


@cache
def _before() -> frozenset[str]:
    """The characters before a numeral that may say more of it."""
    figures = lexicon.settings("figures")
    labels = {word[-1] for name in ("labels", "calls") for word in figures[name]}
    return last_characters() | SIGNS_BEFORE | labels | frozenset(f"第{_TEARS}{_HEADS}")


@cache
def _after() -> dict[str, frozenset[str]]:
    """For units without a case of their own, the characters after them that may say more."""
    plain = {}
    barred = (SIGNS - {"个"}) | JOIN_STARTS
    for units in units_by_first().values():
        for written, canonical, *_ in units:
            if canonical in FREQUENT or written in _CASES or written[0] in barred:
                continue
            after = _AFTER | frozenset(words_after().get(written, ()))
            plain[written] = after | _CENTS if written in ("元", "圆") else after
    return plain


def plain_at(text: str, start: int, end: int) -> Mention | None:
    """Read the numeral in digits at start..end with its unit; None where more must be asked."""
    before = text[start - 1 : start]
    if (
        before in _before()
        or not ("\u3000" < before < "\ud800" or before in _SEEN)
        or (before in _STOPS and (start < 2 or text[start - 2] in _DIGITS))
    ):
        return None
    if text[end : end + 1] == "%":
        stop = end + 1
        amount = None if text[stop : stop + 1] in _AFTER else _amount(text[start:end], "%")
        return _mention(start, stop, _PERCENT, amount, stop) if amount else None
    unit = unit_at(text, end)
    if unit is None:
        return None
    written, stop = unit[0], unit[4]
    after = _after().get(written)
    if after is None or text[stop : stop + 1] in after:
        return None
    words = text[start:end]
    amount = _amount(words, written)
    if amount is None:
        return None
    if written[0] in ANNOUNCING and (len(words) < _COUNTED or words[0] == "0"):
        number = parse(words)
        if number and announced_at(text, start, end, number):
            return None
    return _mention(start, stop, _MONEY if unit[2] == "money" else _COUNT, amount, end)


@lru_cache(maxsize=4096)
def _amount(words: str, written: str) -> Quantity | None:
    number = parse(words)
    if words[-1] in _MORE_WORDS or not _LOOSE.isdisjoint(words) or number is None:
        return None
    if number.value is None:
        return None
    if written == "%":
        whole = number.value <= _WHOLE
        amount = Quantity(number.value, number.low, number.high, number.bound, "%", "ratio")
        return amount if whole else None
    unit = unit_at(written, 0)
    if unit is None or (unit[1] == "年" and len(words) == len("2023")):
        return None
    if unit[3] != 1:
        number = number.times(unit[3])
    return _quantity(number.value, number.low, number.high, number.bound, unit[1], unit[2])

"""The record of one figure found, and what the words around it say: bounds and signs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pipeline import lexicon
from pipeline.extract.numerals import Number
from pipeline.schema import Bound, FactKind, Quantity

_MINUS = "-−－"
BOUND_STARTS = frozenset("以及之左上许")
SIGNS_BEFORE = frozenset(("下", "负", *_MINUS))
_NOT_MINUS = tuple("自减肩欠担抱辜胜重")  # 自负盈亏, 减负


@dataclass(frozen=True, slots=True)
class Mention:
    """One figure as written: the numeral with its unit; words before and after it are outside."""

    start: int
    end: int
    kind: FactKind
    quantity: Quantity
    unit_start: int
    doubt: str | None = None
    per: str | None = None  # frequency: the words 每月, 半年
    confidence: float = 1.0

    def moved(self, by: int) -> Mention:
        """Give the same figure at the offsets of a text that begins earlier."""
        return Mention(
            self.start + by,
            self.end + by,
            self.kind,
            self.quantity,
            self.unit_start + by,
            self.doubt,
            self.per,
            self.confidence,
        )


@cache
def _bound_words() -> tuple[tuple[tuple[str, ...], Bound], ...]:
    bounds = lexicon.settings("figures")["bounds"]
    return tuple((tuple(entry["words"]), Bound(entry["bound"])) for entry in bounds["before"])


@cache
def last_characters() -> frozenset[str]:
    """The characters that a word of how exact a figure is may end with."""
    return frozenset(word[-1] for words, _ in _bound_words() for word in words)


@cache
def _no_bound() -> tuple[str, ...]:
    return tuple(lexicon.settings("figures")["bounds"]["no_bound"])


def bound_at(number: Number, text: str, start: int, end: int) -> Bound:
    """The bound of a value by the words around it (约, 近, 以上): the numeral's own 余 wins."""
    if number.bound is not Bound.EXACT:
        return number.bound
    if text[start - 1 : start] in last_characters():
        before = text[max(0, start - 5) : start]
        if not before.endswith(_no_bound()):
            for words, bound in _bound_words():
                if before.endswith(words):
                    return bound
    after = text[end : end + 1]
    if after not in BOUND_STARTS:
        return Bound.EXACT
    if after in ("以", "及") and text.startswith(("以上", "及以上"), end):
        return Bound.OVER
    if after in ("以", "之") and text.startswith(("以下", "以内", "之内"), end):
        return Bound.UNDER
    if after in ("左", "上", "许") and text.startswith(
        ("左右", "上下", "许，", "许。", "许、", "许；"), end
    ):
        return Bound.ABOUT
    return Bound.EXACT


def signed(text: str, start: int, number: Number, dimension: str | None) -> tuple[int, Number]:
    """Take in a sign before a figure: 零下5℃, 增长-3.2%, 负3.9%."""
    sign = text[start - 1 : start] if start else ""
    if sign not in SIGNS_BEFORE or dimension not in ("ratio", "temperature", "money"):
        return start, number
    previous = text[start - 2 : start - 1] if start > 1 else ""
    length = 1
    if sign == "下":
        if dimension != "temperature" or previous != "零":
            return start, number
        length = 2
    elif sign == "负":
        if dimension == "money" or previous in _NOT_MINUS:
            return start, number
    elif previous and not ("\u4e00" <= previous <= "\u9fff" or previous in "：:（(，\t\n "):
        return start, number
    negative = Number(
        None if number.value is None else -number.value,
        None if number.high is None else -number.high,
        None if number.low is None else -number.low,
        number.bound,
    )
    return start - length, negative

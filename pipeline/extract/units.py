"""Units of measure and classifiers, looked up by first character."""

import re
from decimal import Decimal
from functools import cache

from pipeline import lexicon

_PER = {"area", "length", "volume", "mass", "duration", "energy", "power"}
_NOT_TURN_AFTER = tuple("日要序数年月")
_NO_TURN = frozenset("次年月日天元分秒周岁度米克吨升亩斤倍")  # no 次 counts them
_PAREN_UNIT = re.compile(r"[（(]([\u4e00-\u9fff]{1,2})[)）]")


Unit = tuple[str, str, str, Decimal, int]  # written, canonical, dimension, factor, end


@cache
def _units() -> dict[str, tuple[str, str, str, Decimal]]:
    return {
        written: (written, canonical, dimension, Decimal(factor or 1))
        for written, canonical, dimension, factor in lexicon.table("units", 4)
    }


@cache
def _lengths() -> dict[str, tuple[int, ...]]:
    """How long the units are that begin with a character, longest first."""
    lengths: dict[str, set[int]] = {}
    for written in _units():
        lengths.setdefault(written[0], set()).add(len(written))
    return {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}


@cache
def words_after() -> dict[str, tuple[str, ...]]:
    """What after a unit makes it the beginning of another word."""
    return {unit: tuple(following.split()) for unit, following in lexicon.table("unit_words", 2)}


def unit_at(text: str, at: int) -> Unit | None:
    """Read the longest unit at an offset: written, canonical, dimension, factor, end."""
    units = _units()
    for length in _lengths().get(text[at : at + 1], ()):
        if unit := units.get(text[at : at + length]):
            end = at + len(unit[0])
            after = text[end : end + 1]
            if not (unit[0].isascii() and after.isascii() and after.isalpha()):
                return (*unit, end)
    return None


def whole_unit(text: str, end: int, canonical: str, written: str) -> tuple[int, str, str]:
    """Take in a second unit: in brackets (张(处)), after a stroke (立方米/秒), turns (块次)."""
    if text[end : end + 1] == "/" and canonical != "元":
        second = unit_at(text, end + 1)
        if second and second[2] in _PER:
            return second[4], f"{canonical}/{second[1]}", written
    turns = len(written) == 1 and canonical == written and written not in _NO_TURN
    if turns and text[end : end + 1] == "次" and text[end + 1 : end + 2] not in _NOT_TURN_AFTER:
        return end + 1, f"{canonical}次", f"{written}次"
    paren = _PAREN_UNIT.match(text, end)
    second = unit_at(paren[1], 0) if paren else None
    if paren and second and second[4] == len(paren[1]):
        return paren.end(), f"{canonical}({paren[1]})", written
    return end, canonical, written

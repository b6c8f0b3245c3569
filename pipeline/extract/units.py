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
def units_by_first() -> dict[str, list[tuple[str, str, str, Decimal]]]:
    """The units that begin with a character, longest first."""
    index: dict[str, list[tuple[str, str, str, Decimal]]] = {}
    for unit in sorted(_units().values(), key=lambda unit: -len(unit[0])):
        index.setdefault(unit[0][0], []).append(unit)
    return index


@cache
def words_after() -> dict[str, tuple[str, ...]]:
    """What after a unit makes it the beginning of another word."""
    return {unit: tuple(following.split()) for unit, following in lexicon.table("unit_words", 2)}


def unit_at(text: str, at: int) -> Unit | None:
    """Read the longest unit at an offset: written, canonical, dimension, factor, end."""
    for unit in units_by_first().get(text[at : at + 1], ()):
        if text.startswith(unit[0], at):
            end = at + len(unit[0])
            if unit[0][0] < "\x80" and unit[0].isascii():
                after = text[end : end + 1]
                if after.isascii() and after.isalpha():
                    continue
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

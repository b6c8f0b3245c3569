"""Units of measure and classifiers, looked up by first character."""

import re
from decimal import Decimal
from functools import cache

from pipeline import lexicon

_PER = {"area", "length", "volume", "mass", "duration", "energy", "power"}
_NOT_TURN_AFTER = tuple("日要序数年月")
_NO_TURN = frozenset("次年月日天元分秒周岁度米克吨升亩斤倍")  # no 次 counts them
_PAREN_UNIT = re.compile(r"[（(]([\u4e00-\u9fff]{1,2})[)）]")


Entry = tuple[str, str, str, Decimal]  # written, canonical, dimension, factor
Unit = tuple[str, str, str, Decimal, int]  # written, canonical, dimension, factor, end


@cache
def _units() -> dict[str, Entry]:
    return {
        written: (written, canonical, dimension, Decimal(factor or 1))
        for written, canonical, dimension, factor in lexicon.table("units", 4)
    }


@cache
def units_by_first() -> dict[str, list[Entry]]:
    """The units that begin with a character, longest first."""
    index: dict[str, list[Entry]] = {}
    for unit in sorted(_units().values(), key=lambda unit: -len(unit[0])):
        index.setdefault(unit[0][0], []).append(unit)
    return index


@cache
def _index() -> tuple[dict[str, Entry], dict[str, list[Entry]]]:
    """Units of one character, and longer ones by their first two, longest first."""
    longer: dict[str, list[Entry]] = {}
    for units in units_by_first().values():
        for unit in units:
            if len(unit[0]) > 1:
                longer.setdefault(unit[0][:2], []).append(unit)
    return {written: unit for written, unit in _units().items() if len(written) == 1}, longer


@cache
def words_after() -> dict[str, tuple[str, ...]]:
    """What after a unit makes it the beginning of another word."""
    return {unit: tuple(following.split()) for unit, following in lexicon.table("unit_words", 2)}


def unit_at(text: str, at: int) -> Unit | None:
    """Read the longest unit at an offset: written, canonical, dimension, factor, end."""
    single, longer = _index()
    start = text[at : at + 2]
    if start in longer:
        for unit in longer[start]:
            end = at + len(unit[0])
            if text.startswith(unit[0], at) and _stands_alone(text, unit[0], end):
                return (*unit, end)
    only = single.get(start[:1])
    return (*only, at + 1) if only and _stands_alone(text, only[0], at + 1) else None


def _stands_alone(text: str, written: str, end: int) -> bool:
    """Say whether a unit in Latin letters ends where their run does: 5m, but not 5months."""
    if written[0] > "\x7f" or not written.isascii():
        return True
    after = text[end : end + 1]
    return not (after.isascii() and after.isalpha())


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

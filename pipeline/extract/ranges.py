"""Ranges (5至8名, 9~16亿元) and figures of a list that leave out their unit."""

import re
from bisect import bisect_left
from decimal import Decimal

from pipeline.extract.mentions import Mention
from pipeline.extract.numerals import ARABIC, CHINESE, MAGNITUDE, Number, parse, parse_number
from pipeline.extract.shares import SIGNS, percent_at
from pipeline.extract.units import Unit, unit_at
from pipeline.schema import Bound, FactKind, Quantity

_JOIN = re.compile(r"\s?(?:至|到|—{1,2}|–|-|－|~|～|―)\s?")
JOIN_STARTS = frozenset(" \t\n\u3000\xa0至到—–-－~～―")
_SECOND = re.compile(rf"(?:{ARABIC}[{MAGNITUDE}]{{0,2}}[余多]?|[{CHINESE}]+[余多]?)")
KILO = tuple("米克瓦伏卡焦赫帕安")
"""What 千 makes a unit with: 300千克 is no 300千."""
_ELIDED = re.compile(r"[、，,][\u4e00-\u9fff]{2,10}([0-9]{1,6})(?=[、，,；;。])")


def may_be_joined(text: str, following: str, unit: Unit | None) -> bool:
    """Say whether what follows a numeral and its unit may lead to the end of a range."""
    if following in JOIN_STARTS:
        return True
    if unit is None:
        return following in SIGNS
    return text[unit[4] : unit[4] + 1] in JOIN_STARTS


def range_at(
    text: str, start: int, end: int, number: Number, first_unit: Unit | None
) -> Mention | None:
    """Read 5至8名, 30—40毫米, 13万元~17万元 as one mention.

    ``number`` lies at start..end, ``first_unit`` follows it.
    """
    first_percent = None if first_unit else percent_at(text, number, end)
    joined_at = first_unit[4] if first_unit else first_percent[1] if first_percent else end
    join = _JOIN.match(text, joined_at) or (_JOIN.match(text, end) if joined_at != end else None)
    if join is None or number.value is None or text[start - 1 : start] in ("从", "由", "自"):
        return None
    second = _SECOND.match(text, join.end())
    if second and second.group()[-1] == "千" and text.startswith(KILO, second.end()):
        second = _SECOND.match(text, join.end(), second.end() - 1)
    other = parse(second.group()) if second else None
    if second is None or other is None or other.value is None:
        return None
    if shared := percent_at(text, other, second.end()):
        last, stop, unit = shared
        first = first_percent[0] if first_percent else number
        if not first_percent and unit == "%" and text.startswith("成", second.end()):
            first = number.times(Decimal(10))
        low, high = sorted((first.value or Decimal(0), last.value or Decimal(0)))
        quantity = Quantity(None, low, high, Bound.RANGE, unit, "ratio")
        return Mention(start, stop, FactKind.PERCENT, quantity, second.end())
    second_unit = unit_at(text, second.end())
    if second_unit is None:
        return None
    written, canonical, dimension, factor, stop = second_unit
    if first_unit and first_unit[1] != canonical and join.start() == joined_at:
        return None
    if written in ("年", "日", "月", "号", "点", "级", "期") and dimension != "duration":
        return None
    if canonical == "年" and number.value > 1000:
        return None
    a, b, doubt = number.value, other.value, None
    scale = None
    if not first_unit and second.group()[-1] in MAGNITUDE and text[end - 1] not in MAGNITUDE:
        scale = parse_number(second.group()[-1])
    if scale and a * scale < b:  # 9~16亿: both in 亿, most likely; 8500到3万: surely not
        a, doubt = a * scale, "ambiguous_range"
    low, high = sorted((a * factor, b * factor))
    kind = FactKind.MONEY if dimension == "money" else FactKind.QUANTITY
    quantity = Quantity(None, low, high, Bound.RANGE, canonical, dimension)
    confidence = 0.4 if doubt else 1.0
    return Mention(start, stop, kind, quantity, second.end(), doubt, confidence=confidence)


def with_elided(text: str, mentions: list[Mention], places: list[tuple[int, int]]) -> list[Mention]:
    """Add figures whose unit the list leaves out: 整改98处、立行立改36、限期整改62.

    ``places`` are sorted places that hold no figure.
    """
    found: list[Mention] = []
    for i, mention in enumerate(mentions):
        found.append(mention)
        if mention.kind is not FactKind.QUANTITY or mention.quantity.dimension != "count":
            continue
        limit = mentions[i + 1].start if i + 1 < len(mentions) else len(text)
        at = mention.end
        while item := _ELIDED.match(text, at):
            a, b = item.span(1)
            near = bisect_left(places, (b, 0))
            number = parse(item[1])
            if b > limit or any(a < y for _, y in places[max(0, near - 3) : near]) or not number:
                break
            quantity = Quantity(number.value, unit=mention.quantity.unit, dimension="count")
            found.append(
                Mention(a, b, FactKind.QUANTITY, quantity, b, "elided_unit", confidence=0.8)
            )
            at = b
    return found

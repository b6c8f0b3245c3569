"""Mention -> the same with a doubt: figures that are torn, misread or have lost their point.

A scan or a bad conversion turns 0 into O, loses a decimal point or puts a space into a number. What
was meant cannot be known, so no value is guessed: the figure stays, with a doubt and little
confidence (``pipeline.doubts`` names the doubts and says so to people).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.extract.mentions import Mention
from pipeline.schema import Bound, FactKind, Quantity

# what no reader sees, or a place where a character was lost
_UNSEEN = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2060-\u206f\ufeff\ufffd\ud800-\udfff"
_TEAR = re.compile(rf"[ ,，.。\n{_UNSEEN}]")
_TORN = re.compile(
    rf"(?:(?<![A-Za-z0-9.)）])\."
    rf"|(?<![0-9])[0-9]{{1,12}}(?:[ 。\n]|[,，] ?|[{_UNSEEN}]{{1,2}}|[ \n]?\.{{1,2}}[ \n]?))$"
)
_LABEL = re.compile(r"(?:^|\n)[ \u3000]*[0-9]{1,2}[.，,]\s?$")  # 1. 31家商户: a list
_LOOSE_GROUPS = frozenset(" \n")
_LONGEST = 16
_SHORTEST_GROUPED = 4  # 1 380
_SHARE_OF_WHOLE = re.compile(
    r"(?:满意|合格|覆盖|参与|知晓|普及|入户|整改|办结|接种|达标|签约|到位|回复|及时|规范|参会"
    r"|参保|见面|入学|成活|正确|准确|登记|建档|巡查|持证|上线|安装|处置|化解|调解|破案)率(?:为|达到?|提高到|提升到|至|[:：])?$"
)


def unknown(
    start: int, end: int, what: tuple[FactKind, str, str], unit_start: int, doubt: str
) -> Mention:
    """Make the mention of a figure without a value; ``what`` is its kind, unit and dimension."""
    kind, unit, dimension = what
    quantity = Quantity(None, unit=unit, dimension=dimension)
    return Mention(start, end, kind, quantity, unit_start, doubt, confidence=0.2)


def doubted(mention: Mention, text: str, start: int, places: Sequence[tuple[int, int]]) -> Mention:
    """Mark a figure in digits that may be the end of a longer one, or has lost its point.

    ``places`` are what stands shortly before it and is no figure: after a date a number is whole.
    """
    if start and _TEAR.match(text, start - 1):
        low = max(0, start - _LONGEST)
        torn = _TORN.search(text, low, start)
        if (
            torn
            and not any(a < start and torn.start() < b for a, b in places)
            and not ("." in torn[0] and _LABEL.search(text, max(0, torn.start() - 4), start))
        ):
            return _valueless(mention, torn.start())
    amount = mention.quantity
    if mention.kind is FactKind.PERCENT:
        if (
            amount.value is not None
            and amount.value > 200
            and _SHARE_OF_WHOLE.search(text, max(0, start - 8), start)
        ):
            return replace(mention, doubt="lost_point", confidence=0.4)
    elif (
        mention.unit_start - start > _SHORTEST_GROUPED
        and not mention.doubt
        and not _LOOSE_GROUPS.isdisjoint(text[start : mention.unit_start - 1])
    ):
        return replace(mention, doubt="split_number", confidence=0.4)  # 1 380户, 1,⏎380户
    return mention


def _valueless(mention: Mention, start: int) -> Mention:
    quantity = replace(mention.quantity, value=None, low=None, high=None, bound=Bound.EXACT)
    return replace(mention, start=start, quantity=quantity, doubt="split_number", confidence=0.2)

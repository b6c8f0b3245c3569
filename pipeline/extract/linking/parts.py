"""A whole and its parts: which figures divide which, told by the words."""

import re

from pipeline.extract.leads import word_class
from pipeline.extract.linking.links import (
    AVERAGE,
    CHANGE,
    MONEY,
    PART,
    QUANTITY,
    TOTAL,
    Figure,
    Link,
    recent,
)
from pipeline.extract.patterns import Ending

_BOTH = re.compile(r"已|当场|成功")
_EARLIER = re.compile(r"上[周月期年季]|去年|此前|前期|遗留|往年")
_SORTED = re.compile(r"按[^，。：:]{1,8}(?:分|划分|统计|看)[，：:、]?|从[^，。：:]{1,8}看")
_TYPE = Ending(r"(?:类|型|种|渠道|等级|领域|一级|二级|三级)$")
_REACH = 400
_POOL = 12


def part(figure: Figure) -> None:
    """Make a figure a part of what 其中 divides: 收集材料132份，其中文字95份."""
    link, whole = figure.link, figure.part_of
    if whole is not None and link.aggregate in (None, TOTAL) and link is not whole:
        link.divide(whole)
    elif (
        figure.paragraph.part_opens
        and link.aggregate is None
        and link.mention.kind in (QUANTITY, MONEY)
    ):
        link.aggregate = PART


def subset(figure: Figure) -> None:
    """Make a figure a part of a whole just named: 发现隐患7处，当场整改5处，其余2处."""
    link, raw, rest_of = figure.link, figure.raw, figure.rest_of
    if link.aggregate is not None or link.mention.kind not in (QUANTITY, MONEY):
        return
    if _EARLIER.search(raw):
        return
    typed = (link.action is None or link.listed) and bool(_TYPE.search(link.object or ""))
    sorted_at = _sorted_at(figure)
    whole = _whole(figure, _pool(figure, sorted_at), typed=typed)
    sorted_by = sorted_at is not None
    if whole is None:
        if (
            rest_of
            or (typed and (link.object or "").endswith("类"))
            or (sorted_by and link.action is None)
        ):
            link.aggregate = PART
        return
    value, most = link.mention.quantity.value, whole.mention.quantity.value
    if value is None or most is None or value > most:
        return
    if rest_of or _disposes(link, whole, raw):
        link.divide(whole)
    elif value < most and (typed or (sorted_by and (link.action is None or link.listed))):
        link.divide(whole)
        link.action = link.action or whole.action


def _disposes(link: Link, whole: Link, raw: str) -> bool:
    """Say whether a figure tells what was done of the whole: 发现42个，已整改39个."""
    action = link.action or ""
    if action in word_class("whole_verbs") and not _BOTH.search(raw):
        return False
    done = (
        action in word_class("part_verbs")
        or action.startswith(("未", "尚未", "当场", "已"))
        or raw.lstrip("，、；：").startswith(("已", "现已", "当场", "尚未", "成功"))
    )
    return done and (whole.action in word_class("whole_verbs") or link.object == whole.object)


def _sorted_at(figure: Figure) -> int | None:
    """Where the sentence says by what it sorts (按类型分：…), before this figure."""
    start, stop = figure.paragraph.sentence, figure.mention.start
    at = None
    for found in _SORTED.finditer(figure.text, max(start, stop - _REACH), stop):
        at = found.start()
    return at


def _pool(figure: Figure, sorted_at: int | None) -> list[Link]:
    """The figures that this one may divide, the nearest first."""
    paragraph, before = figure.paragraph, recent(figure.before)
    if sorted_at is not None:
        return [
            *(x for x in before if x.mention.end <= sorted_at),
            *recent(paragraph.links),
        ]
    if before and not figure.rest_of and any(x.unit == figure.unit for x in before):
        return before
    return [*before, *paragraph.last_sentence[: -_POOL - 1 : -1]]


def _whole(figure: Figure, pool: list[Link], *, typed: bool) -> Link | None:
    unit = figure.unit
    for link in pool:
        if (
            link.unit == unit
            and link.aggregate not in (PART, CHANGE, AVERAGE)
            and not link.compared
            and not (typed and _TYPE.search(link.object or ""))
        ):
            return link
    return None

"""A whole and its parts: which figures divide which, told by their values and their order."""

import re
from bisect import bisect_right

from pipeline.extract import words
from pipeline.extract.leads import strip_lead, verb_object
from pipeline.extract.linking.links import (
    AVERAGE,
    CHANGE,
    LOOK_BACK,
    PART,
    PERCENT,
    QUANTITY,
    RATE,
    TOTAL,
    Link,
    Paragraph,
)
from pipeline.extract.patterns import Ending

_AND = re.compile(r"[、和及与]")
_EARLIER_FIGURES = 20
_SHARED_OUT = Ending(
    r"(?:(?<!行政)(?<!自然)村|社区|镇|乡|街道|[镇城片辖]区|[村镇乡县]里|路|巷|街|[\u4e00-\u9fff]园|各[班组村队科室]|[一二三四五六七八九]年级)$"
)
_MOST = 40  # figures that answer one by one
# 分别为, 占比依次为, 各占: what follows answers what stands before, one by one
_IN_ORDER = re.compile(r"占比?(?:分别|依次)|(?:分别|依次|各)占|分别|依次为")
_TIME = re.compile(r"[年月周日旬]$|季度$|^[今去前明当上下本]")
_KINDS = re.compile(r"(?:这|等)?[两二三四五六七八九十]+(?:类|种|项|个方面|方面)$")


def sum_up(links: list[Link]) -> None:
    """Make the figures that a 合计 right after them adds up its parts: 9处、灯箱4处，合计13处."""
    for i, total in enumerate(links):
        left = total.mention.quantity.value
        if total.aggregate is not TOTAL or left is None:
            continue
        run: list[Link] = []
        for link in reversed(links[max(0, i - LOOK_BACK) : i]):
            value = link.mention.quantity.value
            if link.unit != total.unit or value is None or link.aggregate not in (None, PART):
                break
            run.append(link)
            left -= value
            if left <= 0:
                break
        if left == 0 and len(run) > 1:
            for link in run:
                link.divide(total)


def sum_down(links: list[Link]) -> None:
    """Make a run that adds up to the figure right before it its parts: 19张，个人14张、单位5张."""
    for i, whole in enumerate(links):
        left = whole.mention.quantity.value
        if left is None or whole.aggregate in (PART, CHANGE, RATE, AVERAGE):
            continue
        run: list[Link] = []
        for link in links[i + 1 : i + 1 + LOOK_BACK]:
            value = link.mention.quantity.value
            if link.unit != whole.unit:
                if link.aggregate is RATE:
                    continue
                break
            if (
                value is None
                or link.aggregate not in (None, PART)
                or link.status is not whole.status
            ):
                break
            run.append(link)
            left -= value
            if left <= 0:
                break
        if left == 0 and len(run) > 1 and all(x.whole in (None, whole) for x in run):
            for link in run:
                link.divide(whole)
                link.action = whole.action if link.action is None else link.action
            if whole.object and all(_SHARED_OUT.search(x.object or "") for x in run):
                for link in run:
                    link.object = whole.object  # 放映电影38场，镇区10场、村里28场


def divide_earlier(paragraph: Paragraph, links: list[Link]) -> None:
    """Make all figures of a sentence parts of one named before it: 住建386件；人社274件；…."""
    if len(links) < 3 or any(x.whole is not None for x in links):
        return
    unit = links[0].unit
    run = [
        x
        for x in links
        if x.unit == unit
        and x.mention.kind is QUANTITY
        and x.aggregate is None
        and x.mention.quantity.value is not None
    ]
    if len(run) < 3 or run[0] is not links[0]:
        return
    total = sum(x.mention.quantity.value for x in run if x.mention.quantity.value is not None)
    for whole in reversed(paragraph.links[-_EARLIER_FIGURES:]):
        if (
            whole.unit == unit
            and whole.mention.quantity.value == total
            and whole.aggregate not in (PART, CHANGE, AVERAGE)
        ):
            for link in run:
                link.divide(whole)
            return


def distribute(text: str, start: int, end: int, links: list[Link]) -> None:
    """Give the figures of a 分别为 or 分别占 the nouns that it answers, in order."""
    starts: list[int] = []
    for told in _IN_ORDER.finditer(text, start, end) if links else ():
        starts = starts or [x.mention.start for x in links]
        first = bisect_right(starts, told.start())
        run = _run(text, links[first : first + _MOST])
        if len(run) > 1:
            _answer(text, start, told, links[max(0, first - _MOST) : first], run)


def _answer(
    text: str, start: int, told: re.Match[str], earlier: list[Link], run: list[Link]
) -> None:
    at = told.start()
    before = [x for x in earlier if x.aggregate is not CHANGE]
    if run[0].mention.kind is PERCENT and len(before) >= len(run) and "占" in told.group():
        for link, source in zip(run, before[-len(run) :], strict=True):
            link.copy(source)
            link.aggregate = RATE
        return
    risen = words.verb_at(text, told.end())
    if risen and risen[1] == "X" and [x.unit for x in before[-len(run) :]] == [x.unit for x in run]:
        for link, source in zip(run, before[-len(run) :], strict=True):
            link.copy(source)  # 56台次，较上周分别增加18人次和6台次
            link.aggregate, link.base = CHANGE, source
        return
    clause_at = max(text.rfind(mark, start, at) for mark in "，,；;：:。")
    nouns = text[max(clause_at + 1, start) : at]
    after = words.verb_at(text, told.end())
    _, verb, obj = verb_object(strip_lead(nouns))
    if (verb and not obj) or after:
        bodies = _AND.split(run[-1].actor or "")
        if len(bodies) == len(run) and all(words.is_body(body) for body in bodies):
            for link, body in zip(run, bodies, strict=True):
                link.actor = body
    names = [name for name in _AND.split(_KINDS.sub("", obj)) if name]
    if len(names) == len(run) and not all(_TIME.search(name) for name in names):
        action = verb or (after[0] if after and after[1] == "" else None)
        for link, name in zip(run, names, strict=True):
            link.object, link.action = name, action


def _run(text: str, links: list[Link]) -> list[Link]:
    """The first figures of these that only 、 and the like divide."""
    run: list[Link] = []
    for link in links:
        if run and text[run[-1].mention.end : link.mention.start].strip("、和及与，, "):
            break
        run.append(link)
    return run

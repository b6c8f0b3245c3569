"""Counts that announce an enumeration: 三项措施, 四个方面的工作, 六大服务体系."""

import re
from functools import cache

from pipeline import lexicon
from pipeline.extract.numerals import Number
from pipeline.schema import Announced, Bound, Span

ANNOUNCING = set("项个条点类种张件大步道重")
_NOUN = re.compile(r"[^，,。；;：:、！!？?\s（）()“”\"《》0-9]{1,12}")
_ENUMERATED = re.compile(r"[：:，,。]?\s*(?:一是|首先|第一|一要|一、|（一）|1[.、])")

_RESULTS = {
    *("工作", "任务", "行动", "工程", "平台", "专项", "目标"),
    *("主题", "课题", "内容", "建议", "清单", "机制"),
}


@cache
def _announcing_nouns() -> tuple[str, ...]:
    return tuple(sorted(lexicon.words("announced_nouns"), key=lambda noun: (-len(noun), noun)))


def announced_at(text: str, start: int, end: int, number: Number) -> Announced | None:
    """Read 三项措施, 四个方面的工作, 六大服务体系: a count that announces what follows."""
    unit = text[end : end + 1]
    if (
        unit not in ANNOUNCING
        or number.value is None
        or number.bound is not Bound.EXACT
        or not 2 <= number.value <= 20
    ):
        return None
    noun = _NOUN.match(text, end + 1)
    if noun is None:
        return None
    words = noun.group()
    head = words.partition("的")[0] or words
    nouns = _announcing_nouns()
    tail = None
    if head.startswith(nouns):
        tail = next(n for n in nouns if head.startswith(n))
    elif len(head) <= 8 and head.endswith(nouns):
        tail = next((n for n in nouns if len(n) > 1 and head.endswith(n)), None)
    stop = end + 1 + len(head)
    enumerated = bool(_ENUMERATED.match(text, noun.end()))
    before = text[max(0, start - 6) : start]
    if unit == "大" and (tail or text[start - 1 : start] not in ("0",)):
        return Announced(Span(start, stop), int(number.value), head)
    if tail is None and not enumerated:
        return None
    if (
        tail == "问题"
        and not enumerated
        and not before.endswith(("以下", "存在", "如下", "上述", "这"))
    ):
        return None
    if tail in _RESULTS and not enumerated and text[start].isdigit() and unit in "个项件":
        return None  # 完成3项任务 with Arabic digits is a result
    return Announced(Span(start, stop), int(number.value), head)

"""The words after a figure -> the noun that it counts: 28家|共建单位|参加."""

import re
from functools import cache

from pipeline import lexicon
from pipeline.extract import words
from pipeline.extract.leads import BODY_AFTER, EVENT_END, NOT_GOVERNED
from pipeline.extract.patterns import Ending

TAIL_MARK = re.compile(r"[，,；;：:。！？!?\n（(）)“\t【]")


@cache
def _joins() -> dict[str, str]:
    joins: dict[str, str] = lexicon.settings("linking")["stop_joins"]
    return joins


@cache
def _joins_before() -> dict[str, str]:
    joins: dict[str, str] = lexicon.settings("linking")["stop_joins_before"]
    return joins


_EDGES = (
    "及以上的", "及以上", "及以下的", "及以下",
    "以上的", "以上", "左右的", "以下的", "以下", "以内的",
)  # fmt: skip
_SIZES = frozenset("长高宽")
_HOW = Ending(r"(?<=[\u4e00-\u9fff]{2})(?:全面|逐一|及时|全部|主动|陆续|先后|集中)$")
_ONE = frozenset("人户村车狗树")
_OWNERS = frozenset("村区院栋楼校厂站组队园宅镇乡县街巷路")
_LONGEST_TAIL, _LONGEST_NOUN = 40, 24


def tail_noun(text: str, start: int, limit: int) -> str:
    """The noun right after a figure, up to a mark, a verb of its own or another figure."""
    end = min(limit, start + _LONGEST_TAIL)
    if stop := TAIL_MARK.search(text, start, end):
        end = stop.start()
        quote = start + (text[start] == "的")
        if end == quote and text[quote] == "“":
            close = text.find("”", quote, quote + _LONGEST_NOUN)
            if close > 0:
                after = TAIL_MARK.search(text, close + 1, min(limit, start + _LONGEST_TAIL))
                end = after.start() if after else max(close + 1, min(limit, start + _LONGEST_TAIL))
    tail = text[start:end]
    possessive = tail.startswith("的")
    tail = _without_edge(tail.removeprefix("的"), text[start - 1])
    if tail[:1] in _JOINED:
        return ""
    at = opened = tail.find("”") + 1 if tail[:1] == "“" else 0
    stops, verbs = words.stop_starts(), words.verb_starts()
    while at < len(tail):
        character = tail[at]
        word = words.stop_at(tail, at) if character in stops else None
        if word:
            if (at == 0 and BODY_AFTER.match(tail, len(word))) or (
                at == opened > 0 and EVENT_END.search(tail)  # “清风”|集中行动
            ):
                at += len(word)
                continue
            if len(word) > 1 or not _inside_word(tail, at, word):
                break
        if character == "的" and at and tail[at - 1] in _OWNERS:
            break  # 三个村|的值守情况
        if (
            (at >= 2 or (at and tail[0] in _ONE))
            and character in verbs
            and tail[at - 1] != "的"
            and _predicate_at(tail, at)
        ):
            break
        at += 1
    noun = _HOW.cut(tail[:at].rstrip("、和及与的 　"))
    if (at == 0 and not possessive) or len(noun) > _LONGEST_NOUN:
        return ""
    return "" if len(noun) == 1 and noun not in _ONE else noun


_JOINED = frozenset("、和及与")


def _without_edge(tail: str, before: str) -> str:
    """Take off what belongs to the figure: 60周岁|以上的|老人, 300米|长|道路 (but not 长期)."""
    if tail[:1] in _SIZES:
        whole = len(tail) < 3 or tail[1] in "期效度" or before not in "米里寸尺"
        return tail if whole else tail[1:]
    if tail[:1] in ("及", "以", "左"):
        for edge in _EDGES:
            if tail.startswith(edge) and len(tail) > len(edge) + 1:
                return tail[len(edge) :]
    return tail


def _predicate_at(tail: str, at: int) -> bool:
    """16名农民工|讨要工资: a verb with its object ends the noun, one that closes it does not."""
    verb = words.verb_at(tail, at)
    if verb is None or len(verb[0]) < 2 or verb[1] not in ("", "O", "L"):
        return False
    after = tail[at + len(verb[0]) :]
    return len(after) >= 2 and not NOT_GOVERNED.match(after) and not BODY_AFTER.match(after)


def _inside_word(tail: str, at: int, word: str) -> bool:
    if at and tail[at - 1] in _joins_before().get(word, ""):
        return True
    return tail[at + 1 : at + 2] != "" and tail[at + 1] in _joins().get(word, "")

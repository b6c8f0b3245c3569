"""The words after a figure -> the noun that it counts: 28家|共建单位|参加."""

import re
from functools import cache

from pipeline import lexicon
from pipeline.extract import words
from pipeline.extract.leads import BODY_AFTER, NOT_GOVERNED

TAIL_MARK = re.compile(r"[，,；;：:。！？!?\n（(）)“\t]")


@cache
def _joins() -> dict[str, str]:
    joins: dict[str, str] = lexicon.settings("linking")["stop_joins"]
    return joins


@cache
def _joins_before() -> dict[str, str]:
    joins: dict[str, str] = lexicon.settings("linking")["stop_joins_before"]
    return joins


def tail_noun(text: str, start: int, limit: int) -> str:
    """The noun right after a figure, up to a mark, a verb of its own or another figure."""
    stop = TAIL_MARK.search(text, start, min(limit, start + 40))
    end = stop.start() if stop else min(limit, start + 40)
    if stop and stop.group() == "“" and stop.start() == start:
        close = text.find("”", start, start + 24)
        end = close + 1 if close > 0 else end
    tail = text[start:end]
    possessive = tail.startswith("的")
    tail = tail.removeprefix("的")
    for prefix in (
        "及以上的", "及以上", "及以下的", "及以下", "以上的", "以上", "左右的", "以下的", "以下",
        "以内的", "长", "高", "宽",
    ):  # fmt: skip
        if (
            tail.startswith(prefix)
            and len(tail) > len(prefix) + 1
            and not (
                prefix in "长高宽" and (tail[1:2] in "期效度" or text[start - 1] not in "米里寸尺")
            )
        ):
            tail = tail.removeprefix(prefix)
            break
    at = 0
    while at < len(tail):
        c = tail[at]
        if c in "、和及与" and at == 0:
            return ""
        word = words.stop_at(tail, at)
        if word and at == 0 and BODY_AFTER.match(tail, len(word)):
            at += len(word)
            continue
        if word and not (len(word) == 1 and _inside_word(tail, at, word)):
            break
        if at >= 2 and tail[at - 1] != "的" and _predicate_at(tail, at):
            break
        at += 1
    noun = tail[:at].rstrip("、和及与的 　")
    if at == 0 and not possessive:
        return ""
    if len(noun) > 24:
        return ""
    if len(noun) == 1 and noun not in "人户村车狗树":
        return ""
    return noun


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

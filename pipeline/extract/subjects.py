"""A clause -> who acts in it where no known verb ends the name: 自来水公司|停水3次."""

import re
from functools import cache

from pipeline.extract import words
from pipeline.extract.actors import actor_words, are_given, clause_begins, find_actor
from pipeline.extract.leads import EVENT_END

_LONGEST = 16
_NAME = re.compile(r"[\u4e00-\u9fff、A-Z“”]+")
_GOES_ON = frozenset("的之内外里门前旁周类级型性式化等数和及或总、”")
_WON = re.compile(r"(?:荣|夺|斩|勇)?获(?!得?感|悉|救|利|批|益|评)得?|夺得|夺取|摘得|捧回")
_WATER = re.compile(
    r"([\u4e00-\u9fff]{1,5}(?:河|江|溪|湖|水库|水文站|山塘))(?=(?:最高|当前|实时)?水位)"
)
_WINNER = re.compile(r"[\u4e00-\u9fffA-Z“”《》]+")
_OCCASION = re.compile(r"^[^，]*在[^，]+?[上中]")
_BY = re.compile(r"(?<![自缘理因来经])由(?![于此专])")
_MADE_OF = re.compile(r"组成|构成|组建|[任为]组长|为主|转为|变为|改为")
_STOPS = frozenset("由对比把将向被为与的了一二三四五六七八九十两")
_TIME_OR_PLACE = re.compile(
    r"[年月日周期度时天晚上中下后前间]$|^(?:在|从|于|对|把|为|以|与|比|较|经|被)"
)


def named_body(clause: str) -> str | None:
    """The longest name at the start of a clause whose last word only those have who act."""
    clause = clause.lstrip(" 　、")
    if len(clause) < 4 or not clause_begins(clause):
        return None
    if river := _WATER.match(clause):
        return river[1]
    if winner := _won(clause):
        return winner
    matched = _NAME.match(clause)
    limit = min(matched.end() if matched else 0, len(clause), _LONGEST)
    found = None
    at = 0
    while at < limit:
        if clause[at] == "“" and (closes := clause.find("”", at, limit)) > 0:
            at = closes + 1
            continue
        if clause[at] in _STOPS:
            break
        verb = words.verb_at(clause, at)
        if verb and len(verb[0]) > 1 and verb[1] != "C" and verb[0] not in _in_names():
            break
        at += 1
        if _is_name(clause, at):
            found = clause[:at]
    return found


def agent(clause: str) -> str | None:
    """Those by whom something is done: 监督抽检由|第三方机构|承担."""
    by = _BY.search(clause)
    if by is None:
        return None
    rest = clause[by.end() :]
    if _MADE_OF.search(rest):
        return None
    return find_actor(rest) or named_body(rest)


@cache
def _in_names() -> frozenset[str]:
    """Verbs that names of bodies and people are made of: 监控|中心, 保洁|船."""
    return frozenset((*actor_words("people_verbs"), *actor_words("name_verbs")))


def _won(clause: str) -> str | None:
    """Who wins a prize: 男篮|获全县中学生联赛第二名."""
    won = _WON.search(clause, 2, 24)
    if won is None:
        return None
    name = _OCCASION.sub("", clause[: won.start()])
    if len(name) < 2 or not _WINNER.fullmatch(name) or EVENT_END.search(name):
        return None
    for at in range(len(name)):
        verb = words.verb_at(name, at)
        if verb and len(verb[0]) > 1 and verb[1] in ("", "L", "O"):
            return None
    return None if _TIME_OR_PLACE.search(name) else name


def _is_name(clause: str, at: int) -> bool:
    """Say whether the words before an offset name a body beyond doubt, and words follow."""
    rest = len(clause) - at
    if rest < 2 or clause[at] in _GOES_ON or are_given(clause, at):
        return False
    if words.after_manner(clause, at) == len(clause):
        return False
    *others, name = clause[:at].split("、")
    if any(_ending(other) is None and not words.is_body(other) for other in others):
        return False
    ending = _ending(name)
    if ending is None or name.endswith(actor_words("no_names")):
        return False
    before = len(name) - len(ending)
    return before > 1 or len(ending) > 2 or (not before and ending in actor_words("bare_names"))


def _ending(name: str) -> str | None:
    return next((e for e in _endings().get(name[-1:], ()) if name.endswith(e)), None)


@cache
def _endings() -> dict[str, tuple[str, ...]]:
    """The endings of sure names, longest first, by last character."""
    index: dict[str, list[str]] = {}
    for ending in sorted(actor_words("sure_names"), key=len, reverse=True):
        index.setdefault(ending[-1], []).append(ending)
    return {last: tuple(endings) for last, endings in index.items()}

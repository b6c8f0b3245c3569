"""What follows a figure: its noun, and the verb that this noun is the subject of."""

import re

from pipeline.extract import words
from pipeline.extract.leads import EVENT_END, first_verb, noun_only, verb_object
from pipeline.extract.linking.links import Figure, Link
from pipeline.extract.tails import TAIL_MARK

_SENTENCE = re.compile(r"[。！？!?\n]")
_CLAUSE = re.compile(r"[，,；;：:]")
_LISTED = re.compile(r"[、和及与][0-9一二三四五六七八九十两]+[\u4e00-\u9fff]{1,2}")
_EVENT_NOUN = re.compile(r"(?:了|活动|工作|行动)+$")
_LIGHT = ("开展", "进行", "实施", "实行", "予以", "给予")
_MANNER = re.compile(
    r"(?:已|均|全部|正在|正|当场|及时|随即|主动|现场|继续|按期|按时|自愿|成功|顺利|先后|都|也|被)+"
)
_THERE = re.compile(r"^(?:到场|在岗|到会|来校|来村|连夜)(?=[\u4e00-\u9fff]{2})")
_HELD = re.compile(r"(?:开展|举办|举行|召开|组织|进行|参加|承办)了?(?!规|全)([^，]{2,16})$")
_PREDICATE_REACH, _VERB_REACH, _EVENT_REACH = 48, 30, 400


def take_tail(link: Link, text: str, tail: str) -> None:
    """Count the noun after the figure: 28家|共建单位."""
    link.object = tail
    end = link.mention.end
    at = text.find(tail, end, end + len(tail) + 6)
    link.tail_end = at + len(tail) if at >= 0 else 0


def predicate(text: str, at: int, noun: str) -> str | None:
    """The verb after the noun of a figure: 28家共建单位|参加; 6家商超开展食品安全|检查."""
    reach = at + _PREDICATE_REACH
    stop = _SENTENCE.search(text, at, reach)
    tail = _LISTED.sub("", text[at : stop.start() if stop else reach])
    clause = _CLAUSE.split(tail.replace(noun, "", 1), maxsplit=1)[0]
    for light in _LIGHT:
        if light in clause:
            return _event_verb(clause.split(light, 1)[1]) or light
    verb = first_verb(_THERE.sub("", clause.lstrip("逐一均已全部都")))
    return verb[1] if verb and verb[2] in ("", "O", "L") else None


def _event_verb(event: str) -> str | None:
    """The verb that an event ends with: 食品安全|检查活动."""
    least = len(_EVENT_NOUN.sub("", event))
    for at in range(max(0, len(event) - 8), len(event)):
        verb = words.verb_at(event, at)
        if verb and verb[1] == "" and len(verb[0]) > 1 and at + len(verb[0]) >= least:
            return verb[0]
    return None


def verb_after(text: str, at: int, limit: int) -> tuple[str | None, str | None]:
    """A verb right after a figure with its object: 31人参加体能测试; 其余2件移交司法所."""
    if at >= len(text):
        return None, None
    reach = min(limit, at + _VERB_REACH)
    stop = TAIL_MARK.search(text, at, reach)
    clause = text[at : stop.start() if stop else reach]
    if manner := _MANNER.match(clause):
        clause = clause[manner.end() :]
    verb = words.verb_at(clause, 0)
    if verb is None or verb[1] in ("C", "X", "S"):
        return None, None
    _, action, thing = verb_object(clause)
    return action, noun_only(thing)


def event_before(text: str, at: int) -> str | None:
    """The event of the clause before: 组织规上企业开展|应急演练，95人参加."""
    reach = max(0, at - _EVENT_REACH)
    start = max(text.rfind(mark, reach, at) for mark in "。\n；")
    clauses = [c for c in _CLAUSE.split(text[max(start + 1, reach) : at]) if c.strip()]
    for clause in reversed(clauses[-2:]):
        held = _HELD.search(clause)
        if held and EVENT_END.search(held[1]):
            return held[1]
    return None


def follows(figure: Figure) -> tuple[str | None, str | None]:
    """The verb right after a figure, with its object."""
    return verb_after(figure.text, figure.mention.end, figure.limit)

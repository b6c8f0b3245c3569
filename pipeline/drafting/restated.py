"""A sentence that takes a figure back -> what it says: the old value, the new one, the words."""

import re
from dataclasses import dataclass
from decimal import Decimal

from pipeline.drafting.said import find_said
from pipeline.drafting.spoken import indicator, table
from pipeline.drafting.values import amount, known_units
from pipeline.extract.numerals import parse_number

_CHINESE = r"(?<!第)[零一二两三四五六七八九十百千]{1,8}(?![\d下些样直定般共致起边])"
NUMBER = rf"\d[\d,，]*(?:\.\d+)?(?:万|亿)?|{_CHINESE}"


_UNITS = "|".join(sorted((u for u in known_units() if len(u) > 1), key=len, reverse=True))


def _n(group: str) -> str:
    return rf"(?P<{group}>{NUMBER})(?:[余多](?=[一-鿿]))?(?P<{group}u>{_UNITS}|[一-鿿%])?"


SHOULD = (
    r"(?:应为|应该为|应该是|应当是|应是|改为|改成|更正为|订正为|实际是|实际为|实为|其实是|—>|->|→)"
)
_PATTERNS = (
    re.compile(
        rf"{SHOULD}{_n('new')}[，,、（(]?(?:原来|原先|原报|原为|原|之前)的?(?:是|为|报)?{_n('old')}"
    ),
    re.compile(rf"不是{_n('old')}[，,、]?(?:而|应该|应)?是[^\d，。]{{0,8}}?{_n('new')}"),
    re.compile(rf"(?:是|为|应为)?{_n('new')}[，,、]?(?:而)?不是{_n('old')}"),
    re.compile(
        rf"{_n('new')}[，,]{_n('old')}(?:是|系|为)?(?:打|写|报|输|看|说|填|搞|弄)(?:反|错|颠倒|岔|串)"
    ),
    re.compile(
        rf"(?:把|将)?{_n('old')}[^\d，。]{{0,8}}?(?:写|报|打|错写|错报|误写|误报)成了?{_n('wrong')}"
    ),
    re.compile(rf"{_n('old')}[^\d]{{0,14}}?{SHOULD}[^\d，。]{{0,8}}?{_n('new')}"),
    re.compile(
        rf"{_n('old')}[^\d]{{0,6}}?(?:写|报|打|说|填|弄|搞|算|记|看|统计)?"
        rf"(?:错了|有误|不对|多了|少了)[^\d]{{0,14}}?{_n('new')}"
    ),
)
NEW = re.compile(rf"{SHOULD}[^\d，。]{{0,8}}?{_n('new')}")
ONLY = re.compile(_n("new"))
MORE = re.compile(
    rf"(?P<verb>少报|漏报|少算|漏算|漏了|漏登|补报|多报|多算|重复报|重报|多写|少写|再加|再添|追加|还要加|再减|减去)了?"
    rf"[^\d，。]{{0,6}}?{_n('n')}"
)
TOTAL = re.compile(
    rf"(?P<words>[^，。]{{2,12}}?)(?:再补|再加|再报|又增加|补报|补)[^，。\d]{{0,4}}{_n('n')}[，,]\s*"
    rf"(?:一共|总共|合计|现在|累计|共)(?:是|为|有|计)?{_n('new')}"
)
_BESIDE = re.compile(
    r"(?:刚才?|刚刚|又|后来|因为|昨天|早上|下午|多|少)[^，。]{0,3}(?:来|到|有|补|加|漏|算)了?$"
)
ADDED = re.compile(
    rf"(?P<words>[^，。]{{2,12}}?)(?:少报|漏报|少算|漏算|漏)了?[^。；]{{0,16}}?{_n('n')}[，,]\s*"
    rf"(?:一共|总共|合计|现在|共)(?:是|为|有|计)?{_n('new')}"
)
POINTING = (
    r"上面|刚才|刚刚|前面|我们?|报的|发的|那个|这个|数据|数字|数|错了?|不对|写|报|打|发|更正|一下|不好意思|抱歉"
    r"|对不起|应该|是|为|改|帮|请|的|了|啊|哈|重新|上|条|[！!，,。：:]"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A correction as said: the old value if it was named, the new one, and the words before."""

    old: Decimal | None
    new: str
    unit: str
    words: str
    about: str = ""


def chosen(sentence: str) -> re.Match[str] | None:
    """Find the number that a word on rivals names: 按5600余份报, 以23处为准."""
    named = re.search(rf"(?:按|以)[^，。；\d]{{0,10}}?(?={NUMBER})", sentence)
    match = (ONLY.search(sentence, named.end()) if named else None) or ONLY.search(sentence)
    if match is None:
        return None
    same = [
        each
        for each in ONLY.finditer(sentence)
        if value_said(each["new"]) == value_said(match["new"])
    ]
    return next((each for each in same if unit_said(each["newu"])), match)


_GROUPED = re.compile(r"(?<=\d)[,，](?=\d{3}(?!\d))")


def read_corrections(sentence: str) -> list[Found]:
    """Read 46家应为64家, 是16车不是61车, 46写错了是64, 更正：商铺64家、隐患33处."""
    sentence = _GROUPED.sub("", sentence)
    pieces = [found for piece in re.split(r"[；;]", sentence) if (found := _both_named(piece))]
    clauses = [
        found for piece in re.split(r"[，,；;、]", sentence) if (found := _both_named(piece))
    ]
    if pieces or clauses:
        return clauses if len(clauses) > len(pieces) else pieces
    match = NEW.search(sentence)
    if match and value_said(match["new"]) is not None:
        words = sentence[: match.start()]
        first = Found(None, text_said(match["new"]), unit_said(match["newu"]), words)
        return [first, *_further(sentence, match.end(), words)]
    if not re.search(table()["cues"]["restate"], sentence):
        return []
    stated: list[Found] = []
    for each in find_said(sentence):
        name, _ = indicator(re.split(r"[：:。]", each.before)[-1], each.after)
        if not stated and len(re.sub(POINTING, "", name)) < 2:
            name = sentence[: each.mention.start]  # 上面超员面包车写错，撤回，是3辆
        elif stated and _BESIDE.search(each.before):
            continue  # 补缴那个写8人，刚又来了2个：说的是缘由
        words = sentence[each.mention.start : each.mention.end]
        if (number := amount(words)) is not None:
            unit = number.unit or each.mention.quantity.unit or ""
            stated.append(Found(None, number.text, unit_said(unit), name))
    return stated


def _further(sentence: str, at: int, words: str) -> list[Found]:
    """Read what else is restated behind the first new value: 应为11件，办结10件."""
    found = []
    for clause in re.split(r"[，,；;]", sentence[at:])[1:]:
        said = find_said(clause)
        if len(said) != 1 or re.search(table()["cues"]["adjust"], clause):
            break
        name, _ = indicator(said[0].before, said[0].after)
        number = amount(clause[said[0].mention.start : said[0].mention.end])
        if number is None or len(name) < 2:
            break
        unit = number.unit or said[0].mention.quantity.unit or ""
        found.append(Found(None, number.text, unit_said(unit), name, words))
    return found


def as_written(number: str) -> tuple[str, ...]:
    """Give 1240 also as 1,240, as some write it."""
    return (f"{int(number):,}",) if number.isdigit() and len(number) > 3 else ()


_DAY = re.compile(r"(?:\d{2,4}年)?\d{1,2}月(?:份|\d{1,2}[日号])?")


def _both_named(sentence: str) -> Found | None:
    sentence = _DAY.sub("", sentence)
    for pattern in _PATTERNS:
        match = pattern.search(sentence)
        if not match:
            continue
        groups = match.groupdict()
        if groups.get("wrong"):
            old, new, unit = groups["wrong"], groups["old"], groups.get("oldu")
        else:
            old, new, unit = groups["old"], groups["new"], groups.get("newu") or groups.get("oldu")
        value = value_said(old)
        if value is None or value_said(new) is None or value == value_said(new):
            continue
        return Found(value, text_said(new), unit_said(unit), sentence[: match.start()] or sentence)
    return None


_NO_UNIT = frozenset("为，不是应写报才了啊哈的错而改实更打有多少吧")


def unit_said(words: str | None) -> str:
    """Give the unit behind a number, "" for a particle that only stands there."""
    return "" if not words or words in _NO_UNIT else words


def value_said(words: str) -> Decimal | None:
    """Read a number in digits or in words."""
    found = amount(words)
    return found.value if found else parse_number(words)


def text_said(words: str) -> str:
    """Give a number as a draft prints it."""
    found = amount(words)
    return found.text if found else words

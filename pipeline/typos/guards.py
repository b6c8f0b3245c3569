"""Text -> the places that no guess may change: figures, document numbers, names, trade words."""

import re
from collections.abc import Iterator
from functools import cache

from pipeline import lexicon

NUMERALS = frozenset("0123456789〇零一二三四五六七八九十百千万亿两几壹贰叁肆伍陆柒捌玖拾佰仟")
BODY = "社区|街道|镇|乡|村民?委|小区|新村"
PLACE = "村|区|县|市|州|路|街|巷|弄|桥|河|江|湖|港|圩|坝|山|寺|广场|花园|大道"
ORGANISATION = "实验学校|学校|小学|中学|幼儿园|医院|超市|酒店|公司|工厂|厂|合作社|银行"
SURNAME_CUES = "书记|主任|同志|局长|镇长|乡长|区长|县长|市长|所长|站长|科长|队长|老师|师傅|某"
NAME = 3
_HANZI = "[\u4e00-\u9fff]"
_NAMES = re.compile(rf"(?={_HANZI}{{2}}(?:{PLACE}|{ORGANISATION}))")
_BODIES = re.compile(rf"(?={_HANZI}{{{NAME}}}(?:{BODY}))|(?<!{_HANZI})(?={_HANZI}{{2}}(?:{BODY}))")
_PEOPLE = re.compile(rf"(?={_HANZI}(?:{SURNAME_CUES}))|(?<=[小老])(?={_HANZI}[\s\d：:])")
_DOCUMENT_NUMBER = re.compile(rf"{_HANZI}{{1,12}}[〔\[［(（]\d{{4}}[〕\]］)）]")
_FIGURE = re.compile(rf"[0-9０-９](?:{_HANZI}[次户人]|{_HANZI})")


def protected(text: str) -> set[int]:
    """Give the places whose characters are never to be changed by a guess."""
    places: set[int] = set()
    for pattern in (_DOCUMENT_NUMBER, _FIGURE):
        for match in pattern.finditer(text):
            places.update(range(*match.span()))
    for start, end in trade_words(text):
        places.update(range(start, end))
    return places


def name_places(text: str) -> set[int]:
    """Give the places that may belong to the name of a place, a body or a person."""
    places = body_places(text)
    for match in _NAMES.finditer(text):
        places.update((match.start(), match.start() + 1))
    for match in _PEOPLE.finditer(text):
        places.add(match.start())
    return places


def body_places(text: str) -> set[int]:
    """Give the places just before 街道, 社区, 镇 and the like, where a name is all but certain."""
    places: set[int] = set()
    for match in _BODIES.finditer(text):
        places.update(range(match.start(), match.start() + NAME))
    return places


def trade_words(text: str) -> Iterator[tuple[int, int]]:
    """Yield the places of words of ``data/domain_words.tsv``."""
    index = _index()
    for start in range(len(text) - 1):
        for word in index.get(text[start : start + 2], ()):
            if text.startswith(word, start):
                yield start, start + len(word)
                break


@cache
def _index() -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = {}
    for word in lexicon.words("domain_words"):
        if len(word) > 1:
            groups.setdefault(word[:2], []).append(word)
    return {key: tuple(sorted(group, key=len, reverse=True)) for key, group in groups.items()}

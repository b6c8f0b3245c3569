"""Places where a numeral states no figure: idioms, names, titles, quotations, codes, addresses."""

import re
from collections.abc import Iterable
from functools import cache

from pipeline import lexicon
from pipeline.extract.dates import DateMention
from pipeline.extract.numerals import CHINESE
from pipeline.extract.words import verb_at

_QUOTED = re.compile(
    r"“[^”“。！？；\n]{1,16}”|《[^》《\n]{1,60}》|‘[^’‘\n]{1,16}’|「[^」\n]{1,16}」|\"[^\"。；，,\n]{1,16}\""
)
_SECRECY = re.compile(r"★\s?[0-9一二三四五六七八九十]{1,3}(?:年|个月|日|天)?")  # 秘密★1年
_DOCUMENT_NUMBER = re.compile(r"[〔\[［(（【][12][0-9]{3}[〕\]］)）】]\s?(?:第\s?)?[0-9]+\s?号")
# every alternative starts at the head of its run and is bounded: no quadratic scan of long runs
_IDENTIFIER = re.compile(
    r"(?=[A-Za-z0-9])(?:(?<![A-Za-z0-9])(?!(?:APP|App|app)[0-9]{1,9}[\u4e00-\u9fff])[A-Za-z][A-Za-z0-9.\-_/@:]{0,80}[0-9]{1,40}"
    r"|(?<![0-9])[0-9]{1,40}(?=[A-Za-z@](?![a-z]?[²³2３]?(?![A-Za-z])))"
    r"|(?<![0-9])[0-9]{1,2}[·•][0-9]{1,2}(?![0-9])|(?<![0-9])1[3-9][0-9]{9}(?![0-9])|(?<![0-9])[0-9]{3,4}-[0-9]{7,8}"
    r"|(?<![0-9.])[0-9]{1,20}(?:\.[0-9]{1,20}){2,9}|https?://[^\s]{1,500})"
)
_N = "[0-9一二三四五六七八九十]"
_ADDRESS = re.compile(
    rf"(?=[0-9A-Za-z一二三四五六七八九十])(?<![0-9A-Za-z一二三四五六七八九十])(?:"
    rf"[0-9A-Za-z一二三四五六七八九十]{{1,8}}(?:号楼|栋|幢|座|号){_N}{{1,6}}(?:单元|室|号|层)?(?:[0-9]{{1,5}}(?:室|号)?)?"
    rf"|[0-9]{{1,5}}(?:单元|室)(?:[0-9]{{1,5}}室?)?"
    rf"|{_N}{{1,8}}号(?:楼|线|院|门|窗口|桥|路|岗|地块|库|泵站|文|令|通知)?)"
)
_OPEN_QUESTION = re.compile(r"【待[核补][^】\n]{0,80}】")  # a draft's own marks state nothing yet


# 三棵松村, 五里桥社区, 三元桥: a small numeral, its classifier and what makes them a place
_PLACE_AFTER = re.compile(
    r"([\u4e00-\u9fff]{0,2}?)(社区|小区|村|路|街|巷|弄|桥|湾|塘|坝|庄|屯|寨|镇|乡|沟|河|湖|山|岭|坡|井|店"
    r"|铺|营|堡|坊|园|苑)(?=[，。、；：！？）)》”〉\s0-9]|$|党|居委|村|委|支部|社区|小学|段|沿线|两侧|片|位于|是|至|到|的|工作)"
)
_PLACE_BEFORE = re.compile(
    r"([\u4e00-\u9fff]{0,2}?)(社区|小区|村|路|街|巷|桥|湾|塘|庄|屯|寨|镇|乡|沟|河|湖|山|坡|店)"
)
_NOT_IN_PLACE = re.compile("[进入出临沿驻到下上每各全本的个新老旧危一二三四五六七八九十]")


@cache
def _place_units() -> dict[str, str]:
    return dict(lexicon.settings("figures")["place_names"])


def in_place_name(text: str, numeral: int, unit_end: int, unit: str) -> bool:
    """Say whether a numeral of ``numeral`` characters and its unit begin a place's name."""
    if numeral > 1 or unit not in _place_units():
        return False
    place = _PLACE_AFTER.match(text, unit_end) or _place_before_verb(text, unit_end)
    if place is None or _NOT_IN_PLACE.search(place[1]):
        return False
    if text.startswith(("村", "社区", "镇", "乡", "街道"), place.end()):
        return True
    return place[2] not in _place_units()[unit].split()


def _place_before_verb(text: str, at: int) -> re.Match[str] | None:
    place = _PLACE_BEFORE.match(text, at)
    return place if place and place.end() < len(text) and verb_at(text, place.end()) else None


@cache
def _traps() -> dict[str, list[tuple[str, int]]]:
    """Trap words by a numeral of theirs and a neighbour: the character after, at its end before."""
    index: dict[str, list[tuple[str, int]]] = {}
    numerals = set(CHINESE + "几数半")
    for word in sorted(lexicon.words("traps"), key=len, reverse=True):
        for at, c in enumerate(word):
            if c in numerals or c.isdigit():
                last = at == len(word) - 1
                key = word[at - 1 : at] + c + _LAST if last else word[at : at + 2]
                index.setdefault(key, []).append((word, at))
    return index


_LAST = "\0"


def trap_end(text: str, start: int) -> int:
    """End of the longest trap word that covers the numeral at ``start``, 0 if none does."""
    traps = _traps()
    numeral = text[start]
    end = longest = 0
    for key in (text[start : start + 2], f"{text[max(0, start - 1) : start]}{numeral}{_LAST}"):
        for word, at in traps.get(key, ()):
            if len(word) > longest and start >= at and text.startswith(word, start - at):
                end, longest = start - at + len(word), len(word)
                break
    return end


def blocked_places(text: str, dates: Iterable[DateMention] = ()) -> list[tuple[int, int]]:
    """Places where no numeral states a figure: dates, titles, quotations, codes, addresses."""
    places = [(d.start, d.end) for d in dates]
    for pattern in (_QUOTED, _SECRECY, _DOCUMENT_NUMBER, _IDENTIFIER, _ADDRESS, _OPEN_QUESTION):
        places.extend(m.span() for m in pattern.finditer(text))
    return sorted(places)

"""词语多写了一遍：提高提高、文明文明城区。

为什么要查：复制、输入法重复上屏留下的叠词，读起来磕绊。
怎么改：删去多写的一遍。
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

from pipeline import lexicon
from pipeline.rules.base import Example
from pipeline.schema import Context, Edit, Finding, Report, Severity, Span

CODE = "TXT402"
NAME = "叠词"
SEVERITY = Severity.WARNING
BAD = [
    Example("⟦提高提高⟧服务质量是重点。", fixed="提高服务质量是重点。"),
    Example("落实⟦文明文明⟧城区创建任务。", fixed="落实文明城区创建任务。"),
    Example("街道⟦进一步进一步⟧压实责任。", fixed="街道进一步压实责任。"),
    Example("街道⟦进进行⟧检查，改善⟦基础设设施⟧。", fixed="街道进行检查，改善基础设施。"),
    Example("街道高度⟦重视视⟧，层层压实责任。", fixed="街道高度重视，层层压实责任。"),
    Example("整治了小区⟦的的⟧环境，逐户进行⟦宣传、宣传⟧。"),
]
GOOD = [
    Example("东湖社区社区民警入户走访，争取取得更好成绩。"),
    Example("家家户户参与，件件有回音，一步一步推进，干干净净过年。"),
    Example("大家一起研究研究，再讨论讨论。"),
    Example("为了了解情况，达到提升的目的的同时，存在在建项目，以及及时处置。"),
]
_DOUBLE = re.compile(r"(([\u4e00-\u9fff])(?!\2)[\u4e00-\u9fff]{1,9}?)\1")
_TWICE = re.compile(r"([\u4e00-\u9fff])\1+")
_LISTED = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{2,6})([、，])\1(?![\u4e00-\u9fff])")
_LISTED_VERB = re.compile(
    r"(?<=进行|开展|加强|做好)([\u4e00-\u9fff]{2,6})([、，])\1(?![\u4e00-\u9fff])"
)
_MANY = 200  # more in one report is no typing
_NUMERALS = set("一二三四五六七八九十百千万零〇两")
_STOPS = "，。、；：！？,.;”）)\n了的"
_AFTER_VERB = "，。、；！？再一下吧看,"


@cache
def _table(kind: str) -> dict[str, tuple[str, str]]:
    rows = lexicon.table("doubled_words", 4)
    return {word: (left, right) for of, word, left, right in rows if of == kind}


@cache
def _stammers() -> dict[str, tuple[tuple[str, int, str], ...]]:
    """For each character, the words that it may be written twice in, where, and not after what."""
    places: dict[str, list[tuple[str, int, str]]] = {}
    for word, (left, _) in _table("first").items():
        places.setdefault(word[0], []).append((word, 0, left))
    for word in _table("inner"):
        for i in range(1, len(word) - 1):
            places.setdefault(word[i], []).append((word, i, ""))
    for word in _table("last"):
        places.setdefault(word[-1], []).append((word, len(word) - 1, ""))
    return {char: tuple(rows) for char, rows in places.items()}


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Find words written twice in a row; the edit takes the second one out."""
    text, span = report.document.text, report.span
    doubled = (m for m in _DOUBLE.finditer(text, span.start, span.end) if not _is_meant(text, m))
    for found in islice(doubled, _MANY):
        yield _finding(found, found[1], found.end(1))
    for found in _TWICE.finditer(text, span.start, span.end):
        if found.end() - found.start() == 2:
            yield from _stammer(text, found)
    for pattern in (_LISTED, _LISTED_VERB):
        for found in pattern.finditer(text, span.start, span.end):
            if not set(found[1]) <= _NUMERALS:
                yield _finding(found, found[1], found.end(1))


def _stammer(text: str, found: re.Match[str]) -> Iterator[Finding]:
    """的的; 进进行, 基础设设施: one character of a common word written twice."""
    char, at = found[1], found.start()
    before, after = text[at - 1 : at] or "。", text[at + 2 : at + 3] or "。"
    if char in _table("single"):
        left, right = _table("single")[char]
        if before not in left and after not in right:
            yield _finding(found, char, at + 1)
        return
    for word, i, left in _stammers().get(char, ()):
        start, end = at - i, at + 1 + len(word) - i
        if i and i == len(word) - 1 and after not in _STOPS:
            continue  # 责任任务: the second one begins the next word
        if text[start : at + 1] + text[at + 2 : end] == word and before not in left:
            edit = Edit(Span(at + 1, at + 2), "")
            message = f"“{char}”多写了一个：“{text[start:end]}”"
            yield Finding(CODE, SEVERITY, message, (Span(start, end),), (edit,))
            return


def _is_meant(text: str, found: re.Match[str]) -> bool:
    word, after = found[1], text[found.end() : found.end() + 1]
    if set(word) <= _NUMERALS or word[0] in "一的之" or len(set(word)) == 1:
        return True
    if word in _table("cross"):
        return True
    if word in _table("verb"):
        return not after or after in _AFTER_VERB or after == "\n"
    if word in _table("noun"):
        _, right = _table("noun")[word]
        return bool(after) and after in right
    # 一天一天、逐条逐条、你来我来: pairs that the language doubles
    return word[0] in "逐每各你我边越且" and len(word) == 2


def _finding(found: re.Match[str], word: str, second: int) -> Finding:
    edit = Edit(Span(second, found.end()), "")
    message = f"“{word}”多写了一遍"
    return Finding(CODE, SEVERITY, message, (Span(found.start(), found.end()),), (edit,))

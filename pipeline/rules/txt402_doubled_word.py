"""词语多写了一遍：提高提高、文明文明城区。

为什么要查：复制、输入法重复上屏留下的叠词，读起来磕绊。
怎么改：删去多写的一遍。
"""

import re
from collections.abc import Iterator
from functools import cache

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
    Example("整治了小区⟦的的⟧环境，逐户进行⟦宣传、宣传⟧。"),
]
GOOD = [
    Example("东湖社区社区民警入户走访，争取取得更好成绩。"),
    Example("家家户户参与，件件有回音，一步一步推进，干干净净过年。"),
    Example("大家一起研究研究，再讨论讨论。"),
    Example("为了了解情况，达到提升的目的的同时，存在在建项目，以及及时处置。"),
]
_DOUBLE = re.compile(r"([\u4e00-\u9fff]{2,10}?)\1")
_LISTED = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{2,6})([、，])\1(?![\u4e00-\u9fff])")
_LISTED_VERB = re.compile(
    r"(?<=进行|开展|加强|做好)([\u4e00-\u9fff]{2,6})([、，])\1(?![\u4e00-\u9fff])"
)
_NUMERALS = set("一二三四五六七八九十百千万零〇两")
_AFTER_VERB = "，。、；！？再一下吧看,"


@cache
def _table(kind: str) -> dict[str, tuple[str, str]]:
    rows = lexicon.table("doubled_words", 4)
    return {word: (left, right) for of, word, left, right in rows if of == kind}


@cache
def _singles() -> re.Pattern[str]:
    parts: list[str] = []
    for word, (left, right) in _table("single").items():
        ahead = f"(?<![{left}{word}])" if left else f"(?<!{word})"
        behind = f"(?![{right}{word}])" if right else f"(?!{word})"
        parts.append(f"{ahead}{word}{word}{behind}")
    first = "".join(_table("single"))
    return re.compile(f"(?=[{first}])(?:{'|'.join(parts)})")


@cache
def _stammers() -> re.Pattern[str]:
    """进进行, 基础设设施: one character of a common word written twice."""
    parts: list[str] = []
    for word, (left, _) in _table("first").items():
        behind = f"(?<![{left}{word[0]}])" if left else f"(?<!{word[0]})"
        parts.append(f"{behind}(?P<a{len(parts)}>{word[0]}){word}")
    for word in _table("inner"):
        for i in range(1, len(word) - 1):
            parts.append(f"{word[:i]}(?P<a{len(parts)}>{word[i]}){word[i:]}")
    return re.compile("|".join(parts))


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Find words written twice in a row; the edit takes the second one out."""
    text, span = report.document.text, report.span
    for found in _DOUBLE.finditer(text, span.start, span.end):
        if not _is_meant(text, found):
            yield _finding(found, found[1], found.end(1))
    for found in _singles().finditer(text, span.start, span.end):
        yield _finding(found, found[0][0], found.start() + 1)
    for found in _stammers().finditer(text, span.start, span.end):
        name = found.lastgroup or ""
        edit = Edit(Span(*found.span(name)), "")
        place = Span(found.start(), found.end())
        message = f"“{found[name]}”多写了一个：“{found[0]}”"
        yield Finding(CODE, SEVERITY, message, (place,), (edit,))
    for pattern in (_LISTED, _LISTED_VERB):
        for found in pattern.finditer(text, span.start, span.end):
            if not set(found[1]) <= _NUMERALS:
                yield _finding(found, found[1], found.end(1))


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
        before = text[found.start() - 1 : found.start()]
        return bool(after) and after in right and re.match("[\u4e00-\u9fff]", before) is not None
    # 一天一天、逐条逐条、你来我来: pairs that the language doubles
    return word[0] in "逐每各你我边越且" and len(word) == 2


def _finding(found: re.Match[str], word: str, second: int) -> Finding:
    edit = Edit(Span(second, found.end()), "")
    message = f"“{word}”多写了一遍"
    return Finding(CODE, SEVERITY, message, (Span(found.start(), found.end()),), (edit,))

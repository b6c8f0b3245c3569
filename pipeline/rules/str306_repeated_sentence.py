"""没有数字的句子或段落，前后重复。

为什么要查：同一段话粘贴了两遍，读者会以为没有新内容可写（带数字的重复由 NUM101 核查）。
怎么改：删去一处；两处确需各有所指的，换个说法写清区别。
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator

from pipeline.rules.base import Example
from pipeline.rules.prose import prose, sentences
from pipeline.schema import Context, Fact, FactKind, Finding, Report, Severity, Span

CODE = "STR306"
NAME = "句段重复"
SEVERITY = Severity.WARNING
BAD = [
    Example(
        "一、宣传\n广泛发动居民群众积极参与创建活动，营造浓厚氛围。\n二、整治\n"
        "⟦广泛发动居民群众积极参与创建活动，营造浓厚氛围。⟧"
    ),
    Example(
        "一、宣传\n社区充分利用宣传栏、微信群广泛宣传文明知识。\n二、整治\n"
        "⟦社区充分利用宣传栏和微信群，广泛宣传文明知识。⟧"
    ),
]
GOOD = [
    Example(
        "一、宣传\n发放宣传资料1200份，营造良好氛围。\n二、整治\n发放宣传资料1200份，营造良好氛围。"
    ),
    Example("一、宣传\n确保各项任务落到实处。\n二、整治\n确保各项任务落到实处。"),
    Example(
        "一、东村\n组织党员清理房前屋后的杂物和积存垃圾。\n二、西村\n组织党员清理河道沟渠的淤泥和漂浮杂物。"
    ),
]
_MIN = 16  # shorter ones are set phrases
_SHORTEST = 12  # word for word, where it is a sentence of two clauses
_MAX = 600  # longer ones are no sentences
_ANCHOR = 6  # characters in a row that near copies share
_COMMON = 12  # sentences that share an anchor: beyond, it is a set phrase and proves nothing
_DIGIT = re.compile(r"[0-9０-９]")
_FIGURE = re.compile(r"[一二两三四五六七八九十百千万]{1,8}(?:[个处次件名人户家份起条项场吨米])")
_FILLER = re.compile(r"[，。、；：！？,.;:!?“”\"‘’'（）()《》\s　]|[的了和及与并也还]")


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Compare every sentence without figures with those before it."""
    text = report.document.text
    anchors: dict[str, list[int]] = {}
    seen: list[tuple[Span, str]] = []
    same: dict[str, Span] = {}
    counted = sorted(f.span.start for f in report.facts if _is_counted(f))
    for paragraph in prose(report):
        if len(paragraph.text) < _MIN:
            continue
        for span in sentences(paragraph):
            words = text[span.start : span.end]
            if not _SHORTEST <= len(words) <= _MAX or _DIGIT.search(words):
                continue
            core = _FILLER.sub("", words)
            known = core in same
            whole = known and len(core) >= _SHORTEST and "，" in words
            if len(core) >= _SHORTEST:
                same.setdefault(core, span)
            if (len(core) < _MIN and not whole) or bisect_left(counted, span.start) < bisect_left(
                counted, span.end
            ):
                continue
            before = same.setdefault(core, span)
            if _FIGURE.search(words):  # 每周两次, 一人一案: only word for word
                found = None if before is span else before
            else:
                found = _likest(core, anchors, seen) if before is span else before
            if found is not None:
                start = re.search(r"\S", words)
                place = Span(span.start + (start.start() if start else 0), span.end)
                message = f"和前面重复：“{words.strip()[:30]}”"
                yield Finding(CODE, SEVERITY, message, (place, found), confidence=0.85)
                continue
            if _FIGURE.search(words):
                continue
            for i in range(0, len(core) - _ANCHOR + 1, 3):
                anchors.setdefault(core[i : i + _ANCHOR], []).append(len(seen))
            seen.append((span, core))


def _likest(core: str, anchors: dict[str, list[int]], seen: list[tuple[Span, str]]) -> Span | None:
    """Find an earlier sentence that shares nine in ten of its three-character pieces."""
    shared: Counter[int] = Counter()
    for i in range(len(core) - _ANCHOR + 1):
        holders = anchors.get(core[i : i + _ANCHOR], ())
        if len(holders) <= _COMMON:
            shared.update(holders)
    if not shared:
        return None
    mine = _pieces(core)
    for index, _ in shared.most_common(5):
        span, words = seen[index]
        other = _pieces(words)
        if len(mine & other) >= 0.9 * max(len(mine), len(other)):
            return span
    return None


def _is_counted(fact: Fact) -> bool:
    """A count of something done: its repetition is NUM101's."""
    return (
        fact.kind in (FactKind.QUANTITY, FactKind.MONEY)
        and fact.action is not None
        and bool(fact.object)
    )


def _pieces(core: str) -> frozenset[str]:
    return frozenset(core[i : i + 3] for i in range(len(core) - 2))

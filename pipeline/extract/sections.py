"""Lines of a report -> its tree of numbered sections (一、 （一） 1. （1） ① 一是 第一， …)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline import lexicon
from pipeline.extract.periods import integer
from pipeline.records import quick
from pipeline.schema import Section, Span

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ORDER = {"首先": 1, "其次": 2, "再次": 3, "再者": 3, "最后": 4}
_CN = "[一二三四五六七八九十]"
# What a line may begin with. Group 1 is the number.
_LINE = (
    ("第一部分", 0, re.compile(rf"第({_CN}{{1,3}}|\d{{1,2}})(?:部分|章|编)[：:、，]?[ 　\t]*")),
    ("第一节", 1, re.compile(rf"第({_CN}{{1,3}}|\d{{1,2}})节[：:、，]?[ 　\t]*")),
    ("一、", 2, re.compile(rf"({_CN}{{1,3}})[、．.：](?!{_CN}{{1,2}}[、组号楼级])[ 　]*")),
    ("（一）", 3, re.compile(rf"[（(]({_CN}{{1,3}})[）)][、.．]?[ 　]*")),
    ("1.", 4, re.compile(r"(\d{1,2})(?:、|[.．](?!\d)|[.．](?=20\d\d年|\d{1,2}月\d))[ 　]*")),
    ("（1）", 5, re.compile(r"[（(]?(\d{1,2})[）)][、.．]?[ 　]*")),
    ("①", 6, re.compile(rf"([{_CIRCLED}])[、.．]?[ 　]*")),
    ("一是", 8, re.compile(rf"({_CN}{{1,2}})(?:是|要(?!求))[：:，,]?")),
    ("第一，", 7, re.compile(rf"第({_CN}{{1,2}})[，,、：:]")),
    ("首先", 7, re.compile(r"(首先|其次|再次|再者|最后)[，,：:]?")),
)
_LINE_STARTS = frozenset(f"第一二三四五六七八九十（({_CIRCLED}首其再最")
_RANK = {style: rank for style, rank, _ in _LINE}
# A number at a line's start that counts something or belongs to a list is no label.
_NO_LABEL = re.compile(r"\d{1,2}、\d{1,2}(?:[、号栋幢组楼#和及]|$)")
_INLINE = re.compile(
    r"(?:(?<=[：:；;。，,、）)\n 　])|(?<=[们要将是即做到下])(?=一是))"
    rf"({_CN}{{1,2}})(是|要(?!求))(?!日|否)"
    rf"|(?<=[：:；;。，,\n 　])第({_CN}{{1,2}})[，,、]"
    rf"|(?<=[：:；;。\n 　])(首先|其次|再次|最后)[，,]"
    rf"|([{_CIRCLED}])[、.．]?"
    r"|(?<=[：:；;。，,\n 　])[（(](\d{1,2})[）)]"
    r"|(?<=[：:；;。])(\d{1,2})[、.．](?!\d)"
)
# where one may begin: most characters are passed over without trying each kind
_INLINE_START = re.compile(
    rf"[{_CIRCLED}一二三四五六七八九十第首其再最（(\d]"
    rf"(?:(?<=[{_CIRCLED}])"
    r"|(?<=[：:；;。，,、）)\n 　们要将是即做到下].)(?=[一二三四五六七八九十是要先次后\d、.．]))"
)
_SENTENCE = re.compile(r"[。！？!?；;]")
_TRAIL = " 　：:。.；;，,"
_ACT = re.compile(r"[了已]|\d+[\u4e00-\u9fff]|本[周月]|共计|进行|现将")
_ALONE = 60
_section, _span = quick(Section), quick(Span)
_RUN_IN = 36


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph without its outer blanks: where it stands, and what the layout says of it.

    ``heading`` is the depth of a heading style (标题 1 → 1), 0 for other text; ``is_note`` marks
    footnotes and the like, which belong to no section.
    """

    start: int
    end: int
    text: str
    in_table: bool = False
    heading: int = 0
    is_note: bool = False


@dataclass(slots=True)
class _Mark:
    """A numbering found in the text, before it has its place in the tree."""

    style: str
    rank: float
    number: int
    label: Span
    heading: Span
    line_end: int
    run_in: bool
    end: int | None = None  # enumerations inside a paragraph end before it does


def _number(text: str) -> int:
    if text in _ORDER:
        return _ORDER[text]
    if text in _CIRCLED:
        return _CIRCLED.index(text) + 1
    return integer(text) or 0


def _heading(text: str, at: int, end: int, *, item: bool) -> tuple[int, bool]:
    """Say where the heading that begins at ``at`` ends, and whether text follows it there."""
    rest = text[at:end]
    first = _SENTENCE.search(rest)
    if first is None or first.end() == len(rest):
        colon = max(rest.find("："), rest.find(":"))
        if 0 < colon <= 20 and colon + 1 < len(rest) and not _ACT.search(rest[:colon]):
            return at + colon + 1, True
        if len(rest) <= _ALONE and not item:
            return (end, False) if _stands_alone(rest) else (at, True)
        return at, True
    stop = first.start()
    colon = rest.find("：") if "：" in rest[:stop] else rest.find(":")
    if 0 < colon < min(stop, 20):
        stop = colon
    words = rest[:stop]
    if rest[stop] in "。：:！" and len(words) <= _RUN_IN and not _ACT.search(words):
        return at + stop + 1, True
    return at, True


def _stands_alone(rest: str) -> bool:
    """Tell a heading on a line of its own from a numbered sentence."""
    if rest.endswith("。"):
        return len(rest) <= _RUN_IN and not re.search(r"[了已]|\d+[\u4e00-\u9fff]", rest)
    return True


def _line_marks(text: str, line: Line) -> _Mark | None:
    first = line.text[:1]
    if line.in_table or (first.isdigit() and _NO_LABEL.match(line.text)):
        return None
    for style, rank, pattern in _LINE if first in _LINE_STARTS or first.isdigit() else ():
        if found := pattern.match(line.text):
            number = _number(found[1])
            item = style in ("一是", "第一，", "首先")
            if not 0 < number < (20 if item else 60):
                return None
            after = line.start + found.end()
            end, run_in = _heading(text, after, line.end, item=item)
            label = Span(line.start, line.start + len(found[0].rstrip(" 　\t")))
            stop = line.end if item else None
            return _Mark(style, rank, number, label, Span(after, end), line.end, run_in, stop)
    if line.heading and len(line.text) <= _ALONE:  # a heading by its style alone: 标题 1 above 一、
        label = Span(line.start, line.start)
        height = min(line.heading, 4) + 0.5
        return _Mark("标题", height, 0, label, Span(line.start, line.end), line.end, run_in=False)
    return None


def _inline_marks(text: str, line: Line, own: _Mark | None, first: int) -> Iterator[_Mark]:
    """Find enumerations inside one paragraph, which its own label may begin.

    None can begin before the offset ``first``.
    """
    if line.in_table or len(line.text) < 8:
        if own is not None:
            yield own
        return
    groups: dict[str, list[tuple[int, int, int]]] = {}
    if own is not None:
        groups[own.style] = [(own.number, own.label.start, own.label.end)]
    past = first
    for start in _INLINE_START.finditer(text, first, line.end):
        at = start.start()
        found = _INLINE.match(text, at, line.end) if at >= past else None
        if found is None:
            continue
        past = found.end()
        kind = found.lastindex or 0
        style = {2: "一是", 3: "第一，", 4: "首先", 5: "①", 6: "（1）", 7: "1."}[kind]
        number = _number(found[1] if kind == 2 else found[kind])
        if 0 < number <= 30 and not _NO_LABEL.match(text, found.start()):
            groups.setdefault(style, []).append((number, found.start(), found.end()))
    if own is not None and len(groups[own.style]) == 1:
        del groups[own.style]
        yield own
    for style, places in groups.items():
        loose = style in ("一是", "首先")
        run: list[tuple[int, int, int]] = []
        for place in [*places, (0, line.end, line.end)]:
            number = place[0]
            gap = number - run[-1][0] if run else 0
            follows = (
                gap == 1 or (loose and gap > 0) or (gap == 2 and text[place[1] - 1] in "；。;")
            )
            if run and not follows:
                if len(run) > 1 or (style == "一是" and run[0][0] == 1):
                    yield from _run(text, style, run, line, place[1])
                elif own is not None and run[0][1] == line.start:
                    yield own
                run = []
            if follows or number == 1 or (number and (loose or place[1] == line.start)):
                run.append(place)


def _run(
    text: str, style: str, run: list[tuple[int, int, int]], line: Line, before: int
) -> Iterator[_Mark]:
    """Give each item of an enumeration its end; the last one stops with its own sentence."""
    many = False
    for i, (number, start, after) in enumerate(run):
        number = i + 1 if style == "首先" else number  # 最后 may be the third or the fifth
        last = i + 1 == len(run)
        end = min(before, line.end) if last else run[i + 1][1]
        heading_end, run_in = _heading(text, after, end, item=True)
        if i and not many and last:  # the others have no headings, so this is its sentence
            heading_end = after
        body = text[heading_end:end]
        if last and not many and (stop := body.find("。")) >= 0:
            end = heading_end + stop + 1
        many = many or body.rstrip().count("。") > 1 or heading_end > after
        label = Span(start, after)
        yield _Mark(style, _RANK[style], number, label, Span(after, heading_end), end, run_in, end)


@cache
def _categories() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = lexicon.table("section_categories", 2)
    return tuple((category, re.compile(words.replace("、", "|"))) for category, words in rows)


@lru_cache(maxsize=4096)
def _category(heading: str) -> str | None:
    for category, words in _categories():
        if words.search(heading):
            return category
    return None


def find_sections(text: str, lines: list[Line], end: int) -> tuple[Section, ...]:
    """Build the tree of the numbered parts in ``lines``, which reach to ``end``."""
    marks: list[_Mark] = []
    for line in lines:
        own = _line_marks(text, line)
        inner = _INLINE_START.search(text, own.label.end if own else line.start, line.end)
        if inner is None:
            marks.extend((own,) if own else ())
        else:
            found = _inline_marks(text, line, own, inner.start())
            marks.extend(sorted(found, key=lambda m: m.label.start))
    following: dict[str, int] = {}
    next_number = [0] * len(marks)
    for i in range(len(marks) - 1, -1, -1):
        next_number[i] = following.get(marks[i].style, 0)
        following[marks[i].style] = marks[i].number
    return _tree(text, marks, next_number, end)


def _tree(text: str, marks: list[_Mark], next_number: list[int], end: int) -> tuple[Section, ...]:
    stack: list[int] = []
    parents: list[int | None] = []
    levels: list[int] = []
    ends = [end] * len(marks)

    def close(index: int, at: int) -> None:
        own = marks[index].end
        ends[index] = min(at, own) if own is not None else at

    for i, mark in enumerate(marks):
        while stack and (own := marks[stack[-1]].end) is not None and mark.label.start >= own:
            close(stack.pop(), marks[i].label.start)
        if any(marks[s].style == mark.style for s in stack):
            while marks[stack[-1]].style != mark.style:
                close(stack.pop(), mark.label.start)
            close(stack.pop(), mark.label.start)
        else:
            while stack and marks[stack[-1]].rank >= mark.rank:
                top = marks[stack[-1]]
                if mark.number == 1 and next_number[stack[-1]] == top.number + 1:
                    break
                close(stack.pop(), mark.label.start)
        parents.append(stack[-1] if stack else None)
        levels.append(len(stack) + 1)
        stack.append(i)
    while stack:
        close(stack.pop(), end)
    sections: list[Section] = []
    for i, mark in enumerate(marks):
        stop = ends[i]
        while stop > mark.label.end and text[stop - 1].isspace():
            stop -= 1
        up = parents[i]
        heading = text[mark.heading.start : mark.heading.end].strip(_TRAIL)
        stop = max(stop, mark.heading.end)
        category = _category(heading) or (sections[up].category if up is not None else None)
        sections.append(
            _section(
                id=f"s{i + 1}",
                level=levels[i],
                label=text[mark.label.start : mark.label.end],
                style=mark.style,
                number=mark.number,
                heading=heading,
                span=_span(mark.label.start, stop),
                heading_span=_span(mark.label.start, max(mark.heading.end, mark.label.end)),
                parent=sections[up].id if up is not None else None,
                category=category,
                run_in=mark.run_in,
            )
        )
    return tuple(sections)

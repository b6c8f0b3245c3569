"""说了几项，列的不是几项。

为什么要查：“采取三项措施”后面列了四条，“四个方面”只写到三是，说明增删时没有统改。
怎么改：数一数实际列了几项，改前面的数字，或补上漏掉的一项。
"""

import re
from collections.abc import Iterator

from pipeline.rules.base import Example
from pipeline.schema import Announced, Context, Finding, Report, Section, Severity, Span

CODE = "NUM110"
NAME = "项数与列举不符"
SEVERITY = Severity.WARNING
BAD = [
    Example("下一步将采取⟦三项措施⟧：一是强化巡查；二是压实责任；三是加强宣传；四是严格考核。"),
    Example("做到⟦“三个到位”⟧：一是宣传到位；二是整改到位。"),
    Example("一是老年党员参学难；二是活动形式老套。⟦上述三个问题⟧亟待解决。"),
    Example("重点做好⟦四个方面⟧的工作：一是强化巡查；二是压实责任；三是加强宣传。"),
]
GOOD = [
    Example("下一步将采取两项措施：一是强化巡查；二是压实责任。"),
    Example("统筹推进市容秩序、环境卫生、停车治理三项重点任务。"),
    Example("落实三项制度，一是巡查制度更加完善。"),
]


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Count the items that follow each announced count."""
    for announced in (*report.announced, *_quoted(report)):
        items = _items(report, announced)
        if items and len(items) > 1 and len(items) != announced.count:
            words = report.words(announced.span)
            listed = f"{items[0].label}…{items[-1].label}"
            message = f"前面说“{words}”，后面列了{len(items)}项（{listed}），请核对"
            yield Finding(CODE, SEVERITY, message, (announced.span,), confidence=0.9)
    yield from _before(report)
    yield from _alike(report)
    yield from _run_in(report)


_ABOVE = re.compile(
    r"(?:上述|以上|这)([两二三四五六七八九])(?:个|项|点|条|方面|类)(?:方面)?的?(?:问题|工作|措施|任务|不足|建议|困难|短板|情况|做法|经验)"
)
_FIRSTS = re.compile(r"(?<![\u4e00-\u9fff])([一二三四五六七八九])是(?!否)")


def _before(report: Report) -> Iterator[Finding]:
    """上述三个问题 after 一是…二是: the last run before it in the paragraph."""
    text = report.document.text
    for found in _ABOVE.finditer(text, report.span.start, report.span.end):
        begin = text.rfind("\n", report.span.start, found.start()) + 1
        items = list(_FIRSTS.finditer(text, max(begin, report.span.start), found.start()))
        run = [_COUNTS[m[1]] for m in items]
        while run and run[-1] != len(run) and 1 in run[1:]:
            run = run[run.index(1, 1) :]
        if (
            len(run) < 2
            or run != list(range(1, len(run) + 1))
            or found.start() - items[-1].end() > 120
        ):
            continue
        if len(run) != _COUNTS[found[1]]:
            message = f"这里说“{found[0]}”，前面列了{len(run)}项，请核对"
            yield Finding(CODE, SEVERITY, message, (Span(*found.span()),), confidence=0.85)


_ALIKE = re.compile(
    r"([两二三四五六七八九])(?:个|项|大)([\u4e00-\u9fff]{1,4})[”」]?[\u4e00-\u9fff]{0,4}[，：:（(—-]{1,2}(?:即|就是|也就是|分别是?)?[：:]?"
    r"([^，。；：:\n（）()“”]{4,60})(?=[。；，）)\n]|$)"
)


def _alike(report: Report) -> Iterator[Finding]:
    """“五个到位”，即思想到位、组织到位、人员到位、措施到位: each item ends with the same word."""
    for found in _ALIKE.finditer(report.document.text, report.span.start, report.span.end):
        noun = found[2][-2:]
        items = re.split(r"、|和|以及|及", found[3])
        if len(items) < 2 or len(items) == _COUNTS[found[1]]:
            continue
        if all(item.endswith(noun) and len(item) > len(noun) for item in items):
            words = found[0][: found.start(3) - found.start()].rstrip("，：:（(—-即就是也分别”」")
            message = f"前面说“{words}”，后面列了{len(items)}项，请核对"
            place = Span(found.start(), found.start() + len(words))
            yield Finding(CODE, SEVERITY, message, (place,), confidence=0.85)


_ANNOUNCED = re.compile(
    r"(?<![0-9一二三四五六七八九十第])([两二三四五六七八九])(?:点|条|项|个|大|个?方面)的?[\u4e00-\u9fff]{0,6}[”]?[：:。]"
    r"(?=[ 　]*(?:（一）|\(一\)|一是|一要|①|1[.．、]))"
)
_RUNS = {
    "（": re.compile(r"[（(]([一二三四五六七八九])[）)]"),
    "(": re.compile(r"[（(]([一二三四五六七八九])[）)]"),
    "一": re.compile(r"(?<![\u4e00-\u9fff])([一二三四五六七八九])[是要](?!否)"),
    "①": re.compile(r"([①②③④⑤⑥⑦⑧⑨])"),
    "1": re.compile(r"(?<![0-9.])([1-9])[.．、](?![0-9])"),
}
_NUMBERS = "一二三四五六七八九"


def _run_in(report: Report) -> Iterator[Finding]:
    """三点建议：（一）加大投入。（二）充实人员。: items within the paragraph."""
    text = report.document.text
    announced = (*report.announced, *_quoted(report))
    told = {a.span.start for a in announced if _items(report, a)}
    for found in _ANNOUNCED.finditer(text, report.span.start, report.span.end):
        if any(at in told for at in range(found.start() - 1, found.end())):
            continue
        begin = found.end() + len(text[found.end() :][:4]) - len(text[found.end() :][:4].lstrip())
        end = text.find("\n", found.end(), report.span.end)
        end = report.span.end if end < 0 else end
        run = _RUNS[text[begin]]
        after = text[end:].lstrip()[:4] if end < report.span.end else ""
        if run.match(text[end : end + 8].lstrip()) or end - begin > _PARAGRAPH or after[:1] == "0":
            continue
        items = [_number(m[1]) for m in run.finditer(text, begin, end)]
        count = next((i for i, n in enumerate(items) if n != i + 1), len(items))
        skipped = len(items) == _COUNTS[found[1]]  # 一是…二是…四是: a number, not an item
        if count > 1 and count != _COUNTS[found[1]] and not skipped:
            words = found[0].rstrip("：:。”")
            message = f"前面说“{words}”，后面列了{count}项，请核对"
            place = Span(found.start(), found.start() + len(words))
            yield Finding(CODE, SEVERITY, message, (place,), confidence=0.85)
    for found in _HEADED.finditer(text, report.span.start, report.span.end):
        items_ = re.split(r"、|和|以及|及", found[3])
        if 1 < len(items_) != _COUNTS[found[1]] and all(
            item.startswith(found[2]) and len(item) > 1 for item in items_
        ):
            message = f"前面说“{found[1]}{found[2]}”，后面列了{len(items_)}项，请核对"
            place = Span(found.start() + 1, found.start() + 3)
            yield Finding(CODE, SEVERITY, message, (place,), confidence=0.85)


_PARAGRAPH = 1500
_HEADED = re.compile(
    r"“([两三四五六七八九])(?:个(?=一))?([包不防查清化一])”[\u4e00-\u9fff]{0,6}[，：:（(—-]{1,2}(?:即|就是)?[：:]?"
    r"([^，。；：:\n（）()“”]{3,40})(?=[。；，）)\n]|$)"
)


def _number(mark: str) -> int:
    if mark in _NUMBERS:
        return _NUMBERS.index(mark) + 1
    return int(mark) if mark.isascii() else ord(mark) - ord("①") + 1


_QUOTED = re.compile(
    r"“([两二三四五六七八九])(?:个|项|大|张)([\u4e00-\u9fff]{1,6})”(?=[^。；\n]{0,14}[：:，,]\s*(?:一是|一要|首先))"
)
_POINTS = re.compile(
    r"(?:以下|如下|下列|下面)([两二三四五六七八九])(点)(?=[\u4e00-\u9fff]{0,8}[：:])"
)
_COUNTS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2}


def _quoted(report: Report) -> Iterator[Announced]:
    """“三个到位” right before its own enumeration announces it, too."""
    for pattern in (_QUOTED, _POINTS):
        for found in pattern.finditer(report.document.text, report.span.start, report.span.end):
            yield Announced(Span(*found.span()), _COUNTS[found[1]], found[2])


def _items(report: Report, announced: Announced) -> list[Section]:
    """The run of items, counted from one, that starts right after the announcement."""
    text = report.document.text
    after = announced.span.end
    clause = re.split(r"[，,。；;：:\n]", text[report.span.start : announced.span.start])[-1]
    if len(re.split(r"[、和与及]", clause)) == announced.count:
        return []  # 医疗保健、…和社会保障六大服务体系: listed before it
    first = next((s for s in report.sections if s.span.start >= after), None)
    while first is not None and first.number != 1 and first.span.start < after + 30:
        first = next((s for s in report.sections if s.span.start > first.span.start), None)
    if first is None or first.number != 1:
        return []
    between = text[after : first.heading_span.start]
    if len(between) > 40 or re.search(r"[。！？].*[\u4e00-\u9fff]{6,}", between, re.S):
        return []
    if between.count("\n") and not re.search(
        r"[：:。]\s*$", between.strip(" ") + ("" if between.strip() else "：")
    ):
        return []
    if (
        first.level == 1
        and first.style == "一、"
        and not re.search(
            r"以下|如下|主要|下列|围绕|抓好|做好|突出",
            text[max(0, announced.span.start - 8) : announced.span.start],
        )
    ):
        return []  # the report's own first-level headings
    run = [first]
    for section in report.sections:
        if (
            section.span.start <= run[-1].span.start
            or section.style != first.style
            or section.parent != first.parent
        ):
            continue
        if section.number <= run[-1].number:
            break
        run.append(section)  # a number that was skipped is STR301's matter
    return run

"""同一单位或称呼，前后写法不一：督察组、督查组、督导组。

为什么要查：读者会以为是几个单位；归档检索也会漏掉一半。
怎么改：以本单位正式名称为准，全文统一。确是不同单位的（区督查组、街道督查组），写明层级。
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline import lexicon
from pipeline.rules.base import Example
from pipeline.rules.near_names import commoner, near_names
from pipeline.rules.origins import own_names
from pipeline.rules.prose import overlapping
from pipeline.schema import Context, Edit, Finding, Report, Severity, Span

CODE = "TXT405"
NAME = "名称不统一"
SEVERITY = Severity.WARNING
BAD = [
    Example("街道督查组开展检查。街道督查组交办问题。⟦督导组⟧复查整改情况。"),
    Example("成立以⟦党支部书记⟧为组长的领导小组，党总支书记多次协调，由党总支书记带队巡查。"),
]
GOOD = [
    Example(
        "党员志愿服务队、巾帼志愿队和东塘种植专业合作社、东塘种植合作社参加，社区党委下设党支部8个。"
    ),
    Example("区督导组来我街道检查，街道督查组跟进整改。"),
    Example("社区党总支书记带队，各党支部书记包楼，第一党支部书记牵头。"),
    Example("县督察组反馈问题12个，督察组要求限期整改；镇督查组逐项复核。"),
]
_LEVELS = {
    "中央": 7,
    "国家": 7,
    "国务院": 7,
    "省": 6,
    "市": 5,
    "区": 4,
    "县": 4,
    "街道": 3,
    "镇": 3,
    "乡": 3,
    "社区": 2,
    "村": 2,
    "小区": 1,
    "学校": 2,
    "校": 2,
}
_QUALIFIER = re.compile(
    r"(中央|国家|国务院|省|市|(?<!社)(?<!小)区|县|街道|镇|乡|小区|社区|村|学校|校)"
    r"(?:委|政府|委市政府|委区政府|办事处|党工委|纪委|人大|政协|城管局|文明办|创建办|级|里|的|专职"
    r"|第[一二三四五六七八九十]){0,2}$"
)
_FIELD = re.compile(r"(?:综合|行政|城市|城管|管理|专职|应急|安全|生产)+$")  # 区综合行政执法大队
_SEVERAL = re.compile(
    r"(?:各|多|志愿|微型|义务|企业|下属|所属|楼栋|网格|两新|第[一二三四五六七八九十\d]|[\d一二两三四五六七八九十]+[个名支位])$"
)
_AFTER = re.compile(r"(?:例会|们|联席|等人|、|和|及|或|培训|述职|会议)")


@dataclass(frozen=True, slots=True)
class _Group:
    names: tuple[str, ...]
    severity: Severity
    pattern: re.Pattern[str]
    needs_stem: bool


@cache
def _groups() -> tuple[_Group, ...]:
    groups = []
    for words, severity, stem in lexicon.table("body_variants", 3):
        names = tuple(words.split("|"))
        longest = "|".join(sorted(names, key=len, reverse=True))
        groups.append(_Group(names, Severity(severity), re.compile(longest), stem == "stem"))
    return tuple(groups)


def check(report: Report, context: Context) -> Iterator[Finding]:
    """For each group of names that mean one body, see whether one level uses two of them."""
    text, span = report.document.text, report.span
    told: list[Span] = []
    joint = not own_names(report).keys() <= {"社区", "村"}
    for group in _groups():
        if joint and _is_office(group.names[0]):  # a town has many villages with a 书记 each
            continue
        places = list(group.pattern.finditer(text, span.start, span.end))
        if len({found[0] for found in places}) < 2:
            continue
        same: dict[object, list[re.Match[str]]] = {}
        for found, key in _stems(text, places) if group.needs_stem else _levelled(report, places):
            same.setdefault(key, []).append(found)
        for of_one in same.values():
            if len({found[0] for found in of_one}) > 1:
                finding = _finding(group.names, group.severity, of_one)
                told.extend(finding.spans)
                yield finding
    yield from _party(report)
    yield from _near(report, told)


def _near(report: Report, told: list[Span]) -> Iterator[Finding]:
    """城市建设科 and 城建办, 锦绣花园 and 锦秀花园: names that no table holds."""
    text = report.document.text

    def level(start: int) -> int:
        before = text[max(report.span.start, start - 12) : start].rpartition("\n")[2]
        named = _QUALIFIER.search(before)
        own = named is None or before.endswith(("我" + named[0], "本" + named[0]))
        return _own_level(report) if own or named is None else _LEVELS[named[1]]

    known = overlapping(told)
    for pair in near_names(report, level):
        right, wrong = commoner(pair)
        if any(known(span) for span in (*right, *wrong)):
            continue
        words = [text[spans[0].start : spans[0].end] for spans in (right, wrong)]
        message = f"同一单位或称呼有几种写法：“{words[0]}”“{words[1]}”，请统一"
        edits = tuple(Edit(span, words[0]) for span in wrong)
        yield Finding(CODE, SEVERITY, message, (*wrong, right[0]), edits, confidence=0.7)


def _stems(text: str, places: list[re.Match[str]]) -> Iterator[tuple[re.Match[str], object]]:
    """Key a mention by the three characters before it: 柏树坪种植(专业)合作社."""
    for found in places:
        before = text[max(0, found.start() - 8) : found.start()]
        before = re.sub(r"(?:专业|股份|农机|经济)$", "", before)
        if re.fullmatch(r"[\u4e00-\u9fff]{3}", before[-3:]):
            yield found, before[-3:]


def _party(report: Report) -> Iterator[Finding]:
    """One community has one party body: 党委, 党总支 or 党支部."""
    own = re.match(
        r"[\u4e00-\u9fff]{2,8}?(社区|村)", (report.issuer or report.title).removeprefix("中共")
    )
    if own is None:
        return
    pattern = re.compile(
        rf"({own[0]}|(?<![\u4e00-\u9fff]){own[1]}|我{own[1]})(党委|党总支|党支部)(?!书记)"
    )
    places = list(pattern.finditer(report.document.text, report.span.start, report.span.end))
    counts = Counter(found[2] for found in places)
    if len(counts) < 2:
        return
    right = max(counts, key=lambda name: (counts[name], -places[0].start()))
    if list(counts.values()).count(counts[right]) > 1:
        right = places[0][2]  # between equals, the first
    wrong = [found for found in places if found[2] != right]
    first = next(found for found in places if found[2] == right)
    spans = tuple(Span(*found.span()) for found in (*wrong, first))
    edits = tuple(Edit(Span(*found.span(2)), right) for found in wrong)
    message = f"前面写“{first[0]}”，这里写“{wrong[0][0]}”，请统一"
    yield Finding(CODE, SEVERITY, message, spans, edits, confidence=0.75)


def _levelled(
    report: Report, places: list[re.Match[str]]
) -> Iterator[tuple[re.Match[str], object]]:
    """Say of which level each mention is; a bare one is of the last level named, or our own."""
    text = report.document.text
    own = _own_level(report)
    last = own
    for found in places:
        before = text[max(report.span.start, found.start() - 12) : found.start()]
        before = before.rpartition("\n")[2]
        if _SEVERAL.search(before):
            continue
        if _is_office(found[0]) and _AFTER.match(text, found.end()):
            continue
        named = _QUALIFIER.search(_FIELD.sub("", before))
        if named is not None:
            last = _LEVELS[named[1]]
            if before.endswith(("我" + named[0], "本" + named[0])):
                last = own
        elif re.search(r"上级|检查|考核$", before[-4:]):
            last = 9
        yield found, last


def _own_level(report: Report) -> int:
    name = report.issuer or report.title
    found = [level for word, level in _LEVELS.items() if word in name and level <= 5]
    return min(found) if found else 3


def _is_office(name: str) -> bool:
    return name.endswith(("书记", "员", "长"))


def _finding(names: tuple[str, ...], severity: Severity, same: list[re.Match[str]]) -> Finding:
    """Recommend the name used most; between equals, the one the table puts first."""
    counts = Counter(found[0] for found in same)
    right = min(counts, key=lambda name: (-counts[name], names.index(name)))
    wrong = [found for found in same if found[0] != right]
    first = next(found for found in same if found[0] == right)
    others = "”“".join(dict.fromkeys(found[0] for found in wrong))
    spans = tuple(Span(*found.span()) for found in (*wrong, first))
    edits = tuple(Edit(Span(*found.span()), right) for found in wrong)
    message = f"同一单位或称呼有几种写法：“{right}”“{others}”，请统一"
    return Finding(CODE, severity, message, spans, edits, confidence=0.8)

"""同一单位或称呼，前后写法不一：督察组、督查组、督导组。

为什么要查：读者会以为是几个单位；归档检索也会漏掉一半。
怎么改：以本单位正式名称为准，全文统一。确是不同单位的（区督查组、街道督查组），写明层级。
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from pipeline import lexicon
from pipeline.rules.base import Example
from pipeline.schema import Context, Edit, Finding, Report, Severity, Span

CODE = "TXT405"
NAME = "名称不统一"
SEVERITY = Severity.WARNING
BAD = [
    Example("街道督查组开展检查。街道督查组交办问题。⟦督导组⟧复查整改情况。"),
    Example("成立以⟦党支部书记⟧为组长的领导小组，党总支书记多次协调，由党总支书记带队巡查。"),
]
GOOD = [
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
    r"(?:委|政府|委市政府|委区政府|办事处|党工委|纪委|人大|政协|城管局|文明办|创建办|级|里|的"
    r"|第[一二三四五六七八九十]){0,2}$"
)
_SEVERAL = re.compile(
    r"(?:各|多|下属|所属|楼栋|网格|两新|第[一二三四五六七八九十\d]|[\d一二两三四五六七八九十]+[个名支位])$"
)
_AFTER = re.compile(r"(?:例会|们|联席|等人|、|和|及|或|培训|述职|会议)")


@cache
def _groups() -> tuple[tuple[tuple[str, ...], Severity, re.Pattern[str]], ...]:
    groups = []
    for words, severity in lexicon.table("body_variants", 2):
        names = tuple(words.split("|"))
        longest = sorted(names, key=len, reverse=True)
        groups.append((names, Severity(severity or "warning"), re.compile("|".join(longest))))
    return tuple(groups)


def check(report: Report, context: Context) -> Iterator[Finding]:
    """For each group of names that mean one body, see whether one level uses two of them."""
    for names, severity, pattern in _groups():
        places = list(pattern.finditer(report.document.text, report.span.start, report.span.end))
        if len({found[0] for found in places}) < 2:
            continue
        levels: dict[int, list[re.Match[str]]] = {}
        for found, level in _levelled(report, places):
            levels.setdefault(level, []).append(found)
        for same in levels.values():
            if len({found[0] for found in same}) > 1:
                yield _finding(names, severity, same)


def _levelled(report: Report, places: list[re.Match[str]]) -> Iterator[tuple[re.Match[str], int]]:
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
        named = _QUALIFIER.search(before)
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

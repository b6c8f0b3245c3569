"""粘贴的段落里留着别的单位、地方、领导或时段：东湖社区的报告忽然讲西河社区的工作。

为什么要查：套用别人或上一期的稿子，名字没有换干净，一眼就看出是抄的。
怎么改：核对这一段是不是本单位、本期的事；是的改名字，不是的删去。
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from pipeline.extract.dates import bounds
from pipeline.rules.base import Example
from pipeline.rules.persons import name_pattern
from pipeline.rules.prose import Paragraph, paragraphs
from pipeline.schema import Context, FactKind, Finding, Report, Severity, Span

CODE = "TXT408"
NAME = "混入别处的内容"
SEVERITY = Severity.WARNING
BAD = [
    Example(
        "东湖社区工作总结\n2024年，东湖社区扎实推进各项工作。\n一、环境整治\n东湖社区清理杂物86处。\n"
        "二、平安建设\n⟦西河社区⟧组织志愿者开展夜间巡逻，效果良好。"
    ),
    Example(
        "东湖社区2024年度工作总结\n2024年，东湖社区扎实推进各项工作。\n一、主要工作\n清理杂物86处。\n"
        "二、⟦2024年⟧工作打算\n继续推进各项工作。\n东湖社区居民委员会\n2025年1月6日"
    ),
    Example(
        "云枫街道工作周报\n（2025年3月10日至3月16日）\n本周（⟦3月3日至3月9日⟧），云枫街道推进各项工作。"
    ),
    Example("云枫街道工作周报\n本周，云枫街道推进各项工作。⟦我镇⟧组织村干部巡查河道，清理漂浮物。"),
]
GOOD = [
    Example(
        "东湖社区工作总结\n2024年，东湖社区扎实推进各项工作。\n一、环境整治\n与西河社区联合清理杂物86处，"
        "赴南山社区学习经验。\n二、共建\n西河社区、南山社区到我社区交流，文明社区创建取得成效。"
    ),
    Example(
        "云枫街道工作周报\n本周，云枫街道推进各项工作。东塘社区组织党员80多人，西塘社区清理杂物。"
    ),
    Example(
        "东湖社区2024年度工作总结\n2024年，东湖社区扎实推进各项工作。\n一、2024年工作开展情况\n"
        "清理杂物86处。\n二、2025年工作打算\n继续推进各项工作。"
    ),
]
# The kinds of bodies that a report can be of; the first of its issuer's words counts.
_KINDS = (
    ("街道", "街道"),
    ("社区", "社区"),
    ("居民委员会", "社区"),
    ("村民委员会", "村"),
    ("村委会", "村"),
    ("派出所", "派出所"),
    ("卫生院", "卫生院"),
    ("小学", "小学"),
    ("中学", "中学"),
    ("镇", "镇"),
    ("乡", "乡"),
    ("村", "村"),
)
_WITHIN = re.compile(r"卫生|中心|医院|学校|幼儿园|派出所|中队|大队|支队|局|公司|队|站|所")
_SELVES = {
    "街道": ("我镇", "我乡", "我村", "我校", "我院", "我所"),
    "镇": ("我街道", "我乡", "我村", "我社区", "我校", "我院"),
    "乡": ("我街道", "我镇", "我村", "我社区", "我校", "我院"),
    "社区": ("我村", "我校", "我院", "我所"),
    "村": ("我校", "我院", "我所", "我社区"),
    "小学": ("我街道", "我镇", "我社区", "我院", "我所"),
    "中学": ("我街道", "我镇", "我社区", "我院", "我所"),
    "派出所": ("我街道", "我镇", "我社区", "我校", "我院"),
    "卫生院": ("我街道", "我镇", "我社区", "我校", "我所"),
}
_TIME = (
    r"(?:本周|本月|今年|同时|随后|目前|近期|日前|此外|另外|一年来|年初|年底|期间|全年|其中"
    r"|\d{1,2}月\d{1,2}日|\d{4}年)?"
)
_GENERIC = re.compile(
    r"^(?:各|本|我|该|全|两|每|某|其他|其它|一些|部分|所有|辖区|城市|农村|文明|平安|和谐|绿色|智慧|示范|老旧"
    r"|街道|所属|下辖|有关|相关|重点|试点|新建|城乡|先进|星级|无毒|美丽|幸福|健康|康养|宜居|共建|结对|友邻"
    r"|邻近|周边|相邻|兄弟|驻|在|与|和|到|向|对|由|为|以|给|把|将|被|让|从|于|个|名|多|从严|深入|走进|进入"
    r"|服务|组织|推进|加强|开展|打造|建设|创建|学习|考察|前往|联合|会同|完整|儿童|五型|零|三|四|五|六|七|八|九|十)"
)
_ACTS = (
    r"(?=(?:居民|村民|群众)[^，。；、]{0,8}(?:对|存在|反映|提出|意见|积极|自发|主动)|(?:党委|党总支|党支部|居委会|村委会|两委|党工委|办事处|政府|工作人员|干部|网格员|民警|全体|教师|师生)?"
    r"(?:以|共|始终|积极|认真|及时|坚持|扎实|进一步|高度|结合|利用|通过|充分|继续|先后|多次|立足|紧紧)?"
    r"[^，。；、的与和]{0,6}?(?:组织|开展|召开|举办|推进|落实|清理|排查|成立|建立|投入|发放|完成|实施"
    r"|强化|加强|走访|慰问|制定|整治|新建|打造|被评|荣获|现有|辖区|位于|地处|坚持|围绕|按照|高度重视|将"
    r"|立足|始终|创新))"
)
_TOGETHER = re.compile(
    r"[与和同及赴到往向、]|联合|会同|学习|交流|支援|对口|结对|兄弟|邻近|相邻|毗邻|交界|各"
)
_PERIOD_LEAD = re.compile(
    r"本(?:周|月|期)[（(]$|现将(?:我[街镇乡村社校局所院][道区]?)?$|统计时段[：:]$"
)
_OFFICE = re.compile(
    rf"(?P<office>[\u4e00-\u9fff]{{0,4}}?(?:党工委|党委|党总支|办事处|镇|乡|社区|村|学校|我校|派出所)"
    rf"(?:书记|主任|镇长|乡长|校长|所长))(?P<name>{name_pattern()})"
)


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Compare names, self-references, times and leaders with what the report is of."""
    kind = _kind_of(report)
    parts = [p for p in paragraphs(report) if p.part in ("prose", "heading")]
    if kind is not None:
        yield from _other_bodies(report, kind, parts)
        yield from _other_selves(report, kind, parts)
    yield from _other_times(report)
    yield from _plan_years(report)
    yield from _two_leaders(report, parts)


def _kind_of(report: Report) -> str | None:
    """Name the kind of body by its issuer, where the title does not speak of another."""
    name = report.issuer or ""
    found = max(((name.rfind(w) + len(w), k) for w, k in _KINDS if w in name), default=None)
    if found is None or _WITHIN.search(name[found[0] :]):
        return None
    titled = {kind for word, kind in _KINDS if word in report.title}
    return found[1] if not titled or found[1] in titled else None


@cache
def _named(kind: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?<=[，。；：“（(\n 　])|^){_TIME}[，,]?"
        rf"(?P<name>[\u4e00-\u9fff]{{2,3}}){kind}{_ACTS}"
    )


def _own_names(report: Report, kind: str) -> set[str]:
    """Give the names that are its own: those in title and issuer."""
    own: set[str] = set()
    for source in (report.title, report.issuer or ""):
        for found in re.finditer(rf"([\u4e00-\u9fff]{{2,3}}){kind}", source):
            own.update((found[1], found[1][-2:]))
    return own


def _other_bodies(report: Report, kind: str, parts: list[Paragraph]) -> Iterator[Finding]:
    own = _own_names(report, kind)
    if not own:
        return
    places: dict[str, list[Span]] = {}
    for part in parts:
        if part.part != "prose":
            continue
        for found in _named(kind).finditer(part.text):
            name = found["name"]
            if name in own or name[-2:] in own or _GENERIC.match(name):
                continue
            start = part.span.start + found.start("name")
            places.setdefault(name, []).append(Span(start, start + len(name) + len(kind)))
        for found in re.finditer(rf"(?P<name>[\u4e00-\u9fff]{{2}}){kind}(?![路口])", part.text):
            clause = re.split(r"[，。；：]", part.text[: found.start()])[-1]
            rest = part.text[found.end() : found.end() + 12]
            name = found["name"]
            if name in own or not _alike(name, own) or _TOGETHER.search(clause + rest):
                continue
            start = part.span.start + found.start()
            places.setdefault(name, []).append(Span(start, start + len(name) + len(kind)))
    places = {name: list(dict.fromkeys(spans)) for name, spans in places.items()}
    if len(places) > 2:  # a report on several bodies of its own kind (a joint one, a comparison)
        return
    shown = next(iter(sorted(own, key=len, reverse=True)))
    for name, spans in places.items():
        message = f"这是{shown}{kind}的报告，这里写的是“{name}{kind}”"
        yield Finding(CODE, SEVERITY, message, tuple(spans), confidence=0.75)


def _alike(name: str, own: set[str]) -> bool:
    """高桥 and 南桥: a slip, where 文昌 may well be meant."""
    return any(len(o) == 2 and sum(map(str.__eq__, name, o)) == 1 for o in own)


def _other_selves(report: Report, kind: str, parts: list[Paragraph]) -> Iterator[Finding]:
    for word in _SELVES.get(kind, ()):
        spans = [
            Span(part.span.start + found.start(), part.span.start + found.end())
            for part in parts
            for found in re.finditer(rf"{word}(?![政纪武])", part.text)
            if "“" not in part.text[max(0, found.start() - 12) : found.start()]
        ]
        if spans:
            message = f"这是{kind}的报告，却自称“{word}”"
            yield Finding(CODE, SEVERITY, message, tuple(spans), confidence=0.8)


def _other_times(report: Report) -> Iterator[Finding]:
    """Find 本周（…） and 现将…情况 with another span of days than the report's."""
    own = bounds(report.period.value) if report.period else None
    if own is None or report.period is None:
        return
    text = report.document.text
    for fact in report.facts:
        if fact.kind is not FactKind.DATE or "/" not in (fact.value or ""):
            continue
        lead = text[max(report.span.start, fact.span.start - 10) : fact.span.start]
        days = bounds(fact.resolved)
        if days is None or not _PERIOD_LEAD.search(lead) or report.period.span == fact.span:
            continue
        if days[1] < own[0] or own[1] < days[0]:
            words = text[fact.span.start : fact.span.end]
            message = f"报告的时段是“{report.period.text}”，这里写的是“{words}”"
            spans = (fact.span, *((report.period.span,) if report.period.span else ()))
            yield Finding(CODE, SEVERITY, message, spans, confidence=0.85)


def _plan_years(report: Report) -> Iterator[Finding]:
    """In a yearly report the plans are for the next year, and what is told is of its own."""
    value = report.period.value if report.period else None
    if value is None or not re.fullmatch(r"\d{4}", value) or report.kind == "plan":
        return
    for section in report.sections:
        found = re.match(
            r"[^\d]{0,4}(20\d\d)年?度?(?=.{0,8}(?:打算|计划|安排|思路|展望))", section.heading
        )
        if found and int(found[1]) <= int(value):
            at = report.document.text.find(found[1], section.heading_span.start)
            message = f"报告是{value}年的，打算却写“{found[1]}年”"
            yield Finding(CODE, SEVERITY, message, (Span(at, at + 5),), confidence=0.8)
    opening = re.compile(
        r"现将(?:我[\u4e00-\u9fff]{1,2})?(20\d\d)年度?(?=[^，。]{0,20}(?:总结|汇报|报告))"
    )
    for told in opening.finditer(report.document.text, report.span.start, report.span.end):
        if told[1] != value:
            message = f"报告是{value}年的，这里写的是“{told[1]}年”"
            span = Span(told.start(1), told.start(1) + 5)
            yield Finding(CODE, SEVERITY, message, (span,), confidence=0.85)


def _two_leaders(report: Report, parts: list[Paragraph]) -> Iterator[Finding]:
    """Find one office of one body with two names."""
    holders: dict[str, dict[str, Span]] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for part in parts:
        for found in _OFFICE.finditer(part.text):
            start = part.span.start + found.start("name")
            name = found["name"]
            if set(name) & set("某*＊×") or "副" in part.text[: found.start("name")][-6:]:
                continue
            counts[found["office"], name] += 1
            holders.setdefault(found["office"], {}).setdefault(name, Span(start, start + len(name)))
    for office, names in holders.items():
        if len(names) == 2 and not re.search(r"原|前|时任|新任|接任", report.text):
            (first, _), (second, _) = sorted(names.items(), key=lambda n: -counts[office, n[0]])
            message = f"“{office}”有两个名字：“{first}”“{second}”"
            yield Finding(CODE, SEVERITY, message, (names[second], names[first]), confidence=0.7)

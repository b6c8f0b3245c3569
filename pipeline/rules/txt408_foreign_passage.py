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
from pipeline.rules.origins import (
    GENERIC,
    KINDS,
    PLACES,
    SITES,
    above,
    is_place_like,
    own_names,
    place_of,
    self_kind,
)
from pipeline.rules.persons import sure_name_pattern
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
    Example(
        "东湖社区2024年度工作总结\n⟦2023年⟧，东湖社区扎实推进各项工作，成效明显。\n一、主要工作\n清理杂物。"
    ),
    Example(
        "东湖社区工作汇报\n澜浦区民政局：\n在⟦青榆区⟧委、区政府的坚强领导下，东湖社区推进工作。"
        "东湖社区党委书记李国强带队。\n一、巡查\n社区党委书记⟦张建军⟧每周巡查。\n东湖社区居委会\n2025年1月6日"
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
_ACTS = (
    r"(?=(?:居民|村民|群众)[^，。；、]{0,8}(?:对|存在|反映|提出|意见|积极|自发|主动)|(?:党委、政府|党委|党总支|党支部|居委会|村委会|两委|党工委|办事处|政府|工作人员|干部|网格员|民警|全体|教师|师生)?"
    r"(?:以|共|始终|积极|认真|及时|坚持|扎实|进一步|高度|结合|利用|通过|充分|继续|先后|多次|立足|紧紧)?"
    r"[^，。；、的与和]{0,6}?(?:组织|开展|召开|举办|推进|落实|清理|排查|成立|建立|投入|发放|完成|实施"
    r"|强化|加强|走访|慰问|制定|整治|新建|打造|被评|荣获|现有|辖区|位于|地处|坚持|围绕|按照|高度重视|将"
    r"|立足|始终|创新|发动|动员|举行|获得|邀请|安装|更换|化解|调解|拆除|劝导|巡查|收集|还)"
    r"|(?:的)?[^，。；、的]{0,4}(?:代表队|合唱队|舞蹈队|志愿服务队|志愿者|网格员|民警|医生)[^，。；、]{0,8}"
    r"(?:获|开展|利用|参加|深入|组织))"
)
_TOGETHER = re.compile(
    r"[与赴向、]|和(?!谐)|同(?![时步比期])|(?<![不未])及(?![时早])|到(?![位底])|往(?!往)|联合|会同|学习|交流|支援|对口|结对|兄弟|邻近|相邻|毗邻|交界|各|来自|途经|通往|附近|连接|路口|参观|考察|自然村|村组|籍|嫁"
)
_PERIOD_LEAD = re.compile(
    r"本(?:周|月|期)[（(]$|现将(?:我[街镇乡村社校局所院][道区]?)?$|统计时段[：:]$"
)
_OFFICE = re.compile(
    r"(?P<office>(?:党工委|党委|党总支|党支部|办事处)(?:书记|主任)|镇长|乡长|校长|所长|居委会主任|村委会主任)"
    rf"(?P<name>{sure_name_pattern()})"
)
_HOLDER = re.compile("书记|主任|长")
_OF_OTHERS = re.compile(
    r"(?:副|原|时任|新任|(?<!社)区|[市县局院校站厂]|公司|企业|中心|小区|单位|各)$"
)
_LED = re.compile(
    r"在(?:中共)?(?!中共|党的|上级|各级|地方)(?P<name>[\u4e00-\u9fff]{2,3}?)(?P<kind>街道|市|区|县|镇|乡)"
    r"(?:委|党委|党工委|政府|人民政府|办事处)[^，。；]{0,16}(?:领导|指导|支持|部署)"
)
_MANY = 300  # names of one kind in a paragraph: more are no prose
_SMALL = ("社区", "村", "街道", "乡")
_NOT_PEOPLE = {"村": "(?!民)"}  # 动员村民: a verb and its object, no village
_PLAN = r"(?=.{0,8}(?:打算|计划|安排|思路|展望|重点))"
_PLAN_YEAR = re.compile(rf"[^\d]{{0,4}}(20\d\d)年?度?{_PLAN}")
_WHEN = re.compile(r"[上本下][周月旬季半]|[今去明]年|目前|近期|期间|同时|随后")  # 下周街道将…
_WEEK = re.compile(r"第(\d{1,2})周")
_TOLD_WEEK = re.compile(r"(?:(?<=[。；\n])|^)第(\d{1,2})周(?=[，,])")
_PLAN_LENGTH = 4  # 5月打算
_DONE = re.compile(r"完成|情况|回顾|执行|落实|开展")
_PLAN_MONTH = re.compile(rf"[^\d]{{0,4}}(\d{{1,2}})月份?{_PLAN}")


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Compare names, self-references, times and leaders with what the report is of."""
    parts = [p for p in paragraphs(report) if p.part in ("prose", "heading")]
    for kind, own in own_names(report).items():
        yield from _other_bodies(kind, own, parts)
    kind_of_self = self_kind(report)
    if kind_of_self is not None:
        yield from _other_selves(kind_of_self, parts)
    yield from _other_superiors(report, parts)
    yield from _other_times(report)
    yield from _opening_time(report, parts)
    yield from _other_week(report, parts)
    yield from _plan_times(report)
    yield from _two_leaders(report, parts)


@cache
def _named(kind: str) -> tuple[re.Pattern[str], ...]:
    """Patterns of a body of this kind that acts: at a clause's start, or with its people."""
    size = "{2,3}" if kind in PLACES else "{2,6}"
    name = rf"(?P<name>[\u4e00-\u9fff]{size}?){kind}{_NOT_PEOPLE.get(kind, '')}"
    return (
        re.compile(rf"(?:(?<=[，。；：“（(\n 　])|^){_TIME}[，,]?{name}{_ACTS}"),
        re.compile(
            rf"(?:组织|发动|动员|带领|引导|服务|方便|全体){name}(?=居民|群众|村民|党员|辖区|师生|学生|教师)"
        ),
    )


def _other_bodies(kind: str, own: set[str], parts: list[Paragraph]) -> Iterator[Finding]:
    places: dict[str, list[Span]] = {}
    alike = re.compile(
        rf"(?P<name>[\u4e00-\u9fff]{{2}}){kind}(?![路口]){_NOT_PEOPLE.get(kind, '')}"
    )
    for part in parts:
        if part.part != "prose" or not 0 < part.text.count(kind) < _MANY:
            continue
        for pattern in _named(kind):
            for found in pattern.finditer(part.text):
                name = found["name"]
                base = place_of(name)
                if {name, base, base[-2:]} & own or GENERIC.match(name) or _WHEN.match(name):
                    continue
                if kind in SITES and not (is_place_like(base) and any(map(is_place_like, own))):
                    continue
                start = part.span.start + found.start("name")
                places.setdefault(name, []).append(Span(start, start + len(name) + len(kind)))
        for found in alike.finditer(part.text) if kind not in SITES else ():
            clause = re.split(r"[，。；：]", part.text[max(0, found.start() - 40) : found.start()])[
                -1
            ]
            rest = part.text[found.end() : found.end() + 12]
            name = found["name"]
            likely = _alike(name, own) or (kind in _SMALL and is_place_like(name))
            if name in own or not likely or _WHEN.match(name) or _TOGETHER.search(clause + rest):
                continue
            start = part.span.start + found.start()
            places.setdefault(name, []).append(Span(start, start + len(name) + len(kind)))
    if len(places) > 2:  # a report on several bodies of its own kind (a joint one, a comparison)
        return
    shown = re.sub("^.*局", "", max(own, key=lambda name: (len(name), name)))
    for name, spans in places.items():
        message = f"这是{shown}{kind}的报告，这里写的是“{name}{kind}”"
        yield Finding(CODE, SEVERITY, message, tuple(dict.fromkeys(spans)), confidence=0.75)


def _alike(name: str, own: set[str]) -> bool:
    """高桥 and 南桥: a slip, where 文昌 may well be meant."""
    return any(len(o) == 2 and sum(map(str.__eq__, name, o)) == 1 for o in own)


def _other_selves(kind: str, parts: list[Paragraph]) -> Iterator[Finding]:
    for word in _SELVES.get(kind, ()):
        spans = [
            Span(part.span.start + found.start(), part.span.start + found.end())
            for part in parts
            if word in part.text
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


def _other_superiors(report: Report, parts: list[Paragraph]) -> Iterator[Finding]:
    """在……区委的领导下, where the head of the report names another district."""
    known = above(report)
    for part in parts:
        if "在" not in part.text:
            continue
        for found in _LED.finditer(part.text):
            own = known.get(found["kind"])
            name = found["name"]
            if own is None or name.endswith(own) or own.endswith(name) or GENERIC.match(name):
                continue
            start = part.span.start + found.start("name")
            span = Span(start, start + len(name) + len(found["kind"]))
            message = f"这份报告是{own}{found['kind']}的，这里写的是“{name}{found['kind']}”"
            yield Finding(CODE, SEVERITY, message, (span,), confidence=0.8)


def _opening_time(report: Report, parts: list[Paragraph]) -> Iterator[Finding]:
    """2023年，东湖社区……: the first words of the text name another year or month than the title."""
    value = report.period.value if report.period else None
    opening = next((part for part in parts if part.part == "prose"), None)
    if value is None or opening is None or report.kind == "plan":
        return
    found = re.match(r"(?:(20\d\d)年度?)?(?:(\d{1,2})月份?)?(?=[，,])", opening.text)
    if found is None or not found[0]:
        return
    wrong_year = found[1] and value[:4].isdigit() and found[1] != value[:4] and "/" not in value
    wrong_month = (
        found[2] and re.fullmatch(r".{4}-\d\d", value) and int(found[2]) != int(value[5:7])
    )
    if wrong_year or wrong_month:
        span = Span(opening.span.start, opening.span.start + found.end())
        own = report.period.text if report.period else ""
        message = f"报告的时段是“{own}”，开头写的是“{found[0]}”"
        yield Finding(CODE, SEVERITY, message, (span,), confidence=0.8)


def _other_week(report: Report, parts: list[Paragraph]) -> Iterator[Finding]:
    """第18周，街道…… in the report of the 20th week; the week before and after may be spoken of."""
    own = _WEEK.search(report.title)
    if own is None:
        return
    for part in parts:
        if part.part != "prose" or "周" not in part.text:
            continue
        for found in _TOLD_WEEK.finditer(part.text):
            if abs(int(found[1]) - int(own[1])) > 1:
                span = Span(part.span.start + found.start(), part.span.start + found.end())
                message = f"这是“{own[0]}”的报告，这里写的是“{found[0]}”"
                yield Finding(CODE, SEVERITY, message, (span,), confidence=0.75)


def _plan_times(report: Report) -> Iterator[Finding]:
    """Plans are for the next year or month, and what is told is of its own."""
    value = report.period.value if report.period else None
    if value is None or report.kind == "plan":
        return
    yearly, monthly = re.fullmatch(r"\d{4}", value), re.fullmatch(r"(\d{4}|XXXX)-\d\d", value)
    for section in report.sections:
        if len(section.heading) < _PLAN_LENGTH:
            continue
        year, month = _PLAN_YEAR.match(section.heading), _PLAN_MONTH.match(section.heading)
        if not (year or month) or _DONE.search(section.heading):
            continue
        old_year = yearly and year and int(year[1]) <= int(value)
        old_month = monthly and month and int(month[1]) == int(value[5:7])
        told = year if old_year else month if old_month else None
        if told is not None:
            at = report.document.text.find(told[1], section.heading_span.start)
            unit = "年" if old_year else "月"
            message = f"报告的时段是“{value}”，打算却写“{told[1]}{unit}”"
            span = Span(at, at + len(told[1]) + 1)
            yield Finding(CODE, SEVERITY, message, (span,), confidence=0.8)
    if not yearly:
        return
    opening = re.compile(
        r"现将(?:我[\u4e00-\u9fff]{1,2})?(20\d\d)年度?(?=[^，。]{0,20}(?:总结|汇报|报告))"
    )
    for told in opening.finditer(report.document.text, report.span.start, report.span.end):
        if told[1] != value:
            message = f"报告是{value}年的，这里写的是“{told[1]}年”"
            span = Span(told.start(1), told.start(1) + 5)
            yield Finding(CODE, SEVERITY, message, (span,), confidence=0.85)


def _two_leaders(report: Report, parts: list[Paragraph]) -> Iterator[Finding]:
    """Find one office of the report's own body with two names."""
    own = {name for names in own_names(report).values() for name in names}
    kind = self_kind(report) or ""
    holders: dict[str, dict[str, Span]] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for part in parts:
        if not _HOLDER.search(part.text):
            continue
        for found in _OFFICE.finditer(part.text):
            name = found["name"]
            before = part.text[max(0, found.start() - 8) : found.start()]
            named = re.search(rf"([\u4e00-\u9fff]{{2}})(?:{'|'.join(KINDS)})$", before)
            if named and named[1] not in own and not before.endswith(("我" + kind, "本" + kind)):
                continue
            if set(name) & set("某*＊×") or (not named and _OF_OTHERS.search(before)):
                continue
            start = part.span.start + found.start("name")
            counts[found["office"], name] += 1
            holders.setdefault(found["office"], {}).setdefault(name, Span(start, start + len(name)))
    for office, names in holders.items():
        if len(names) == 2 and not re.search(r"原|时任|新任|接任|换届|交接", report.text):
            (first, _), (second, _) = sorted(names.items(), key=lambda n: -counts[office, n[0]])
            message = f"“{office}”有两个名字：“{first}”“{second}”"
            yield Finding(CODE, SEVERITY, message, (names[second], names[first]), confidence=0.7)

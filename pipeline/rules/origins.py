"""Report -> what it is of: its own names by kind of body, and the places above it."""

import re
from functools import cache

from pipeline import lexicon
from pipeline.schema import Report

# Kinds of bodies by the word their names end with; of the long ones first.
PLACES = ("街道", "社区", "镇", "乡", "村", "县")
SCHOOLS = ("派出所", "卫生院", "小学", "中学", "幼儿园", "学校")
# Kinds of which only those named after places stand beside one another (not 交警中队).
SITES = ("工业园区", "产业园区", "开发区", "风景区", "林场", "敬老院", "中队")
KINDS = (*SCHOOLS, *SITES, *PLACES)
_USUAL = re.compile(
    r"(?<=[\u4e00-\u9fff]{2})(?:实验|中心|希望|附属|第[一二三四五六七八九十]|经济技术|经济|高新)$"
)
_WITHIN = re.compile(r"卫生|中心|医院|学校|幼儿园|派出所|中队|大队|支队|局|公司|队|站|所")
GENERIC = re.compile(
    r"^(?:各|本|我|该|全|两|每|某|其他|其它|一些|部分|所有|辖区|城市|农村|文明|平安|和谐|绿色|智慧|示范|老旧"
    r"|街道|所属|下辖|有关|相关|重点|试点|新建|城乡|先进|星级|无毒|美丽|幸福|健康|康养|宜居|共建|结对|友邻"
    r"|邻近|周边|相邻|兄弟|驻|在|与|和|到|向|对|由|为|以|给|把|将|被|让|从|于|个|名|多|从严|深入|走进|进入"
    r"|服务|组织|推进|加强|开展|打造|建设|创建|学习|考察|前往|联合|会同|完整|儿童|五型|零|三|四|五|六|七|八|九|十"
    r"|乡镇|集镇|城镇|小城|中小|行政|自然|贫困|脱贫|乡村|农|山|产业|特色|传统|古|邻|外|大部|少数|个别)"
)


def own_names(report: Report) -> dict[str, set[str]]:
    """Give, for each kind that the issuer's name holds, the names that are its own."""
    names: dict[str, set[str]] = {}
    source = (report.issuer or "").removeprefix("中共")
    begin = 0
    for found in _kinds().finditer(source):
        name = source[begin : found.start()]
        if len(name) >= 2 and not GENERIC.match(name):
            base = place_of(name)
            names.setdefault(found[0], set()).update((name, base, base[-2:], base[-3:]))
        if found[0] in PLACES:
            begin = found.end()
    for kind, own in names.items():
        for found in re.finditer(rf"([\u4e00-\u9fff]{{2,3}}){kind}", report.title):
            name = found[1].removeprefix("道")  # 松岭街道桂花社区
            if len(name) > 1 and not GENERIC.match(name):
                own.update((name, name[-2:]))
    return names


def place_of(name: str) -> str:
    """城北实验(小学) -> 城北: what tells it from others of its kind."""
    return _USUAL.sub("", name)


def self_kind(report: Report) -> str | None:
    """Name the kind that speaks of itself as 我社区, 我镇; None for an office within one."""
    name = report.issuer or ""
    found = max(((name.rfind(w) + len(w), w) for w in KINDS if w in name), default=None)
    if found is None or _WITHIN.search(name[found[0] :]):
        return None
    titled = {kind for kind in KINDS if kind in report.title}
    return found[1] if not titled or found[1] in titled else None


def above(report: Report) -> dict[str, str]:
    """Give the city, district, county, town or street that the head of the report names."""
    places: dict[str, str] = {}
    for source in (report.recipient or "", report.issuer or "", report.title):
        source = re.sub(r"中共|中国共产党|关于", "", source)
        for found in re.finditer(r"([\u4e00-\u9fff]{2,3}?)(省|市|区|县|镇|乡|街道)", source):
            if not GENERIC.match(found[1]) and not found[1].endswith(("社", "小", "校")):
                places.setdefault(found[2], found[1])
    return places


@cache
def is_place_like(name: str) -> bool:
    """Say whether a name is made of the characters that names of places are made of."""
    chars = next(row[1] for row in lexicon.table("body_names", 2) if row[0] == "place")
    return set(name) <= set(chars) and not GENERIC.match(name)


@cache
def _kinds() -> re.Pattern[str]:
    return re.compile("|".join(KINDS))

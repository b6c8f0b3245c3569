"""A title or file name of data -> who reports, on what, for which period."""

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pipeline.drafting.values import clean
from pipeline.extract.dates import bounds as edtf_bounds
from pipeline.schema import Period

_PLACE = re.compile(
    r"^.{1,12}?(?:街道办事处|街道|社区居民委员会|社区居委会|村民委员会|社区|镇|乡|村|卫生院|派出所"
    r"|服务中心|管委会|开发区|分局|大队|中队|学校|医院|林场|农场|(?<![城都门超夜])市(?![场容政民])"
    r"|县(?!城)|(?<![辖小片园校景地城社山库])区(?!域|划))"
)
_TABLE_WORDS = re.compile(
    r"(?:数据|情况)?(?:统计|汇总|登记|报送|采集|填报)?(?:数据)?(?:一览表|汇总表|统计表|报表|明细表|台账|表格|表|数据|数据统计|数据汇总)$"
)
_GROUP_WORDS = re.compile(
    r"(?:工作)?(?:交流|联络|沟通|微信|QQ|钉钉|报数|报送|汇总|填报)?群(?:聊)?"
    r"[\s_—-]*(?:的)?(?:聊天|消息)?(?:记录)?(?:导出)?$"
)
_ORGAN = re.compile(
    r"(?!(?:安全生产)?委员会)[一-鿿]{0,8}?(?:委员会|办公室|指挥部|服务中心|卫生院|派出所|管理局|[^结格布]局"
    r"|中心校|司法所|管理所|管理站|服务站|卫生所|委员会)"
)
_KINDS = ("周报", "月报", "季报", "年报", "日报", "旬报", "简报", "总结", "汇报", "报告", "情况")
_DAY = r"(?:(?P<{0}y>\d{{4}})[年./-])?(?:(?P<{0}m>\d{{1,2}})[月./-])?(?P<{0}d>\d{{1,2}})[日号]?"
_RANGE = re.compile(
    _DAY.format("a") + r"\s*(?:至|到|—+|-+|－|~|～|–)\s*" + _DAY.format("b") + r"(?!\d)"
)
_MONTH = re.compile(r"(?P<y>\d{4})年(?P<m>\d{1,2})月(?:份)?(?!\d)")
_QUARTER = re.compile(r"(?P<y>\d{4})年(?:第)?(?P<q>[一二三四1-4])季度")
_HALF = re.compile(r"(?P<y>\d{4})年(?P<h>上|下)半年")
_YEAR = re.compile(r"(?P<y>\d{4})年(?:度)?(?!\d)")


@dataclass(frozen=True, slots=True)
class Heading:
    """What a title told."""

    title: str = ""
    place: str = ""
    period: Period | None = None
    issue: str = ""

    def filled(self, other: "Heading") -> "Heading":
        """Fill what is still unknown from another title."""
        return replace(
            self,
            title=self.title or other.title,
            place=self.place or other.place,
            period=self.period or other.period,
            issue=self.issue or other.issue,
        )


def read_title(words: str) -> Heading:
    """Read a title such as 渔梁镇河长制工作周报数据表（2024年10月14日至10月20日）."""
    words = re.sub(r"^[【\[]([^】\]]+)[】\]]", r"\1 ", clean(words))
    period = period_in(words)
    numbered = re.search(r"第(\d{1,4})期", words)
    issue = numbered[1] if numbered else ""
    words = re.sub(r"[（(【]?第\d{1,4}期[）)】]?", "", words)
    core = re.sub(r"[（(【\[][^）)】\]]*[）)】\]]", "", words)
    if period and period.text in core:
        core = core.replace(period.text, "")
    core = re.sub(
        r"\d{4}\s?[年./-]\s?\d{1,2}\s?[月./-]\s?\d{1,2}日?(?:\s*\d{1,2}:\d{2})?|星期[一二三四五六日天]|周[一二三四五六日]$",
        "",
        core,
    )
    core = re.sub(r"[_\s:：]+$|^[_\s:：]+|^(?:附件|附表|表)\d*[:：]?", "", core)
    core = re.sub(r"^(?:填报|报送|统计)?(?:单位|部门|时间|时段|日期)[:：].*$", "", core)
    core = re.sub(r"第[一二三四五六\d]{1,2}周|第[一二三四1-4]季度", "", core)
    core = re.sub(r"([周月季年])报(?:数据)?表$", r"\1报", core)
    core = re.sub(
        r"(?:各(?:科室|部门|单位|村|社区|站所|办所|线)+)?(?:报数|报送|上报|报来|汇总|收集|素材|原始)(?:情况|材料|数据|记录|汇总)?$",
        "",
        core,
    )
    core = re.sub(r"(?<=[一-鿿]{3})各(?:小?组|线|口)$", "", core)
    bare = _TABLE_WORDS.sub("", core)
    if bare != core:
        bare = re.sub(r"(?<=[一-鿿]{4})(?:[周旬月]|季度)度?$", "", bare)  # 整治周统计表
    group = _GROUP_WORDS.search(bare) is not None
    core = _GROUP_WORDS.sub("", bare).strip("—-_ 　")
    core = re.sub(r"(?:报数|报送|填报|上报|汇总)$", "", core) if group else core
    if group and not core.endswith(("工作", *_KINDS)):
        core = f"{core}工作"
    core = core.replace("工作工作", "工作")
    place = _PLACE.match(core)
    beside = re.search(r"[（(]([一-鿿]{3,16})[）)]", words)
    if not place and beside and _PLACE.match(beside[1]) and len(core) >= 3:
        core = f"{beside[1]}{core}"  # 妇女儿童工作数据统计（平川县妇联）
        place = _PLACE.match(core)
    told = place is not None or group or core.endswith(_KINDS)
    if not told or len(core) < 4 or len(core) > 40:
        return Heading(period=period, issue=issue)
    named = place[0] if place else ""
    if (
        place
        and re.search(r"[镇乡县区市道]$", named)
        and (organ := _ORGAN.match(core[place.end() :]))
    ):
        named += organ[0]
    return Heading(core if len(core) > len(named) else "", named, period, issue)


def period_in(words: str, year: int | None = None) -> Period | None:
    """Find the first period named in words, settled as an EDTF interval where it has a year."""
    words = re.sub(r"(?<=-\d\d)/(?=\d{4}-\d\d-\d\d)", "至", words)  # 2025-08-11/2025-08-17
    if match := re.fullmatch(r"(\d{4})(?:-(\d{2})|-?[Qq]([1-4])|-?H([12]))?", words.strip()):
        return _short(words.strip(), match)
    match = _RANGE.search(words)
    if match:
        first_year = int(match["ay"]) if match["ay"] else year
        first_month = int(match["am"]) if match["am"] else None
        last_year = int(match["by"]) if match["by"] else first_year
        last_month = int(match["bm"]) if match["bm"] else first_month
        if first_month is None or (
            match["am"]
            and not match["bm"]
            and "月" not in match[0]
            and "." not in match[0]
            and "-" not in match[0]
            and "/" not in match[0]
        ):
            first_month = first_month or last_month
        if first_month is not None and last_month is not None:
            if not match["by"] and last_year and last_month < first_month:
                last_year += 1
            return _interval(
                match[0],
                first_year,
                first_month,
                int(match["ad"]),
                last_year,
                last_month,
                int(match["bd"]),
            )
    if match := _QUARTER.search(words):
        quarter = "一二三四".find(match["q"]) + 1 or int(match["q"])
        return _months(match[0], int(match["y"]), 3 * quarter - 2, 3 * quarter)
    if match := _HALF.search(words):
        start = 1 if match["h"] == "上" else 7
        return _months(match[0], int(match["y"]), start, start + 5)
    if match := re.search(r"(\d{4})年(\d{1,2})[月]?(?:至|到|—|-|~|～)(\d{1,2})月(?:份)?", words):
        return _months(match[0], int(match[1]), int(match[2]), int(match[3]))
    if (match := _MONTH.search(words)) and not re.match(r"\d", words[match.end() :]):
        return _months(match[0], int(match["y"]), int(match["m"]), int(match["m"]))
    if (match := _YEAR.search(words)) and not re.match(r"\d", words[match.end() :]):
        return _months(match[0], int(match["y"]), 1, 12)
    return None


def _short(words: str, match: re.Match[str]) -> Period | None:
    """Read 2026-10, 2026Q3, 2026H1, 2026."""
    year = int(match[1])
    if match[2]:
        return _months(words, year, int(match[2]), int(match[2]))
    if match[3]:
        return _months(words, year, 3 * int(match[3]) - 2, 3 * int(match[3]))
    if match[4]:
        return _months(words, year, 6 * int(match[4]) - 5, 6 * int(match[4]))
    return _months(words, year, 1, 12)


def _months(text: str, year: int, first: int, last: int) -> Period | None:
    if not (1 <= first <= last <= 12):
        return None
    end = calendar.monthrange(year, last)[1]
    return Period(text, f"{year}-{first:02}-01/{year}-{last:02}-{end:02}")


def _interval(
    text: str,
    year: int | None,
    month: int,
    day: int,
    last_year: int | None,
    last_month: int,
    last_day: int,
) -> Period | None:
    if year is None or last_year is None:
        return Period(text) if 1 <= month <= 12 and 1 <= last_month <= 12 else None
    try:
        start, end = date(year, month, day), date(last_year, last_month, last_day)
    except ValueError:
        return None
    return Period(text, f"{start.isoformat()}/{end.isoformat()}") if start <= end else None


def bounds(period: Period | None) -> tuple[date, date] | None:
    """Read the first and last day of a settled period."""
    if period is None or not period.value:
        return None
    return edtf_bounds(period.value)


def period_words(period: Period | None) -> str:
    """Write a period out: 2024年10月14日至10月20日, 2024年10月, 2024年第三季度, 2024年."""
    ends = bounds(period)
    if ends is None:
        return period.text if period else ""
    first, last = ends
    whole = first.day == 1 and (last + timedelta(1)).day == 1
    if whole and (first.year, first.month) == (last.year, last.month):
        return f"{first.year}年{first.month}月"
    if whole and first.year == last.year and last.month - first.month == 2 and first.month % 3 == 1:
        return f"{first.year}年第{'一二三四'[first.month // 3]}季度"
    if whole and first.year == last.year and last.month - first.month == 11:
        return f"{first.year}年"
    if (
        whole
        and first.year == last.year
        and last.month - first.month == 5
        and first.month in (1, 7)
    ):
        return f"{first.year}年{'上' if first.month == 1 else '下'}半年"
    if first == last:
        return day_words(first)
    if first.year != last.year:
        return f"{day_words(first)}至{day_words(last)}"
    return f"{day_words(first)}至{last.month}月{last.day}日"


def day_words(day: date) -> str:
    """Write a day in full (成文日期): 2026年1月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def span_name(period: Period | None, title: str = "") -> str:
    """Name the reporting rhythm: 周, 月, 季度, 年, or 期."""
    for word, name in (
        ("周", "周"),
        ("旬", "旬"),
        ("季", "季度"),
        ("半年", "半年"),
        ("年度", "年"),
        ("月", "月"),
    ):
        if f"{word}报" in title or (f"{word}工作" in title and word in ("年度",)):
            return name
    ends = bounds(period)
    if ends is None:
        return "周" if "周" in title else "期"
    days = (ends[1] - ends[0]).days + 1
    if days <= 8:
        return "周" if days >= 5 else "期"
    if 27 <= days <= 31:
        return "月"
    if 89 <= days <= 92:
        return "季度"
    if 180 <= days <= 184:
        return "半年"
    return "年" if days >= 360 else "期"

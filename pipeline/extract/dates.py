"""Dates in text -> DateMention with its EDTF value as written (``settle`` gives the year).

EDTF is ISO 8601-2:2019: ``2005-04``, ``XXXX-08-06``, ``2011-01-17/2011-01-21``, ``2025-33``
(first quarter), ``2025-W10``, ``T15:00``. An impossible date (6月31日) is a mention without a
value, and so is one that a scan has spoilt (3月l日).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from pipeline import lexicon
from pipeline.extract.numerals import chinese_integer, fold
from pipeline.extract.settle import bounds, days_in_month, resolve, ten_days


@dataclass(frozen=True, slots=True)
class DateMention:
    """One date or time expression with its EDTF as written (None where words cannot tell).

    ``relative`` marks words like 本周; ``rule`` is their entry in ``time_words.tsv``;
    ``invalid`` marks an impossible date, ``doubt`` one with letters for digits. ``opens``: the
    time has no end (以来, 自…起). ``due``: it lies ahead (before 前, 以前).
    """

    start: int
    end: int
    text: str
    value: str | None
    relative: bool = False
    rule: str | None = None
    invalid: bool = False
    opens: bool = False
    due: bool = False
    doubt: str | None = None


_CN = "一二三四五六七八九"
_YEAR = rf"(?:[12][0-9]{{3}}|[一二][〇○零OＯo0{_CN}]{{3}})\s?年"
_MONTH = rf"(?:[0-9]{{1,2}}|十[一二]?|[{_CN}])\s?月"
# 98年4月, 八五年二月: two digits are a year only before a month
_SHORT_YEAR = (
    rf"(?:(?<![0-9第lIOo])[0-9]{{2}}|(?<![十百千万{_CN}零〇])[〇零{_CN}]{{2}})年"
    rf"(?={_MONTH}(?![份以]?[内前]))"
)
_DAY = rf"(?:[0-9]{{1,2}}|[一二三]?十[{_CN}]?|廿[{_CN}]?|[{_CN}])\s?[日号]"
_BARE = rf"(?:[0-9]{{1,2}}|[一二三]?十[{_CN}]?|[{_CN}])"
_QUARTER = r"(?:第?[一二三四1234]季度|前[二两三]季度|上半年|下半年)"
_TAIL = r"(?:上旬|中旬|下旬|上中旬|中下旬)"
_POINT = (
    rf"(?:(?:{_YEAR}|{_SHORT_YEAR})\s?(?:{_MONTH}份?(?:\s?{_DAY}|{_TAIL}|月?[初底末])?|{_QUARTER}[初末]?|度|初|底|末)?"
    rf"|{_MONTH}(?:\s?{_DAY}|{_TAIL}|月?[初底末]|份)?|{_DAY})"
)
_ISO_DAY = r"[12][0-9]{3}[-/.](?:0?[1-9]|1[0-2])[-/.](?:[12][0-9]|3[01]|0?[1-9])"
_ISO = rf"{_ISO_DAY}(?![0-9.])"
_HMS = r"[0-9]{1,2}[:：][0-9]{2}(?:[:：][0-9]{2})?(?![0-9:：%])"
_SEP = r"\s?(?:起?至|起?到|—{1,2}|－|–|-|~|～|―)\s?"
_RANGE = (
    rf"(?:(?:{_YEAR}|{_SHORT_YEAR})?{_BARE}(?:月)?{_SEP}(?={_BARE}月))"  # 1至5月, 2023年1—6月
    rf"{_BARE}月份?(?:{_DAY})?"
)
_LISTED = (  # 3、4月份, but not 2、4月份 at the head of a line
    rf"(?:{_YEAR}|(?<=[^\n\s（(、0-9{_CN}十])){_BARE}、(?={_BARE}月){_BARE}月份?"
)
_DOTTED = r"[12][0-9]{3}\.(?:1[0-2]|0?[1-9])"
_DAYS = rf"(?:(?:{_YEAR})?{_MONTH}{_BARE}{_SEP}{_DAY})"  # 6月2-8日
_CLOCK_WORD = r"(?:上午|下午|晚上|晚间|早上|早晨|凌晨|中午|傍晚|夜间|夜里|晚)"
_HOUR = rf"(?:[0-9]{{1,2}}|十[{_CN}]?|二十[一二三四]?|[{_CN}两])"
_MINUTE = rf"(?:[0-9]{{1,2}}|[二三四五]?十[{_CN}]?|[{_CN}])"
_CLOCK = (
    rf"(?:{_CLOCK_WORD}{_HOUR}(?:(?:时|点钟|点)(?:半|整|{_MINUTE}分)?|[:：][0-9]{{2}})"
    rf"|(?<![0-9:：.])[0-9]{{1,2}}[:：][0-9]{{2}}(?:[:：][0-9]{{2}})?(?![0-9:：%])"
    rf"|(?<![0-9])[0-9]{{1,2}}时(?:[0-9]{{1,2}}分|许|整)?(?![间长段])"
    r"|(?<![0-9])[0-9]{1,2}点(?:[0-9]{1,2}分|整|半|钟|[一三13]刻)"
    rf"|(?<![{_CN}十百千万得均扣加评分零]){_HOUR}[点时](?:零?{_MINUTE}分(?:{_MINUTE}秒)?|整|半|钟|[一三]刻)"
    r"|零[点时](?:整|(?=[至到前后起，。开])))"
)


@cache
def _rules() -> dict[str, str]:
    """What every relative word settles to."""
    return {row[0]: row[1] for row in reversed(lexicon.table("time_words", 2))}


def _relative_words() -> str:
    """All relative words, longest first, grouped by their first character."""
    groups: dict[str, list[str]] = {}
    for word in sorted(_rules(), key=lambda word: (-len(word), word)):
        groups.setdefault(word[0], []).append(re.escape(word[1:]))
    return "|".join(f"{re.escape(c)}(?:{'|'.join(rest)})" for c, rest in groups.items())


def _second_characters() -> str:
    """What may follow the first character of a relative time, whichever it is."""
    written = {word[1] for word in _rules() if len(word) > 1}
    return "".join(sorted(written | set(f"年个月周星第半午上里晨间晚{_CN}十两0123456789")))


_FREE = r"(?:(?<![0-9.第])|(?<=\n[1-9]\.))"  # 1.4月13日: the label of an item before it
_WEEKDAY = "[一二三四五六日天末]"
_IN_YEAR = (
    rf"(?:{_RANGE}|{_POINT}{_SEP}{_POINT}|{_MONTH}份?(?:{_DAY})?|{_QUARTER}|年?[初底]|末|同期)"
)
_OF_MONTH = rf"(?:{_DAY}(?:{_SEP}{_DAY})?|{_BARE}{_SEP}{_DAY})"
_AT = r"(?:[0-9]{1,2}时(?:[0-9]{1,2}分)?|\s?[0-9]{1,2}[:：][0-9]{2}(?:[:：][0-9]{2})?时?)"
_DAYTIME = rf"\s?{_CLOCK_WORD}{_HOUR}(?:(?:时|点钟|点)(?:半|整|{_MINUTE}分)?|[:：][0-9]{{2}})"
_MOMENT = rf"(?:{_YEAR})?(?:{_MONTH})?{_DAY}(?:{_AT}|{_DAYTIME})"
_READ = "[0-9lIOo]"
_MISREAD = (  # 2O25年3月l日
    rf"(?<![A-Za-z0-9.])(?=[0-9年月\s]{{0,8}}[lIOo])(?:{_READ}{{4}}年(?:{_READ}{{1,2}}月(?:{_READ}{{1,2}}[日号])?)?"
    rf"|{_READ}{{1,2}}月(?:{_READ}{{1,2}}[日号])?|{_READ}{{1,2}}日)"
)
# A numeral begins a date only where one of these follows it soon: most numerals are counts.
_TOLD = r"[0-9〇○零OＯoIl一二三四五六七八九十廿两]{1,8}\s?[年月日号时点季周个:：./\-、至到—－–~～―]"
_PATTERN = re.compile(
    rf"""
    (?={_TOLD})(?:
    (?P<misread>{_MISREAD})
  | (?P<stamp>(?<![0-9]){_ISO_DAY}[\x20T]{_HMS}(?:{_SEP}{_ISO_DAY}[\x20T]{_HMS})?)
  | (?P<iso>(?<![0-9]){_ISO}(?:{_SEP}{_ISO})?)
  | (?P<days>{_DAYS})
  | (?P<months>{_FREE}{_RANGE})
  | (?P<listed>(?<![0-9.第]){_LISTED})
  | (?P<dotted>(?<![0-9.]){_DOTTED}{_SEP}{_DOTTED}(?![0-9.]))
  | (?P<isoweek>(?<![0-9]){_YEAR}\s?第[0-9]{{1,2}}周(?![年岁]))
  | (?P<span>{_FREE}(?<![〔\[]){_POINT}{_SEP}(?:{_POINT}))
  | (?P<years>(?<![0-9])[12][0-9]{{3}}{_SEP}[12][0-9]{{3}}(?:年度?|学年))
  | (?P<quarters>(?<![0-9.])(?:{_YEAR})?[一二三1-3]{_SEP}第?[二三四2-4]季度)
  | (?P<moment>(?<![0-9.第]){_MOMENT}(?:{_SEP}(?:{_MOMENT}|{_AT}))?)
  | (?P<point>{_FREE}{_POINT})
  | (?P<clock>{_CLOCK}(?:{_SEP}{_CLOCK})?)
  | (?P<since>[{_CN}两十](?:年|个月|周)来|(?<![0-9])[0-9]+年来)
  | (?P<numbered>{_relative_words()})
    )
  | (?=[今去上明本前下这近目至迄昨当全同第晚早凌中傍夜半大年])(?:
    (?P<ordinal>第[一二三1-3]{_SEP}第?[二三四2-4]季度)
  | (?P<relyear>(?:今年|去年|上年|明年|本年|前年){_IN_YEAR})
  | (?P<relmonth>(?:[本上下]个?月|当月)(?:[初底末]|{_TAIL}|{_OF_MONTH}))
  | (?P<week>(?:本|上|下|这)(?:周|星期){_WEEKDAY})
  | (?P<hour>{_CLOCK}(?:{_SEP}{_CLOCK})?)
  | (?P<near>近(?:[0-9]+|[{_CN}两十])个?(?:天|日|周|月|季度|年)来?|近?半年来|近半年)
  | (?P<word>{_relative_words()})
    )""",
    re.VERBOSE,
)
# where one may begin: most characters are passed over at the speed of a character class
_NUMERALS = "0-9〇○零OＯoIl一二三四五六七八九十廿两"
_WORD_STARTS = "今去上明本前下这近目至迄昨当全同第晚早凌中傍夜半大"
_START = re.compile(
    rf"[{_NUMERALS}{_WORD_STARTS}年](?:(?<=年)(?=[初底末])|(?<=[{_WORD_STARTS}])(?=[{_second_characters()}])"
    rf"|(?<=[12])(?=[0-9]{{3}}\.)|(?<=[{_NUMERALS}])(?=[{_NUMERALS}]{{0,7}}\s?(?:"
    rf"[年月日号时点季周:：/\-至到—－–~～―]|个[月周季天年]|、[{_NUMERALS}]{{1,3}}\s?月)))"
)
_SAME = {"ordinal": "quarters", "hour": "clock", "since": "near", "numbered": "word"}
# 五一路, 三日游, 第1期; a count of years, months or days is no date
_NOT_AFTER_DAY = ("之计", "内", "以内", "游", "龄", "托", "租")
# ◆下周安排, 六、下月打算: a heading names its period, it dates nothing
_AS_HEADING = re.compile(
    r"(?:重点)?(?:工作)?(?:重点|安排|计划|打算|任务|部署|要点|思路)(?=。?(\n|$)|。)"
)
_LINE_HEAD = re.compile(r"(?:^|\n)[^\w\n]{0,3}[一二三四五六七八九十0-9]{0,2}[、.．）)]?\s?$")
_NUMBER = re.compile(rf"[0-9]+|[〇○零OＯo{_CN}十廿]+")
# 岁末年初, 每年底, 大年初一, 年底蕴
_ENDS_OF_YEAR = ("年底", "年初", "年末")
_NOT_BEFORE_END = frozenset("末大少青幼中近多历百千每学半岁0123456789")
_NOT_AFTER_END = frozenset("蕴气色子薄级步期中审一二三四五六七八九十")
_WEEKDAYS = "一二三四五六日"


def _integer(text: str) -> int | None:
    text = fold(text).replace("O", "〇").replace("Ｏ", "〇").replace("o", "〇")
    return int(text) if text.isdigit() and text.isascii() else chinese_integer(text)


@dataclass(frozen=True, slots=True)
class _Parts:
    year: int | None = None
    month: int | None = None
    day: int | None = None
    tail: str = ""


def _parts(text: str) -> _Parts:
    year = month = day = None
    rest = text
    head, sign, tail = rest.partition("年")
    if sign and (number := _integer(head.strip())) is not None:
        year, rest = number + (0 if number > 99 else 2000 if number < 50 else 1900), tail
    head, sign, tail = rest.partition("月")
    if sign and (number := _integer(head.strip())) is not None:
        month, rest = number, tail
    rest = rest.strip().removeprefix("份")
    if rest and rest[-1] in "日号" and (number := _integer(rest[:-1].strip())) is not None:
        day, rest = number, ""
    return _Parts(year, month, day, rest)


def _edtf(parts: _Parts) -> str | None:
    year, month, day = parts.year, parts.month, parts.day
    if month is not None and not 1 <= month <= 12:
        return None
    if day is not None and not 1 <= day <= (days_in_month(year, month) if month else 31):
        return None
    y = f"{year:04d}" if year else "XXXX"
    if day is not None:
        return f"{y}-{month:02d}-{day:02d}" if month else f"{y}-XX-{day:02d}"
    if month is not None:
        if parts.tail.endswith("旬"):
            first, last = ten_days(parts.tail, days_in_month(year, month))
            return f"{y}-{month:02d}-{first:02d}/{y}-{month:02d}-{last:02d}"
        return f"{y}-{month:02d}"
    if parts.tail and parts.tail not in ("度", "初", "底", "末"):
        return _quarter(parts.tail.rstrip("初末"), y)
    return y


def _quarter(tail: str, year: str) -> str | None:
    if tail == "上半年":
        return f"{year}-01/{year}-06"
    if tail == "下半年":
        return f"{year}-07/{year}-12"
    if tail.startswith("前"):
        last = {"二": 6, "两": 6, "三": 9}[tail[1]]
        return f"{year}-01/{year}-{last:02d}"
    number = _integer(tail.removeprefix("第")[0])
    return f"{year}-{32 + number}" if number else None


def _range_value(first: _Parts, second: _Parts) -> str | None:
    second = replace(
        second,
        year=second.year or first.year,
        month=second.month
        if second.month is not None
        else (first.month if second.day is not None else None),
    )
    if (
        first.month is None
        and first.day is None
        and second.month is not None
        and first.year is None
    ):
        return None
    if first.year is None and second.year is not None and first.month is not None:
        first = replace(first, year=second.year)
    a, b = _edtf(first), _edtf(second)
    return f"{a}/{b}" if a and b else None


_LATELY = {"天": "D", "日": "D", "周": "W", "月": "M", "季": "Q", "年": "Y"}


def _lately(words: str) -> str | None:
    """Write 近三个月, 三年来 as the rule L3M, L3Y: so much time up to the report's date."""
    words = words.removeprefix("近").removesuffix("来")
    if words == "半年":
        return "L6M"
    number = _NUMBER.match(words.replace("两", "二"))
    count = _integer(number[0]) if number else None
    if not count or number is None:
        return None
    return f"L{count}{_LATELY[words[number.end() :].removeprefix('个')[0]]}"


def _clock(text: str) -> str | None:
    text = text.strip()
    quarter = re.search("[一三13]刻", text)
    if quarter:
        text = text[: quarter.start()]
    numbers = _NUMBER.findall(fold(text).replace("两", "二"))
    hour = _integer(numbers[0]) if numbers else None
    minute = _integer(numbers[1]) if len(numbers) > 1 else 30 if "半" in text else 0
    if quarter:
        minute = 15 if quarter[0][0] in "一1" else 45
    if hour is None or minute is None:
        return None
    if re.match("下午|晚|傍晚|夜", text) and hour < 12:
        hour += 12
    if text.startswith("中午") and hour < 11:
        hour += 12
    return (
        f"T{hour:02d}:{minute:02d}"
        if hour <= 24 and minute < 60 and (hour, minute) <= (24, 0)
        else None
    )


_SPLIT = re.compile(_SEP)
_QUARTER_ENDS = re.compile("[一二三四1-4]")
_LOOK_BEHIND = 16
_STAMP = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})[ T]([0-9:：]+)")


def _moments(sides: list[str]) -> str | None:
    """Read one or two days with their clock times; the second may leave out its day."""
    first = _Parts()
    values = []
    for side in sides:
        cut = max(side.rfind("日"), side.rfind("号")) + 1
        parts, clock = _parts(side[:cut]), _clock(side[cut:])
        parts = replace(
            parts,
            year=parts.year or first.year,
            month=parts.month or first.month,
            day=parts.day or first.day,
        )
        first, day = parts, _edtf(parts)
        if day is None or clock is None:
            return None
        values.append(f"{day}{clock}")
    return "/".join(values)


@lru_cache(maxsize=4096)
def _mention(kind: str, words: str) -> DateMention | None:
    """Read the words of a date as if a text began with them; most stand in a report many times."""
    start, end = 0, len(words)
    kind = _SAME.get(kind, kind)
    value: str | None = None
    relative, rule, invalid = False, None, False
    if kind == "misread":
        if re.search("[lIOo]", words):
            spoilt = DateMention(start, end, words, None, doubt="misread")
            return spoilt if re.search("[0-9]", words) else None
        kind = "point"
    if kind == "iso":
        values = []
        for part in re.findall(_ISO, words):
            y, m, d = (int(x) for x in re.split(r"[-/.]", part))
            values.append(_edtf(_Parts(y, m, d)))
        value = None if None in values else "/".join(str(v) for v in values)
        invalid = value is None
    elif kind in ("point", "span", "days", "months", "listed"):
        sides = words.split("、") if kind == "listed" else _SPLIT.split(words, maxsplit=1)
        if len(sides) == 2:
            if kind in ("months", "listed") and not sides[0].endswith("月"):
                sides[0] += "月"
            if kind == "days":
                sides[0] += "日"
            first, second = _parts(sides[0]), _parts(sides[1])
            value = _range_value(first, second)
            if kind == "listed" and (first.month or 0) + 1 != second.month:
                value = None
                return DateMention(start, end, words, value)
        else:
            first = _parts(words)
            value = _edtf(first)
            if first == _Parts() and not value:
                return None
        invalid = value is None
        if (
            invalid
            and kind == "point"
            and first.month is None
            and first.day is not None
            and first.day > 31
        ):
            return None
    elif kind == "dotted":
        first, second = (_Parts(int(side[:4]), int(side[5:])) for side in _SPLIT.split(words))
        value = _range_value(first, second)
        invalid = value is None
    elif kind == "isoweek":
        head, _, week = words.rpartition("第")
        number = int(week[:-1])
        value = f"{_parts(head).year}-W{number:02d}" if 1 <= number <= 53 else None
        invalid = value is None
    elif kind == "moment":
        value = _moments(_SPLIT.split(words))
        invalid = value is None
    elif kind == "stamp":
        times = [
            (_edtf(_Parts(int(m[1]), int(m[2]), int(m[3]))), _clock(m[4]))
            for m in _STAMP.finditer(fold(words))
        ]
        value = "/".join(f"{day}{clock}" for day, clock in times if day and clock)
        invalid = len(value.split("/")) != len(times)
        value = None if invalid else value
    elif kind == "quarters":
        year = _parts(words).year
        a, b = (_integer(c) for c in _QUARTER_ENDS.findall(words.rpartition("年")[2]))
        if a and b and a < b:
            value = f"{year or 'XXXX'}-{32 + a}/{year or 'XXXX'}-{32 + b}"
        invalid = value is None
    elif kind == "years":
        a, b = re.findall(r"[0-9]{4}", words)
        value = f"{a}/{b}"
    elif kind == "clock":
        values = [_clock(side) for side in _SPLIT.split(words)]
        value = None if None in values else "/".join(str(v) for v in values)
        invalid = value is None
    else:
        relative = True
        if kind == "word":
            rule = _rules().get(words)
        elif kind == "relyear":
            rest = words[2:]
            rule = {"今": "Y0", "本": "Y0", "去": "Y-1", "上": "Y-1", "明": "Y1", "前": "Y-2"}[
                words[0]
            ]
            if rest == "同期":
                rule = "SAME"
            elif _SPLIT.search(rest):
                sides = _SPLIT.split(rest, maxsplit=1)
                value = _range_value(
                    _parts(sides[0] if "月" in sides[0] else sides[0] + "月"), _parts(sides[1])
                )
            elif "月" in rest:
                value = _edtf(_parts(rest))
            elif re.fullmatch(_QUARTER, rest):
                value = _quarter(rest, "XXXX")
        elif kind == "near":
            rule = _lately(words)
        elif kind == "relmonth":
            rest, part = words.partition("月")[2], ""
            if rest[-1] in "日号":
                sides = _SPLIT.split(rest)
                days = [_parts(side if side[-1] in "日号" else side + "日") for side in sides]
                value = _edtf(days[0]) if len(days) == 1 else _range_value(*days)
                invalid = value is None
            elif rest[-1] == "旬":
                part = f":{rest}"
            rule = f"M{ {'上': -1, '下': 1}.get(words[0], 0) }{part}"
        elif kind == "week":
            rule = f"W{ {'本': 0, '这': 0, '上': -1, '下': 1}[words[0]] }:{words[-1]}"
    return DateMention(start, end, words, value, relative, rule, invalid)


def _plausible(mention: DateMention, text: str, start: int, end: int) -> bool:
    after = text[end : end + 2]
    before = text[start - 1 : start] or "。"
    words = mention.text
    if mention.relative and (heading := _AS_HEADING.match(text, end)):
        line = text[max(0, start - 8) : start]
        if heading[1] is not None or _LINE_HEAD.search(line):
            return False
    if words == "当日" and after.startswith(("问题", "清", "事", "办", "结", "毕")):
        return False
    if words in ("一日", "一月") and after[:1] in ("一", "两", "三"):
        return False  # 一日一报
    if "时" in words and ("日" in words or "号" in words):
        return True
    if words[-1] in "日号" and "月" not in words and "年" not in words:
        if words[-1] == "号":
            return False
        if not words[0].isdigit():
            if after.startswith(_NOT_AFTER_DAY):
                return False
            return before in "。，、,\n至于在" and len(words) > 1
        return not after.startswith(_NOT_AFTER_DAY) and before not in "第近这每逾超满共达足用历"
    if "月" in words and "日" not in words and "年" not in words:
        if after[:1] and after[0] in "龄租嫂饼季":
            return False
        return words[0].isdigit() or before not in "每个满第"
    if words == "同期" and before in "与较比":
        return True
    if words in ("当年", "当月", "当日", "本季", "今天", "明天", "同期") and before in "“的与较同":
        return False
    if words in _ENDS_OF_YEAR and (before in _NOT_BEFORE_END or after[:1] in _NOT_AFTER_END):
        return False
    if words == "全年" and after.startswith("龄"):
        return False
    if words == "至今" and before in "甚冬夏":
        return False
    return not (words == "上周" and after.startswith("密"))


def find_dates(text: str, start: int = 0, end: int | None = None) -> list[DateMention]:
    """Find date and time expressions between two offsets, in order, none overlapping."""
    return list(iter_dates(text, start, end))


def iter_dates(text: str, start: int = 0, end: int | None = None) -> Iterator[DateMention]:
    """Walk the date and time expressions of a text; widths are folded, offsets stay."""
    # one report of many: only its own part of the text is copied, with what lookbehinds need
    shift = max(0, start - _LOOK_BEHIND)
    part = fold(text[shift : len(text) if end is None else end])
    past = start - shift
    for found in _START.finditer(part, past):
        begin = found.start()
        match = _PATTERN.match(part, begin) if begin >= past else None
        if match is None:
            continue
        past = stop = match.end()
        kind = match.lastgroup or ""
        mention = _mention(kind, part[begin:stop])
        if mention is None or not _plausible(mention, part, begin, stop):
            continue
        for each in _day_and_clock(mention) if kind == "moment" else (mention,):
            first, last = begin + each.start, begin + each.end
            yield DateMention(
                first + shift,
                last + shift,
                text[first + shift : last + shift],
                each.value,
                each.relative,
                each.rule,
                each.invalid,
                _opens(part, first, last),
                part.startswith(_DUE, last),
                each.doubt,
            )


def _day_and_clock(mention: DateMention) -> tuple[DateMention, ...]:
    """Part an impossible hour from the day before it: 3月5日上午10:75."""
    cut = max(mention.text.find("日"), mention.text.find("号")) + 1
    day = _edtf(_parts(mention.text[:cut]))
    if not mention.invalid or day is None or _SPLIT.search(mention.text):
        return (mention,)
    at = mention.start + cut
    return (
        DateMention(mention.start, at, mention.text[:cut], day),
        DateMention(at, mention.end, mention.text[cut:], None, invalid=True),
    )


_DUE = ("前", "之前", "以前", "底前", "内")
_SINCE = re.compile(r"[^，。；：、！？\n0-9]{0,8}?以来")
_ON = re.compile(r"起(?![来到至点草诉火])")


def _opens(text: str, start: int, end: int) -> bool:
    """Say whether a time has no end: 2023年以来, 5月1日起, 专项整治启动以来."""
    if text[end : end + 1] == "起" and _ON.match(text, end):
        return True
    return _SINCE.match(text, end) is not None


__all__ = ["DateMention", "bounds", "find_dates", "iter_dates", "resolve"]

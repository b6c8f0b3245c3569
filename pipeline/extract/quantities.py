"""Figures in text -> Mention: numeral with its unit, value and kind; and announced counts.

Candidates come from one numeral pattern; what is part of a name, slogan, label, date or document
number is rejected here, so that every Mention is meant as a figure.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from pipeline import lexicon
from pipeline.extract.announced import announced_at
from pipeline.extract.dates import DateMention
from pipeline.extract.numerals import ARABIC, CHINESE, FINANCIAL, MAGNITUDE, Number, fold, parse
from pipeline.extract.traps import blocked_places, in_place_name, trap_end
from pipeline.extract.units import unit_at, whole_unit, words_after
from pipeline.schema import Announced, Bound, FactKind, Quantity


@dataclass(frozen=True, slots=True)
class Mention:
    """One figure as written: the numeral with its unit; words before and after it are outside."""

    start: int
    end: int
    kind: FactKind
    quantity: Quantity
    unit_start: int
    doubt: str | None = None
    per: str | None = None  # frequency: the words 每月, 半年
    confidence: float = 1.0


_CN_DIGITS = "零〇一二三四五六七八九"
_FINANCIAL_DIGITS = "壹贰叁肆伍陆柒捌玖"
_PATTERN = re.compile(
    rf"""
    (?P<percent_of>(?:百|千|万|十万|百万)分之(?:[{CHINESE}]+(?:点[{_CN_DIGITS}]+)?|{ARABIC}))
  | (?P<fraction>[一二三四五六七八九十百]+分之[一二两三四五六七八九十]+
      |(?<![0-9/.\-])[0-9]{{1,2}}/[1-9][0-9]?(?![0-9/.]))
  | (?P<misread>(?<![A-Za-z0-9.])(?=[lIOo]{{0,3}}[0-9])[0-9]{{0,9}}[lIOo][0-9lIOo]{{0,9}}
      (?![A-Za-z0-9/.\-]))
  | (?P<arabic>{ARABIC}(?:(?:[余多]?[{MAGNITUDE}]{{1,3}})[余多几来]?
      (?:零?[0-9]{{1,4}}(?:\.[0-9]+)?[百千万]?){{0,4}})?[余多几来]?)
  | (?P<half>一半(?!径))
  | (?P<financial>(?:[{_FINANCIAL_DIGITS}](?=[拾佰仟万萬亿億元圆])
      |拾(?=[{_FINANCIAL_DIGITS}万萬亿元圆]))[{FINANCIAL}{CHINESE}]*)
  | (?P<chinese>(?:上(?=[百千万]))?[{CHINESE}几数]+(?:点[{_CN_DIGITS}]+)?
      [余多来]?(?:[万亿][余多]?)?)
    """,
    re.VERBOSE,
)
_JOIN = re.compile(r"\s?(?:至|到|—{1,2}|–|-|－|~|～|―)\s?")
_DIGIT = "[0-9一二两三四五六七八九壹贰叁肆伍陆柒捌玖]"
_JIAO = re.compile(rf"({_DIGIT})[角毛](?:({_DIGIT})分)?")
_LONE_BEFORE = ("近", "上", "超", "逾", "过", "约", "达", "数", "几")
_EACH_TIME = re.compile(r"/(天|日|周|旬|月|季度|季|半年|年|小时)")
_MORE_AFTER = re.compile(r"多?(?=[，。、；：！）)\n的])")
_SECOND = re.compile(rf"(?:{ARABIC}[{MAGNITUDE}]{{0,2}}[余多]?|[{CHINESE}]+[余多]?)")
_PER = re.compile(
    r"(每(?:一?个?(?:工作日|星期|礼拜|季度|学期|半年|月|年|周|天|日|季|晚|夜|旬|人|小时|班)|[两二三四五六七八九十0-9]+个?(?:年|月|周|天|日|小时))"
    r"|(?<![上下近过])半年|(?<![0-9])一(?:年|天|周|日|月)(?=[一二两三四五0-9]))"
)
_PER_NAMES = {"日": "天", "星期": "周", "礼拜": "周", "季": "季度", "夜": "晚", "个月": "月"}
_FREQUENT = {"次", "期", "回", "遍", "轮", "场", "趟"}
_UNIT_OPEN = re.compile(r"【待补[：:]单位】")  # a draft says itself that the unit was not given
_ONE_VERBS = re.compile(
    r"(?:[了过]|新建|建成|查处|发现|拆除|购置|安装|新增|[（(、，,：:；]|进行|开展|组织|召开|举办|整改|收到|的|每)$"
)
_DONE_BEFORE = re.compile(
    r"[了过共]$|(?:培训|举办|召开|编发|印发|组建|成立|出|完成|开展|进行|组织|实施|更新|接种|巡查)$"
)
_HELD_BEFORE = re.compile("培训|举办|编发|印发|开办|开展|组织|更新|出版")
_ORDINAL_UNITS = {"名", "位"}


def _bounded(number: Number, text: str, start: int, end: int) -> Bound:
    """The bound of a value by the words around it (约, 近, 以上): the numeral's own 余 wins."""
    if number.bound is not Bound.EXACT:
        return number.bound
    before = text[max(0, start - 4) : start]
    after = text[end : end + 2]
    if not before.endswith(_NOT_BOUND):
        for words, bound in _BOUND_BEFORE:
            if before.endswith(words):
                return bound
    if after.startswith("以上") or text.startswith("及以上", end):
        return Bound.OVER
    if after.startswith(("以下", "以内", "之内")):
        return Bound.UNDER
    if after.startswith(("左右", "上下", "许，", "许。", "许、", "许；")):
        return Bound.ABOUT
    return Bound.EXACT


_BOUND_BEFORE: tuple[tuple[tuple[str, ...], Bound], ...] = (
    (
        ("不低于", "不少于", "至少", "超过", "突破", "高于", "大于", "多于", "超出", "达到或超过"),
        Bound.OVER,
    ),
    (
        (
            "不足",
            "不到",
            "不超过",
            "低于",
            "少于",
            "小于",
            "将近",
            "接近",
            "至多",
            "最多",
            "不高于",
            "不多于",
        ),
        Bound.UNDER,
    ),
    (("大约", "约", "大概", "约为", "约占", "左右", "约有", "约计"), Bound.ABOUT),
    (("超", "逾", "愈"), Bound.OVER),
    (("近",), Bound.UNDER),
)
_NOT_BOUND = (
    "附近",
    "邻近",
    "就近",
    "最近",
    "靠近",
    "签约",
    "违约",
    "预约",
    "节约",
    "公约",
    "合约",
    "续约",
    "履约",
    "邀约",
    "约约",
)


def _percent(text: str, number: Number, end: int) -> tuple[Number, int, str] | None:
    """Read %, ‰, 个百分点, 成 after a numeral: number in percent, end, unit."""
    if text[end : end + 1] in ("%", "％"):
        return number, end + 1, "%"
    if text.startswith("‰", end):
        return number.times(Decimal("0.1")), end + 1, "%"
    for word in ("个百分点", "百分点"):
        if text.startswith(word, end):
            return number, end + len(word), "百分点"
    if text.startswith("成", end) and text[end + 1 : end + 2] not in tuple(
        "立员为功果长就效熟品套批型"
    ):
        number = number.times(Decimal(10))
        if text.startswith("半", end + 1):
            half = Decimal(5)
            number = replace(
                number, value=number.value + half if number.value is not None else None
            )
            return number, end + 2, "%"
        digit = parse(text[end + 1 : end + 2])
        if digit and digit.value and digit.value < 10 and number.value is not None:
            # 八成五; 八成5户 is two figures
            tenth = end + 2
            if text[end + 1] in _CN_DIGITS and not unit_at(text, tenth):
                return replace(number, value=number.value + digit.value), tenth, "%"
        if text[end + 1 : end + 2] in ("多", "余"):
            return replace(number, low=number.value, bound=Bound.OVER), end + 2, "%"
        return number, end + 1, "%"
    return None


@cache
def _labels(name: str) -> tuple[str, ...]:
    return tuple(lexicon.settings("figures")[name])


def find_quantities(
    text: str, dates: Iterable[DateMention] = (), blocked: Iterable[tuple[int, int]] | None = None
) -> tuple[list[Mention], list[Announced]]:
    """Find the figures of a text and its announced counts, in order.

    ``dates`` are mentions already found; ``blocked`` are further places to leave alone.
    """
    folded = fold(text)
    places = blocked_places(folded, dates)
    if blocked:
        places = sorted([*places, *blocked])
    mentions: list[Mention] = []
    announced: list[Announced] = []
    at = 0
    done = 0
    for match in _PATTERN.finditer(folded):
        start, end = match.span()
        if start < done:
            continue
        while at < len(places) and places[at][1] <= start:
            at += 1
        # places may nest: any that covers the numeral blocks it
        near = places[at : at + 3] if at < len(places) and places[at][0] < end else ()
        misread = match.lastgroup == "misread"
        if any(
            (a <= start < b or start <= a < end) and not (misread and start <= a and b <= end)
            for a, b in near
        ):
            continue
        outcome = _read(folded, match)
        if outcome is None:
            continue
        if isinstance(outcome, Announced):
            announced.append(outcome)
            done = outcome.span.end
            continue
        mentions.append(outcome)
        done = outcome.end
    return _with_elided(folded, mentions, places), announced


def _read(text: str, match: re.Match[str]) -> Mention | Announced | None:
    kind = match.lastgroup
    start, end = match.span()
    words = match.group()
    if kind == "percent_of":
        base, _, rest = words.partition("分之")
        number = parse(rest)
        if number is None:
            return None
        scale = _PARTS[base]
        return _share(text, start, end, number.times(scale))
    if kind == "fraction":
        if "/" in words:
            top, _, bottom = words.partition("/")
            after = unit_at(text, end)
            told = text[:start].endswith(_SHARE_BEFORE) or text.startswith(_SHARE_AFTER, end)
            if after or not told or Decimal(top) >= Decimal(bottom):
                return None
            a, b = Decimal(top), Decimal(bottom)
        else:
            bottom, _, top = words.partition("分之")
            x, y = parse(top), parse(bottom)
            if not (x and y and x.value is not None and y.value):
                return None
            a, b = x.value, y.value
        share = (a * 100 / b).quantize(Decimal("0.0001")).normalize()
        return _share(text, start, end, Number(Decimal(format(share, "f"))))
    if kind == "half":
        if trap_end(text, start):
            return None
        return _share(text, start, end, Number(Decimal(50)))
    if kind == "misread":
        return _misread(text, start, end)
    return _count(text, match, chinese=kind in ("chinese", "financial"))


def _misread(text: str, start: int, end: int) -> Mention | None:
    """Report l2起, 3O户 as a figure whose value nobody can know: letters stand for digits."""
    unit = unit_at(text, end)
    if unit is None or unit[0].isascii():
        return None
    written, canonical, dimension, _, stop = unit
    if text[stop : stop + 1] in words_after().get(written, ()):
        return None
    kind = FactKind.MONEY if dimension == "money" else FactKind.QUANTITY
    quantity = Quantity(None, unit=canonical, dimension=dimension)
    return Mention(start, stop, kind, quantity, end, "misread", confidence=0.2)


_PARTS = {
    "百": Decimal(1),
    "千": Decimal("0.1"),
    "万": Decimal("0.01"),
    "十万": Decimal("0.001"),
    "百万": Decimal("0.0001"),
}
_SHARE_BEFORE = ("占", "近", "约", "达", "到", "超", "过", "了", "足", "有", "于", "成", "为")
_SHARE_AFTER = ("，", "。", "、", "；", "的", "以", "左", "）")
_MINUS = "-−－"


def _signed(text: str, start: int, number: Number, dimension: str) -> tuple[int, Number]:
    """Take in a sign before a figure: 零下5℃, 增长-3.2%, 负3.9%."""
    before = text[max(0, start - 3) : start]
    if dimension == "temperature" and before.endswith("零下"):
        length = 2
    elif before[-1:] and before[-1] in _MINUS and dimension in ("ratio", "temperature", "money"):
        previous = before[-2:-1]
        if previous and not ("\u4e00" <= previous <= "\u9fff" or previous in "：:（(，\t\n "):
            return start, number
        length = 1
    elif before.endswith("负") and dimension in ("ratio", "temperature"):
        if before[-2:-1] in tuple("自减肩欠担抱辜胜重"):
            return start, number
        length = 1
    else:
        return start, number
    negative = Number(
        None if number.value is None else -number.value,
        None if number.high is None else -number.high,
        None if number.low is None else -number.low,
        number.bound,
    )
    return start - length, negative


def _share(text: str, start: int, end: int, number: Number, unit: str = "%") -> Mention:
    bound = _bounded(number, text, start, end)
    start, number = _signed(text, start, number, "ratio")
    return Mention(
        start,
        end,
        FactKind.PERCENT,
        Quantity(number.value, number.low, number.high, bound, unit, "ratio"),
        end,
    )


def _count(text: str, match: re.Match[str], *, chinese: bool) -> Mention | Announced | None:
    start, end = match.span()
    words = match.group()
    before = text[max(0, start - 4) : start]
    cut = len(words) > 1 and (
        (words[-1] == "千" and text[end : end + 1] in tuple("米克瓦伏卡焦赫帕安"))
        or (words[-1] == "两" and words[-2] in MAGNITUDE)
    )
    if cut:
        words, end = words[:-1], end - 1
    if chinese:
        lone = words.strip("百千万亿") == "" or words in ("数", "几", "十", "零", "〇", "○")
        open_lone = words not in ("十", "几", "数") and before.endswith(_LONE_BEFORE)
        trapped = trap_end(text, start)
        if (
            trapped
            and (trapped > end or words[0] in "一几数" or before.endswith("第"))
            and not (lone and open_lone)
            and not text.startswith(("个半", "个多"), end)
        ):
            return None
        if lone and words not in ("十", "几", "数") and not open_lone:
            return None
        if words == "数" and before[-1:] not in ("", "余", "，", "。", "有"):
            return None
    elif (
        before.endswith(_labels("labels"))
        and not before.endswith("第")
        and not (before.endswith(("表", "图", "专栏")) and unit_at(text, end))
    ) or (
        before.endswith(_labels("calls"))
        and (words in _labels("hotlines") or not unit_at(text, end))
    ):
        return None
    if before[-1:] == "第":
        return _rank(text, start, end, words)
    if text[end : end + 1] == "第" and chinese:
        return None
    number = parse(words)
    if number is None:
        return None
    spaced = end
    if (
        not chinese
        and text[end : end + 1] == " "
        and (
            "\u4e00" <= text[end + 1 : end + 2] <= "\u9fff"
            or ((latin := unit_at(text, end + 1)) is not None and latin[0].isascii())
        )
    ):
        spaced = end + 1
    if ranged := _range(text, match, number, before):
        return ranged
    if share := _percent(text, number, end):
        number, share_end, share_unit = share
        if (
            chinese
            and share_unit == "%"
            and text[end : end + 1] == "成"
            and number.value is not None
            and number.value > 100
        ):
            return None
        return _share(text, start, share_end, number, share_unit)
    may_announce = chinese or (number.value is not None and number.value <= 30)
    if may_announce and (announced := announced_at(text, start, end, number)):
        return announced
    if halved := _halved(text, spaced, number):
        number = halved[0]
    unit = halved[1] if halved else unit_at(text, spaced)
    if unit is None and not chinese and (open_unit := _OPEN_UNIT.match(text, spaced)):
        unit = (open_unit[1], open_unit[1], "count", Decimal(1), open_unit.end(1))
    if unit is None and not chinese and _UNIT_OPEN.match(text, end):
        bare = Quantity(number.value, number.low, number.high, _bounded(number, text, start, end))
        return Mention(start, end, FactKind.QUANTITY, bare, end)
    if unit is None:
        return None
    written, canonical, dimension, factor, unit_end = unit
    if chinese and in_place_name(text, len(words), unit_end, written):
        return None
    if canonical == "名" and before.endswith("前"):
        return None  # 前三名: those who are at the head of a list
    following = text[unit_end : unit_end + 2]
    per = _per_words(text, start, canonical)
    if canonical in _FREQUENT and (each := _EACH_TIME.match(text, unit_end)):
        per, unit_end = each[1], each.end()
    else:
        unit_end, canonical, written = whole_unit(text, unit_end, canonical, written)
    if not per and _is_word(
        text, written, start, unit_end, following, chinese=chinese, words=words, before=before
    ):
        return None
    if written in ("元", "圆", "块") and (jiao := _JIAO.match(text, unit_end)):
        tenths, hundredths = parse(jiao[1]), parse(jiao[2]) if jiao[2] else None
        cents = (tenths.value or 0) * 10 if tenths else 0
        cents += (hundredths.value or 0) if hundredths else 0
        number = replace(number, value=(number.value or Decimal(0)) + Decimal(cents) / 100)
        unit_end = jiao.end()
    if factor != 1:
        number = number.times(factor)
    kind = FactKind.MONEY if dimension == "money" else FactKind.QUANTITY
    if written == "块" and re.search(r"(?:款|金|费|钱|资)(?:共|计|约|合计|共计)?$", before):
        kind, canonical, dimension = FactKind.MONEY, "元", "money"
    if canonical == "年" and words.isdigit() and len(words) == 4:
        return None
    if chinese and words == "一" and not per and kind is FactKind.QUANTITY:
        counted = (
            text[unit_end : unit_end + 1] in tuple("，。、；")
            and "\u4e00" <= before[-1:] <= "\u9fff"
        )
        if not (halved or counted or _ONE_VERBS.search(before)):
            return None
    bound = _bounded(number, text, start, unit_end)
    if (
        bound is Bound.EXACT
        and dimension == "duration"
        and (_MORE_AFTER.match(text, unit_end) or _MORE_AFTER.match(text, unit_end + 1))
        and text[unit_end] == "多"
    ):
        bound, number = Bound.OVER, replace(number, low=number.value)
    start, number = _signed(text, start, number, dimension)
    quantity = Quantity(number.value, number.low, number.high, bound, canonical, dimension)
    doubt = None
    if per:
        name = re.sub(r"^每(?:一?个)?", "", per)
        name = _PER_NAMES.get(name, name)
        name = re.sub(r"^一", "", name)
        quantity = replace(quantity, unit=f"{canonical}/{name}", dimension="frequency")
        return Mention(start, unit_end, FactKind.FREQUENCY, quantity, end, doubt, per)
    return Mention(start, unit_end, kind, quantity, end, doubt)


def _halved(
    text: str, at: int, number: Number
) -> tuple[Number, tuple[str, str, str, Decimal, int]] | None:
    """Read the half of 一个半小时, 两个半月, 三斤半, 两年半 and the 多 of 两个多月."""
    if number.value is None:
        return None
    if text.startswith(("个半", "个多"), at):
        unit = unit_at(text, at) if text[at + 2 : at + 3] == "月" else unit_at(text, at + 2)
        if text[at + 2 : at + 3] == "月":
            unit = ("个月", "个月", "duration", Decimal(1), at + 3)
        if unit is None or unit[2] != "duration":
            return None
        if text[at + 1] == "多":
            return replace(number, low=number.value, bound=Bound.OVER), unit
        return replace(number, value=number.value + Decimal("0.5")), unit
    unit = unit_at(text, at)
    if unit is None or unit[0] not in _HALVED or text[unit[4] : unit[4] + 1] != "半":
        return None
    if text[unit[4] + 1 : unit[4] + 2] in tuple("数以年月天日夜径边路封挂"):
        return None
    return replace(number, value=number.value + Decimal("0.5")), (*unit[:4], unit[4] + 1)


_HALVED = {"年", "天", "斤", "公斤", "里", "公里", "亩", "米", "吨", "小时", "倍", "周", "个月"}


def _is_word(
    text: str,
    written: str,
    start: int,
    end: int,
    following: str,
    *,
    chinese: bool,
    words: str,
    before: str,
) -> bool:
    """Say whether what looks like a unit begins another word (十分重要, 一部门, 3期间)."""
    if following[:1] in words_after().get(written, ()) and following[:1]:
        if not chinese and written in (
            "个",
            "户",
            "家",
            "处",
            "起",
            "人",
            "名",
            "次",
            "件",
            "份",
            "条",
            "项",
            "场",
            "台",
            "对",
            "元",
            "口",
            "周",
            "批",
            "排",
        ):
            # 31起来电: a figure before a noun that merely begins alike
            return written in ("对", "周", "排")
        return True
    if not chinese:
        return (
            (written == "级" and not before.endswith(("风力", "阵风", "震级", "风速")))
            or (written == "路" and following[:1] in ("公", "车"))
            or (written == "版")
            or (written == "号")
            or (written == "日" and following[:1] in ("前", "后"))
        )
    if written in ("年", "日", "周") and words in ("一",):
        return True
    if (
        written
        in ("点", "分", "级", "号", "代", "方", "角", "版", "行", "层", "班", "字", "届", "路")
        and len(words) <= 2
    ):
        return not (written == "分" and following[:1] == "钟")
    if (
        written
        in (
            "期",
            "届",
            "轮",
            "组",
            "队",
            "段",
            "批",
            "类",
            "种",
            "节",
            "门",
            "位",
            "面",
            "道",
            "部",
        )
        and words in "一二两三四五六七八九十"
    ):
        at_end = text[end : end + 1] in tuple("，。、；") and (
            "\u4e00" <= before[-1:] <= "\u9fff" or before[-1:] == "”"
        )
        if written == "期":  # 安置房三期 is a name, 培训普查员两期 is not
            at_end = at_end and bool(_HELD_BEFORE.search(text, max(0, start - 8), start))
        return not at_end and not _DONE_BEFORE.search(before)
    return False


def _per_words(text: str, start: int, unit: str) -> str | None:
    """The words that make a count a frequency: 每月, 半年 (before it in the clause)."""
    if unit not in _FREQUENT:
        return None
    clause = re.split(r"[，,；;。：:、！？\n]", text[max(0, start - 24) : start])[-1]
    found = list(_PER.finditer(clause + "一"[:0]))
    if not found:
        tail = re.search(r"(?<![0-9一二三四五六七八九十])(?:一|1)?(?:个)?(年|月|周|天|日)$", clause)
        return (
            tail[1]
            if tail and clause.endswith(("一年", "一周", "一天", "一日", "一个月", "一月"))
            else None
        )
    words = found[-1].group()
    if words.endswith(("人", "班")):
        return None
    return words


def _rank(text: str, start: int, end: int, words: str) -> Mention | None:
    unit = text[end : end + 1]
    number = parse(words)
    if unit not in _ORDINAL_UNITS or number is None or number.value is None:
        return None
    if unit == "位" and text[end + 1 : end + 2] in ("置", "于"):
        return None
    return Mention(
        start - 1, end + 1, FactKind.RANK, Quantity(number.value, unit=unit, dimension="rank"), end
    )


def _range(text: str, match: re.Match[str], number: Number, before: str) -> Mention | None:
    """Read 5至8名, 30—40毫米, 13万元~17万元 as one mention."""
    start, end = match.span()
    first_unit = unit_at(text, end)
    first_percent = _percent(text, number, end)
    joined_at = first_unit[4] if first_unit else first_percent[1] if first_percent else end
    join = _JOIN.match(text, joined_at) or (_JOIN.match(text, end) if joined_at != end else None)
    if join is None or number.value is None:
        return None
    if before.endswith(("从", "由", "自")) and "到" in join.group() + "至":
        return None
    second = _SECOND.match(text, join.end())
    if second is None:
        return None
    other = parse(second.group())
    if other is None or other.value is None:
        return None
    a, b, doubt = number, other, None
    if share := _percent(text, other, second.end()):
        b, stop, unit = share
        a = first_percent[0] if first_percent else number
        if not first_percent and unit == "%" and text[second.end() : second.end() + 1] == "成":
            a = number.times(Decimal(10))
        low, high = sorted((a.value or Decimal(0), b.value or Decimal(0)))
        return Mention(
            start,
            stop,
            FactKind.PERCENT,
            Quantity(None, low, high, Bound.RANGE, unit, "ratio"),
            second.end(),
        )
    second_unit = unit_at(text, second.end())
    if second_unit is None:
        return None
    written, canonical, dimension, factor, stop = second_unit
    if first_unit and first_unit[1] != canonical and join.start() == joined_at and joined_at != end:
        return None
    if written in ("年", "日", "月", "号", "点", "级", "期") and dimension != "duration":
        return None
    if canonical == "年" and number.value > 1000:
        return None
    a_value, b_value = number.value, other.value
    scaled = second.group()[-1] in MAGNITUDE and match.group()[-1] not in MAGNITUDE
    if scaled and not first_unit:
        factor_of = parse(second.group()[-1])
        if factor_of and factor_of.value:
            a_value *= factor_of.value
            doubt = "ambiguous_range"
    low, high = sorted((a_value * factor, b_value * factor))
    kind = FactKind.MONEY if dimension == "money" else FactKind.QUANTITY
    quantity = Quantity(None, low, high, Bound.RANGE, canonical, dimension)
    return Mention(
        start, stop, kind, quantity, second.end(), doubt, confidence=0.7 if doubt else 1.0
    )


def _with_elided(
    text: str, mentions: list[Mention], places: list[tuple[int, int]]
) -> list[Mention]:
    """Add figures whose unit the list leaves out: 整改98处、立行立改36、限期整改62."""
    found: list[Mention] = []
    for i, mention in enumerate(mentions):
        found.append(mention)
        if mention.kind is not FactKind.QUANTITY or mention.quantity.dimension != "count":
            continue
        limit = mentions[i + 1].start if i + 1 < len(mentions) else len(text)
        at = mention.end
        while item := _ELIDED.match(text, at):
            a, b = item.span(1)
            if b > limit or any(x < b and a < y for x, y in places if x < b and y > a):
                break
            number = parse(item[1])
            if number is None or number.value is None:
                break
            quantity = Quantity(
                number.value, None, None, Bound.EXACT, mention.quantity.unit, "count"
            )
            found.append(
                Mention(a, b, FactKind.QUANTITY, quantity, b, "elided_unit", confidence=0.8)
            )
            at = b
    return found


# any classifier: one character between a figure and the end of its clause
_OPEN_UNIT = re.compile(
    r"([\u4e00-\u9fff])(?=[，。、；）)])(?<![年月日号时点版级至到和及与等后前中内外多余届期])"
)
_ELIDED = re.compile(r"[、，,][\u4e00-\u9fff]{2,10}([0-9]{1,6})(?=[、，,；;。])")

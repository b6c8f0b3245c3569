"""Figures in text -> Mention: numeral with its unit, value and kind; and announced counts.

Candidates come from one numeral pattern; what is part of a name, slogan, label, date or document
number is rejected here, so that every Mention is meant as a figure.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import cache

from pipeline import lexicon
from pipeline.extract.announced import ANNOUNCING, announced_at
from pipeline.extract.classifiers import (
    FREQUENT,
    is_one_case,
    is_surely_counted,
    is_word,
    one_is_counted,
    per_after,
    per_before,
    per_name,
)
from pipeline.extract.dates import DateMention
from pipeline.extract.doubts import doubted, unknown
from pipeline.extract.mentions import Mention, bound_at, signed
from pipeline.extract.numerals import ARABIC, CHINESE, FINANCIAL, MAGNITUDE, Number, fold, parse
from pipeline.extract.plain import plain_at
from pipeline.extract.ranges import KILO, may_be_joined, range_at, with_elided
from pipeline.extract.shares import SIGNS, fraction, percent_at, percent_of, share
from pipeline.extract.traps import blocked_places, in_place_name, trap_end
from pipeline.extract.units import Unit, unit_at, units_by_first, whole_unit, words_after
from pipeline.schema import Announced, Bound, FactKind, Quantity

_CN_DIGITS = "零〇一二三四五六七八九"
_FINANCIAL_DIGITS = "壹贰叁肆伍陆柒捌玖"
_PATTERN = re.compile(
    rf"""
    (?=[0-9{CHINESE}{_FINANCIAL_DIGITS}拾几数上lIOo])(?:
    (?P<percent_of>(?:百|千|万|十万|百万)分之(?:[{CHINESE}]+(?:点[{_CN_DIGITS}]+)?|{ARABIC}))
  | (?P<fraction>[一二三四五六七八九十百]+分之[一二两三四五六七八九十]+
      |(?<![0-9/.\-])[0-9]{{1,2}}/[1-9][0-9]?(?![0-9/.]))
  | (?P<misread>(?<![A-Za-z0-9.])(?=[lIOo]{{0,3}}[0-9])[0-9]{{0,9}}[lIOo][0-9lIOo]{{0,9}}
      (?:\.[0-9lIOo]{{1,9}})?(?![A-Za-z0-9/.\-])
      |(?<![0-9.])[0-9]{{1,9}}(?:[〇○][0-9〇○]{{0,9}}|[·•][0-9]{{1,9}})(?![0-9·•])
      |(?<=[\u4e00-\u9fff])[lIO]{{1,3}}(?=[\u4e00-\u9fff]))
  | (?P<arabic>{ARABIC}(?:(?:[余多]?[{MAGNITUDE}]{{1,3}})[余多几来]?
      (?:零?[0-9]{{1,4}}(?:\.[0-9]+)?[百千万]?){{0,4}})?[余多几来]?)
  | (?P<half>一半(?!径))
  | (?P<financial>(?:[{_FINANCIAL_DIGITS}](?=[拾佰仟万萬亿億元圆])
      |拾(?=[{_FINANCIAL_DIGITS}万萬亿元圆]))[{FINANCIAL}{CHINESE}]*)
  | (?P<chinese>(?:上(?=[百千万]))?[{CHINESE}几数]+(?:点[{_CN_DIGITS}]+)?
      [余多来]?(?:[万亿][余多]?)?)
    )""",
    re.VERBOSE,
)

_DIGIT = "[0-9一二两三四五六七八九壹贰叁肆伍陆柒捌玖]"
_SMALL_MONEY = re.compile(rf"({_DIGIT})[角毛](?:({_DIGIT})分)?")
_COUNTED = frozenset(("arabic", "chinese", "financial"))
_LONE = ("数", "几", "十", "零", "〇", "○")
_LONE_BEFORE = ("近", "上", "超", "逾", "过", "约", "达", "数", "几")
_MORE_AFTER = re.compile(r"多(?=[，。、；：！）)\n的])")
# what else than a unit makes a Chinese numeral a figure or a count: 八成, 五至八户, 六大体系
_FOLLOWING = frozenset("%％‰个百成 至到—–-－~～―半项条点类种张件大步道重")
_UNIT_OPEN = re.compile(r"【待补[：:]单位】")  # a draft says itself that the unit was not given
_ARABIC_DIGITS = frozenset("0123456789")
_MAGNITUDES = frozenset(MAGNITUDE)
_OF_MONEY = re.compile(r"(?:款|金|费|钱|资)(?:共|计|约|合计|共计)?$")
_ORDINAL_UNITS = ("名", "位")
_HALVED = {"年", "天", "斤", "公斤", "里", "公里", "亩", "米", "吨", "小时", "倍", "周", "个月"}
_NOT_HALF = tuple("数以年月天日夜径边路封挂")
# any classifier: one character between a figure and the end of its clause
_OPEN_UNIT = re.compile(
    r"([\u4e00-\u9fff])(?=[，。、；）)])(?<![年月日号时点版级至到和及与等后前中内外多余届期楼])"
)


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
        kind = match.lastgroup
        if kind == "chinese" and not _may_count(folded, start, end):
            continue
        while at < len(places) and places[at][1] <= start:
            at += 1
        if at < len(places) and places[at][0] < end and _blocked(match, places[at : at + 3]):
            continue
        if kind == "arabic" and (plain := plain_at(folded, start, end)):
            mentions.append(plain)
            done = plain.end
            continue
        outcome = _read(folded, match)
        if outcome is None:
            continue
        if isinstance(outcome, Announced):
            announced.append(outcome)
            done = outcome.span.end
            continue
        if folded[start] in _ARABIC_DIGITS:
            outcome = doubted(outcome, folded, start, places[max(0, at - 2) : at + 1])
        mentions.append(outcome)
        done = outcome.end
    return with_elided(folded, mentions, places), announced


def _may_count(text: str, start: int, end: int) -> bool:
    """Say whether what follows a Chinese numeral can make a figure of it: most stand in words."""
    after = text[end : end + 1]
    return (
        after in units_by_first()
        or after in _FOLLOWING
        or text[end - 1] in "千两"
        or (start > 0 and text[start - 1] == "第")
    )


def _blocked(match: re.Match[str], near: list[tuple[int, int]]) -> bool:
    """Say whether a place covers the numeral; places may nest, so the next ones count too."""
    start, end = match.span()
    if match.lastgroup == "misread":  # l2起 looks like an identifier: that is no reason
        near = [(a, b) for a, b in near if not (start <= a and b <= end)]
    return any(a <= start < b or start <= a < end for a, b in near)


def _read(text: str, match: re.Match[str]) -> Mention | Announced | None:
    start, end = match.span()
    kind = match.lastgroup
    if kind in _COUNTED:
        return _count(text, start, end, chinese=kind != "arabic")
    if kind == "misread":
        return _misread(text, start, end)
    if kind == "percent_of":
        return percent_of(text, start, end)
    if kind == "fraction":
        return fraction(text, start, end)
    return None if trap_end(text, start) else share(text, start, end, Number(Decimal(50)))


def _misread(text: str, start: int, end: int) -> Mention | None:
    """Report l2起, 3O户, 9O% as a figure whose value nobody can know: letters stand for digits."""
    if share_sign := percent_at(text, Number(Decimal(1)), end):
        if text[end] not in "%％" or not any(c.isdigit() for c in text[start:end]):
            return None
        return unknown(start, share_sign[1], (FactKind.PERCENT, "%", "ratio"), end, "misread")
    unit = unit_at(text, end)
    if unit is None or unit[0].isascii():
        return None
    written, canonical, dimension, _, stop = unit
    if text[stop : stop + 1] in words_after().get(written, ()):
        return None
    sure = is_surely_counted(written) or dimension == "money"
    words = text[start:end]
    if not sure and (words.isalpha() or "·" in words or "•" in words):
        return None  # I级响应, 12·4日
    kind = FactKind.MONEY if dimension == "money" else FactKind.QUANTITY
    return unknown(start, stop, (kind, canonical, dimension), end, "misread")


def _count(text: str, start: int, end: int, *, chinese: bool) -> Mention | Announced | None:
    words = text[start:end]
    if len(words) > 1 and (
        (words[-1] == "千" and text[end : end + 1] in KILO)  # 1420千卡
        or (words[-1] == "两" and words[-2] in MAGNITUDE)  # 三十两
    ):
        words, end = words[:-1], end - 1
    before = text[max(0, start - 4) : start]
    unit = unit_at(text, end)
    if chinese and unit is None and text[end : end + 1] not in _FOLLOWING and before[-1:] != "第":
        return None  # 统一, 第三方, 九龙: most numerals in words
    if _in_a_word(text, start, end, before) if chinese else _labelled(text, words, end, before):
        return None
    if before[-1:] == "第":
        return _rank(text, start, end, words)
    number = parse(words)
    if chinese and text[end : end + 1] == "第":
        return None
    if number is None:
        return _unreadable(start, end, words, unit)
    following = text[end : end + 1]
    if may_be_joined(text, following, unit) and (
        ranged := range_at(text, start, end, number, unit)
    ):
        return ranged
    if following in SIGNS and (shared := percent_at(text, number, end)):
        number, stop, unit_name = shared
        beyond = chinese and following == "成" and (number.value or 0) > 100
        return None if beyond else share(text, start, stop, number, unit_name)
    if (
        following in ANNOUNCING
        and (chinese or (number.value is not None and number.value <= 30))
        and (announced := announced_at(text, start, end, number))
    ):
        return announced
    at = end
    if unit is None and not chinese:
        at = _over_space(text, end)
        unit = unit_at(text, at)
    half = None
    if text[at : at + 2] in ("个半", "个多") or (unit and text[unit[4] : unit[4] + 1] == "半"):
        half = _halved(text, at, number, unit)
    if half:
        number, unit = half
    if unit is None and not chinese:
        if open_unit := _OPEN_UNIT.match(text, at):
            unit = (open_unit[1], open_unit[1], "count", Decimal(1), open_unit.end(1))
        elif _UNIT_OPEN.match(text, end):
            bound = bound_at(number, text, start, end)
            bare = Quantity(number.value, number.low, number.high, bound)
            return Mention(start, end, FactKind.QUANTITY, bare, end)
    if unit is None:
        return None
    if unit[1] == "年" and len(words) == 4 and words.isdigit():
        return None
    if unit[1] == "名" and before.endswith(("前", "头")):
        return None  # 前三名: those who are at the head of a list
    if chinese and in_place_name(text, len(words), unit[4], unit[0]):
        return None
    return _measured(text, start, end, number, unit, chinese=chinese, halved=bool(half))


def _measured(
    text: str, start: int, end: int, number: Number, unit: Unit, *, chinese: bool, halved: bool
) -> Mention | None:
    """Make the mention of a numeral (start..end) with its unit, unless both begin another word."""
    written, canonical, dimension, factor, stop = unit
    words, before = text[start:end], text[max(0, start - 4) : start]
    per = per_before(text, start) if canonical in FREQUENT else None
    if canonical in FREQUENT and (each := per_after(text, stop)):
        per, stop = each
    elif not per and is_word(text, written, start, stop, words, before, chinese=chinese):
        return None
    else:
        stop, canonical, written = whole_unit(text, stop, canonical, written)
    article = words == "一" and not per and dimension != "money" and not halved
    if article and not one_is_counted(text, stop, before):
        return None
    if written in ("元", "圆", "块") and (small := _SMALL_MONEY.match(text, stop)):
        tenths, hundredths = parse(small[1]), parse(small[2]) if small[2] else None
        cents = Decimal(tenths.value or 0) * 10 if tenths else Decimal(0)
        cents += Decimal(hundredths.value or 0) if hundredths else 0
        number = replace(number, value=Decimal(number.value or 0) + cents / 100)
        stop = small.end()
    if factor != 1:
        number = number.times(factor)
    if written == "块" and _OF_MONEY.search(before):
        canonical, dimension = "元", "money"
    bound = bound_at(number, text, start, stop)
    if bound is Bound.EXACT and dimension == "duration" and _MORE_AFTER.match(text, stop):
        bound, number = Bound.OVER, replace(number, low=number.value)
    start, number = signed(text, start, number, dimension)
    if per:
        canonical, dimension, kind = f"{canonical}/{per_name(per)}", "frequency", FactKind.FREQUENCY
    else:
        kind = FactKind.MONEY if dimension == "money" else FactKind.QUANTITY
    quantity = Quantity(number.value, number.low, number.high, bound, canonical, dimension)
    return Mention(start, stop, kind, quantity, end, per=per)


def _unreadable(start: int, end: int, words: str, unit: Unit | None) -> Mention | None:
    """Report 3万5户, 五十千户: characters of a number that name none, before what is counted."""
    if unit is None or not is_surely_counted(unit[0]) or _MAGNITUDES.isdisjoint(words[1:]):
        return None
    what = (FactKind.MONEY if unit[2] == "money" else FactKind.QUANTITY, unit[1], unit[2])
    return unknown(start, unit[4], what, end, "unreadable")


def _in_a_word(text: str, start: int, end: int, before: str) -> bool:
    """Say whether a Chinese numeral belongs to an idiom, a name or a word (一起, 百姓, 数据)."""
    words = text[start:end]
    bare = words.strip("百千万亿") == ""
    told = bare and before.endswith(_LONE_BEFORE)  # 近百户, 上万人
    trapped = trap_end(text, start)
    decimal = "点" in words and text[end : end + 1] != "点"  # 一点六米, but not 一点一点
    if (
        trapped
        and (trapped > end or (words[0] in "一几数" and not decimal) or before.endswith("第"))
        and not told
        and not (words == "一" and trapped == end + 1 and is_one_case(text, trapped, before))
        and not text.startswith(("个半", "个多"), end)
        and not (before.endswith("分") and text[end : end + 1] == "组")  # 分三组巡查
    ):
        return True
    if (bare or words in ("零", "〇", "○")) and not told:
        return not (words in _LONE and before.endswith(_LONE_BEFORE))
    return words == "数" and before[-1:] not in ("", "余", "，", "。", "有")


def _labelled(text: str, words: str, end: int, before: str) -> bool:
    """Say whether digits are a label or a number to call (表3, 附件2, 热线12345)."""
    if before.endswith(_labels("labels")) and before[-1:] != "第":
        return not (before.endswith(("表", "图", "专栏")) and unit_at(text, end))
    return before.endswith(_labels("calls")) and (
        words in _labels("hotlines") or not unit_at(text, end)
    )


def _over_space(text: str, end: int) -> int:
    """Step over the one space between digits and their unit: 31 起, 9 m."""
    if text[end : end + 1] != " ":
        return end
    after = unit_at(text, end + 1)
    chinese = "\u4e00" <= text[end + 1 : end + 2] <= "\u9fff"
    return end + 1 if chinese or (after and after[0].isascii()) else end


def _halved(text: str, at: int, number: Number, unit: Unit | None) -> tuple[Number, Unit] | None:
    """Read the half of 一个半小时, 两个半月, 三斤半, 两年半 and the 多 of 两个多月."""
    if number.value is None:
        return None
    half = number.value + Decimal("0.5")
    if text.startswith(("个半", "个多"), at):
        unit = unit_at(text, at + 2)
        if text.startswith("月", at + 2):
            unit = ("个月", "个月", "duration", Decimal(1), at + 3)
        if unit is None or unit[2] != "duration":
            return None
        if text[at + 1] == "多":
            return replace(number, low=number.value, bound=Bound.OVER), unit
        return replace(number, value=half), unit
    if unit is None or unit[0] not in _HALVED or text[unit[4] + 1 : unit[4] + 2] in _NOT_HALF:
        return None
    return replace(number, value=half), (*unit[:4], unit[4] + 1)


def _rank(text: str, start: int, end: int, words: str) -> Mention | None:
    unit = text[end : end + 1]
    number = parse(words)
    if unit not in _ORDINAL_UNITS or number is None or number.value is None:
        return None
    if unit == "位" and text[end + 1 : end + 2] in ("置", "于"):
        return None
    quantity = Quantity(number.value, unit=unit, dimension="rank")
    return Mention(start - 1, end + 1, FactKind.RANK, quantity, end)


__all__ = ["Mention", "find_quantities"]

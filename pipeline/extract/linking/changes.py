"""Cases of a figure set against another period: 较上周的375人次|增加37人次|, 降至|5起."""

import re

from pipeline.extract.leads import first_verb, noun_only, strip_lead, verb_object
from pipeline.extract.linking.links import (
    CHANGE,
    Figure,
    anchor_of,
    nearest_own,
    nearest_rate,
    nearest_stated,
)
from pipeline.extract.patterns import Ending, Opening

CHANGE_END = Ending(
    r"(节约|节省|增加|增长|增多|增幅|上升|上涨|提高|提升|减少|下降|降低|回落|下滑|多|少|净增|净减"
    r"|攀升|扩大|缩减|缩短|降幅|增收|减收|升高|压降|压减|新增|升|降|增|减|上浮|下浮|跌|涨)"
    r"(?:了|幅度?|为|约|近|超过|超|达|达到|不足|逾)*$"
)
NEW_LEVEL = Ending(
    r"(增加到|增至|减至|减少到|提高到|提升到|提升至|上升到|上升至|下降到|下降至|降到|降至|提高至"
    r"|增长到|升至|扩大到|压减到|压降至|达到|缩短至|回落至|控制在|保持在|稳定在|维持在|压缩到|精简到"
    r"|精简至|压缩至|扩大至|增加至|[涨跌提压调缩扩减增升降落拓延攀减砍][至到]|(?:恢复|上浮|下浮|下调|上调|压减|拓宽|延长)[至到]"
    r"|由|从)(?:了|约|近|超过|原来的|原|全区的|每[天日月年]|平均)*$"
)
COMPARED = re.compile(r"(?:比|较|与|同|从|由)[^，,；;]{0,12}$")
# 正确投放率由6月的81.4%升至…: the noun stands before the date
_FROM_DATE = re.compile(r"(.{2,}(?:由|从))[^由从]{1,12}$")
_TIME_OF_DAY = re.compile(r"\s*(?:[0-9一二三四五六七八九十]{1,3}(?:时|点|点钟)(?:整|许)?)?的?\s*")
_PLAIN_COMPARED = Opening(
    r"[，]?(?:比|较)(?:年初|期初|计划|往年|常年|预期|前期|此前|开学初|月初)(?:的)?"
    r"(?=$|增|减|上|下|提|降|多|少|净|回)"
)
_NAMED_BEFORE = re.compile(r"[，、；]?([\u4e00-\u9fff]{2,12}?)(?<![同环])(?:比|较)[^比较，]{1,12}$")
_WITH_OTHER = re.compile(r"[比较同环]")
_ONLY_COMPARED = re.compile(r"(?:同比|环比|比|较|与|同)[^，]*$")
_YEAR_ON_YEAR = re.compile(r"(?:同比|环比)([^去上同]{2,8})$")
_BASIS = re.compile(r"(?:同比|环比|同期|同口径)$")
# 新增3户 counts three; 较上周新增3户 is a change
_COUNTS_ALONE = frozenset(
    ["新增", "多", "少", "升", "降", "增", "减", "增收", "减收", "节约", "节省"]
)


def from_a_date(figure: Figure) -> None:
    """Take the noun from before a date that a value came from: 投放率由|6月的|81.4%升至…."""
    lead = figure.lead
    if _TIME_OF_DAY.fullmatch(lead) and (risen := _FROM_DATE.match(figure.raw)):
        figure.lead = risen[1]
        figure.link.compared = True


def from_a_plain_time(figure: Figure) -> None:
    """Treat 比年初 like a date that the figure is compared with."""
    if plain := _PLAIN_COMPARED.match(figure.lead):
        figure.cut = plain.end()
        figure.lead = figure.raw[figure.cut :]


def compared_value(figure: Figure) -> bool:
    """The value of another period: 较上周的|375人次."""
    if not figure.cut or not COMPARED.search(figure.raw[: figure.cut]):
        return False
    noun = strip_lead(figure.lead)
    if CHANGE_END.search(figure.lead) or first_verb(noun):
        return False
    figure.link.compared = True
    named = _NAMED_BEFORE.match(figure.raw[: figure.cut])
    if named and not noun and (thing := strip_lead(named[1])):
        # 收运总量比上月的1800吨增加60吨: the noun stands before the comparison
        _, figure.link.action, obj = verb_object(thing)
        figure.link.object = obj or None
        return True
    anchor = None if noun else anchor_of(figure, nearest=True)
    if anchor is None:
        return False
    figure.link.copy(anchor)
    return True


def change(figure: Figure) -> bool:
    """How much a figure rose or fell: 较上周的375人次增加|37人次."""
    lead, link = figure.lead, figure.link
    found = CHANGE_END.search(lead.rstrip())
    if found is None or NEW_LEVEL.search(lead):
        return False
    if found[1] in _COUNTS_ALONE and not _WITH_OTHER.search(figure.raw):
        return False
    anchor = anchor_of(figure, nearest=True)
    noun = named_change(strip_lead(lead[: found.start()])) or _named_before(figure)
    if anchor is None and not noun:
        anchor = nearest_stated(figure.before)
    if noun and not noun.startswith(("比", "较")):
        _, link.action, obj = verb_object(noun)
        link.object = obj or (anchor.object if anchor else None)
    elif anchor:
        link.copy(anchor)
    if not (anchor or noun):
        return False
    link.change, link.aggregate, link.base = found[1], CHANGE, anchor
    return True


def new_level(figure: Figure) -> bool:
    """What a figure rose or fell to: 由11起降至|5起."""
    level = NEW_LEVEL.search(figure.lead)
    if level is None and figure.cut and _TIME_OF_DAY.fullmatch(figure.lead):
        # 水位由13日8时的142.3米涨至19日8时的|145.1米|
        date = figure.paragraph.time_before(figure.mention.start)
        at = figure.mention.start - len(figure.raw)
        figure.lead = figure.text[at : date.start] if date is not None else figure.lead
        level = NEW_LEVEL.search(figure.lead)
    if level is None:
        return False
    reached = level[1] == "达到"
    before = figure.lead[: level.start()]
    anchor = None if reached or strip_lead(before) else anchor_of(figure)
    if anchor:
        figure.link.copy(anchor)
        if level[1] not in ("由", "从"):
            figure.link.change = level[1]
        return True
    if not reached:
        figure.lead = before
    return False


def _named_before(figure: Figure) -> str:
    """负荷较去年同期增长|11.2%|: the noun stands before what it is compared with."""
    named = _NAMED_BEFORE.match(figure.raw[: figure.cut]) if figure.cut else None
    return strip_lead(named[1]) if named else ""


def named_change(noun: str) -> str:
    """What changed, without what it is compared with: 同比火警 -> 火警, 比上周 -> nothing."""
    if found := _YEAR_ON_YEAR.match(noun):
        return found[1]
    if _ONLY_COMPARED.match(noun):
        return ""
    return _BASIS.sub("", noun)


def change_in_percent(figure: Figure) -> bool:
    """How much a figure rose or fell, in percent: 增长|9.9%, 提高|2.5个百分点."""
    lead, link = figure.lead, figure.link
    points = figure.unit == "百分点"
    found = CHANGE_END.search(lead.rstrip())
    if not points and (found is None or NEW_LEVEL.search(lead)):
        return False
    noun = named_change(strip_lead(lead[: found.start()] if found else lead))
    noun = noun or _named_before(figure)
    source = None
    if points:
        source = nearest_rate(figure.before)
    if source is None:
        source = nearest_own(figure.before)
    if source is None and figure.paragraph.last_sentence:
        source = figure.paragraph.last_sentence[-1]
    if len(noun) > 1 and not noun.startswith(("比", "较")):
        _, link.action, obj = verb_object(noun)
        link.object = noun_only(obj) or noun
    elif source:
        link.copy(source)
    link.change, link.aggregate = (found[1] if found else None), CHANGE
    link.base = source
    return True

"""Case of a lead without a verb: 常住居民|2655户|, 28家|共建单位参加, 其余|2件."""

import re
from functools import cache

from pipeline.extract import words
from pipeline.extract.leads import PREPOSITION, first_verb, noun_only, word_class
from pipeline.extract.linking.after import event_before, follows, predicate, take_tail
from pipeline.extract.linking.links import (
    AVERAGE,
    CUMULATIVE,
    FREQUENCY,
    MONEY,
    QUANTITY,
    RATE,
    TOTAL,
    Figure,
    Link,
    anchor_of,
    recent,
)
from pipeline.extract.linking.often import how_often
from pipeline.extract.patterns import Ending

# 石门村得分96.5分, 映山街道信访总量73件: a named body, then what was counted of it
_PLACE = (
    r"((?!行政|自然|中心|贫困|示范|先进|城乡|试点|脱贫|帮扶|重点|各|全|本|该|我|每|老旧)"
    r"[\u4e00-\u9fff]{2,4}?(?<!农)(?<!乡)(?:街道|社区|镇|乡(?!村)|村(?!民|委|级|组|干|庄|医|支|集体|容))"
    r"|[\u4e00-\u9fffX“”]{1,10}?(?:%s)(?!面积|总|人数|数量|建设|改造|项目|工程|经费))"
    r"((?![党居干两委工医卫民公级办服的])[\u4e00-\u9fff“”、]{2,12})"
)
_PLACE_ENDS = frozenset("道区镇乡村队站所心口院室厅馆群号")
_STATE = re.compile(r"[，、；;\s]*(?:目前|现|均)?(?:已|尚|仍|正|实)([\u4e00-\u9fff]{1,3})")
_NO_STATE = frozenset("有为是达近超")
_STANDING = re.compile(
    r"总[数量额]|合计|支出|结余|面积|人口|余额|收入|产值|金额|规模|现有|在册|其余|其他|剩余|平均|[日月年人户]均"
)
_SORTED_IN = frozenset("个组批期路片段班队")
_SORTED_INTO = Ending(r"(?<![部得积评计])分(?:成|为|作)?$")
_HEADS = frozenset("名人位")
_PEOPLE_END = frozenset("员师长者部生士工民户表众人手安家兵警教医")
_REACH, _NEAR = 12, 2
_SHORT = 6
_WITH_PARTICLE = re.compile(r"([\u4e00-\u9fff]{2})了([\u4e00-\u9fff“”]*)(?<![的达约近共])$")
_REACHED = re.compile(r"[\u4e00-\u9fff][遍完出入过好成满齐通及住掉净回]")
_BECAME = re.compile(
    r"(?!超市|重点|出口|入口|上级|下级|回族|转盘|上衣|下水|到期|失[独智能地]|断头|停车|破屋|换热|重症|改锥|复印"
    r"|退休|离休|退役|返乡|上门|下乡|出租|回迁|补丁|续建|改建)"
    r"(?:[在待未缺脱返退拒弃延误逾免欠离续失断停漏锈破毁倒亡痊入上下到归回出换迁撤销转补复改重][\u4e00-\u9fff]"
    r"|[\u4e00-\u9fff](?:死|坏|断|漏|空|满|净|齐))"
)
_ACTING_UNITS = frozenset(("人", "名", "位", "户", "家", "人次"))
_LEADS_ON = ("等", "对", "向", "在", "将", "把", "给", "从")


@cache
def _of_place() -> re.Pattern[str]:
    return re.compile(_PLACE % "|".join(sorted(word_class("offices"))))


@cache
def _counted_bodies() -> tuple[str, ...]:
    return tuple(word_class("counted_bodies"))


@cache
def _counted_of_office() -> tuple[str, ...]:
    return tuple(word_class("counted_of_office"))


def name(figure: Figure) -> None:
    """Name what a figure counts by the noun before it, after it, or by the figure before."""
    link, tail = figure.link, figure.tail
    own = _placed(figure, noun_only(figure.stripped) or "")
    bodyish = words.is_body(own) and not own.endswith(_counted_bodies())
    if not own and len(tail) > 1 and words.verb_class().get(tail) == "":
        tail = ""  # 310人|参演
    if own and own[-1] in _PEOPLE_END and _said(figure):
        tail, bodyish = "", False
    preposed = (
        bool(tail)
        or figure.stripped.endswith(_LEADS_ON)
        or figure.lead.rstrip().endswith("的")
        or PREPOSITION.match(figure.stripped) is not None
    )
    if tail and own and _names_them(own, figure):
        preposed = True
    if unlisted := _unlisted(figure):
        link.action, link.object = unlisted[0], unlisted[1] or tail or None
    elif figure.unit in _SORTED_IN and _SORTED_INTO.search(figure.lead):
        link.action, link.object = "分", tail or None  # 分6个检查组, 分3批
    elif state := _state(figure):
        link.copy(state[1])
        link.action = state[0]
    elif own and (own in word_class("states_alone") or _came_out(own) or _became(own, figure)):
        if anchor := anchor_of(figure):
            link.copy(anchor)
        link.action = own
    elif figure.rest_of and _rest_known(figure):
        _by_neighbour(figure)
    elif tail and (preposed or not own or figure.rest_of or bodyish):
        _by_tail(figure)
    elif own and bodyish and (done := follows(figure))[0]:
        link.action = done[0]
        link.object = (
            done[1]
            or event_before(figure.text, figure.mention.start)
            or (figure.previous.object if figure.previous else None)
        )
    elif own and not preposed and not figure.rest_of:
        _by_noun(figure, own)
    elif own and preposed and not tail:
        link.object = noun_only(PREPOSITION.sub("", own))
        if own[0] in "对将把给":  # 对无证焊工|2人|予以清退
            link.action = predicate(figure.text, figure.mention.end, "")
    else:
        _by_neighbour(figure)
    if figure.mention.kind is FREQUENCY and link.action is None:
        how_often(figure)


def _state(figure: Figure) -> tuple[str, Link] | None:
    """授信350万元，已|用信|210万元: what has become of what was counted before."""
    told = _STATE.fullmatch(figure.raw)
    anchor = anchor_of(figure) if told and not figure.tail else None
    if told is None or anchor is None or anchor.unit != figure.unit or told[1][0] in _NO_STATE:
        return None
    value, most = figure.mention.quantity.value, anchor.mention.quantity.value
    return (told[1], anchor) if value is not None and most is not None and value <= most else None


def _names_them(own: str, figure: Figure) -> bool:
    """镇中心小学、文化站|两处|安置点: those counted are told by name before."""
    names = own.count("、") + 1
    return (
        names > 1 and figure.mention.quantity.value in (names, names + 1) and len(own) > 2 * names
    )


def _unlisted(figure: Figure) -> tuple[str, str] | None:
    """A verb that no list knows, told by what follows it: 敲定|了|企业3家, 跑遍|11个|村小."""
    if "了" in figure.lead and (told := _WITH_PARTICLE.search(figure.lead)):
        return told[1], noun_only(told[2]) or ""
    own = figure.stripped
    return (own, "") if figure.tail and _REACHED.fullmatch(own) else None


def _became(own: str, figure: Figure) -> bool:
    """普查消火栓286具，缺水|22具|: a word of state, not a thing of its own."""
    if figure.list_item or figure.part_of is not None or not _BECAME.fullmatch(own):
        return False
    anchor = anchor_of(figure)
    if anchor is None or anchor.unit != figure.unit:
        return False
    if "；" in figure.text[anchor.mention.end : figure.mention.start]:
        return False
    value, most = figure.mention.quantity.value, anchor.mention.quantity.value
    return value is not None and most is not None and value <= most


def _came_out(own: str) -> bool:
    """首考通过, 复检合格: how it came out for those counted before."""
    return len(own) <= _SHORT and own.endswith(("通过", "合格", "达标", "属实"))


def _said(figure: Figure) -> bool:
    """技术员|15名|进村指导: people by the head, and then what they do."""
    if figure.unit not in _HEADS or figure.mention.kind is not QUANTITY:
        return False
    verb = first_verb(figure.text[figure.mention.end : figure.mention.end + _REACH])
    return verb is not None and verb[0] <= _NEAR


def _rest_known(figure: Figure) -> bool:
    """其余|2份|暂缓: the rest is of what was counted before, whatever is said of it after."""
    anchor = anchor_of(figure)
    return anchor is not None and anchor.unit == figure.unit and figure.tail != anchor.object


def _placed(figure: Figure, own: str) -> str:
    """Set a body apart that only says whose figure it is: 石门村|得分."""
    if not own or figure.joined or _PLACE_ENDS.isdisjoint(own):
        return own
    if words.is_body(own) and not own.endswith(_counted_of_office()):
        return own
    placed = _of_place().fullmatch(own)
    if placed is None:
        return own
    figure.paragraph.actor = figure.link.actor = placed[1]
    return placed[2]


def _by_tail(figure: Figure) -> None:
    """28家|共建单位|参加."""
    link, previous, tail = figure.link, figure.previous, figure.tail
    take_tail(link, figure.text, tail)
    if figure.list_item and previous is not None:
        link.action = previous.action
    link.action = link.action or predicate(figure.text, figure.mention.end, tail)
    if link.action is None and figure.part_of is not None:
        link.action = figure.part_of.action
    if (
        link.action is None
        and not figure.stripped
        and not figure.joined
        and previous is not None
        and previous.tail_end
    ):
        link.action = previous.action


def _by_noun(figure: Figure, own: str) -> None:
    """常住居民|2655户."""
    link, previous, whole = figure.link, figure.previous, figure.part_of
    link.object, link.named = own, True
    if figure.list_item and previous is not None:
        link.action, link.governed = previous.action, previous.governed
    elif whole is not None:
        link.action = whole.action
    elif previous is not None and _goes_on(figure, own, previous):
        link.action, link.governed = previous.action, previous.governed
    elif same := next((x for x in figure.before if x.object == own and x.action), None):
        link.action = same.action  # 安装路灯150盏，路灯每盏1200元
    link.listed = figure.list_item
    if link.action is None and not figure.list_item and figure.unit in _ACTING_UNITS:
        link.action = predicate(figure.text, figure.mention.end, "")


def _goes_on(figure: Figure, noun: str, previous: Link) -> bool:
    """拆除猪圈14间，土坯房|6间: one action, the next thing of the same unit."""
    if previous.unit != figure.unit or previous.action is None or previous.object is None:
        return False
    if len(noun) > 2 and previous.object.endswith(noun[-2:]):
        return True
    between = figure.text[previous.mention.end : figure.mention.start]
    return (
        previous.mention.kind in (QUANTITY, MONEY)
        and previous.aggregate in (None, CUMULATIVE, TOTAL)
        and previous.governed
        and len(noun) > 1
        and between.lstrip("，；").removeprefix("涵盖").removeprefix("包括") == noun
        and not _STANDING.search(noun)
    )


def _by_neighbour(figure: Figure) -> None:
    """其余|2件|限期整改: the object of a figure before, the verb of what follows."""
    link, previous, kept = figure.link, figure.previous, figure.link.aggregate
    action, thing = follows(figure)
    each = kept in (AVERAGE, RATE)
    anchor = anchor_of(figure)
    if each:
        anchor = _same_unit(figure.before, figure.unit) or previous or anchor
    elif anchor is None and kept is TOTAL:
        anchor = previous
    if anchor:
        link.copy(anchor)
        if figure.rest_of:
            link.action = "剩余" if "剩余" in figure.lead else None
        took = figure.mention.quantity.dimension == "duration"  # 平均2.5分钟到场
        if action and link.action != "剩余" and (took or not each):
            link.action = action
            if "其中" in figure.raw and thing:
                link.object = thing
    elif action:
        link.action = action
        link.object = thing or event_before(figure.text, figure.mention.start)
    elif figure.mention.kind is FREQUENCY:
        link.action = predicate(figure.text, figure.mention.end, "")


def _same_unit(links: list[Link], unit: str | None) -> Link | None:
    """The nearest figure of a unit, also 63人次 for 人均|3次."""
    for link in recent(links):
        own = link.unit
        if link.object and (own == unit or (own and unit and own.endswith(unit))):
            return link
    return None

"""Cases that the figure before decides: 2655户|6645人|, 60周岁以上|2084人|, 面积|860平方米|."""

import re

from pipeline.extract import words
from pipeline.extract.leads import first_verb, noun_only, strip_lead, verb_object
from pipeline.extract.linking.after import event_before, follows
from pipeline.extract.linking.links import (
    CHANGE,
    CUMULATIVE,
    PART,
    PERCENT,
    QUANTITY,
    RATE,
    Figure,
    Link,
    anchor_of,
)
from pipeline.extract.linking.parts import part
from pipeline.extract.linking.rates import HEDGED
from pipeline.extract.patterns import Ending, Opening
from pipeline.extract.tails import tail_noun

_THRESHOLD = re.compile(r"(?:周岁)?(?:及|（含）|\(含\))?(?:以上|以下|以内)(?!的?[占有])的?")
_TO_THRESHOLD = re.compile(r".*(?:以上|以下|以内)的?")
_OF_WHICH = re.compile(
    r"的?([\u4e00-\u9fff“”]{0,12}?)(?:当)?中，?(?:[\u4e00-\u9fff]{0,8}?)(?:仍|还|已|只|仅|就|共|尚)?有"
)
_THOSE = re.compile(r"的(?:共|就|还|已|仍)?(?:有|仅有?|只有?|达|约|共)?$")
_SAID_OF = re.compile(r"[不未没][\u4e00-\u9fff]{1,4}")
_DENIED = re.compile(r"(?:尚|仍)?[不未没][\u4e00-\u9fff]{1,6}$")
_MEASURE = Opening(
    r"(?:涉及|计|总|合计|共计|累计|涉案|总计)?(?:金额|面积|总面积|长度|总长|总长度|价值|重量|总重"
    r"|总额|造价|总价|货值|案值|数量|人数|户数)$"
)
_LASTING = Ending(r"(?:历时|为时|历经|用时|耗时)$")
_WORTH = Ending(r"折[合算]?(?:为|约|人民币)*$")
_CLAUSE_MARK = re.compile(r"[，；：:,;\n]")
_LONGEST_NAME = 16
_SIZES = frozenset("长宽高厚深度")
_DIMENSION = re.compile(r"(?:[桥路渠管沟墙坝]|全|总|均|水)?(?:长|宽|高|厚|深)度?|红线宽")
_PASSIVE = re.compile(
    r"被([\u4e00-\u9fff]{2,10}?)"
    r"(采用|采纳|评为|转发|表彰|刊发|刊登|授予|录用|通报|报道|刊载|确定|命名|列为|收录|借鉴)"
)


def tail_of(figure: Figure) -> str:
    """The noun right after a figure."""
    end = figure.mention.end
    return tail_noun(figure.text, end, figure.limit) if end < len(figure.text) else ""


def edge_right_before(figure: Figure) -> bool:
    """60周岁以上|2084人: what was before is no figure of its own but an edge of this one."""
    previous, start = figure.previous, figure.mention.start
    if previous is None or not previous.object:
        return False
    edge = _THRESHOLD.match(figure.text, previous.mention.end, start)
    if (
        edge is None
        or figure.text.startswith("，", edge.end(), start)
        or figure.lead.strip(" 　、和及与至到共约有")
    ):
        return False
    _take_edge(figure, previous, previous.object)
    return True


def those(figure: Figure) -> bool:
    """检查工地14个，落实到位的|12个|: those counted before of which something is said."""
    lead, link = figure.lead, figure.link
    if figure.tail or figure.mention.kind is not QUANTITY or not (told := _THOSE.search(lead)):
        return False
    anchor = anchor_of(figure)
    if anchor is None or anchor.unit != figure.unit:
        return False
    stem = strip_lead(lead[: told.start()])
    _, verb, thing = verb_object(stem)
    if "中" in stem or (not (verb and not thing) and not _SAID_OF.fullmatch(stem)):
        return False
    denied = _DENIED.search(stem)
    link.action, link.object = denied.group() if denied else verb, anchor.object
    value, most = figure.mention.quantity.value, anchor.mention.quantity.value
    whole = anchor.aggregate is not PART and not figure.list_item
    if whole and value is not None and most is not None and value <= most:
        link.divide(anchor)
    return True


def edge_before_noun(figure: Figure) -> bool:
    """60周岁以上老年人|2084人, 其中80周岁以上|918人: the edge belongs to the noun."""
    previous, whole = figure.previous, figure.part_of
    edge = _THRESHOLD.match(figure.lead)
    if edge is None or previous is None:
        return False
    named = noun_only(HEDGED.cut(strip_lead(figure.lead[edge.end() :])))
    if not named and whole is not None and whole.object:
        link = figure.link
        edged = figure.text[previous.mention.start : figure.mention.start].strip("的")
        link.object = edged + _TO_THRESHOLD.sub("", whole.object)
        link.action = whole.action
        part(figure)
        previous.aggregate = previous.whole = None
        return True
    if named and (not figure.verb or figure.verb in named):
        _take_edge(figure, previous, named)
        return True
    return False


def _take_edge(figure: Figure, previous: Link, named: str) -> None:
    link, text, from_ = figure.link, figure.text, previous.mention
    at = text.find(named, from_.end, link.mention.start)
    link.object = text[from_.start : at + len(named)] if at >= 0 else named
    if previous.aggregate is PART:
        previous.aggregate, previous.whole = None, None
    link.action = figure.part_of.action if figure.part_of is not None else previous.action
    part(figure)


def repeats(figure: Figure) -> bool:
    """2655户|6645人|, 排查3家、|5处: nothing of its own stands before the figure."""
    previous, link = figure.previous, figure.link
    if previous is None or figure.lead.strip(" 　、和及与至到约近"):
        return False
    listed = bool(figure.lead.strip())
    link.copy(previous, listed=listed)
    if not listed and previous.aggregate in (PART, CUMULATIVE):
        link.aggregate = previous.aggregate
        whole = previous.whole
        if link.aggregate is PART and whole is not None and whole.unit == figure.unit:
            link.whole = whole
    if link.mention.kind is previous.mention.kind is PERCENT and previous.aggregate in (
        RATE,
        CHANGE,
    ):
        link.aggregate = previous.aggregate
    if listed and (tail := tail_of(figure)):
        link.object, link.action = tail, previous.action
    return True


def one_of_which(figure: Figure) -> bool:
    """4家社区食堂中仍有|1家|亏损."""
    previous, link = figure.previous, figure.link
    if previous is None or previous.unit != figure.unit or figure.mention.kind is not QUANTITY:
        return False
    among = _OF_WHICH.fullmatch(figure.lead)
    if among is None:
        return False
    link.object = noun_only(among[1]) or previous.object
    link.action = follows(figure)[0] or previous.action
    link.divide(previous)
    previous.object = previous.object or link.object
    return True


def measure_of_previous(figure: Figure) -> bool:
    """拆除私搭乱建19处、面积|860平方米; 修路一条，长|300米: another measure of the same thing."""
    previous, link = figure.previous, figure.link
    if previous is None:
        return figure.stripped[-1:] in _SIZES and _of_the_named(figure)
    if previous.mention.kind is PERCENT and _MEASURE.match(figure.stripped):
        link.object = figure.stripped  # 成功率94.8%，涉及金额38.6万元
        return True
    if not figure.stripped and _WORTH.search(figure.lead):
        link.copy(previous)  # 兑换物品134件，折合|1608元|
        return True
    if _MEASURE.match(figure.stripped):
        link.copy(previous)
        part(figure)
        return True
    if previous.object and _DIMENSION.fullmatch(figure.stripped):
        link.copy(previous)
        link.action = None
        return True
    return False


def _of_the_named(figure: Figure) -> bool:
    """生产便道工程，长|1.35公里|: the thing that the clause before only names."""
    if not _DIMENSION.fullmatch(figure.stripped):
        return False
    at = figure.mention.start - len(figure.raw)
    clause = _CLAUSE_MARK.split(figure.text[figure.paragraph.sentence : max(0, at - 1)])[-1]
    named = strip_lead(clause)
    if not 1 < len(named) <= _LONGEST_NAME or first_verb(named) is not None:
        return False
    figure.link.object = named
    return True


def lasting(figure: Figure) -> bool:
    """春茶采摘历时|46天|, 组织演练，历时|2小时|: how long it took is of what was done."""
    found = _LASTING.search(figure.stripped)
    if found is None:
        return False
    link, previous = figure.link, figure.previous
    front = figure.stripped[: found.start()]
    if words.is_body(front) and (done := follows(figure))[0]:
        link.action, link.object = done  # 电工班用时25分钟恢复供电
        return True
    link.action = found.group()
    link.object = (
        noun_only(front)
        or event_before(figure.text, figure.mention.start - len(figure.raw) - 1)
        or (previous.object if previous is not None else _topic(figure))
    )
    return True


def _topic(figure: Figure) -> str | None:
    """What a sentence begins with, up to its first time: 入户登记|于|10月8日|启动."""
    sentence = figure.paragraph.sentence
    date = next((d for d in figure.paragraph.dates if d.start >= sentence), None)
    if date is None or date.start > figure.mention.start:
        return None
    topic = strip_lead(figure.text[sentence : date.start])
    return topic if len(topic) > 1 else None


def passive(figure: Figure) -> bool:
    """被区级媒体采用|3条."""
    found = passive_verb(figure.lead)
    if found is None:
        return False
    link = figure.link
    link.actor, link.action = found[1], found[2]
    if anchor := anchor_of(figure):
        link.object = anchor.object
    return True


def passive_verb(lead: str) -> re.Match[str] | None:
    """Find 被 with the one who acts and the verb."""
    return _PASSIVE.search(lead) if "被" in lead else None


def owner_between(figure: Figure) -> bool:
    """12家共建单位的|180余名志愿者: the words between belong to the figure before."""
    previous, lead = figure.previous, figure.lead
    if (
        not figure.joined
        or previous is None
        or figure.list_item
        or figure.verb
        or not figure.stripped
        or not figure.tail
        or lead.startswith("的")
        or not lead.rstrip().endswith("的")
    ):
        return False
    figure.link.action, figure.link.object = previous.action, figure.tail
    part(figure)
    return True

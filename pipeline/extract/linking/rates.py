"""Cases of shares and averages: 办结率|96.9%|, 占全镇的|12%|, 平均每起|500元|."""

import re

from pipeline.extract.leads import clean_object, noun_only, rate_name, strip_lead, verb_object
from pipeline.extract.linking.changes import COMPARED, NEW_LEVEL, change_in_percent
from pipeline.extract.linking.links import (
    AVERAGE,
    CUMULATIVE,
    FREQUENCY,
    LOOK_BACK,
    MONEY,
    PERCENT,
    QUANTITY,
    RATE,
    TOTAL,
    Figure,
    Link,
    nearest_own,
    nearest_percent,
    nearest_stated,
)
from pipeline.extract.patterns import Ending

_CUMULATIVE = re.compile(r"累计|截至|截止")
_AVERAGE = re.compile(
    r"平均|人均|户均|日均|月均|年均|周均|场均|村均|亩均|次均|件均|均为"
    r"|每(?:人|户|起|台|件|亩|名|个|份|家|处|场|辆|吨|块|套|株|只|次)$"
)
# 共 counts, unless it is part of a word
_TOTAL = re.compile(
    r"一共|共计|合计|总计|总共|共有|总数|总量|总额|总面积|总人数|总投资|总造价|总户数|总金额"
    r"|共(?<![公中医教]共)(?![建同享产青和治管商进识赢创筹青鸣性])|计(?<=^计)$"
)
_PER_LEAD = re.compile(
    r"(?:平均)?(?:每(?:[一百千万亩]?[\u4e00-\u9fff]{1,2}?)(?:每[天日周月年季])?"
    r"|[日月年人户村场周亩件次]均|平均|每天|每日|每月|每年|单次|单价)"
    r"(?:投资|补助|补贴|奖励|容量|均价|造价|便宜|发放|预计|标准|用时|收费|支出|增收|工资)?$"
)
_PER_UNIT = re.compile(
    r"每(?!月|年|周|天|日|季|半|学|逢|旬|晚)[一百千万]?[\u4e00-\u9fff]{1,2}(?:每[天日周月年季])?$"
    r"|单价$|每(?:天|日|月|年|周|人|户|次)$"
)
_SPENT = Ending(r"(?:补助|补贴|奖励|奖补|发放|收费|支出|增收|用时)$")
_FOR_EACH = re.compile(
    r"每(?:[名家个户座支班盏辆块份村校园镇社亩头台栋口组餐间株棵桶车批单项桌]|个?(?:社区|支部|团队|网格|小区))"
    r"[^，、；：]{0,10}$"
)
# 每份问卷平均用时, 户均投入, 最多者清查: what is counted is named without them
_FOR_EACH_WORDS = re.compile(
    r"(?<!按)(?<!以)(?:平均)?每(?:公斤|公里|平方米|立方米|人次|[名个家户座支班盏辆块份亩头台栋口组餐间株棵桶车批单项桌人场次套件起处条吨斤只位米幢张])"
    r"(?:[\u4e00-\u9fff]{1,4}平均$)?(?:每[天日周月年季])?|(?<=[\u4e00-\u9fff])每[天日周月年](?=[\u4e00-\u9fff])"
    r"|[月年人户村场周亩次]均|平均(?!年龄|每|工资|气温|成绩|分|值|寿命|水平|线)|^最[多少高低大小快慢长短]者"
)
_SHARED_BY = re.compile(r"每[名个家户座支台栋组辆份处人场][\u4e00-\u9fff]{1,6}$")
_EXTREME = Ending(
    r"(?:单(?:笔|个|次|户|人|件|日|项目|个项目))?(?:最高|最低|最大|最小|最多|最少|最长|最短|最深"
    r"|最快|最慢|最远|最近|最早|最晚)(?:达|为)?$|单笔$"
)
HEDGED = Ending(r"[约近达到为是超过计]+$")
_SHARE_OF = re.compile(
    r"占(?!比(?:控制|保持|稳定|在)|道|用|领|地|压|据)(?:到|比为|比达|比|全部|总|了)?"
)
_SHARE_EACH = Ending(r"(?:分别|约|各)$")
_BASE = re.compile(r"占|完成|达到|为(?=[^，]{0,4}(?:计划|目标|任务|预算))")
_RATE_NAME = Ending(r"(?:率|比例|比重|占比|指数|度|面|幅)$")
_TOLD_BEFORE = re.compile(
    r"([\u4e00-\u9fff]{2,12}(?:率|比例|占比|比重))[\u4e00-\u9fff]{1,8}[，,][\u4e00-\u9fff]{0,6}$"
)
_WINDOW = 40
_ARRIVED = frozenset(("到位", "到账", "到岗", "到货"))
_OF_TIME = frozenset(("分钟", "小时", "天", "个工作日", "工作日", "秒"))


def percent(figure: Figure) -> bool:
    """A share or a change in percent."""
    if figure.mention.kind is not PERCENT:
        return False
    if not change_in_percent(figure):
        _share(figure)
        figure.link.aggregate = RATE
    return True


def _share(figure: Figure) -> None:
    """What a share is of: the words before 占, a rate's own name, else the figure before."""
    lead, link, links = figure.lead, figure.link, figure.before
    if lead.strip() == "的" and len(links) > 1 and _is_base(figure.text, links):
        numerator = nearest_stated(links[-LOOK_BACK:-1])
        if numerator is not None:
            link.copy(numerator)  # 已完成1300人，占任务2800人的46.4%
            return
    anchor = nearest_own(links)
    noun = ""
    if level := NEW_LEVEL.search(lead):
        noun = strip_lead(lead[: level.start()])
        before = nearest_percent(links) or anchor
        if not noun and before is not None and level[1] != "达到":
            link.copy(before)
            return
    if shares := [found.start() for found in _SHARE_OF.finditer(lead)]:
        _share_of(link, lead[: shares[-1]], anchor)
        return
    stripped = noun or strip_lead(lead)
    if not stripped and anchor is not None:
        link.copy(nearest_percent(links) or anchor)
        link.compared = bool(COMPARED.search(figure.raw))
        return
    if not stripped:
        stripped = _told_before(figure)
    _, verb, obj = verb_object(stripped)
    if _RATE_NAME.search(stripped):
        link.object = rate_name(stripped)
    elif verb and obj:
        # 完成计划的50%: 计划 alone would pass for a word of manner
        link.action, link.object = verb, noun_only(clean_object(obj)) or clean_object(obj) or None
    elif anchor is not None and (verb == stripped or stripped in _ARRIVED):
        link.copy(anchor)
        link.action = stripped  # 申请辅具14件，已到位三分之二
    else:
        link.object = stripped or None
    link.base = anchor


def _told_before(figure: Figure) -> str:
    """The rate that the clause before names: 收缴率偏低，仅为|61%."""
    at = figure.mention.start
    told = _TOLD_BEFORE.search(figure.text[max(figure.paragraph.sentence, at - _WINDOW) : at])
    return told[1] if told else ""


def _share_of(link: Link, lead: str, anchor: Link | None) -> None:
    """Take what a share is of from before 占, else from the figure before."""
    front = _SHARE_EACH.cut(strip_lead(lead))
    link.base = anchor
    if len(front) > 1 and strip_lead(front):
        _, link.action, obj = verb_object(front)
        link.object = noun_only(obj) or front
    elif anchor:
        link.copy(anchor)


def _is_base(text: str, links: list[Link]) -> bool:
    """Say whether the last figure is what a share is of: 占…3700户的, 完成目标2800人的."""
    return bool(_BASE.search(text, links[-2].mention.end, links[-1].mention.start))


def note_aggregate(figure: Figure) -> None:
    """Note 累计, 平均 and 共 in the clause, and use up the words of an average or an extreme."""
    link, window = figure.link, figure.window[-_WINDOW:]
    if _CUMULATIVE.search(window):
        link.aggregate = CUMULATIVE
    elif _AVERAGE.search(window):
        link.aggregate = AVERAGE
    elif _TOTAL.search(window):
        link.aggregate = TOTAL


def spent_on_each(figure: Figure) -> bool:
    """An amount for each: 每起|500元, 每人补助|200元 (its object is that of the figure before)."""
    link, lead, kind = figure.link, figure.lead, figure.mention.kind
    spent = None
    if kind is not FREQUENCY and (each := _each(lead)):
        per = each.group()
        figure.lead = lead = lead[: each.start()]
        spent = _SPENT.search(per)
        unit = _PER_UNIT.search(per[: spent.start()] if spent else per)
        link.aggregate = RATE if unit and "平均" not in figure.raw else AVERAGE
        if per == "平均" and (shared := _SHARED_BY.search(lead)):
            figure.lead = lead = lead[: shared.start()]  # 每家单位平均1.9项
    if link.aggregate is None and kind in (QUANTITY, MONEY) and "每" in lead:
        link.aggregate = RATE if _FOR_EACH.search(lead) else None
    while extreme := _EXTREME.search(lead.rstrip()):
        figure.lead = lead = lead[: extreme.start()]
    figure.stripped = strip_lead(lead)
    if kind is not FREQUENCY and ("每" in lead or "均" in lead or "最" in lead):
        figure.stripped = strip_lead(_FOR_EACH_WORDS.sub("", figure.stripped))
    if spent and not figure.stripped and figure.previous is not None:
        link.copy(figure.previous)
        link.action = spent.group()
        return True
    if spent and figure.unit in _OF_TIME:
        link.action, link.object = spent.group(), noun_only(figure.stripped)
        return True  # 每份问卷平均用时18分钟
    return False


def _each(lead: str) -> re.Match[str] | None:
    if "每" not in lead and "均" not in lead and "单" not in lead:
        return None
    return _PER_LEAD.search(HEDGED.cut(lead))

"""Case of a lead with a governing verb: 清理卫生死角|24处|, 进行了|一次|全面清查."""

import re

from pipeline.extract import words
from pipeline.extract.actors import find_actor
from pipeline.extract.leads import (
    PREPOSITION,
    clean_object,
    noun_only,
    strip_lead,
    word_class,
)
from pipeline.extract.linking.after import predicate, take_tail
from pipeline.extract.linking.links import FREQUENCY, MONEY, QUANTITY, RANK, Figure, Link, anchor_of
from pipeline.extract.linking.often import how_often
from pipeline.extract.patterns import Ending

_DISPOSAL = re.compile(r"(?:[^，]{0,12}?[^面应核比])?(?:对(?!口|象|外)|将|把|给)")
_GOVERNED = re.compile(
    r".{0,14}?(?:对|将|把|为(?=[^，]*[人户员者])|给|从(?=[^，]*中$))([^，]{2,20}?)中?$"
)
_LIGHT_OBJECT = re.compile(r".{0,14}?(?:对|为|将|把|向)([^，]{2,20})$")
_SPENT_ON = re.compile(
    r"[^。；\n]{0,14}?(?:用于|建立|新建|建设|建成|修建|购置|购买|采购|改造|安装|装修|实施|完成|打造"
    r"|设立)了?(?:社区|街道|全镇)?([^，。；、0-9一二三四五六七八九十]{2,16})"
)
_SPENT_REACH = 60
_MADE = Ending(r"(?<=[\u4e00-\u9fff]{2})(?:驿站|站点|站|点|之家|室|厅|园|广场)$")
_BY_THE_HEAD = frozenset(("人", "名", "位", "人次"))
_FUNDS = Ending(
    r"(?<=[\u4e00-\u9fff])(?:费|金|款|资金|经费|补贴|津贴|补助|工资|奖金|税|贷款|欠薪)$"
)
_CAME_OUT = re.compile(
    r"无异议|无误|无效|不合格|不达标|不到位|优秀|良好|合格|称职|满意|异常|正常|阳性|阴性|达标|属实|成功|完好"
)
_REACHING = Ending(r"(?<=[\u4e00-\u9fff]{2})(?:覆盖|惠及|吸引|带动|辐射)$")
_CLAUSE_END = re.compile(r"[，。；！？、\n]")
_CONTEST = re.compile(r"在([^，在]{2,24}?)中?$")
_STATES = ("现有", "下辖", "下设", "辖", "涉及", "设有", "建有", "拥有", "配有", "依托", "备有")
_A_NAME = 3
_ONLY_TIME = re.compile(
    r"(?:年内|年底|月底|目前|当前|近期|近日|[0-9一二三四五六七八九十][月日年]|、)$"
)
_OPEN_END = ("等", "的", "对", "辖区", "为期", "为时", "长达")


def disposal(figure: Figure) -> bool:
    """对整改不力的|2个|社区进行约谈: the verb stands after the noun of the figure."""
    if (
        not figure.tail
        or not figure.lead.rstrip().endswith("的")
        or not _DISPOSAL.match(figure.stripped)
    ):
        return False
    action = predicate(figure.text, figure.mention.end, figure.tail)
    if action is None:
        return False
    figure.link.action = action
    take_tail(figure.link, figure.text, figure.tail)
    return True


def govern(figure: Figure) -> None:
    """Take verb and object from the lead; an object that it leaves open from what is around."""
    link, verb = figure.link, figure.verb
    if verb and verb.startswith(("剩余", "其余", "尚未")):
        figure.rest_of = True
    if _is_noun_of_money(figure):
        figure.subject, figure.obj = "", figure.stripped
        figure.verb = verb = None
        link.named = True
    link.action = f"未{verb}" if figure.subject.endswith("未") else verb
    kind = words.verb_class().get(verb or "")
    link.governed = kind in ("", "O", "L") and bool(figure.obj)
    if kind == "S" and verb not in _STATES:
        link.action = None
    obj = clean_object(figure.obj)
    if _CAME_OUT.fullmatch(obj) and verb not in word_class("whole_verbs") and verb != "检出":
        link.action, obj = f"{link.action or ''}{obj}", ""  # 公示无异议12人, 考核优秀2人
    elif figure.tail and (reach := _REACHING.search(figure.stripped)):
        link.action, obj = reach.group(), ""  # 意见征询覆盖6个单元
    _object(figure, obj, light=kind == "L")
    noun = figure.mention.kind is MONEY and link.object in word_class("noun_verbs")
    if verb in word_class("fulfil_verbs") and link.object in words.verb_class() and not noun:
        # 已完成整改27处: the object names the action
        anchor = anchor_of(figure)
        link.action = link.object
        link.object = anchor.object if anchor else None
    if figure.mention.kind is FREQUENCY:
        how_often(figure)


def is_noun(figure: Figure) -> bool:
    """Say whether a verb in the lead only belongs to the name of one of a list or of a part.

    其中理论宣讲8场, 施工扰民47件、征收补偿21件, 收缴土枪2支、管制刀具11把.
    """
    verb, previous, whole = figure.verb or "", figure.previous, figure.part_of
    if whole is None and (previous is None or not (figure.list_item or previous.governed)):
        return False
    if len(figure.stripped) < _A_NAME:
        return False
    if figure.mention.kind is MONEY:  # 财政补助60万元、社区自筹26万元
        listed = figure.list_item and figure.lead.startswith("、") and not figure.obj
        return listed and previous is not None and previous.named
    if figure.mention.kind is not QUANTITY:
        return False
    if verb in word_class("part_verbs") or verb in word_class("whole_verbs"):
        return False
    if figure.list_item and previous is not None and "其中" not in figure.raw:
        return figure.lead.startswith("、") and _listed_noun(figure, previous)
    if whole is not None and whole.unit == figure.unit and not figure.obj:
        subject = figure.subject
        return len(subject) > 1 and not words.is_body(subject) and figure.own_actor is None
    if previous is None or previous.unit != figure.unit:
        return False
    between = figure.text[previous.mention.end : figure.mention.start]
    return between == f"，{figure.stripped}" and previous.governed and _modifies(figure)


def _listed_noun(figure: Figure, previous: Link) -> bool:
    """Say whether the next of a list is named by a noun that holds a verb."""
    if (figure.verb or "").startswith(("责令", "限期")) and figure.obj.endswith("书"):
        return True  # 下达检查记录68份、责令整改指令书15份
    alike = previous.unit == figure.unit
    if alike and previous.named:
        return True
    if alike and previous.governed and not figure.obj and len(figure.subject) > 1:
        return not words.is_body(figure.subject)  # 查获带泥上路7辆、未密闭运输4辆
    return bool(previous.action and figure.obj) and _modifies(figure)


def _modifies(figure: Figure) -> bool:
    """Say whether the verb only tells what sort of thing follows: 管制|刀具."""
    subject = figure.subject
    return figure.verb in word_class("modifier_verbs") and (not subject or words.is_body(subject))


def _is_noun_of_money(figure: Figure) -> bool:
    """其中财政补助|60万元: the verb is a noun, where the subject is no body."""
    subject = figure.subject
    return (
        figure.part_of is not None
        and figure.mention.kind is MONEY
        and not figure.obj
        and len(subject) >= 2
        and (figure.verb in word_class("noun_verbs") or not words.is_body(subject))
    )


def _object(figure: Figure, obj: str, *, light: bool) -> None:
    link, tail, verb = figure.link, figure.tail, figure.verb
    if tail and _fulfils(verb) and (work := _work_on(tail) or _work_after(figure)):
        link.object, link.action = work
    elif tail and light and not obj:
        _light(figure)
    elif verb in word_class("handing_verbs") and _to_whom(obj) and (whole := anchor_of(figure)):
        link.object = whole.object  # 上报事件215件，提交街道协调26件
    elif obj and not (tail and _leads_on(figure, obj)):
        link.object = noun_only(obj)
    elif tail:
        take_tail(link, figure.text, tail)
    elif obj:
        link.object = noun_only(obj)
    else:
        _object_around(figure)


def _to_whom(obj: str) -> bool:
    """Say whether words after a verb of handing on tell to whom or for what: 街道协调, 重填."""
    return (
        obj in words.verb_class()
        or words.is_body(obj)
        or bool((body := find_actor(obj)) and obj[len(body) :] in words.verb_class())
    )


def _leads_on(figure: Figure, obj: str) -> bool:
    """Say whether a lead only leads on to the noun after the figure: 安装社区|12个|探头."""
    return (
        obj.endswith(_OPEN_END)
        or figure.lead.rstrip().endswith("的")
        or "、" in obj
        or (figure.verb in word_class("place_verbs") and PREPOSITION.match(obj) is not None)
    )


def _work_on(tail: str) -> tuple[str, str] | None:
    """小区改造 -> 小区, 改造: the work at the end of a noun."""
    for at in range(max(2, len(tail) - 4), len(tail) - 1):
        found = words.verb_at(tail, at)
        if found and found[1] == "" and at + len(found[0]) == len(tail):
            return tail[:at], found[0]
    return None


def _fulfils(verb: str | None) -> bool:
    return verb in word_class("fulfil_verbs") or bool(verb and verb.endswith("完成"))


def _work_after(figure: Figure) -> tuple[str, str] | None:
    """完成4座|垃圾房|的改造: the work that the noun after the figure has."""
    text, end = figure.text, figure.mention.end
    at = text.find(figure.tail, end, end + len(figure.tail) + 6) + len(figure.tail)
    if text[at : at + 1] != "的":
        return None
    stop = _CLAUSE_END.search(text, at)
    work = text[at + 1 : stop.start() if stop else len(text)]
    for start in range(max(0, len(work) - 4), len(work) - 1):
        found = words.verb_at(work, start)
        if found and found[1] == "" and start + len(found[0]) == len(work):
            return figure.tail, found[0]
    return None


def _light(figure: Figure) -> None:
    """对辖区商户进行了|一次|全面清查: the noun after a light verb carries the action."""
    link, tail = figure.link, figure.tail
    if governed := _LIGHT_OBJECT.match(figure.subject):
        for at in range(max(0, len(tail) - 4), len(tail)):
            found = words.verb_at(tail, at)
            if found and at + len(found[0]) == len(tail):
                link.action, link.object = found[0], noun_only(governed[1])
                return
    take_tail(link, figure.text, tail)


def _object_around(figure: Figure) -> None:
    """The object of a verb that has none: from before it, from money's use, from figures before."""
    link, previous, subject = figure.link, figure.previous, figure.subject
    kind, verb = figure.mention.kind, figure.verb
    if figure.mention.kind is RANK and (contest := _CONTEST.search(subject)):
        link.object = noun_only(contest[1])
    elif governed := _GOVERNED.match(subject):
        link.object = noun_only(governed[1])
    elif kind is MONEY and figure.cut and not subject and (topic := _topic(figure)) is not None:
        link.object = topic  # 公共收益本月入账2.35万元
    elif kind is MONEY and (paid := _paid(figure)) is not None:
        link.object = paid
    elif kind is MONEY and figure.part_of is not None and figure.own_actor:
        link.object = noun_only(figure.part_of.object)  # 其中上级下拨80万元
    elif verb in word_class("create_verbs") and _MADE.search(subject):
        link.object = noun_only(words.without_manner(subject))  # 劳动者驿站建成14处
    elif verb in word_class("sending_verbs") and len(subject) > 1:
        link.object = noun_only(words.without_manner(subject))  # 干部和志愿者累计出动430人次
    elif kind is MONEY:
        _money(link, previous, figure.text)
    elif (front := _front(_without_actor(figure))) is not None and not _acts_on_named(figure):
        link.object = front
    elif figure.cut and (topic := _topic(figure)) is not None:
        link.object = topic
    elif figure.joined and previous is not None and previous.tail_end:
        link.object = previous.object  # 为65岁以上老年人免费体检876人
    elif anchor := anchor_of(figure):
        link.object = anchor.object
        link.base = anchor
    elif kind is QUANTITY and figure.unit in _BY_THE_HEAD and (people := _people(subject)):
        link.object = people
    elif kind is QUANTITY and previous is not None and len(verb or "") < 4:
        link.object = previous.object


def _paid(figure: Figure) -> str | None:
    """The money that a verb has before it: 团费收缴1.86万元; but 公用经费列支3万元 tells whence."""
    paid = None if figure.verb in ("列支", "承担") else _front(_without_actor(figure))
    return paid if paid and _FUNDS.search(paid) else None


def _people(subject: str) -> str | None:
    """The people that a verb without an object has before it: 在职党员报到63名."""
    return noun_only(words.without_manner(subject)) if len(subject) > 1 else None


def _topic(figure: Figure) -> str | None:
    """The noun before the time that a verb has before it: 适老化改造去年|完成64户."""
    date = figure.paragraph.time_before(figure.mention.start)
    if date is None:
        return None
    at = figure.mention.start - len(figure.raw)
    topic = strip_lead(figure.text[at : date.start].rstrip("在于"))
    return topic if len(topic) > 1 and _front(topic) else None


def _acts_on_named(figure: Figure) -> bool:
    """Say whether the words before the verb only act on what is named: 发现24块，店主|自拆17块."""
    actor = figure.link.actor
    return (
        actor is not None
        and not actor.startswith("“")
        and words.without_manner(figure.subject) == actor
        and anchor_of(figure) is not None
    )


def _without_actor(figure: Figure) -> str:
    """The words before a verb without who acts, where more follows: 所里|已向厂家."""
    subject, actor = figure.subject, figure.link.actor
    if actor and subject.startswith(actor) and len(subject) > len(actor):
        rest = subject[len(actor) :].lstrip("已共均")
        return rest if PREPOSITION.match(rest) else subject
    return subject


def _front(subject: str) -> str | None:
    """The noun before a verb that it is the object of: 矛盾纠纷|化解."""
    subject = words.without_manner(subject)
    body = words.is_body(subject) and not subject.endswith("单位")  # 充装单位检查2家
    if not subject or body or PREPOSITION.match(subject):
        return None
    if subject[0] in "不未经" or _ONLY_TIME.search(subject):
        return None  # 不符合条件退回4件, 年内办成17项
    front = noun_only(clean_object(subject))
    return front if front and len(front) > 1 and strip_lead(front) else None


def _money(link: Link, previous: Link | None, text: str) -> None:
    """What money was spent on: named after it, or the thing counted before it."""
    if link.action in word_class("money_alone"):
        return
    at = link.mention.end
    if use := _SPENT_ON.match(text[at : at + _SPENT_REACH]):
        link.object = noun_only(use[1])
    elif previous is not None and previous.object and link.action in word_class("money_of"):
        link.object = previous.object

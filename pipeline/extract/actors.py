"""A clause -> the acting body that it begins with: 街道综合执法队|对文昌路…."""

import re
from functools import cache, lru_cache

from pipeline import lexicon
from pipeline.extract import words
from pipeline.extract.leads import BODY_AFTER, LEADS_KEPT, verb_object, word_class
from pipeline.extract.patterns import Opening

_CUT = Opening(
    r"(?:根据|按(?=每)|按照|在(?![职岗校外])|为了?|对|对照|结合|围绕|针对|通过|依托|截至|截止|据|自(?!来水|行车)|从|随着|由于|鉴于|经(?![济营办])|把|将|向"
    r"|以|于|如|若|因|确保|使|让|给|与|是|有(?!线|关)|该|其|受|被|即|前往)"
)
_ASKED = Opening(r"(?:恳请|请求|建议|希望|商请|请(?=[镇县区市交消街乡]))")
_COUNTED = Opening(r"[一二三四五六七八九十两几]{1,4}[组批次台辆场]")
_WE = frozenset("全我")
_WHOLE = r"(?:全|我)(?:街道|社区|镇|乡|村|县|区|市|校|院|园|所|局|站"
_WHOLE_PLACE = re.compile(_WHOLE + r"|办|中心)(?=[\u4e00-\u9fff])(?![党委政府领导民干两])")
_WHOLE_ONLY = re.compile(_WHOLE + r")$")
_BY_ITSELF = ("与", "自行", "另", "再", "主动", "统一", "共", "已", "先后")
_JOINT = ("会同", "联合", "协同", "和", "与")
_SCOPE_ONLY = re.compile(r"辖区|上周|其他.*|有关.*|相关.*")
# 台风影响期间, 复查时: what comes before a subject
_WHEN = re.compile(r"[^，、]{2,10}?期间(?=[\u4e00-\u9fff]{2})")
_EACH = re.compile(r"各[\u4e00-\u9fff、（）]{1,8}|[\u4e00-\u9fff]{0,6}“[^”]{2,12}”")
_NAME_AFTER = re.compile(
    r"处(?![理置罚分于])|室(?![内外])|馆|班(?![次级车会])|兵|车(?![辆位库棚流])|船(?![舶只])|单位|公司|部门|机构|商(?![户品贸业量务])|科(?![技学普])|团(?![伙结])|院(?![内外落])"
)
_PEOPLE_AFTER = re.compile(
    r"人员|队员|干部|人(?=[每定])|力量|小分队|车辆|律师|医生|专家|民警|法官|教师|社工"
)
_COUNT = re.compile(
    r"(?:辖区|全[街镇乡村区县市]道?)?[0-9]+余?多?[个所家支名位户](?=[\u4e00-\u9fff]{2})"
)
_BY_WHOM = re.compile(r"^.*(?<![自理缘])由")
_INTO = re.compile(
    r"(?<=..)(?:[进到赴](?![修期家访校])|来(?=[院校村镇所站本])|[把在向](?![职册岗校编阳外]))"
)
_EVERY = re.compile(r"每(?:.$|[周月年日天季晚])")
_EACH_OF = re.compile(r"^(?:按|平均)?每(?:[个名户家支位所]|$)")
_INSIDE = re.compile(r"(?:所|乡|镇|村|院|校|局|街道|社区|区|县|市|队|园|厂|站)里$")
# 优秀网格员每人奖励200元: those are given something
_EACH_GETS = re.compile(r"每[人户家名](?:每[月年])?(?:发放|奖励|补助|补贴|给予|享受|发)")
# 12345热线, 12315平台
_HOTLINE = re.compile(r"1[0-9]{2,4}(?=[政市热平举投])")
# 街道与医院|共建门诊: the first of them acts
_TOGETHER = ("签", "共建", "结对", "缔结", "达成")
_PREPOSITIONS = frozenset("为对把将向给帮")
_SLOGAN = re.compile(r"“[一二三四五六七八九十两](?![点月])")
_LEVELS = frozenset("镇乡村区县市")
# 各责任单|位, 部分部|门
_NAME_HALVES = frozenset(("单位", "部门", "部分", "部署", "部位", "部队", "部件", "部级"))
_NOT_AFTER_PEOPLE = frozenset("被由就从是占中")
_IN_NAMES = frozenset("、（）()*x×XABC“”")
_LONGEST_NAME = 24
_LONGEST_HEADING = 12
_REACH = 120
"""So many characters of a clause decide who acts in it."""


@cache
def actor_words(name: str) -> tuple[str, ...]:
    """One of the word classes of ``actors.toml``."""
    return tuple(lexicon.settings("actors")[name])


@cache
def _name_ends() -> frozenset[str]:
    """The characters that the name of an acting body may end with."""
    acting = {ending[-1] for ending in actor_words("acting")}
    return frozenset({*words.body_suffixes(), *acting, "里", "”"})


def find_actor(clause: str) -> str | None:
    """The acting body that a clause begins with (街道综合执法队对…, 社区调委会排查…)."""
    return _find_actor(clause[:_REACH])


def clause_begins(clause: str) -> bool:
    """Say whether a clause begins with a name or a verb, not with 对, 为 or 根据."""
    return not _CUT.match(clause) and not _COUNTED.match(clause)


def are_given(clause: str, at: int) -> bool:
    """Say whether those named before an offset get something: 优秀网格员|每人奖励200元."""
    return clause[at] == "每" and _EACH_GETS.match(clause, at) is not None


def names_office(heading: str) -> bool:
    """Say whether a heading is the name of an office, whose work stands below: 五、督查组."""
    return (
        1 < len(heading) <= _LONGEST_HEADING
        and heading.endswith(actor_words("heading_offices"))
        and "、" not in heading
        and "和" not in heading
    )


def uncounted(clause: str) -> str:
    """Take the number off those who act: 辖区5所|小学开展主题班会."""
    counted = _COUNT.match(clause)
    return clause[counted.end() :] if counted else clause


def is_guest(actor: str) -> bool:
    """Say whether those act who are served: 居民, 商户. The next clause is the office's again."""
    return actor.endswith(actor_words("guests"))


def is_body_or_people(actor: str) -> bool:
    """Tell those who go on acting in the next sentence from 男篮, 鹤溪河 and “福彩圆梦”."""
    name = actor.rstrip("”")
    return (
        words.is_body(name)
        or name[:1] in _WE
        or name.endswith(_lasting())
        or _INSIDE.search(name) is not None
        or "各" in actor
    )


@cache
def _lasting() -> tuple[str, ...]:
    return actor_words("acting") + actor_words("sure_names")


def organised(clause: str) -> str | None:
    """Those who act because a clause without a subject has them act: 组织|村医|集中核查档案."""
    clause = clause.lstrip(" 　、")
    verb = words.verb_at(clause, 0) if clause else None
    if verb is None or verb[1] not in ("O", "A") or len(verb[0]) < 2:
        return None
    actor = find_actor(clause[len(verb[0]) :])
    if actor is None or is_guest(actor):
        return None
    begins = words.after_manner(clause, len(verb[0]) + len(actor))
    deed = words.verb_at(clause, begins) if begins < len(clause) else None
    return actor if deed and len(deed[0]) > 1 else None


@lru_cache(maxsize=LEADS_KEPT)
def _find_actor(clause: str) -> str | None:
    clause = _ASKED.cut(clause.lstrip(" 　、"))
    if "期间" in clause and (when := _WHEN.match(clause)):
        clause = clause[when.end() :]
    if hotline := _HOTLINE.match(clause):
        named = _find_actor(clause[hotline.end() :])
        return hotline.group() + named if named else None
    own = clause[:1] in _WE
    if clause.startswith("我们"):
        clause = clause[2:]
    if own and _WHOLE_ONLY.match(clause):
        return clause
    if len(clause) < 3 or not clause_begins(clause):
        return None
    if own and (whole := _WHOLE_PLACE.match(clause)):
        return _named(clause, whole.end())
    limit = min(len(clause), _LONGEST_NAME)
    ends, begins = _name_ends(), words.verb_starts()
    anywhere, short = clause[0] in "各“", clause[0] in _LEVELS
    if not anywhere and ends.isdisjoint(clause[:limit]):
        return None
    at = 0
    while at < limit:
        character = clause[at]
        if character == "“" and (closes := clause.find("”", at, limit)) > 0:
            opens, at = at, closes + 1  # what a name quotes is no verb: “改造会客厅”|收到
            if at >= limit:
                break
            if opens > 1 and words.is_body(clause[:opens]) and _ends_with_verb(clause, at):
                return clause[:opens]  # 各村|“板凳会”召开88场
            character = clause[at]
        if at > 1 and character in _PREPOSITIONS and clause[at - 1] == "”":
            return clause[:at]  # “红管家”|为居民代办
        if not "\u4e00" <= character <= "\u9fff" and character not in _IN_NAMES:
            return None
        verb = words.verb_at(clause, at) if character in begins else None
        past = at + len(verb[0]) if verb else at
        if (
            verb
            and past - at > 1
            and (verb[1] not in ("C", "O", "A") or clause.startswith("员", past))
        ):
            name_end = BODY_AFTER.match(clause, past) or _NAME_AFTER.match(clause, past)
            if name_end is None and clause[at:past] in actor_words("people_verbs"):
                name_end = _PEOPLE_AFTER.match(clause, past)
            elif name_end and name_end.end() > past + 1 and verb[0] in word_class("create_verbs"):
                name_end = None  # 创建办, but 服务中心|组建文艺队
            after = words.verb_at(clause, past) if name_end else None
            if name_end and not (after and len(after[0]) > 1):
                at = name_end.end()
                if at >= limit:
                    break
                verb = words.verb_at(clause, at) if clause[at] in begins else None
        if (
            at >= (1 if short else 2)
            and (anywhere or clause[at - 1] in ends)
            and _acts(clause, at)
            and not (verb and len(verb[0]) == 1 and words.is_body(clause[: at + 1]))
            and _ends_name(clause, at, verb)
        ):
            return _named(clause, at)
        if verb and len(verb[0]) > 1 and verb[1] != "C" and not _ends_with(clause, at):
            return None
        at += 1
    return None


def _ends_with_verb(clause: str, at: int) -> bool:
    verb = words.verb_at(clause, at)
    return verb is not None and at + len(verb[0]) == len(clause)


def _ends_with(clause: str, at: int) -> bool:
    """Say whether a name goes one character further: 镇民政办|复核, though 办复 is a verb."""
    after = words.verb_at(clause, at + 1) if at + 2 < len(clause) else None
    return after is not None and len(after[0]) > 1 and words.is_body(clause[: at + 1])


def _acts(clause: str, at: int) -> bool:
    """Say whether the words before an offset name a body, or people who act there."""
    name = clause[:at].rstrip("”")
    if are_given(clause, at) or clause[: at + 2].endswith(actor_words("kinds")):
        return False
    if clause[at - 1 : at + 1] in _NAME_HALVES and not name.endswith(("干部", "支部")):
        return False
    if words.is_body(name) or _INSIDE.search(clause[:at]) or _EACH.fullmatch(clause[:at]):
        return at > 1 or clause.startswith(_BY_ITSELF, at) or words.verb_at(clause, at) is not None
    if name.endswith("级") and not name.endswith(("两级", "三级")):
        return clause.startswith(actor_words("grants"), at)
    return (
        clause[at] not in _NOT_AFTER_PEOPLE
        and name.endswith(actor_words("acting"))
        and not name.endswith(actor_words("not_acting"))
    )


def clause_parts(lead: str) -> tuple[str, str | None, str]:
    """Split a cleaned lead like ``verb_object``, the acting body at its start set apart first."""
    actor = find_actor(lead)
    if actor and lead.startswith(actor):
        begins = words.after_manner(lead, len(actor))
        if words.verb_at(lead, begins) if begins < len(lead) else None:
            subject, verb, rest = verb_object(lead[begins:])
            if verb and not subject:
                return lead[:begins], verb, rest
    return verb_object(lead)


def _ends_name(clause: str, at: int, verb: tuple[str, str] | None) -> bool:
    """Say whether a verb or a boundary word begins here."""
    if clause[at - 1] == "”" and not words.is_body(clause[: at - 1]):
        # “福彩圆梦”|资助新生, but “门前三包”达标638家
        if _SLOGAN.match(clause, clause.rfind("“", 0, at)):
            return False
        return bool(verb and len(verb[0]) > 1 and at + len(verb[0]) < len(clause))
    if verb and (len(verb[0]) > 1 or verb[0] in "有辖设" or _governs(clause, at)):
        return True
    for begins in words.manner_ends(clause, at):
        later = words.verb_at(clause, begins)
        if later and len(later[0]) > 1:
            return True
    ends, inside = actor_words("boundary"), actor_words("inside")
    return clause.startswith(ends, at) and (not clause.startswith(inside, at) or clause[at] == "每")


def _governs(clause: str, at: int) -> bool:
    """Say whether the one-character verb here has an object: 书记|讲|党课."""
    after = clause[at + 1 : at + 2]
    return len(clause) - at >= 3 and after not in words.joins().get(clause[at], "")


def _named(clause: str, at: int) -> str | None:
    name = _EACH_OF.sub("", clause[:at]).removeprefix("由").removeprefix("平均")
    name = name.removesuffix("带队").removesuffix("派员").removesuffix("分别")
    joint = next((word for word in _JOINT if clause.startswith(word, at)), None)
    other = _find_actor(clause[at + len(joint) :]) if joint else None
    signs = joint and other and clause.startswith(_TOGETHER, at + len(joint) + len(other))
    if joint and other and not signs and not is_guest(other):
        name += joint + other
    broken = "”" in name and "“" not in name
    name = _own_name(name)
    return None if broken or _EVERY.match(name) or _SCOPE_ONLY.fullmatch(name) else name or None


def _own_name(name: str) -> str:
    """Cut what stands around the name of one who acts: 垃圾由|清运公司|, |卫生院|进小学."""
    if "由" in name:
        name = _BY_WHOM.sub("", name)
    if name.startswith(actor_words("no_start")) or name in actor_words("no_actors"):
        return ""
    joined = _INTO.search(name)
    if joined is None:
        return name
    before = name[: joined.start()]
    if words.is_body(before):
        return before
    return "" if joined[0] in "把在向" else name

"""The words before a figure -> verb and object: 共清理卫生死角 -> 清理, 卫生死角.

A lead is stripped of hedges and connectives, then cut at its governing verb.
"""

import re
from functools import cache, lru_cache

from pipeline import lexicon
from pipeline.extract import words
from pipeline.extract.patterns import Ending, Opening

LEADS_KEPT = 4096
"""So many leads and clauses are remembered: reports of one office repeat them week by week."""

_CLOSING_SIGNS = (r"达到了?", r"：", r":", r"\s")
_SPACES = " \t\r\n\f\v\x1c\x1d\x1e\x1f\x85\xa0\u3000"
_OPENING_SIGNS = (
    r"[、，,；;\s]",
    r"折[合算](?=每)",
    r"争取(?=[^，]{0,8}(?:完成|建成|达到?|实现|年内|年底|尽快|早日|突破|创建))",
)
_SCOPE = Opening(
    r"(?:全|我|本|该)(?:镇|乡|街道|社区|村|区|县|市|校|所|院|辖区|站|办|局|居|中心)(?!道)"
    r"|辖区(?:内)?(?!面积|小街|内?人口|常住)"
)
_LABEL = re.compile(
    r"\s*(?:[（(][一二三四五六七八九十0-9]{1,3}[）)]|[一二三四五六七八九十]{1,3}、"
    r"|[0-9]{1,2}[.、．](?![0-9])|[①-⑳◆●■★])\s*"
)

# 复查时已改正, 台风影响期间干部…
_WHEN = re.compile(r"[^，、]{2,10}?(?:时(?=[已未均仍共发又当])|期间(?=[\u4e00-\u9fff]{2}))")

_COUNTED_THEN = re.compile(r"(?:工作)?(?:共|累计|总共)(?![建同享])")

_BRACKET = Ending(r"[（(][^（）()]{1,20}[）)]$")

NOT_GOVERNED = re.compile(
    r"资金|经费|款项?|工作|活动|人员|队伍|会议?|班|力量|措施|任务|材料|台账|点|站|队|员|率|总量|总数|数|量"
    r"|面积|费用|费|设施|设备|项目|工程|服务|通知书|告知书|记录|物资|单|卡|证|书|机构|场所|区域|情况|对象"
    r"|问题|企业|单位|中心|能力|系统|平台|车辆?|机|器|线|箱|桶|桩|牌|栏|图|表|册|室|场|价|额|期"
)

PREPOSITION = re.compile(
    r"^(?:在(?![建册岗职校编训园办审途读逃押])|对(?!口|象|外)|向|于|从|由|为(?!民|老)|给(?!予|水|排)|把|将|以|沿(?!街|线|路)"
    r"|就(?![业诊餐读学近])|往|因(?![病灾公故残老学意])|被)"
)

BODY_AFTER = re.compile(
    r"[\u4e00-\u9fff]{0,2}?(?:(?<!厕)所(?!有)|站(?!点)|办公室|办(?![理结证复事公])|中队|大队|队(?!伍)|组(?![织建成])"
    r"|中心|委员会|指挥部|平台|专班|局(?!面))|员(?!工|会)"
)

EVENT_END = Ending(
    r"(?:活动|培训|会议|会|讲座|演练|竞赛|比赛|赛|检查|行动|巡查|宣讲|评选|测试|班|课|节|展|演出|普法|学习"
    r"|体检|义诊|整治|普查|考试|调研|参观)$"
)

_SUFFIX_ONLY = re.compile(
    r"(?:类|型|性|资金|经费|费用|费|工作|活动|面积|总量|数量|人员|队伍|项目|工程|任务|设施|设备|总数|能力)"
    r"(?:等|事项|工单|问题)?"
)

_OBJECT_FIRST = re.compile(
    r"^(?:对|将|把|经|被|由)|人员|力量$"
    r"|(?:人|员|群众|居民|患者|学生|儿童|妇女|职工|家庭)(?:免费|集中|上门|统一|全部|定期)?$"
)


@cache
def word_class(name: str) -> frozenset[str]:
    """One of the word classes of ``linking.toml``."""
    return frozenset(lexicon.settings("linking")[name])


@cache
def _leading() -> Opening:
    """The words that open a lead and say nothing of what was counted."""
    barred: dict[str, list[str]] = lexicon.settings("linking")["opening_words_before"]
    words_ = [*(re.escape(w) for w in word_class("opening_words"))]
    words_ += [f"{w}(?!{'|'.join(after)})" for w, after in barred.items()]
    longest = sorted(words_, key=lambda w: -len(w.partition("(")[0]))
    return Opening(rf"(?:{'|'.join([*_OPENING_SIGNS, *longest])})+", more=_SPACES)


@cache
def _trailing() -> tuple[re.Pattern[str], frozenset[str]]:
    """The words of degree before a figure, and the characters that they are made of."""
    barred: dict[str, str] = lexicon.settings("linking")["closing_words_after"]
    words_ = [*(re.escape(w) for w in word_class("closing_words"))]
    words_ += [f"(?<![{before}]){w}" for w, before in barred.items()]
    longest = sorted(words_, key=lambda w: -len(w.rpartition(")")[2]))
    pattern = "|".join([*longest, *_CLOSING_SIGNS])
    return re.compile(rf"(?:{pattern})+$"), frozenset(pattern) | frozenset(_SPACES)


@cache
def _own_words() -> tuple[str, ...]:
    return tuple(word_class("own_words"))


def _acting(noun: str) -> bool:
    """Say whether a noun names a body, or people and machines that are set to work."""
    return words.is_body(noun) or noun.endswith(_organised())


@cache
def _verb_nouns() -> dict[str, list[str]]:
    """Names of things that begin with a verb, by that verb: 培训机构."""
    index: dict[str, list[str]] = {}
    for noun in word_class("verb_nouns"):
        if verb := words.verb_at(noun, 0):
            index.setdefault(verb[0], []).append(noun)
    return index


@cache
def _organised() -> tuple[str, ...]:
    return tuple(word_class("organised"))


@lru_cache(maxsize=LEADS_KEPT)
def strip_lead(lead: str) -> str:
    """Take the connecting and hedging words off both ends of a lead: 其中共清理|约."""
    lead = lead.strip(" 　\t\"'")
    if label := _LABEL.match(lead):
        lead = lead[label.end() :]
    lead = _BRACKET.cut(lead)
    if lead[:1] in "“”" and lead.count("“") != lead.count("”"):
        lead = lead.strip("“”")
    if ("时" in lead or "期间" in lead) and (when := _WHEN.match(lead)):
        lead = lead[when.end() :]
    for _ in range(3):
        before = lead
        lead = _SCOPE.cut(_leading().cut(_unhedged(lead)))
        if lead == before:
            break
    return lead


def _unhedged(lead: str) -> str:
    """Take the hedges off the end of a lead; only the characters they are made of are searched."""
    at = len(lead)
    trail, characters = _trailing()
    while at and lead[at - 1] in characters:
        at -= 1
    hedges = trail.search(lead, at) if at < len(lead) else None
    return lead[: hedges.start()] if hedges else lead


def first_verb(lead: str) -> tuple[int, str, str] | None:
    """The verb that governs a lead: offset, word, class; parts of names are passed over."""
    at = 0
    size = len(lead)
    starts, nouns = words.verb_starts(), _verb_nouns()
    quotes, inside = "“" in lead, words.inside()
    while at < size:
        if quotes and lead[at] == "“" and (close := lead.find("”", at)) > 0:
            quoted = lead[at + 1 : close]
            at = at + 1 if quoted in words.verb_class() else close + 1
            continue  # “清洁户” is a name, but “体检” is done
        found = words.verb_at(lead, at) if lead[at] in starts else None
        if found is None:
            at += 1
            continue
        word, kind = found
        end = at + len(word)
        if word in nouns and (
            noun := next((x for x in nouns[word] if lead.startswith(x, at)), None)
        ):
            at += len(noun)
            continue
        joined_next = lead[at + 1 : at + 2]
        if (
            len(word) == 1
            and size > 1
            and (
                not joined_next
                or joined_next in words.joins().get(word, "")
                or not (
                    at == 0
                    or lead[at - 1] in "了新已共村区员院组队所办"
                    or (lead[0] in "为给向" and lead[at - 1] in "庭户人民众生家工者童女属")
                )
            )
        ):
            at += 1
            continue
        if kind == "C" or (kind == "X" and at > 0 and end < size):
            at = end
            continue
        if at > 0 and (lead[at - 1] == "总" or lead[at - 1] in inside.get(word, "")):
            at = end  # 总投资, 运动员
            continue
        if (
            end < size
            and kind not in ("O", "A")
            and word not in word_class("create_verbs")
            and (word not in word_class("sending_verbs") or lead[end] == "所")
        ):
            name = BODY_AFTER.match(lead, end)
            after = words.verb_at(lead, end)
            if name and not (after and len(after[0]) > 1) and name.end() < size:
                at = name.end()
                continue
            if lead[end] in "率者员费量额数证站所班" and not lead.startswith(_own_words(), end):
                at = end + 1
                continue
        if lead.startswith("类", end):
            at = end  # 停水类诉求
            continue
        if len(word) > 1 and end == size - 1 and lead[end] in word_class("noun_ends"):
            at = size
            continue
        if at > 1 and _SUFFIX_ONLY.fullmatch(lead, end):
            at = end
            continue
        if (
            kind == ""
            and at > 1
            and end == size
            and not words.is_body(lead[:at].rstrip("共已均先后累计"))
            and lead[at - 1] not in "了对将已共"
            and not _OBJECT_FIRST.search(lead[:at])
            and word in word_class("noun_verbs")
        ):
            # 医务人员编制, 固定资产投资: a noun that looks like a verb closes the phrase
            at = end
            continue
        return at, word, kind
    return None


@lru_cache(maxsize=LEADS_KEPT)
def verb_object(lead: str) -> tuple[str, str | None, str]:
    """Split a cleaned lead: what stands before the verb, the verb, the object after it."""
    found = first_verb(lead)
    if found is None:
        return "", None, lead
    at, verb, kind = found
    subject, rest = lead[:at], lead[at + len(verb) :]
    if counted := _COUNTED_THEN.match(rest):
        # 环境整治共投入资金: what was done stands after the word of sum
        summed = words.verb_at(rest, counted.end()) if counted.end() < len(rest) else None
        if summed and len(summed[0]) > 1 and summed[1] in ("", "L"):
            subject, verb, kind = subject + verb, summed[0], summed[1]
            rest = rest[counted.end() + len(verb) :]
    if rest[:1] == "出" and len(rest) > 3 and rest[1] not in words.joins()["出"]:
        rest = rest[1:]  # 筛查出视力不良学生
    for _ in range(4):
        if rest and rest[0] in "了过":
            rest = _without_particle(rest).removeprefix("过")
        if not rest:
            break
        if rest in word_class("finish_words"):
            return subject, verb + rest, ""
        if rest.startswith("成功") and not rest.startswith("成功率"):
            return subject, verb + "成功", rest[2:]
        later = first_verb(rest)
        if later is None:
            break
        gap, second, second_kind = later
        between, after = words.without_manner(rest[:gap]), rest[gap + len(second) :]
        governed = bool(after.strip("了的")) and not NOT_GOVERNED.match(after)
        if not between:
            alone = not after and len(subject) > 1
            if alone and (second_kind == "X" or second in _MORE_OR_LESS):
                subject, verb, rest = subject + verb, second, ""  # 低保动态管理新增9户
                break
            alone = alone and kind == second_kind == "" and len(second) > 1
            if alone and not _named_work(subject, verb, second):
                verb, rest = verb + second, ""  # 供水水箱清洗消毒58座
                break
            if verb in ("尚未", "未能", "没有"):
                verb, rest, kind = verb + second, after, second_kind
                continue
            if second_kind == "" and not after and verb in word_class("ordering_verbs"):
                verb, rest = verb + second, ""  # 责令改正2家
                break
            if verb in word_class("motion_verbs") and not after and second_kind == "":
                verb, rest = verb + second, ""
                break
            if (
                second == "发现"
                or (kind == "O" and governed)
                or (verb == "检查" and governed and second not in word_class("modifier_verbs"))
            ):
                verb, rest, kind = second, after, second_kind
                continue
            if kind == "O" and second_kind == "L":
                verb, rest = second, after
                break
            if (
                second_kind in ("", "X")
                and governed
                and len(second) > 1
                and second not in word_class("noun_verbs")
                and second not in word_class("modifier_verbs")
                and not EVENT_END.search(rest)
                and kind != "L"
            ):
                verb, rest = verb + second, after
                continue
            if kind == "L" and second_kind == "" and governed and not EVENT_END.search(rest):
                verb, rest, kind = second, after, ""
                continue
            break
        if kind == "A" and _acting(between) and after:
            verb, rest, kind = verb + second, after, second_kind
            continue
        if (
            kind in ("O", "A")
            and _acting(between)
            and not EVENT_END.search(rest)
            and (governed or (not after and len(between) > 1))
        ):
            if not after:
                subject, verb, rest = "", second, between
                break
            verb, rest, kind = second, after, second_kind
            continue
        if second == "发现" and after:
            verb, rest, kind = second, after, second_kind
            continue
        if verb in word_class("motion_verbs") and governed and len(between) >= 2:
            subject, verb, rest, kind = subject + verb + between, second, after, second_kind
            continue
        break
    if rest and rest[0] in "了的":
        rest = _without_particle(rest).removeprefix("的")
    return subject, verb, rest


def _without_particle(rest: str) -> str:
    return rest if rest.startswith("了解") else rest.removeprefix("了")


_MORE_OR_LESS = frozenset(("新增", "退出", "净增", "减少", "增加"))


def _named_work(subject: str, verb: str, second: str) -> bool:
    """Say whether the second of two verbs names what the first is done to: 村民参加|培训."""
    return (
        words.is_body(subject)
        or subject.endswith(_organised())
        or verb in word_class("fulfil_verbs")
        or verb in word_class("whole_verbs")
        or second in word_class("noun_verbs")
        or PREPOSITION.match(subject) is not None
        or verb.startswith(("参加", "接受", "申请", "组织", "享受", "提供", "开展", "委托"))
    )


_MANNER = Ending(r"(?:免费|集中|上门|统一|全部|定期)$")
_NOUN_HEDGE = Ending(
    r"(?:(?<!公)共|(?<![统审设估会])计|(?<![签预公节合])约|(?<![附邻就])近|各|已"
    r"|(?<![到抵传下送])达|(?<![评行作创成列转变定分人])为|(?<![草高平中还复])原)+$"
)


def clean_object(words_: str) -> str:
    """Take hedges, particles and words of manner off an object."""
    words_ = _unhedged(_MANNER.cut(words_).strip(" 　、"))
    return words_.removeprefix("了").removeprefix("的")


def noun_only(words_: str | None) -> str | None:
    """Trim an object to its noun phrase; None when nothing or only manner is left."""
    if not words_:
        return None
    noun = words_.strip(" 　、，,：:的")
    if noun and words.after_manner(noun, 0) == len(noun):
        return None
    noun = _NOUN_HEDGE.cut(noun)
    if len(noun) > 40:
        noun = noun[-40:]
    return noun or None


_LAST_CLAUSE = re.compile(r"[，。；：、]")


def rate_name(words_: str) -> str:
    """The name of a rate: 物资到位率 of 使物资到位率."""
    name = _LAST_CLAUSE.split(words_)[-1]
    for stop in ("实现", "使得", "使", "让", "确保", "力争", "其", "的"):
        if stop in name and len(name.rpartition(stop)[2]) >= 3:
            name = name.rpartition(stop)[2]
    return name

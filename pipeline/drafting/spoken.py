"""The words around a spoken figure -> an indicator as a report writes it."""

import re
from functools import cache
from typing import Any

from pipeline import lexicon
from pipeline.drafting.phrases import begins_with_verb, leading_verb


@cache
def table() -> dict[str, Any]:
    """Read data/spoken.toml."""
    return lexicon.settings("spoken")


@cache
def _leads() -> tuple[str, ...]:
    return tuple(sorted(table()["strip"]["lead"], key=len, reverse=True))


@cache
def _tails() -> tuple[str, ...]:
    return tuple(sorted(table()["strip"]["tail"], key=len, reverse=True))


@cache
def _verbs() -> tuple[str, ...]:
    return tuple(sorted(table()["verbs"], key=len, reverse=True))


def formal_unit(unit: str, before: str = "罚款") -> str:
    """Write a spoken unit as a report does: 罚款300块 -> 元 (but 广告牌9块)."""
    if unit == "块" and not re.search(r"[罚款钱费赔]|资金|补[贴助偿]|捐款|奖[金励]", before[-6:]):
        return unit
    return str(table()["units"].get(unit, unit))


def replaced(words: str) -> str:
    """Put written words for spoken ones."""
    for spoken, written in table()["replace"].items():
        if f"{spoken}造" not in words and written not in words:
            words = words.replace(spoken, written)
    return words


def stripped(words: str) -> str:
    """Take off pronouns, fillers and particles on both sides."""
    words = words.strip(" ，,、。；;：:~～!！?？-—…（(")
    changed = True
    while changed and words:
        changed = False
        for lead in _leads():
            if words.startswith(lead) and words != lead and not _guarded(words, lead):
                words, changed = words[len(lead) :].lstrip(" ，,、：:"), True
                break
    return words


def _guarded(words: str, lead: str) -> bool:
    """Keep a word that only begins like a filler: 有限空间, 共享单车, 对账单, 再生资源."""
    rest = words[len(lead) :]
    kept = table()["keep"].get(lead, [])
    return rest.startswith(tuple(kept))


_BOOKS = re.compile(
    r"(?:我们?|本)?(?:这边|这里|这儿|所|站|队|办|村)?(?:的)?(?:督查|检查|巡查|值班|现场)?"
    r"(?:台账|记录|登记本|登记表|登记簿|签到表|签到册|签到|系统|底册|统计表|原始单)(?:本|册)?(?:上|里|中)?"
    r"(?:写的|记的|显示的?|登记的|统计的|报的)?(?:是|为)?"
    r"|(?:我们?|本)(?:这边|这里|这儿|所|站|队|办|村)?(?:登记|统计|记录|数出来|掌握)(?:的|是|为|到)+"
)


def indicator(before: str, after: str, unit: str = "") -> tuple[str, str]:
    """Make an indicator of the words before and after a figure; also give what is left behind it.

    查沿街商铺 | 家 -> 检查沿街商铺; 特种设备查了 -> 检查特种设备; 发了 | 宣传单 -> 发放宣传单.
    """
    name = stripped(_BOOKS.sub("", replaced(before)) if _BOOKS.search(before) else replaced(before))
    name = _without_particle(name)
    acted = re.match(r"(?P<noun>.{2,12}?)(?:进行|开展|实施)了?(?P<verb>.{2,4})$", after)
    if acted and begins_with_verb(acted["verb"]) and not begins_with_verb(name):
        return f"{acted['verb']}{name}{acted['noun']}", ""
    noun, tail = _part_after(stripped_after(replaced(after)))
    name = _without_tail(name)
    if re.match(r"[\s，,、（(]*其中", before):
        inner, rest = indicator(before.replace("其中", "", 1), after, unit)
        return f"其中{inner}", rest
    verb, rest = _leading_verb(name)
    if verb:
        if verb == "跑" and unit in ("趟", "圈", "车次"):
            return f"出动{rest}{noun}", tail
        if verb == "罚" and unit not in ("元", "万元", "块"):
            return f"处罚{rest}{noun}", tail
        return f"{formal(verb, rest + noun)}{rest}{noun}", tail
    if noun and not name:
        return noun, tail
    if noun:
        return f"{name}{noun}", tail
    if begins_with_verb(name) and not re.search(r"[了过]\s*$", before.rstrip(" 共约")):
        return name, tail
    marked = bool(re.search(r"[了过]\s*$", before.rstrip(" 共约")))
    return _inverted(name, marked=marked), tail


def _without_particle(name: str) -> str:
    """Take 了 out behind a written verb: 补种了绿化苗木."""
    verb = leading_verb(name)
    if (
        verb
        and re.match(r"了|过(?![期敏滤渡境路程户火往])", name[len(verb) :])
        and len(name) > len(verb) + 1
    ):
        return verb + name[len(verb) + 1 :]
    return name


def stripped_after(words: str) -> str:
    """Take the marks off the words behind a figure."""
    return words.strip(" ，,、。；;~～!！?？…）)")


def _without_tail(name: str) -> str:
    changed = name not in table()["verbs"]
    while changed:
        changed = False
        for tail in _tails():
            if name.endswith(tail) and len(name) > len(tail):
                if tail in (
                    "出",
                    "数",
                    "人数",
                    "到",
                    "好",
                    "掉",
                    "完",
                    "有",
                    "就",
                    "将",
                    "是",
                    "为",
                    "近",
                    "达",
                    "各",
                    "约",
                ) and not _ends_loosely(name, tail):
                    continue
                name, changed = name[: -len(tail)].rstrip(" ，,、：:"), True
                break
    return name


def _ends_loosely(name: str, tail: str) -> bool:
    if tail in ("出", "到", "好", "掉", "完"):
        return False  # 查出、接到、修好是动词的一部分
    if tail in ("数", "人数"):
        return len(name) > len(tail) + 1
    if tail == "约":
        return name[-2:-1] not in tuple("签履违预节解续邀公守")
    return not name.endswith(("行为", "认为", "所有", "原有", "现有", "成就", "远近"))


def _leading_verb(name: str) -> tuple[str, str]:
    """Split a spoken verb off the front: 查沿街商铺, 换老旧电表箱, 清掉了垃圾."""
    for verb in _verbs():
        if not name.startswith(verb):
            continue
        rest = name[len(verb) :]
        if re.match(r"了|过(?![期敏滤渡境路程户火往])", rest):
            return verb, rest[1:].lstrip("的")
        if len(verb) == 1 and begins_with_verb(name):
            return "", name  # 清理、发放已是书面动词
        narrow = tuple(table()["narrow"].get(verb, ()))
        if narrow and rest and not (rest.startswith(narrow) or rest.endswith(narrow)):
            return "", name
        if not rest or len(verb) > 1 or not re.match(r"[行通生料房屋门车水电话号人员]", rest):
            return verb, rest
    return "", name


@cache
def _not_verbs() -> tuple[str, ...]:
    return tuple(table()["turned"]["nouns"])


def _inverted(name: str, *, marked: bool) -> str:
    """Turn 特种设备查了 into 检查特种设备."""
    bare = re.sub(r"[了过]$", "", name)
    last, noun = bare[-2:], bare[:-2]
    manner = noun.endswith(("新增", "累计", "完成")) or noun.endswith(
        tuple(table()["turned"]["manner"])
    )
    if last in table()["turned"]["verbs"] and len(noun) >= 3 and not manner:
        return f"{last}{noun}"
    for verb in _verbs():
        if not marked and verb not in table()["turned"]["bare"]:
            continue
        if bare.endswith(verb) and len(bare) - len(verb) >= 2:
            if len(verb) == 1 and begins_with_verb(bare[-2:]) and bare[-2:] != "备查":
                continue  # 现场处罚：罚不是单独的动词
            if bare.endswith(_not_verbs()):
                continue
            noun = bare[: -len(verb)].rstrip("，,、：: ")
            adverb = re.match(r"(当场|现场|立即|限期|集中|联合|全部|及时|上门|入户)", noun)
            if (adverb and adverb[0] == noun) or noun.endswith("后"):
                return f"{noun}{formal(verb, '')}"
            return f"{formal(verb, noun)}{noun}"
    return re.sub(r"[了过]$", "", name)


def formal(verb: str, noun: str) -> str:
    """Choose the written verb for a spoken one by what it acts on."""
    special: dict[str, str] = table()["objects"].get(verb, {})
    for word, written in special.items():
        if noun.startswith(word) or (len(word) > 1 and noun.endswith(word)):
            return written
    return str(table()["verbs"].get(verb, verb))


def _part_after(words: str) -> tuple[str, str]:
    """Part the words behind a figure into the noun that is counted and what was done with it."""
    if not words:
        return "", ""
    if beside := re.match(r"[（(]([^（()）]{1,20})[）)]?(.*)", words):
        return "", "，".join(part for part in beside.groups() if part)
    bound = re.match(r"左右|上下|以上|以下|以内|多一点", words)
    if bound:
        return "", words
    if re.fullmatch(
        r".{1,5}(?:单|册|员|队|栏|车|牌|品|点|站|表|书|卡|物|语|画|片|包|灯|箱|桶|袋|旗|证)", words
    ):
        return words, ""
    if re.match(
        r"报[^纸废警名道刊社]|移交|转交|移送|上报|等[^级]|[已均都全未没并均正在由经被限立当现待需其含包是比较和跟与给让，,]",
        words,
    ) or begins_with_verb(words):
        return "", words
    if re.match(
        r"下周|下月|下个月|月底|年底|近期|近日|明|后天|\d+[日号]前|本月底|这周内|周内|[一二三四五]天内",
        words,
    ):
        return "", words
    if re.match(r".{2,14}?(?:进行|开展|实施)了?.{2,6}$", words):
        return "", words
    if "是" in words[2:] and "是否" not in words:
        noun, _, told = words.partition("是")
        return noun, f"为{told}"
    if len(words) > 14 or re.search(r"[，。；：]", words):
        return "", words
    return re.sub(r"^(?:的|个)", "", words), ""

"""A clause -> who acts in it where no known verb ends the name: 自来水公司|停水3次."""

import re
from functools import cache, lru_cache

from pipeline import lexicon
from pipeline.extract import words
from pipeline.extract.actors import actor_words, are_given, clause_begins, find_actor
from pipeline.extract.leads import EVENT_END, LEADS_KEPT

_LONGEST = 16
_REACH = 40
_LONGEST_ROLE = 12
_LONGEST_THING = 12
_NAME = re.compile(r"[\u4e00-\u9fff、A-Z“”]+")
_GOES_ON = frozenset("节的之内外里门前旁周类级型性式化等数和及或总、”")
_WON = re.compile(r"(?:荣|夺|斩|勇)?获(?!得?感|悉|救|利|批|益|评)得?|夺得|夺取|摘得|捧回")
_HIRED = re.compile(r"(?<=.)(?:聘请|委托|聘用)")
_SENT = re.compile(
    r"安排(?!专人)([\u4e00-\u9fff]{0,8}?(?:人员|志愿者|队员|干部|民警|医生|社工|网格员|律师|教师|老师|党员|保洁员|护士|专家|辅警|技术员|专干))"
)
_OF_DEED = ("率", "面", "范围", "批次", "费", "补", "量", "不足", "标准", "能力", "次数")
_PRIZES = frozenset("获夺摘捧")
_WATER = re.compile(
    r"([\u4e00-\u9fff]{1,5}(?:河|江|溪|湖|水库|水文站|山塘))(?=(?:最高|当前|实时)?水位)"
)
_WINNER = re.compile(r"[\u4e00-\u9fffA-Z“”《》]+")
_OCCASION = re.compile(r"^[^，]*在[^，]+?[上中]")
_BY = re.compile(r"(?<![自缘理因来经])由(?![于此专])")
_WORD_GOES_ON = {
    "站": "台点位",
    "所": "有属在以谓需",
    "队": "伍列形",
    "办": "理证公法事学标案好",
    "局": "面部势",
    "处": "理置罚分于境",
    "科": "学技研普目室",
    "员": "工会额数",
    "师": "生傅资范",
}
_LONGEST_AFTER_VERB = 4
# 护理员年龄偏大: what they are like, not what they do
_STATE = re.compile(
    r"偏[大高低少老弱重]|不足|缺口|较[大高低少慢]|流失|短缺|老化|薄弱|滞后|排队|不[强高够到]|紧张|参差"
)
_BRANCH = re.compile(
    r"[一二三四五六七八九十](?:公司|中队|大队|支队|分局|分公司|中心|小学|中学|车间|村|社区|字会|组)"
)
_MOVES = frozenset("进到赴入下去往给替帮送")
_MADE_OF = re.compile(r"组成|构成|组建|[任为]组长|为主|转为|变为|改为")
_STOPS = frozenset("由对比把将向被为与的了一二三四五六七八九十两")
_TIME_OR_PLACE = re.compile(
    r"[年月日周期度时天晚上中下后前间]$|^(?:在|从|于|对|把|为|以|与|比|较|经|被)"
)


def named_body(clause: str) -> str | None:
    """The longest name at the start of a clause whose last word only those have who act."""
    return _named_body(clause[:_REACH])


@lru_cache(maxsize=LEADS_KEPT)
def _named_body(clause: str) -> str | None:
    clause = clause.lstrip(" 　、")
    if len(clause) < 4 or not clause_begins(clause) or clause.startswith(actor_words("no_subject")):
        return None
    if clause.startswith(actor_words("no_start")):
        return None
    verb = words.verb_at(clause, 0)
    if (verb and _is_deed(verb)) or words.after_manner(clause, 0) > 1:
        return None
    if person := _person(clause):
        return person
    if "水位" in clause and (river := _WATER.match(clause)):
        return river[1]
    if not _PRIZES.isdisjoint(clause) and (winner := _won(clause)):
        return winner
    matched = _NAME.match(clause)
    limit = min(matched.end() if matched else 0, len(clause), _LONGEST)
    if _endings().keys().isdisjoint(clause[:limit]):
        return _thing(clause)
    found = None
    at = 0
    while at < limit:
        if clause[at] == "“" and (closes := clause.find("”", at, limit)) > 0:
            at = closes + 1
            continue
        if clause[at] in _STOPS and not (_BRANCH.match(clause, at) and at):
            break
        if found and at == len(found) and clause[at] in _MOVES:
            break
        verb = words.verb_at(clause, at)
        if (
            verb
            and _is_deed(verb)
            and not (len(_ending(clause[: at + 1]) or "") > 2 and _is_name(clause, at + 1))
        ):
            break  # but 委员会|商定, though 会商 is a verb
        at += 1
        if _is_name(clause, at):
            found = clause[:at]
    return found or _thing(clause)


def _thing(clause: str) -> str | None:
    """A thing that does what only a subject can: 电梯屏|播放警示片, 亲情电话每周|开放."""
    for at in range(2, min(_LONGEST_THING, len(clause) - 1)):
        if clause[at] in _STOPS or not _NAME.fullmatch(clause, 0, at + 1):
            return None
        if clause.startswith("电话", at):
            continue  # 亲情|电话 is no manner
        ends = words.after_manner(clause, at)
        verb = words.verb_at(clause, ends) if ends < len(clause) else None
        if verb is None or len(verb[0]) < 2:
            continue
        name, rest = clause[:at], len(clause) - ends - len(verb[0])
        acts = verb[0] in actor_words("thing_verbs_alone") or (
            verb[0] in actor_words("thing_verbs") and rest > 1
        )
        if acts and not _TIME_OR_PLACE.search(name) and not EVENT_END.search(name):
            named = len(name) > 2 and not name.startswith(actor_words("no_subject"))
            return name if named and not clause.startswith(_OF_DEED, len(clause) - rest) else None
        if ends == at and _is_deed(verb):
            return None
    return None


def sent(clause: str, *, closed: bool = False) -> str | None:
    """Those who are sent or hired and act: 安排|值班人员|每天巡堤, 委托|第三方公司|清运垃圾."""
    if hired := _HIRED.search(clause):
        return find_actor(clause[hired.end() :])
    by = _SENT.search(clause) if "安排" in clause else None
    if by is None:
        return None
    rest = clause[by.end() :]
    begins = words.after_manner(rest, 0)
    acts = (closed and not rest) or begins > 0 or words.verb_at(rest, 0) is not None
    return by[1] if acts else None


def _is_deed(verb: tuple[str, str]) -> bool:
    """Say whether a verb is no part of a name."""
    return len(verb[0]) > 1 and verb[1] != "C" and verb[0] not in _in_names()


def agent(clause: str) -> str | None:
    """Those by whom something is done: 监督抽检由|第三方机构|承担."""
    by = _BY.search(clause) if "由" in clause else None
    if by is None:
        return None
    rest = clause[by.end() :]
    if _MADE_OF.search(rest):
        return None
    return find_actor(rest) or named_body(rest)


def names_one(name: str) -> bool:
    """Say whether words are the name of one place or office: 东门社区, 综合执法队."""
    if not name.endswith(actor_words("listed_bodies")) or name.startswith(
        actor_words("no_subject")
    ):
        return False
    return words.verb_at(name, 0) is None and not any(
        verb[0] not in _in_names()
        for at in range(1, len(name) - 2)
        if (verb := words.verb_at(name, at)) and len(verb[0]) > 1
    )


@cache
def _in_names() -> frozenset[str]:
    """Verbs that names of bodies and people are made of: 监控|中心, 保洁|船."""
    return frozenset((*actor_words("people_verbs"), *actor_words("name_verbs")))


def _won(clause: str) -> str | None:
    """Who wins a prize: 男篮|获全县中学生联赛第二名."""
    won = _WON.search(clause, 2, 24)
    if won is None:
        return None
    name = _OCCASION.sub("", clause[: won.start()])
    if len(name) < 2 or not _WINNER.fullmatch(name) or EVENT_END.search(name):
        return None
    for at in range(len(name)):
        verb = words.verb_at(name, at)
        if verb and len(verb[0]) > 1 and verb[1] in ("", "L", "O"):
            return None
    return None if _TIME_OR_PLACE.search(name) else name


def _person(clause: str) -> str | None:
    """Somebody named after what he is: 老党员|杨德厚|讲述, 居民|张某|欲转账."""
    for role in range(2, min(_LONGEST_ROLE, len(clause) - 3)):
        if clause[role] not in _surnames() or not clause[:role].endswith(actor_words("roles")):
            continue
        for end in (role + 2, role + 3):
            given = clause[role + 1 : end]
            if given == "某" or (not _given().isdisjoint(given) and _goes_on(clause, end)):
                return clause[:end]
        return None
    return None


def _goes_on(clause: str, at: int) -> bool:
    """Say whether a predicate begins here."""
    verb = words.verb_at(clause, at)
    return (
        (verb is not None and len(verb[0]) > 1)
        or words.after_manner(clause, at) > at
        or clause.startswith(actor_words("boundary"), at)
    )


@cache
def _surnames() -> frozenset[str]:
    return _name_characters("surname")


@cache
def _given() -> frozenset[str]:
    return _name_characters("given")


def _name_characters(wanted: str) -> frozenset[str]:
    rows = lexicon.table("person_words", 2)
    return frozenset(w for kind, line in rows if kind == wanted for w in line.split("|"))


def _is_name(clause: str, at: int) -> bool:
    """Say whether the words before an offset name a body beyond doubt, and words follow."""
    rest = len(clause) - at
    if rest < 2 or clause[at] in _GOES_ON or are_given(clause, at):
        return False
    if words.after_manner(clause, at) == len(clause):
        return False
    *others, name = clause[:at].split("、")
    if any(_ending(other) is None and not words.is_body(other) for other in others):
        return False
    ending = _ending(name)
    if ending is None or name.endswith(actor_words("no_names")):
        return False
    if len(ending) == 1 and (
        clause[at] in _WORD_GOES_ON[ending] or clause[at - 2 : at] in words.verb_class()
    ):
        return False
    if _STATE.search(clause, at):
        return False
    verb = words.verb_at(name, 0)
    if verb and len(verb[0]) > 1 and len(name) > len(verb[0]) + _LONGEST_AFTER_VERB:
        return False
    before = len(name) - len(ending)
    return before > 1 or len(ending) > 2 or (not before and ending in actor_words("bare_names"))


def _ending(name: str) -> str | None:
    return next((e for e in _endings().get(name[-1:], ()) if name.endswith(e)), None)


@cache
def _endings() -> dict[str, tuple[str, ...]]:
    """The endings of sure names, longest first, by last character."""
    index: dict[str, list[str]] = {}
    names = actor_words("sure_names") + actor_words("sure_ends")
    for ending in sorted(names, key=len, reverse=True):
        index.setdefault(ending[-1], []).append(ending)
    return {last: tuple(endings) for last, endings in index.items()}

"""A sentence of a message -> its figures with the words around them, and the kind of talk."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from pipeline.drafting.assemble import chinese
from pipeline.drafting.phrases import begins_with_verb
from pipeline.drafting.spoken import indicator, replaced, stripped, table
from pipeline.drafting.values import amount, known_units, plain
from pipeline.extract.dates import DateMention, find_dates
from pipeline.extract.quantities import Mention, find_quantities
from pipeline.extract.traps import blocked_places
from pipeline.schema import FactKind, Quantity

_CLAUSE = re.compile(r"[，,、：:]")
_BEFORE = re.compile(r"[，,：:]")


@dataclass(frozen=True, slots=True)
class Said:
    """One figure of a message with the words around it."""

    mention: Mention
    before: str
    after: str
    sentence: str
    joined: bool = False


def find_said(sentence: str) -> list[Said]:
    """Find the figures of a sentence, each with the words of its own clause before and after it."""
    dates = find_dates(sentence)
    mentions, _ = find_quantities(sentence, dates)
    found: list[Said] = []
    mentions = [
        m for m in mentions if m.kind is not FactKind.DATE and not _LIMIT.match(sentence, m.end)
    ]
    mentions = sorted([*mentions, *_bare(sentence, mentions, dates)], key=lambda m: m.start)
    for at, mention in enumerate(mentions):
        floor = mentions[at - 1].end if at else 0
        ceiling = mentions[at + 1].start if at + 1 < len(mentions) else len(sentence)
        before = _BEFORE.split(sentence[floor : mention.start])[-1].lstrip("、")
        follow = sentence[mention.end : ceiling]
        cut = _CLAUSE.search(follow)
        after = follow[: cut.start()] if cut else follow if ceiling == len(sentence) else ""
        if not cut and ceiling < len(sentence) and not before:
            after = ""
        if not stripped(before) and not after and at and floor:
            before = ""
        if not stripped(before) and not after and not floor:
            before = _named_before(sentence[: mention.start])
        if at == len(mentions) - 1 and cut:
            after += _follow_up(follow[cut.start() :])
        joined = bool(at) and not sentence[floor : mention.start].strip()
        found.append(Said(mention, before, after.rstrip("。！!？?；;"), sentence, joined))
    return found


def _named_before(words: str) -> str:
    """Take the name of a figure that stands behind its comma (新换果皮箱，30个)."""
    clauses = [clause for clause in re.split(r"[，,：:]", words) if clause.strip()]
    named = clauses[0] if len(clauses) == 1 else ""
    fit = re.fullmatch(r"[一-鿿]{3,10}", named) and begins_with_verb(
        indicator(re.sub("^[新又]", "", named), "")[0]
    )
    return named if fit else ""


_LIMIT = re.compile(
    r"(?:及|或)?以[上下内](?:的)?(?:[一-鿿]{1,10}?)?[共有约计]?(?=\d)"
)  # 80岁以上老人212人：80岁说的是哪些老人
_BARE = re.compile(
    r"(?<![\dA-Za-z.,，:：/-])\d{1,3}(?:,\d{3})+|(?<![\dA-Za-z./:：-])\d{1,7}(?:\.\d+)?(?:万|亿)?(?![\d.])"
)
_CALL = re.compile(
    r"(?:内线|电话|分机|转|拨|打|号码|编号|房间|热线|微信|QQ|群号|密码|第|在|到|No\.?)\s*$"
)


def _bare(sentence: str, mentions: list[Mention], dates: list[DateMention]) -> Iterator[Mention]:
    """Find numbers that stand without a unit at a clause's end, or with a unit of the sheets."""
    taken = [*((m.start, m.end) for m in mentions), *blocked_places(sentence, dates)]
    units = sorted(known_units(), key=len, reverse=True)
    for match in _BARE.finditer(sentence):
        start, end = match.span()
        if any(a < end and start < b for a, b in taken) or _CALL.search(sentence[:start]):
            continue
        unit = next((unit for unit in units if sentence.startswith(unit, end)), "")
        if not unit and sentence[end : end + 1] not in ("", *"，,。；;、！!？?"):
            continue
        if not re.search(r"[一-鿿]{2}\s?$", sentence[:start]):
            continue
        found = amount(match[0])
        value = found.value if found else Decimal(0)
        quantity = Quantity(value, unit=unit or None)
        yield Mention(start, end + len(unit), FactKind.QUANTITY, quantity, end)


def _follow_up(words: str) -> str:
    """Keep what a sentence says behind its last figure (，已全部落实专人监测)."""
    kept = []
    for clause in re.split(r"[，,]", words.strip("，, 。；;！!")):
        told = replaced(clause.strip())
        if len(told) < 5 or re.search(r"[吧呢啊哦嘛呀啦吗？?~～]", told) or is_talk(told):
            break
        if not re.match(
            r"已|均|全部|并|正在|责令|要求|督促|确保|限期|逐一|做到|有效|现已|对|进一步", told
        ):
            break
        kept.append(told)
    return f"，{'，'.join(kept)}" if kept else ""


def is_list(said: list[Said]) -> bool:
    """Say whether a written sentence is a plain list of what was done, figure by figure."""
    for at, each in enumerate(said):
        name = stripped(replaced(each.before))
        if each.after and not each.after.startswith(("，", "左右", "以上", "参加")):
            return False
        plain_ = 2 <= len(name) <= 14 and not _BEFORE.search(each.sentence[: each.mention.start])
        if not begins_with_verb(name) and not ((at or plain_) and name) and not each.joined:
            return False
    return True


def in_third(sentence: str, office: str) -> str:
    """Put the office's name where it spoke of itself."""
    return re.sub(
        r"我们?(?:村|社区|所|站|队|办|科|院|中心|街道|镇)|我们", office or "", sentence, count=1
    )


def undated(said: Said, label: str) -> tuple[Said, str]:
    """Take a day out of the words before a figure (垃圾清运：3月3日8车); the label names it."""
    days = [day for day in find_dates(said.before) if not day.relative]
    if not days:
        return said, ""
    rest = said.before[: days[0].start] + said.before[days[-1].end :]
    named = rest if stripped(rest) else label
    return replace(said, before=named), days[0].text


def closed(words: str) -> str:
    """Close a sentence with a full stop."""
    words = words.rstrip("；;，, ")
    return words if words.endswith(("。", "！")) else f"{words}。"


def is_planned(sentence: str, figures: int) -> bool:
    """Say whether a sentence tells what is to come; a deadline behind a figure does not."""
    match = re.search(table()["cues"]["plan"], sentence)
    if not match or re.search(r"已按计划|计划生育|计划外|计划内", sentence):
        return False
    return match.start() <= 6 or not figures


def digits(mention: Mention) -> str:
    """Write the value of a figure in digits."""
    value = mention.quantity.value
    return plain(value) if isinstance(value, Decimal) else ""


def is_label(said: Said) -> bool:
    """Say whether a figure stands in a label (三个社区汇总：) and not in what it announces."""
    rest = said.sentence[said.mention.end :]
    return bool(re.match(r"[^，,。；\d]{0,6}(?:汇总|合计|情况|如下)?[：:]", rest))


def is_talk(sentence: str) -> bool:
    """Say whether words are small talk or a notice and no data."""
    return bool(talk_in().search(sentence))


def is_idle(clause: str) -> bool:
    """Say whether a clause is talk whatever it counts (谁去食堂帮我带2份)."""
    return bool(re.search("|".join(table()["talk"]["words"]), clause))


def is_work(name: str) -> bool:
    """Say whether an indicator tells of work done, though of a thing of small talk (食堂, 外卖)."""
    return begins_with_verb(name) and len(name) > 3


@cache
def talk_in() -> re.Pattern[str]:
    """Give the pattern of small talk (data/spoken.toml)."""
    talk = table()["talk"]
    return re.compile("|".join([*talk["words"], *talk["things"]]))


STATE = re.compile(
    r"限期整改|限期(?=[^，。；]{2,10}(?:完成|改完|到位|整改))|立即整改|正在整改|在改|正在改|已整改|待整改|未整改|正在办理|在办|已办结|已销号"
)
STATES = {
    "限期": "限期整改",
    "在改": "正在整改",
    "正在改": "正在整改",
    "在办": "正在办理",
    "已整改": "整改",
    "已办结": "办结",
}
_BARE_VERBS = re.compile(
    r"(?:当场|现场|已|立即|限期|其中|现已|目前)*(?:整改|处理|核实|剩余|办结|完成|处置|化解|调解成功|成功|其余|未整改|整改完成|查处|拆除|取缔|销号|复查)(?:了)?$"
)


def lacks_object(name: str) -> bool:
    """Say whether an indicator is a bare verb (当场整改) whose object stands before it."""
    return bool(_BARE_VERBS.fullmatch(name))


def object_of(name: str) -> str:
    """Take the noun of an indicator: 发现隐患 -> 隐患."""
    match = re.match(
        r"(?:发现|排查出(?!租|入)|排查|查出|上报|接报|检查|受理|接到|交办|梳理|摸排|登记|收集|处置|调解|查处)(?P<noun>.{2,8})$",
        name,
    )
    return match["noun"].removesuffix("线索") if match else ""


def tail_of(words: str) -> str:
    """Keep what was done with the counted things (限期整改); leave fillers out."""
    words = re.sub(r"^(?:了|的|都|，|,|、)+", "", words).strip("，,。；; ")
    if words == "限期":
        return "限期整改"
    words = re.sub(r"^是", "为", words)
    if len(words) < 3 or re.search(r"[吧呢啊哦嘛呀啦吗？?]", words):
        return ""
    return words if len(words) <= 40 else ""


ASIDE = re.compile(
    r"(?:这块|那块|这边|方面|这项|部分)?(?:我们?)?(?:来|再)?(?:补充?|报|说|汇报)?(?:一下|下)?$"
)
VAGUE = re.compile(
    r"[一-鿿]{0,8}(?<![第一-十零百千万])[一二两三四五六七八九][百千万][多余来](?=[，。；！、]|$)"
)
_GROUP = r"[一-鿿\d]{0,5}?(?:组|队|班|村|社区|网格|片区|所|站)"
_GROUPS = re.compile(
    rf"(?P<name>[一-鿿]{{3,12}})[\s：:，,](?P<parts>(?:{_GROUP}\s?\d[\d.]*[一-鿿]{{1,2}}[\s，,、]{{0,2}}){{2,12}})"
    r"(?:合计|总共|一共|共计|共)\s?(?P<total>\d[\d.]*[一-鿿]{1,2})"
)
_PART = re.compile(rf"(?P<group>{_GROUP})\s?(?P<value>\d[\d.]*[一-鿿]{{1,2}})")


_BRACKETED = re.compile(r"(?<=\d[一-鿿])[（(](?P<inner>[^（()）]{4,80})[）)]")
_OWN = re.compile(r"(?:其中)?(?P<name>[一-鿿]{1,10})\s?(?P<value>\d[\d.]*[一-鿿]{1,2})")


def _opened(match: re.Match[str]) -> str:
    """Take parts out of their brackets: 纠纷17件（家庭6件，邻里8件） -> 纠纷17件，其中…."""
    parts = [_OWN.fullmatch(part) for part in re.split(r"[，,、；;]\s?", match["inner"])]
    if len(parts) < 2 or not all(parts):
        return match[0]
    return "，其中" + "、".join(f"{part['name']}{part['value']}" for part in parts if part)


_HEADS = re.compile(r"(?<=[十百千万])(?P<few>[来多余])号人")  # 一百来号人
_SOME = re.compile(
    r"(?P<n>(?<![一二两三四五六七八九十百千万])[一二两三四五六七八九十百千万]{1,6}|(?<!\d)\d{1,6})来(?=[人名次户张份个条件家处台辆场吨亩棵株])"
)  # 两百来张


def regrouped(words: str) -> str:
    """Put the total before its parts: 上岗 1组36人次 2组28人次 合计64人次 -> 上岗64人次，其中…."""
    words = _SOME.sub(r"约\g<n>", _HEADS.sub(r"\g<few>人", words))
    words = re.sub(r"拆违(?![章法建规控治])", "拆除违建", words)
    words = _BRACKETED.sub(_opened, words)
    match = _GROUPS.search(words)
    if not match:
        return words
    parts = [
        f"其中{re.sub(r'^[0-9]+', lambda n: chinese(int(n[0])), part['group'])}{part['value']}"
        for part in _PART.finditer(match["parts"])
    ]
    told = "，".join([f"{match['name']}{match['total']}", *parts])
    return f"{words[: match.start()]}{told}{words[match.end() :]}"

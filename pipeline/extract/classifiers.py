"""Whether what looks like a unit is one: 十分重要, 一部门, 31起来电, 三期; and counts per time."""

import re
from functools import cache

from pipeline import lexicon
from pipeline.extract.units import words_after

FREQUENT = frozenset("次期回遍轮场趟")

_PER = re.compile(
    r"(每(?:一?个?(?:工作日|星期|礼拜|季度|学期|半年|月|年|周|天|日|季|晚|夜|旬|人|小时|班)"
    r"|[两二三四五六七八九十0-9]+个?(?:年|月|周|天|日|小时))"
    r"|(?<![上下近过])半年|(?<![0-9])一(?:年|天|周|日|月)(?=[一二两三四五0-9]))"
)
_PER_AT_END = re.compile(r"(?<![0-9一二三四五六七八九十])一(?:个月|年|月|周|天|日)$")
_PER_AFTER = re.compile(r"/(天|日|周|旬|月|季度|季|半年|年|小时)")
_PER_NAMES = {"日": "天", "星期": "周", "礼拜": "周", "季": "季度", "夜": "晚", "个月": "月"}
_CLAUSE_ENDS = "，,；;。：:、！？\n"
_DONE_BEFORE = re.compile(
    r"[了过共分]$|(?:分成|分为|出现|历经|经过|推送|推出|发布|制作|培训|举办|召开|编发|印发|组建|成立|出|完成|开展|进行|组织|实施|更新|接种|巡查)$"
)
_HELD_BEFORE = re.compile(
    "培训|推送|推出|发布|制作|开设|刊发|举办|编发|印发|开办|开展|组织|更新|出版"
)
_ONE_BEFORE = re.compile(
    r"(?:[了过]|新建|建成|查处|发现|拆除|购置|安装|新增|[（(、，,：:；]|进行|开展|组织|召开"
    r"|举办|整改|收到|的|每)$"
)
_NOT_ONE = frozenset("漏落无少")  # 不漏一户
_CASE_BEFORE = re.compile(
    r"(?:侦破|破获|查处|查获|调处|调解|化解|处置|立案|受理|发生|处理|办结|移送|通报|曝光|欠薪|纠纷|案件"
    r"|事故|警情|隐患|火情|火灾)$"
)
_TOGETHER = frozenset("来去做走到学看上动过")
_SINCE_WHEN = ("建党", "建国", "建军", "建团", "建校", "成立", "诞辰", "胜利")
_LEVELS = ("风力", "阵风", "震级", "风速")


@cache
def _units(name: str) -> frozenset[str]:
    return frozenset(lexicon.settings("figures")["classifiers"][name])


def is_word(
    text: str, written: str, start: int, end: int, words: str, before: str, *, chinese: bool
) -> bool:
    """Say whether a unit that ends at ``end`` only begins another word (十分重要, 3期间)."""
    following = text[end : end + 1]
    if following and following in words_after().get(written, ()):
        # 31起来电: after digits a figure stands before a noun that merely begins alike
        return chinese or written not in _units("after_digits")
    if written == "周年" and before.endswith(_SINCE_WHEN):
        return True  # 建党104周年
    if not chinese:
        return (
            (written == "级" and not before.endswith(_LEVELS))
            or (written == "路" and following in ("公", "车"))
            or written in ("版", "号")
            or (written == "日" and following in ("前", "后"))
        )
    if words == "一" and written in ("年", "日", "周"):
        return True
    if len(words) <= 2 and written in _units("rarely_counted"):
        return not (
            (written == "分" and following == "钟")
            or (written == "级" and before.endswith(_LEVELS))  # 最大阵风十级
        )
    if words in "一二两三四五六七八九十" and written in _units("ordinal_like"):
        counted = following in ("，", "。", "、", "；") and (
            "\u4e00" <= before[-1:] <= "\u9fff" or before[-1:] == "”"
        )
        if written == "期":  # 安置房三期 is a name, 培训普查员两期 is not
            counted = counted and bool(_HELD_BEFORE.search(text, max(0, start - 8), start))
        return not counted and not _DONE_BEFORE.search(before)
    return False


def is_surely_counted(written: str) -> bool:
    """Say whether a unit counts something wherever it stands after a figure (户, 起, 元)."""
    return written in _units("after_digits")


def one_is_counted(text: str, end: int, before: str) -> bool:
    """Say whether 一 with its unit counts something (查处一起, 电梯一部), or is an article."""
    if ends_clause := text[end : end + 1] in ("，", "。", "、", "；"):
        ends_clause = "\u4e00" <= before[-1:] <= "\u9fff" and before[-1] not in _NOT_ONE
    return ends_clause or bool(_ONE_BEFORE.search(before) or is_one_case(text, end, before))


def is_one_case(text: str, end: int, before: str) -> bool:
    """Say whether 一起 after words is one case (侦破一起盗窃案), not "together" (一起来)."""
    return (
        text[end - 1] == "起"
        and text[end : end + 1] not in _TOGETHER
        and _CASE_BEFORE.search(before) is not None
    )


def per_before(text: str, start: int) -> str | None:
    """Give the words in the clause before a count that make it a frequency: 每月, 半年."""
    clause = text[max(0, start - 24) : start]
    cut = max(clause.rfind(sign) for sign in _CLAUSE_ENDS)
    clause = clause[cut + 1 :]
    words = None
    for found in _PER.finditer(clause):
        words = found.group()
    if words is None:
        last = _PER_AT_END.search(clause)
        return last.group() if last else None
    return None if words.endswith(("人", "班")) else words


def per_after(text: str, end: int) -> tuple[str, int] | None:
    """Read the time of 3次/周: its words and where they end."""
    found = _PER_AFTER.match(text, end)
    return (found[1], found.end()) if found else None


def per_name(words: str) -> str:
    """Name the time of a frequency as its unit does: 每个星期 -> 周."""
    name = words.removeprefix("每").removeprefix("一").removeprefix("个")
    return _PER_NAMES.get(name, name)

"""Where the numerator and the denominator of a stated rate stand (NUM104)."""

import re
from collections.abc import Callable
from typing import NamedTuple

from pipeline.rules import arithmetic as sums
from pipeline.schema import Aggregate, Fact, Report


class Share(NamedTuple):
    """The two figures that a rate must come from; ``rest``: it is of what the first leaves over.

    ``sure`` is False where the whole is only the likeliest figure before it; ``closed``: the words
    name both figures, so that no sentence before can hold another.
    """

    top: Fact
    whole: Fact
    rest: bool = False
    sure: bool = True
    of_goal: bool = False
    closed: bool = False


_RATE = re.compile(
    r"([\u4e00-\u9fff]{2,8}?)(?:成功)?(?:率|比例|比重|(?<=支出|执行|拨付|使用|支付|征收)进度)"
)
_RATE_BEFORE = (
    "及时",
    "按期",
    "先行",
    "群众",
    "当场",
    "综合",
    "总体",
    "一次性",
    "案件",
    "问题",
    "隐患",
    "工单",
    "信访",
    "事项",
    "矛盾",
    "纠纷",
)
_GOAL_RATE = re.compile(r"完成(?:率|进度|比例)|任务完成|目标完成|进度")
_GOAL = re.compile(r"任务|目标|计划(?!生育)|指标|应")
_OF_THE_GOAL = re.compile(
    r"(?:占|完成了?|达到?)(?:全年|年度|年初|总|既定)?(?:任务|目标|计划)[数量]?的"
)
_OF_GOAL = re.compile(r"占|达到?|完成|为|是|相当于|实现")
_DUE = re.compile(r"(?:应|需|到期)[\u4e00-\u9fff]{1,8}$")
_MET = re.compile(r"^[ 　]*(?:实际?|已|按期|按时|如期)[\u4e00-\u9fff]{0,6}$")
_ABSENT = re.compile(r"请假|缺席|缺勤|缺课|缺岗|空缺|旷课|病假|事假|未到")
_PRESENT = re.compile(r"在岗|到岗|出勤|到会|参会|参训|到课|到校|出席|考勤|到位")
_BARE_SHARE = re.compile(r"[约,， 　]*占(?:比|到|总数的?|总量的?|总[户人]数的?)?[约近为达,， 　]*")
_NAMED_WHOLE = re.compile(
    r"占(?:到|全部|全体|所有|了)?([\u4e00-\u9fff]{2,10}?)(?:总数|总量)?的?(?:约|近)?$"
)


def share_of(report: Report, fact: Fact, before: list[Fact], previous: list[Fact]) -> Share | None:
    """Find what a rate must come from: 办结率 of 办结248条 and their 275条."""
    sentence = [
        f
        for f in before
        if sums.is_figure(f)
        and sums.value(f)
        and not sums.is_compared(report, f)
        and f.aggregate is not Aggregate.CHANGE
    ]
    text = report.document.text
    begin = before[0].span.start if before else fact.span.start
    cut = max(text.rfind(c, begin, fact.span.start) for c in "；;")
    near = [f for f in sentence if f.span.start > cut]
    earlier = [f for f in previous if sums.is_figure(f) and sums.value(f)]
    for find in _WAYS:
        share = find(report, fact, near, sentence if find is not _bare else [*earlier, *sentence])
        if share is not None:
            return share
    return None


def _goal(report: Report, fact: Fact, near: list[Fact], sentence: list[Fact]) -> Share | None:
    """8.2万元，占年度目标15万元的54.7%."""
    if len(near) < 2:
        return None
    top, whole = near[-2:]
    between = report.document.text[whole.span.end : fact.span.start]
    if not re.fullmatch(r"的(?:约|近|比例为)?", between):
        return None
    if not _OF_GOAL.search(sums.lead(report, whole)) or sums.kin(top) != sums.kin(whole):
        return None
    return Share(top, whole, of_goal=True, closed=True)


def _named(report: Report, fact: Fact, near: list[Fact], sentence: list[Fact]) -> Share | None:
    """办结率, 整改率: of the figure whose words say the same verb."""
    stem = _stem(report, fact)
    if stem is None:
        return None
    tops = [
        f
        for f in near
        if _names(stem, sums.lead(report, f))
        or _named_after(report, f, stem)
        or (
            len(stem) == 2 and f.ties.whole and stem[0] in sums.lead(report, f)[-2:]
        )  # 破获，破案率
    ]
    for top in reversed(tops):
        whole = sums.fact_of(report, top.ties.whole) or next(
            (
                f
                for f in reversed(sentence)
                if f.span.start < top.span.start
                and sums.unit(f) == sums.unit(top)
                and (sums.value(f) or 0) >= (sums.value(top) or 0)
                and f.aggregate is not Aggregate.PART
            ),
            None,
        )
        if whole is not None and sums.kin(whole) == sums.kin(top):
            return Share(top, whole)
    return None


def _named_after(report: Report, fact: Fact, stem: str) -> bool:
    """27个建成了文化广场，建成率: the verb follows the figure."""
    after = report.document.text[fact.span.end : fact.span.end + len(stem) + 3]
    return re.match(rf"[已]?(?:经|全部)?{re.escape(stem[-2:])}", after) is not None


def _due(report: Report, fact: Fact, near: list[Fact], sentence: list[Fact]) -> Share | None:
    """应到45人，实到41人，到会率91.1%."""
    words = sums.lead(report, fact)
    if "率" not in words:
        return None
    for top, whole in zip(near[:0:-1], near[-2::-1], strict=True):
        if sums.kin(top) == sums.kin(whole) and _MET.search(sums.lead(report, top)):
            due = sums.lead(report, whole)
            if _DUE.search(due) and _of_the_due(words, due + sums.lead(report, top)):
                return Share(top, whole, closed=True)
            break
    return None


def _of_the_due(rate: str, told: str) -> bool:
    """Say whether a rate is of what was due: 参保率 of 应参保, but not 知晓率."""
    return bool(_PRESENT.search(rate) or re.search(r"覆盖|完成", rate)) or any(
        c in told for c in re.sub(r"[率达为约到已了人数的 　]", "", rate)
    )


def _of_plan(report: Report, fact: Fact, near: list[Fact], sentence: list[Fact]) -> Share | None:
    """检查58对，全年任务100对，完成率58%."""
    head = sums.lead(report, fact)
    if not _GOAL_RATE.search(head) and not _OF_THE_GOAL.search(head):
        return None
    wholes = [f for f in near if _GOAL.search(sums.lead(report, f))]
    if len(wholes) != 1:
        return None
    tops = [f for f in near if f is not wholes[0] and sums.kin(f) == sums.kin(wholes[0])]
    return Share(tops[-1], wholes[0], of_goal=True, closed=True) if len(tops) == 1 else None


def _left(report: Report, fact: Fact, near: list[Fact], sentence: list[Fact]) -> Share | None:
    """专职网格员104名，请假3人，在岗率97.1%: what the figure named leaves over."""
    stem = _stem(report, fact)
    if stem is None or len(near) < 2 or re.match(r"[未不没]", stem):
        return None
    part = near[-1]
    words = sums.lead(report, part)
    negated = re.search(rf"(?:未|不|没有?|尚未|无法){re.escape(stem[-2:])}", words)
    if not negated and not (_PRESENT.search(stem) and _ABSENT.search(words)):
        return None
    whole = next((f for f in reversed(near[:-1]) if sums.kin(f) == sums.kin(part)), None)
    return Share(part, whole, rest=True, closed=True) if whole else None


def _bare(report: Report, fact: Fact, near: list[Fact], sentence: list[Fact]) -> Share | None:
    """其中安全隐患类72条，占25.1%: of the whole before it."""
    if not near or not _BARE_SHARE.fullmatch(sums.lead(report, fact)):
        return None
    top = near[-1]
    if fact.span.start - top.span.end > 12 or "占" not in sums.lead(report, fact):
        return None
    whole = sums.fact_of(report, top.ties.whole)
    if whole is not None and whole in near and sums.kin(whole) == sums.kin(top):
        return Share(top, whole)
    of_before = "其中" in report.words(sums.clause_of(report, top))
    pool = [
        f
        for f in (sentence if of_before else near)
        if f.span.start < top.span.start
        and sums.kin(f) == sums.kin(top)
        and (sums.value(f) or 0) > (sums.value(top) or 0)
    ]
    if whole is not None and whole in pool:
        return Share(top, whole, sure=False)
    return Share(top, pool[-1], sure=False) if len(pool) == 1 else None


def _of_named(report: Report, fact: Fact, near: list[Fact], sentence: list[Fact]) -> Share | None:
    """占社区总户数的51.2%: of a figure told anywhere before."""
    named = _NAMED_WHOLE.search(sums.lead(report, fact))
    if not named or not near:
        return None
    top = near[-1]
    whole = sums.fact_of(report, top.ties.whole)
    if (
        whole is not None
        and whole in near
        and sums.unit(whole) == sums.unit(top)
        and (top.object or "").endswith(named[1])
        and top.object != named[1]
    ):
        return Share(top, whole)  # 接警1256起，其中纠纷类警情386起，占警情总数的30.7%
    earlier = [
        f
        for f in report.facts
        if f.span.end <= top.span.start
        and sums.is_figure(f)
        and sums.value(f)
        and sums.kin(f) == sums.kin(top)
        and (f.object or "").endswith(named[1])
        and f.action in (None, "现有")
    ]
    if len({sums.value(f) for f in earlier}) == 1:
        return Share(top, earlier[-1])
    return None


_Finder = Callable[[Report, Fact, list[Fact], list[Fact]], Share | None]
_WAYS: tuple[_Finder, ...] = (_goal, _named, _due, _of_plan, _left, _bare, _of_named)


def _stem(report: Report, fact: Fact) -> str | None:
    """What a rate is of: 办结 of 工单办结率."""
    found = _RATE.search(fact.object or "")
    if found is None or not re.search(r"率|比例|比重|进度", sums.lead(report, fact)):
        return None
    stem = found[1]
    for prefix in _RATE_BEFORE:
        if stem.startswith(prefix) and len(stem) > len(prefix):
            stem = stem.removeprefix(prefix)
    return stem


def _names(stem: str, words: str) -> bool:
    """Say whether the words before a figure name what a rate is of: 已办结 for 办结."""
    if "其中" in words:
        return words.rpartition("其中")[2].lstrip("已有") == stem  # 其中规范管理|2112人
    if "未" in words or re.search(rf"[不没]{re.escape(stem[-2:])}", words):
        return False
    if words[-2:] == stem[-2:][::-1]:
        return True  # 收回186份，回收率
    return words.rstrip("了共约").endswith(stem[-2:]) or stem in words or _spelt(stem, words)


def _spelt(stem: str, words: str) -> bool:
    """自处 of 自行处理: every character in order."""
    at = -1
    for c in stem:
        at = words.find(c, at + 1)
        if at < 0:
            return False
    return len(stem) > 1

"""分项加起来不等于总数。

为什么要查：“其中”“分别为”“合计”后面的数，领导第一眼就会心算；对不上，整份材料都不可信。
怎么改：核对各分项和总数，查明是哪一个数错了；分项没有列全的，写明“其中主要有”。
"""

import itertools
import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.rules import arithmetic as sums
from pipeline.rules.base import Example, Verdict
from pipeline.rules.once import once
from pipeline.schema import (
    Aggregate,
    Context,
    Edit,
    Fact,
    FactKind,
    Finding,
    NotChecked,
    Report,
    Severity,
    Span,
    Table,
)

CODE = "NUM103"
NAME = "分项与总数不符"
SEVERITY = Severity.ERROR
BAD = [
    Example("⟦入户发放宣传品1250份，其中公约860份、倡议书340份⟧。"),
    Example("⟦共排查隐患23处，其中已整改18处，落实监测措施4处⟧。"),
    Example("⟦拆除违规广告9处、破损灯箱4处，合计拆除违规设施14处⟧。"),
    Example("单位\t问题（个）\t整改（个）\n东村\t18\t16\n西村\t24\t21\n⟦合计\t42\t38⟧"),
]
GOOD = [
    Example("收集材料132份，其中文字95份、图片37份。"),
    Example("常住居民3860人，其中残疾人163人、低保对象67人。"),
    Example("清运垃圾约100吨，其中厨余40吨、其他59吨。"),
    Example("单位\t问题（个）\n东村\t18\n西村\t24\n合计\t42"),
]
_REST = re.compile(r"其余|剩余|余下|尚有|还有|未")
_CLOSES = re.compile(r"其余|剩余|余下")
_OTHER = re.compile(r"其他|其它|其余")
_SORTED = re.compile(r"按[^，。：:]{1,8}(?:分|划分|统计)|具体[为是]|分别|包括|分为|由")
_TOTAL = re.compile(r"合计|共计|总计|^共$")
_OPENS_LIST = re.compile(r"其中|分别|包括|分为")
_JOINED = re.compile(r"[^，,；;。、]{0,4}(?:、|和|及|以及)")
_OPENED = re.compile(
    r"[：:][^，,；;：:。]{1,14}"
    r"|[，,（(](?:其中)?(?:主要)?(?:包括|分别[是为]?|分为|含)[^，,；;。]{1,16}"
    r"|[，,（(]?具体(?:是|为|包括)?[：:，,][^，,；;：:。]{1,14}"
)
_GOES_ON = re.compile(r"[、，,；;和及](?!其中|合计|共)[^，,；;：:。、]{1,16}")
_TO_NEXT = re.compile(r"[、，,；;][^、，,；;。]{1,10}")
_STAGES = (
    re.compile(r"已|完工|竣工|办结|完成|建成|销号"),
    re.compile(r"正在|在建|施工|推进|办理中|整改中|在办"),
    re.compile(r"[未待](?!成年)|尚未"),
)
_SORTS = tuple(
    re.compile(words)
    for words in (
        "[男女](?!排)",
        "周?岁|青年|中年|老年",
        "学历|大专|本科|研究生|高中|初中|文盲",
        "少数民族|汉族",
        "党员",
        "退役|退伍|复员",
    )
)
_FIRST = re.compile(r"前([两二三四五六])(?:类|项|者|种|位|名|个)")
_FEW = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}
_TINY = Decimal("0.03")  # parts told one by one that miss the whole by so little: a slip
_NEAR = Decimal("0.12")  # listed parts that miss the total by more are taken as a selection


_MANY = 40  # parts, total rows or columns beyond this are not one sum of a report


def check(report: Report, context: Context) -> Iterator[Verdict]:
    """Add up the parts of each stated total, in prose and in tables."""
    yield from _wholes(report)
    yield from _stages(report)
    yield from _open_and_closed(report)
    yield from _complements(report)
    yield from _and_the_rest(report)
    yield from _totals(report)
    for number, table in enumerate(report.tables):
        yield from _columns(report, table, sums.cells(report).get(number, {}))


def _wholes(report: Report) -> Iterator[Verdict]:
    by_whole: dict[str, list[Fact]] = {}
    for fact in report.facts:
        if (
            fact.ties.whole
            and fact.aggregate is Aggregate.PART
            and fact.cell is None
            and sums.is_figure(fact)
        ):
            by_whole.setdefault(fact.ties.whole, []).append(fact)
    for group in _sentences(report):
        for i, fact in enumerate(group):
            parts = [] if fact.id in by_whole else _told_after(report, group, i)
            if len(parts) > 1:
                by_whole[fact.id] = parts
    for ident, parts in by_whole.items():
        whole = sums.fact_of(report, ident)
        if whole is None or whole.span.start > parts[0].span.start:
            continue
        parts = _listed(report, [p for p in parts if sums.unit(p) == sums.unit(whole)])
        total = sums.value(whole)
        values = [sums.value(p) for p in parts]
        if not 2 <= len(parts) <= _MANY or total is None or None in values:
            continue
        yield from _judge(report, whole, parts, total, [v for v in values if v is not None])


def _told_after(report: Report, group: list[Fact], i: int) -> list[Fact]:
    """纠纷86起：邻里41起，婚姻26起，其他19起; 310吨，包括生活垃圾240吨、建筑垃圾70吨."""
    whole, text = group[i], report.document.text
    if not sums.is_figure(whole) or sums.value(whole) is None or i + 2 >= len(group):
        return []
    if not _OPENED.fullmatch(text[whole.span.end : group[i + 1].span.start]):
        return []
    parts: list[Fact] = []
    for part in group[i + 1 : i + 1 + _MANY]:
        if sums.unit(part) != sums.unit(whole) or part.kind is not whole.kind or part.ties.whole:
            break
        if parts and not _GOES_ON.fullmatch(text[parts[-1].span.end : part.span.start]):
            break
        parts.append(part)
    return parts


def _overlapping(report: Report, parts: list[Fact]) -> bool:
    """女党员38名、35岁以下27名: attributes of other sorts, which one person may bear at once."""
    text = report.document.text
    begin = parts[0].span.start
    words = [
        text[max(a, part.span.start - 16) : part.span.start]
        for a, part in zip([begin - 16, *(p.span.end for p in parts)], parts, strict=False)
    ]
    sorts = [next((i for i, sort in enumerate(_SORTS) if sort.search(w)), -1) for w in words]
    return any(s >= 0 for s in sorts) and len(set(sorts)) > 1


def _listed(report: Report, parts: list[Fact]) -> list[Fact]:
    """Of 其中甲71个、乙38个、丙24个，整改128个 the run that the pause marks join is the sum."""
    if len(parts) < 4:
        return parts
    text = report.document.text
    first = parts[0]
    if not _OPENS_LIST.search(text, max(0, first.span.start - 24), first.span.start):
        return parts
    run = [first]
    for part in parts[1:]:
        between = text[run[-1].span.end : part.span.start]
        if not _JOINED.match(between) or re.search(r"[，,；;。\n]", between):
            break
        run.append(part)
    return run if len(run) > 2 else parts


def _judge(
    report: Report, whole: Fact, parts: list[Fact], total: Decimal, values: list[Decimal]
) -> Iterator[Verdict]:
    text = report.document.text
    if any(v > total for v in values):
        return  # NUM107
    added = sum(values, Decimal(0))
    if added != total and _overlapping(report, parts):
        reason = f"“{sums.words(report, whole)}”所列各项可能有重叠，未核对合计"
        yield NotChecked(reason, (whole.span,), CODE)
        return
    if added == total:
        yield from _pairs(report, whole, parts)
        return
    if _chain_fits(report, parts, total):
        return
    between = text[whole.span.end : parts[-1].span.end]
    listed = all(_next_to(text, a, b) for a, b in itertools.pairwise(parts))
    complete = bool(_OTHER.search(between)) or bool(_SORTED.search(between))
    rest = [p for p in parts if _REST.search(_own_lead(report, p))]
    if rest and not complete:
        others = [v for p, v in zip(parts, values, strict=True) if p not in rest]
        left = sum((sums.value(p) or Decimal(0) for p in rest), Decimal(0))
        if any(v + left in (total, *others) for v in others):
            return
        closing = (
            len(rest) == 1 and parts[-1] is rest[0] and _CLOSES.search(sums.lead(report, rest[0]))
        )
        if len(others) > 1 and not (closing and listed and "其中" not in between):
            yield NotChecked(
                f"“{sums.words(report, whole)}”各分项的关系无法确认，未核对合计",
                (whole.span,),
                CODE,
            )
            return
        complete = any(_closes(report, r, [p for p in parts if p is not r]) for r in rest)
    if re.match(r"等|左右|以上|不等", text[parts[-1].span.end : parts[-1].span.end + 2]):
        reason = f"“{sums.words(report, whole)}”所列未全（等），未核对合计"
        yield NotChecked(reason, (whole.span,), CODE)
        return
    gap = abs(total - added)
    opened = "：" in between and gap <= 2
    small = len(parts) > 2 and gap <= 2 and all(_JOINED.match(w) for w in _between(text, parts))
    if (
        not complete
        and not (listed and "其中" in between and gap <= total * _NEAR)
        and not (listed and (opened or ("其中" in between and small)))
    ):
        if listed and gap <= 2 and gap <= total * _TINY:
            yield _finding(report, whole, parts, total, values, Severity.WARNING)
        elif added < total:
            yield NotChecked(
                f"“{sums.words(report, whole)}”其中所列合计{sums.plain(added)}，"
                "未列全或有误，无法判定",
                (whole.span,),
                CODE,
            )
        elif (
            listed
            and "其中" in between
            and len(parts) > 1
            and _same_shape(parts)
            and gap <= total * _NEAR
        ):
            yield _finding(report, whole, parts, total, values, Severity.WARNING)
        return
    yield _finding(report, whole, parts, total, values, SEVERITY if listed else Severity.WARNING)


def _closes(report: Report, rest: Fact, others: list[Fact]) -> bool:
    """Say whether a part is all that the others leave: 其余8人, 已整改18处…未整改5处."""
    words = sums.lead(report, rest)
    if _CLOSES.search(words):
        return True
    told = [sums.lead(report, p) for p in others]
    negated = re.search(r"未(?:能|曾|予|按时|及时)?([\u4e00-\u9fff]{1,2})", words)
    if negated and any(negated[1] in lead for lead in told):
        return True
    return any(re.search(r"已|完成|办结|整改", lead) for lead in told)


def _own_lead(report: Report, part: Fact) -> str:
    """The words before a part, if it may be all the rest: 逾期未办1件 is not all that is open."""
    words = sums.lead(report, part)
    return "" if re.search(r"逾期|超期|到期|长期", words) else words


def _between(text: str, parts: list[Fact]) -> list[str]:
    return [text[a.span.end : b.span.start] for a, b in itertools.pairwise(parts)]


def _chain_fits(report: Report, parts: list[Fact], total: Decimal) -> bool:
    """Some run of the parts adds up (办结95、满意93、未办结3: 95+3)."""
    values = [sums.value(p) or Decimal(0) for p in parts]
    for i in range(len(values)):
        run = Decimal(0)
        for j in range(i, len(values)):
            run += values[j]
            if run == total and j > i:
                rest = values[:i] + values[j + 1 :]
                return True if not rest else all(v < total for v in rest)
    return any(a + b == total for i, a in enumerate(values) for b in values[i + 1 :])


def _same_shape(parts: list[Fact]) -> bool:
    return len({p.action for p in parts}) == 1


def _next_to(text: str, a: Fact, b: Fact) -> bool:
    return (
        not re.search(r"[。！？\n]", text[a.span.end : b.span.start])
        and b.span.start - a.span.end <= 40
    )


@once
def _sentences(report: Report) -> list[list[Fact]]:
    """The sentences with figures that can be added."""
    return [group for group in sums.sentences(report) if any(map(_is_exact, group))]


def _is_exact(fact: Fact) -> bool:
    return sums.is_figure(fact) and sums.value(fact) is not None


def _stages(report: Report) -> Iterator[Finding]:
    """共9个。…已完工4个、正在施工3个、尚未开工1个: three stages that leave none out."""
    text = report.document.text
    for group in _sentences(report):
        for i in range(len(group) - 2):
            parts = group[i : i + 3]
            if not _is_exact(parts[0]) or not all(
                stage.search(sums.lead(report, part)) and sums.is_figure(part)
                for stage, part in zip(_STAGES, parts, strict=True)
            ):
                continue
            if not all(
                re.fullmatch(r"[、，,；;][^、，,；;。]{1,10}", w) for w in _between(text, parts)
            ):
                continue
            values = [v for p in parts if (v := sums.value(p)) is not None]
            if len(values) < 3 or len({sums.unit(p) for p in parts}) > 1:
                continue
            if i + 3 < len(group) and _JOINED.match(
                text[parts[-1].span.end : group[i + 3].span.start]
            ):
                continue  # a fourth kind follows
            whole = _whole_before(report, parts[0])
            total = sums.value(whole) if whole else None
            added = sum(values, Decimal(0))
            if whole is None or total is None or added == total or max(values) > total:
                continue
            yield _finding(report, whole, parts, total, values, Severity.WARNING)


_TO_FIRST = re.compile(r"[^。；;，,]{0,16}[，,][^、，,；;。]{1,10}")
_CLOSED = re.compile(r"调解|办结|完成|整改到?位?|化解|解决|销号")
_OPEN = re.compile(r"移交|转交|移送|正在|在办|办理中|整改中|待办|尚未|仍有|还有|未[办完整化解]")


def _open_and_closed(report: Report) -> Iterator[Finding]:
    """工单1256件，办结1198件，正在办理48件: what is done and what is not are all of them."""
    text = report.document.text
    for group in _sentences(report):
        for i in range(len(group) - 2):
            whole, *parts = group[i : i + 3]
            if not _is_exact(whole):
                continue
            if (
                not all(map(sums.is_figure, (whole, *parts)))
                or len({sums.unit(f) for f in (whole, *parts)}) > 1
                or not _CLOSED.search(sums.lead(report, parts[0]))
                or not _OPEN.search(_own_lead(report, parts[1]))
                or not _TO_FIRST.fullmatch(text[whole.span.end : parts[0].span.start])
                or not all(_TO_NEXT.fullmatch(w) for w in _between(text, parts))
            ):
                continue
            fourth = group[i + 3] if i + 3 < len(group) else None
            if (fourth and sums.unit(fourth) == sums.unit(whole)) or sums.planned(parts[1]):
                continue
            values = [v for f in (whole, *parts) if (v := sums.value(f)) is not None]
            gap = abs(values[0] - sum(values[1:], Decimal(0))) if len(values) > 2 else Decimal(0)
            if gap and gap <= values[0] * _SLIGHT and max(values) == values[0]:
                yield _finding(report, whole, parts, values[0], values[1:], Severity.WARNING)


_SLIGHT = Decimal("0.05")


_HALVES = re.compile(r"(?:[^，。；\n]{0,3}[不未])([\u4e00-\u9fff]{2})[的共有为]?")


def _complements(report: Report) -> Iterator[Finding]:
    """抽查30份，合格25份，合格率…，不合格3份; 91户满意，5户基本满意，2户不满意."""
    text = report.document.text
    for group in _sentences(report):
        figures = [f for f in group if _is_exact(f)]
        for i in range(1, len(figures) - 1):
            whole, part = figures[i - 1], figures[i]
            if sums.unit(whole) != sums.unit(part) or text.startswith("、", whole.span.end):
                continue  # 优秀18名、良好22名、合格16名、不合格4名: one of the parts
            rest = [f for f in figures[i + 1 : i + 3] if sums.unit(f) == sums.unit(part)]
            for n, last in enumerate(rest):
                parts = [part, *rest[: n + 1]]
                if not _is_complement(report, parts):
                    continue
                values = [v for f in (whole, *parts) if (v := sums.value(f)) is not None]
                added = sum(values[1:], Decimal(0))
                if max(values) == values[0] != added and _in_row(text, whole, last):
                    yield _finding(report, whole, parts, values[0], values[1:], Severity.WARNING)
                break


def _and_the_rest(report: Report) -> Iterator[Finding]:
    """涉及83户，9户已纳入低保，12户给予救助，其余62户已作解释: the rest closes the row."""
    text = report.document.text
    for group in _sentences(report):
        for i, last in enumerate(group):
            if i < 3 or not _is_exact(last) or not _CLOSES.match(sums.lead(report, last).strip()):
                continue
            near = group[max(0, i - _FEW_PARTS) : i]
            row = [f for f in near if sums.unit(f) == sums.unit(last)]
            if len(row) < 3 or not all(map(_is_exact, row)) or any(map(sums.planned, row)):
                continue
            whole, *parts = [*row, last]
            values = [v for f in (whole, *parts) if (v := sums.value(f)) is not None]
            gap = abs(values[0] - sum(values[1:], Decimal(0)))
            words = text[whole.span.end : last.span.start]
            if (
                gap
                and gap <= values[0] * _SLIGHT
                and max(values) == values[0]
                and not re.search("其中|[上去][周月年]|累计|；|比", words)
                and all(f.ties.whole in (None, whole.id) for f in parts)
            ):
                yield _finding(report, whole, parts, values[0], values[1:], Severity.WARNING)


_FEW_PARTS = 6


def _in_row(text: str, whole: Fact, last: Fact) -> bool:
    between = text[whole.span.end : last.span.start]
    return len(between) <= 60 and not re.search(
        r"[；;。]|[上去][周月年]|累计|计划|另|还有", between
    )


def _is_complement(report: Report, parts: list[Fact]) -> bool:
    """Say whether a first part and a last one are X and not X, with at most 基本X between."""
    first, last = (_with_verb(report, f) for f in (parts[0], parts[-1]))
    found = _HALVES.fullmatch(last)
    if found is None or found[1] not in first or re.search(r"[不未]|基本|比较|较", first):
        return False
    return (len(parts) == 2 and "满意" not in first) or (
        len(parts) == 3 and f"基本{found[1]}" in _with_verb(report, parts[1])
    )


def _with_verb(report: Report, fact: Fact) -> str:
    """The words of a part: before its figure, or after it where none stand before."""
    words = sums.lead(report, fact).strip(" 　")
    if words:
        return words
    after = report.document.text[fact.span.end : fact.span.end + 14]
    return re.split(r"[，,。；;、\n]", after)[0]


def _whole_before(report: Report, part: Fact) -> Fact | None:
    """The only count of that unit before it in the paragraph, said to be all of them."""
    told = [f for f in sums.told_above(report, part) if sums.unit(f) == sums.unit(part)]
    return told[-1] if len(told) == 1 and not sums.is_compared(report, told[0]) else None


def _pairs(report: Report, whole: Fact, parts: list[Fact]) -> Iterator[Finding]:
    """27户84人，其中9户28人、18户54人: where the households add up, the people must, too."""
    text = report.document.text
    seconds = []
    for fact in (whole, *parts):
        second = sums.fact_after(report, fact)
        if (
            second is None
            or not sums.is_figure(second)
            or not re.fullmatch(r"[、（(，,]?(?:共|计)?", text[fact.span.end : second.span.start])
        ):
            return
        seconds.append(second)
    if len({sums.unit(f) for f in seconds}) > 1 or sums.unit(seconds[0]) == sums.unit(whole):
        return
    values = [v for f in seconds if (v := sums.value(f)) is not None]
    if len(values) == len(seconds) and sum(values[1:], Decimal(0)) != values[0]:
        yield _finding(report, seconds[0], seconds[1:], values[0], values[1:], SEVERITY)


def _totals(report: Report) -> Iterator[Verdict]:
    """Totals that follow what they add up: 广告9处、灯箱4处，合计13处; 前两类合计69件."""
    text = report.document.text
    for group in _sentences(report):
        for i, fact in enumerate(group):
            total = sums.value(fact) if i > 1 and sums.is_figure(fact) else None
            if total is None:
                continue
            head = sums.lead(report, fact, reach=40)
            if not _TOTAL.search(head):
                continue
            near = group[max(0, i - _MANY) : i]
            before = [f for f in near if sums.unit(f) == sums.unit(fact) and sums.is_figure(f)]
            if first := _FIRST.search(head):
                listed = [f for f in before if f.aggregate is Aggregate.PART][: _FEW[first[1]]]
                if len(listed) < _FEW[first[1]]:
                    continue
            else:
                if not re.search(
                    r"^[，,、；;]?\s*(?:合计|共计|总计|以上合计|[两三]项合计|共$)",
                    _before_clause(text, fact, group[i - 1] if i else None),
                ):
                    continue
                listed = _run_before(text, near, fact)
            values = [sums.value(f) for f in listed]
            if len(listed) < 2 or None in values:
                continue
            added = sum((v for v in values if v is not None), Decimal(0))
            if added == total:
                continue
            if not first and any(_tied_out(f, listed) for f in listed):
                continue
            yield _finding(
                report,
                fact,
                listed,
                total,
                [v for v in values if v is not None],
                SEVERITY if first or len(listed) < 6 else Severity.WARNING,
            )


def _before_clause(text: str, fact: Fact, previous: Fact | None) -> str:
    return text[previous.span.end : fact.span.start] if previous else ""


def _account(text: str, group: list[Fact], fact: Fact) -> bool:
    """支出：垃圾清运6200元，电费1846元，工资9600元，共计…: an account, an amount to a clause."""
    if len(group) < 2 or not sums.is_figure(fact):
        return False
    if fact.kind is not FactKind.MONEY:
        total, parts = sums.value(fact), [sums.value(f) or Decimal(0) for f in group]
        gap = abs(sum(parts, Decimal(0)) - (total or Decimal(0)))
        if total is None or len(group) < 3 or gap > max(total * _NEAR, Decimal(2)):
            return False
    if any(
        f.kind is not fact.kind
        or sums.unit(f) != sums.unit(fact)
        or _tied_out(f, group)
        or (f.aggregate is not None and not f.ties.whole)
        for f in group
    ):
        return False
    if re.search(
        r"[\u4e00-\u9fff]{2}",
        re.split(r"合计|共计|总计", text[group[-1].span.end : fact.span.start])[-1],
    ):
        return False  # 合计奖补资金: a sum of its own
    return all(
        re.fullmatch(r"[，,；;、][^，,；;、。：:]{2,20}", text[a.span.end : b.span.start])
        for a, b in itertools.pairwise(group)
    )


def _tied_out(part: Fact, run: list[Fact]) -> bool:
    """Say whether a figure is a part of something that stands outside the run."""
    return bool(part.ties.whole) and part.ties.whole not in {f.id for f in run}


def _run_before(text: str, group: list[Fact], fact: Fact) -> list[Fact]:
    if _account(text, group, fact):
        return group
    run: list[Fact] = []
    for f in reversed(group):
        if sums.unit(f) != sums.unit(fact) or not sums.is_figure(f):
            break
        if run and not re.match(
            r"[^，,；;。]{0,2}、|[^，,；;。]{0,3}(?:和|及|以及)",
            text[f.span.end : run[-1].span.start],
        ):
            break
        run.append(f)
    return run[::-1]


def _finding(
    report: Report,
    whole: Fact,
    parts: list[Fact],
    total: Decimal,
    values: list[Decimal],
    severity: Severity,
) -> Finding:
    scale, unit = Decimal(1), sums.unit(whole) or ""
    if unit == "元" and all("万" in sums.words(report, f) for f in (whole, *parts)):
        scale, unit = Decimal(10**4), "万元"  # in the words of the text
    said = [sums.plain(v / scale) for v in values]
    added = sum(values, Decimal(0))
    gap = added - total
    message = (
        f"分项合计{'＋'.join(said)}＝{sums.plain(added / scale)}{unit}，"
        f"与所写总数{sums.plain(total / scale)}{unit}"
        f"{'多' if gap > 0 else '少'}{sums.plain(abs(gap) / scale)}{unit}，请核对"
    )
    first = min(whole.span.start, parts[0].span.start)
    last = max(whole.span.end, parts[-1].span.end)
    head = sums.clause_of(report, whole if whole.span.start < parts[0].span.start else parts[0])
    return Finding(CODE, severity, message, (Span(min(head.start, first), last),), confidence=0.9)


def _columns(report: Report, table: Table, facts: dict[tuple[int, int], Fact]) -> Iterator[Verdict]:
    """Check the total rows of a table against the rows above them."""
    rows = sorted({r for r, _ in facts})
    total_rows = [r for r in rows if _is_total(table, r)][:_MANY]
    for row in total_rows:
        if re.search(r"小\s*计", table.rows[row][0].text):
            continue
        body = [r for r in rows if r not in total_rows and (r < row or row == rows[0])]
        for column in sorted({c for r, c in facts if r == row})[:_MANY]:
            stated = facts[row, column]
            total = sums.value(stated)
            if total is None or stated.kind is FactKind.PERCENT:
                continue
            values = [sums.value(facts[r, column]) for r in body if (r, column) in facts]
            if len(values) < 2 or None in values or len(values) < len(body):
                continue
            added = sum((v for v in values if v is not None), Decimal(0))
            if added == total:
                continue
            formula = "＋".join(sums.plain(v) for v in values if v is not None)
            cells = table.rows[row]
            scale = (
                total / Decimal(re.sub(r"[^0-9.]", "", sums.words(report, stated)) or "1")
                if total
                else Decimal(1)
            )
            right = sums.plain(added / scale) if scale else sums.plain(added)
            yield Finding(
                CODE, SEVERITY,
                f"表中本列{formula}＝{sums.plain(added)}，"
                f"与“{cells[0].text}”所写{sums.words(report, stated)}不符，请核对",
                (Span(cells[0].span.start, cells[-1].span.end),),
                edits=(Edit(stated.span, right),),
            )  # fmt: skip


def _is_total(table: Table, row: int) -> bool:
    return bool(
        re.search(
            r"合\s*计|总\s*计|共\s*计|小\s*计|^总数$",
            table.rows[row][0].text
            + (
                table.rows[row][1].text
                if len(table.rows[row]) > 1 and not table.rows[row][1].text[:1].isdigit()
                else ""
            ),
        )
    )

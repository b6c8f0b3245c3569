"""同一指标、同一时段，前后两个数。

为什么要查：数字前后打架，说明至少有一处没有核实。
怎么改：对照台账统一成一个数；确属不同口径的，写明口径。
"""

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

from pipeline.rules import arithmetic as sums
from pipeline.rules.base import Example
from pipeline.rules.origins import is_place_like
from pipeline.schema import (
    Aggregate,
    Context,
    Fact,
    FactKind,
    Finding,
    Period,
    Report,
    Severity,
    Span,
)

CODE = "NUM102"
NAME = "前后数字不一致"
SEVERITY = Severity.WARNING
BAD = [
    Example(
        "本周共排查隐患⟦123处⟧，成效明显。\n\n一、安全生产\n\n本周共排查隐患⟦132处⟧，整改98处。"
    ),
    Example("社区常住人口⟦6128人⟧。\n\n一、人口管理\n\n社区常住人口⟦6182人⟧，流动人口300人。"),
]
GOOD = [
    Example("排查隐患123处，整改98处。"),
    Example("投入资金1.2亿元。\n\n一、保障\n\n投入资金12000万元。"),
    Example("一、城管\n\n检查商户18家。\n\n二、消防\n\n检查商户5家。"),
    Example("本周清运垃圾20吨。\n\n一、环卫\n\n今年以来累计清运垃圾300吨。"),
    Example("本周走访居民20户，上周走访居民18户。"),
]


_TIME = re.compile(
    r"(?:今年|全年|本年|本[周月季年]度?|当[月周年]|截至|目前|[0-9]{4}年)|[0-9]{1,2}(?:月份?|[日号])|以来|期间|全[周月]"
)
_LIGHT = re.compile(
    r"^(?:[共已仅只又]|总共|累计|共计|全[镇街乡村县区]道?)*(?:受理|接到|收到|接报|接处|发生|登记|出现|上报)?了?"
)
_INTENDED = re.compile(r"计划|拟|将|力争|确保|要|目标|争取|打算")
_APART = re.compile(r"(?:片区?|社区|村|街|路|组|队|所|办|站|中心|小区|网格|企业|学校|校区|班)$")
_POOL = re.compile(r"全?[省市区县镇乡]|街道|系统|片区")
_FEW = 8  # what is told so often under one name is a row of many things
_MOST = 5000  # more figures are no report
_MANY = 30  # what is counted so often is no one indicator


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Compare opening totals with the body, base figures, and the text with its tables."""
    reported: set[tuple[str, str]] = set()
    told: dict[object, list[Fact]] = {}
    known: set[object] = set()
    seen: Counter[object] = Counter()
    for fact in islice(report.facts, _MOST):
        whole = (fact.action, fact.object, fact.quantity, fact.actor, fact.place, fact.section)
        seen[whole] += 1
        if seen[whole] > _FEW or not _comparable(report, fact):
            continue
        earlier = told.setdefault(sums.thing(fact), [])
        for before in earlier:
            if sums.value(fact) == sums.value(before):
                continue
            if sums.paragraph_start(report, fact.span.start) == sums.paragraph_start(
                report, before.span.start
            ):
                continue
            if not _one_scope(report, before, fact) or (fact.id, before.id) in reported:
                continue
            reported.add((fact.id, before.id))
            yield _finding(report, before, fact)
            break
        time = fact.time.text if fact.time else None
        scope = (fact.actor, fact.place, time, fact.section, fact.aggregate)
        same = (sums.thing(fact), sums.value(fact), scope)
        if same not in known and len(earlier) < _MANY:
            known.add(same)
            earlier.append(fact)
    yield from _restated(report, reported)
    yield from _exchanged(report, reported)
    yield from _ranks(report)
    yield from _tables(report)


def _comparable(report: Report, fact: Fact) -> bool:
    return (
        fact.kind in (FactKind.QUANTITY, FactKind.MONEY)
        and fact.cell is None
        and bool(fact.object)
        and sums.value(fact) is not None
        and not sums.planned(fact)
        and fact.aggregate in (None, Aggregate.TOTAL)
        and not sums.is_compared(report, fact)
        and not re.search(r"(?:其余|剩余|余下|新增|上述|的)$", sums.lead(report, fact))
    )


def _restated(report: Report, reported: set[tuple[str, str]]) -> Iterator[Finding]:
    """The same words of the same period before another figure, in another paragraph."""
    told: dict[tuple[str, str | None], list[Fact]] = {}
    for fact in _candidates(report):
        for words in {_named(report, fact), _LIGHT.sub("", fact.object or "")}:
            if len(words) < 2:
                continue
            earlier = told.setdefault((words, sums.unit(fact)), [])
            if len(earlier) > _FEW:
                continue
            for before in earlier:
                if (fact.id, before.id) not in reported and _same_claim(
                    report, before, fact, words
                ):
                    reported.add((fact.id, before.id))
                    yield _finding(report, before, fact, words)
                    break
            earlier.append(fact)


def _candidates(report: Report) -> list[Fact]:
    """The figures whose unit and last words, or whose thing, another figure has too."""
    counted = [
        (
            f,
            (sums.unit(f), sums.lead(report, f).rstrip("的仅只共约为 　")[-2:]),
            (sums.unit(f), (f.object or "")[-4:]),
        )
        for f in islice(report.facts, _MOST)
        if f.kind is not FactKind.DATE and f.cell is None and sums.value(f) is not None
    ]
    tails, things = Counter(tail for _, tail, _ in counted), Counter(t for _, _, t in counted)
    return [
        fact
        for fact, tail, thing in counted
        if (1 < tails[tail] <= _MANY or (thing[1] and 1 < things[thing] <= _MANY))
        and _tellable(report, fact)
    ]


def _tellable(report: Report, fact: Fact) -> bool:
    if (
        fact.kind not in (FactKind.QUANTITY, FactKind.MONEY)
        or fact.cell is not None
        or sums.value(fact) is None
        or fact.aggregate not in (None, Aggregate.TOTAL, Aggregate.PART)
        or sums.is_compared(report, fact)
    ):
        return False
    lead = sums.lead(report, fact)
    if fact.aggregate is Aggregate.PART and not _TIME.search(lead):
        return False
    if re.search(r"其余|剩余|余下|新增|上述|其中|每|均|[上下][周月]|去年|同期", lead):
        return False
    if lead.endswith("的") and not _TIME.search(lead):
        return False
    if not sums.planned(fact):
        return True
    clause = report.words(sums.clause_of(report, fact))
    return bool(_of_period(report, fact) and not _INTENDED.search(clause))


def _named(report: Report, fact: Fact) -> str:
    """The words before a figure without their time: 超期 of 本月超期3件."""
    words = _TIME.sub("", sums.lead(report, fact))
    return _LIGHT.sub("", re.sub(r"[ 　仅只共已]", "", words).strip("的约为"))


def _of_period(report: Report, fact: Fact) -> bool:
    """Say whether a figure is told of the report's own period by name."""
    if fact.time is None:
        return False
    own = report.period.value if report.period else None
    return fact.time.text.startswith(("本周", "本月")) or bool(own and fact.time.value == own)


def _same_claim(report: Report, a: Fact, b: Fact, words: str) -> bool:
    if sums.value(a) == sums.value(b) or sums.paragraph_start(
        report, a.span.start
    ) == sums.paragraph_start(report, b.span.start):
        return False
    explicit = all(_TIME.search(_clause(report, f)) for f in (a, b))
    if a.place != b.place or (
        a.actor
        and b.actor
        and a.actor != b.actor
        and not (explicit and all((f.actor or "") not in _clause(report, f) for f in (a, b)))
    ):
        return False
    if _apart(report, a, b):
        return False
    if not words == _named(report, a) == _named(report, b) and not _one_deed(a, b):
        return False
    if a.time and b.time and a.time.value and a.time.value == b.time.value:
        return explicit or ((len(words) >= 4 or _slip(a, b)) and _near(a, b))
    timed = [f for f in (a, b) if f.time]
    return len(timed) == 1 and _of_period(report, timed[0]) and len(words) >= 4 and _near(a, b)


def _one_deed(a: Fact, b: Fact) -> bool:
    """Say whether two verbs add nothing to their nouns: 噪声投诉21件, 受理噪声投诉27件."""
    return a.action == b.action or all(not f.action or _LIGHT.fullmatch(f.action) for f in (a, b))


def _clause(report: Report, fact: Fact) -> str:
    return report.words(sums.clause_of(report, fact))


def _slip(a: Fact, b: Fact) -> bool:
    first, second = sums.value(a), sums.value(b)
    return bool(first and second and _miswritten(sums.plain(first), sums.plain(second)))


def _near(a: Fact, b: Fact) -> bool:
    first, second = sums.value(a), sums.value(b)
    return bool(first and second and Decimal("0.6") <= first / second <= Decimal("1.67"))


def _apart(report: Report, a: Fact, b: Fact) -> bool:
    """Say whether two places speak of two bodies: sections or lines that begin with their names."""
    if a.section != b.section and any(
        (s := report.section(f.section)) is not None and _APART.search(s.heading) for f in (a, b)
    ):
        return True
    text = report.document.text
    heads = [
        re.match(
            r"[^，,。；;：:\n]{2,14}[：:]", text[sums.paragraph_start(report, f.span.start) :][:16]
        )
        for f in (a, b)
    ]
    return any(heads)


_ASIDE = re.compile(
    r"任务|计划|目标|应|拟|其余|剩余|余下|新增|其中|每|均|[上下][周月次]|去年|上年|同期|力争|预计|[比较由从]|原"
)
_STANDS = re.compile(
    r"^(?:[本这此]次|[对将与同和把为向我全本现共已仅总有设辖在]|辖区|目前|累计|合计|总计|拥有|配备|配有|设有|下辖"
    r"|街道|社区|乡镇|[镇乡村县区])+"
)
_FILLING = re.compile(r"群众|各类|各种|事项|案件|全部|所有|数量|总数|[的等约件共已 　]")
_BODY = re.compile(
    r"(?<![全我本])([\u4e00-\u9fff]{2})(?:社区|小区|[村镇乡]|街道|学校|小学|中学|幼儿园|中队)"
)


def _exchanged(report: Report, reported: set[tuple[str, str]]) -> Iterator[Finding]:
    """The same digits in another order for the same thing in other words: 4260户, 4620户."""
    told: dict[tuple[str | None, str], dict[Decimal, Fact]] = {}
    for fact in islice(report.facts, _MOST):
        if not sums.is_figure(fact) or fact.cell is not None or fact.aggregate in _MOVING:
            continue
        amount = sums.value(fact)
        if amount is None or amount < _TWO_DIGITS:
            continue
        digits = sums.plain(amount)
        if sums.planned(fact) and not _done_after_all(report, fact):
            continue
        earlier = told.setdefault((sums.unit(fact), "".join(sorted(digits))), {})
        others = [f for value, f in earlier.items() if value != amount]
        for before in others[-_FEW:]:
            if (fact.id, before.id) not in reported and _one_told_twice(report, before, fact):
                reported.add((fact.id, before.id))
                yield _finding(report, before, fact, fact.object or before.object or "同一事项")
                break
        earlier[amount] = fact


def _done_after_all(report: Report, fact: Fact) -> bool:
    """本月配置的680只分类桶中，已有23只损坏: told among plans, yet done."""
    if "已" in sums.lead(report, fact):
        return True
    return _of_period(report, fact) and not _INTENDED.search(_clause(report, fact))


_TWO_DIGITS = 10
_MOVING = (Aggregate.CHANGE, Aggregate.RATE, Aggregate.AVERAGE)


def _one_told_twice(report: Report, a: Fact, b: Fact) -> bool:
    first, second = sums.value(a), sums.value(b)
    if first is None or first == second or a.place != b.place:
        return False
    if sums.paragraph_start(report, a.span.start) == sums.paragraph_start(report, b.span.start):
        return False
    if any(
        _ASIDE.search(lead := sums.lead(report, f))
        or (sums.is_compared(report, f) and lead not in ("与", "同", "和"))
        for f in (a, b)
    ):
        return False
    same = sums.same_thing(a, b) and bool(a.action) and _specific(a) and a.actor == b.actor
    # a time that only an earlier clause names may belong to that clause alone
    told_apart = not same or all(_own_time(report, f) for f in (a, b))
    if told_apart and a.time and b.time and not _one_time(a.time, b.time):
        return False
    length = len(re.sub(r"00+$|\.", "", sums.plain(first)))
    cumulative = [f.aggregate is Aggregate.CUMULATIVE for f in (a, b)]
    if any(cumulative) and not all(cumulative) and not (a.time and b.time):
        other = b if cumulative[0] else a
        if length < 4 or other.time or other.aggregate is Aggregate.TOTAL:
            return False
    if not (same and a.actor) and _apart(report, a, b):
        return False
    if _bodies(report, a) != _bodies(report, b):
        return False
    if same and not any(cumulative):
        return True
    one, other_name = _plainest(sums.lead(report, a)), _plainest(sums.lead(report, b))
    if length > 2 and (_begins(report, a, b) or _begins(report, b, a)):
        return True
    if min(len(one), len(other_name)) < 2:
        return False
    if sorted(one) == sorted(other_name):
        return True
    if length > 2 and min(len(one), len(other_name)) > 3 and a.action == b.action:
        return one.endswith(other_name) or other_name.endswith(one)
    return False


def _own_time(report: Report, fact: Fact) -> bool:
    """Say whether a figure's own clause names its time."""
    return bool(fact.time and fact.time.span and sums.clause_of(report, fact).holds(fact.time.span))


def _one_time(a: Period, b: Period) -> bool:
    """Say whether two times are one: 今年以来 and 截至目前…今年, too."""
    return a.value == b.value or a.text == b.text


def _bodies(report: Report, fact: Fact) -> set[str]:
    """Name the bodies that the clause of a figure speaks of."""
    return {name for name in _BODY.findall(_clause(report, fact)) if is_place_like(name)}


def _begins(report: Report, a: Fact, b: Fact) -> bool:
    """改造户厕4260户, 改造的4620户户厕: the noun of one follows the figure."""
    head = sums.lead(report, b)
    amount = sums.value(b)
    short = amount is not None and amount < 1000
    deed = b.action if b.action and a.action is None and not a.time else None
    if not head.endswith(("的", "了", deed or "的")) and _plainest(head):
        return False
    after = report.document.text[b.span.end : b.span.end + 12]
    name = _plainest(sums.lead(report, a).removeprefix(a.actor or "　"))
    if deed and head.endswith(deed):
        head = ""  # 配置860只分类桶, 分类桶680只
        short = False
    whole = _plainest(head + re.split(r"[，,。；;、：\n]", after)[0])
    return len(name) > (3 if short else 1) and sorted(whole[: len(name)]) == sorted(name)


def _plainest(words: str) -> str:
    """What a figure counts, without time, body, having and other filling."""
    words = _FILLING.sub("", re.sub("[上下]半年", "", _TIME.sub("", words)))
    return _LIGHT.sub("", _STANDS.sub("", words))


def _ranks(report: Report) -> Iterator[Finding]:
    """Two places of one contest: 市级月考…列第6名, 市级月考仅排第8名."""
    told: list[tuple[Fact, str]] = []
    for fact in report.facts:
        if fact.kind is not FactKind.RANK or fact.cell is not None or sums.value(fact) is None:
            continue
        sentence = sums.sentence_of(report, fact)
        words = report.document.text[max(sentence.start, fact.span.start - 40) : fact.span.start]
        if sums.is_compared(report, fact) or re.search(
            r"[上去][周月年]|同期|力争|争取|目标|个人", words
        ):
            continue
        for before, other in told[:_FEW]:
            if (
                sums.value(before) != sums.value(fact)
                and sums.paragraph_start(report, before.span.start)
                != sums.paragraph_start(report, fact.span.start)
                and _shared(words, other)
                and set(_POOL.findall(words[-14:])) == set(_POOL.findall(other[-14:]))
            ):
                first, second = sums.words(report, before), sums.words(report, fact)
                message = f"名次前文写作{first}，此处写作{second}，请核对"
                yield Finding(CODE, SEVERITY, message, (fact.span, before.span), confidence=0.75)
                break
        told.append((fact, words))


_CONTEST = re.compile(r"[考测评赛核竞榜][^，。]{0,2}$|考核|测评|排名|月考|竞赛|比赛|通报")


def _shared(a: str, b: str) -> bool:
    """Say whether two contexts name one contest in at least four common characters."""
    return any(
        a[i : i + 4] in b and _CONTEST.search(a[i : i + 4])
        for i in range(len(a) - 3)
        if not re.search(r"[，。、0-9]", a[i : i + 4])
    )


def _one_scope(report: Report, a: Fact, b: Fact) -> bool:
    """Like with like: period and actor agree, and one of the two speaks for the whole report."""
    if a.actor and b.actor and a.actor != b.actor:
        return False
    if a.place != b.place:
        return False
    if a.time and b.time and a.time.text != b.time.text and not (_base(a) and _base(b)):
        return False
    if _base(a) and _base(b):
        return a.section != b.section and len(a.object or "") >= 3
    first, second = sums.value(a), sums.value(b)
    if (
        a.action
        and len(a.object or "") >= 3
        and first is not None
        and second is not None
        and _miswritten(sums.plain(first), sums.plain(second))
    ):
        return True
    if a.action and _specific(a) and a.section != b.section and first and second:
        return Decimal("0.6") <= first / second <= Decimal("1.67")
    opening = a.section is None
    both_total = a.aggregate is Aggregate.TOTAL and b.aggregate is Aggregate.TOTAL
    return (
        (opening or both_total)
        and bool(a.action)
        and len(a.object or "") >= 2
        and (
            (opening and b.aggregate is Aggregate.TOTAL)
            or both_total
            or (opening and a.aggregate is Aggregate.TOTAL)
        )
    )


def _specific(fact: Fact) -> bool:
    """A thing named closely enough that two counts of it must be one: 噪声投诉, 被困群众."""
    return len(fact.object or "") >= 4 and not re.search(r"、|等", fact.object or "")


def _miswritten(a: str, b: str) -> bool:
    """Two or more digits that differ by one digit or by an exchange: 168 and 186, 16 and 19."""
    if len(a) < 2 or len(a) != len(b) or "." in a + b:
        return False
    return sorted(a) == sorted(b) or (
        len(a) >= 3 and sum(x != y for x, y in zip(a, b, strict=True)) == 1
    )


_BASE = re.compile(r"面积|人口|户数|总户|住户|居民|网格|小区|党员|楼栋|编制")


def _base(fact: Fact) -> bool:
    return fact.action in (None, "现有", "下辖", "辖", "划分") and bool(
        _BASE.search(fact.object or "")
    )


def _finding(report: Report, before: Fact, fact: Fact, named: str | None = None) -> Finding:
    first, second = sums.words(report, before), sums.words(report, fact)
    message = f"“{named or fact.object}”前文写作{first}，此处写作{second}，请核对"
    return Finding(CODE, SEVERITY, message, (fact.span, before.span), confidence=0.8)


def _tables(report: Report) -> Iterator[Finding]:
    """The total row of a table against the same indicator in the text."""
    totals = [
        f
        for f in report.facts
        if f.cell is not None and f.aggregate is Aggregate.TOTAL and f.object and sums.is_figure(f)
    ]
    if not totals:
        return
    told: dict[tuple[str | None, str], list[Fact]] = {}
    for fact in report.facts:
        if fact.cell is None and fact.object and sums.is_figure(fact) and sums.value(fact):
            told.setdefault((sums.unit(fact), _core(fact.object)), []).append(fact)
    for total in totals:
        for fact in told.get((sums.unit(total), _core(total.object or "")), [])[:_MANY]:
            if sums.planned(fact) or sums.is_compared(report, fact):
                continue
            if (
                fact.aggregate not in (Aggregate.TOTAL, Aggregate.CUMULATIVE, Aggregate.PART, None)
                or not fact.object
            ):
                continue
            if (fact.action or "").replace("到位", "").replace("完成", "") != (
                total.action or ""
            ) or (fact.ties.whole and fact.aggregate is not Aggregate.PART):
                continue
            if sums.value(fact) == sums.value(total):
                continue
            mine, other = sums.value(fact), sums.value(total)
            if (
                mine is None
                or other is None
                or abs(mine - other) > max(mine, other) * Decimal("0.2")
            ):
                continue
            if re.search(r"其余|剩余|余下|当场|新增|上[周月]", sums.lead(report, fact)):
                continue
            row = report.tables[total.cell[0]].rows[total.cell[1]] if total.cell else ()
            place = Span(row[0].span.start, row[-1].span.end) if row else total.span
            name = row[0].text if row else "合计"
            message = (
                f"正文“{fact.indicator}”为{sums.words(report, fact)}，"
                f"表中“{name}”为{sums.words(report, total)}，请核对"
            )
            yield Finding(CODE, SEVERITY, message, (place, fact.span), confidence=0.8)
            break


def _core(text: str) -> str:
    return re.sub(r"反馈|存在|发现|交办|的|数|总|各类", "", text)

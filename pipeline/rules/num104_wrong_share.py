"""百分比与前面的两个数对不上。

为什么要查：整改率、办结率、占比是用前面的数算出来的，改了件数忘了改率，一算就露馅。
怎么改：用分子除以分母重算，按文中的小数位数四舍五入。
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from decimal import Decimal

from pipeline.rules import arithmetic as sums
from pipeline.rules.base import Example
from pipeline.schema import (
    Aggregate,
    Context,
    Edit,
    Fact,
    FactKind,
    Finding,
    Report,
    Severity,
    Span,
    Table,
)

CODE = "NUM104"
NAME = "百分比与数据不符"
SEVERITY = Severity.ERROR
BAD = [
    Example(
        "⟦收集意见建议275条，办结248条，办结率92.1%⟧。",
        fixed="收集意见建议275条，办结248条，办结率90.2%。",
    ),
    Example(
        "村名\t问题（个）\t已整改（个）\t整改率\n东村\t18\t16\t88.9%\n西村\t24\t21\t87.5%\n⟦河村\t15\t12\t82.0%⟧"
    ),
]
GOOD = [
    Example("发现问题42个，已整改39个，整改率92.9%。"),
    Example("发现问题42个，已整改39个，整改率93%；未整改3个。"),
    Example("常住居民3860户，老年人2084人，占20%。"),
    Example("安全培训覆盖率超过九成。"),
]
_RATE = re.compile(r"([\u4e00-\u9fff]{2,8}?)(?:成功)?率")
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


_MANY = 30  # figures before a rate, or columns of a table, that it may come from


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Recompute each rate whose numerator and denominator stand in the same sentence or row."""
    previous: list[Fact] = []
    for group in sums.sentences(report):
        for i, fact in enumerate(group):
            if (
                fact.kind is FactKind.PERCENT
                and fact.aggregate is Aggregate.RATE
                and sums.value(fact) is not None
            ):
                yield from _rate(report, fact, group[max(0, i - _MANY) : i], previous)
        previous = group[-_MANY:]
    for number, table in enumerate(report.tables):
        yield from _table(report, table, sums.cells(report).get(number, {}))


def _rate(
    report: Report, fact: Fact, before: list[Fact], previous: list[Fact]
) -> Iterator[Finding]:
    stated = sums.value(fact)
    if (
        stated is None
        or sums.unit(fact) != "%"
        or sums.planned(fact)
        or sums.is_compared(report, fact)
    ):
        return
    written = sums.words(report, fact)
    if not re.search(r"[0-9]", written):
        return
    places = sums.decimals(written)
    pool = [
        f for f in [*previous, *before] if sums.is_figure(f) and f.quantity and f.quantity.value
    ]
    if any(_some_pair(pool, kind, stated, places) for kind in (FactKind.QUANTITY, FactKind.MONEY)):
        return
    units = {sums.unit(f) for f in pool}
    for u in units:
        # 39处 of (39处 + 3处): the whole may be the sum of what is listed
        same = [
            f.quantity.value for f in pool if f.quantity and f.quantity.value and sums.unit(f) == u
        ]
        whole = sum(same, Decimal(0))
        if len(same) < 2 or not whole:
            continue
        if any(sums.rounds_to(x * 100 / whole, stated, places) for x in set(same)):
            return
    pair = _pair(fact, before, report)
    if pair is None:
        return
    top, bottom = pair
    a, b = sums.value(top), sums.value(bottom)
    if a is None or b is None or not b or a > b:
        return
    if sums.rounds_to(a * 100 / b, stated, places):
        return
    right = sums.rounded(a * 100 / b, places)
    replaced = re.sub(r"[0-9０-９.．]+", right, written, count=1)
    message = f"{sums.plain(a)}÷{sums.plain(b)}＝{right}%，文中写作{written}，请核对"
    near = fact.span.start - bottom.span.end < 40
    if not near:
        start = sums.clause_of(report, top).start
        yield Finding(
            CODE,
            SEVERITY,
            message,
            (Span(start, fact.span.end), bottom.span),
            edits=(Edit(fact.span, replaced),),
        )
        return
    start = (
        sums.clause_of(report, bottom).start
        if bottom.span.start < top.span.start
        else sums.clause_of(report, top).start
    )
    yield Finding(
        CODE, SEVERITY, message, (Span(start, fact.span.end),), edits=(Edit(fact.span, replaced),)
    )


def _some_pair(pool: list[Fact], kind: FactKind, stated: Decimal, places: int) -> bool:
    """Say whether any two of these figures give the rate."""
    amounts = sorted(
        f.quantity.value for f in pool if f.kind is kind and f.quantity and f.quantity.value
    )
    half = Decimal(1).scaleb(-places) / 2
    for i, whole in enumerate(amounts):
        j = bisect_left(amounts, (stated - half) * whole / 100)
        while j < len(amounts) and amounts[j] * 100 <= (stated + half) * whole:
            if j != i and sums.rounds_to(amounts[j] * 100 / whole, stated, places):
                return True
            j += 1
    return False


def _pair(fact: Fact, before: list[Fact], report: Report) -> tuple[Fact, Fact] | None:
    """The figures that a rate must come from: 办结率 of 办结248条 and their 275条."""
    found = _RATE.search(fact.object or "")
    text = report.document.text
    begin = before[0].span.start if before else fact.span.start
    cut = max(text.rfind(c, begin, fact.span.start) for c in "；;")
    sentence = [
        f
        for f in before
        if sums.is_figure(f)
        and sums.value(f) is not None
        and not sums.is_compared(report, f)
        and f.aggregate is not Aggregate.CHANGE
    ]
    exact = [f for f in sentence if f.span.start > cut]
    head = sums.lead(report, fact)
    if found and "率" in head:
        stem = found[1]
        for prefix in _RATE_BEFORE:
            if stem.startswith(prefix) and len(stem) > len(prefix):
                stem = stem.removeprefix(prefix)
        tops = [
            f
            for f in exact
            if _names(stem, sums.lead(report, f))
            or (f.ties.whole and stem[:1] in sums.lead(report, f)[-2:])  # 破获8起，破案率
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
            if whole is not None and sums.unit(whole) == sums.unit(top):
                return top, whole
        return None
    if head.strip("约为,， ") == "占" and exact and fact.span.start - exact[-1].span.end <= 5:
        top = exact[-1]
        whole = sums.fact_of(report, top.ties.whole)
        if whole is not None and whole in exact and sums.unit(whole) == sums.unit(top):
            return top, whole
    named = re.search(
        r"占(?:到|全部|全体|所有|了)?([\u4e00-\u9fff]{2,10}?)(?:总数|总量)?的?(?:约|近)?$", head
    )
    if named and exact:
        top = exact[-1]
        earlier = [
            f
            for f in report.facts
            if f.span.end <= top.span.start
            and sums.is_figure(f)
            and sums.value(f)
            and sums.unit(f) == sums.unit(top)
            and (f.object or "").endswith(named[1])
            and f.action in (None, "现有")
        ]
        if len({sums.value(f) for f in earlier}) == 1:
            return top, earlier[-1]
    return None


def _names(stem: str, words: str) -> bool:
    """Say whether the words before a figure name what a rate is of: 已办结 for 办结."""
    if "未" in words or "其中" in words:
        return False
    return words.rstrip("了共约").endswith(stem[-2:]) or stem in words or _spelt(stem, words)


def _spelt(stem: str, words: str) -> bool:
    """自处 of 自行处理: every character in order."""
    at = -1
    for c in stem:
        at = words.find(c, at + 1)
        if at < 0:
            return False
    return len(stem) > 1


def _table(report: Report, table: Table, facts: dict[tuple[int, int], Fact]) -> Iterator[Finding]:
    """Find the formula that most rows of a percent column keep; report the rows that do not."""
    columns = sorted({c for _, c in facts})[:_MANY]
    rows = sorted({r for r, _ in facts})
    for column in columns:
        shares = {
            r: facts[r, column]
            for r in rows
            if (r, column) in facts
            and facts[r, column].kind is FactKind.PERCENT
            and facts[r, column].aggregate is Aggregate.RATE
        }
        if len(shares) < 2:
            continue
        best: tuple[int, int, int] = (0, 0, 0)
        for top in columns:
            for bottom in columns:
                if top == bottom or column in (top, bottom):
                    continue
                fits = sum(_fits(report, facts, r, top, bottom, column) is True for r in shares)
                best = max(best, (fits, -top, -bottom))
        fits, top, bottom = best[0], -best[1], -best[2]
        judged = [r for r in shares if _fits(report, facts, r, top, bottom, column) is not None]
        if fits < 2 or fits * 2 <= len(judged):
            continue
        for r in judged:
            if _fits(report, facts, r, top, bottom, column):
                continue
            a, b, share = sums.value(facts[r, top]), sums.value(facts[r, bottom]), shares[r]
            if a is None or b is None:
                continue
            written = sums.words(report, share)
            right = sums.rounded(a * 100 / b, sums.decimals(written))
            cells = table.rows[r]
            first, second = (sums.words(report, facts[r, c]) for c in (top, bottom))
            sign = "%" if written.endswith(("%", "％")) else ""
            yield Finding(
                CODE,
                SEVERITY,
                f"“{cells[0].text}”一行{first}÷{second}＝{right}%，表中写作{written}",
                (Span(cells[0].span.start, cells[-1].span.end),),
                edits=(Edit(share.span, right + sign),),
            )


def _fits(
    report: Report, facts: dict[tuple[int, int], Fact], row: int, top: int, bottom: int, column: int
) -> bool | None:
    if not {(row, top), (row, bottom), (row, column)} <= facts.keys():
        return None
    a, b, stated = (
        sums.value(facts[row, top]),
        sums.value(facts[row, bottom]),
        sums.value(facts[row, column]),
    )
    if a is None or not b or stated is None:
        return None
    return sums.rounds_to(
        a * 100 / b, stated, sums.decimals(sums.words(report, facts[row, column]))
    )

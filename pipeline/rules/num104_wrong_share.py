"""百分比与前面的两个数对不上。

为什么要查：整改率、办结率、占比是用前面的数算出来的，改了件数忘了改率，一算就露馅。
怎么改：用分子除以分母重算，按文中的小数位数四舍五入。
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate

from pipeline.rules import arithmetic as sums
from pipeline.rules.base import Example
from pipeline.rules.shares import Share, share_of
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
        "⟦在管患者2640人，其中规范管理2112人，规范管理率84.6%⟧。",
        fixed="在管患者2640人，其中规范管理2112人，规范管理率80.0%。",
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
    Example("查出一般隐患367条、重大隐患2条，已整改361条，整改率97.8%。"),
    Example("三季度新增就业415人，完成年度任务1600人的78.5%。"),
]
_EXACT = re.compile(r"[0-9]|百分之")
_YEAR_GOAL = re.compile(r"年度|全年|年初|本年|当年|年内|今年")
_SHORTER = re.compile(r"[日周旬月季]度?|半年")
_SO_FAR = re.compile(r"累计|截[至止]|共计?|年初以来|今年以来|1月?[至—–~-]")
_LISTED = 6  # figures that may add up to the whole of a rate
_MANY = 30  # figures before a rate, or columns of a table, that it may come from


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Recompute each rate whose numerator and denominator stand in the same sentence or row."""
    previous: list[Fact] = []
    for group in sums.sentences(report):
        before: list[Fact] = []
        for fact in group:
            if sums.is_figure(fact):
                before.append(fact)
            elif (
                (before or previous)
                and fact.kind is FactKind.PERCENT
                and fact.aggregate is Aggregate.RATE
                and sums.value(fact) is not None
            ):
                yield from _rate(report, fact, before[-_MANY:], previous)
        previous = before[-_MANY:]
    for number, table in enumerate(report.tables):
        yield from _table(report, table, sums.cells(report).get(number, {}))


def _rate(
    report: Report, fact: Fact, before: list[Fact], previous: list[Fact]
) -> Iterator[Finding]:
    stated = sums.value(fact)
    written = sums.words(report, fact)
    if (
        stated is None
        or sums.unit(fact) != "%"
        or not _EXACT.search(written)
        or sums.is_compared(report, fact)
    ):
        return
    share = share_of(report, fact, before, previous)
    if share is None:
        return
    if sums.planned(fact) and not (share.of_goal and not sums.planned(share.top)):
        return
    places = sums.decimals(written)
    if _told(share, before, [] if share.closed else previous, stated, places):
        return
    a, b = sums.value(share.top), sums.value(share.whole)
    if a is None or not b or (a > b and not share.of_goal):
        return
    part = b - a if share.rest else a
    exact = part * 100 / b
    if sums.rounds_to(exact, stated, places):
        return
    if share.of_goal and exact < stated and _of_part_of_year(report, share):
        return
    right = sums.rounded(exact, places)
    whole = _said(report, share.whole)
    top = _said(report, share.top)
    top = f"({whole}－{top})" if share.rest else top
    message = f"{top}÷{whole}＝{right}%，文中写作{written}，请核对"
    first, second = sorted((share.top, share.whole), key=lambda f: f.span.start)
    near = fact.span.start - second.span.end < 40 and second.span.start - first.span.end < 40
    start = sums.clause_of(report, first if near else share.top).start
    place = Span(min(start, share.top.span.start), fact.span.end)
    replaced = re.sub(r"[0-9０-９.．]+", right, written, count=1)
    yield Finding(
        CODE,
        SEVERITY if share.sure else Severity.WARNING,
        message,
        (place,) if near else (place, share.whole.span),
        edits=(Edit(fact.span, replaced),) if replaced != written else (),
        confidence=0.95 if share.sure else 0.7,
    )


def _of_part_of_year(report: Report, share: Share) -> bool:
    """Say whether a figure of a week, month or quarter is set against the goal of a year.

    The rate is then of all that was done since January, which the report need not state.
    """
    text = report.document.text
    start = sums.clause_of(report, share.top).start
    if not _YEAR_GOAL.search(text[start : share.whole.span.end]):
        return False
    told = text[start : share.top.span.start]
    return not _SO_FAR.search(told) and bool(_SHORTER.search(told))


def _said(report: Report, fact: Fact) -> str:
    """A figure in a formula: money as written, a count without its unit."""
    amount = sums.value(fact)
    written = sums.words(report, fact)
    return written if amount is None or "万" in written or "亿" in written else sums.plain(amount)


def _told(
    share: Share, before: list[Fact], previous: list[Fact], stated: Decimal, places: int
) -> bool:
    """Say whether other figures of the same sort give the rate: it may be meant of them."""
    like = [
        f.quantity.value
        for f in [*previous, *before]
        if sums.is_figure(f)
        and f.quantity
        and f.quantity.value
        and sums.kin(f) == sums.kin(share.top)
    ]
    if _some_pair(like, stated, places) or (
        not share.rest and _some_pair(like, 100 - stated, places)
    ):
        return True
    # 39处 of (39处 + 3处), 361条 of (367条 + 2条): the whole may be the sum of what is listed
    whole = sum(like, Decimal(0))
    if len(like) > 1 and any(sums.rounds_to(x * 100 / whole, stated, places) for x in set(like)):
        return True
    last = next((i for i, v in enumerate(like) if v is sums.value(share.top)), 0)
    runs = accumulate(reversed(like[max(0, last - _LISTED) : last]))
    return any(sums.rounds_to(like[last] * 100 / run, stated, places) for run in runs)


def _some_pair(values: list[Decimal], stated: Decimal, places: int) -> bool:
    """Say whether any two of these figures give the rate."""
    amounts = sorted(values)
    half = Decimal(1).scaleb(-places) / 2
    for i, whole in enumerate(amounts):
        j = bisect_left(amounts, (stated - half) * whole / 100)
        while j < len(amounts) and amounts[j] * 100 <= (stated + half) * whole:
            if j != i and sums.rounds_to(amounts[j] * 100 / whole, stated, places):
                return True
            j += 1
    return False


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
        if fits < 2 or fits * 3 < len(judged):
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

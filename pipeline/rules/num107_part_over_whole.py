"""分项比总数还大。

为什么要查：“526人，其中568人”一眼就错，多半是抄错行或改了一个忘了另一个。
怎么改：核对总数和分项哪个写错。
"""

from collections.abc import Iterator

from pipeline.rules import arithmetic as sums
from pipeline.rules.base import Example
from pipeline.schema import Aggregate, Context, Fact, Finding, Report, Severity, Span

CODE = "NUM107"
NAME = "分项大于总数"
SEVERITY = Severity.ERROR
BAD = [
    Example("⟦社区注册志愿者526人，其中党员志愿者568人⟧。"),
    Example("⟦排查隐患15处，当场整改18处⟧，整改及时。"),
]
GOOD = [
    Example("注册志愿者526人，其中党员志愿者168人。"),
    Example("走访居民50户，其中发放慰问品80份。"),
    Example("排查隐患15处，整改上周遗留隐患18处。"),
]


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Compare each part with the total that it is tied to."""
    for group in sums.sentences(report):
        for i, fact in enumerate(group):
            whole = _whole(report, fact, group[i - 1] if i else None)
            part, total = sums.value(fact), sums.value(whole) if whole else None
            if (
                whole is None
                or part is None
                or total is None
                or part <= total
                or whole.span.start > fact.span.start
            ):
                continue
            start = sums.clause_of(report, whole).start
            message = f"分项{sums.words(report, fact)}大于总数{sums.words(report, whole)}，请核对"
            yield Finding(CODE, SEVERITY, message, (Span(start, fact.span.end),))


def _whole(report: Report, fact: Fact, before: Fact | None) -> Fact | None:
    if not sums.is_figure(fact):
        return None
    if fact.aggregate is Aggregate.PART and fact.ties.whole:
        whole = sums.fact_of(report, fact.ties.whole)
        return whole if whole and sums.unit(whole) == sums.unit(fact) else None
    lead = sums.lead(report, fact)
    if (
        before is not None
        and lead.lstrip().startswith("当场")
        and sums.unit(before) == sums.unit(fact)
        and sums.is_figure(before)
    ):
        return before
    return None

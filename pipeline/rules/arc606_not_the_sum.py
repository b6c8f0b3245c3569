"""本级的数，小于下级报来的数之和。

为什么要查：街道说清理300处，几个社区的周报加起来却有340处，总有一边没有核实。
怎么改：逐个社区对数；口径不同的，写明口径。
"""

from collections.abc import Iterator

from pipeline.extract.pairing import Told, paired, told
from pipeline.rules.base import Example, Verdict
from pipeline.rules.history import history, is_moving, plain
from pipeline.schema import Bound, Context, Finding, NotChecked, Related, Report, Severity

CODE = "ARC606"
NAME = "与下级之和不符"
SEVERITY = Severity.WARNING
_SURE = 0.75
BAD: list[Example] = []
GOOD: list[Example] = []


def _weekly(body: str, words: str) -> str:
    return (
        f"{body}工作周报\n（2025年7月7日至7月13日）\n一、环境整治\n{words}\n{body}\n2025年7月14日"
    )


BAD += [
    Example(
        _weekly("苇桥街道办事处", "本周清理楼道堆物⟦60处⟧。"),
        earlier=(
            _weekly("柳林社区居民委员会", "本周清理楼道堆物40处。"),
            _weekly("荷塘社区居民委员会", "本周清理楼道堆物30处。"),
        ),
    ),
]
GOOD += [
    Example(
        _weekly("苇桥街道办事处", "本周清理楼道堆物70处。"),
        earlier=(
            _weekly("柳林社区居民委员会", "本周清理楼道堆物40处。"),
            _weekly("荷塘社区居民委员会", "本周清理楼道堆物30处。"),
        ),
    ),
]


def check(report: Report, context: Context) -> Iterator[Verdict]:
    """Add up what the sub-bodies state of each figure, and compare."""
    if len(context.below) < 2:
        return
    past = history(report, context)
    held = [(each, paired(past.ours, tuple(told(each)))) for each in context.below]
    for one in past.ours:
        if is_moving(one):
            stated = [
                (each, found[one.fact.id][0])
                for each, found in held
                if one.fact.id in found and found[one.fact.id][1] >= _SURE
            ]
            yield from _judge(report, one, stated, len(held))


def _judge(
    report: Report, one: Told, stated: list[tuple[Report, Told]], bodies: int
) -> Iterator[Verdict]:
    amounts = [each.number for _, each in stated if each.number is not None]
    exact = all(t.fact.quantity and t.fact.quantity.bound is Bound.EXACT for _, t in stated)
    if len(amounts) < 2 or one.number is None or not exact:
        return
    total = sum(amounts)
    words = "＋".join(plain(each) for each in amounts)
    name = one.fact.indicator or "这一项"
    if total > one.number + 1e-9 * total:
        message = (
            f"“{name}”本级{report.words(one.fact.span)}，"
            f"下级{len(amounts)}家合计{words}＝{plain(total)}，本级反而少"
        )
        related = tuple(
            Related(
                each.document.source.name,
                each.document.source.sha256,
                fact.fact.span,
                each.words(fact.fact.span),
            )
            for each, fact in stated
        )
        yield Finding(CODE, SEVERITY, message, (one.fact.span,), related=related, confidence=0.8)
    elif total < one.number and len(amounts) == bodies:
        reason = f"“{name}”比下级{len(amounts)}家的合计{plain(total)}多，可能有下级没有报，没有核对"
        yield NotChecked(reason, (one.fact.span,), CODE)

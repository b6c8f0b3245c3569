"""数字范围写反了或首尾相同：80—50毫米。

为什么要查：范围应由小到大；写反了读的人不知道哪头是下限。
怎么改：对调两个数。
"""

import re
from collections.abc import Iterator
from itertools import islice

from pipeline.extract.numerals import parse_number
from pipeline.rules.base import Example
from pipeline.schema import Bound, Context, Edit, Finding, Report, Severity

CODE = "NUM112"
NAME = "范围颠倒"
SEVERITY = Severity.ERROR
BAD = [
    Example("预计降雨量为⟦80—50毫米⟧。", fixed="预计降雨量为50—80毫米。"),
    Example("每组⟦8至5名⟧队员。", fixed="每组5至8名队员。"),
]
GOOD = [
    Example("预计降雨量为50—80毫米，小时雨强30至40毫米。"),
    Example("专职网格员由12名减至11名。"),
]
_TWO = re.compile(
    r"^([0-9０-９.,，一二三四五六七八九十百千万亿两]+)([^0-9０-９一二三四五六七八九十两]*?[至到~～—–\-－]+\s?)([0-9０-９.,，一二三四五六七八九十百千万亿两]+)"
)
_METRIC = re.compile("[克米瓦伏卡帕赫]")  # 300千克: 千 is of the unit

_MANY = 1000  # more in one report are no slips


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Compare the two ends of each range as they are written."""
    ranges = (f for f in report.facts if f.quantity and f.quantity.bound is Bound.RANGE)
    for fact in islice(ranges, _MANY):
        if fact.quantity is None or fact.quantity.bound is not Bound.RANGE:
            continue
        words = report.words(fact.span)
        found = _TWO.match(words)
        if not found:
            continue
        high = found[3]
        if high[-1] == "千" and len(high) > 1 and _METRIC.match(words, found.end()):
            high = high[:-1]
        first, last = parse_number(found[1]), parse_number(high)
        if (
            first is None
            or last is None
            or (first < last and (high[-1] not in "万亿" or found[1][-1] in "万亿"))
        ):
            continue
        if first == last:
            yield Finding(CODE, Severity.WARNING, f"范围“{words}”首尾相同，请核对", (fact.span,))
            continue
        if high[-1] in "万亿" and found[1][-1] not in "万亿":
            bare = parse_number(high[:-1])  # 3至1万: both are of 万
            if bare is None or first >= 100 or first <= bare:
                continue
        right = high + found[2] + found[1] + words[found.start(3) + len(high) :]
        yield Finding(
            CODE,
            SEVERITY,
            f"范围“{words}”前大后小，应为“{right}”",
            (fact.span,),
            edits=(Edit(fact.span, right),),
        )

"""段落连同数字，原样照搬以前的报告。

为什么要查：几项工作的数字同时与上期一模一样，多半是套用旧稿忘了改，等于把上期的成绩又报了一遍。
怎么改：对照本期台账逐个换成本期数；确实一样的，写明“与上期持平”。
"""

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipeline.extract.pairing import Told, told
from pipeline.rules.base import Example, Verdict
from pipeline.rules.history import Before, History, history, is_moving
from pipeline.rules.prose import paragraphs, sentences
from pipeline.schema import Context, Finding, NotChecked, Report, Severity, Span

CODE = "ARC601"
NAME = "照搬以前的段落和数字"
SEVERITY = Severity.WARNING
_HEAD = "柳林社区工作周报\n（2025年7月{}日至7月{}日）\n一、充电治理\n"
_FOOT = "\n柳林社区居民委员会\n2025年7月{}日"
_OLD = "网格员逐个单元检查，整治飞线充电14处，引导电动自行车入棚停放49辆，更换老化充电插座26个。"
_WEEK1 = _HEAD.format(7, 13) + _OLD + _FOOT.format(14)
BAD = [
    Example(_HEAD.format(14, 20) + f"⟦{_OLD}⟧" + _FOOT.format(21), earlier=(_WEEK1,)),
]
GOOD = [
    Example(
        _HEAD.format(14, 20)
        + "网格员逐个单元检查，整治飞线充电19处，引导电动自行车入棚停放51辆，更换老化充电插座23个。"
        + _FOOT.format(21),
        earlier=(_WEEK1,),
    ),
    Example(
        "柳林社区工作周报\n（2025年7月14日至7月20日）\n"
        "柳林社区现有居民楼58栋、住户2346户，常住人口6128人。\n柳林社区居民委员会\n2025年7月21日",
        earlier=(
            "柳林社区工作周报\n（2025年7月7日至7月13日）\n"
            "柳林社区现有居民楼58栋、住户2346户，常住人口6128人。\n柳林社区居民委员会\n2025年7月14日",
        ),
    ),
    Example(
        _HEAD.format(14, 20) + "开展夜间治安巡逻7次，与上周持平。" + _FOOT.format(21),
        earlier=(_HEAD.format(7, 13) + "开展夜间治安巡逻7次。" + _FOOT.format(14),),
    ),
]

_BITS = 5.0
"""How unlikely the repetition must be: each figure counts by its length in bits (49 → 5.6).

Further back, more reports could have agreed by chance; and a sentence that returns every week with
other figures proves nothing by its words.
"""

_SET_PHRASE = 4.0

_ROUTINE = 3
_MEANS = {"名", "人", "辆", "台", "支", "组", "个", "艘"}
_POSTED = {"出动", "安排", "设置", "组建", "安装", "值守", "落实", "成立", "配置"}
_ALIKE = 0.75
_NOISE = re.compile(
    r"[\s，。、；：！？,.;:!?“”\"‘’（）()]|本周|上周|本月|上月|\d{1,2}月\d{1,2}[日号]"
)
_DIGITS = re.compile(r"[\d.]+")
_ADMITTED = re.compile(
    r"^[^，。；]{0,6}[，,]?[（(]?[与和同较比跟]上[^，。；]{0,4}(?:持平|相同|一致)"
)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence with its figures; ``bits`` is how much they say, ``core`` its words."""

    span: Span
    core: str
    figures: tuple[float, ...]
    bits: float


def check(report: Report, context: Context) -> Iterator[Verdict]:
    """Look for each sentence with its figures in the earlier reports, the newest first."""
    if not context.has_archive and not context.earlier:
        return
    past = history(report, context)
    if not past.before:
        yield NotChecked("档案里没有本单位更早的报告，没有与以前比对", (report.title_span,), CODE)
        return
    routine = {each.fact.id for each in past.ours if _is_routine(past, each)}
    mine = _pieces(report, [each for each in past.ours if each.fact.id not in routine])
    held = [(each, _pieces(each.report, list(told(each.report)))) for each in reversed(past.before)]
    found = [(piece, *twin) for piece in mine if (twin := _twin(piece, held)) is not None]
    wordings: dict[str, set[tuple[float, ...]]] = {}
    for _, pieces in held:
        for piece in pieces:
            wordings.setdefault(_DIGITS.sub("", piece.core), set()).add(piece.figures)
    order = {id(before): math.log2(n) for n, (before, _) in enumerate(held, 1)}

    def asked(piece: _Piece, before: Before) -> float:
        varied = len(wordings.get(_DIGITS.sub("", piece.core), ())) > 1
        return _BITS + order[id(before)] + (_SET_PHRASE if varied else 0)

    yield from _told_together(report, found, asked)


def _is_routine(past: History, one: Told) -> bool:
    """Say whether a figure has always been the same (nightly patrols: 7 a week)."""
    values = past.values(one)
    return len(values) >= _ROUTINE and all(each.number == one.number for _, each in values)


def _pieces(report: Report, ours: list[Told]) -> list[_Piece]:
    skipped = [s.span for s in report.sections if s.category in ("下一步打算", "基本情况")]
    moving = [
        each
        for each in ours
        if is_moving(each) and not _deployed(each) and not _admitted(report, each)
    ]
    found, at = [], 0
    for paragraph in paragraphs(report):
        if paragraph.part not in ("prose", "table") or any(
            s.holds(paragraph.span) for s in skipped
        ):
            continue
        for span in sentences(paragraph):
            while at < len(moving) and moving[at].fact.span.end <= span.start:
                at += 1
            inside = []
            while at < len(moving) and moving[at].fact.span.end <= span.end:
                inside.append(moving[at])
                at += 1
            figures = tuple(each.number for each in inside if each.number is not None)
            if figures:
                core = _NOISE.sub("", report.words(span))
                found.append(_Piece(span, core, figures, sum(map(_bits, figures))))
    return found


def _deployed(one: Told) -> bool:
    """Say whether a figure tells of people and means posted, the same week after week."""
    return one.key.unit in _MEANS and bool(_POSTED & set(one.key.verbs))


def _admitted(report: Report, one: Told) -> bool:
    """Say whether the text itself says that a figure stayed the same."""
    end = one.fact.span.end
    return _ADMITTED.match(report.document.text, end, min(end + 20, report.span.end)) is not None


def _bits(figure: float) -> float:
    """Weigh a figure by how many others might have stood there."""
    digits = abs(figure)
    while digits != int(digits) and digits < 1e9:
        digits *= 10
    while digits >= 100 and digits % 10 == 0:
        digits /= 10
    return math.log2(max(digits, 1) + 1)


def _twin(piece: _Piece, held: list[tuple[Before, list[_Piece]]]) -> tuple[Before, Span] | None:
    for before, pieces in held:
        for other in pieces:
            if other.figures == piece.figures and (
                other.core == piece.core or _alike(other.core, piece.core)
            ):
                return before, other.span
    return None


def _alike(one: str, other: str) -> bool:
    a = {one[i : i + 3] for i in range(len(one) - 2)}
    b = {other[i : i + 3] for i in range(len(other) - 2)}
    return bool(a) and len(a & b) >= _ALIKE * max(len(a), len(b))


def _told_together(
    report: Report,
    found: list[tuple[_Piece, Before, Span]],
    asked: Callable[[_Piece, Before], float],
) -> Iterator[Finding]:
    """Report sentences that stand side by side as one place."""
    groups: list[list[tuple[_Piece, Before, Span]]] = []
    for each in found:
        if groups:
            last = groups[-1][-1]
            gap = report.document.text[last[0].span.end : each[0].span.start]
            if last[1] is each[1] and "\n" not in gap and len(gap) <= 1:
                groups[-1].append(each)
                continue
        groups.append([each])
    for group in groups:
        bits = sum(piece.bits for piece, _, _ in group)
        count = sum(len(piece.figures) for piece, _, _ in group)
        before = group[0][1]
        least = min(asked(piece, before) for piece, _, _ in group)
        if bits < least or (count < 2 and len(group[0][0].core) < 20):
            continue
        start, end = group[0][0].span.start, group[-1][0].span.end
        words = report.words(Span(start, end))
        span = Span(start + len(words) - len(words.lstrip()), end)
        message = f"这段话连同{count}个数字，与{before.name}的报告相同，疑为照搬未改"
        place = before.place(Span(group[0][2].start, group[-1][2].end))
        confidence = min(0.95, 0.5 + bits / 30)
        yield Finding(CODE, SEVERITY, message, (span,), related=(place,), confidence=confidence)

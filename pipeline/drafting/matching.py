"""Items and a former Report -> what each was in the last period: the same indicator, no other."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.doubts import is_doubtful
from pipeline.drafting.compare import Last
from pipeline.drafting.settle import Item
from pipeline.drafting.topics import category
from pipeline.drafting.values import alike, measured, squeeze
from pipeline.schema import Aggregate, Fact, FactKind, Report, Status

_SAME_ENOUGH = 0.45
_AS_GOOD = 0.0


def match_last(
    items: Iterable[Item], report: Report, name: str, where: str = "former report"
) -> dict[int, tuple[Last, Fact]]:
    """Find for each item the figure of the same indicator in the former report, each used once.

    A cumulative figure is compared with a cumulative one only, a share with a share. Where two
    figures fit equally well and differ, there is no comparison: a wrong one is worse than none.
    """
    facts = [fact for fact in report.facts if comparable(fact)]
    headings = {section.id: section.heading for section in report.sections}
    pairs = []
    for at, item in enumerate(items):
        if item.amount is None:
            continue
        for fact in facts:
            score = max(_sameness(item, fact, headings), _nearness(item, fact, report))
            score += _wording(item, fact, report)
            if score >= _SAME_ENOUGH:
                pairs.append((score, -at, -fact.span.start, at, fact))
    found: dict[int, tuple[Last, Fact]] = {}
    taken: set[str] = set()
    for _, _, _, at, fact in sorted(pairs, key=lambda pair: pair[:3], reverse=True):
        if at in found or fact.id in taken or fact.quantity is None:
            continue
        if fact.quantity.value is None:
            continue
        taken.add(fact.id)
        words = report.words(fact.span)
        last = Last(fact.quantity.value, fact.quantity.unit or "", f"{where} {name} {words}")
        found[at] = (last, fact)
    for at in [at for at in found if _ambiguous(at, found[at][1], pairs, taken)]:
        del found[at]
    return found


def _ambiguous(
    at: int, chosen: Fact, pairs: Sequence[tuple[float, int, int, int, Fact]], taken: set[str]
) -> bool:
    """Say whether another figure, that nothing else claims, fits as well and says otherwise."""
    own = next(score for score, _, _, each, fact in pairs if each == at and fact.id == chosen.id)
    return any(
        each == at
        and fact.id not in taken
        and score >= own - _AS_GOOD
        and fact.quantity
        and chosen.quantity
        and fact.quantity.value != chosen.quantity.value
        for score, _, _, each, fact in pairs
    )


def last_in_unit(item: Item, found: tuple[Last, Fact] | None) -> Last | None:
    """Give the former 36000元 in the item's own 万元, the former 125千克 in its 公斤."""
    if found is None:
        return None
    last = found[0]
    unit, factor = measured(item.unit)
    if last.unit == item.unit or unit != last.unit:
        return last
    return replace(last, value=last.value / factor, unit=item.unit)


def comparable(fact: Fact) -> bool:
    """Say whether a former figure can be set beside a new one: done, exact, sure, no change."""
    return (
        fact.kind not in (FactKind.DATE, FactKind.FREQUENCY)
        and fact.aggregate is not Aggregate.CHANGE
        and fact.status is Status.DONE
        and fact.quantity is not None
        and fact.quantity.value is not None
        and fact.quantity.unit != "百分点"
        and fact.cell is None
        and not is_doubtful(fact)
    )


def _wording(item: Item, fact: Fact, report: Report) -> float:
    """Weigh the very words before a former figure: the same name, or a remainder (其余3处)."""
    text = report.document.text
    before = text[max(report.span.start, fact.span.start - 30) : fact.span.start]
    clause = re.split(r"[，。；：\n]", before)[-1]
    mine = re.sub(r"累计|本周|本月", "", squeeze(item.row.indicator))
    after = re.split(r"[，。；：\n]", text[fact.span.end : fact.span.end + 12])[0]
    left = re.compile(r"其余|剩余|尚有|还有|剩下|未(?:当场)?整改|未完成|正在整改|不合格|不达标")
    if bool(left.search(clause + after)) != bool(left.search(item.row.indicator)):
        return -0.6
    return 0.2 if squeeze(clause).endswith(mine) else 0.0


def _nearness(item: Item, fact: Fact, report: Report) -> float:
    """Compare an item with the clause before a former figure: how much of its name stands there."""
    assert fact.quantity is not None
    rank = fact.kind is FactKind.RANK
    if item.rank != rank or item.lasting != (fact.aggregate is Aggregate.CUMULATIVE):
        return 0.0
    unit = fact.quantity.unit or ""
    if not rank and item.unit != unit and not _same_unit(item, unit):
        return 0.0
    text = report.document.text
    start = max(text.rfind(mark, report.span.start, fact.span.start) for mark in "。；\n")
    if not rank and not item.rate:
        start = max(start, text.rfind("，", report.span.start, fact.span.start))
    words = squeeze(text[start + 1 : fact.span.start])
    mine = re.sub(r"累计|名次|排名|位次", "", squeeze(item.row.indicator))
    if len(words) >= 2 and mine.startswith(words) and not item.rate:
        return 0.6  # 退费18.7万元，本期叫退费金额
    pairs = {mine[i : i + 2] for i in range(len(mine) - 1)}
    share = sum(pair in words for pair in pairs) / len(pairs) if pairs else 0.0
    return 0.7 * share if share >= (0.5 if rank else 0.65) else 0.0


def _sameness(item: Item, fact: Fact, headings: Mapping[str, str]) -> float:
    assert fact.quantity is not None
    rank = fact.kind is FactKind.RANK
    if item.rank != rank:
        return 0.0
    unit = fact.quantity.unit or ""
    if not rank and item.unit != unit and not _same_unit(item, unit):
        return 0.0
    cumulative = fact.aggregate is Aggregate.CUMULATIVE
    if item.lasting != cumulative and not (is_stock(item) and not cumulative):
        return 0.0
    mine = re.sub(r"累计|共计|总计|本周|本月|已|名次|排名|其中", "", squeeze(item.row.indicator))
    whole = (fact.indicator or "") or (fact.action or "") + (fact.object or "")
    theirs = re.sub(r"累计|共计|总计|本周|本月|已", "", squeeze(whole))
    score = alike(mine, theirs)
    if fact.object and len(fact.object) >= 3 and squeeze(fact.object) in mine:
        score = max(score, 0.5)
    if theirs and (mine.endswith(theirs) or mine.startswith(theirs)) and len(theirs) >= 2:
        score = max(score, 0.55)
    if len(theirs) >= 2 and _runs_through(theirs, mine):
        score = max(score, 0.45)
    heading = squeeze(headings.get(fact.section or "", ""))
    if score and heading and heading == squeeze(item.row.topic):
        score += 0.1
    if score and fact.aggregate is Aggregate.PART:
        score -= 0.12  # 其中的一部分，不与总数相比
    office = squeeze(item.row.department)
    if score and fact.actor and office and alike(squeeze(fact.actor), office) >= 0.4:
        score += 0.12
    mine_kind, their_kind = category(item.row.topic or item.row.department), category(heading)
    if score and mine_kind and their_kind:
        score += 0.12 if mine_kind == their_kind else -0.08
    if rank and heading and alike(heading, squeeze(item.row.topic)) > 0.5:
        score += 0.3
    return score


def is_stock(item: Item) -> bool:
    """Say whether an item is a level on a day (截至10月底，预收费资金) and no running total."""
    dated = item.row.time.startswith(("截至", "截止"))
    return dated and not re.search(r"累计|以来|年初|全年", item.row.indicator + item.row.time)


def _runs_through(short: str, long: str) -> bool:
    """Say whether a short name stands in a long one, letter by letter (破案, 破刑事案件)."""
    letters = iter(long)
    return all(letter in letters for letter in short)


def _same_unit(item: Item, unit: str) -> bool:
    return item.proposed or (bool(unit) and measured(item.unit)[0] == unit)

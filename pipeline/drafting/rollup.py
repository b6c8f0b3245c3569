"""Reports of one body over a longer period, or of its sub-bodies -> one Brief of sums.

Flows are summed, cumulative figures and stocks taken from the last report, shares computed anew
from the sums they rest on. What stands in too few reports is a single event and stays out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from pipeline.drafting.chat import part_sender
from pipeline.drafting.matching import comparable, match_last
from pipeline.drafting.settle import Item, settle
from pipeline.drafting.titles import bounds, day_words, period_in, read_title
from pipeline.drafting.values import plain
from pipeline.errors import BadData
from pipeline.schema import Aggregate, Brief, Fact, FactKind, Notice, Period, Report, Row

_STOCK = re.compile(
    r"现有|共有|下辖|辖区|常住|户籍|在册|在职|面积|划分|配备|拥有|建有|设有|总数|人口|点位|现存|库存"
)
_LABELS = re.compile(r"本周|本月|全周|一周|本期|累计")


@dataclass(slots=True)
class _Line:
    """One indicator and its figure in each report that holds it."""

    item: Item
    heading: str
    found: dict[int, Fact] = field(default_factory=dict)


def roll_up(
    reports: Sequence[Report],
    *,
    period: str,
    unit_name: str | None = None,
    recipient: str | None = None,
    title: str | None = None,
) -> Brief:
    """Sum reports, oldest first, into the brief of a longer period.

    Raises:
        BadData: there is no report to sum.
    """
    if not reports:
        raise BadData(f"档案里没有{period}的报告，无从汇总；请先用 ingest 存入")
    ordered = sorted(reports, key=lambda report: bounds(report.period) or (date.min, date.min))
    bodies = {report.issuer for report in ordered}
    below = len(bodies) > 1
    notices: list[Notice] = []
    lines = _lines(ordered)
    least = len(ordered) if below else len(ordered) // 2 + 1
    kept = [line for line in lines if len(line.found) >= least]
    if left := [line for line in lines if line not in kept]:
        words = tuple(line.item.row.indicator for line in left)
        notices.append(Notice("unused", f"只在个别报告里出现，没有汇总：{'、'.join(words)}", words))
    rows = [row for line in kept if (row := _row(line, kept, ordered, notices, below=below))]
    numbered = tuple(replace(row, number=at) for at, row in enumerate(rows, 1))
    covered = _covered(ordered)
    settled = period_in(period) or Period(period)
    over = f"，统计时段为{covered}" if covered and not below else ""
    overview = f"数据由各{'单位' if below else '期'}报告汇总{over}。"
    return Brief(
        rows=numbered,
        unit_name=unit_name or (None if below else ordered[-1].issuer),
        period=settled,
        recipient=recipient or (None if below else ordered[-1].recipient),
        title=title or _title(ordered[-1], settled, unit_name if below else None),
        narrative=(("总体情况", (overview,)),),
        notices=tuple(notices),
    )


def _lines(reports: Sequence[Report]) -> list[_Line]:
    """Gather the figures of one indicator from report to report."""
    lines: list[_Line] = []
    for at, report in enumerate(reports):
        headings = {section.id: section.heading for section in report.sections}
        taken: set[str] = set()
        items = [line.item for line in lines]
        for index, (_, fact) in match_last(items, report, "").items():
            lines[index].found[at] = fact
            taken.add(fact.id)
        for fact in report.facts:
            if fact.id in taken or not _usable(fact):
                continue
            heading = headings.get(fact.section or "", "").rstrip("。：")
            items_, _ = settle([_first(fact, heading)])
            if items_ and items_[0].amount:
                lines.append(_Line(items_[0], heading, {at: fact}))
    return lines


def _usable(fact: Fact) -> bool:
    return (
        comparable(fact)
        and bool(fact.indicator)
        and fact.section is not None
        and fact.kind in (FactKind.QUANTITY, FactKind.MONEY, FactKind.PERCENT)
        and fact.quantity is not None
        and fact.quantity.unit not in (None, "岁", "年", "天", "小时", "分钟", "分", "点")
    )


def _first(fact: Fact, heading: str) -> Row:
    assert fact.quantity is not None
    assert fact.quantity.value is not None
    name, actor = _called(fact), _actor(fact)
    if part_sender(actor) != (actor, ""):
        actor = ""
    lasting = fact.aggregate is Aggregate.CUMULATIVE
    time = (fact.time.text if fact.time else "今年以来") if lasting else ""
    return Row(
        "archive", 1, actor, heading, f"累计{name}" if lasting else name,
        plain(fact.quantity.value), fact.quantity.unit, time,
    )  # fmt: skip


def _row(
    line: _Line,
    lines: Sequence[_Line],
    reports: Sequence[Report],
    notices: list[Notice],
    *,
    below: bool,
) -> Row | None:
    name = _usual_name(line)
    row, facts = replace(line.item.row, indicator=name, department=_office(line)), line.found
    values = {
        at: fact.quantity.value
        for at, fact in facts.items()
        if fact.quantity and fact.quantity.value is not None
    }
    last = max(values)
    if line.item.rate:
        return _rate(line, lines, reports, notices)
    same = len(values) > 2 and len(set(values.values())) == 1
    if (line.item.lasting or _STOCK.search(row.indicator) or same) and not below:
        source = f"archive {_name(reports[last])} {reports[last].words(facts[last].span)}"
        return replace(row, where=source, value=plain(values[last]))
    if line.item.lasting:
        return None
    total = sum(values.values(), Decimal(0))
    terms = " + ".join(plain(value) for value in values.values())
    names = "、".join(_name(reports[at]) for at in values)
    if missing := [at for at in range(len(reports)) if at not in values]:
        lacking = "、".join(_name(reports[at]) for at in missing)
        message = f"“{row.indicator}”在{lacking}里没有，合计{plain(total)}只含其余各份"
        notices.append(Notice("gap", message, (plain(total),)))
    return replace(row, where=f"computed: {terms}（archive {names}）", value=plain(total))


def _usual_name(line: _Line) -> str:
    """Call an indicator what most of its reports call it, the shortest of equals."""
    names = [_called(fact) for fact in line.found.values() if fact.indicator]
    usual = max(set(names), key=lambda name: (names.count(name), -len(name), name), default="")
    own = line.item.row.indicator
    if not usual or names.count(usual) < 2 or own.removeprefix("累计") != names[0]:
        return own
    return f"累计{usual}" if line.item.lasting else usual


def _actor(fact: Fact) -> str:
    return re.sub(r"^(?:全周|全月|本周|本月)", "", fact.actor or "")


def _called(fact: Fact) -> str:
    """Call a figure by its indicator; who acts belongs to it where nothing else is named."""
    name, actor = _LABELS.sub("", fact.indicator or ""), _actor(fact)
    whose = actor and part_sender(actor) != (actor, "") and fact.object is None
    return actor + name if whose else name


def _office(line: _Line) -> str:
    """Name the office that most of the reports name for a figure, "" if none is named by most."""
    actors = [fact.actor for fact in line.found.values() if fact.actor]
    most = max(set(actors), key=actors.count, default="")
    offices = part_sender(most) == (most, "")
    return most if most and offices and 2 * actors.count(most) > len(line.found) else ""


def _rate(
    line: _Line, lines: Sequence[_Line], reports: Sequence[Report], notices: list[Notice]
) -> Row | None:
    """Compute a share anew from the sums of its numerator and denominator."""
    for upper in lines:
        for lower in lines:
            if upper is lower or upper.item.rate or lower.item.rate:
                continue
            if all(_rests_on(line, upper, lower, at) for at in line.found):
                above, under = _sum(upper), _sum(lower)
                if not under:
                    return None
                share = (above / under * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
                source = f"computed: {plain(above)} / {plain(under)} × 100"
                return replace(
                    line.item.row,
                    department=_office(line),
                    where=source,
                    value=plain(share),
                    unit="%",
                )
    name = line.item.row.indicator
    notices.append(Notice("gap", f"“{name}”各期的比率不能相加，需要时请补全期的数", (name,)))
    return None


def _rests_on(line: _Line, upper: _Line, lower: _Line, at: int) -> bool:
    """Say whether in one report the share is the quotient of the two figures, as it is printed."""
    parts = [each.found.get(at) for each in (line, upper, lower)]
    values = [
        fact.quantity.value
        for fact in parts
        if fact and fact.quantity and fact.quantity.value is not None
    ]
    if (
        len(values) < 3
        or not values[2]
        or upper.heading != line.heading
        or lower.heading != line.heading
    ):
        return False
    return abs(values[1] / values[2] * 100 - values[0]) <= Decimal("0.06")


def _sum(line: _Line) -> Decimal:
    return sum(
        (
            f.quantity.value
            for f in line.found.values()
            if f.quantity and f.quantity.value is not None
        ),
        Decimal(0),
    )


def _name(report: Report) -> str:
    period = report.period.text if report.period else ""
    return f"《{report.title}》（{period}）" if period else f"《{report.title}》"


def _covered(reports: Sequence[Report]) -> str:
    ends = [ends for report in reports if (ends := bounds(report.period))]
    if not ends:
        return ""
    first, last = min(e[0] for e in ends), max(e[1] for e in ends)
    tail = f"{last.month}月{last.day}日" if first.year == last.year else day_words(last)
    return f"{day_words(first)}至{tail}"


def _title(report: Report, period: Period, above: str | None) -> str:
    """Name the longer report after the shorter ones: 创建工作周报 -> 创建工作月报.

    That of a body above its parts bears its own name.
    """
    ends = bounds(period)
    days = (ends[1] - ends[0]).days + 1 if ends else 0
    kind = "年报" if days > 200 else "季报" if days > 40 else "月报" if days > 10 else "周报"
    title = re.sub(r"(?:周报|月报|旬报|日报)$", kind, squeeze_title(report.title))
    place = read_title(title).place
    own = read_title(f"{above}工作周报").place.removesuffix("办事处") if above else ""
    return title.replace(place, own or above, 1) if above and place else title


def squeeze_title(title: str) -> str:
    """Take dates, issue numbers and brackets out of a title."""
    bare = re.sub(
        r"[（(].*?[）)]|第\d+[期周]|\d{4}年(?:\d{1,2}月)?(?:份)?", "", " ".join(title.split())
    )
    return bare.strip()


def period_days(words: str) -> tuple[date, date] | None:
    """Read 2026-10, 2026年第三季度 … as its first and last day."""
    return bounds(period_in(words))


def parts_of(
    reports: Sequence[Report], days: tuple[date, date], *, below: bool = False
) -> list[Report]:
    """Keep the reports that a longer one is made of: much shorter, of one kind, each once."""
    length = (days[1] - days[0]).days + 1
    most = length * 2 // 3
    if below:
        whole = {
            report.issuer: report
            for report in reports
            if (ends := bounds(report.period)) and (ends[1] - ends[0]).days + 1 > most
        }
        if len(whole) > 1:
            return list(whole.values())
    shorter = [
        report
        for report in reports
        if (ends := bounds(report.period)) and (ends[1] - ends[0]).days + 1 <= most
    ]
    kinds = [report.kind for report in shorter]
    usual = max(set(kinds), key=kinds.count, default=None)
    once: dict[tuple[str | None, tuple[date, date] | None], Report] = {}
    for report in shorter:
        if report.kind == usual:
            once[report.issuer if below else None, bounds(report.period)] = report
    return list(once.values())

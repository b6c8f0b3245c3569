"""An indicator's name, a Brief and earlier Reports -> a Chart of it, period by period."""

from collections.abc import Sequence
from datetime import timedelta

from pipeline.drafting.former import is_comparable
from pipeline.drafting.matching import last_in_unit, match_last
from pipeline.drafting.settle import Item, settle, shown
from pipeline.drafting.titles import bounds
from pipeline.drafting.values import alike, clean, squeeze
from pipeline.schema import Brief, Chart, ChartPoint, Notice, Period, Report

_LEAST, _MOST = 2, 12


def draw(
    names: Sequence[str], brief: Brief, earlier: Sequence[Report], parts: Sequence[Report] = ()
) -> tuple[tuple[Chart, ...], tuple[Notice, ...]]:
    """Draw each named indicator; one that is unknown or has no history gives a notice.

    ``parts`` are the reports that the brief sums up: then the line shows them one by one, by
    their periods, or by their bodies where those are several, and not the sum.
    """
    items, _ = settle(brief.rows)
    reports = [report for report in earlier if is_comparable(report, brief)][1 - _MOST :]
    bodies = len({report.issuer for report in parts}) > 1
    reports = list(parts) or reports
    found = [match_last(items, report, report.title, "archive") for report in reports]
    charts, notices = [], []
    for name in names:
        at = _find(name, items)
        item = items[at] if at is not None else None
        points: list[ChartPoint] = []
        for report, matched in zip(reports, found, strict=True):
            if item is None or at is None or (last := last_in_unit(item, matched.get(at))) is None:
                continue
            text = report.words(matched[at][1].span)
            label = (report.issuer or report.title) if bodies else _label(report.period)
            points.append(ChartPoint(label, last.value, text, last.source))
        if item is not None and item.amount and not parts and not (item.rivals or item.doubt):
            source = f"data row {item.row.number}"
            now = ChartPoint(_label(brief.period), item.amount.value, shown(item.row), source)
            points.append(now)
        if item is None or len(points) < _LEAST:
            why = "数据里没有这个指标" if item is None else "以前的报告里没有可比的数"
            notices.append(Notice("gap", f"画不出“{name}”的走势图：{why}", (name,)))
            continue
        charts.append(Chart(clean(item.row.indicator), item.unit, tuple(points)))
    return tuple(charts), tuple(notices)


def _find(name: str, items: Sequence[Item]) -> int | None:
    """Find the indicator that is meant: its very name, else the nearest that holds the words."""
    wanted = squeeze(name)
    scored = []
    for at, item in enumerate(items):
        mine = squeeze(item.row.indicator)
        if item.amount is not None and (wanted in mine or mine in wanted) and mine:
            scored.append((alike(wanted, mine), -at))
    return -max(scored)[1] if scored else None


def _label(period: Period | None) -> str:
    ends = bounds(period)
    if ends is None:
        return period.text if period else "本期"
    first, last = ends
    if first.day == 1 and (last + timedelta(1)).day == 1:
        months = (
            f"{first.month}月" if first.month == last.month else f"{first.month}-{last.month}月"
        )
        return f"{first.year}年{months}"
    return f"{first.month}.{first.day}-{last.month}.{last.day}"

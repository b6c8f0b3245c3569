"""A series over time -> its steps in order, those without a value among them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from pipeline import wire
from pipeline.extract.days import bounds

if TYPE_CHECKING:
    from pipeline.archive import Trend

TEMPOS = {
    "cumulative": "累计",
    "rate": "比率",
    "average": "平均",
    "change": "增减",
    "planned": "计划",
}
UNKNOWN = "时期不明"
_MOST_LACKING = 12


@dataclass(frozen=True, slots=True)
class Step:
    """One period of a series; ``value`` is None where the text gives none (几起) or nothing at all.

    ``said`` is what people read: the value, the text's own words, or 缺.
    """

    period: str
    value: Decimal | None
    said: str
    file: str | None


def head(trend: Trend) -> str:
    """Name a series: body, indicator, how it runs, unit."""
    unit = f"单位：{trend.unit}" if trend.unit else None
    return "  ".join(filter(None, (trend.issuer, trend.indicator, TEMPOS.get(trend.tempo), unit)))


def by_grain(trend: Trend) -> list[list[Step]]:
    """Give the steps of weeks, months and years apart, gaps in their place."""
    placed = [
        (
            point.day or "",
            Step(
                point.period or UNKNOWN,
                point.value,
                wire.decimal(point.value) or point.text,
                point.file,
            ),
        )
        for point in trend.points
    ]
    for period in trend.gaps:
        days = bounds(period)
        placed.append((days[1].isoformat() if days else period, Step(period, None, "缺", None)))
    placed.sort(key=lambda each: each[0])
    groups: dict[str, list[Step]] = {}
    for _, step in placed:
        groups.setdefault(_grain(step.period), []).append(step)
    return [_filled(steps) for steps in groups.values() if any(step.file for step in steps)]


def _filled(steps: list[Step]) -> list[Step]:
    """Put in the weeks for which there is no report at all."""
    found: list[Step] = []
    for step in steps:
        before = bounds(found[-1].period) if found else None
        here = bounds(step.period)
        if before and here and (here[1] - here[0]).days == (before[1] - before[0]).days == 6:
            lacking = ((here[0] - before[1]).days - 1) // 7
            if lacking > _MOST_LACKING:
                gap = f"{before[1] + timedelta(1)}/{here[0] - timedelta(1)}"
                found.append(Step(gap, None, f"缺{lacking}期", None))
            else:
                for week in range(lacking):
                    first = before[1] + timedelta(1 + 7 * week)
                    found.append(Step(f"{first}/{first + timedelta(6)}", None, "缺", None))
        found.append(step)
    return found


def _grain(period: str) -> str:
    """Tell years, months, days and stretches of about the same length apart."""
    first, _, last = period.partition("/")
    try:
        days = (date.fromisoformat(last) - date.fromisoformat(first)).days
    except ValueError:
        return f"{len(first)}-{len(last)}"
    return "week" if days <= 10 else "month" if days <= 45 else "year" if days > 200 else "months"

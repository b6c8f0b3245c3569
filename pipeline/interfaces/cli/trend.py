"""huibao trend: one indicator over time, as a table with bars."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import click

from pipeline import wire
from pipeline.archive import Trend
from pipeline.interfaces.cli.archive_options import between, of_archive, opened
from pipeline.interfaces.cli.base import OK, Command, note
from pipeline.outputs.layout import width

BAR = 40
TEMPOS = {
    "cumulative": "累计",
    "rate": "比率",
    "average": "平均",
    "change": "增减",
    "planned": "计划",
}


@click.command(
    cls=Command,
    name="trend",
    help="""看一个指标一期一期怎么变。累计数与当期数、计划数与完成数分开列。

    例：
      huibao trend 取缔占道经营
      huibao trend 取缔占道经营 --issuer 某某街道 --from 2025-01 --to 2025-06
      huibao trend 取缔占道经营 --format json""",
)
@click.argument("indicator", metavar="指标")
@of_archive
@between
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    metavar="格式",
    help="输出格式：text（默认）、json",
)
def command(
    indicator: str,
    archive: str | None,
    form: str,
    **filters: Any,  # noqa: ANN401
) -> int:
    """Show each series that the words name."""
    store = opened(archive)
    trends = store.trend(indicator, **filters)
    if form == "json":
        click.echo(wire.dumps(wire.trend(trends), indent=1))
        return OK
    if not trends:
        note(f"档案里没有“{indicator}”这个指标，可用 huibao facts --indicator 试试")
    click.echo("\n".join(chart(each) for each in trends), nl=False)
    return OK


def chart(trend: Trend) -> str:
    """Draw a line a point: period, value, bar; weeks, months and years each on their own scale."""
    unit = f"单位：{trend.unit}" if trend.unit else None
    heads = (trend.issuer, trend.indicator, TEMPOS.get(trend.tempo), unit)
    lines = ["  ".join(filter(None, heads))]
    periods = [point.period or "时期不明" for point in trend.points]
    values = [wire.decimal(point.value) or point.text for point in trend.points]
    left, right = (max(map(width, each), default=0) for each in (periods, values))
    scale: dict[str, Decimal] = {}
    for point in trend.points:
        grain = _grain(point.period)
        scale[grain] = max(scale.get(grain, Decimal(0)), abs(point.value or Decimal(0)))
    rows: dict[str, list[str]] = {}
    for point, period, value in zip(trend.points, periods, values, strict=True):
        most = scale[_grain(point.period)]
        size = int(abs(point.value or Decimal(0)) * BAR / most) if most else 0
        bar = "█" * size or ("▏" if point.value else "")
        pad = " " * (left - width(period))
        row = f"{period}{pad}  {' ' * (right - width(value))}{value}  {bar}".rstrip()
        rows.setdefault(_grain(point.period), []).append(row)
    lines += ["\n".join(each) for each in rows.values()]
    if trend.gaps:
        lines.append(f"缺：{'、'.join(trend.gaps)}")
    return "".join(f"{line}\n" for line in lines)


def _grain(period: str | None) -> str:
    """Tell years, months, days and stretches of about the same length apart."""
    first, _, last = (period or "").partition("/")
    try:
        days = (date.fromisoformat(last) - date.fromisoformat(first)).days
    except ValueError:
        return f"{len(first)}-{len(last)}"
    return "week" if days <= 10 else "month" if days <= 45 else "year" if days > 200 else "months"

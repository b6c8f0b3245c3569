"""huibao trend: one indicator over time, as a table with bars."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from pipeline import wire
from pipeline.archive import Trend
from pipeline.interfaces.cli.archive_options import LIMIT, between, of_archive, opened
from pipeline.interfaces.cli.base import OK, Command, note
from pipeline.interfaces.cli.files import save
from pipeline.outputs import trend_html, trend_png
from pipeline.outputs.layout import width
from pipeline.outputs.trend_steps import Step, by_grain, head

BAR = 40
_MANY = 10
"""Series that are shown where nothing says how many: more than that nobody reads in a terminal."""


@click.command(
    cls=Command,
    name="trend",
    help="""看一个指标一期一期怎么变。累计数与当期数、计划数与完成数分开列。

    例：
      huibao trend 取缔占道经营
      huibao trend 取缔占道经营 --issuer 某某街道 --from 2025-01 --to 2025-06
      huibao trend 取缔占道经营 --html 趋势.html --png 趋势.png
      huibao trend 取缔占道经营 --format json""",
)
@click.argument("indicator", metavar="指标")
@of_archive
@between
@click.option("--limit", type=LIMIT, metavar="个数", help="最多看这么多个指标，画图列表默认10")
@click.option("--png", metavar="文件", help="画成图片，需要 huibao[chart]")
@click.option("--html", metavar="文件", help="画成网页，一个文件，离线可看")
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
    limit: int | None,
    png: str | None,
    html: str | None,
    **filters: Any,  # noqa: ANN401
) -> int:
    """Show each series that the words name."""
    store = opened(archive)
    if form == "json" and not (png or html):
        click.echo(wire.dumps(wire.trend(store.trend(indicator, limit=limit, **filters)), indent=1))
        return OK
    shown = limit or _MANY
    trends = store.trend(indicator, limit=shown + 1, **filters)
    if not trends:
        note(f"档案里没有“{indicator}”这个指标，可用 huibao facts --indicator 试试")
        return OK
    if len(trends) > shown:
        note(f"叫这个名字的指标不止{shown}个，只列{shown}个；用 --issuer 指定单位，或用 --limit")
        trends = trends[:shown]
    for target, make in ((html, trend_html.page), (png, trend_png.image)):
        if target:
            save(Path(target), make(trends))
            note(f"已画到 {target}")
    if form == "json":
        click.echo(wire.dumps(wire.trend(trends), indent=1))
    elif not (png or html):
        click.echo("\n".join(chart(each) for each in trends), nl=False)
    return OK


def chart(trend: Trend) -> str:
    """Draw a line a point: period, value, bar; weeks, months and years each on their own scale."""
    groups = by_grain(trend)
    every = [step for steps in groups for step in steps]
    left = max((width(step.period) for step in every), default=0)
    right = max((width(step.said) for step in every), default=0)
    rows = [_row(step, steps, left, right) for steps in groups for step in steps]
    return "".join(f"{line}\n" for line in (head(trend), *rows))


def _row(step: Step, steps: list[Step], left: int, right: int) -> str:
    most = max((abs(each.value) for each in steps if each.value is not None), default=Decimal(0))
    size = int(abs(step.value or Decimal(0)) * BAR / most) if most else 0
    bar = "█" * size or ("▏" if step.value else "")
    pads = " " * (left - width(step.period)), " " * (right - width(step.said))
    return f"{step.period}{pads[0]}  {pads[1]}{step.said}  {bar}".rstrip()

"""huibao rollup: a report's figures beside the sum of its weeks or of its sub-bodies."""

from __future__ import annotations

import click

from pipeline import core, wire
from pipeline.archive import RolledUp
from pipeline.interfaces.cli.archive_options import of_archive, opened
from pipeline.interfaces.cli.base import OK, Command, note
from pipeline.outputs import layout


@click.command(
    cls=Command,
    name="rollup",
    help="""对总账：月报对各周、年报对各月、街道对各社区，逐项加起来比。

    例：
      huibao rollup 3月月报.docx
      huibao rollup 街道周报.docx --by bodies""",
)
@click.argument("file", metavar="文件")
@of_archive
@click.option(
    "--by",
    type=click.Choice(["periods", "bodies"]),
    default="periods",
    metavar="方式",
    help="periods（默认）：与本单位较短时期的报告比；bodies：与下级同期的报告比",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    metavar="格式",
    help="输出格式：table（默认）、json",
)
def command(file: str, archive: str | None, by: str, form: str) -> int:
    """List each figure with its parts, their sum and the difference."""
    store = opened(archive)
    found = [
        row
        for report in core.extract(core.read(file)).reports
        for row in store.roll_up(report, by_bodies=by == "bodies")
    ]
    if form == "json":
        click.echo(wire.dumps([wire.rolled_up(each) for each in found], indent=1))
        return OK
    head = ("指标", "单位", "报告数", "合计", "相差", "各部分", "缺")
    click.echo(layout.columns(head, [_row(each) for each in found], most=48), nl=False)
    apart = sum(each.stated != each.total for each in found)
    note(f"共{len(found)}项，{apart}项对不上" if found else "档案里没有可以相加的报告")
    return OK


def _row(each: RolledUp) -> tuple[str, ...]:
    difference = each.stated - each.total
    return (
        each.indicator,
        each.unit or "",
        wire.decimal(each.stated) or "",
        wire.decimal(each.total) or "",
        (wire.decimal(difference) or "") if difference else "",
        "＋".join(wire.decimal(part.value) or "" for part in each.parts),
        f"{each.missing}份没有" if each.missing else "",
    )

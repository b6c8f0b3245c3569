"""huibao facts: what the archive's reports state."""

from __future__ import annotations

from typing import Any

import click

from pipeline import wire
from pipeline.interfaces.cli.archive_options import of_archive, of_facts, opened
from pipeline.interfaces.cli.base import OK, Command, note
from pipeline.outputs import layout, sheet


@click.command(
    cls=Command,
    name="facts",
    help="""查档案里的数字。

    例：
      huibao facts --indicator 占道经营 --period 2025
      huibao facts --issuer 某某街道 --unit 起 --from 2025-01 --to 2025-06
      huibao facts --format json > 事实.json""",
)
@of_archive
@of_facts
@click.option("--limit", type=click.IntRange(min=1), metavar="条数", help="最多列这么多条")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    metavar="格式",
    help="输出格式：table（默认）、json",
)
def command(archive: str | None, form: str, **filters: Any) -> int:  # noqa: ANN401
    """List the facts for which all the conditions hold."""
    found = opened(archive).facts(**filters)
    if form == "json":
        click.echo(wire.dumps([wire.stored_fact(each) for each in found], indent=1))
        return OK
    if found:
        body = [[sheet.plain(cell) for cell in row] for row in sheet.stored_rows(found)]
        places = [sheet.STORED_HEADER.index(name) for name in SHOWN]
        shown = [[row[place] for place in places] for row in body]
        click.echo(layout.columns(SHOWN, shown, most=30), nl=False)
    note(f"共{len(found)}条")
    return OK


SHOWN = ("时期", "报告单位", "指标", "数值", "计量单位", "口径", "状态", "原文", "文件")

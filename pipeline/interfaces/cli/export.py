"""huibao export: the archive's facts to a sheet (台账)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pipeline import wire
from pipeline.errors import BadUsage
from pipeline.interfaces.cli.archive_options import of_archive, of_facts, opened
from pipeline.interfaces.cli.base import OK, Command, note
from pipeline.interfaces.cli.files import save
from pipeline.outputs import parquet, sheet


@click.command(
    cls=Command,
    name="export",
    help="""把档案里的数字导出成台账，一条一行，注明出处。

    例：
      huibao export -o 台账.xlsx
      huibao export --issuer 某某街道 --period 2025 -o 台账.csv
      huibao export -o 台账.json
      huibao export -o 台账.parquet""",
)
@of_archive
@of_facts
@click.option("-o", "out", required=True, metavar="输出", help="写到 .xlsx、.csv、.json、.parquet")
@click.option(
    "--format",
    "form",
    type=click.Choice(["xlsx", "csv", "json", "parquet"]),
    metavar="格式",
    help="输出格式：xlsx、csv、json、parquet；不写时看 -o 的后缀",
)
def command(archive: str | None, out: str, form: str | None, **filters: Any) -> int:  # noqa: ANN401
    """Write the facts for which all the conditions hold."""
    target = Path(out)
    form = form or target.suffix.lower().removeprefix(".")
    if form not in ("xlsx", "csv", "json", "parquet"):
        raise BadUsage("-o 的后缀要是 .xlsx、.csv、.json、.parquet 之一，或写明 --format", file=out)
    found = opened(archive).facts(**filters)
    if form == "json":
        save(target, wire.dumps([wire.stored_fact(each) for each in found], indent=1) + "\n")
    elif form == "csv":
        save(target, sheet.csv_bytes(sheet.STORED_HEADER, sheet.stored_rows(found)))
    elif form == "parquet":
        save(target, parquet.parquet_bytes(found))
    else:
        save(target, sheet.xlsx_bytes("台账", sheet.STORED_HEADER, sheet.stored_rows(found)))
    note(f"已写入 {out}：{len(found)}条")
    return OK

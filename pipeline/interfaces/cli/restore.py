"""huibao restore: a backup back into the place of the archive."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline import core
from pipeline.interfaces import config
from pipeline.interfaces.cli.archive_options import of_archive
from pipeline.interfaces.cli.base import OK, Command, note


@click.command(
    cls=Command,
    name="restore",
    help="""用备份恢复档案：先核对校验值和内容，没有问题才替换；原来的档案留作 .old。

    例：
      huibao restore 档案备份.db --archive 档案.db
      huibao restore 全部内容.zip --archive 新档案.db""",
)
@click.argument("source", metavar="备份文件")
@of_archive
def command(source: str, archive: str | None) -> int:
    """Check, then replace."""
    place = config.archive_place(archive)
    core.restore_archive(Path(source), place)
    note(f"已恢复到 {place}")
    return OK

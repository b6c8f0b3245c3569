"""huibao backup: the archive into one file, while it is in use."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.interfaces.cli.archive_options import of_archive, opened
from pipeline.interfaces.cli.base import OK, Command, note


@click.command(
    cls=Command,
    name="backup",
    help="""备份档案，旁边另存一份校验值。正在使用时也可以备份。

    例：
      huibao backup 档案备份.db
      huibao backup 全部内容.zip --all""",
)
@click.argument("target", metavar="备份文件")
@of_archive
@click.option("--all", "whole", is_flag=True, help="逐条导出全部内容和原件（zip），可在别处重建")
def command(target: str, archive: str | None, *, whole: bool) -> int:
    """Copy, and say the hash."""
    store = opened(archive)
    if whole:
        store.dump(Path(target))
        note(f"已导出全部内容到 {target}")
    else:
        note(f"已备份到 {target}，校验值 {store.backup(Path(target))[:16]}…")
    return OK

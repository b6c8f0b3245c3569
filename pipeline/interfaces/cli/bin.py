"""huibao bin: files out of the archive and back again."""

from __future__ import annotations

import click

from pipeline.archive import Archive
from pipeline.errors import BadUsage
from pipeline.interfaces.cli.archive_options import of_archive, opened
from pipeline.interfaces.cli.base import OK, Command, note


@click.command(
    cls=Command,
    name="bin",
    help="""回收站：移出的文件查不到了，但随时能放回；清空才真正删除。

    例：
      huibao bin
      huibao bin --remove 周报.docx
      huibao bin --undo 周报.docx
      huibao bin --empty""",
)
@of_archive
@click.option("--remove", metavar="文件", help="移出这个文件（文件名，或校验值开头）")
@click.option("--undo", metavar="文件", help="放回这个文件")
@click.option("--empty", is_flag=True, help="清空回收站，不能再恢复")
def command(archive: str | None, remove: str | None, undo: str | None, *, empty: bool) -> int:
    """List, move out, put back or empty."""
    store = opened(archive)
    if remove:
        store.remove(_found(remove, _live(store)))
        note(f"已移入回收站：{remove}")
    elif undo:
        store.undo_remove(_found(undo, {sha256: name for sha256, name, _ in store.bin()}))
        note(f"已放回：{undo}")
    elif empty:
        note(f"已删除{store.empty_bin()}个文件")
    else:
        gone = store.bin()
        for sha256, name, moment in gone:
            click.echo(f"{moment}  {sha256[:12]}  {name}")
        note(f"回收站里有{len(gone)}个文件")
    return OK


def _live(store: Archive) -> dict[str, str]:
    return {each.sha256: each.file for each in store.reports()}


def _found(named: str, files: dict[str, str]) -> str:
    """Find the one file of that name, or whose hash begins so."""
    fitting = [s for s, name in files.items() if name == named or s.startswith(named)]
    if len(fitting) != 1:
        why = "没有这个文件" if not fitting else f"有{len(fitting)}个同名文件，请写校验值的开头"
        raise BadUsage(why, file=named)
    return fitting[0]

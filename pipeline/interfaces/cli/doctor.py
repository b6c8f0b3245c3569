"""huibao doctor: is the archive whole?"""

from __future__ import annotations

import click

from pipeline.interfaces.cli.archive_options import of_archive, opened
from pipeline.interfaces.cli.base import FOUND, OK, Command, note


@click.command(
    cls=Command,
    name="doctor",
    help="""给档案做体检：原件有没有变、记录齐不齐、索引对不对。

    例：
      huibao doctor
      huibao doctor --archive 档案.db --mend""",
)
@of_archive
@click.option("--mend", is_flag=True, help="索引不对时重建索引")
def command(archive: str | None, *, mend: bool) -> int:
    """Name each problem in one line."""
    store = opened(archive)
    found = store.doctor()
    if mend and any(problem.check == "index" for problem in found):
        store.rebuild_index()
        note("已重建索引")
        found = store.doctor()
    for problem in found:
        click.echo(problem.message)
    note(f"发现{len(found)}个问题" if found else "档案完好")
    return FOUND if found else OK

"""huibao doctor: is the archive whole?"""

from __future__ import annotations

import os

import click

from pipeline.interfaces.cli.archive_options import of_archive, opened
from pipeline.interfaces.cli.base import FOUND, OK, Command, note


@click.command(
    cls=Command,
    name="doctor",
    help="""给档案做体检：原件有没有变、记录齐不齐、索引对不对。

    例：
      huibao doctor
      huibao doctor --archive 档案.db --mend
      huibao doctor --deploy""",
)
@of_archive
@click.option("--mend", is_flag=True, help="索引不对时重建索引")
@click.option("--deploy", is_flag=True, help="不查档案，查这台电脑给多人使用是否安全")
def command(archive: str | None, *, mend: bool, deploy: bool) -> int:
    """Name each problem in one line."""
    if deploy:
        return _deployed(archive)
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


def _deployed(archive: str | None) -> int:
    from pipeline.interfaces.deploy import faults, hints

    found = list(faults(os.environ, archive or os.environ.get("HUIBAO_ARCHIVE")))
    for fault in found:
        click.echo(fault)
    for hint in hints():
        note(hint)
    note(f"发现{len(found)}个问题" if found else "没有发现问题")
    return FOUND if found else OK

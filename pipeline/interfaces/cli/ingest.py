"""huibao ingest: files into the archive."""

from __future__ import annotations

import click

from pipeline import core, wire
from pipeline.archive import Ingested
from pipeline.interfaces.cli.archive_options import of_archive, opened
from pipeline.interfaces.cli.base import BAD, OK, Command, note
from pipeline.interfaces.cli.files import Batch

STATES = {
    "stored": "已收录",
    "exists": "已存在",
    "new_version": "新版本",
    "similar": "已收录（相似）",
}


@click.command(
    cls=Command,
    name="ingest",
    help="""把材料收入档案：文件、文件夹、zip 都可以。同一内容只存一次，原件照样保留。

    例：
      huibao ingest 周报.docx
      huibao ingest 2025年/ 往年材料.zip --archive 档案.db""",
)
@click.argument("paths", nargs=-1, required=True, metavar="路径...")
@of_archive
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    metavar="格式",
    help="输出格式：text（默认）、json",
)
def command(paths: tuple[str, ...], archive: str | None, form: str) -> int:
    """Store every file wholly or not at all, and say what became of each."""
    store = opened(archive, make=True)
    batch, done = Batch(paths), []
    for outcome in batch.each_original(lambda document, raw: core.ingest(document, raw, store)):
        done.append(outcome)
        if form == "text":
            click.echo(_told(outcome))
    if form == "json":
        click.echo(wire.dumps([wire.ingested(each) for each in done], indent=1))
    new = sum(each.state.value != "exists" for each in done)
    note(f"共{len(done)}份：新收{new}份，已有{len(done) - new}份")
    return BAD if batch.failed else OK


def _told(outcome: Ingested) -> str:
    held = f"，{outcome.reports}份报告、{outcome.facts}个数" if outcome.reports else ""
    why = f"（{outcome.reason}）" if outcome.reason else ""
    return f"{STATES[outcome.state.value]} {outcome.file}{held}{why}"

"""huibao check: files to findings."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from pipeline import catalogue, core
from pipeline.errors import BadUsage
from pipeline.interfaces import config
from pipeline.interfaces.cli.archive_options import opened_if_named
from pipeline.interfaces.cli.base import BAD, FOUND, OK, Command
from pipeline.interfaces.cli.files import Batch, deliver
from pipeline.outputs import CHECK, FIXED
from pipeline.schema import CheckResult, Document, Severity


@click.command(
    cls=Command,
    name="check",
    help="""核查材料：数字前后是否一致、能否算平，日期、序号、文字有没有错。

    只有 --archive 或配置指明了档案，才和以前的报告比较。
    有“错误”级问题时退出码为1，没有为0，材料读不了为2。

    例：
      huibao check 周报.docx
      huibao check 周报.docx --archive 档案.db
      huibao check 周报.txt --select NUM,DAT --ignore NUM106
      huibao check 周报.txt --format json -o 问题.json
      huibao check 周报.txt --fix -o 改好的周报.txt""",
)
@click.argument("files", nargs=-1, required=True, metavar="文件...")
@click.option("--archive", metavar="档案", help="和这个档案里以前的报告比较")
@click.option("--select", metavar="代码", multiple=True, help="只查这些规则，如 NUM101 或 NUM,DAT")
@click.option("--ignore", metavar="代码", multiple=True, help="不查这些规则")
@click.option(
    "--format",
    "form",
    type=click.Choice(list(CHECK)),
    default="text",
    metavar="格式",
    help=f"输出格式：{'、'.join(CHECK)}，默认 text",
)
@click.option("-o", "out", metavar="输出", help="写到这个文件；有多份材料时写到这个文件夹")
@click.option("--fix", is_flag=True, help="把有把握的错改好，写到 -o（.txt 或 .md）；原件从不改动")
def command(
    files: tuple[str, ...],
    archive: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    form: str,
    out: str | None,
    fix: bool,  # noqa: FBT001
) -> int:
    """Check each file and write the findings; 1 if any is an error."""
    if fix and out is None:
        raise BadUsage("--fix 要用 -o 指定改好的文件写到哪里，原件从不改动")
    if fix and out and Path(out).suffix.lower() not in ("", ".txt", ".md"):
        raise BadUsage("--fix 改好的是文字，-o 的后缀要是 .txt 或 .md", file=out)
    settings = config.load()
    store = opened_if_named(archive)
    chosen = catalogue.codes(select) or catalogue.codes(settings.select)
    left_out = catalogue.codes(ignore) or catalogue.codes(settings.ignore)
    today = date.today()

    def work(document: Document) -> CheckResult:
        return core.check(document, today=today, archive=store, select=chosen, ignore=left_out)

    batch = Batch(files)
    results = list(batch.each(work))
    if fix:
        deliver(batch, results, FIXED, out)
        deliver(batch, results, CHECK[form], None)
    else:
        deliver(batch, results, CHECK[form], out)
    if batch.failed:
        return BAD
    found = any(f.severity is Severity.ERROR for result in results for f in result.findings)
    return FOUND if found else OK

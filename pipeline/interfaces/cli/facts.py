"""huibao facts: what the archive's reports state."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline import core, paths, wire
from pipeline.corrections import as_line, read_log
from pipeline.errors import BadUsage
from pipeline.interfaces import config
from pipeline.interfaces.cli.archive_options import of_archive, of_facts, opened
from pipeline.interfaces.cli.base import BAD, OK, Command, note
from pipeline.interfaces.cli.files import Batch, save
from pipeline.outputs import layout, sheet

if TYPE_CHECKING:
    from pipeline.archive import Archive
    from pipeline.schema import Document


@click.command(
    cls=Command,
    name="facts",
    help="""查档案里的数字；--review 逐个核对、更正材料里的数字。

    更正过的单位、指标、责任主体会记进本单位的词表，下次照此读；更正记录放在档案里，没有指定档案时放在材料旁边。

    例：
      huibao facts --indicator 占道经营 --period 2025
      huibao facts --issuer 某某街道 --unit 起 --from 2025-01 --to 2025-06
      huibao facts --review 周报.docx
      huibao facts --corrections 更正.jsonl 周报.docx""",
)
@click.argument("files", nargs=-1, metavar="[材料...]")
@click.option("--review", "reviewed", is_flag=True, help="在终端里逐个核对这些材料的数字")
@click.option(
    "--corrections", "exported", metavar="输出", help="把更正记录写成 JSONL，可供训练；“-”是屏幕"
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
def command(
    files: tuple[str, ...],
    archive: str | None,
    form: str,
    exported: str | None,
    *,
    reviewed: bool,
    **filters: Any,  # noqa: ANN401
) -> int:
    """List the facts for which all the conditions hold, or let a person correct those of files."""
    if reviewed:
        return _review(files, archive)
    if exported is not None:
        return _export(files, archive, exported)
    if files:
        raise BadUsage("查档案里的数字不写材料；核对材料请加 --review")
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


def _named(archive: str | None) -> Archive | None:
    """Open the archive where one is named."""
    return opened(archive) if config.named_archive(archive) else None


def _log_of(file: str, document: Document) -> Path:
    """Say where corrections of a document are kept: beside the file, or in the user's folder."""
    beside = Path(file)
    if beside.is_file() and beside.suffix.lower() != ".zip" and os.access(beside.parent, os.W_OK):
        return beside.with_name(f"{beside.name}{_BESIDE}")
    return paths.user_data() / "corrections" / f"{document.source.sha256}.jsonl"


def _review(files: tuple[str, ...], archive: str | None) -> int:
    from pipeline.interfaces.cli.facts_review import review

    if not files:
        raise BadUsage("请写明要核对的材料，如 huibao facts --review 周报.docx")
    if "-" in files:
        raise BadUsage("核对时要在键盘上回答，材料不能从标准输入来，请写文件名")
    store = _named(archive)
    failed = False
    for file in files:
        batch = Batch((file,))
        for document, _ in batch.originals():
            held = store is not None and store.holds(document.source.sha256)
            known = store.extraction(document.source.sha256) if store and held else None
            reports = (known or core.extract(document)).reports
            log = _log_of(file, document)
            changed, left = review(reports, log, store if held else None, config.office_words())
            note(f"{document.source.name}：更正{changed}项，还有{left}条没看；记录在 {log}")
            if left:
                return OK
        failed |= batch.failed
    return BAD if failed else OK


def _export(files: tuple[str, ...], archive: str | None, out: str) -> int:
    """Write what was corrected as JSONL, each correction once."""
    store = _named(archive)
    logs = [Path(file).with_name(f"{Path(file).name}{_BESIDE}") for file in files]
    logs += sorted((paths.user_data() / "corrections").glob("*.jsonl"))
    found = [each for log in logs for each in read_log(log)]
    found += store.corrections() if store else ()
    once = {(e.sha256, e.span, e.field, e.old, e.new): e for e in reversed(found)}
    lines = "".join(f"{as_line(each)}\n" for each in reversed(once.values()))
    if out == "-":
        click.echo(lines, nl=False)
    else:
        save(Path(out), lines)
        note(f"已写入 {out}：{len(once)}条")
    return OK


_BESIDE = ".更正.jsonl"
SHOWN = ("时期", "报告单位", "指标", "数值", "计量单位", "口径", "状态", "原文", "文件")

"""huibao extract: files to their facts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import click

from pipeline import core
from pipeline.interfaces.cli.base import BAD, OK, Command
from pipeline.interfaces.cli.files import Batch, deliver
from pipeline.outputs import EXTRACT
from pipeline.schema import Document, Extraction

_SHIPPED = "自带"


@click.command(
    cls=Command,
    name="extract",
    help="""取出材料里的数字、日期和指标。

    支持 txt、md、docx、html、pdf、xlsx 等，文件夹和 zip 也可以；“-”读标准输入。

    例：
      huibao extract 周报.docx
      huibao extract 周报.txt --format json -o 周报.json
      huibao extract 一月/ --format xlsx -o 台账/
      huibao extract 周报.docx --model 自带""",
)
@click.argument("files", nargs=-1, required=True, metavar="文件...")
@click.option(
    "--format",
    "form",
    type=click.Choice(list(EXTRACT)),
    default="table",
    metavar="格式",
    help="输出格式：json、jsonl、table（默认）、csv、xlsx、html",
)
@click.option("-o", "out", metavar="输出", help="写到这个文件；有多份材料时写到这个文件夹")
@click.option(
    "--model",
    metavar="文件夹",
    help="规则定不了的归属交给 huibao train 训练的模型；写“自带”用随软件发布的；默认不用",
)
@click.option("--no-model", is_flag=True, help="只用规则（默认）")
def command(
    files: tuple[str, ...],
    form: str,
    out: str | None,
    model: str | None,
    no_model: bool,  # noqa: FBT001
) -> int:
    """Extract each file and write the facts."""
    batch = Batch(files)
    verb: Callable[[Document], Extraction] = core.extract
    if model is not None and not no_model:
        folder = None if model == _SHIPPED else Path(model)
        verb = partial(core.extract_with_model, folder=folder)
    deliver(batch, list(batch.each(verb)), EXTRACT[form], out)
    return BAD if batch.failed else OK

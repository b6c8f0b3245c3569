"""huibao mask: files to the same text without personal data."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline import core
from pipeline.errors import BadUsage
from pipeline.interfaces import config
from pipeline.interfaces.cli.base import BAD, OK, Command, note
from pipeline.interfaces.cli.files import Batch, deliver
from pipeline.outputs import MASKED, MASKED_WORD, telling
from pipeline.outputs.masked import MaskedDocument
from pipeline.schema import Document


@click.command(
    cls=Command,
    name="mask",
    help="""遮盖个人信息，另存一份：身份证号、手机号、银行卡号、住址，居民的姓名。

    同一个人前后是同一个代称；在职干部、单位名称、热线电话不遮。
    写出的 .docx 是按文字重新生成的，不带原件的批注、修订和作者信息。
    遮盖不能保证不漏，发布前请再看一遍。

    例：
      huibao mask 救助台账.docx -o 救助台账（已脱敏）.docx
      huibao mask 信访周报.txt -o 已脱敏.txt --strict""",
)
@click.argument("files", nargs=-1, required=True, metavar="文件...")
@click.option(
    "-o", "out", required=True, metavar="输出", help="写到这个文件（.txt、.md 或 .docx）或文件夹"
)
@click.option("--strict", is_flag=True, help="号码和姓名一个字也不留")
def command(files: tuple[str, ...], out: str, strict: bool) -> int:  # noqa: FBT001
    """Mask each file and say what was masked, never its content."""
    suffix = Path(out).suffix.lower()
    if suffix not in ("", ".txt", ".md", ".docx"):
        raise BadUsage("-o 的后缀要是 .txt、.md 或 .docx", file=out)
    settings = config.load()
    strict = strict or settings.mask_strict

    def work(document: Document) -> MaskedDocument:
        extraction = core.extract(document)
        masked = core.mask(extraction, strict=strict, keep=settings.mask_keep)
        return MaskedDocument(extraction, masked)

    batch = Batch(files)
    results = list(batch.each(work))
    for each in results:
        name = each.extraction.document.source.name
        told = "、".join(f"{kind}{count}处" for kind, count in each.masked.counts.items())
        note(f"{name}：{'已遮盖' + told if told else '没有发现个人信息'}")
        for span in each.masked.doubtful:
            row, _ = telling.position(each.extraction.document.text, span)
            note(f"{name}：第{row}行的身份证号校验位不对，可能写错，已一并遮盖")
    deliver(batch, results, MASKED_WORD if suffix == ".docx" else MASKED, out)
    return BAD if batch.failed else OK

"""huibao demo: the whole job on the samples that ship."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline import core, drafting, paths, wire
from pipeline.interfaces.cli.base import OK, Command
from pipeline.interfaces.cli.files import save, save_with
from pipeline.interfaces.cli.trend import chart
from pipeline.outputs import CHECK, EXTRACT
from pipeline.schema import Severity

if TYPE_CHECKING:
    from pipeline.archive import Archive

OUT = "huibao-demo"


@click.command(
    cls=Command,
    name="demo",
    help="""用自带样例把整件事走一遍：取数、核查、收录、看趋势、起草下一期。

    结果在当前文件夹的 huibao-demo 里，可重复运行。

    例：
      huibao demo
      huibao demo -o 试用结果""",
)
@click.option("-o", "out", default=OUT, metavar="文件夹", help=f"结果放在这里，默认 {OUT}")
def command(out: str) -> int:
    """Walk through the job and say what was done, found and written."""
    began = time.monotonic()
    samples = paths.shipped("corpora") / "samples"
    index = json.loads((samples / "index.json").read_text(encoding="utf-8"))
    weekly = [each["file"] for each in index["reports"] if each["data"]]
    folder = Path(out)
    _extract(samples / weekly[-1], folder)
    _check([samples / each["file"] for each in index["faulty"][:2]], folder)
    place = folder / "档案.db"
    for old in folder.glob("档案.db*"):
        old.unlink()
    with core.open_archive(place) as store:
        _ingest([samples / each["file"] for each in index["reports"]], store, place)
        _trend(store)
        data, like = (samples / index["next"][name] for name in ("data", "like"))
        draft = _draft(data, like, store, folder)
    _check_draft(draft, folder)
    click.echo(f"\n全部结果在 {folder.resolve()}，用时{time.monotonic() - began:.0f}秒。")
    click.echo("接下来可以核查自己的材料：huibao check 材料.docx；每个命令加 --help 看用法。")
    return OK


def _say(step: str, text: str) -> None:
    click.echo(f"\n{click.style(step, bold=True)} {text}")


def _extract(file: Path, folder: Path) -> None:
    extraction = core.extract(file)
    facts = list(extraction.facts())
    _say("一、取数", f"从 {file.name} 取出{len(facts)}个数字和日期，例如：")
    for fact in [each for each in facts if each.quantity and each.indicator][:3]:
        place = f"第{fact.span.start}至{fact.span.end}字"
        words = extraction.document.text[fact.span.start : fact.span.end]
        click.echo(f"    {words}  指标：{fact.indicator}  位置：{place}")
    for form, name in (("xlsx", "事实.xlsx"), ("html", "事实.html")):
        save(folder / name, EXTRACT[form].render([extraction]))
    click.echo(f"    全部在 {folder / '事实.xlsx'}，对照原文看 {folder / '事实.html'}")


def _check(files: list[Path], folder: Path) -> None:
    results = [core.check(file) for file in files]
    for file, result in zip(files, results, strict=True):
        _say("二、核查", f"{file.name}：查出{len(result.findings)}处，例如：")
        grave = [each for each in result.findings if each.severity is Severity.ERROR]
        for finding in (grave or list(result.findings))[:3]:
            click.echo(f"    {finding.code} {finding.message}")
    save(folder / "核查结果.txt", CHECK["text"].render(results, listed=True))
    click.echo(f"    全部在 {folder / '核查结果.txt'}")


def _ingest(files: list[Path], store: Archive, place: Path) -> None:
    stored = [
        core.ingest(document, content, store)
        for file in files
        for document, content in core.readable(file)
    ]
    facts = sum(each.facts for each in stored)
    _say("三、收录", f"{len(stored)}份报告进了档案 {place}，共{facts}个数")
    click.echo(f"    可以查：huibao search 隐患 --archive {place}")


def _trend(store: Archive) -> None:
    """Show the street's indicator that has the most values."""
    known = sorted(store.series(), key=lambda each: (each.tempo != "period", -each.values, each.id))
    for info in known:
        trends = store.trend(info.name, issuer=info.issuer)
        shown = next((each for each in trends if each.series == info.id), None)
        if shown is not None:
            _say("四、看趋势", f"“{info.name}”一期一期的数：")
            for line in chart(shown).splitlines():
                click.echo(f"    {line}")
            return


def _draft(data: Path, like: Path, store: Archive, folder: Path) -> Path:
    draft = core.draft([data], like=like, archive=store)
    target = folder / "下一期周报.docx"
    save_with(target, lambda temporary: drafting.write(draft, temporary))
    save(folder / "下一期周报.来源.json", wire.dumps(wire.provenance(draft), indent=1) + "\n")
    _say("五、起草", f"用 {data.name} 参照上一期写成 {target}")
    click.echo(f"    {len(draft.figures)}个数都有来源；{len(draft.notices)}处要留意")
    for notice in draft.notices[:3]:
        click.echo(f"    注意：{notice.message}")
    return target


def _check_draft(draft: Path, folder: Path) -> None:
    result = core.check(draft)
    errors = sum(each.severity is Severity.ERROR for each in result.findings)
    _say("六、自查", f"{draft.name}：错误{errors}处，其他提醒{len(result.findings) - errors}处")
    save(folder / "下一期周报.核查.txt", CHECK["text"].render([result]))

"""huibao draft: data to a report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline import core, drafting, wire
from pipeline.errors import BadUsage
from pipeline.interfaces.cli.archive_options import opened_if_named
from pipeline.interfaces.cli.base import OK, Command, note
from pipeline.interfaces.cli.files import refuse_inputs, save, save_with

if TYPE_CHECKING:
    from pipeline.archive import Archive
    from pipeline.schema import Draft

SUFFIXES = (".docx", ".md", ".txt", ".html")


@click.command(
    cls=Command,
    name="draft",
    help="""用数据起草一份报告。报告里的每个数都来自数据，或由数据和档案算出。

    数据可以是 xlsx、csv、json、yaml，也可以是各科室报来的文字（txt、docx）。
    数据里要人留意的地方（矛盾、重复、缺单位）写在屏幕上，也写进 --provenance。

    例：
      huibao draft --data 本周数据.xlsx -o 周报.docx
      huibao draft --data 本周数据.xlsx --like 上周周报.docx -o 周报.docx
      huibao draft --data 数据.xlsx 群消息.txt --archive 档案.db -o 周报.docx
      huibao draft --data 数据.xlsx --archive 档案.db --chart 清运垃圾 -o 周报.docx
      huibao draft --data 数据.csv --template weekly -o 周报.txt --provenance 来源.json
      huibao draft --from-archive --period 2026-03 --kind monthly -o 三月月报.docx
      huibao draft --data 群消息.txt --explain    先看看各行读成了什么，不写文件""",
)
@click.option("--data", multiple=True, metavar="文件...", help="数据，可写多个文件")
@click.argument("more", nargs=-1, metavar="")
@click.option("--template", "--kind", metavar="模板", help="用这个模板（templates 列出）")
@click.option("--like", metavar="报告", help="参照这份以前的报告")
@click.option("--archive", metavar="档案", help="和这个档案里以前的报告比较")
@click.option("-o", "out", metavar="输出", help="写到 .docx、.md、.txt 或 .html")
@click.option("--provenance", metavar="文件", help="把每个数的来源写到这个 json 文件")
@click.option("--unit", "unit_name", metavar="单位", help="报告单位（不写就用数据里的）")
@click.option("--period", metavar="时段", help="报告时段，如 2026年5月4日至5月10日")
@click.option("--recipient", metavar="机关", help="主送机关")
@click.option("--title", metavar="标题", help="报告标题")
@click.option("--show-sources", is_flag=True, help="docx 里给每个数加批注，写明来源")
@click.option("--annex", is_flag=True, help="文后附一张数字来源表（docx、html）")
@click.option(
    "--chart",
    multiple=True,
    metavar="指标",
    help="docx 里附这个指标的走势图，和 --archive 同用；汇总时画各期",
)
@click.option("--from-archive", is_flag=True, help="把档案里这段时间的报告汇总成月报、季报、年报")
@click.option("--below", is_flag=True, help="汇总下级单位（各社区）的报告，和 --from-archive 同用")
@click.option(
    "--llm", metavar="模型", help="请语言模型润色连接的话（服务地址或本机文件夹），数字锁定"
)
@click.option("--explain", is_flag=True, help="只说各行数据读成了什么，不写报告")
def command(
    data: tuple[str, ...],
    more: tuple[str, ...],
    template: str | None,
    like: str | None,
    archive: str | None,
    out: str | None,
    provenance: str | None,
    unit_name: str | None,
    period: str | None,
    recipient: str | None,
    title: str | None,
    show_sources: bool,  # noqa: FBT001 - click passes flags by name
    annex: bool,  # noqa: FBT001
    chart: tuple[str, ...],
    from_archive: bool,  # noqa: FBT001
    below: bool,  # noqa: FBT001
    llm: str | None,
    explain: bool,  # noqa: FBT001
) -> int:
    """Compose, write, and tell what a person must know of the data."""
    files = (*data, *more)
    named = {"unit_name": unit_name, "period": period, "recipient": recipient, "title": title}
    if not files and not from_archive:
        raise BadUsage("缺少 --data：请写明数据文件，如 --data 本周数据.xlsx")
    if explain:
        for line in drafting.preview(core.read_brief(files, **named)):
            click.echo(line)
        return OK
    if out is None:
        raise BadUsage("缺少 -o：请写明草稿写到哪个文件，如 -o 周报.docx")
    target = Path(out)
    if target.suffix.lower() not in SUFFIXES:
        raise BadUsage(f"-o 的后缀要是 {'、'.join(SUFFIXES)} 之一", file=out)
    for written in filter(None, (out, provenance)):
        refuse_inputs(Path(written), (*files, *filter(None, [like])))
    store = opened_if_named(archive)
    if from_archive:
        draft = _from_archive(store, template, named, chart, below=below)
    else:
        draft = core.draft(
            files, template=template, like=like, archive=store, charts=chart, **named
        )
    if llm:
        draft = drafting.polish(draft, drafting.rewriter(llm))
    save_with(
        target,
        lambda temporary: drafting.write(
            draft,
            temporary,
            show_sources=show_sources,
            annex=annex,
            style=drafting.style_of(template),
        ),
    )
    if provenance:
        save(Path(provenance), wire.dumps(wire.provenance(draft), indent=1) + "\n")
    for notice in draft.notices:
        note(f"注意：{notice.message}")
    note(f"已写好 {out}：{len(draft.figures)}个数都有来源，{len(draft.notices)}处要留意")
    return OK


def _from_archive(
    store: Archive | None,
    template: str | None,
    named: dict[str, str | None],
    charts: tuple[str, ...],
    *,
    below: bool,
) -> Draft:
    """Sum the archive's reports of the period that was named."""
    period = named.pop("period")
    if store is None:
        raise BadUsage("缺少 --archive：从档案汇总，要写明是哪个档案")
    if not period:
        raise BadUsage("缺少 --period：请写明汇总哪段时间，如 --period 2026-03")
    return core.draft_from_archive(
        store, period=period, template=template, below=below, charts=charts, **named
    )

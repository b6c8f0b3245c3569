"""huibao indicators: the canonical indicators, and what people decide about them."""

from __future__ import annotations

import click

from pipeline import wire
from pipeline.archive import SeriesInfo
from pipeline.errors import BadUsage
from pipeline.interfaces.cli.archive_options import of_archive, opened
from pipeline.interfaces.cli.base import OK, Command, note
from pipeline.outputs import layout

TEMPOS = {
    "period": "当期",
    "cumulative": "累计",
    "rate": "比率",
    "average": "平均",
    "change": "增减",
    "planned": "计划",
}


@click.command(
    cls=Command,
    name="indicators",
    help="""列出档案里的指标和各自的说法；合并、拆开、改名，定了就一直照办。

    例：
      huibao indicators --issuer 某某街道
      huibao indicators --merge 12 --with 15
      huibao indicators --split 12 --wording 取缔乱挂晒
      huibao indicators --rename 12 --name 占道经营取缔数
      huibao indicators --undo 3""",
)
@of_archive
@click.option("--issuer", metavar="单位", help="只列这个单位的")
@click.option("--merge", type=int, metavar="编号", help="合并到这个指标，配合 --with")
@click.option("--with", "others", type=int, multiple=True, metavar="编号", help="并进去的指标")
@click.option("--split", type=int, metavar="编号", help="从这个指标里拆出说法，配合 --wording")
@click.option("--wording", "wordings", multiple=True, metavar="说法", help="拆出去的说法")
@click.option("--rename", type=int, metavar="编号", help="给这个指标改名，配合 --name")
@click.option("--name", metavar="名称", help="新的名称")
@click.option("--undo", type=int, metavar="决定", help="撤销一个决定")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    metavar="格式",
    help="输出格式：table（默认）、json",
)
def command(
    archive: str | None,
    issuer: str | None,
    merge: int | None,
    others: tuple[int, ...],
    split: int | None,
    wordings: tuple[str, ...],
    rename: int | None,
    name: str | None,
    undo: int | None,
    form: str,
) -> int:
    """List, or note a decision."""
    store = opened(archive)
    if merge is not None or others:
        if merge is None or not others:
            raise BadUsage("合并要写明 --merge 编号 --with 编号")
        note(f"已合并（决定 {store.merge(merge, *others)}）")
    elif split is not None or wordings:
        if split is None or not wordings:
            raise BadUsage("拆开要写明 --split 编号 --wording 说法")
        note(f"已拆开，新指标编号 {store.split(split, *wordings)}")
    elif rename is not None or name:
        if rename is None or not name:
            raise BadUsage("改名要写明 --rename 编号 --name 名称")
        note(f"已改名（决定 {store.rename(rename, name)}）")
    elif undo is not None:
        store.undo(undo)
        note("已撤销")
    else:
        _list(store.series(issuer=issuer), form)
    return OK


def _list(found: tuple[SeriesInfo, ...], form: str) -> None:
    if form == "json":
        click.echo(wire.dumps([wire.series(each) for each in found], indent=1))
        return
    body = [
        (
            str(each.id),
            each.issuer or "",
            each.name,
            each.unit or "",
            TEMPOS.get(each.tempo, each.tempo),
            str(each.values),
            f"{each.least_confidence:.2f}",
            "、".join(each.wordings),
        )
        for each in found
    ]
    head = ("编号", "单位", "指标", "计量单位", "口径", "次数", "把握", "各种说法")
    click.echo(layout.columns(head, body, most=40), nl=False)
    note(f"共{len(found)}个指标")

"""huibao issuers: who reports, under which names, and to whom they belong."""

from __future__ import annotations

import click

from pipeline.errors import BadUsage
from pipeline.interfaces.cli.archive_options import of_archive, opened
from pipeline.interfaces.cli.base import OK, Command, note
from pipeline.outputs import layout


@click.command(
    cls=Command,
    name="issuers",
    help="""列出报告单位；说明谁的上级是谁、哪两个名称是一家。

    例：
      huibao issuers
      huibao issuers --set 荷塘社区 --parent 苇桥街道办事处
      huibao issuers --set 荷塘社区 --alias 荷塘社区居民委员会""",
)
@of_archive
@click.option("--set", "name", metavar="单位", help="要说明的单位")
@click.option("--parent", metavar="上级", help="它的上级单位")
@click.option("--alias", metavar="别名", help="它的另一个名称，已有的报告一并归过来")
def command(archive: str | None, name: str | None, parent: str | None, alias: str | None) -> int:
    """List, or note a relation."""
    store = opened(archive)
    if name is None and (parent or alias):
        raise BadUsage("请用 --set 写明单位")
    if name is not None:
        if not parent and not alias:
            raise BadUsage("请用 --parent 或 --alias 说明")
        if alias:
            store.set_alias(alias, name)
        if parent:
            store.set_parent(name, parent)
        note("已记下")
        return OK
    body = [
        (each.name, each.parent or "", str(each.reports), "、".join(each.aliases))
        for each in store.bodies()
    ]
    click.echo(layout.columns(("单位", "上级", "报告数", "别名"), body, most=40), nl=False)
    note(f"共{len(body)}个单位")
    return OK

"""huibao audit-log: who did what on a server for many, and whether the record is whole."""

from __future__ import annotations

import click

from pipeline.interfaces.cli.base import FOUND, OK, Command, complain, note
from pipeline.interfaces.cli.users import open_server


@click.command(
    cls=Command,
    name="audit-log",
    help="""多人使用时的审计日志：列出最近的；--verify 核对有没有被改过、删过。

    每条记录都封在前一条上，改一条，后面全对不上。末尾的封印可以抄下来，
    下次用 --last 核对：抄下以后删掉末尾几条，也看得出来。

    例：
      huibao audit-log
      huibao audit-log --verify
      huibao audit-log --verify --last 3f0a…""",
)
@click.option("--verify", is_flag=True, help="核对整本日志，被改过则退出码为 1")
@click.option("--last", metavar="封印", help="以前抄下的末尾封印，核对它还在日志里")
@click.option("--most", type=click.IntRange(1, 100_000), default=50, metavar="条", help="列出几条")
def command(last: str | None, most: int, *, verify: bool) -> int:
    """List, or examine."""
    from pipeline.interfaces.server.log import Log

    store = open_server()
    try:
        log = Log(store)
        if not verify and not last:
            for each in reversed(log.entries(most=most)):
                cells = (each.at, each.person or "-", each.address or "-", each.deed, each.subject)
                click.echo(f"{each.id:>6}  {'  '.join(cells)}  {each.status}")
            return OK
        verdict = log.verify()
        if verdict.broken is not None:
            complain(f"第{verdict.broken}条对不上封印：这条或它前面的记录被改过、删过")
            return FOUND
        if last and not log.holds(last):
            complain("抄下的封印已不在日志里：末尾的记录被删过，或者抄错了")
            return FOUND
    finally:
        store.close()
    click.echo(f"共{verdict.entries}条，没有被改过；末尾封印 {verdict.last}")
    note("请把末尾封印抄在别处，下次用 --last 核对")
    return OK

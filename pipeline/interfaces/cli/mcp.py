"""huibao mcp: the tools of an assistant on this computer, over stdio."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.errors import BadUsage
from pipeline.interfaces.cli.archive_options import OF_ARCHIVE
from pipeline.interfaces.cli.base import OK, Command


@click.command(
    cls=Command,
    name="mcp",
    help="""让本机的智能助手来问：取数、核查、查档案（MCP，走标准输入输出）。只读，不联网。

    在助手的配置里写上这条命令；它只能读 --folder 里的文件。要让它能收录，加 --write。

    例：
      huibao mcp --folder 材料
      huibao mcp --folder 材料 --archive 档案.db --write""",
)
@click.option(
    "--folder",
    "folders",
    multiple=True,
    metavar="文件夹",
    help="可以读的文件夹，可多次；不写就是当前文件夹",
)
@OF_ARCHIVE
@click.option("--write", is_flag=True, help="允许收录材料")
def command(folders: tuple[str, ...], archive: str | None, *, write: bool) -> int:
    """Serve until the assistant hangs up."""
    try:
        from pipeline.interfaces.mcp_server import build
    except ModuleNotFoundError as error:
        raise BadUsage(f"缺少组件（{error.name}），请先运行 pip install 'huibao[mcp]'") from error
    places = [Path(each) for each in folders or (".",)]
    for each in places:
        if not each.is_dir():
            raise BadUsage("没有这个文件夹", file=str(each))
    build(places, archive, write=write).run("stdio")
    return OK

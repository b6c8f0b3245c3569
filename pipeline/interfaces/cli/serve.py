"""huibao serve: the web page and the REST interface."""

from __future__ import annotations

import os
import socket
import threading
import webbrowser
from contextlib import suppress

import click

from pipeline.errors import BadUsage
from pipeline.interfaces import config
from pipeline.interfaces.cli.base import OK, Command, note
from pipeline.interfaces.cli.users import need_server, open_server

PORT = 8765


_SECONDS_TO_END = 5.0


@click.command(
    cls=Command,
    name="serve",
    help="""打开网页：核查、收录、台账、起草都在里面；程序可走 REST 接口。

    只在本机开，地址里带钥匙，别人打不开。按 Ctrl+C 停止。

    例：
      huibao serve
      huibao serve --port 9000 --archive 档案.db
      huibao serve --users --host 0.0.0.0 --cert 证书.pem --key 私钥.pem""",
)
@click.option("--host", default="127.0.0.1", metavar="地址", help="在哪个地址上开，默认只有本机")
@click.option("--port", type=click.IntRange(1, 65535), metavar="端口", help=f"端口，默认 {PORT}")
@click.option("--archive", metavar="档案", help="档案文件或数据库地址")
@click.option("--no-browser", is_flag=True, help="不自动打开浏览器")
@click.option("--users", is_flag=True, help="多人使用：各自登录，各单位分开")
@click.option("--name", "names", multiple=True, metavar="域名", help="浏览器里用的域名，可多次")
@click.option("--cert", type=click.Path(), metavar="文件", help="https 证书")
@click.option("--key", type=click.Path(), metavar="文件", help="https 证书的私钥")
def command(
    host: str,
    port: int | None,
    archive: str | None,
    *,
    no_browser: bool,
    users: bool,
    names: tuple[str, ...],
    cert: str | None,
    key: str | None,
) -> int:
    """Serve until interrupted."""
    try:
        import uvicorn

        from pipeline.interfaces.web.app import create
        from pipeline.interfaces.web.office import Office
        from pipeline.interfaces.web.server import Server
        from pipeline.interfaces.web.workers import Workers
    except ModuleNotFoundError as error:
        raise BadUsage(
            f"缺少网页组件（{error.name}），请先运行 pip install 'huibao[web]'"
        ) from error
    config.lay_words()
    if (cert is None) != (key is None):
        raise BadUsage("--cert 和 --key 要一起给")
    listening = _listen(host, port)
    number = listening.getsockname()[1]
    front: Office | Server
    if users:
        need_server()
        store = open_server()
        scheme = "https" if cert else "http"
        front = Server(store, host=host, port=number, names=names, scheme=scheme, workers=Workers())
        if not front.people.everyone():
            listening.close()
            raise BadUsage("还没有账号，请先运行 huibao users --help，开单位和第一个管理账号")
    else:
        front = Office(host=host, port=number, archive_place=archive)
    server = uvicorn.Server(
        uvicorn.Config(
            create(front),
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_keep_alive=75,  # people think longer than the usual 5 seconds
            ssl_certfile=cert,
            ssl_keyfile=key,
        )
    )
    click.echo(f"已打开：{front.address}")
    note("这个窗口不要关，用完按 Ctrl+C 停止")
    if not front.is_local and users and not cert:
        note("注意：没有 https，密码在网络上是明文；请给 --cert 和 --key，或放在 https 代理后面")
    elif not front.is_local and not users:
        note("注意：同一网络里拿到这个地址的人都能打开，请只在信得过的网络里用")
    warm = front.workers.begin if front.workers is not None else _warm_up
    warming = threading.Thread(target=warm, daemon=True)
    warming.start()
    if not no_browser and not users:
        threading.Timer(0.6, webbrowser.open, (front.address,)).start()
    with suppress(KeyboardInterrupt):  # the way to stop it
        server.run(sockets=[listening])
    front.close()
    warming.join(_SECONDS_TO_END)  # cut off in the middle of a line it writes, Python aborts
    note("已停止")
    return OK


def _warm_up() -> None:
    """Load dictionaries and rules while the person is still looking at the first page."""
    from pipeline import core

    core.check(core.document_from_text("砚浦街道工作周报\n本周共取缔占道经营31起。"))


def _listen(host: str, port: int | None) -> socket.socket:
    """Take the port, or the next free one where none was asked for."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    last: OSError | None = None
    for number in [port] if port else range(PORT, PORT + 50):
        listening = socket.socket(family, socket.SOCK_STREAM)
        if os.name != "nt":  # there it would let two servers share a port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, number))
            listening.listen(128)
        except OSError as error:
            listening.close()
            last = error
        else:
            return listening
    reason = last.strerror if last else ""
    raise BadUsage(f"{host} 的端口 {port or PORT} 开不了（{reason}），请用 --port 换一个")

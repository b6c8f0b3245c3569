"""huibao users: the accounts of a server for many."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from pipeline import paths
from pipeline.errors import BadUsage
from pipeline.interfaces.cli.base import OK, Command, note

if TYPE_CHECKING:
    from pipeline.interfaces.server.people import People, Role
    from pipeline.interfaces.server.store import Store

PLACE = "HUIBAO_SERVER"


def open_server() -> Store:
    """Open the database of accounts: where HUIBAO_SERVER says, else in the user's data folder."""
    from pipeline.interfaces.server.store import open_store

    return open_store(os.environ.get(PLACE) or paths.user_data() / "server" / "server.db")


@click.command(
    cls=Command,
    name="users",
    help="""多人使用时的账号：开单位，开账号，停用、解锁、重置密码。不加选项就列出全部。

    账号库放在环境变量 HUIBAO_SERVER 写明的地方（文件或 postgresql://…），没有写就放在用户数据文件夹。

    例：
      huibao users --new-office 砚浦街道
      huibao users --new-office 东湖社区 --under 砚浦街道
      huibao users --add 王芳 --office 砚浦街道 --role 录入 --role 审核
      huibao users --add 李明 --office 砚浦街道 --role 管理
      huibao users --reset 王芳""",
)
@click.option("--new-office", metavar="单位", help="开一个单位")
@click.option("--under", metavar="单位", help="新单位的上级")
@click.option("--add", metavar="账号", help="开账号，印出初始密码")
@click.option("--office", metavar="单位", help="账号属于哪个单位")
@click.option(
    "--role", "roles", multiple=True, metavar="角色", help="录入、审核、管理、审计，可多次"
)
@click.option("--reset", metavar="账号", help="重置密码，印出新的初始密码")
@click.option("--unlock", metavar="账号", help="解锁")
@click.option("--close", "close_", metavar="账号", help="停用")
@click.option("--open", "open_", metavar="账号", help="重新启用")
def command(
    new_office: str | None,
    under: str | None,
    add: str | None,
    office: str | None,
    roles: tuple[str, ...],
    reset: str | None,
    unlock: str | None,
    close_: str | None,
    open_: str | None,
) -> int:
    """List, or do what the options say."""
    with _people() as people:
        if new_office:
            above = _office(people, under) if under else None
            people.add_office(new_office, above)
            note(f"已开单位：{new_office}")
        if add:
            _told(add, people.add(add, _office(people, office), _roles(roles)))
        if reset:
            _told(reset, people.reset(people.named(reset).id))
        if unlock:
            people.change(people.named(unlock).id, unlock=True)
            note(f"已解锁：{unlock}")
        for name, closed in ((close_, True), (open_, False)):
            if name:
                people.change(people.named(name).id, closed=closed)
                note(f"{'已停用' if closed else '已启用'}：{name}")
        if not any((new_office, add, reset, unlock, close_, open_)):
            _list(people)
    return OK


def need_server() -> None:
    """See to it that passwords can be kept.

    Raises:
        BadUsage: the extra is not installed.
    """
    from importlib.util import find_spec

    if find_spec("argon2") is None:
        raise BadUsage("缺少组件（argon2），请先运行 pip install 'huibao[server]'")


@contextmanager
def _people() -> Iterator[People]:
    need_server()
    from pipeline.interfaces.server.log import Log
    from pipeline.interfaces.server.people import People

    store = open_server()
    try:
        yield People(store)
        context = click.get_current_context()
        done = [f"{name}={value}" for name, value in context.params.items() if value]
        if done:
            Log(store).add("命令行改账号", "，".join(done), person="（命令行）")
    finally:
        store.close()


def _office(people: People, name: str | None) -> int:
    bodies = people.offices()
    if name is None:
        if len(bodies) == 1:
            return next(iter(bodies))
        raise BadUsage("请用 --office 写明账号属于哪个单位")
    found = [ident for ident, body in bodies.items() if body.name == name]
    if not found:
        raise BadUsage("没有这个单位，请先用 --new-office 开", file=name)
    return found[0]


def _roles(names: tuple[str, ...]) -> list[Role]:
    from pipeline.interfaces.server.people import Role

    try:
        return [Role(each) for each in names]
    except ValueError as error:
        raise BadUsage(f"角色只有{'、'.join(Role)}") from error


def _told(name: str, password: str) -> None:
    click.echo(f"{name}  {password}")
    note("这是初始密码，只显示这一次；第一次登录要换掉")


def _list(people: People) -> None:
    bodies = people.offices()
    for body in bodies.values():
        above = f"（上级：{bodies[body.parent].name}）" if body.parent else ""
        click.echo(f"{body.name}{above}")
        for each in people.everyone([body.id]):
            state = "停用" if each.closed else "锁定" if each.locked else ""
            click.echo(f"  {each.name}  {'、'.join(sorted(each.roles))}  {state}".rstrip())
    if not bodies:
        note("还没有单位和账号，用法见 huibao users --help")

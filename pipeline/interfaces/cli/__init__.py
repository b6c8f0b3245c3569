"""The command line: parse, call the core, show. One module a command, imported when called."""

from __future__ import annotations

import os
import sys

import click

from pipeline import __version__
from pipeline.errors import HuibaoError
from pipeline.interfaces.cli.base import (
    BAD,
    OK,
    Commands,
    complain,
    prepare_streams,
    unexpected,
    usage_message,
)

COMMANDS = (
    "extract",
    "check",
    "mask",
    "rules",
    "explain",
    "ingest",
    "facts",
    "search",
    "trend",
    "export",
    "indicators",
    "issuers",
    "audit",
    "rollup",
    "bin",
    "backup",
    "restore",
    "doctor",
    "draft",
    "templates",
    "serve",
    "users",
    "audit_log",
    "mcp",
    "demo",
    "train",
)


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:  # noqa: FBT001
    if value:
        click.echo(f"huibao {__version__}")
        ctx.exit(OK)


app = Commands(
    "huibao",
    package=__name__,
    modules=COMMANDS,
    help="""汇报材料的事实归档、数据核查与起草。全部在本机完成，不联网。

    先试试：
      huibao demo                     用自带样例走一遍
      huibao check 周报.docx          核查一份材料
      huibao draft --data 数据.xlsx -o 周报.docx
    每个命令加 --help 看用法和例子。""",
    params=[
        click.Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_version,
            help="显示版本号",
        )
    ],
    options_metavar="[选项]",
    subcommand_metavar="命令 [参数]…",
    no_args_is_help=False,
)


def main(arguments: list[str] | None = None) -> None:
    """Run one command and leave with 0, 1 or 2; a user never meets a traceback."""
    prepare_streams()
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: list[str]) -> int:
    """Run one command and say its exit status."""
    try:
        with app.make_context("huibao", list(arguments)) as context:
            if not arguments:
                click.echo(context.get_help())
                return OK
            status = app.invoke(context)
        sys.stdout.flush()
        return status if isinstance(status, int) else OK
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.UsageError as error:
        complain(f"{usage_message(error)}。用法见 {_path(error)} --help")
    except HuibaoError as error:
        complain(str(error))
    except (KeyboardInterrupt, click.Abort):
        complain("已中断，没有留下半成品")
    except BrokenPipeError:
        # the reader of a pipe went away (`| head`): nobody is left to tell
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115
        return OK
    except Exception as error:
        complain(unexpected(error))
    return BAD


def _path(error: click.UsageError) -> str:
    return error.ctx.command_path if error.ctx else "huibao"

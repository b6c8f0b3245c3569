"""What every command shares: Chinese help and usage errors, exit statuses, notes to the user."""

from __future__ import annotations

import inspect
import os
import re
import sys
import traceback
from collections.abc import Iterable
from gettext import gettext
from importlib import import_module
from typing import Any

import click

from pipeline import paths
from pipeline.interfaces import config
from pipeline.outputs.layout import width

OK, FOUND, BAD = 0, 1, 2


def note(text: str) -> None:
    """Tell the user something that is not a result: on stderr, and not under --quiet."""
    context = click.get_current_context(silent=True)
    if context is None or not context.meta.get("quiet"):
        click.echo(text, err=True)


def coloured() -> bool:
    """Say whether a person watches the output on a screen that shows colours."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def complain(text: str) -> None:
    """Say in one line what is wrong; --quiet does not silence it."""
    click.echo(" ".join(str(text).split()), err=True)


def _fold(text: str, columns: int) -> Iterable[str]:
    """Break a paragraph into lines of that many columns, but not inside a Latin word."""
    line = ""
    for piece in re.findall(r"[!-~]+|\s|.", text):
        if width(line) + width(piece) > columns and line.strip() and piece not in "，。；：、）":
            yield line.rstrip()
            line = ""
        line += piece if line or not piece.isspace() else ""
    if line:
        yield line.rstrip()


class ChineseHelp:
    """Help and usage lines in Chinese, for commands and groups alike."""

    def format_usage(self: Any, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the first line."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write(f"用法：{ctx.command_path} {pieces}\n")

    def format_help_text(
        self: Any,
        ctx: click.Context,  # noqa: ARG002
        formatter: click.HelpFormatter,
    ) -> None:
        """Write what the command does: paragraphs folded, indented lines (examples) as they are."""
        formatter.write("\n")
        for line in inspect.cleandoc(self.help or "").splitlines():
            if line.startswith(" "):
                formatter.write(f"  {line}\n")
                continue
            for part in _fold(line, 76) if line else [""]:
                formatter.write(f"  {part}".rstrip() + "\n")

    def format_options(self: Any, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, each with its help beside or below."""
        options = (each for each in self.get_params(ctx) if isinstance(each, click.Option))
        records = [told for each in options if (told := each.get_help_record(ctx))]
        write_terms(formatter, "选项", records)

    def get_help_option(self: Any, ctx: click.Context) -> click.Option | None:
        """Name --help in Chinese."""
        option: click.Option | None = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "显示本说明"
        return option


def write_terms(formatter: click.HelpFormatter, title: str, records: list[tuple[str, str]]) -> None:
    """Write a titled list of terms with their explanations in a second column."""
    formatter.write(f"\n{title}：\n")
    for term, text in records:
        beside = width(term) <= 24
        lines = list(_fold(text, 50)) or [""]
        first = lines.pop(0) if beside else ""
        formatter.write(f"  {term}{' ' * (26 - width(term))}{first}".rstrip() + "\n")
        for line in lines:
            formatter.write(f"{' ' * 28}{line}\n")


class Command(ChineseHelp, click.Command):
    """A command whose help and complaints are Chinese; every one takes --quiet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.append(quiet_option())
        self.allow_extra_args = True
        self.options_metavar = "[选项]"

    def invoke(self, ctx: click.Context) -> Any:
        """Lay the office's word lists over ours before anything is read."""
        config.lay_words()
        return super().invoke(ctx)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Refuse leftover arguments in Chinese."""
        left = super().parse_args(ctx, args)
        if ctx.args and not ctx.resilient_parsing:
            raise click.UsageError(f"多余的参数：{' '.join(map(str, ctx.args))}", ctx)
        return left


def _be_quiet(ctx: click.Context, param: click.Parameter, value: bool) -> None:  # noqa: FBT001
    if value:
        ctx.meta["quiet"] = True


def quiet_option() -> click.Option:
    """Build the --quiet that every command takes."""
    return click.Option(
        ["-q", "--quiet"], is_flag=True, expose_value=False, callback=_be_quiet, help="不显示提示"
    )


class Commands(ChineseHelp, click.Group):
    """A group whose commands are modules, each imported when it is called.

    The command ``export`` is the function ``command`` of the module ``export``; a name that
    Python reserves has an underscore after it (``import`` lives in ``import_``).
    """

    def __init__(self, *args: Any, package: str, modules: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.package = package
        self.modules = {name.rstrip("_").replace("_", "-"): name for name in modules}
        self.params.append(quiet_option())

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Name the commands in the order of the work."""
        return list(self.modules)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002
        cmd_name: str,
    ) -> click.Command | None:
        """Import the command of that name."""
        module = self.modules.get(cmd_name)
        if module is None:
            return None
        command: click.Command = import_module(f"{self.package}.{module}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, and say in Chinese when there is none."""
        name = str(args[0])
        if not name.startswith("-") and name not in self.modules:
            from difflib import get_close_matches

            near = get_close_matches(name, self.modules, 1)
            hint = f"，是不是想用 {near[0]}" if near else ""
            raise click.UsageError(f"没有“{name}”这个命令{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands with the first line of their help, then the options."""
        records = []
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None and not command.hidden:
                records.append((name, (command.help or "").strip().partition("\n")[0]))
        write_terms(formatter, "命令", records)
        super().format_options(ctx, formatter)


def usage_message(error: click.UsageError) -> str:
    """Say in Chinese what is wrong with the arguments."""
    match error:
        case click.NoSuchOption():
            near = [each for each in error.possibilities or () if each]
            return f"没有选项 {error.option_name}" + (
                f"，相近的有 {'、'.join(near)}" if near else ""
            )
        case click.MissingParameter() if error.param is not None:
            return f"缺少 {_name(error.param)}"
        case click.BadOptionUsage():
            if gettext("requires an argument.") in error.message:
                return f"选项 {error.option_name} 后面要写一个值"
            return f"选项 {error.option_name} 的写法不对"
        case click.BadParameter() if error.param is not None:
            kind = error.param.type
            name = _name(error.param)
            if isinstance(kind, click.Choice):
                return f"{name} 只能是 {'、'.join(map(str, kind.choices))}"
            if isinstance(kind, click.types.IntParamType):
                return f"{name} 要写整数，不能小于1" if "range" in kind.name else f"{name} 要写整数"
            return f"{name} 的值不对：{error.message}"
        case _:
            message = error.message
            if message == gettext("Missing command."):
                return "缺少命令"
            return message if re.search(r"[一-鿿]", message) else f"命令的写法不对（{message}）"


def unexpected(error: Exception) -> str:
    """Say in one line that the program itself failed; the details go to a log on request."""
    kind = type(error).__name__
    if isinstance(error, MemoryError):
        return "内存不足，没有做完。请关掉其他程序，或把材料分成几份再试"
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}：" if error.filename else ""
        return f"{where}无法读写（{error.strerror}），请检查路径、权限和磁盘空间"
    if not os.environ.get("HUIBAO_DEBUG"):
        return f"程序内部出错（{kind}），没有做完。设 HUIBAO_DEBUG=1 再试一次，可得到供反馈用的日志"
    log = paths.user_data() / "huibao.log"
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8", errors="backslashreplace") as out:
            out.write("".join(traceback.format_exception(error)) + "\n")
    except OSError:
        return f"程序内部出错（{kind}），日志也写不进 {log}"
    return f"程序内部出错（{kind}），没有做完。详情已写入 {log}"


def _name(param: click.Parameter) -> str:
    if isinstance(param, click.Option):
        return max(param.opts, key=len)
    return param.make_metavar(click.Context(click.Command(""))).strip("[].")


def prepare_streams() -> None:
    """Write UTF-8 wherever the output goes, and never fail on a character that cannot be shown."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="replace")

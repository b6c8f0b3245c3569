"""The archive that a command works on, and the options that the archive's commands share."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline import core
from pipeline.errors import BadArchive
from pipeline.interfaces import config
from pipeline.interfaces.cli.base import note

if TYPE_CHECKING:
    from pipeline.archive import Archive

Decorated = Callable[..., Any]

OF_ARCHIVE = click.option(
    "--archive", metavar="档案", help="档案文件或数据库地址；不写时用配置的，或用户数据文件夹里的"
)


LIMIT = click.IntRange(min=1)


class Day(click.ParamType[str]):
    """A year, month or day as people write it -> EDTF (2025, 2025-08, 2025-08-11)."""

    name = "day"
    _WRITTEN = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", re.ASCII)

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Check that there is such a day."""
        plain = re.sub("[年月.]", "-", value.strip()).removesuffix("日").removesuffix("-")
        found = self._WRITTEN.fullmatch(plain)
        year, month, day = (int(each or 1) for each in found.groups()) if found else (0, 1, 1)
        try:
            written = date(year, month, day).isoformat()
        except ValueError:
            message = "要写成 2025、2025-08 或 2025-08-11 的样子"
            raise click.BadParameter(message, ctx=ctx, param=param) from None
        given = sum(each is not None for each in found.groups()) if found else 0
        return written[: (0, 4, 7, 10)[given]]


class Stretch(Day):
    """As a day, or from one to another (2025-08-11/2025-08-17)."""

    name = "stretch"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Check both ends."""
        ends = [super(Stretch, self).convert(each, param, ctx) for each in value.split("/", 1)]
        return "/".join(ends)


_BETWEEN = (
    click.option("--issuer", metavar="单位", help="报告单位"),
    click.option(
        "--from", "first", type=Day(), metavar="日期", help="从这一天起，如 2025-08-11 或 2025-08"
    ),
    click.option("--to", "last", type=Day(), metavar="日期", help="到这天止"),
)


def opened(option: str | None, *, make: bool = False) -> Archive:
    """Open the archive for this call; it is closed at the call's end.

    Raises:
        BadArchive: there is none and ``make`` is not asked for: a wrong path makes no new archive.
    """
    place = config.archive_place(option)
    if not make and _is_missing(place):
        raise BadArchive("还没有这个档案，请检查路径，或先用 huibao ingest 收录材料", file=place)
    return click.get_current_context().with_resource(core.open_archive(place))


def opened_if_named(option: str | None) -> Archive | None:
    """Open the archive only where one is named; a new one holds nothing to compare with yet."""
    place = config.named_archive(option)
    if place is None:
        return None
    if _is_missing(place):
        note(f"档案 {place} 还是空的，这次没有以前的报告可以比较")
    return click.get_current_context().with_resource(core.open_archive(place))


def _is_missing(place: str) -> bool:
    return "://" not in place and not Path(place).exists()


def of_archive(function: Decorated) -> Decorated:
    """Take --archive."""
    return OF_ARCHIVE(function)


def between(function: Decorated) -> Decorated:
    """Take --issuer, --from and --to."""
    for option in reversed(_BETWEEN):
        function = option(function)
    return function


def filtered(function: Decorated) -> Decorated:
    """Take --period too."""
    told = "报告时期，如 2025、2025-08、2025-08-11/2025-08-17"
    return click.option("--period", type=Stretch(), metavar="时期", help=told)(between(function))


def of_facts(function: Decorated) -> Decorated:
    """Take the filters of facts."""
    for option in reversed(
        (
            click.option("--indicator", metavar="指标", help="指标里有这些字"),
            click.option("--unit", metavar="单位", help="计量单位，如 起、元"),
        )
    ):
        function = option(function)
    return filtered(function)

"""The options that the archive's commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

Decorated = Callable[..., Any]

OF_ARCHIVE = click.option(
    "--archive", metavar="档案", help="档案文件或数据库地址；不写时用配置的，或用户数据文件夹里的"
)
_FILTERS = (
    click.option("--issuer", metavar="单位", help="报告单位"),
    click.option("--period", metavar="时期", help="报告时期，如 2025、2025-08"),
    click.option("--from", "first", metavar="日期", help="从这一天起，如 2025-08-11 或 2025-08"),
    click.option("--to", "last", metavar="日期", help="到这一天止"),
)


def of_archive(function: Decorated) -> Decorated:
    """Take --archive."""
    return OF_ARCHIVE(function)


def filtered(function: Decorated) -> Decorated:
    """Take --issuer, --period, --from and --to."""
    for option in reversed(_FILTERS):
        function = option(function)
    return function


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

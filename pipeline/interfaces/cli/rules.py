"""huibao rules: the catalogue of rules."""

from __future__ import annotations

import click

from pipeline import catalogue, wire
from pipeline.interfaces.cli.base import OK, Command
from pipeline.outputs import layout
from pipeline.outputs.telling import SEVERITIES


@click.command(
    cls=Command,
    name="rules",
    help="""列出全部核查规则。

    例：
      huibao rules
      huibao rules --format json""",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    metavar="格式",
    help="输出格式：table（默认）、json",
)
def command(form: str) -> int:
    """Write the catalogue."""
    rules = catalogue.rules()
    if form == "json":
        listed = [
            {"code": each.code, "severity": each.severity.value, "title": each.title}
            for each in rules
        ]
        click.echo(wire.dumps(listed, indent=1))
    else:
        body = [(each.code, SEVERITIES[each.severity], each.title) for each in rules]
        click.echo(layout.columns(("代码", "级别", "查什么"), body, most=72), nl=False)
    return OK

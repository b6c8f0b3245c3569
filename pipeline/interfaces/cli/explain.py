"""huibao explain: one rule with its reasons and examples."""

from __future__ import annotations

import click

from pipeline import catalogue
from pipeline.interfaces.cli.base import OK, Command
from pipeline.outputs.telling import SEVERITIES


@click.command(
    cls=Command,
    name="explain",
    help="""讲清一条规则：查什么、为什么查、怎么改，附正反例。

    例：
      huibao explain NUM101""",
)
@click.argument("code", metavar="代码")
def command(code: str) -> int:
    """Write a rule's docstring and examples."""
    rule = catalogue.rule(code)
    click.echo(f"{rule.code} {rule.title}（{SEVERITIES[rule.severity]}）\n")
    click.echo(rule.explanation)
    for title, examples in (("会报", rule.bad), ("不报", rule.good)):
        if examples:
            click.echo(f"\n{title}：")
        for example in examples:
            for line in example.splitlines():
                click.echo(f"  {line}")
            click.echo()
    return OK

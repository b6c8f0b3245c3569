"""huibao templates: the templates of drafts, and whether they are sound."""

from __future__ import annotations

import click

from pipeline import drafting
from pipeline.drafting.templates import load_template
from pipeline.interfaces.cli.base import FOUND, OK, Command


@click.command(
    cls=Command,
    name="templates",
    help="""列出起草用的模板；templates check 检查模板（自带的，或自己改的文件夹）。

    例：
      huibao templates
      huibao templates check
      huibao templates check 我的模板文件夹""",
)
@click.argument("action", required=False, type=click.Choice(["list", "check"]), default="list")
@click.argument("names", nargs=-1, metavar="[模板...]")
def command(action: str, names: tuple[str, ...]) -> int:
    """List the templates, or try each on its own example."""
    faulty = False
    for name in names or drafting.template_names():
        template = load_template(name)
        if action == "list":
            click.echo(f"{template.name}\t{template.title}：{template.about}")
            continue
        faults = drafting.check_template(name)
        faulty = faulty or bool(faults)
        click.echo(f"{template.name}\t{'没有问题' if not faults else '；'.join(faults)}")
    return FOUND if faulty else OK

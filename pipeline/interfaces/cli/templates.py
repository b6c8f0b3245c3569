"""huibao templates: the templates of drafts, and whether they are sound."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline import drafting
from pipeline.drafting.templates import load_template
from pipeline.errors import BadUsage
from pipeline.interfaces.cli.base import FOUND, OK, Command


@click.command(
    cls=Command,
    name="templates",
    help="""列出起草用的模板；templates check 检查模板（自带的，或自己改的文件夹）。

    templates style 在模板文件夹里放一份 style.docx，用 Word 改它的样式，草稿就照它排版。

    例：
      huibao templates
      huibao templates check
      huibao templates check 我的模板文件夹
      huibao templates style 我的模板文件夹""",
)
@click.argument(
    "action", required=False, type=click.Choice(["list", "check", "style"]), default="list"
)
@click.argument("names", nargs=-1, metavar="[模板...]")
def command(action: str, names: tuple[str, ...]) -> int:
    """List the templates, or try each on its own example."""
    faulty = False
    if action == "style":
        return _start_styles(names)
    for name in names or drafting.template_names():
        template = load_template(name)
        if action == "list":
            click.echo(f"{template.name}\t{template.title}：{template.about}")
            continue
        faults = drafting.check_template(name)
        faulty = faulty or bool(faults)
        click.echo(f"{template.name}\t{'没有问题' if not faults else '；'.join(faults)}")
    return FOUND if faulty else OK


def _start_styles(folders: tuple[str, ...]) -> int:
    """Put a style.docx into each folder; one that is there already stays as it is."""
    from pipeline.drafting.style import write_starter

    if not folders:
        raise BadUsage("缺少文件夹：请写明模板文件夹，如 huibao templates style 我的模板")
    for folder in map(Path, folders):
        path = folder / "style.docx"
        if not folder.is_dir():
            raise BadUsage("没有这个文件夹，请先把一个模板复制过来", file=str(folder))
        if path.exists():
            raise BadUsage("已经有 style.docx，没有改动它", file=str(folder))
        write_starter(path)
        click.echo(f"已写好 {path}：用 Word 打开，改“标题”“正文文本”等样式即可")
    return OK

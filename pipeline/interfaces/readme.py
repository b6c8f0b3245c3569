"""README's tables from the help of commands and the words of rules; run as a module to renew."""

from __future__ import annotations

import re
from pathlib import Path

import click

from pipeline import catalogue
from pipeline.interfaces.cli import app
from pipeline.outputs.telling import SEVERITIES

README = Path(__file__).resolve().parents[2] / "README.md"


def commands() -> str:
    """Write a row a command."""
    context = click.Context(app)
    rows = []
    for name in app.list_commands(context):
        command = app.get_command(context, name)
        if command is not None and not command.hidden:
            first = (command.help or "").strip().partition("\n")[0]
            rows.append(f"| `huibao {name}` | {first} |\n")
    return "".join(rows)


def rules() -> str:
    """Write a row a rule."""
    rows = [
        f"| {each.code} | {SEVERITIES[each.severity]} | {each.title} |\n"
        for each in catalogue.rules()
    ]
    return "| 代码 | 级别 | 查什么 |\n|---|---|---|\n" + "".join(rows)


def renewed(text: str) -> str:
    """Put the generated blocks between their marks."""
    for name, block in (("commands", commands()), ("rules", rules())):
        pattern = re.compile(f"(?<=<!-- {name} -->\n).*?(?=<!-- /{name} -->)", re.DOTALL)
        text = pattern.sub(lambda _, block=block: block, text)  # type: ignore[misc]
    return text


if __name__ == "__main__":
    README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")

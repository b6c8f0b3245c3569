"""huibao search: words and figures to the places where they stand."""

from __future__ import annotations

from typing import Any

import click

from pipeline import wire
from pipeline.archive import Hit
from pipeline.interfaces.cli.archive_options import filtered, of_archive, opened
from pipeline.interfaces.cli.base import OK, Command, note


@click.command(
    cls=Command,
    name="search",
    help="""在档案全文里查词、查数。

    例：
      huibao search 占道经营
      huibao search "取缔 >100 起" --issuer 某某街道 --period 2025""",
)
@click.argument("words", nargs=-1, required=True, metavar="词...")
@of_archive
@filtered
@click.option("--section", metavar="章节", help="只在这类章节里查")
@click.option(
    "--limit", type=click.IntRange(min=1), default=50, metavar="条数", help="最多列这么多条，默认50"
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    metavar="格式",
    help="输出格式：text（默认）、json",
)
def command(words: tuple[str, ...], archive: str | None, form: str, **filters: Any) -> int:  # noqa: ANN401
    """List the places, newest report first."""
    found = opened(archive).search(" ".join(words), **filters)
    if form == "json":
        click.echo(wire.dumps([wire.hit(each) for each in found], indent=1))
        return OK
    for each in found:
        head = "  ".join(filter(None, (each.period, each.issuer, each.title, each.file)))
        click.echo(f"{head}\n    {_highlighted(each)}")
    note(f"共{len(found)}处")
    return OK


def _highlighted(hit: Hit) -> str:
    text, at, parts = hit.excerpt, 0, []
    for mark in sorted(hit.marks):
        if mark.start >= at:
            parts += [text[at : mark.start], click.style(text[mark.start : mark.end], bold=True)]
            at = mark.end
    return " ".join("".join([*parts, text[at:]]).split())

"""Loads the tables that people edit (``data/*.tsv``, ``data/*.toml``), each read once, checked on load.

A table is UTF-8, one row a line, columns divided by tabs; ``#`` at a line's start is a comment.
"""

import tomllib
from functools import cache
from typing import Any

from pipeline import paths


@cache
def table(name: str, columns: int) -> tuple[tuple[str, ...], ...]:
    """Read ``data/NAME.tsv``: rows of ``columns`` strings, short rows filled with "".

    Raises:
        ValueError: a row with more columns than that; names file and line.
    """
    rows = []
    text = (paths.DATA / f"{name}.tsv").read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) > columns:
            raise ValueError(f"{name}.tsv:{number}: {len(cells)} columns instead of {columns}")
        rows.append((*cells, *[""] * (columns - len(cells))))
    return tuple(rows)


@cache
def words(name: str) -> frozenset[str]:
    """Read ``data/NAME.tsv`` as a set of words (its first column)."""
    return frozenset(row[0] for row in table(name, 9))


@cache
def settings(name: str) -> dict[str, Any]:
    """Read ``data/NAME.toml``."""
    return tomllib.loads((paths.DATA / f"{name}.toml").read_text(encoding="utf-8"))

"""Words of the phrase library (templates/phrases), chosen so that weeks do not read alike."""

import tomllib
import zlib
from functools import cache
from typing import Any

from pipeline import lexicon, paths
from pipeline.errors import BadTemplate


@cache
def library() -> dict[str, Any]:
    """Read every table of the phrase library, later files adding to earlier ones.

    Raises:
        BadTemplate: a file of the library is not TOML.
    """
    merged: dict[str, Any] = {}
    for file in sorted((paths.shipped("templates") / "phrases").glob("*.toml")):
        try:
            tables = tomllib.loads(file.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise BadTemplate(f"短语库写法有误：{error}", file=file.name) from error
        for name, table in tables.items():
            merged.setdefault(name, {}).update(table)
    return merged


def pick(table: str, kind: str, seed: str) -> str:
    """Choose one of the variants; the same seed always gives the same one."""
    variants = library()[table][kind]
    if isinstance(variants, str):
        return variants
    return str(variants[zlib.crc32(f"{table}.{kind}.{seed}".encode()) % len(variants)])


@cache
def verbs() -> frozenset[str]:
    """List the verbs of doing (data/verbs.tsv) that an indicator may begin with."""
    rows = lexicon.table("verbs", 2)
    more = lexicon.settings("draft_words")["verbs"]
    return frozenset(more) | {w for w, kind in rows if len(w) > 1 and kind in ("", "O", "L", "A")}


def leading_verb(name: str) -> str:
    """Take the longest verb that words begin with, "" if there is none."""
    verb = next((name[:n] for n in range(min(6, len(name)), 1, -1) if name[:n] in verbs()), "")
    rest = name[len(verb) :]
    return "" if rest.startswith(("员", "率")) and not rest.startswith("员工") else verb


def begins_with_verb(name: str) -> bool:
    """Say whether an indicator tells what was done (清理河岸垃圾) and not only what (河长巡河)."""
    return bool(leading_verb(name))

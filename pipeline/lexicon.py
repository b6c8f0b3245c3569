"""Loads the tables that people edit (``data/*.tsv``, ``data/*.toml``), read once, checked on load.

A table is UTF-8, one row a line, columns divided by tabs; ``#`` at a line's start is a comment.
An office's own tables lie over the built-in ones: rows of its NAME.tsv follow those of ours, and a
row that begins with ``-`` takes out ours that begin with that word.
"""

import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import RLock
from typing import Any

from pipeline import paths
from pipeline.errors import BadUsage

Seen = tuple[tuple[str, int, int], ...]

READINGS = "own_readings"
"""The one table that nothing else is made of: it is read anew wherever it has changed."""
_overlays: list[Path] = []
_read: Seen = ()
"""What lay over our tables when they were read."""
_turn = RLock()


def overlay(*folders: Path) -> None:
    """Lay an office's tables over ours, the last folder on top: at the door, before a text is read.

    Raises:
        BadUsage: there is no such folder, or it holds a table that huibao does not know.
    """
    for folder in folders:
        if not folder.is_dir():
            raise BadUsage("找不到词表文件夹，请检查 huibao.toml 里的 words", file=str(folder))
        for path in sorted(folder.glob("*.tsv")):
            if not (paths.DATA / path.name).is_file():
                names = "、".join(sorted(each.stem for each in paths.DATA.glob("*.tsv")))
                raise BadUsage(f"没有叫“{path.stem}”的词表；可用的有 {names}", file=str(path))
    _overlays[:] = folders
    _forget()


def overlaid() -> tuple[Path, ...]:
    """Give the folders that lie over our tables now."""
    return tuple(_overlays)


def lay(*folders: Path) -> None:
    """Do as ``overlay``, at little cost where the same words lie there already.

    A folder that is not there holds no words.
    """
    there = tuple(each for each in folders if each.is_dir())
    if _seen(there) == _read:
        _overlays[:] = there
    else:
        overlay(*there)


@contextmanager
def laid(*folders: Path) -> Iterator[None]:
    """Read by these words in this block; who reads by others in this process waits."""
    with _turn:
        before = overlaid()
        lay(*folders)
        try:
            yield
        finally:
            lay(*before)


def _seen(folders: tuple[Path, ...], *, readings: bool = False) -> Seen:
    """Say which tables lie there, and whether they are still the same."""
    found = []
    for folder in folders:
        for path in sorted(folder.glob("*.tsv")):
            if (path.stem == READINGS) == readings:
                state = path.stat()
                found.append((str(path), state.st_mtime_ns, state.st_size))
    return tuple(found)


def readings_seen() -> Seen:
    """Say which readings hold now: whoever keeps what was made of them asks whether it still is."""
    return _seen(tuple(_overlays), readings=True)


def _forget() -> None:
    """Read the tables anew, and so everything that other modules have made of them."""
    global _read
    _read = _seen(tuple(_overlays))
    for name, module in list(sys.modules.items()):
        if name.startswith("pipeline."):
            for value in list(vars(module).values()):
                if callable(clear := getattr(value, "cache_clear", None)):
                    clear()


def learn(folder: Path, name: str, row: tuple[str, ...]) -> bool:
    """Add a row to an office's own table, made where there is none; False where it stands there.

    The built-in table is never touched. What is learned holds from now on, wherever the folder is
    laid over our tables.

    Raises:
        BadUsage: the folder cannot be written, or the row holds what no cell can.
    """
    line = "\t".join(row).rstrip()
    if len(line.splitlines()) != 1 or any("\t" in cell for cell in row) or line[0] in "#-":
        raise BadUsage("词表里不能写换行和制表符，也不能以 # 或 - 开头，这一条没有记住")
    path = folder / f"{name}.tsv"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        held = path.read_text(encoding="utf-8-sig") if path.is_file() else ""
        if line in held.splitlines():
            return False
        with path.open("a", encoding="utf-8", newline="\n") as out:
            out.write(("" if not held or held.endswith("\n") else "\n") + line + "\n")
    except (OSError, UnicodeError) as error:
        raise BadUsage(f"词表写不进去（{error}），请检查文件夹的权限", file=str(path)) from error
    if folder not in _overlays:
        _overlays.append(folder)
    _renew(name)
    return True


def _renew(name: str) -> None:
    if name == READINGS:
        table.cache_clear()
    else:
        _forget()


def unlearn(folder: Path, name: str, row: tuple[str, ...]) -> None:
    """Take back a row that was learned.

    Raises:
        BadUsage: the folder cannot be written.
    """
    line, path = "\t".join(row).rstrip(), folder / f"{name}.tsv"
    try:
        held = path.read_text(encoding="utf-8-sig").splitlines() if path.is_file() else []
        if line in held:
            held.remove(line)
            path.write_text("".join(f"{each}\n" for each in held), encoding="utf-8", newline="\n")
    except (OSError, UnicodeError) as error:
        raise BadUsage(f"词表写不进去（{error}），请检查文件夹的权限", file=str(path)) from error
    if folder in _overlays:
        _renew(name)


@cache
def table(name: str, columns: int) -> tuple[tuple[str, ...], ...]:
    """Read ``data/NAME.tsv``: rows of ``columns`` strings, short rows filled with "".

    Raises:
        ValueError: a row with more columns than that; names file and line.
    """
    rows = _rows(paths.DATA / f"{name}.tsv", columns)
    for folder in _overlays:
        if (path := folder / f"{name}.tsv").is_file():
            try:
                own = _rows(path, columns)
            except (OSError, ValueError) as error:
                raise BadUsage(f"词表读不懂（{error}），请改正", file=str(path)) from error
            out = {row[0][1:].strip() for row in own if row[0].startswith("-")}
            kept = [row for row in rows if row[0] not in out]
            rows = [*kept, *(row for row in own if not row[0].startswith("-"))]
    return tuple(rows)


def _rows(path: Path, columns: int) -> list[tuple[str, ...]]:
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) > columns:
            raise ValueError(f"{path.name}:{number}: {len(cells)} columns instead of {columns}")
        rows.append((*cells, *[""] * (columns - len(cells))))
    return rows


@cache
def words(name: str) -> frozenset[str]:
    """Read ``data/NAME.tsv`` as a set of words (its first column)."""
    return frozenset(row[0] for row in table(name, 9))


@cache
def settings(name: str) -> dict[str, Any]:
    """Read ``data/NAME.toml``."""
    return tomllib.loads((paths.DATA / f"{name}.toml").read_text(encoding="utf-8"))

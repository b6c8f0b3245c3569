"""huibao.toml and the environment to settings; the nearest huibao.toml at or above counts."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from pipeline import paths
from pipeline.errors import BadUsage

NAME = "huibao.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """What an office has settled for all its calls."""

    archive: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    file: Path | None = None


def load(folder: Path | None = None) -> Settings:
    """Read the settings that hold for a folder.

    Raises:
        BadUsage: the file is no TOML, or holds what no setting is called.
    """
    folder = (folder or Path.cwd()).resolve()
    places = [each / NAME for each in (folder, *folder.parents)] + [paths.user_data() / NAME]
    file = next((each for each in places if each.is_file()), None)
    return Settings() if file is None else _read(file)


def _read(file: Path) -> Settings:
    import tomllib

    try:
        told = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadUsage(f"配置读不懂（{error}），请改正或删去", file=str(file)) from error
    checks = told.get("check", {})
    if not isinstance(checks, dict):
        raise BadUsage("check 应写成 [check] 一节", file=str(file))
    archive = told.get("archive")
    if archive is not None and not isinstance(archive, str):
        raise BadUsage("archive 应是文件路径或数据库地址，用引号括起", file=str(file))
    if archive and "://" not in archive:
        archive = str(file.parent / Path(archive).expanduser())
    return Settings(
        archive=archive,
        select=_codes(checks, "select", file),
        ignore=_codes(checks, "ignore", file),
        file=file,
    )


def _codes(checks: dict[str, object], name: str, file: Path) -> tuple[str, ...]:
    codes = checks.get(name, [])
    if not isinstance(codes, list) or not all(isinstance(each, str) for each in codes):
        raise BadUsage(f'check.{name} 应写成 ["NUM101", "TXT"] 的样子', file=str(file))
    return tuple(codes)


def named_archive(option: str | None) -> str | None:
    """Say which archive was named: by the option, by HUIBAO_ARCHIVE, or in huibao.toml."""
    return option or os.environ.get("HUIBAO_ARCHIVE") or load().archive


def archive_place(option: str | None) -> str:
    """Say where the archive lies; the user's data folder holds it where none is named."""
    return named_archive(option) or str(paths.user_data() / "archive.db")

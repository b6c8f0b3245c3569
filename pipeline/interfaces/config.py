"""huibao.toml and the environment to settings; the nearest huibao.toml at or above counts."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

from pipeline import lexicon, paths
from pipeline.errors import BadUsage
from pipeline.policy import Allowed, Policy
from pipeline.schema import Severity

NAME = "huibao.toml"
_LEVELS: dict[str, Severity | None] = {
    "error": Severity.ERROR,
    "warning": Severity.WARNING,
    "info": Severity.INFO,
    "off": None,
}


class _Mask(TypedDict):
    mask_strict: bool
    mask_keep: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """What an office has settled for all its calls."""

    archive: str | None = None
    select: tuple[str, ...] = ()
    extend: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    words: Path | None = None
    baseline: Path | None = None
    mask_strict: bool = False
    mask_keep: tuple[str, ...] = ()
    policy: Policy = field(default_factory=Policy)
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
    unknown = set(checks) - {"select", "extend", "ignore", "baseline", "severity", "allow"}
    if unknown:
        raise BadUsage(f"[check] 里没有“{sorted(unknown)[0]}”这个设置，请改正", file=str(file))
    archive = told.get("archive")
    if archive is not None and not isinstance(archive, str):
        raise BadUsage("archive 应是文件路径或数据库地址，用引号括起", file=str(file))
    if archive and "://" not in archive:
        archive = str(file.parent / Path(archive).expanduser())
    return Settings(
        archive=archive,
        select=_codes(checks, "select", file),
        extend=_codes(checks, "extend", file),
        ignore=_codes(checks, "ignore", file),
        words=_place(told, "words", file),
        baseline=_place(checks, "baseline", file),
        **_mask(told.get("mask", {}), file),
        policy=Policy(levels=_levels(checks, file), allowed=_allowed(checks, file)),
        file=file,
    )


def _mask(told: object, file: Path) -> _Mask:
    kinds = ("id", "card", "mobile", "landline", "plate", "email", "home", "name")
    strict, keep = False, []
    if isinstance(told, dict):
        strict, keep = told.get("strict", False), told.get("keep", [])
    fits = isinstance(told, dict) and set(told) <= {"strict", "keep"}
    if not fits or not isinstance(strict, bool) or not isinstance(keep, list):
        raise BadUsage('[mask] 应写成 strict = true、keep = ["landline"] 的样子', file=str(file))
    if not all(each in kinds for each in keep):
        raise BadUsage(f"[mask] 的 keep 只能是 {'、'.join(kinds)}", file=str(file))
    return {"mask_strict": strict, "mask_keep": tuple(keep)}


def _place(told: dict[str, object], name: str, file: Path) -> Path | None:
    """Read a path, which counts from the folder of the settings."""
    place = told.get(name)
    if place is not None and not isinstance(place, str):
        raise BadUsage(f"{name} 应是路径，用引号括起", file=str(file))
    return file.parent / Path(place).expanduser() if place else None


def _levels(checks: dict[str, object], file: Path) -> dict[str, Severity | None]:
    told = checks.get("severity", {})
    if not isinstance(told, dict) or not all(each in _LEVELS for each in told.values()):
        names = "、".join(_LEVELS)
        raise BadUsage(
            f'[check.severity] 应写成 NUM110 = "info" 的样子，级别有 {names}', file=str(file)
        )
    return {code.upper(): _LEVELS[level] for code, level in told.items()}


def _allowed(checks: dict[str, object], file: Path) -> tuple[Allowed, ...]:
    told = checks.get("allow", [])
    if not isinstance(told, list) or not all(
        isinstance(each, dict)
        and isinstance(each.get("rule"), str)
        and isinstance(each.get("words"), str)
        for each in told
    ):
        raise BadUsage(
            '[[check.allow]] 每条要写 rule = "TXT405" 和 words = "原文里的词"', file=str(file)
        )
    return tuple(Allowed(e["rule"].upper(), "".join(e["words"].split())) for e in told)


def _codes(checks: dict[str, object], name: str, file: Path) -> tuple[str, ...]:
    codes = checks.get(name, [])
    if not isinstance(codes, list) or not all(isinstance(each, str) for each in codes):
        raise BadUsage(f'check.{name} 应写成 ["NUM101", "TXT"] 的样子', file=str(file))
    return tuple(codes)


def office_words() -> Path:
    """Say where the office's own word lists lie, and what it corrects is remembered."""
    return load().words or paths.user_data() / "words"


def lay_words() -> None:
    """Lay the office's word lists over the built-in ones, where there are some."""
    named = load().words
    if named is not None:
        lexicon.overlay(named)
    elif (folder := office_words()).is_dir():
        lexicon.overlay(folder)


def named_archive(option: str | None) -> str | None:
    """Say which archive was named: by the option, by HUIBAO_ARCHIVE, or in huibao.toml."""
    return option or os.environ.get("HUIBAO_ARCHIVE") or load().archive


def archive_place(option: str | None) -> str:
    """Say where the archive lies; the user's data folder holds it where none is named."""
    return named_archive(option) or str(paths.user_data() / "archive.db")

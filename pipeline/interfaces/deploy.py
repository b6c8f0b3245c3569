"""What must hold before many people use a server: each fault in one Chinese line."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline import paths

_LEAST_FREE = 1_000_000_000


def faults(environment: Mapping[str, str], archive: str | None) -> Iterator[str]:
    """Name what is unsafe or missing in this computer's set-up."""
    yield from _of_folder(paths.user_data())
    if archive is not None:
        yield from _of_archive(archive)
    if environment.get("HUIBAO_DEBUG"):
        yield "设置了 HUIBAO_DEBUG：出错时会显示细节，正式使用请去掉"
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        yield "用 root 身份运行：请另建一个普通账号来运行"


def _of_folder(folder: Path) -> Iterator[str]:
    if not folder.exists():
        return
    if sys.platform != "win32" and folder.stat().st_mode & (stat.S_IRWXO | stat.S_IWGRP):
        yield f"数据文件夹 {folder} 别的用户也能读写，请运行 chmod 700"
    import shutil

    if shutil.disk_usage(folder).free < _LEAST_FREE:
        yield f"数据文件夹 {folder} 所在的磁盘剩余不到 1 GB，请清理"


def _of_archive(archive: str) -> Iterator[str]:
    if archive.startswith("postgresql"):
        if "@" in archive and ":" in archive.split("@")[0].partition("//")[2]:
            yield "数据库地址里写着密码：请改放进 ~/.pgpass 或 PGPASSFILE"
        if not any(each in archive for each in ("127.0.0.1", "localhost", "@/", "sslmode=verify")):
            yield "数据库不在本机，地址里没有 sslmode=verify-full：请加上，免得密码和内容明文传输"
        return
    place = Path(archive)
    if place.exists() and sys.platform != "win32" and place.stat().st_mode & stat.S_IRWXO:
        yield f"档案 {place} 别的用户也能读，请运行 chmod 600"


def hints() -> Iterator[str]:
    """Name what is not installed and what cannot be done without it."""
    from pipeline.reading import ocr, office

    if office.find_soffice() is None:
        yield "没有 LibreOffice：.doc、.wps、.rtf 读不了，请安装"
    if not ocr.installed():
        yield "没有识别组件：扫描件和图片读不了，需要时请安装 huibao[ocr]"

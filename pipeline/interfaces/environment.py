"""Builds the checkout's .venv from a lock file; run by ./huibao before anything is installed.

Uses the standard library alone. ``.venv/huibao-GROUP.ok`` is written last: its first line is the
checkout, the rest the lock that was installed. Without it the environment is half built and is made
anew; with an older lock in it, packages are brought up to date.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

GROUPS = ("default", "web", "dev", "ci")
"""What can be installed; each holds all before it."""


class CannotBuildError(Exception):
    """The environment cannot be made; the message says in Chinese why and what to do."""


def say(text: str) -> None:
    """Tell how far it is."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def mark_of(root: Path, group: str) -> Path:
    """Name the file that says that a group is installed."""
    return root / ".venv" / f"huibao-{group}.ok"


def mark_text(root: Path, group: str) -> str:
    """Say what the mark holds when the group is installed as locked."""
    lock = root / "requirements" / f"{group}.lock"
    return f"{root}\n{lock.read_text(encoding='utf-8')}"


def python_of(root: Path) -> Path:
    """Name the environment's interpreter."""
    folder, name = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return root / ".venv" / folder / name


def is_built(root: Path, group: str) -> bool:
    """Say whether the environment holds the group as locked."""
    mark = mark_of(root, group)
    return (
        python_of(root).exists()
        and mark.is_file()
        and mark.read_text(encoding="utf-8") == mark_text(root, group)
    )


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Keep a second first call waiting until this one is done."""
    with (root / ".venv.lock").open("a+b") as handle:
        if sys.platform == "win32":
            import msvcrt

            handle.seek(0)
            msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def build(root: Path, group: str) -> None:
    """Make the environment, or bring it up to date.

    Raises:
        CannotBuildError: with the reason and what to do.
    """
    marks = [mark for each in GROUPS if (mark := mark_of(root, each)).exists()]
    same_place = all(mark.read_text(encoding="utf-8").startswith(f"{root}\n") for mark in marks)
    if not marks or not same_place or not python_of(root).exists():
        say("第一次运行，正在准备运行环境（约需一两分钟，以后不再需要）……")
        _make(root)
    else:
        say("正在更新运行环境……")
    for mark in marks:
        mark.unlink(missing_ok=True)
    lock = root / "requirements" / f"{group}.lock"
    _pip(root, ["install", "--require-hashes", "-r", str(lock)], _count(lock))
    _link(root)
    if group in ("dev", "ci"):
        _register(root)
    for each in GROUPS[: GROUPS.index(group) + 1]:
        mark = mark_of(root, each)
        mark.with_suffix(".new").write_text(mark_text(root, each), encoding="utf-8")
        mark.with_suffix(".new").replace(mark)
    say("运行环境已就绪。")


def _make(root: Path) -> None:
    folder = root / ".venv"
    shutil.rmtree(folder, ignore_errors=True)
    with_pip = importlib.util.find_spec("ensurepip") is not None
    if not with_pip and importlib.util.find_spec("pip") is None:
        raise CannotBuildError(
            "这个 Python 没有 venv 和 pip。"
            "Debian、Ubuntu 请先运行 apt install python3-venv，再试一次"
        )
    try:
        venv.EnvBuilder(with_pip=with_pip, symlinks=os.name != "nt").create(folder)
    except (OSError, subprocess.CalledProcessError) as error:
        raise CannotBuildError(f"建不了 {folder}（{error}），请检查权限和磁盘空间") from error


def _count(lock: Path) -> int:
    return sum("==" in line for line in lock.read_text(encoding="utf-8").splitlines())


def _pip(root: Path, arguments: list[str], total: int) -> None:
    python = python_of(root)
    has_own = any((root / ".venv").glob("[Ll]ib/**/site-packages/pip/__main__.py"))
    pip = (
        [str(python), "-m", "pip"]
        if has_own
        else [sys.executable, "-m", "pip", "--python", str(python)]
    )
    quiet = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    command = [*pip, *arguments, *quiet]
    log = root / ".venv" / "huibao-setup.log"
    number = 0
    with (
        log.open("a", encoding="utf-8") as out,
        subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        ) as process,
    ):
        for line in process.stdout or ():
            out.write(line)
            if line.startswith(("Collecting ", "Processing ")):
                number += 1
                package = re.split("[=<>-]", line.split()[1].rpartition("/")[2])[0]
                say(f"  [{number}/{max(total, number)}] {package}")
            elif line.startswith("Installing collected"):
                say("  正在安装……")
    if process.returncode:
        raise CannotBuildError(f"软件包没有装成（多半是网络不通），请再试一次；详情见 {log}")


def _link(root: Path) -> None:
    """Let the environment import the checkout from any folder."""
    found = next((root / ".venv").glob("[Ll]ib/**/site-packages"))
    (found / "huibao-checkout.pth").write_text(f"{root}\n", encoding="utf-8")


def _register(root: Path) -> None:
    """Make the checkout's entry points (spacy_factories) known to the environment."""
    command = [str(python_of(root)), "setup.py", "-q", "egg_info"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotBuildError(f"登记入口没有成功：{done.stderr.strip()[-200:]}")


def main(arguments: list[str]) -> int:
    """Build the group that is named, unless it is there already."""
    root, group = Path(arguments[0]), arguments[1]
    if "--look" in arguments:
        return 0 if is_built(root, group) else 1
    try:
        with alone(root):
            if is_built(root, group):
                os.utime(mark_of(root, group))
            else:
                build(root, group)
    except CannotBuildError as error:
        say(str(error))
        return 2
    except OSError as error:
        say(f"运行环境没有建成（{error}），请检查权限和磁盘空间")
        return 2
    except KeyboardInterrupt:
        say("已中断，下次运行会重新准备")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""做离线安装包：在能联网的电脑上跑一次，得到一个文件夹，拿到不联网的电脑上就能装。

    python deploy/wheelhouse.py 安装包 [--extras web,office]

文件夹里是 huibao 和全部依赖的 wheel，以及双击就装的 install.cmd、install.sh。装在本用户的文件夹里，
不用管理员权限。要给 Windows 用，就在同样系统、同样 Python 版本的 Windows 电脑上做。
"""

from __future__ import annotations

import argparse
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
LEFT_OUT = (".git", ".venv", "build", "dist", "*.egg-info", "__pycache__", "tests", "wheelhouse")

STARTERS = ("install.sh", "install.cmd", "huibao.desktop")


def build(target: Path, extras: str) -> None:
    """Fill the folder."""
    wheels = target / "wheels"
    wheels.mkdir(parents=True, exist_ok=True)
    for old in wheels.glob("huibao-*.whl"):
        old.unlink()
    with tempfile.TemporaryDirectory() as folder:
        # building leaves things behind: not in the checkout
        copy = Path(folder) / "huibao"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*LEFT_OUT))
        named = f"{copy}[{extras}]" if extras else str(copy)
        pip = [sys.executable, "-m", "pip", "wheel", "-q", "--wheel-dir", str(wheels.resolve())]
        subprocess.run([*pip, named], check=True)
    words = {
        "@VERSION@": f"{sys.version_info[0]}.{sys.version_info[1]}",
        "@TUPLE@": str(sys.version_info[:2]),
        "@EXTRAS@": f"[{extras}]" if extras else "",
    }

    for name in STARTERS:
        text = (HERE / f"{name}.in").read_text(encoding="utf-8")
        for mark, word in words.items():
            text = text.replace(mark, word)
        ends = text.replace("\n", "\r\n") if name.endswith(".cmd") else text
        (target / name).write_bytes(ends.encode())
    script = target / "install.sh"
    script.chmod(script.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)


def main() -> None:
    """Read the arguments and build."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    asked.add_argument("target", type=Path, help="做到哪个文件夹")
    asked.add_argument("--extras", default="web,office", help="哪些组件，默认 web,office")
    given = asked.parse_args()
    build(given.target, given.extras)
    count = len(list((given.target / "wheels").glob("*.whl")))
    print(f"做好了：{given.target}，{count}个包")


if __name__ == "__main__":
    main()

"""Supply: the licence gate, the bill of materials (CycloneDX), and a wheel that is always the same.

usage: python .ci/supply.py licences [LOCK] | sbom [LOCK] [-o FILE] | wheel FOLDER [COMMIT]
       python .ci/supply.py house FOLDER [LOCK]

``house`` fills a folder with wheels for offline installation on x86-64 and aarch64.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_FREE = re.compile(
    r"\b(?:LGPL|Lesser|MIT|BSD|Apache|MPL|ISC|PSF|Python|Unlicense|Zlib)", re.IGNORECASE
)
_TIED = re.compile(r"\bA?GPL|General Public License|Affero", re.IGNORECASE)
_PLATFORMS = ("manylinux2014_x86_64", "manylinux2014_aarch64", "win_amd64")


def locked(lock: Path) -> dict[str, str]:
    """Read the names and versions of a lock."""
    text = lock.read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9][\w.-]*)==([\w.!+]+)", text, re.MULTILINE))


def hashes(lock: Path) -> dict[str, list[str]]:
    """Read the hashes of a lock by name."""
    text = lock.read_text(encoding="utf-8").replace("\\\n", " ")
    return {
        line.split("==")[0]: re.findall(r"--hash=sha256:([0-9a-f]{64})", line)
        for line in text.splitlines()
        if "==" in line
    }


def licence_of(name: str) -> str:
    """Give what an installed package says of its licence, all in one line."""
    told = metadata(name)
    words = told.get_all("License-Expression") or []
    words += [c for c in told.get_all("Classifier") or [] if c.startswith("License ::")]
    words = words or [(told.get("License") or "").strip().split("\n")[0]]
    return " / ".join(words) or "?"


def is_forbidden(words: str) -> bool:
    """Say whether a licence binds those who import the package (GPL, AGPL); a choice does not."""
    return bool(_TIED.search(re.sub(r"Lesser General Public License|LGPL\w*", "", words))) and not (
        _FREE.search(words)
    )


def forbidden(lock: Path) -> list[str]:
    """Name the installed packages of a lock whose licence is forbidden."""
    found = []
    for name in locked(lock):
        try:
            words = licence_of(name)
        except PackageNotFoundError:  # for another platform
            continue
        if is_forbidden(words):
            found.append(f"{name}: {words}")
    return found


def bill(lock: Path) -> dict[str, Any]:
    """List the packages of a lock as CycloneDX does."""
    known = hashes(lock)
    components = []
    for name, version in sorted(locked(lock).items()):
        try:
            licence = licence_of(name)
        except PackageNotFoundError:
            licence = "?"
        components.append(
            {
                "type": "library",
                "name": name,
                "version": version,
                "purl": f"pkg:pypi/{name}@{version}",
                "licenses": [{"license": {"name": licence}}],
                "hashes": [{"alg": "SHA-256", "content": each} for each in known[name]],
            }
        )
    sys.path.insert(0, str(ROOT))
    from pipeline import __version__

    about = {"type": "application", "name": "huibao", "version": __version__}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": about},
        "components": components,
    }


def wheel(folder: Path, commit: str = "HEAD") -> Path:
    """Build the wheel of a commit, with the commit's time in it."""
    git = ["git", "-C", str(ROOT)]
    last = [*git, "log", "-1", "--format=%ct", commit]
    stamp = subprocess.run(last, capture_output=True, text=True, check=True).stdout.strip()
    packed = subprocess.run([*git, "archive", commit], capture_output=True, check=True).stdout
    with tempfile.TemporaryDirectory() as room:
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(room, filter="data")
        environment = {**os.environ, "SOURCE_DATE_EPOCH": stamp, "PYTHONHASHSEED": "0"}
        build = f"from setuptools import build_meta as b; b.build_wheel({str(folder.resolve())!r})"
        subprocess.run([sys.executable, "-c", build], cwd=room, env=environment, check=True)
    return next(folder.glob("huibao-*.whl"))


def house(folder: Path, lock: Path) -> None:
    """Gather the wheels of a lock for each platform, and ours."""
    for platform in _PLATFORMS:
        command = [sys.executable, "-m", "pip", "download", "-q", "-r", str(lock)]
        command += ["--require-hashes", "--no-deps", "-d", str(folder), "--platform", platform]
        command += ["--only-binary", ":all:", "--python-version", "3.11"]
        done = subprocess.run(command, check=False)
        if done.returncode:  # a package without wheels for this platform is built from its source
            print(f"{platform}：有的包没有现成的轮子，请在那种电脑上再收一次", file=sys.stderr)
    wheel(folder)


def main(arguments: list[str]) -> int:
    """Do what is asked."""
    what, rest = arguments[0], arguments[1:]
    default = ROOT / "requirements" / "web.lock"
    if what == "licences":
        bad = forbidden(Path(rest[0]) if rest else default)
        print("\n".join(bad) or "许可证都合用")
        return 1 if bad else 0
    if what == "sbom":
        out = rest[rest.index("-o") + 1] if "-o" in rest else None
        lock = Path(rest[0]) if rest and rest[0] != "-o" else default
        text = json.dumps(bill(lock), ensure_ascii=False, indent=1)
        if out:
            Path(out).write_text(text + "\n", encoding="utf-8")
        else:
            print(text)
        return 0
    folder = Path(rest[0])
    folder.mkdir(parents=True, exist_ok=True)
    if what == "wheel":
        print(wheel(folder, *rest[1:]))
    else:
        house(folder, Path(rest[1]) if rest[1:] else default)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

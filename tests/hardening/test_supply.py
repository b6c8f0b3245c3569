"""What we build on: locked with hashes, under licences that offices can live with, listed."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from pipeline import paths

ROOT = paths.PACKAGE.parent
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / ".ci" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_every_locked_package_has_hashes(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    assert len(lines) > 20
    for line in lines:
        assert re.match(r"[a-z0-9][\w.-]*==[\w.!+]+", line), line
        assert "--hash=sha256:" in line, line


def test_a_smaller_lock_is_part_of_the_larger_one() -> None:
    supply = script("supply")
    locked = {lock.stem: supply.locked(lock) for lock in LOCKS}
    for small, large in (("default", "web"), ("web", "dev"), ("dev", "ci")):
        assert locked[small].items() <= locked[large].items()


def test_no_package_that_is_imported_is_under_a_forbidden_licence() -> None:
    supply = script("supply")
    assert supply.forbidden(ROOT / "requirements" / "web.lock") == []


@pytest.mark.parametrize(
    ("words", "bad"),
    [
        ("GPL-3.0-or-later", True),
        ("GNU Affero General Public License v3", True),
        ("AGPL-3.0", True),
        ("License :: OSI Approved :: GNU General Public License v2 (GPLv2)", True),
        ("LGPL-2.1-or-later", False),
        ("GNU Lesser General Public License v3 (LGPLv3)", False),
        ("MIT", False),
        ("BSD-3-Clause OR GPL-2.0", False),
        ("Apache-2.0", False),
    ],
)
def test_a_licence_is_known_by_its_words(words: str, bad: bool) -> None:  # noqa: FBT001
    assert script("supply").is_forbidden(words) == bad


def test_the_bill_of_materials_names_every_package_with_its_hashes(tmp_path: Path) -> None:
    supply = script("supply")
    lock = ROOT / "requirements" / "default.lock"
    bill = json.loads(json.dumps(supply.bill(lock)))
    assert bill["bomFormat"] == "CycloneDX"
    names = {each["name"]: each for each in bill["components"]}
    assert set(names) == set(supply.locked(lock))
    assert all(each["hashes"] and each["purl"].startswith("pkg:pypi/") for each in names.values())


@pytest.mark.slow
def test_the_same_checkout_gives_the_same_wheel(tmp_path: Path) -> None:
    head = ["git", "-C", str(ROOT), "rev-parse", "HEAD"]
    commit = subprocess.run(head, capture_output=True, text=True, check=True).stdout.strip()
    made = []
    for turn in ("一", "二"):
        subprocess.run(
            [
                sys.executable,
                str(ROOT / ".ci" / "supply.py"),
                "wheel",
                str(tmp_path / turn),
                commit,
            ],
            check=True,
            capture_output=True,
            cwd=ROOT,
        )
        [wheel] = (tmp_path / turn).glob("*.whl")
        made.append(wheel.read_bytes())
    assert made[0] == made[1]

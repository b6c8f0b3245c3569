"""The wheel works outside the checkout; the launcher builds its environment once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

from pipeline import __version__, paths
from pipeline.interfaces import environment

ROOT = paths.PACKAGE.parent
REPORT = (
    "砚浦街道创建工作周报\n\n一、市容整治\n本周共取缔占道经营31起。\n"
    "二、宣传报道\n刊发稿件5篇，提高提高了知晓率。\n"
)

posix = pytest.mark.skipif(os.name == "nt", reason="the launcher for POSIX shells")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy, so that nothing is left in the checkout."""
    folder = tmp_path_factory.mktemp("build")
    copy = folder / "huibao"
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    ).stdout.split("\0")
    for name in filter(None, tracked):
        if (ROOT / name).is_file() and not name.startswith(("tests/", "corpora/gold", "docs/")):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    program = f"from setuptools import build_meta as b; print(b.build_wheel({str(folder)!r}))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=copy, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    [made] = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel in a fresh environment that borrows this one's libraries."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    venv.EnvBuilder(with_pip=False, symlinks=os.name != "nt").create(folder)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check"]
    subprocess.run(
        [*pip, "install", "-q", "--no-deps", "--no-index", str(wheel)],
        check=True,
        capture_output=True,
    )
    [target] = folder.glob("[Ll]ib/**/site-packages")
    borrowed = [each for each in sys.path if each.endswith("site-packages")]
    # plain paths, so that this environment's own .pth files (the checkout) are not followed
    (target / "borrowed.pth").write_text(
        "".join(f"{each}\n" for each in borrowed), encoding="utf-8"
    )
    return python


def _run(python: Path, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environ = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return subprocess.run(
        [str(python), "-X", "utf8", *arguments],
        cwd=folder,
        env={**environ, "HUIBAO_HOME": str(folder / "home")},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_the_wheel_carries_tables_templates_models_and_samples(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as bundle:
        names = set(bundle.namelist())
        meta = next(name for name in names if name.endswith("METADATA"))
        head = Parser().parsestr(bundle.read(meta).decode("utf-8"))
        entries = bundle.read(meta.replace("METADATA", "entry_points.txt")).decode("utf-8")
    assert (head["Name"], head["Version"]) == ("huibao", __version__)
    assert head["License-Expression"] == "Apache-2.0"
    assert "huibao_facts = pipeline.interfaces.spacy_components:make_facts" in entries
    assert "huibao = pipeline.interfaces.cli:main" in entries
    assert {"pipeline/py.typed", "pipeline/_shipped/corpora/samples/index.json"} <= names
    shipped = {"data": "pipeline/data", "templates": "pipeline/_shipped/templates"}
    shipped["models"] = "pipeline/_shipped/models"
    for source, place in shipped.items():
        root = ROOT / ("pipeline/data" if source == "data" else source)
        for file in root.rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts and _is_kept(file):
                assert f"{place}/{file.relative_to(root).as_posix()}" in names
    assert not [name for name in names if "gold" in name or name.startswith("tests")]


def _is_kept(file: Path) -> bool:
    """Say whether git would keep the file."""
    ignored = ["git", "check-ignore", "-q", str(file)]
    return subprocess.run(ignored, cwd=ROOT, check=False).returncode != 0


def test_every_package_of_the_tree_is_in_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as bundle:
        names = set(bundle.namelist())
    modules = {each.relative_to(ROOT).as_posix() for each in paths.PACKAGE.rglob("*.py")}
    assert modules <= names


def test_the_installed_wheel_works_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "周报.txt").write_text(REPORT, encoding="utf-8")
    where = _run(installed, "-c", "import pipeline; print(pipeline.__file__)", folder=tmp_path)
    assert not where.stdout.startswith(str(ROOT))
    for arguments, told in (
        (["--version"], f"huibao {__version__}"),
        (["check", "周报.txt"], "TXT402"),
        (["extract", "周报.txt"], "31起"),
        (["explain", "TXT402"], "为什么要查"),
    ):
        done = _run(installed, "-m", "pipeline", *arguments, folder=tmp_path)
        assert told in done.stdout, done.stderr
        assert done.returncode in (0, 1)


@pytest.mark.slow
def test_the_demo_of_the_wheel_runs_the_whole_job(installed: Path, tmp_path: Path) -> None:
    done = _run(installed, "-m", "pipeline", "demo", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    made = {each.name for each in (tmp_path / "huibao-demo").iterdir()}
    wanted = {"事实.xlsx", "事实.html", "核查结果.txt", "档案.db", "下一期周报.docx"}
    assert wanted | {"下一期周报.来源.json"} <= made
    for part in ("取数", "核查", "收录", "看趋势", "起草", "自查"):
        assert part in done.stdout
    assert "错误0处" in done.stdout


# the launcher


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Make a checkout whose environment is a shell script that tells how it was called."""
    root = tmp_path / "检 出"
    (root / "pipeline" / "interfaces").mkdir(parents=True)
    (root / "requirements").mkdir()
    for group in environment.GROUPS:
        (root / "requirements" / f"{group}.lock").write_text(f"{group}==1\n", encoding="utf-8")
    shutil.copy2(ROOT / "huibao", root / "huibao")
    python = root / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    (root / ".venv" / "lib" / "site-packages").mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "$PWD|$*"\n', encoding="utf-8")
    python.chmod(0o755)
    for group in environment.GROUPS:
        environment.mark_of(root, group).write_text(
            environment.mark_text(root, group), encoding="utf-8"
        )
    return root


def _launch(program: Path, *arguments: str, folder: Path, python: str = "") -> list[str]:
    done = subprocess.run(
        [str(program), *arguments],
        cwd=folder,
        env={**os.environ, "HUIBAO_PYTHON": python},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return (done.stdout + done.stderr).splitlines()


@posix
def test_a_whole_environment_is_used_at_once_from_any_folder_and_through_links(
    checkout: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "别 处"
    elsewhere.mkdir()
    (tmp_path / "一").symlink_to(checkout / "huibao")
    (elsewhere / "二").symlink_to("../一")
    for program in (checkout / "huibao", tmp_path / "一", elsewhere / "二"):
        [told] = _launch(program, "check", "一 份.txt", folder=elsewhere)
        assert told == f"{elsewhere}|-P -m pipeline check 一 份.txt"


@posix
def test_the_test_command_runs_pytest_in_the_checkout(checkout: Path, tmp_path: Path) -> None:
    [told] = _launch(checkout / "huibao", "test", "-k", "wire", folder=tmp_path)
    assert told == f"{checkout}|-m pytest -n auto --dist loadfile -k wire"


@posix
def test_serve_asks_for_the_web_group(checkout: Path, tmp_path: Path) -> None:
    environment.mark_of(checkout, "web").unlink()
    base = _base(tmp_path)
    [told] = _launch(checkout / "huibao", "serve", folder=tmp_path, python=str(base))
    assert told.endswith(f"{checkout} web")
    [told] = _launch(checkout / "huibao", "check", folder=tmp_path, python=str(base))
    assert told.endswith("-m pipeline check")


def _base(folder: Path) -> Path:
    """Make a Python that only tells that it was asked to build."""
    base = folder / "base"
    base.write_text(
        '#!/bin/sh\n[ "$1" = -c ] && exit 0\necho "BUILD $*"\nexit 2\n', encoding="utf-8"
    )
    base.chmod(0o755)
    return base


@posix
@pytest.mark.parametrize("fault", ["no mark", "moved", "newer lock", "no python"])
def test_a_half_built_moved_or_outdated_environment_is_made_anew(
    checkout: Path, tmp_path: Path, fault: str
) -> None:
    mark = environment.mark_of(checkout, "default")
    if fault == "no mark":
        mark.unlink()
    if fault == "moved":
        mark.write_text("/elsewhere\n", encoding="utf-8")
    if fault == "newer lock":
        future = mark.stat().st_mtime + 60
        os.utime(checkout / "requirements" / "default.lock", (future, future))
    if fault == "no python":
        (checkout / ".venv" / "bin" / "python").unlink()
    base = _base(tmp_path)
    [told] = _launch(checkout / "huibao", "rules", folder=tmp_path, python=str(base))
    script = checkout / "pipeline" / "interfaces" / "environment.py"
    assert told == f"BUILD -I {script} {checkout} default"


@posix
def test_without_a_new_enough_python_it_says_so(checkout: Path, tmp_path: Path) -> None:
    environment.mark_of(checkout, "default").unlink()
    shell = shutil.which("sh")
    assert shell is not None
    done = subprocess.run(
        [shell, str(checkout / "huibao"), "rules"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 2
    assert "Python 3.11" in done.stderr


# building the environment


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Build without a network: note what would be done."""
    noted: list[str] = []

    def make(root: Path) -> None:
        noted.append("make")
        shutil.rmtree(root / ".venv", ignore_errors=True)
        environment.python_of(root).parent.mkdir(parents=True)
        environment.python_of(root).touch()
        (root / ".venv" / "lib" / "site-packages").mkdir(parents=True)

    def pip(root: Path, arguments: list[str], total: int) -> None:
        noted.append(f"pip {Path(arguments[-1]).name}")

    monkeypatch.setattr(environment, "_make", make)
    monkeypatch.setattr(environment, "_pip", pip)
    monkeypatch.setattr(environment, "_register", lambda _: noted.append("register"))
    return noted


def test_a_first_build_makes_installs_and_marks(checkout: Path, calls: list[str]) -> None:
    shutil.rmtree(checkout / ".venv")
    assert environment.main([str(checkout), "default"]) == 0
    assert calls == ["make", "pip default.lock"]
    assert environment.is_built(checkout, "default")
    assert not environment.is_built(checkout, "dev")
    assert environment.main([str(checkout), "default"]) == 0
    assert calls == ["make", "pip default.lock"]


def test_a_larger_group_is_added_and_marks_the_smaller_ones(
    checkout: Path, calls: list[str]
) -> None:
    for group in ("dev", "ci"):
        environment.mark_of(checkout, group).unlink()
    assert environment.main([str(checkout), "dev"]) == 0
    assert calls == ["pip dev.lock", "register"]
    assert environment.is_built(checkout, "default")
    assert environment.is_built(checkout, "dev")
    assert not environment.is_built(checkout, "ci")


def test_a_changed_lock_brings_the_environment_up_to_date(checkout: Path, calls: list[str]) -> None:
    (checkout / "requirements" / "default.lock").write_text("default==2\n", encoding="utf-8")
    assert environment.main([str(checkout), "default", "--look"]) == 1
    assert environment.main([str(checkout), "default"]) == 0
    assert calls == ["pip default.lock"]
    assert environment.main([str(checkout), "default", "--look"]) == 0


def test_a_build_that_fails_leaves_no_mark_and_one_line(
    checkout: Path,
    calls: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(root: Path, arguments: list[str], total: int) -> None:
        raise environment.CannotBuildError("软件包没有装成")

    monkeypatch.setattr(environment, "_pip", fail)
    (checkout / "requirements" / "default.lock").write_text("default==2\n", encoding="utf-8")
    assert environment.main([str(checkout), "default"]) == 2
    assert "软件包没有装成" in capsys.readouterr().err
    assert not list((checkout / ".venv").glob("*.ok"))

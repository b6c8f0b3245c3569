"""What is there to install and serve huibao says the same as the program."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.errors import BadUsage
from pipeline.interfaces import cli
from pipeline.interfaces.cli import audit_log, serve, users

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"


def test_every_file_starts_the_command_with_options_that_it_has() -> None:
    options = {each for param in serve.command.params for each in param.opts}
    for name in ("Containerfile", "huibao.service"):
        text = (DEPLOY / name).read_text(encoding="utf-8")
        [line] = re.findall(r"^(?:CMD|ExecStart=)(.*serve.*)$", text, re.MULTILINE)
        asked = set(re.findall(r"--[a-z-]+", line))
        assert "--users" in asked
        assert asked <= options


def test_the_extras_named_are_extras() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = set(project["optional-dependencies"])
    for place in (*DEPLOY.iterdir(), ROOT / "docs" / "serving.md"):
        if place.is_file():
            text = place.read_text(encoding="utf-8")
            for named in re.findall(r"huibao\[([a-z,]+)\]|--extras ([a-z,]+)", text):
                assert set(",".join(filter(None, named)).split(",")) <= extras, place


@pytest.mark.skipif(not shutil.which("sh"), reason="a POSIX shell")
def test_the_starters_are_made_for_this_python_and_their_shell_reads_them(tmp_path: Path) -> None:
    program = (
        "import sys, subprocess; sys.path.insert(0, sys.argv[1]); import wheelhouse as w;"
        "from pathlib import Path; w.subprocess.run = lambda *a, **k: None;"
        "w.shutil.copytree = lambda *a, **k: None; w.build(Path(sys.argv[2]), 'web')"
    )
    subprocess.run([sys.executable, "-c", program, str(DEPLOY), str(tmp_path)], check=True)
    script = (tmp_path / "install.sh").read_text(encoding="utf-8")
    assert "@" not in script.replace("@PROGRAM@", "")
    assert f"python{sys.version_info[0]}.{sys.version_info[1]}" in script
    subprocess.run(["sh", "-n", str(tmp_path / "install.sh")], check=True)
    windows = (tmp_path / "install.cmd").read_bytes()
    assert b"\r\n" in windows
    assert b"\n" not in windows.replace(b"\r\n", b"")


def test_accounts_are_opened_locked_and_listed_from_the_command_line(tmp_path: Path) -> None:
    runner = CliRunner()

    def run(*words: str) -> str:
        return runner.invoke(users.command, words, catch_exceptions=False).output

    assert "已开单位：砚浦街道" in run("--new-office", "砚浦街道")
    run("--new-office", "东湖社区", "--under", "砚浦街道")
    first = run("--add", "王芳", "--office", "东湖社区", "--role", "录入")
    assert re.search(r"王芳  \w{4}-\w{4}-\w{4}-\w{4}", first)
    assert re.search(r"王芳  \w{4}-", run("--reset", "王芳"))
    run("--close", "王芳")
    listed = run()
    assert "东湖社区（上级：砚浦街道）" in listed
    assert "王芳  录入  停用" in listed
    for wrong in (
        ("--add", "李明", "--office", "没有", "--role", "录入"),
        ("--add", "李明", "--office", "砚浦街道", "--role", "皇帝"),
        ("--add", "李明", "--role", "录入"),
        ("--reset", "没有"),
    ):
        with pytest.raises(BadUsage):
            run(*wrong)


def test_the_log_of_the_command_line_is_whole_until_somebody_changes_it(own_home: Path) -> None:
    import sqlite3

    runner = CliRunner()
    runner.invoke(users.command, ["--new-office", "砚浦街道"], catch_exceptions=False)
    runner.invoke(users.command, ["--new-office", "东湖社区"], catch_exceptions=False)
    told = runner.invoke(
        audit_log.command, ["--verify"], catch_exceptions=False, standalone_mode=False
    )
    assert "没有被改过" in told.output
    seal = re.findall(r"[0-9a-f]{64}", told.output)[0]
    assert "new_office=东湖社区" in runner.invoke(audit_log.command, []).output
    database = sqlite3.connect(own_home / "server" / "server.db")
    with database:
        database.execute("DELETE FROM log WHERE id = 2")
    database.close()
    assert cli.run(["audit-log", "--verify", "--last", seal]) == 1
    with sqlite3.connect(own_home / "server" / "server.db") as database:
        database.execute("UPDATE log SET person = '别人' WHERE id = 1")
    database.close()
    assert cli.run(["audit-log", "--verify"]) == 1


def test_a_server_without_accounts_says_how_to_open_the_first() -> None:
    assert cli.run(["serve", "--users", "--no-browser"]) == 2


def test_without_the_extra_one_sentence_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.util

    real = importlib.util.find_spec

    def without(name: str, package: str | None = None) -> object:
        return None if name == "argon2" else real(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", without)
    with pytest.raises(BadUsage, match="huibao\\[server\\]"):
        users.need_server()

"""huibao doctor --deploy names what is unsafe for many users."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.interfaces.cli.doctor import command
from pipeline.interfaces.deploy import faults

posix = pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")


@pytest.fixture(autouse=True)
def an_ordinary_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)


@posix
def test_a_folder_that_others_can_read_is_named(own_home: Path) -> None:
    own_home.chmod(0o755)
    assert any("chmod 700" in fault for fault in faults({}, None))
    own_home.chmod(0o700)
    assert list(faults({}, None)) == []


@posix
def test_an_archive_that_others_can_read_is_named(own_home: Path, tmp_path: Path) -> None:
    own_home.chmod(0o700)
    place = tmp_path / "a.db"
    place.touch(0o644)
    assert any("chmod 600" in fault for fault in faults({}, str(place)))
    place.chmod(0o600)
    assert list(faults({}, str(place))) == []


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("postgresql://huibao:geheim@127.0.0.1/huibao", "密码"),
        ("postgresql://huibao@db.example/huibao", "sslmode"),
    ],
)
def test_a_database_address_that_gives_away_is_named(
    address: str, words: str, own_home: Path
) -> None:
    own_home.chmod(0o700)
    assert any(words in fault for fault in faults({}, address))
    assert not any("geheim" in fault for fault in faults({}, address))


def test_debugging_and_root_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    found = list(faults({"HUIBAO_DEBUG": "1"}, None))
    assert any("HUIBAO_DEBUG" in fault for fault in found)
    assert any("root" in fault for fault in found)


def test_the_command_gives_1_when_something_is_unsafe(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_home.chmod(0o700)
    assert CliRunner().invoke(command, ["--deploy"], standalone_mode=False).return_value == 0
    monkeypatch.setenv("HUIBAO_DEBUG", "1")
    done = CliRunner().invoke(command, ["--deploy"], standalone_mode=False)
    assert done.return_value == 1
    assert "HUIBAO_DEBUG" in done.output

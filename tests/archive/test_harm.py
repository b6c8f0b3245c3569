"""Killed, crowded or out of room: nothing told of is lost, nothing is half there.

The few rounds here are the many of ``python -m benchmarks.harm``.
"""

import os
from pathlib import Path

import pytest

pytest.importorskip("fcntl", reason="kills as POSIX does")

from benchmarks import harm

pytestmark = pytest.mark.slow


def test_a_kill_at_any_moment_loses_nothing(tmp_path: Path) -> None:
    assert harm.kills(str(tmp_path / "a.db"), 5) == []


def test_a_kill_at_any_statement_loses_nothing(tmp_path: Path) -> None:
    count, wrong = harm.boundaries(str(tmp_path / "a.db"))
    assert wrong == []
    assert count > 20


def test_importers_at_once_store_each_file_once(place: str) -> None:
    assert harm.importers(place, 3, 12) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="mounts a small disk")
def test_a_disk_that_fills_up_loses_nothing() -> None:
    try:
        assert harm.full_disk() == []
    except PermissionError:
        pytest.skip("may not mount")

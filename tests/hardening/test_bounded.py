"""A file that takes more time or memory than a file may is one clear line, and the rest goes on."""

from __future__ import annotations

import signal
import sys
import threading
from pathlib import Path

import pytest

from pipeline import cage, core
from pipeline.archive import open_archive
from pipeline.errors import UnreadableFile
from pipeline.interfaces.cli import run
from pipeline.schema import Document, Extraction

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="bounds need signals")


def _for_ever() -> None:
    while True:
        try:
            sum(range(1000))
        except Exception:  # such a one must not catch the end of its time
            continue


def test_what_never_ends_is_given_up_and_the_timer_is_put_away() -> None:
    with pytest.raises(UnreadableFile, match="已放弃") as caught:
        cage.bounded(_for_ever, seconds=0.05)
    assert caught.value.code == "TIMEOUT"
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)
    assert cage.bounded(int, "3", seconds=5) == 3


def test_what_takes_all_memory_is_given_up_and_the_bound_is_lifted() -> None:
    with pytest.raises(UnreadableFile, match="内存") as caught:
        cage.bounded(bytearray, 2_000_000_000, seconds=60, memory=100_000_000)
    assert caught.value.code == "MEMORY"
    assert len(bytearray(200_000_000)) == 200_000_000


def test_outside_the_main_thread_the_work_is_just_done() -> None:
    done: list[int] = []
    thread = threading.Thread(target=lambda: done.append(cage.bounded(int, "3", seconds=0.01)))
    thread.start()
    thread.join()
    assert done == [3]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder of three reports, one of which takes for ever."""
    place = tmp_path / "周报"
    place.mkdir()
    for name in ("一", "二", "三"):
        (place / f"{name}.txt").write_text(f"柳林社区周报\n清理{name}号楼堆物5处。", "utf-8")
    real = core.extract

    def slow(source: Document) -> Extraction:
        if source.source.name.startswith("二"):
            _for_ever()
        return real(source)

    monkeypatch.setattr("pipeline.core.extract", slow)
    monkeypatch.setattr("pipeline.core.extraction_seconds", lambda _: 0.3)
    monkeypatch.setattr("pipeline.core.check_seconds", lambda _: 0.3)
    return place


def test_a_file_over_its_time_is_one_line_and_the_rest_is_stored(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    core.check(core.document_from_text("清理堆物5处。"))
    archive = tmp_path / "a.db"
    assert run(["ingest", str(folder), "--archive", str(archive)]) == 2
    said = capsys.readouterr()
    lines = [line for line in said.err.splitlines() if "已放弃" in line]
    assert len(lines) == 1
    assert lines[0].startswith("二.txt：")
    with open_archive(archive) as store:
        assert store.count() == 2


def test_a_file_over_its_time_is_one_line_and_the_rest_is_checked(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    core.check(core.document_from_text("清理堆物5处。"))
    assert run(["check", str(folder), "--ignore", "TXT403"]) == 2
    said = capsys.readouterr()
    lines = [line for line in said.err.splitlines() if "已放弃" in line]
    assert len(lines) == 1
    assert "二.txt" in lines[0]
    assert "一.txt" in said.out
    assert "三.txt" in said.out

"""Files of the archive torn as a power cut tears them: it opens, and what was told stays."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from pipeline import core
from pipeline.archive import open_archive

TEXT = "砚浦街道工作周报\n（2025年3月{n}日）\n一、市容整治\n本周共取缔占道经营{n}起。\n"


def stored(place: Path, numbers: range) -> None:
    with open_archive(place) as archive:
        for n in numbers:
            data = TEXT.format(n=n).encode()
            core.ingest(core.read_bytes(data, f"{n}.txt"), data, archive)


def test_what_was_told_is_on_the_disk(tmp_path: Path) -> None:
    place = tmp_path / "a.db"
    with open_archive(place) as archive, archive.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"


def test_a_log_cut_off_anywhere_leaves_whole_files_in_their_order(tmp_path: Path) -> None:
    place = tmp_path / "a.db"
    stored(place, range(1, 3))
    holder = sqlite3.connect(place)  # keeps the log from being written back
    holder.execute("SELECT count(*) FROM files").fetchone()
    stored(place, range(3, 7))
    log = (tmp_path / "a.db-wal").read_bytes()
    assert log
    found = []
    for size in range(0, len(log) + 1, max(4_096, len(log) // 24)):
        torn = tmp_path / f"{size}"
        torn.mkdir()
        shutil.copy(place, torn / "a.db")
        (torn / "a.db-wal").write_bytes(log[:size])
        with open_archive(torn / "a.db") as archive:
            names = sorted(each.file for each in archive.reports())
            assert archive.doctor() == ()
        assert names == [f"{n}.txt" for n in range(1, len(names) + 1)]
        found.append(len(names))
    holder.close()
    assert found == sorted(found)
    assert found[0] >= 2


def test_garbage_at_the_end_of_the_log_is_not_believed(tmp_path: Path) -> None:
    place = tmp_path / "a.db"
    stored(place, range(1, 3))
    holder = sqlite3.connect(place)
    holder.execute("SELECT count(*) FROM files").fetchone()
    stored(place, range(3, 5))
    torn = tmp_path / "torn"
    torn.mkdir()
    shutil.copy(place, torn / "a.db")
    log = (tmp_path / "a.db-wal").read_bytes()
    (torn / "a.db-wal").write_bytes(log + b"\xa5" * 9_000)
    holder.close()
    with open_archive(torn / "a.db") as archive:
        assert len(archive.reports()) == 4
        assert archive.doctor() == ()

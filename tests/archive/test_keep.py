"""Nothing is lost by mistake: bin, backup, restore, everything out and in, and the doctor."""

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import event

from pipeline.archive import Archive, State, keep, open_archive
from pipeline.errors import BadArchive
from pipeline.schema import Span
from tests.archive.marked import marked

WORDS = (
    "一、环境整治\n清理楼道堆物⟦42处|act=清理;obj=楼道堆物⟧，清运垃圾⟦6.2吨|act=清运;obj=垃圾⟧。"
)
LONG = WORDS + "社区组织保洁人员逐栋清理，劝导住户自清自运，运往街道指定地点统一处置。" * 3


def fill(archive: Archive) -> None:
    for week in range(4):
        period = f"2025-08-{1 + 7 * week:02}/2025-08-{7 + 7 * week:02}"
        words = WORDS.replace("42处", f"{42 + week}处").replace("一、", "一、第" + "甲乙丙丁"[week])
        archive.ingest(*marked(words, name=f"{week}.txt", period=period))


@pytest.fixture
def filled(archive: Archive) -> Archive:
    fill(archive)
    return archive


@pytest.fixture
def filled_file(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "weeks.db") as archive:
        fill(archive)
        yield archive


def everything(archive: Archive) -> list[object]:
    reports = [(r, archive.report(r.id), archive.original(r.sha256)) for r in archive.reports()]
    return [*reports, *archive.facts(), *archive.series(), *archive.search("楼道堆物")]


def test_a_removed_file_is_found_by_no_query_and_comes_back_whole(filled: Archive) -> None:
    before = everything(filled)
    sha256 = filled.reports()[1].sha256
    filled.remove(sha256)
    assert [each.text for each in filled.facts(unit="处")] == ["42处", "44处", "45处"]
    assert len(filled.search("楼道堆物")) == 3
    assert [each[1] for each in filled.bin()] == ["1.txt"]
    filled.undo_remove(sha256)
    assert everything(filled) == before
    assert filled.bin() == ()


def test_the_bin_is_emptied_for_good(filled: Archive) -> None:
    sha256 = filled.reports()[1].sha256
    filled.remove(sha256)
    assert filled.empty_bin() == 1
    with pytest.raises(BadArchive):
        filled.original(sha256)
    with pytest.raises(BadArchive):
        filled.undo_remove(sha256)
    assert filled.doctor() == ()
    assert len(filled.search("楼道堆物")) == 3


def test_removing_a_new_version_shows_the_old_one_again(archive: Archive) -> None:
    archive.ingest(*marked(LONG))
    done = archive.ingest(*marked(LONG.replace("42处", "43处"), name="改后.txt"))
    assert done.state is State.NEW_VERSION
    archive.remove(done.sha256)
    assert [each.text for each in archive.facts(unit="处")] == ["42处"]
    archive.undo_remove(done.sha256)
    assert [each.text for each in archive.facts(unit="处")] == ["43处"]


def test_a_file_from_the_bin_that_comes_again_is_taken_out(filled: Archive) -> None:
    extraction, content = marked(LONG, name="五.txt", period="2025-10-01/2025-10-07")
    done = filled.ingest(extraction, content)
    filled.remove(done.sha256)
    assert filled.ingest(extraction, content).state is State.STORED
    assert filled.bin() == ()


def test_everything_out_and_in_again_is_the_same_archive(filled: Archive, tmp_path: Path) -> None:
    filled.merge(1, 2)
    filled.set_parent("荷塘里社区", "苇桥街道")
    filled.remove(filled.reports()[1].sha256)
    filled.dump(tmp_path / "全部.zip")
    with open_archive(tmp_path / "new.db") as other:
        other.load(tmp_path / "全部.zip")
        assert everything(other) == everything(filled)
        assert other.bin() == filled.bin()
        assert other.doctor() == ()
        other.ingest(*marked("新的一期。", name="n.txt", period="2025-11-01/2025-11-07"))
        with pytest.raises(BadArchive, match="已有内容"):
            other.load(tmp_path / "全部.zip")


def test_a_backup_restores_to_what_was_and_a_flipped_byte_is_named(
    filled_file: Archive, tmp_path: Path
) -> None:
    filled = filled_file
    before = everything(filled)
    copy = tmp_path / "备份.db"
    filled.backup(copy)
    filled.remove(filled.reports()[0].sha256)
    place = Path(filled.engine.url.database or "")
    filled.close()
    keep.restore(copy, place)
    with open_archive(place) as again:
        assert everything(again) == before
    content = bytearray(copy.read_bytes())
    content[len(content) // 2] ^= 1
    copy.write_bytes(content)
    with pytest.raises(BadArchive, match="校验值"):
        keep.restore(copy, place)
    with open_archive(place) as again:
        assert everything(again) == before


@pytest.mark.parametrize(
    ("harm", "check"),
    [
        ("UPDATE blobs SET content = 'x' WHERE sha256 = (SELECT min(sha256) FROM blobs)", "hash"),
        ("INSERT INTO report_grams (rowid, grams) VALUES (999, '占道')", "index"),
        ("UPDATE facts SET start = start + 1, stop = stop + 1 WHERE id = 1", "text"),
    ],
)
def test_the_doctor_names_what_is_wrong(filled_file: Archive, harm: str, check: str) -> None:
    filled = filled_file
    with filled.engine.begin() as connection:
        connection.exec_driver_sql(harm)
    assert {problem.check for problem in filled.doctor()} == {check}
    if check == "index":
        filled.rebuild_index()
        assert filled.doctor() == ()
        assert len(filled.search("楼道堆物")) == 4


def test_an_alias_joins_two_names_and_a_parent_gives_its_bodies(archive: Archive) -> None:
    archive.ingest(*marked(WORDS, name="一.txt", issuer="荷塘里社区居委会"))
    archive.ingest(
        *marked("另一件事。", name="二.txt", issuer="荷塘里社区", period="2025-08-18/2025-08-24")
    )
    archive.set_alias("荷塘里社区居委会", "荷塘里社区")
    assert len(archive.reports(issuer="荷塘里社区")) == 2
    archive.set_parent("荷塘里社区", "苇桥街道办事处")
    street, _ = marked("全街道清理。", issuer="苇桥街道办事处", title="街道周报")
    assert [r.issuer for r in archive.below(street.reports[0])] == ["荷塘里社区居委会"]
    with pytest.raises(BadArchive):
        archive.set_parent("荷塘里社区", "荷塘里社区")


def test_a_correction_changes_the_fact_and_keeps_what_it_was(archive: Archive) -> None:
    extraction, content = marked(WORDS)
    archive.ingest(extraction, content)
    span = extraction.reports[0].facts[0].span
    sha256 = extraction.document.source.sha256
    archive.correct(sha256, span, "value", "43", "台账为准")
    assert [hit.value for hit in archive.search("=43 处")] == ["43"]
    with archive.engine.begin() as connection:
        row = connection.exec_driver_sql("SELECT old, new, note FROM corrections").one()
    assert tuple(row) == ("42", "43", "台账为准")
    for place, field, new in (
        (Span(0, 1), "value", "1"),
        (span, "text", "x"),
        (span, "value", "x"),
    ):
        with pytest.raises(BadArchive):
            archive.correct(sha256, place, field, new, "")


def test_several_importers_of_the_same_files_store_each_once(place: str) -> None:
    open_archive(place).close()
    texts = [
        marked(WORDS.replace("42处", f"{n}处") + "甲" * n, name=f"{n}.txt") for n in range(40, 52)
    ]

    def everything_in(_: int) -> int:
        with open_archive(place) as archive:
            return sum(archive.ingest(*each).state is not State.EXISTS for each in texts)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(everything_in, range(4))) == len(texts)
    with open_archive(place) as archive:
        assert archive.doctor() == ()


def test_a_failure_at_any_statement_leaves_nothing_half_stored(tmp_path: Path) -> None:
    with open_archive(tmp_path / "a.db") as archive:
        archive.ingest(*marked(LONG))
        before = everything(archive)
        statements, limit = 0, 0

        @event.listens_for(archive.engine, "before_cursor_execute")
        def fail_at_limit(*_: object) -> None:
            nonlocal statements
            statements += 1
            if statements == limit:
                raise sqlite3.OperationalError("disk I/O error")

        file = marked(LONG.replace("42处", "43处"), name="二.txt", period="2025-09-01/2025-09-07")
        for limit in range(1, 100):  # noqa: B007  # read by the listener
            statements = 0
            try:
                done = archive.ingest(*file)
                break
            except (BadArchive, sqlite3.OperationalError):
                statements = -1000
                assert everything(archive) == before
        assert done.state in (State.STORED, State.SIMILAR)
        assert limit > 10
        statements = -1000
        assert archive.doctor() == ()


IMPORTER = textwrap.dedent("""
    import sys
    sys.path[:0] = sys.argv[2:]
    from tests.archive.marked import marked
    from pipeline.archive import open_archive
    archive = open_archive(sys.argv[1])
    print("ready", flush=True)
    for number in range(10_000):
        words = "清理堆物⟦4处|act=清理;obj=堆物⟧，" * 20 + f"第{number}份。"
        done = archive.ingest(*marked(words, name=f"{number}.txt", issuer=f"{number}社区"))
        print(done.file, flush=True)
""")


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="kills as POSIX does")
def test_a_killed_importer_leaves_whole_files_and_loses_none_it_named(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    root = Path(__file__).parents[2]
    for moment in range(6):
        with subprocess.Popen(
            [sys.executable, "-c", IMPORTER, str(path), str(root)],
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            named = [process.stdout.readline().strip() for _ in range(1 + 2 * moment)]
            process.send_signal(signal.SIGKILL)
        with open_archive(path) as archive:
            stored = {each.file: each.facts for each in archive.reports()}
            assert set(named) <= set(stored) | {""}
            assert set(stored.values()) <= {20}
            assert archive.doctor() == ()


def test_a_full_disk_is_said_in_one_line_and_costs_nothing(tmp_path: Path) -> None:
    with open_archive(tmp_path / "a.db") as archive:
        archive.ingest(*marked(WORDS))
        with archive.engine.begin() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

        def limit(limit_to: int) -> None:
            raw = archive.engine.raw_connection()
            raw.cursor().execute(f"PRAGMA max_page_count = {limit_to}")
            raw.close()

        limit(pages + 2)
        with pytest.raises(BadArchive, match="磁盘已满"):
            archive.ingest(*marked(WORDS + "更多的字" * 20_000, name="大.txt"))
        limit(1_000_000)
        assert [each.file for each in archive.reports()] == ["周报.txt"]
        assert archive.ingest(*marked("又一份。", name="小.txt")).state is State.STORED
        assert archive.doctor() == ()

"""The same results on every engine: here, on Ray with a worker killed, on Dask, for Spark."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import pytest

from pipeline import cluster
from pipeline.cluster import Batch, Result, Settings, batches, digest, process, run, sink_of
from pipeline.cluster.engines import Here, engine_of
from pipeline.cluster.spark import SCHEMA, process_frames
from pipeline.errors import BadUsage
from tests.reading.word import docx, p

SETTINGS = Settings(today=date(2026, 11, 23))


WORD = docx(p("本周排查31处。"))


def files(count: int = 24) -> list[tuple[str, bytes]]:
    made: list[tuple[str, bytes]] = [
        (
            f"周报{n}.txt",
            f"砚浦街道工作周报\n（2025年3月{n + 1}日）\n一、市容整治\n取缔占道{n}起。\n".encode(),
        )
        for n in range(count)
    ]
    return [
        *made,
        ("周报.docx", WORD),
        ("空.txt", b""),
        ("坏.docx", b"PK\x03\x04"),
    ]


@pytest.fixture(scope="module")
def alone() -> list[Result]:
    return list(run(files(), Here(), SETTINGS))


def killed_once(batch: Batch) -> list[Result]:
    """Die in the middle of the second batch, the first time that it is done."""
    mark = Path(os.environ["HUIBAO_TEST_MARK"])
    if batch.number == 1 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), 9)
    return process(batch, SETTINGS)


def test_each_file_has_a_result_and_a_bad_one_its_reason(alone: list[Result]) -> None:
    assert [each.file for each in alone] == [name for name, _ in files()]
    assert [each.code for each in alone if each.code] == ["EMPTY", "BROKEN"]
    assert all((each.extraction is None) == (each.code is not None) for each in alone)


def test_the_digest_knows_content_and_not_order(alone: list[Result]) -> None:
    assert digest(reversed(alone)) == digest(alone)
    assert digest(alone[1:]) != digest(alone)


def test_batches_are_bounded_by_number_and_by_size() -> None:
    assert [len(b.files) for b in batches(files(5), most=3)] == [3, 3, 2]
    assert [len(b.files) for b in batches([("a", b"1" * 9)] * 3, size=10)] == [2, 1]
    assert [b.number for b in batches(files(5), most=3)] == [0, 1, 2]


@pytest.fixture
def ray_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[cluster.Engine]:
    monkeypatch.setenv("HUIBAO_TEST_MARK", str(tmp_path / "killed"))
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    engine = engine_of("local", workers=2)
    yield engine
    engine.close()


@pytest.mark.cluster
@pytest.mark.filterwarnings("ignore")
def test_ray_gives_the_same_although_a_worker_is_killed(
    alone: list[Result], ray_here: cluster.Engine, tmp_path: Path
) -> None:
    done = ray_here.map(killed_once, batches(files(), most=8))
    results = [result for each in done for result in each]
    assert (tmp_path / "killed").exists()
    assert results == alone
    assert digest(results) == digest(alone)


@pytest.mark.parametrize("sink", [True, False])
def test_the_command_gives_the_same_with_an_engine(
    sink: bool,  # noqa: FBT001
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from click.testing import CliRunner

    from pipeline.interfaces.cli.ingest import command

    folder = tmp_path / "材料"
    folder.mkdir()
    for name, data in files(4):
        (folder / name).write_bytes(data)
    monkeypatch.setattr("pipeline.cluster.engine_of", lambda *_: Here())
    more = ["--sink", str(tmp_path / "结果")] if sink else []
    archive = ["--archive", str(tmp_path / "a.db")]
    done = CliRunner().invoke(command, [str(folder), *archive, "--cluster", "local", *more])
    assert done.output.count("已处理" if sink else "已收录") >= (1 if sink else 5)
    assert "Traceback" not in done.output
    again = CliRunner().invoke(command, [str(folder), *archive, "--cluster", "local", *more])
    assert ("新处理0份" if sink else "新收0份") in again.output


@pytest.mark.cluster
@pytest.mark.filterwarnings("ignore")
def test_dask_gives_the_same(alone: list[Result]) -> None:
    engine = engine_of("dask+local", workers=1)
    try:
        assert list(run(files(), engine, SETTINGS)) == alone
    finally:
        engine.close()


@pytest.mark.cluster
def test_results_in_parquet_are_kept_once(alone: list[Result], tmp_path: Path) -> None:
    import pyarrow.parquet  # type: ignore[import-untyped,import-not-found,unused-ignore]

    place = tmp_path / "结果"
    assert list(run(files(), Here(), SETTINGS, sink_of(str(place)))) == alone
    assert list(run(files(), Here(), SETTINGS, sink_of(str(place)))) == []
    rows = pyarrow.parquet.read_table(place).to_pylist()
    assert {row["key"] for row in rows} == {each.key for each in alone}
    assert digest(Result(**row) for row in rows) == digest(alone)
    assert not list(place.glob(".*"))


@pytest.mark.cluster
def test_a_run_that_broke_off_goes_on_where_it_stopped(alone: list[Result], tmp_path: Path) -> None:
    begun = run(files(), Here(), SETTINGS, sink_of(str(tmp_path)))
    first = [next(begun)]
    begun.close()  # type: ignore[attr-defined]
    rest = list(run(files() + files(30)[24:30], Here(), SETTINGS, sink_of(str(tmp_path))))
    kept = {each.key for each in first + rest}
    assert {each.key for each in alone} - kept <= {each.key for each in alone[:32]}


def test_spark_s_frames_give_the_same(alone: list[Result]) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(
        [(f"file:/材料/{name}", data) for name, data in files()], columns=["path", "content"]
    )
    [made] = process_frames(SETTINGS)([frame])
    assert ", ".join(f"{name} string" for name in made.columns) == SCHEMA
    assert digest(Result(**row) for row in made.to_dict("records")) == digest(alone)


if find_spec("pyspark") and shutil.which("java"):

    @pytest.mark.filterwarnings("ignore")
    def test_spark_itself_gives_the_same(alone: list[Result], tmp_path: Path) -> None:
        from pyspark.sql import SparkSession  # type: ignore[import-not-found,unused-ignore]

        for name, data in files():
            (tmp_path / name).write_bytes(data)
        spark = SparkSession.builder.master("local[2]").getOrCreate()
        frame = spark.read.format("binaryFile").load(str(tmp_path)).select("path", "content")
        rows = frame.mapInPandas(process_frames(SETTINGS), SCHEMA).collect()
        spark.stop()
        assert digest(Result(**row.asDict()) for row in rows) == digest(alone)


@pytest.mark.parametrize(("name", "address"), [("ray", "local"), ("distributed", "dask+local")])
def test_without_the_engine_it_is_said_what_to_install(
    name: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(BadUsage, match="pip install"):
        engine_of(address)

"""Archives of every released version open in the newest, with all that people did in them."""

import gzip
import shutil
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from pipeline.archive import Archive, State, database, open_archive, restore
from pipeline.archive.database import VERSION
from pipeline.archive.migrations import schema_0001
from tests.archive.marked import marked

KEPT = Path(__file__).parent / "kept"
SCHEMAS = {"0.1.0": "0001"}
VERSIONS = sorted(each.name.removesuffix(".db.gz") for each in KEPT.glob("*.db.gz"))


@pytest.fixture(params=VERSIONS)
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path]:
    """Give an archive file that a released version wrote."""
    place = tmp_path / "档案.db"
    place.write_bytes(gzip.decompress((KEPT / f"{request.param}.db.gz").read_bytes()))
    return request.param, place


def assert_all_there(archive: Archive) -> None:
    assert archive.doctor() == ()
    assert archive.count() == 6
    assert len(archive.facts()) == 302
    assert len(archive.series()) == 98
    assert [name for _, name, _ in archive.bin()] == ["2.txt"]
    assert len(archive.search("占道经营")) == 3
    assert [hit.value for hit in archive.search("=41 平方公里")] == ["41"]
    assert any(each.name == "另起的名字" for each in archive.series())
    parents = {each.name: each.parent for each in archive.bodies()}
    assert "苇桥街道办事处" in parents.values()
    assert all(archive.original(each.sha256) for each in archive.reports())


def test_a_kept_archive_opens_in_the_newest(kept: tuple[str, Path]) -> None:
    version, place = kept
    with open_archive(place) as archive:
        assert_all_there(archive)
        archive.undo_remove(archive.bin()[0][0])
        assert archive.count() == 7
        archive.undo(1)
        assert len(archive.facts(series=2)) > 0
        assert archive.ingest(*marked("清理堆物⟦3处|act=清理;obj=堆物⟧。")).state is State.STORED
        assert archive.doctor() == ()
    copy = place.with_name(f"{place.name}.v{SCHEMAS[version]}.bak")
    assert copy.exists() == (SCHEMAS[version] != VERSION)


def test_what_a_kept_archive_wrote_out_is_taken_in(kept: tuple[str, Path], tmp_path: Path) -> None:
    version, _ = kept
    with open_archive(tmp_path / "new.db") as archive:
        archive.load(KEPT / f"{version}.zip")
        assert_all_there(archive)


def test_a_backup_of_a_released_version_is_restored(kept: tuple[str, Path], tmp_path: Path) -> None:
    _, place = kept
    source = tmp_path / "backup.db"
    shutil.copyfile(place, source)
    restore(source, tmp_path / "restored.db")
    with open_archive(tmp_path / "restored.db") as archive:
        assert_all_there(archive)


def test_a_database_of_the_first_schema_is_brought_up_to_date(place: str) -> None:
    url = database.address(place)
    engine = create_engine(url)
    with engine.begin() as connection:
        schema_0001.metadata.create_all(connection)
        for statement in schema_0001.schema_statements(engine.dialect.name):
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32))")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('0001')")
    engine.dispose()
    with open_archive(place) as archive:
        assert archive.ingest(*marked("清理堆物⟦3处|act=清理;obj=堆物⟧。")).state is State.STORED
        assert [each.indicator for each in archive.trend("堆物")] == ["清理堆物"]
        assert archive.doctor() == ()

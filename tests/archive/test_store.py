"""Files go in once, wholly, and come out as they were."""

import hashlib
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine

from pipeline.archive import Archive, State, database, open_archive
from pipeline.archive.models import VIEWS
from pipeline.errors import BadArchive
from pipeline.schema import (
    Aggregate,
    Announced,
    Block,
    Bound,
    Cell,
    Document,
    Extraction,
    Fact,
    FactKind,
    Origin,
    Period,
    Quantity,
    Report,
    Source,
    Span,
    Status,
    Table,
    Ties,
)
from tests.archive.marked import marked

WEEK = "一、环境整治\n清理楼道堆物⟦42处|act=清理;obj=楼道堆物⟧，清运垃圾⟦6.2吨|act=清运;obj=垃圾⟧。"


def count(archive: Archive, table: str) -> int:
    with archive.engine.begin() as connection:
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())


def test_a_file_comes_back_with_every_byte_and_every_record(archive: Archive) -> None:
    extraction, content = marked(WEEK)
    done = archive.ingest(extraction, content)
    assert (done.state, done.reports, done.facts) == (State.STORED, 1, 2)
    assert archive.original(done.sha256) == content
    ident = archive.reports()[0].id
    assert archive.report(ident) == extraction.reports[0]


def test_every_field_of_every_record_survives(archive: Archive) -> None:
    text = "标题甲\n共12.50万元，其中5000元。10月6日，每月三次，百分之八。"
    document = Document(
        text,
        Source("甲.docx", hashlib.sha256(b"x").hexdigest(), "docx", Origin.OCR),
        blocks=(Block("cell", Span(0, 3), 2, "Heading 1", "一、", 0, 1, 2), Block("p", Span(4, 9))),
        warnings=("有一处看不清",),
    )
    amount = Quantity(
        Decimal("125000.00"), Decimal("125000"), Decimal("1E+6"), Bound.OVER, "元", "money"
    )
    fact = Fact(
        id="f1",
        kind=FactKind.MONEY,
        span=Span(5, 12),
        quantity=amount,
        indicator="投入资金",
        action="投入",
        object="资金",
        actor="城管科",
        place="东门",
        time=Period("本周", "2025-08-11/2025-08-17", Span(0, 2)),
        aggregate=Aggregate.TOTAL,
        status=Status.PLANNED,
        origin=Origin.OCR,
        section="s1",
        confidence=0.731,
        ties=Ties("f2", "f3", "f4", "f5", "f6", ("f7", "f8")),
        cell=(0, 1, 2),
        doubt="小数点看不清",
    )
    dated = Fact(id="f2", kind=FactKind.DATE, span=Span(19, 24), value="XXXX-10-06", resolved=None)
    vague = replace(fact, id="f3", quantity=Quantity(None, bound=Bound.SEVERAL), ties=Ties())
    report = Report(
        document=document,
        span=Span(0, len(text)),
        title="标题甲",
        title_span=Span(0, 3),
        kind="yearly",
        issuer="苇桥街道",
        recipient="区文明办",
        period=Period("2025年", "2025", Span(1, 2)),
        signed=Period("10月6日", "XXXX-10-06"),
        facts=(fact, dated, vague),
        announced=(Announced(Span(1, 3), 3, "措施"),),
        tables=(Table(Span(4, 9), ((Cell(Span(4, 4), ""), Cell(Span(5, 6), "共")),), 1, "表一"),),
    )
    archive.ingest(Extraction(document, (report,), (Span(0, 1),)), b"x")
    assert archive.report(archive.reports()[0].id) == report


def test_the_same_bytes_twice_are_stored_once(archive: Archive) -> None:
    archive.ingest(*marked(WEEK))
    again = archive.ingest(*marked(WEEK, name="再发一次.txt"))
    assert (again.state, again.like) == (State.EXISTS, "周报.txt")
    assert (count(archive, "files"), count(archive, "facts")) == (1, 2)


def test_the_same_text_in_other_bytes_is_stored_once(archive: Archive) -> None:
    extraction, content = marked(WEEK)
    archive.ingest(extraction, content)
    again = archive.ingest(extraction, content.replace(b"\n", b"\r\n"))
    assert (again.state, count(archive, "blobs")) == (State.EXISTS, 1)


LONG = WEEK + "社区组织保洁人员逐栋清理，劝导住户自清自运，运往街道指定地点统一处置。" * 3


def test_a_report_once_more_with_corrections_replaces_the_old_one(archive: Archive) -> None:
    archive.ingest(*marked(LONG))
    done = archive.ingest(*marked(LONG.replace("42处", "43处"), name="改后.txt"))
    assert (done.state, done.like) == (State.NEW_VERSION, "周报.txt")
    assert [f.text for f in archive.facts(unit="处")] == ["43处"]
    assert count(archive, "blobs") == 2


def test_a_report_that_changed_only_its_dates_is_named(archive: Archive) -> None:
    words = "本报告写于2025年8月18日。" + LONG
    archive.ingest(*marked(words))
    done = archive.ingest(
        *marked(words.replace("8月18日", "8月25日"), period="2025-08-18/2025-08-24", name="二.txt")
    )
    assert done.state is State.SIMILAR
    assert "仅日期不同" in done.reason
    assert len(archive.reports()) == 2


def test_a_nearly_equal_text_of_another_body_is_similar(archive: Archive) -> None:
    archive.ingest(*marked(LONG * 3))
    done = archive.ingest(*marked(LONG * 3 + "另有一事。", issuer="西河社区", title="西河社区周报"))
    assert (done.state, done.like) == (State.SIMILAR, "周报.txt")


def test_two_different_weeks_are_both_simply_stored(archive: Archive) -> None:
    archive.ingest(*marked(WEEK))
    other = "一、平安建设\n排查矛盾纠纷⟦12件|act=排查;obj=矛盾纠纷⟧，都已化解。"
    done = archive.ingest(*marked(other, period="2025-08-18/2025-08-24"))
    assert (done.state, done.like) == (State.STORED, None)


def test_a_file_that_must_not_be_kept_leaves_nothing(archive: Archive) -> None:
    with pytest.raises(BadArchive, match="机密") as caught:
        archive.ingest(*marked(WEEK), refuses=lambda _: "文件标有“机密”，不得存入")
    assert caught.value.code == "REFUSED"
    assert [count(archive, t) for t in ("blobs", "files", "reports", "audit")] == [0, 0, 0, 0]


def test_nothing_is_half_stored_when_a_row_fails(archive: Archive) -> None:
    extraction, content = marked(WEEK)
    fact = extraction.reports[0].facts[0]
    twice = replace(extraction.reports[0], facts=(fact, fact))
    with pytest.raises(BadArchive):
        archive.ingest(replace(extraction, reports=(twice,)), content)
    assert [count(archive, t) for t in ("blobs", "files", "reports", "facts")] == [0, 0, 0, 0]


def test_what_a_database_cannot_hold_is_replaced_one_for_one(archive: Archive) -> None:
    extraction, content = marked(
        "一、甲\n清理\x00堆物\ud800⟦4处|act=清\x00理;obj=堆物⟧。".replace("\ud800", "")
    )
    archive.ingest(extraction, content)
    stored = archive.report(archive.reports()[0].id)
    assert len(stored.document.text) == len(extraction.document.text)
    assert stored.words(stored.facts[0].span) == "4处"


def test_earlier_gives_reports_of_the_issuer_before_this_one_newest_last(archive: Archive) -> None:
    weeks = ["2025-08-18/2025-08-24", "2025-08-11/2025-08-17", "2025-08-25/2025-08-31"]
    for number, period in enumerate(weeks):
        words = f"清理楼道堆物⟦{40 + number}处|act=清理;obj=楼道堆物⟧，第{number}次。"
        archive.ingest(*marked(words, period=period, name=f"{number}.txt"))
    archive.ingest(*marked("别处的事。", issuer="西河社区", title="西河", name="x.txt"))
    now, _ = marked("清理堆物。", period="2025-08-25/2025-08-31")
    found = archive.earlier(now.reports[0])
    assert [r.period and r.period.value for r in found] == [weeks[1], weeks[0]]
    assert found[0].words(found[0].facts[0].span) == "41处"


def test_an_unknown_issuer_has_no_earlier_reports(archive: Archive) -> None:
    archive.ingest(*marked(WEEK))
    now, _ = marked(WEEK, issuer="西河社区", period="2025-08-18/2025-08-24")
    assert archive.earlier(now.reports[0]) == ()


def test_without_an_issuer_the_title_but_for_its_dates_says_what_came_before(
    archive: Archive,
) -> None:
    archive.ingest(*marked(WEEK, issuer=None, title="工作周报（第7期）"))
    now, _ = marked(WEEK, issuer=None, title="工作周报（第8期）", period="2025-08-18/2025-08-24")
    assert len(archive.earlier(now.reports[0])) == 1


def test_a_body_that_leaves_out_or_shortens_its_name_is_known_by_its_title(
    archive: Archive,
) -> None:
    title = "荷塘里社区环境整治工作周报"
    archive.ingest(*marked(WEEK, issuer="荷塘里社区居民委员会", title=title))
    later = {"title": title, "period": "2025-08-18/2025-08-24"}
    for name in (None, "荷塘里社区"):
        now, _ = marked(WEEK, issuer=name, **later)
        assert len(archive.earlier(now.reports[0])) == 1
    other, _ = marked(WEEK, issuer="西河社区居民委员会", **later)
    assert archive.earlier(other.reports[0]) == ()


def test_the_views_can_be_read_by_other_programs(archive: Archive) -> None:
    archive.ingest(*marked(WEEK))
    for view in VIEWS:
        assert count(archive, view) in (0, 1, 2)
    with archive.engine.begin() as connection:
        row = connection.exec_driver_sql('SELECT file, period, "start", value FROM v_facts').first()
    assert row is not None
    assert tuple(row) == ("周报.txt", "2025-08-11/2025-08-17", 23, "42")


def test_migrations_and_the_quick_way_make_the_same_schema(tmp_path: Path) -> None:
    schemas = []
    for name, make in (("quick", database.create), ("alembic", database.upgrade)):
        path = tmp_path / f"{name}.db"
        engine = create_engine(f"sqlite:///{path}")
        with engine.begin() as connection:
            make(connection)
        engine.dispose()
        with sqlite3.connect(path) as connection_:
            held = "SELECT name, type FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%'"
            names = sorted(connection_.execute(held))
            made = "SELECT sql FROM sqlite_master WHERE type = 'index' ORDER BY name"
            columns = [
                sorted(row[1:5] for row in connection_.execute(f"PRAGMA table_info({name})"))
                for name, kind in names
                if kind == "table"
            ]
            schemas.append((names, connection_.execute(made).fetchall(), columns))
            assert connection_.execute("SELECT * FROM alembic_version").fetchall() == [
                (database.VERSION,)
            ]
        connection_.close()
    assert schemas[0] == schemas[1]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda p: p.write_bytes(b"not a database, only text" * 50), "不是 huibao 的档案库"),
        (lambda p: p.mkdir(), "文件夹"),
    ],
)
def test_what_is_no_archive_is_refused_in_one_line(
    tmp_path: Path, make: Callable[[Path], object], words: str
) -> None:
    path = tmp_path / "a.db"
    make(path)
    with pytest.raises(BadArchive, match=words):
        open_archive(path)


def test_a_newer_or_foreign_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    open_archive(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(BadArchive, match="升级本程序"):
        open_archive(path)
    other = tmp_path / "b.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE diary (day TEXT)")
    connection.close()
    with pytest.raises(BadArchive, match="别的程序"):
        open_archive(other)


def test_a_network_share_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"disk / ext4 rw\n//server/share {tmp_path}/share cifs rw\n")
    assert database.filesystem(tmp_path / "share" / "x", mounts) == "cifs"
    monkeypatch.setattr(database, "filesystem", lambda _: "cifs")
    with pytest.raises(BadArchive, match="共享盘"):
        open_archive(tmp_path / "a.db")


@pytest.mark.parametrize("place", ["mysql://x/y", "postgresql://[", "oracle://a"])
def test_other_databases_are_refused(place: str) -> None:
    with pytest.raises(BadArchive):
        open_archive(place)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.text(max_size=60),
    value=st.decimals(allow_nan=False, allow_infinity=False),
)
def test_whatever_a_report_says_comes_out_as_it_went_in(
    tmp_path_factory: pytest.TempPathFactory, words: str, value: Decimal
) -> None:
    words = words.replace("\0", "").replace("⟦", "")
    extraction, content = marked(words + "⟦1处|act=清理⟧", title="标题")
    fact = replace(extraction.reports[0].facts[0], quantity=Quantity(value))
    report = replace(extraction.reports[0], facts=(fact,))
    with open_archive(tmp_path_factory.mktemp("a") / "a.db") as archive:
        archive.ingest(replace(extraction, reports=(report,)), content)
        assert archive.report(archive.reports()[0].id) == report

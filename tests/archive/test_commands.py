"""The archive's own commands do what they say, and leave by the agreed exit status."""

import json
import re
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.archive import Point, Trend, open_archive
from pipeline.extract import extract
from pipeline.extract.many import extract_many
from pipeline.interfaces.cli import run
from pipeline.interfaces.cli.trend import chart
from pipeline.outputs import trend_png
from pipeline.reading import read_bytes
from pipeline.schema import Document, Extraction, Span
from tests.archive.test_weeks import _MARK, WEEKS


@pytest.fixture
def place(tmp_path: Path) -> str:
    reports = tmp_path / "周报"
    reports.mkdir()
    for path in WEEKS:
        content = _MARK.sub(r"\1", path.read_text(encoding="utf-8"))
        (reports / path.name).write_text(content, encoding="utf-8")
    assert run(["ingest", str(reports), "--archive", str(tmp_path / "a.db"), "-q"]) == 0
    return str(tmp_path / "a.db")


def test_a_watched_folder_is_stored_as_files_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    inbox = tmp_path / "收件夹"
    inbox.mkdir()
    (inbox / "旧.txt").write_text("柳林社区周报\n清理堆物4处。", encoding="utf-8")
    turns = iter(range(6))

    def sleep(_: float) -> None:
        turn = next(turns)
        if turn == 1:
            (inbox / "新.txt").write_text("西河社区周报\n清理堆物5处。", encoding="utf-8")
            (inbox / "~$锁.docx").write_text("x")
        if turn == 5:
            raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.interfaces.cli.ingest.time.sleep", sleep)
    archive = str(tmp_path / "a.db")
    assert run(["ingest", "--watch", str(inbox), "--archive", archive]) == 0
    told = capsys.readouterr().out
    assert told.count("已收录") == 2
    assert "新.txt" in told
    assert run(["ingest", "--watch", str(inbox / "旧.txt"), "--archive", archive]) == 2


def test_many_files_are_extracted_in_order_whatever_the_number_of_processes() -> None:
    documents = [
        (read_bytes(f"周报\n清理堆物{n}处。".encode(), f"{n}.txt"), b"x") for n in range(6)
    ]
    alone = list(extract_many(documents, workers=1))
    together = list(extract_many(documents, workers=2, many=3))
    assert [found for *_, found in together] == [found for *_, found in alone]
    assert [document for document, *_ in together] == [document for document, _ in documents]


def test_a_month_is_compared_with_its_weeks_and_a_street_with_its_communities(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def written(name: str, body: str, first: str, last: str, words: str) -> str:
        path = tmp_path / name
        text = f"{body}工作报告\n（2025年{first}至{last}）\n一、整治\n{words}\n{body}\n2025年9月1日"
        path.write_text(text, encoding="utf-8")
        return str(path)

    archive = ["--archive", str(tmp_path / "a.db")]
    weeks = [("8月4日", "8月10日", 42), ("8月11日", "8月17日", 39), ("8月18日", "8月24日", 45)]
    for number, (first, last, value) in enumerate(weeks):
        words = f"清理楼道堆物{value}处，取缔乱挂晒{number + 1}起。"
        file = written(f"{number}.txt", "柳林社区居民委员会", first, last, words)
        assert run(["ingest", file, *archive, "-q"]) == 0
    month = written(
        "月.txt", "柳林社区居民委员会", "8月1日", "8月31日", "清理楼道堆物126处，取缔乱挂晒7起。"
    )
    street = written("街.txt", "苇桥街道办事处", "8月4日", "8月10日", "清理楼道堆物42处。")
    name = "柳林社区居民委员会"
    assert run(["issuers", "--set", name, "--parent", "苇桥街道办事处", *archive]) == 0
    capsys.readouterr()
    assert run(["rollup", month, "--format", "json", *archive]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["stated"], row["total"], row["difference"]) for row in rows] == [
        ("126", "126", "0"),
        ("7", "6", "1"),
    ]
    assert run(["rollup", month, *archive]) == 0
    assert "42＋39＋45" in capsys.readouterr().out
    assert run(["rollup", street, "--by", "bodies", *archive]) == 0
    assert "1项" in capsys.readouterr().err


def test_indicators_are_listed_merged_split_renamed_and_undone(
    place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def asked(*words: str) -> str:
        capsys.readouterr()
        assert run(["indicators", *words, "--archive", place]) == 0
        told = capsys.readouterr()
        return told.out + told.err

    listed = asked()
    assert re.search(r"乱挂晒.*当期", listed)
    one = re.search(r"^(\d+) .*取缔乱挂晒", listed, re.MULTILINE)
    other = re.search(r"^(\d+) .*拆除破损店招", listed, re.MULTILINE)
    assert one
    assert other
    decision = re.search(r"决定 (\d+)", asked("--merge", one[1], "--with", other[1]))
    assert decision
    assert "已撤销" in asked("--undo", decision[1])
    assert "已改名" in asked("--rename", one[1], "--name", "乱挂晒整治")
    assert "乱挂晒整治" in asked("--format", "json")
    assert "已拆开" in asked("--split", one[1], "--wording", "取缔乱晾晒")
    assert run(["indicators", "--merge", one[1], "--archive", place]) == 2


def test_the_audit_writes_every_finding_into_one_sheet(place: str, tmp_path: Path) -> None:
    sheet = tmp_path / "审计.csv"
    assert (
        run(["audit", "--year", "2025", "-o", str(sheet), "--archive", place]) == 1
    )  # an error among them
    text = sheet.read_text(encoding="utf-8-sig")
    for code in ("ARC601", "ARC602", "ARC603", "ARC604", "ARC605"):
        assert code in text
    assert run(["audit", "-o", str(tmp_path / "审计.xlsx"), "--archive", place]) == 1
    assert run(["audit", "-o", str(tmp_path / "审计.txt"), "--archive", place]) == 2


def test_backup_restore_bin_and_doctor(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy, whole = str(tmp_path / "备份.db"), str(tmp_path / "全部.zip")
    assert run(["backup", copy, "--archive", place]) == 0
    assert run(["backup", whole, "--all", "--archive", place]) == 0
    assert run(["bin", "--remove", "1.txt", "--archive", place]) == 0
    capsys.readouterr()
    assert run(["bin", "--archive", place]) == 0
    assert "1.txt" in capsys.readouterr().out
    assert run(["bin", "--undo", "1.txt", "--archive", place]) == 0
    assert run(["bin", "--remove", "没有.txt", "--archive", place]) == 2
    assert run(["bin", "--remove", "1.txt", "--archive", place]) == 0
    assert run(["bin", "--empty", "--archive", place]) == 0
    assert run(["restore", copy, "--archive", place]) == 0
    capsys.readouterr()
    assert run(["facts", "--indicator", "乱挂晒", "--archive", place]) == 0
    assert "26处" in capsys.readouterr().out
    fresh = str(tmp_path / "新.db")
    assert run(["restore", whole, "--archive", fresh]) == 0
    assert run(["doctor", "--archive", fresh]) == 0
    assert run(["doctor", "--archive", place, "--mend"]) == 0


def test_issuers_are_listed_with_their_parents(
    place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "枫林街道综合行政执法队"
    assert run(["issuers", "--set", name, "--parent", "枫林街道", "--archive", place]) == 0
    assert run(["issuers", "--set", name, "--alias", "枫林执法队", "--archive", place]) == 0
    capsys.readouterr()
    assert run(["issuers", "--archive", place]) == 0
    assert re.search(f"{name} +枫林街道 +4 +枫林执法队", capsys.readouterr().out)
    assert run(["issuers", "--parent", "枫林街道", "--archive", place]) == 2


def test_a_trend_is_drawn_as_a_page_and_as_a_picture(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("PIL")
    page, picture = tmp_path / "趋势.html", tmp_path / "趋势.png"
    words = ["trend", "取缔占道经营", "--archive", place, "--html", str(page)]
    if next(trend_png._fonts(), None) is not None:
        words += ["--png", str(picture)]
    assert run(words) == 0
    text = page.read_text(encoding="utf-8")
    assert "58" in text
    assert "echarts.init" in text
    assert "src=" not in text.split("</script>")[-2]
    if picture.exists():
        assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_picture_without_chinese_font_is_refused_in_one_line(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("PIL")
    monkeypatch.setattr(trend_png, "_FOLDERS", ())
    picture = tmp_path / "a.png"
    assert run(["trend", "取缔占道经营", "--archive", place, "--png", str(picture)]) == 2
    assert "没有找到中文字体" in capsys.readouterr().err
    assert not picture.exists()


def test_gaps_stand_in_their_place() -> None:
    def point(day: str, value: str) -> Point:
        span = Span(0, 1)
        return Point(f"{day}/{day}", day, Decimal(value), value, "a.txt", "", span)

    trend = Trend(
        series=1,
        issuer="柳林社区",
        indicator="清理堆物",
        unit="处",
        tempo="period",
        points=(point("2025-08-04", "4"), point("2025-08-18", "8")),
        gaps=("2025-08-11/2025-08-11",),
    )
    lines = chart(trend).splitlines()
    assert [line.split()[1] for line in lines[1:]] == ["4", "缺", "8"]
    assert lines[3].count("█") == 2 * lines[1].count("█")


def test_a_week_without_any_report_is_a_gap_too(
    place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_archive(place) as archive:
        archive.remove(archive.reports()[1].sha256)
        archive.remove(archive.reports()[1].sha256)
    capsys.readouterr()
    assert run(["trend", "取缔占道经营、流动摊点等违章", "--archive", place]) == 0
    shown = [line.split()[1] for line in capsys.readouterr().out.split("\n\n")[0].splitlines()]
    assert shown[1:] == ["58", "缺", "缺", "60"]


def test_a_parquet_file_holds_what_the_sheet_holds(place: str, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    target = tmp_path / "台账.parquet"
    assert run(["export", "--archive", place, "-o", str(target)]) == 0
    table = parquet.read_table(target)
    with open_archive(place) as archive:
        found = archive.facts()
    assert table.num_rows == len(found)
    assert table.column("原文").to_pylist() == [each.text for each in found]
    numbers = [each.fact.quantity.value if each.fact.quantity else None for each in found]
    assert table.column("数").to_pylist() == [None if n is None else float(n) for n in numbers]


def test_parquet_without_its_component_is_refused_in_one_line(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    target = tmp_path / "a.parquet"
    assert run(["export", "--archive", place, "--format", "parquet", "-o", str(target)]) == 2
    assert "huibao[parquet]" in capsys.readouterr().err
    assert not target.exists()


def test_a_call_that_was_broken_off_goes_on_without_extracting_again(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "周报" / "新.txt").write_text("西河社区周报\n清理堆物5处。", encoding="utf-8")
    extracted = []

    def noted(document: Document) -> Extraction:
        extracted.append(document.source.name)
        return extract(document)

    monkeypatch.setattr("pipeline.core.extract", noted)
    capsys.readouterr()
    assert run(["ingest", str(tmp_path / "周报"), "--archive", place]) == 0
    assert extracted == ["新.txt"]
    said = capsys.readouterr()
    assert said.out.count("已存在") == 4
    assert "新收1份，已有4份" in said.err

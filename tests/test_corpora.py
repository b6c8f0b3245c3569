"""The shipped samples are right in themselves: figures, sums, rates, changes, weekdays."""

import importlib.util
import json
import re
import zipfile
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pipeline import core, paths
from pipeline.drafting import read_brief
from pipeline.reading import read
from pipeline.schema import Severity

CORPORA = paths.shipped("corpora")
SAMPLES = CORPORA / "samples"
INDEX: dict[str, Any] = json.loads((SAMPLES / "index.json").read_text(encoding="utf-8"))
REPORTS: list[dict[str, Any]] = INDEX["reports"]
WEEKLY = [report for report in REPORTS if report["data"]]
CLEAN = [SAMPLES / report["file"] for report in REPORTS] + [
    SAMPLES / file for file in INDEX["clean"]
]
WEEKS = range(8, 17)
WEEKDAYS = "一二三四五六日"


def _builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("corpora_build", CORPORA / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


BUILD = _builder()
FIGURES: dict[int, dict[str, tuple[Decimal, str]]] = {
    week: {
        row["指标"]: (Decimal(row["数值"].rstrip("余")), row["单位"]) for row in BUILD.figures(week)
    }
    for week in WEEKS
}


def _week(report: dict[str, Any]) -> int:
    start = date.fromisoformat(report["period"][:10])
    return next(week for week in WEEKS if BUILD.period_of(week)[0] == start)


def _share(part: Decimal, whole: Decimal) -> Decimal:
    return (part / whole * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _content(path: Path) -> dict[str, bytes]:
    if path.suffix not in {".docx", ".xlsx"}:
        return {"": path.read_bytes()}
    with zipfile.ZipFile(path) as package:
        return {item.filename: package.read(item) for item in package.infolist()}


def test_building_the_samples_again_changes_nothing(tmp_path: Path) -> None:
    BUILD.build(tmp_path / "samples")
    built = {p.relative_to(tmp_path / "samples"): p for p in (tmp_path / "samples").rglob("*.*")}
    kept = {p.relative_to(SAMPLES): p for p in SAMPLES.rglob("*.*")}
    assert built.keys() == kept.keys()
    for name, path in built.items():
        assert _content(path) == _content(kept[name]), name


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: str(report["file"]))
def test_every_format_reads_back_as_its_source(report: dict[str, Any]) -> None:
    def words(text: str) -> str:
        return re.sub(r"\s", "", text)

    source = (CORPORA / report["source"]).read_text(encoding="utf-8")
    assert words(source) in words(read(SAMPLES / report["file"]).text)


@pytest.mark.parametrize("report", WEEKLY, ids=lambda report: str(report["file"]))
def test_every_figure_of_a_sheet_stands_in_its_report(report: dict[str, Any]) -> None:
    text = read(SAMPLES / report["file"]).text
    for row in BUILD.figures(_week(report)):
        figure = re.escape(row["数值"] + row["单位"])
        assert re.search(rf"(?<![\d.]){figure}", text), f"{row['指标']} {figure}"


@pytest.mark.parametrize(
    "file",
    [report["data"] for report in WEEKLY] + [INDEX["next"]["data"]],
)
def test_every_sheet_reads_back_as_the_figures_it_was_made_from(file: str) -> None:
    week = int(re.findall(r"第(\d+)期", file)[0])
    rows = read_brief([SAMPLES / file]).rows
    for row, figure in zip(rows, BUILD.figures(week), strict=True):
        assert (row.department, row.topic) == (figure["部门"], figure["事项"])
        assert row.indicator == figure["指标"]
        written = f"{row.value}{row.unit or ''}".replace(",", "").replace(".0%", "%")
        assert written == f"{figure['数值']}{figure['单位']}", row


@pytest.mark.parametrize("path", CLEAN, ids=lambda path: str(path.name))
def test_weekdays_fit_their_dates(path: Path) -> None:
    text = read(path).text
    years = re.findall(r"(\d{4})年", text)
    for month, day, weekday in re.findall(r"(\d{1,2})月(\d{1,2})日（星期(.)）", text):
        assert WEEKDAYS[date(int(years[0]), int(month), int(day)).weekday()] == weekday


@pytest.mark.parametrize("week", WEEKS[1:])
def test_a_cumulative_figure_is_the_last_one_plus_this_week(week: int) -> None:
    now, before = FIGURES[week], FIGURES[week - 1]
    checked = 0
    for name, (value, unit) in now.items():
        weekly = "收集佐证材料" if name == "累计归档佐证材料" else name.removeprefix("累计")
        if name.startswith("累计") and name in before:
            assert value == before[name][0] + now[weekly][0], name
            assert unit == before[name][1]
            checked += 1
    assert checked >= 4


@pytest.mark.parametrize("week", WEEKS)
def test_rates_and_parts_follow_from_their_figures(week: int) -> None:
    figures = {name: value for name, (value, _) in FIGURES[week].items()}
    assert figures["整改率"] == _share(figures["完成整改"], figures["发现问题"])
    assert figures["当场整改率"] == _share(
        figures["当场整改食品安全问题"], figures["发现食品安全问题"]
    )
    assert figures["收集佐证材料"] == figures["收集文字材料"] + figures["收集图片材料"]


CHANGE = re.compile(
    r"(?P<value>\d[\d.]*)(?P<unit>[^\d，。；]{1,2})，(?:较|比)上周(?:的(?P<old>\d+)\D{1,2})?"
    r"(?P<way>增加|减少|少)(?P<by>\d+)(?P=unit)(?:，(?P<growth>增长|下降)(?P<rate>[\d.]+)%)?"
)


@pytest.mark.parametrize("report", WEEKLY[1:], ids=lambda report: str(report["file"]))
def test_a_change_against_last_week_is_right(report: dict[str, Any]) -> None:
    week = _week(report)
    found = list(CHANGE.finditer((CORPORA / report["source"]).read_text(encoding="utf-8")))
    assert found
    for change in found:
        value, by = Decimal(change["value"]), Decimal(change["by"])
        before = value - by if change["way"] == "增加" else value + by
        names = [
            name for name, figure in FIGURES[week].items() if figure == (value, change["unit"])
        ]
        assert before in [FIGURES[week - 1][name][0] for name in names], change[0]
        if change["rate"]:
            assert abs(_share(by, before) - Decimal(change["rate"])) < Decimal("0.05"), change[0]


@pytest.mark.parametrize("week", [10, 13])
def test_the_communities_add_up_to_the_street(week: int) -> None:
    texts = [
        (CORPORA / "sources" / "communities" / f"{week}-{name}.txt").read_text(encoding="utf-8")
        for name in BUILD.COMMUNITIES
    ]
    for name in ("入户走访居民", "清理楼道堆物", "清运垃圾", "发放宣传品", "参加志愿服务"):
        words = "走访居民" if name == "入户走访居民" else name
        parts = [re.search(rf"{words}([\d.]+)", text) for text in texts]
        total = sum(Decimal(part[1]) for part in parts if part)
        assert total == FIGURES[week][name][0], name


def test_the_monthly_report_sums_its_four_weeks() -> None:
    text = (CORPORA / "sources" / "reports" / "monthly-2026-03.txt").read_text(encoding="utf-8")
    for name, (_, unit) in FIGURES[10].items():
        if name.startswith(("累计", "清洗", "发放头盔", "办结")) or unit == "%":
            continue
        total = sum(FIGURES[week][name][0] for week in range(8, 12) if name in FIGURES[week])
        assert f"{total}{unit}" in text, name
    for name in ("累计取缔占道经营、流动摊点", "累计清除乱张贴、乱涂画", "累计发放宣传品"):
        value, unit = FIGURES[11][name]
        assert f"{value}{unit}" in text, name


@pytest.mark.parametrize("entry", INDEX["faulty"], ids=lambda entry: str(entry["file"]))
def test_planted_faults_lie_where_the_list_says(entry: dict[str, str]) -> None:
    text = read(SAMPLES / entry["file"]).text
    for fault in json.loads((SAMPLES / entry["expected"]).read_text(encoding="utf-8")):
        for span in fault["spans"]:
            assert text[span["start"] : span["end"]] == span["text"]


def test_the_group_chat_gives_the_figures_of_its_sheet() -> None:
    chat = (SAMPLES / INDEX["next"]["chat"]).read_text(encoding="utf-8")
    for name, (value, unit) in FIGURES[16].items():
        if not name.startswith("累计") and unit != "%":
            assert f"{value}{unit}" in chat, name


@pytest.mark.parametrize("path", CLEAN, ids=lambda path: str(path.name))
def test_a_clean_report_gives_no_finding_of_level_error(path: Path) -> None:
    result = core.check(path)
    wrong = [found for found in result.findings if found.severity is Severity.ERROR]
    assert not wrong, [(found.code, found.message) for found in wrong]

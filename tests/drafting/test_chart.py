"""A chart where it is asked for: native in Word, every point from a report or the data."""

import zipfile
from pathlib import Path
from xml.etree import ElementTree

from pipeline.drafting import compose, read_brief, roll_up, write
from pipeline.reading import read
from pipeline.schema import Draft
from tests.drafting.test_weeks import WEEKS, numbered, report_of


def drafted(*charts: str) -> Draft:
    earlier = [report_of(week) for week in WEEKS if week < 13]
    return compose(read_brief([numbered("weekly-data")[13]]), earlier=earlier, charts=charts)


def test_a_chart_shows_each_week_with_its_source() -> None:
    (chart,) = drafted("清除乱张贴、乱涂画").charts
    assert [str(p.value) for p in chart.points] == ["186", "172", "205", "164", "148", "193"]
    assert chart.points[-1].source == "data row 6"
    assert all(p.source.startswith("archive ") for p in chart.points[:-1])
    assert chart.points[0].label == "3.2-3.8"


def test_an_indicator_that_nobody_knows_gives_a_notice_and_no_chart() -> None:
    draft = drafted("造林面积")
    assert draft.charts == ()
    assert "画不出“造林面积”" in draft.notices[-1].message


def test_word_holds_the_chart_as_a_chart(tmp_path: Path) -> None:
    draft = drafted("清除乱张贴", "清运垃圾")
    path = tmp_path / "草稿.docx"
    write(draft, path)
    with zipfile.ZipFile(path) as package:
        names = [name for name in package.namelist() if "/charts/" in name]
        tree = ElementTree.fromstring(package.read(names[0]))
    values = [e.text for e in tree.iter() if e.tag.endswith("}v")]
    assert len(names) == 2
    assert values[-6:] == [str(p.value) for p in draft.charts[0].points]
    assert "图1　清除乱张贴、乱涂画走势（单位：处）" in read(path).text


def test_a_sum_of_weeks_shows_its_weeks() -> None:
    parts = [report_of(week) for week in WEEKS if week < 12]
    brief = roll_up(parts, period="2026年3月")
    draft = compose(brief, template="monthly", charts=["清除乱张贴、乱涂画"], parts=parts)
    (chart,) = draft.charts
    assert [point.label for point in chart.points][:2] == ["3.2-3.8", "3.9-3.15"]
    assert sum(point.value for point in chart.points) == 727

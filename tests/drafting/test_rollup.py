"""Weekly reports summed into a month: every figure from the reports it names."""

import re
from pathlib import Path

import pytest

from pipeline.drafting import compose, parts_of, period_days, roll_up
from pipeline.errors import BadData
from pipeline.extract import extract
from pipeline.reading import read, read_bytes
from pipeline.schema import Aggregate, Report

SAMPLES = Path(__file__).parents[2] / "corpora" / "samples" / "yanpu"


def weeks(first: int, last: int) -> list[Report]:
    """Read the sample weeks of a street."""
    found = {
        int(match[1]): path
        for path in (SAMPLES / "weekly").iterdir()
        if (match := re.search(r"第(\d+)期", path.name))
    }
    return [
        max(extract(read(found[number])).reports, key=lambda report: len(report.facts))
        for number in range(first, last + 1)
    ]


def test_a_month_is_the_sum_of_its_weeks_as_the_printed_month_says() -> None:
    draft = compose(roll_up(weeks(8, 11), period="2026年3月"), template="monthly")
    printed = read(next((SAMPLES / "summaries").glob("*3月份月报.docx"))).text
    said = extract(read_bytes(draft.text.encode(), "m.txt"))
    plain = (None, Aggregate.TOTAL)
    sums = [f for f in said.facts() if f.quantity and f.aggregate in plain and f.quantity.value]
    known = {
        f.quantity.value
        for f in extract(read_bytes(printed.encode(), "p.txt")).facts()
        if f.quantity
    }
    right = [fact for fact in sums if fact.quantity and fact.quantity.value in known]
    assert len(right) >= 20
    assert len(right) >= 0.9 * len(sums)


def test_every_sum_names_its_terms_and_its_reports() -> None:
    draft = compose(roll_up(weeks(8, 9), period="2026年3月"), template="monthly")
    figure = next(f for f in draft.figures if f.text == "80起")
    assert figure.source.startswith("computed: 42 + 38（archive ")
    assert "2026年3月9日至3月15日" in figure.source


def test_a_cumulative_figure_is_taken_from_the_last_report() -> None:
    draft = compose(roll_up(weeks(8, 11)[::-1], period="2026年3月"), template="monthly")
    assert "累计取缔占道经营、流动摊点397起" in draft.text


def test_a_share_is_computed_anew_from_its_sums() -> None:
    draft = compose(roll_up(weeks(8, 11), period="2026年3月"), template="monthly")
    figure = next(f for f in draft.figures if f.text == "82.5%")
    assert figure.source == "computed: 52 / 63 × 100"


def test_single_events_stay_out_and_are_told() -> None:
    brief = roll_up(weeks(8, 11), period="2026年3月")
    assert "只在个别报告里出现" in "".join(notice.message for notice in brief.notices)
    assert "头盔" not in compose(brief).text


def test_nothing_to_sum_is_one_clear_line() -> None:
    with pytest.raises(BadData, match="2026年9月"):
        roll_up([], period="2026年9月")


def test_a_month_is_made_of_weeks_and_not_of_itself() -> None:
    days = period_days("2026-03")
    assert days is not None
    reports = weeks(8, 11)
    assert parts_of([*reports, reports[0]], days) == reports


def test_a_street_is_the_sum_of_its_communities() -> None:
    reports = [
        max(extract(read(path)).reports, key=lambda report: len(report.facts))
        for path in sorted((SAMPLES / "communities").glob("20260316*"))
    ]
    brief = roll_up(reports, period="2026年3月16日至3月22日", unit_name="砚浦街道办事处")
    draft = compose(brief)
    assert draft.text.startswith("砚浦街道文明创建工作周报\n")
    for words in ("清理楼道堆物108处", "清运垃圾16.5吨", "613户", "1210份", "96人次"):
        assert words in draft.text
    assert draft.text.endswith("砚浦街道办事处\n2026年3月22日")

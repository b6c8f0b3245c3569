"""Eight sample weeks drafted: all of each sheet said, nothing else, and no two weeks read alike."""

import itertools
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from pipeline.drafting import compose, read_brief
from pipeline.drafting.former import is_next
from pipeline.drafting.matching import match_last
from pipeline.drafting.settle import settle
from pipeline.drafting.values import squeeze
from pipeline.extract import extract
from pipeline.reading import read, read_bytes
from pipeline.schema import Draft, FactKind, Report

SAMPLES = Path(__file__).parents[2] / "corpora" / "samples" / "yanpu"
WEEKS = range(8, 16)


def numbered(folder: str) -> dict[int, Path]:
    return {
        int(match[1]): path
        for path in sorted((SAMPLES / folder).iterdir())
        if path.suffix != ".txt" or folder == "weekly"
        if (match := re.search(r"第(\d+)期", path.name))
    }


@cache
def drafted(week: int) -> Draft:
    return compose(read_brief([numbered("weekly-data")[week]]))


@cache
def report_of(week: int) -> Report:
    found = extract(read(numbered("weekly")[week])).reports
    return max(found, key=lambda report: len(report.facts))


def sentences(text: str) -> list[set[str]]:
    """Take the sentences with figures masked, as sets of five characters."""
    told = [re.sub(r"[\d.]+", "#", s) for s in re.split(r"[。\n]", text) if re.search(r"\d", s)]
    own = [s for s in told if len(s) > 8 and not s.startswith(("现将", "（#"))]
    return [{s[i : i + 5] for i in range(len(s) - 4)} for s in own]


@cache
def echoed(week: int) -> Draft:
    earlier = [report_of(each) for each in WEEKS if each < week]
    return compose(read_brief([numbered("weekly-data")[week]]), earlier=earlier)


@pytest.mark.parametrize("way", [drafted, echoed])
def test_no_two_weeks_read_alike(way: Callable[[int], Draft]) -> None:
    weeks = {week: sentences(way(week).text) for week in WEEKS}
    for one, other in itertools.permutations(WEEKS, 2):
        best = [max(len(a & b) / len(a | b) for b in weeks[other]) for a in weeks[one]]
        assert sum(best) / len(best) <= 0.6, (one, other)


@pytest.mark.parametrize("way", [drafted, echoed])
@pytest.mark.parametrize("week", WEEKS)
def test_every_figure_of_a_sheet_is_said_and_none_else(
    week: int, way: Callable[[int], Draft]
) -> None:
    draft = way(week)
    items, _ = settle(read_brief([numbered("weekly-data")[week]]).rows)
    facts = [
        fact
        for fact in extract(read_bytes(draft.text.encode(), "d.txt")).facts()
        if fact.kind is not FactKind.DATE
    ]
    said = {fact.quantity.value for fact in facts if fact.quantity}
    assert all(item.amount.value in said for item in items if item.amount and not item.zero)
    assert all(any(f.span.overlaps(fact.span) for f in draft.figures) for fact in facts)


@pytest.mark.parametrize("week", range(9, 16))
def test_last_week_is_found_figure_by_figure(week: int) -> None:
    former = report_of(week - 1)
    items, _ = settle(read_brief([numbered("weekly-data")[week]]).rows)
    before, _ = settle(read_brief([numbered("weekly-data")[week - 1]]).rows)
    truth = {
        (squeeze(i.row.topic), squeeze(i.row.indicator)): i.amount.value for i in before if i.amount
    }
    found = match_last(items, former, "former")
    for at, (last, _) in found.items():
        row = items[at].row
        assert truth.get((squeeze(row.topic), squeeze(row.indicator))) == last.value, row
    assert len(found) >= 20


def test_a_report_follows_the_week_before_it() -> None:
    brief = read_brief([numbered("weekly-data")[9]])
    assert is_next(report_of(8), brief.period)
    assert not is_next(report_of(10), brief.period)

"""Three offices over some weeks: planted faults found, nothing else, values in their series."""

import runpy
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline import rules
from pipeline.archive import open_archive
from pipeline.extract import extract
from pipeline.reading import read_bytes
from pipeline.schema import Finding, Severity

CONVERT = Path(__file__).parents[2] / "corpora" / "series" / "convert.py"


def _meets(finding: Finding, place: tuple[str, int, int]) -> bool:
    return any(span.start < place[2] and place[1] < span.end for span in finding.spans)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """Check and store one report after the other; compare with what is marked in them."""
    converted = runpy.run_path(str(CONVERT))
    folder = tmp_path_factory.mktemp("series")
    found = SimpleNamespace(planted=0, caught=0, false=[], values=0, right=0, merged=[])
    by_series = defaultdict(list)
    for week in converted["weeks"]():
        by_series[week.name[:4]].append(week)
    for name, weeks in by_series.items():
        with open_archive(folder / f"{name}.db") as archive:
            in_series: dict[str, list[int | None]] = defaultdict(list)
            for week in weeks:
                content = week.text.encode()
                extraction = extract(read_bytes(content, f"{week.name}.txt"))
                context = archive.context(extraction, today=date(2026, 11, 23))
                loud = [
                    each
                    for each in rules.check(extraction, context, select=("ARC",)).findings
                    if each.severity is not Severity.INFO
                ]
                planted = [place for place in week.places.values() if place[0] != "OK"]
                found.planted += len(planted)
                found.caught += sum(
                    any(each.code == place[0] and _meets(each, place) for each in loud)
                    for place in planted
                )
                found.false += [
                    (week.name, each.code, each.severity, each.message)
                    for each in loud
                    if not any(_meets(each, place) for place in planted)
                ]
                archive.ingest(extraction, content)
                held = {(each.file, each.fact.span.start): each.series for each in archive.facts()}
                for series, (_, start) in week.values.items():
                    in_series[series].append(held.get((f"{week.name}.txt", start)))
            owners = defaultdict(set)
            for series, idents in in_series.items():
                common, times = Counter(idents).most_common(1)[0]
                found.values += len(idents)
                found.right += times if common is not None else 0
                owners[common].add(series)
            found.merged += [each for ident, each in owners.items() if ident and len(each) > 1]
    return found


def test_planted_faults_are_found_and_nothing_else(told: SimpleNamespace) -> None:
    assert told.caught == told.planted == 17
    assert told.false == []


def test_values_stand_in_their_series_and_no_two_series_are_merged(told: SimpleNamespace) -> None:
    assert told.right >= 0.95 * told.values
    assert told.merged == []

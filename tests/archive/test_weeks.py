"""Four weeks of one office, with planted faults: all found, nothing else reported, series whole."""

import re
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest

from pipeline import rules
from pipeline.archive import Archive, open_archive
from pipeline.extract import extract
from pipeline.reading import read_bytes
from pipeline.schema import Severity

WEEKS = sorted((Path(__file__).parent / "weeks").glob("*.txt"))
_MARK = re.compile(r"⟦([^|⟧]*)\|([^⟧]*)⟧")

SERIES = [
    "58起 51起 66起 60起",
    "1046起 1097起 1163起 1223起",
    "132户 118户 125户 121户",
    "21件 18件 24件 22件",
    "17块 12块 15块 14块",
    "412处 436处 398处 405处",
    "26处 23处 20处 21处",
    "7420平方米 7708平方米 6810平方米 8420平方米",
    "245人次 238人次 251人次 240人次",
    "186.4吨 191.2吨 188.7吨 1885吨",
    "42.5吨 38吨 45.1吨 40.3吨",
    "33处 29处 35处 31处",
    "88个 94个 90个 86个",
    "81个 85个 84个 79个",
    "92% 90.4% 93.3% 91.9%",
    "143件 156件 149件 151件",
    "137件 149件 141件 145件",
    "95.8% 95.5% 94.6% 96%",
    "96.4% 96.8% 96.1% 96.5%",
    "19批次 16批次 18批次 17批次",
    "46人次 39人次 44人次 41人次",
    "64家 58家 58家 61家",
    "22处 19处 19处 21处",
    "20处 18处 18处 19处",
    "90.9% 94.7% 94.7% 90.5%",
    "1500份 1260份 1260份 1420份",
    "36名 36名 35名 35名",
]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Archive, list[tuple[str, str, str]]]:
    """Check and store one week after the other; give what was found (week, code, words)."""
    archive = open_archive(tmp_path_factory.mktemp("weeks") / "a.db")
    found = []
    for path in WEEKS:
        content = _MARK.sub(r"\1", path.read_text(encoding="utf-8")).encode()
        extraction = extract(read_bytes(content, path.name))
        context = archive.context(extraction, today=date(2025, 7, 1))
        for finding in rules.check(extraction, context, select=("ARC",)).findings:
            if finding.severity is not Severity.INFO:
                span = finding.spans[0]
                words = extraction.document.text[span.start : span.end]
                found.append((path.stem, finding.code, words))
        archive.ingest(extraction, content)
    return archive, found


def test_every_planted_fault_is_found_and_nothing_else(
    told: tuple[Archive, list[tuple[str, str, str]]],
) -> None:
    planted = [
        (path.stem, mark[2], mark[1])
        for path in WEEKS
        for mark in _MARK.finditer(path.read_text(encoding="utf-8"))
    ]
    found = told[1]
    assert sorted((week, code) for week, code, _ in found) == sorted(
        (week, code) for week, code, _ in planted
    )
    for week, code, words in planted:
        assert any(w == week and c == code and (t in words or words in t) for w, c, t in found)


def test_clean_weeks_of_another_office_stay_without_a_warning(tmp_path: Path) -> None:
    with open_archive(tmp_path / "a.db") as archive:
        for path in sorted((Path(__file__).parent / "clean_weeks").glob("*.txt")):
            content = path.read_bytes()
            extraction = extract(read_bytes(content, path.name))
            context = archive.context(extraction, today=date(2025, 9, 1))
            findings = rules.check(extraction, context, select=("ARC",)).findings
            assert not [each for each in findings if each.severity is not Severity.INFO]
            archive.ingest(extraction, content)
        groups: dict[int | None, list[str]] = defaultdict(list)
        for stored in archive.facts():
            groups[stored.series].append(stored.text)
    whole = list(groups.values())
    for values in (
        ["186户", "188户", "190户"],
        ["3.2万元", "2.7万元", "3.0万元"],
        ["86.5万元", "89.2万元", "92.2万元"],
        ["9起", "11起", "8起"],
        ["8起", "10起", "7起"],
        ["58.6吨", "61.2吨", "59.4吨"],
    ):
        assert values in whole


def test_the_values_of_an_indicator_stay_together(
    told: tuple[Archive, list[tuple[str, str, str]]],
) -> None:
    groups: dict[int | None, Counter[str]] = defaultdict(Counter)
    for stored in told[0].facts():
        groups[stored.series][stored.text] += 1
    whole = sum(
        max(sum((Counter(each.split()) & group).values()) for group in groups.values())
        for each in SERIES
    )
    assert whole >= 0.97 * sum(len(each.split()) for each in SERIES)
    sets = [set(each.split()) for each in SERIES]
    for group in groups.values():
        assert sum(len(each & set(group)) >= 3 for each in sets) <= 1

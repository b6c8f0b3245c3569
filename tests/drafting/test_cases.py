"""Whole data sets, with their traps, against what their drafts must and must not say."""

from pathlib import Path

import pytest

from pipeline.drafting import write
from pipeline.extract import extract
from pipeline.reading import read
from tests.drafting.scoring import CASES, drafted, faults

NAMES = sorted(path.name for path in CASES.iterdir() if path.is_dir())


@pytest.mark.parametrize("name", NAMES)
def test_a_draft_says_all_of_its_data_and_nothing_else(name: str, tmp_path: Path) -> None:
    assert faults(CASES / name, tmp_path) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_draft_is_the_same_every_time(name: str, tmp_path: Path) -> None:
    first, _ = drafted(CASES / name, tmp_path)
    second, _ = drafted(CASES / name, tmp_path)
    assert first == second


@pytest.mark.parametrize("name", NAMES)
def test_a_word_file_holds_the_text_of_its_draft(name: str, tmp_path: Path) -> None:
    draft, _ = drafted(CASES / name, tmp_path)
    write(draft, tmp_path / "draft.docx")
    assert read(tmp_path / "draft.docx").text.strip("\n") == draft.text


@pytest.mark.parametrize("name", NAMES)
def test_no_error_is_found_in_a_fresh_draft(name: str, tmp_path: Path) -> None:
    from datetime import date

    from pipeline import rules
    from pipeline.schema import Context, Severity

    draft, _ = drafted(CASES / name, tmp_path)
    write(draft, tmp_path / "draft.txt")
    extraction = extract(read(tmp_path / "draft.txt"))
    context = Context(today=date(2026, 12, 31), extraction=extraction)
    found = rules.check(extraction, context).findings
    assert [f.message for f in found if f.severity is Severity.ERROR] == []

"""The annotated reports: what is committed is what the marks say, and the marks are sound."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

GOLD = Path(__file__).parents[1] / "corpora" / "gold"
MARKS = sorted(GOLD.glob("*/src/*.mark"))


def load_converter() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gold_convert", GOLD / "convert.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up there
    spec.loader.exec_module(module)
    return module


CONVERTER = load_converter()


def test_the_text_and_answers_beside_the_marks_are_what_the_marks_give() -> None:
    for path in MARKS:
        report = CONVERTER.read(path.read_text(encoding="utf-8"))
        folder = path.parents[1]
        assert (folder / f"{path.stem}.txt").read_text(encoding="utf-8") == report.text, path.stem
        answers = json.loads((folder / f"{path.stem}.gold.json").read_text(encoding="utf-8"))
        assert answers == report.gold(), path.stem


def test_every_answer_quotes_the_characters_at_its_place() -> None:
    for path in sorted(GOLD.glob("*/*.gold.json")):
        text = path.with_name(path.name.replace(".gold.json", ".txt")).read_text(encoding="utf-8")
        answers = json.loads(path.read_text(encoding="utf-8"))
        spans = [s for kind in ("issues", "ok") for p in answers[kind] for s in p["spans"]]
        for place in [*answers["facts"], *spans]:
            assert text[place["start"] : place["end"]] == place["text"], path.stem


def test_all_fifteen_kinds_are_set_aside_and_all_are_in_the_visible_part() -> None:
    aside = Counter(p.stem for p in (GOLD / "heldout" / "src").glob("*.mark"))
    seen = {p.stem.rstrip("0123456789") for p in (GOLD / "dev" / "src").glob("*.mark")}
    assert len(aside) == 15
    assert set(aside) == seen


@pytest.mark.parametrize(
    "marked",
    [
        "清理⟦31处|v=31;u=处⟧",
        "清理⟦31处|k=quantity;v=31;unit=处⟧",
        "清理⟦三十余处|k=quantity;v=30;u=处⟧",
        "清理⟦31处|k=quantity;v=三十一;u=处⟧",
        "罚款⟦5万元|k=money;v=5;u=万元⟧",
        "每月⟦三次|k=frequency;v=3;u=次⟧",
        "⟦6月1日|k=date;v=六月一日⟧",
        "⟪a1:NUM1033⟫共31处⟪/a1⟫",
        "⟪a1:NUM103⟫共31处",
        "共31处⟪/a1⟫",
        "共31处⟧",
    ],
)
def test_a_broken_mark_is_refused(marked: str) -> None:
    with pytest.raises(CONVERTER.BrokenMarkError):
        CONVERTER.read(marked)


@pytest.mark.parametrize(
    ("marked", "word"),
    [
        ("近⟦40处|k=quantity;v=40;u=处⟧。", "bound"),
        ("⟦31处|k=quantity;v=31;u=处;act=清运⟧。", "清运"),
        ("2025年3月14日（星期四）。", "weekday"),
        (
            "⟦9处|k=quantity;v=9;u=处⟧，其中甲⟦6处|k=quantity;v=6;u=处;agg=part⟧、"
            "乙⟦5处|k=quantity;v=5;u=处;agg=part⟧。",
            "whole",
        ),
    ],
)
def test_a_doubtful_mark_is_told(marked: str, word: str) -> None:
    assert any(word in doubt for doubt in CONVERTER.read(marked).doubts)

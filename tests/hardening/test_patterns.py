"""Every pattern of every room stays in proportion to the length of hostile text."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from pathlib import Path

import pytest

import pipeline
from pipeline import paths

SHAPES = (
    "1", "一", "、", "（", "）", " ", "　", "\t", "\n", ".", "，", "-", "年", "A", "的",
    "“", "<", "*", "1、", "一、", "1,", "1.", "（一）", "3月", "第1", "共1", "1%", "a b",
    "\n1", "<a>", "万元", "1起",
)  # fmt: skip
SMALL, TIMES, LIMIT, TOO_SHORT = 1_000, 4, 9, 0.004
SKIPPED = (
    "pipeline.training",
    "pipeline.tagger",
    "pipeline.interfaces.spacy_components",
    "pipeline.archive.migrations",
)


# Searched for in a few characters only: beginnings of the patterns.
BOUNDED = (
    "(?:各|多|志愿|微型|义务|企业|下属",  # in the 12 characters before a body's name
    r"[了已]|\d+[\u4e00-\u9fff]|本[周月]",  # in a heading of at most 20 characters
    ".*(?:以上|以下|以内)的?",  # in the object of one figure
    "^([0-9０-９.,，一二三四五六七八九十百千万亿两]+)([^0-9",  # in the characters of one range
)
_SEARCHING = re.compile(
    r"\b(\w+)\.(?:search|finditer|subn?|findall|split)\b"
    r"|re\.(?:search|finditer|subn?|findall|split)\(\s*(\w+)"
)


def patterns() -> dict[str, tuple[re.Pattern[str], bool]]:
    """Collect the compiled patterns of all modules, and whether each is searched for anywhere."""
    sources = {path: path.read_text(encoding="utf-8") for path in paths.PACKAGE.rglob("*.py")}
    everywhere = {n for s in sources.values() for pair in _SEARCHING.findall(s) for n in pair}
    found: dict[str, tuple[re.Pattern[str], bool]] = {}
    for module in pkgutil.walk_packages(pipeline.__path__, "pipeline."):
        if module.name.startswith(SKIPPED) or module.name.endswith("__main__"):
            continue
        try:
            loaded = importlib.import_module(module.name)
        except ImportError:
            continue
        own = sources[Path(str(loaded.__file__))]
        here = {name for pair in _SEARCHING.findall(own) for name in pair}
        for name, each in vars(loaded).items():
            searched = here if name.startswith("_") else everywhere
            if not isinstance(each, re.Pattern) or not isinstance(each.pattern, str):
                continue
            if not each.pattern.startswith(BOUNDED):
                key = f"{each.pattern}\0{each.flags}"
                found[key] = each, name in searched or found.get(key, (each, False))[1]
    return found


PATTERNS = sorted(patterns().values(), key=lambda p: p[0].pattern)


def seconds(pattern: re.Pattern[str], text: str, *, searched: bool) -> float:
    least = float("inf")
    for _ in range(2):
        begin = time.process_time()
        if searched:
            for _ in pattern.finditer(text):
                pass
        else:
            pattern.match(text)
        least = min(least, time.process_time() - begin)
        if least < TOO_SHORT:
            break
    return least


def test_there_are_patterns_to_look_at() -> None:
    assert len(PATTERNS) > 200


@pytest.mark.parametrize("part", range(8))
def test_a_pattern_costs_in_proportion_to_the_text(part: int) -> None:
    slow = []
    for pattern, searched in PATTERNS[part::8]:
        for shape in SHAPES:
            large = (shape * (SMALL * TIMES // len(shape) + 1))[: SMALL * TIMES]
            much = seconds(pattern, large, searched=searched)
            if much < TOO_SHORT:
                continue
            if much > LIMIT * seconds(pattern, large[:SMALL], searched=searched):
                slow.append((pattern.pattern[:60], shape, round(much, 3)))
    assert not slow

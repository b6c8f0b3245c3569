"""The table of threats: each has its tests, and every test that it names exists."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from pipeline import paths

ROOT = paths.PACKAGE.parent
PAGE = (ROOT / "docs" / "hardening.md").read_text(encoding="utf-8")
ROWS = {
    int(cells[1]): cells[4]
    for line in PAGE.splitlines()
    if len(cells := line.split("|")) == 6 and cells[1].strip().isdigit()
}
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")


@cache
def names_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_there_are_forty_threats() -> None:
    assert sorted(ROWS) == list(range(1, 41))


@pytest.mark.parametrize("number", range(1, 41))
def test_each_threat_has_tests_that_exist(number: int) -> None:
    named = NAMED.findall(ROWS[number])
    assert named
    for file, name in named:
        assert name in names_in(ROOT / "tests" / file), f"{file}::{name}"


def test_the_limits_of_the_page_are_those_of_the_program() -> None:
    from pipeline.reading.limits import DEFAULT

    for words in (
        f"{DEFAULT.file_size // 1_000_000} MB",
        f"{DEFAULT.characters // 10_000} 万字",
        f"{DEFAULT.zip_members} 个文件",
        f"{DEFAULT.pdf_pages} 页",
        f"{DEFAULT.ocr_pages} 页，{DEFAULT.pixels // 10_000} 万像素",
        f"识别 {DEFAULT.ocr_seconds:.0f} 秒",
        f"{DEFAULT.seconds:.0f} 秒；地址空间 {DEFAULT.memory // 1_000_000_000} GB",
    ):
        assert words in PAGE

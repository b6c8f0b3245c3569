"""The shipped model, on sentences of our own."""

import hashlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import paths
from pipeline.typos import Basis, corrections
from pipeline.typos.forest import LEAVES, Forest

FOLDER = paths.shipped("models") / "typos"


def mended(text: str) -> str:
    for found in sorted(corrections(text), key=lambda c: -c.span.start):
        text = text[: found.span.start] + found.right + text[found.span.end :]
    return text


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("街道组织开展安全生产大捡查，发现问题立即整改。", None),
        ("进一步强化责任落实，加强监督管里。", "进一步强化责任落实，加强监督管理。"),
        ("各社区要及时报送工作进展情况，确报信息准确。", None),
        ("严格落实安全生产责任治，消除事故隐患。", "严格落实安全生产责任制，消除事故隐患。"),
        ("加强组织领导，明确责任份工。", "加强组织领导，明确责任分工。"),
    ],
)
def test_a_slip_in_a_common_phrase_is_found(text: str, right: str | None) -> None:
    found = mended(text)
    assert found != text
    if right:
        assert found == right


@pytest.mark.parametrize(
    "text",
    [
        "本周共清理占道堆物27处，清除小广告约600张，拆除破损店招5块。",
        "梧溪街道办事处向云葭区教育局报送情况。",
        "副局长陶莉、网格员小阮到箬坪镇走访低保户32户。",
        "接种疫苗3215剂次，转移群众375人次，落实专人盯守。",
        "鼓委文明办〔2011〕1号",
        "",
        "\n\n",
        "ABC 123，()",
        "一" * 3000,
        "𠮷𠮷𠮷",
    ],
)
def test_sound_text_and_odd_text_are_left_alone(text: str) -> None:
    assert not list(corrections(text))


def test_a_word_that_recurs_in_the_text_is_no_slip() -> None:
    text = "东埭茶市开市。东埭茶市逢五逢十开市。今年东埭茶市共开市36次。"
    assert not [found for found in corrections(text) if "埭" in found.wrong]


@given(st.text(alphabet="清理卫生死角占道经营的地得，。0123456789年月日\n社区", max_size=80))
@settings(max_examples=30, deadline=None)
def test_no_guess_touches_a_digit_or_leaves_the_text(text: str) -> None:
    for found in corrections(text):
        assert text[found.span.start : found.span.end] == found.wrong
        assert not any(char.isdigit() for char in found.wrong + found.right)


def test_only_known_errors_are_more_than_a_hint() -> None:
    text = "加强监督管里，与共建单位签定协议，再接再励。"
    for found in corrections(text):
        assert (found.basis is Basis.KNOWN) or found.severity == "info"


def test_every_file_of_the_model_is_listed_with_its_hash() -> None:
    rows = [line.split("  ") for line in (FOLDER / "model.sha256").read_text().splitlines()]
    listed = {name: digest for digest, name in rows}
    files = {path for path in FOLDER.iterdir() if path.suffix in {".npy", ".json"}}
    assert set(listed) == {path.name for path in files}
    for path in files:
        assert hashlib.sha256(path.read_bytes()).hexdigest() == listed[path.name]


def test_no_array_of_the_model_can_carry_code() -> None:
    for path in Path(FOLDER).glob("*.npy"):
        np.load(path, mmap_mode="r", allow_pickle=False)


def test_a_tree_answers_with_the_leaf_that_its_tests_lead_to() -> None:
    tests = np.zeros(
        (1, LEAVES - 1), [("feature", np.int16), ("threshold", np.float32), ("left", np.uint16)]
    )
    tests["threshold"] = np.inf
    tests["left"] = (1 << LEAVES) - 1
    # x0 <= 1 ? (x1 <= 5 ? a : b) : c
    tests[0, 0] = (0, 1, ((1 << LEAVES) - 1) & ~0b11)
    tests[0, 1] = (1, 5, ((1 << LEAVES) - 1) & ~0b1)
    leaves = np.zeros((1, LEAVES), np.float32)
    leaves[0, :3] = (-1, 0, 2)
    rows = np.array([[0, 0], [0, 9], [3, 0], [3, 9]], np.float32)
    expected = 1 / (1 + np.exp(-np.array([-1, 0, 2, 2])))
    assert Forest(tests, leaves).probabilities(rows) == pytest.approx(expected)

"""What no guess may change."""

import pytest

from pipeline.typos.guards import name_places, protected


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("清理堆物27处", "7处"),
        ("鼓委文明办〔2011〕1号", "鼓委文明办〔2011〕"),
        ("推行领导包案制", "包案"),
        ("接种疫苗3215剂次", "剂次"),
    ],
)
def test_figures_document_numbers_and_trade_words_are_safe(text: str, part: str) -> None:
    begin = text.index(part)
    assert protected(text) >= set(range(begin, begin + len(part)))


@pytest.mark.parametrize(
    ("text", "name"), [("报云葭区教育局", "云葭"), ("梧溪街道", "梧溪"), ("由蔺主任负责", "蔺")]
)
def test_the_characters_before_a_place_or_a_rank_may_be_a_name(text: str, name: str) -> None:
    begin = text.index(name)
    assert name_places(text) >= set(range(begin, begin + len(name)))

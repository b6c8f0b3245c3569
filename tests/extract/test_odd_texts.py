"""Odd texts through extraction: never an exception, never a guess passed off as a value."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import wire
from pipeline.extract import extract
from pipeline.schema import Document, Fact, Source

_TITLE = "东湖街道办事处本周工作汇报\n一、城市管理\n"


def facts(text: str) -> list[Fact]:
    document = Document(text, Source("text.txt", "0" * 64))
    return list(extract(document).facts())


ODD = {
    "nothing": "",
    "no figures": "加强领导，狠抓落实。",
    "only figures": "31 12 7.5 1,380\n98 36 62",
    "lone surrogates": "检查\ud83d31起\udc00，整改\udfff12处",
    "control characters": "检查\x00\x0131起\x1b，整改\x7f12处\x85",
    "invisible characters": "检查\u200b31起\ufeff，整改\u202e12处\u2060",
    "emoji": "检查😀31起👍🏽，整改👩‍👩‍👧12处",
    "traditional characters": "取締占道經營31起，清運垃圾5噸，發放傳單九百份",
    "letters for digits": "查处l2起，走访3O户，罚款I50元",
    "a numeral without end": "检查" + "九" * 4000 + "户，" + "1" * 4000 + "户",
    "an amount beyond all bounds": "投入" + "9" * 39 + "万亿元",
    "brackets that never close": "检查（31起" + "（“《【" * 300,
    "right to left": "检查31起 مرحبا 12处",
    "one line": _TITLE.strip() + "检查商户31家，" * 3000,
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_an_odd_text_gives_facts_that_lie_in_it(text: str) -> None:
    for whole in (text, _TITLE + text):
        for fact in facts(whole):
            assert 0 <= fact.span.start < fact.span.end <= len(whole)


@pytest.mark.parametrize(
    "name", ["lone surrogates", "control characters", "invisible characters", "emoji"]
)
def test_figures_between_odd_characters_keep_their_values(name: str) -> None:
    found = [f.quantity.value for f in facts(_TITLE + ODD[name]) if f.quantity]
    assert found == [31, 12]


def test_letters_for_digits_are_doubtful_and_have_no_value() -> None:
    found = facts(_TITLE + ODD["letters for digits"])
    assert len(found) == 3
    for fact in found:
        assert fact.quantity is not None
        assert fact.quantity.value is None
        assert (fact.doubt, fact.confidence < 0.5) == ("misread", True)


@given(
    st.text(
        alphabet="检查整改31O l十万余户起处元%，。；：（）“”第一、二是\n\t\ud800\x00年月日",
        max_size=120,
    )
)
def test_the_same_text_gives_the_same_bytes(text: str) -> None:
    document = Document(_TITLE + text, Source("text.txt", "0" * 64))
    first, second = (json.dumps(wire.extraction(extract(document))) for _ in range(2))
    assert first == second

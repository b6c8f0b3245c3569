"""Facts, search and trend answer what was asked, and nothing that the text does not hold."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.archive import Archive, grams
from tests.archive.marked import marked

ONE = """一、专项整治工作
取缔占道经营⟦31起|act=取缔;obj=占道经营⟧，清理卫生死角⟦120处|act=清理;obj=卫生死角⟧。
二、宣传报道
发放《告知书》⟦680份|act=发放;obj=告知书⟧，投入ＡＢＣ公司资金⟦5万元|k=money;v=50000;u=元;act=投入;obj=资金⟧。"""
TWO = """一、专项整治工作
取缔占道
经营⟦45起|act=取缔;obj=占道经营⟧，道路经过营区，占地不多。"""


@pytest.fixture
def filled(archive: Archive) -> Archive:
    archive.ingest(*marked(ONE, name="一.txt"))
    archive.ingest(
        *marked(TWO, name="二.txt", issuer="西河社区", title="西河", period="2025-08-18/2025-08-24")
    )
    return archive


@pytest.mark.parametrize(
    ("asked", "texts"),
    [
        ({}, ["31起", "120处", "680份", "5万元", "45起"]),
        ({"unit": "起"}, ["31起", "45起"]),
        ({"indicator": "占道"}, ["31起", "45起"]),
        ({"indicator": "经营 取缔"}, ["31起", "45起"]),
        ({"indicator": "卫生死角清理"}, ["120处"]),
        ({"issuer": "西河社区"}, ["45起"]),
        ({"issuer": "西河"}, ["45起"]),
        ({"issuer": "没有这家"}, []),
        ({"period": "2025-08-11/2025-08-17"}, ["31起", "120处", "680份", "5万元"]),
        ({"period": "2025-08"}, ["31起", "120处", "680份", "5万元", "45起"]),
        ({"first": "2025-08-18"}, ["45起"]),
        ({"last": "2025-08-17", "unit": "起"}, ["31起"]),
        ({"text": "告知书"}, ["680份"]),
        ({"text": "5万"}, ["5万元"]),
        ({"kind": "money"}, ["5万元"]),
        ({"indicator": "100%_"}, []),
        ({"limit": 1}, ["31起"]),
    ],
)
def test_facts_are_found_by_what_they_state(
    filled: Archive, asked: dict[str, str], texts: list[str]
) -> None:
    assert [each.text for each in filled.facts(**asked)] == texts  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "files"),
    [
        ("占道经营", ["二.txt", "一.txt"]),
        ("道", ["二.txt", "一.txt"]),
        ("多", ["二.txt"]),
        ("死角", ["一.txt"]),
        ("经营取缔", []),
        ("道经过", []),
        ("路经过", ["二.txt"]),
        ("abc公司", ["一.txt"]),
        ("《告知书》", ["一.txt"]),
        ("占道 死角", ["一.txt"]),
        ("31起", ["一.txt"]),
        ("1", ["一.txt"]),
        (">100 处", ["一.txt"]),
        (">30起", ["二.txt", "一.txt"]),
        ("占道 >=45 起", ["二.txt"]),
        ("≥5万元", ["一.txt"]),
        ("=31 起", ["一.txt"]),
        ("<31 起", []),
        ("。", []),
        ('" OR *', []),
        ("", []),
    ],
)
def test_search_finds_what_stands_there(filled: Archive, words: str, files: list[str]) -> None:
    hits = filled.search(words)
    assert [hit.file for hit in hits] == files
    for hit in hits:
        assert all(mark.end <= len(hit.excerpt) for mark in hit.marks)


def test_a_hit_names_its_place_section_and_excerpt(filled: Archive) -> None:
    hit = filled.search("占道经营", issuer="西河社区")[0]
    text = filled.report(hit.report).document.text
    assert text[hit.span.start : hit.span.end] == "占道\n经营"
    assert hit.section == "一、专项整治工作"
    assert "占道 经营45起" in hit.excerpt
    assert filled.search("告知书", section="宣传")[0].section == "二、宣传报道"
    assert filled.search("告知书", section="整治") == ()


@given(text=st.text(alphabet="占道经营 ，abＡ31起\n", max_size=30), cut=st.data())
def test_every_piece_of_a_text_is_asked_so_that_its_index_answers(
    text: str, cut: st.DataObject
) -> None:
    start = cut.draw(st.integers(0, len(text)))
    piece = text[start : cut.draw(st.integers(start, len(text)))]
    held = set(grams.index_list(text))
    assert set(grams.postgres_query(piece)) <= held


@given(st.text(max_size=30))
def test_folding_keeps_the_place_of_every_character(text: str) -> None:
    folded = grams.fold_with_places(text)
    assert len(folded.at) == len(folded.text) + 1
    assert list(folded.at) == sorted(folded.at)


@given(
    st.text("占道经营 \n⼀㋀Ａa豈月", max_size=30),
    st.text("占道经营Aa月豈", min_size=1, max_size=3),
)
def test_what_is_spared_of_folding_changes_no_answer(text: str, word: str) -> None:
    folded = grams.fold(word)
    assert grams.may_hold(text, [folded]) == (folded in grams.fold(text))


def test_every_letter_that_folds_into_an_ideograph_is_known() -> None:
    for code in range(sys.maxunicode + 1):
        letter = chr(code)
        if not (grams._IDEOGRAPHS.match(letter) or "\ud800" <= letter <= "\udfff"):
            made = grams._IDEOGRAPHS.search(grams.fold(letter)) is not None
            assert not made or grams._VARIANTS.match(letter), hex(code)

"""Places looked up by offset, and patterns that look at one character first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract import leads
from pipeline.extract.patterns import Ending, Opening
from pipeline.extract.places import Places

_PLACES = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 9)).map(lambda p: (p[0], p[0] + p[1])), max_size=8
)


@given(_PLACES, st.integers(0, 50))
def test_an_offset_is_held_as_if_each_place_were_asked(
    places: list[tuple[int, int]], at: int
) -> None:
    assert Places(places).hold(at) == any(start <= at < end for start, end in places)


@given(_PLACES, st.integers(0, 50), st.integers(1, 9))
def test_a_place_overlaps_as_if_each_were_asked(
    places: list[tuple[int, int]], start: int, length: int
) -> None:
    end = start + length
    overlaps = any(a < end and start < b for a, b in places)
    assert Places(places).overlap(start, end) == overlaps


def test_an_ending_is_cut_off_the_end_only() -> None:
    hedged = Ending(r"[约近]+$")
    assert hedged.cut("约清理约近") == "约清理"
    assert hedged.cut("清理") == "清理"
    assert hedged.search("") is None


def test_an_opening_is_cut_off_the_beginning_only() -> None:
    opening = Opening(r"(?:其中|同时)")
    assert opening.cut("其中其中文字") == "其中文字"
    assert opening.cut("文字其中") == "文字其中"
    assert opening.match("") is None


@given(st.text(alphabet="共清理约近了均日达到的 各为计有村", max_size=12))
def test_hedges_are_found_as_if_the_whole_lead_were_searched(lead: str) -> None:
    hedges = leads._trailing()[0].search(lead)
    assert leads._unhedged(lead) == (lead[: hedges.start()] if hedges else lead)


@pytest.mark.parametrize(
    ("lead", "left"),
    [
        ("其中共清理", "清理"),
        ("（一）全镇共排查", "排查"),
        ("及时率达到", "及时率"),
        ("日均约", "日均"),
        ("街道复查时已改正", "改正"),
        ("组织劳力疏通沟渠（含支渠）", "组织劳力疏通沟渠"),
    ],
)
def test_a_lead_is_stripped_of_connectives_and_hedges(lead: str, left: str) -> None:
    assert leads.strip_lead(lead) == left

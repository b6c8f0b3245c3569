"""Hashed counts give back what was counted, whatever character is put in a run."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.training.ngrams import alphabet_from_text, cells_from_counts, count_all
from pipeline.typos.alphabet import BREAK, MARGIN, fold
from pipeline.typos.grams import Grams
from pipeline.typos.table import Table, change, keys, levels_from_counts

TEXT = "清理卫生死角。\n清理楼道堆物。\n清理卫生死角。\n"


@given(st.dictionaries(st.integers(0, 2**63), st.integers(1, 10**6), min_size=1, max_size=300))
@settings(max_examples=30, deadline=None)
def test_every_key_gives_back_its_level(counts: dict[int, int]) -> None:
    packed = np.array(list(counts), np.uint64)
    numbers = np.array(list(counts.values()), np.int64)
    table = Table(cells_from_counts(packed, numbers))
    assert (table.levels(packed) == levels_from_counts(numbers) + 1).all()


def test_a_key_that_was_not_put_in_is_seldom_found() -> None:
    random = np.random.Generator(np.random.PCG64(1))
    packed = np.unique(random.integers(0, 2**63, 20000).astype(np.uint64))
    table = Table(cells_from_counts(packed[::2], np.ones(len(packed[::2]), np.int64)))
    assert (table.levels(packed[1::2]) > 0).mean() < 0.002


@given(st.lists(st.integers(2, 7000), min_size=5, max_size=5), st.integers(0, 4))
def test_a_changed_run_has_the_key_of_the_run_with_that_character(
    numbers: list[int], offset: int
) -> None:
    ids = np.array(numbers, np.uint16)
    other = ids.copy()
    other[offset] = 9
    changed = change(keys(ids, 5), 5, offset, ids[offset : offset + 1], np.array([9], np.uint16))
    assert changed == keys(other, 5)


@pytest.mark.parametrize(
    ("text", "folded"),
    [("2024年，GB", "0000年，aa"), ("(一)", "（一）"), ("a１b", "a0a"), ("", "")],
)
def test_folding_keeps_the_length(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(alphabet="清理。；\n 1a𠮷\ud83d", max_size=40))
def test_every_character_is_laid_out_at_its_place(text: str) -> None:
    layout = alphabet_from_text(TEXT).lay_out(text)
    inside = layout.places >= 0
    assert layout.places[inside].tolist() == list(range(len(text)))
    assert (layout.ids[:MARGIN] == BREAK).all()
    assert (layout.ids[-MARGIN:] == BREAK).all()


def test_the_character_that_was_seen_fits_better_than_another() -> None:
    alphabet = alphabet_from_text(TEXT)
    ids = alphabet.encode("\n" + TEXT * 3)
    packed, counts, _ = count_all(ids, (1, 1, 1, 1, 1))
    layout = alphabet.lay_out("清理卫生死角。")
    grams = Grams(layout.ids, Table(cells_from_counts(packed, counts)), 7.0)
    place = np.array([MARGIN + 4])
    forward, backward = grams.logs(place, grams.own(place))
    windows, _ = grams.other(place, alphabet.encode("堆"))
    other_forward, other_backward = grams.logs(place, windows)
    assert np.sum(forward) > np.sum(other_forward)
    assert np.sum(backward) > np.sum(other_backward)

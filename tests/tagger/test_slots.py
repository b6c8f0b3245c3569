"""Scores of characters -> answers."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.tagger.slots import AGGREGATES, LONGEST_ANSWER, SLOTS, Answer, decode

SIZE, FIGURE = 20, (8, 10)


def scores(start: int, end: int) -> NDArray[np.float32]:
    given = np.zeros((1, len(SLOTS) * 2, SIZE), np.float32)
    given[0, 0::2, start] = 9
    given[0, 1::2, end] = 9
    return given


def answer(given: NDArray[np.float32]) -> Answer:
    classes = np.zeros((1, len(AGGREGATES)), np.float32)
    classes[0, 2] = 9
    (found,) = decode(given, classes, np.array([[0, *FIGURE]]))
    return found


def test_the_likeliest_run_is_taken_and_counted_from_the_start_of_the_text() -> None:
    found = answer(scores(3, 6))
    assert found.object.place == (2, 6)
    assert found.object.probability > 0.9
    assert found.aggregate == "part"
    assert found.aggregate_probability > 0.9


def test_position_0_means_that_there_is_none() -> None:
    found = answer(scores(0, 0))
    assert found.actor.place is None
    assert found.actor.probability > 0.9


@pytest.mark.parametrize(
    ("start", "end"), [(8, 8), (6, 12), (6, 3), (0, 5)], ids=["in", "across", "backward", "mixed"]
)
def test_a_run_over_the_figure_itself_or_backward_is_never_taken(start: int, end: int) -> None:
    place = answer(scores(start, end)).object.place
    assert place is None or place[0] < place[1]
    assert place is None or place[1] < FIGURE[0] or place[0] + 1 > FIGURE[1]


def test_no_answer_is_longer_than_the_limit() -> None:
    given = np.zeros((1, len(SLOTS) * 2, 60), np.float32)
    given[0, 0::2, 12], given[0, 1::2, 59] = 5, 5
    place = answer(given).object.place
    assert place is None or place[1] - place[0] <= LONGEST_ANSWER

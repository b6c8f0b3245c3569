"""A text and its figures cut into windows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.schema import Span
from pipeline.tagger.vocabulary import SPECIAL, Vocabulary
from pipeline.tagger.windows import LONGEST, to_batch, windows


@given(st.lists(st.tuples(st.integers(0, 70), st.integers(1, 12)), max_size=30))
def test_each_figure_is_asked_in_one_window_that_holds_it(gaps: list[tuple[int, int]]) -> None:
    figures, at = [], 0
    for gap, size in gaps:
        figures.append(Span(at + gap, at + gap + size))
        at = figures[-1].end
    text = "字" * (at + 30)
    found = windows(text, figures)
    assert [each for window in found for each in window.asked] == list(range(len(figures)))
    for window in found:
        assert window.span.end - window.span.start <= LONGEST
        assert all(window.span.holds(figures[each]) for each in window.asked)


def test_a_window_begins_in_its_paragraph_or_at_the_heading_above() -> None:
    text = (
        "前面一段话，与此无关。\n一、环境卫生\n清理卫生死角24处。\n很长的一段"
        + "字" * 40
        + "\n整改3处。"
    )
    first, second = (Span(text.index(each), text.index(each) + 3) for each in ("24处", "3处。"))
    starts = [text[w.span.start :][:4] for w in (*windows(text, [first]), *windows(text, [second]))]
    assert starts == ["一、环境", "整改3处"]


def test_a_figure_longer_than_a_window_does_no_harm() -> None:
    figure = Span(5, 5 + 2 * LONGEST)
    vocabulary = Vocabulary([*SPECIAL, "字"])
    text = "字" * (3 * LONGEST)
    batch = to_batch(text, [figure], windows(text, [figure]), vocabulary)
    assert batch.asked[0, 2] < batch.numbers.shape[1]


def test_characters_of_all_figures_in_a_window_are_marked_and_those_asked_listed() -> None:
    text = "清理24处，整改39处"
    vocabulary = Vocabulary([*SPECIAL, *"清理处整改,249"])
    figures = [Span(2, 5), Span(8, 11)]
    batch = to_batch(text, figures, windows(text, figures), vocabulary)
    assert batch.marks[0].tolist() == [0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1]
    assert batch.asked.tolist() == [[0, 3, 5], [0, 9, 11]]
    assert batch.numbers[0, 0] == vocabulary.start
    assert vocabulary.tokens[batch.numbers[0, 6]] == ","
    assert batch.numbers[0, 9] == vocabulary.unknown

"""Annotated texts -> windows with answers, varied and made up."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from pipeline.schema import Span
from pipeline.tagger.hints import nearest
from pipeline.training.examples import UNASKED, Asked, Example, from_facts, read_gold
from pipeline.training.sentences import paragraph, sentences
from pipeline.training.vary import Exchange, exchanged

TEXT = "执法中队清理死角24处，整改死角9处。"
FACTS = [
    {"start": 8, "end": 11, "act": "清理", "obj": "死角", "actor": "执法中队", "agg": "total"},
    {"start": 16, "end": 18, "act": "整改", "obj": "死角", "actor": "", "agg": ""},
]


@pytest.mark.parametrize(
    ("words", "place"),
    [("死角", Span(5, 7)), ("后面", Span(12, 14)), ("", None), ("镇政府", None)],
)
def test_the_nearest_occurrence_answers(words: str, place: object) -> None:
    assert nearest("后处有死角死角24万人，后面有死角", Span(7, 11), words) == place


def test_an_annotated_text_becomes_windows_with_places() -> None:
    (example,) = from_facts(TEXT, FACTS, "城管")
    assert example.figures == (Span(8, 11), Span(16, 18))
    first, second = example.asked
    assert first.slots == (Span(4, 6), Span(6, 8), Span(0, 4))
    assert (first.aggregate, second.aggregate) == (1, 0)
    assert second.slots[1:] == (Span(14, 16), None)
    assert first.hint is not None
    assert first.hint.places == (Span(4, 6), Span(6, 8), Span(0, 4))


def test_words_that_are_not_in_the_window_are_not_asked() -> None:
    (example,) = from_facts(TEXT, [{**FACTS[0], "obj": "卫生死角"}])
    assert example.asked[0].slots[1] == UNASKED


def test_a_folder_of_annotated_reports_is_read_without_its_dates(tmp_path: Path) -> None:
    facts = [{"k": "date", "start": 0, "end": 2}, *({"k": "quantity", **each} for each in FACTS)]
    (tmp_path / "cun1.gold.json").write_text(json.dumps({"facts": facts}), encoding="utf-8")
    (tmp_path / "cun1.txt").write_text(TEXT, encoding="utf-8")
    (example,) = read_gold(tmp_path)
    assert example.kind == "cun"
    assert len(example.asked) == 2


def test_a_word_exchanged_moves_every_place_after_it() -> None:
    (example,) = from_facts(TEXT, FACTS)
    new = exchanged(example, "死角", "小广告")
    assert new.text == "执法中队清理小广告24处，整改小广告9处。"
    for asked, figure in zip(new.asked, ("24处", "9处"), strict=True):
        assert new.text[asked.figure.start : asked.figure.end] == figure
        place = asked.slots[1]
        assert isinstance(place, Span)
        assert new.text[place.start : place.end] == "小广告"


def test_a_word_that_is_part_of_a_figure_is_not_exchanged() -> None:
    example = Example("处4处", (Span(1, 3),), (Asked(Span(1, 3), (None, Span(0, 1), None), 0),))
    assert exchanged(example, "处", "站点") is example


def test_exchange_keeps_words_and_places_together() -> None:
    examples = sentences(40, 3)
    draw, rng = Exchange(examples), random.Random(1)
    changed = 0
    for example in examples:
        new = draw(example, rng)
        changed += new.text != example.text
        for figure in new.figures:
            assert any(char.isdigit() for char in new.text[figure.start : figure.end])
    assert changed > 10


def test_made_sentences_hold_what_their_labels_say() -> None:
    rng = random.Random(5)
    for _ in range(60):
        text, facts = paragraph(rng)
        assert facts
        assert "{" not in text
        assert "|" not in text
        for fact in facts:
            assert text[fact["start"] : fact["end"]][0].isdigit()
            assert all(fact[key] in text for key in ("act", "obj", "actor"))


def test_the_same_seed_makes_the_same_sentences() -> None:
    assert sentences(20, 4) == sentences(20, 4) != sentences(20, 5)

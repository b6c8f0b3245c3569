"""Characters and their numbers."""

from __future__ import annotations

from pathlib import Path

from pipeline.tagger.vocabulary import SPECIAL, Vocabulary, fold


def test_full_width_and_capital_characters_are_read_as_the_usual_ones() -> None:
    assert [fold(char) for char in "（Ａ％，ﬁ①"] == ["(", "a", "%", ",", "ﬁ", "1"]


def test_unknown_characters_and_lone_surrogates_have_a_number_too() -> None:
    vocabulary = Vocabulary([*SPECIAL, "字", "("])
    numbers = vocabulary.encode("字（\ud800\n😀")
    assert numbers == [5, 6, vocabulary.unknown, vocabulary.stop, vocabulary.unknown]


def test_a_vocabulary_is_read_as_it_was_written(tmp_path: Path) -> None:
    vocabulary = Vocabulary([*SPECIAL, "字", "#"])
    vocabulary.write(tmp_path / "vocab.txt")
    assert Vocabulary.read(tmp_path / "vocab.txt").tokens == vocabulary.tokens

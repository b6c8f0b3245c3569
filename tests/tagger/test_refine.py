"""The model's answers laid over the facts of the rules."""

from __future__ import annotations

import builtins
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import pytest

from pipeline import core, paths
from pipeline.errors import BadUsage
from pipeline.interfaces.cli import run
from pipeline.schema import Aggregate, Fact, Span
from pipeline.tagger.hints import Hint
from pipeline.tagger.model import Tagger
from pipeline.tagger.refine import refine
from pipeline.tagger.slots import Answer, Said

TEXT = "执法中队取缔占道经营31起，某某39处。"


class Sure:
    """Answers the same of every figure, with one probability."""

    def __init__(self, probability: float, **thresholds: float) -> None:
        self.probability = probability
        self.thresholds = thresholds

    def answers(
        self,
        text: str,
        figures: Sequence[Span],
        wanted: Sequence[bool] = (),  # noqa: ARG002
        hints: Sequence[Hint] = (),  # noqa: ARG002
    ) -> dict[int, tuple[int, Answer]]:
        """Find the same words for each."""
        said = {
            slot: Said((text.index(words), text.index(words) + len(words)), self.probability)
            for slot, words in (("action", "取缔"), ("object", "某某"), ("actor", "执法中队"))
        }
        answer = Answer(**said, aggregate="part", aggregate_probability=self.probability)
        return dict.fromkeys(range(len(figures)), (0, answer))


def refined(tagger: Sure) -> dict[str, Fact]:
    extraction = core.extract(core.document_from_text(TEXT))
    extraction = refine(extraction, cast("Tagger", tagger))
    return {TEXT[f.span.start : f.span.end]: f for f in extraction.facts()}


def test_what_the_rules_found_stays_below_the_higher_threshold() -> None:
    fact = refined(Sure(0.9, object=0.5, action=0.5, actor=0.5))["31起"]
    assert (fact.action, fact.object) == ("取缔", "占道经营")


def test_what_the_rules_found_is_replaced_above_it_and_the_indicator_follows() -> None:
    fact = refined(Sure(0.99, object_over=0.98))["31起"]
    assert fact.object == "某某"
    assert fact.indicator == "取缔某某"


def test_what_the_rules_left_open_is_filled_in_above_the_lower_threshold() -> None:
    assert refined(Sure(0.7, aggregate=0.6))["31起"].aggregate is Aggregate.PART
    assert refined(Sure(0.5, aggregate=0.6))["31起"].aggregate is None


def test_without_thresholds_nothing_changes() -> None:
    assert refined(Sure(1.0)) == refined(Sure(0.0, object=0.5, object_over=0.5))


def test_a_missing_onnxruntime_is_named_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    plain = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        if name == "onnxruntime":
            raise ImportError(name)
        return plain(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(BadUsage, match="pip install"):
        Tagger(tmp_path)


def test_a_damaged_model_is_refused_in_one_sentence(tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime")
    (tmp_path / "tagger.onnx").write_bytes(b"no model")
    with pytest.raises(BadUsage, match="模型读不出来"):
        Tagger(tmp_path)


def test_extract_names_a_model_that_cannot_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.txt"
    report.write_text(TEXT, encoding="utf-8")
    assert run(["extract", str(report), "--model", str(tmp_path / "none")]) == 2
    assert "模型" in capsys.readouterr().err
    assert run(["extract", str(report), "--model", str(tmp_path / "none"), "--no-model"]) == 0


def test_the_shipped_model_is_whole_small_and_answers_the_same_twice() -> None:
    folder = paths.shipped("models") / "tagger"
    for line in (folder / "model.sha256").read_text(encoding="utf-8").splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert (folder / "tagger.onnx").stat().st_size < 25_000_000
    pytest.importorskip("onnxruntime")
    document = core.document_from_text(TEXT)
    assert core.extract_with_model(document) == core.extract_with_model(document)

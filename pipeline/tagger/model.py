"""Reads the trained tagger (``models/tagger``) and asks it; onnxruntime runs it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pipeline import paths
from pipeline.errors import BadUsage
from pipeline.schema import Span
from pipeline.tagger.hints import Hint
from pipeline.tagger.slots import Answer, decode
from pipeline.tagger.vocabulary import Vocabulary
from pipeline.tagger.windows import Window, to_batch, windows

MODEL, SETTINGS, VOCABULARY = "tagger.onnx", "model.json", "vocab.txt"
INPUTS = ("numbers", "marks", "asked", "hints")
_BATCH = 16


class Tagger:
    """A model that says what the figures of a text count, and how sure it is."""

    def __init__(self, folder: Path) -> None:
        try:
            import onnxruntime as ort  # type: ignore[import-untyped]
        except ImportError as error:
            raise BadUsage("用模型要先装 onnxruntime：pip install huibao[model]") from error
        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session: Any = ort.InferenceSession(
                str(folder / MODEL), options, providers=["CPUExecutionProvider"]
            )
            self.vocabulary = Vocabulary.read(folder / VOCABULARY)
            settings = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
            self.thresholds: dict[str, float] = settings["thresholds"]
        except Exception as error:  # onnxruntime's own exceptions have no common public base
            raise BadUsage("模型读不出来，请重新安装，或重新训练", file=str(folder)) from error

    def answers(
        self,
        text: str,
        figures: Sequence[Span],
        wanted: Sequence[bool] = (),
        hints: Sequence[Hint] = (),
    ) -> dict[int, tuple[int, Answer]]:
        """Ask about figures, by their number; each answer with the start of its window.

        ``hints`` is what the rules made of each of them, if anything is to be made of that.
        Windows in which no figure is wanted are not read.
        """
        chosen = [
            window
            for window in windows(text, figures)
            if not wanted or any(wanted[at] for at in window.asked)
        ]
        # windows of about one length are read together, and none is filled up for long
        chosen.sort(key=lambda each: (each.span.end - each.span.start, each.span))
        found: dict[int, tuple[int, Answer]] = {}
        for at in range(0, len(chosen), _BATCH):
            found.update(self._read(text, figures, chosen[at : at + _BATCH], hints))
        return found

    def _read(
        self, text: str, figures: Sequence[Span], chosen: Sequence[Window], hints: Sequence[Hint]
    ) -> dict[int, tuple[int, Answer]]:
        batch = to_batch(text, figures, chosen, self.vocabulary, hints)
        given = {name: getattr(batch, name) for name in INPUTS}
        scores, classes = self._session.run(None, given)
        asked = [(at, window.span.start) for window in chosen for at in window.asked]
        answers = decode(scores, classes, batch.asked)
        return {at: (start, said) for (at, start), said in zip(asked, answers, strict=True)}


@cache
def load(folder: Path | None = None) -> Tagger:
    """Load the shipped model, or that of a folder, once."""
    return Tagger(folder or paths.shipped("models") / "tagger")

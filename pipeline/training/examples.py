"""Annotated reports -> what the tagger learns from: windows with the answers to each figure.

An annotation gives the words of verb, object and actor, not their places: the nearest occurrence
to the figure is taken. What stands too far away to be in the window is not asked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.schema import Span
from pipeline.tagger.slots import AGGREGATES, SLOTS
from pipeline.tagger.windows import windows

_KEYS = {"action": "act", "object": "obj", "actor": "actor"}
UNASKED = -1


@dataclass(frozen=True, slots=True)
class Asked:
    """A figure of a window and its answers: per slot a place, None (there is none) or UNASKED."""

    figure: Span
    slots: tuple[Span | int | None, ...]
    aggregate: int


@dataclass(frozen=True, slots=True)
class Example:
    """A window: its text, the places of all figures in it, those asked with their answers."""

    text: str
    figures: tuple[Span, ...]
    asked: tuple[Asked, ...]
    kind: str = ""


def read_gold(folder: Path) -> Iterator[Example]:
    """Read the annotated reports of a folder (NAME.txt with NAME.gold.json)."""
    for path in sorted(folder.glob("*.gold.json")):
        name = path.name.removesuffix(".gold.json")
        facts = json.loads(path.read_text(encoding="utf-8"))["facts"]
        text = path.with_name(f"{name}.txt").read_text(encoding="utf-8")
        figures = [each for each in facts if each["k"] != "date"]
        yield from from_facts(text, figures, name.rstrip("0123456789"))


def from_facts(text: str, facts: Sequence[dict[str, Any]], kind: str = "") -> Iterator[Example]:
    """Cut an annotated text into windows."""
    facts = sorted(facts, key=lambda each: int(each["start"]))
    spans = [Span(int(each["start"]), int(each["end"])) for each in facts]
    for window in windows(text, spans):
        start, end = window.span.start, window.span.end
        part = text[start:end]
        inside = [
            Span(max(0, s.start - start), min(s.end, end) - start)
            for s in spans
            if s.end > start and s.start < end
        ]
        asked = []
        for at in window.asked:
            figure = Span(spans[at].start - start, min(spans[at].end, end) - start)
            places = tuple(nearest(part, figure, facts[at].get(_KEYS[s], "")) for s in SLOTS)
            label = AGGREGATES.index(facts[at].get("agg") or "")
            asked.append(Asked(figure, places, label))
        yield Example(part, tuple(inside), tuple(asked), kind)


def nearest(text: str, figure: Span, words: str) -> Span | int | None:
    """Find the occurrence of words that is nearest to a figure, rather before it than after."""
    if not words:
        return None
    before = text.rfind(words, 0, figure.start)
    after = text.find(words, figure.end)
    left = figure.start - before - len(words) if before >= 0 else len(text)
    right = after - figure.end if after >= 0 else len(text)
    if before < 0 and after < 0:
        return UNASKED
    at = before if left <= right else after
    return Span(at, at + len(words))

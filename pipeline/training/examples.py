"""Annotated reports -> what the tagger learns from: windows with the answers to each figure.

An annotation gives the words of verb, object and actor, not their places: the nearest occurrence
to the figure is taken. What stands too far away to be in the window is not asked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline import core
from pipeline.schema import FactKind, Span
from pipeline.tagger.hints import Hint, hints_of, nearest
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
    hint: Hint | None = None


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


def hints_from_rules(text: str) -> dict[int, Hint]:
    """Ask the rules what they make of the figures of a text, by the start of each."""
    found = core.extract(core.document_from_text(text)).facts()
    facts = [fact for fact in found if fact.kind is not FactKind.DATE]
    return {f.span.start: hint for f, hint in zip(facts, hints_of(facts, text), strict=True)}


def from_facts(text: str, facts: Sequence[dict[str, Any]], kind: str = "") -> Iterator[Example]:
    """Cut an annotated text into windows."""
    hints = hints_from_rules(text)
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
            places = tuple(_answer(part, figure, facts[at].get(_KEYS[s], "")) for s in SLOTS)
            label = AGGREGATES.index(facts[at].get("agg") or "")
            hint = hints.get(spans[at].start)
            asked.append(Asked(figure, places, label, hint and _within(hint, window.span)))
        yield Example(part, tuple(inside), tuple(asked), kind)


def _answer(text: str, figure: Span, words: str) -> Span | int | None:
    return (nearest(text, figure, words) or UNASKED) if words else None


def _within(hint: Hint, window: Span) -> Hint:
    places = tuple(
        Span(place.start - window.start, place.end - window.start)
        if place and window.holds(place)
        else None
        for place in hint.places
    )
    return replace(hint, places=places)

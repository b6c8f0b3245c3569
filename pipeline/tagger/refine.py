"""Facts that the rules linked -> the same facts, with what the model knows better.

What the rules said stays, unless the model is surer than its threshold for that slot; what they
left open is filled in from a lower one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.schema import Aggregate, Extraction, Fact, FactKind, Report
from pipeline.tagger.hints import hints_of
from pipeline.tagger.model import Tagger
from pipeline.tagger.slots import SLOTS, Answer


def refine(extraction: Extraction, tagger: Tagger) -> Extraction:
    """Give the reports of a document the model's answers where they are sure enough."""
    text = extraction.document.text
    return replace(
        extraction,
        reports=tuple(_report(report, text, tagger) for report in extraction.reports),
    )


def _report(report: Report, text: str, tagger: Tagger) -> Report:
    asked = [fact for fact in report.facts if fact.kind is not FactKind.DATE and fact.cell is None]
    if not asked:
        return report
    said = answers_to(asked, text, tagger)
    facts = tuple(said.get(fact.id, fact) for fact in report.facts)
    return replace(report, facts=facts)


def answers_to(facts: Sequence[Fact], text: str, tagger: Tagger) -> dict[str, Fact]:
    """Refine figures, by their id; those that stay as they were are left out."""
    order = sorted(facts, key=lambda fact: fact.span)
    wanted = [_is_open(fact, tagger.thresholds) for fact in order]
    found = tagger.answers(text, [fact.span for fact in order], wanted, hints_of(order, text))
    refined = {}
    for at, (start, answer) in found.items():
        new = merged(order[at], answer, text, start, tagger.thresholds)
        if new is not order[at]:
            refined[order[at].id] = new
    return refined


def _is_open(fact: Fact, thresholds: dict[str, float]) -> bool:
    """Say whether the model may have a say: else its window need not be read."""
    slots = (*SLOTS, "aggregate")
    return any((s if getattr(fact, s) is None else f"{s}_over") in thresholds for s in slots)


def merged(fact: Fact, answer: Answer, text: str, start: int, thresholds: dict[str, float]) -> Fact:
    """Lay an answer over a fact where it is sure enough; the very fact where it changes nothing.

    A threshold is named after its slot; with ``_over`` it is the one for replacing what is there.
    """
    changes: dict[str, str] = {}
    for slot in SLOTS:
        said = getattr(answer, slot)
        had = getattr(fact, slot)
        needed = thresholds.get(slot if had is None else f"{slot}_over", 2.0)
        if said.place is None or said.probability < needed:
            continue
        words = text[start + said.place[0] : start + said.place[1]].strip()
        if words and words != had and "\n" not in words:
            changes[slot] = words
    aggregate = fact.aggregate
    needed = thresholds.get("aggregate" if aggregate is None else "aggregate_over", 2.0)
    if answer.aggregate and answer.aggregate_probability >= needed:
        aggregate = Aggregate(answer.aggregate)
    if not changes and aggregate == fact.aggregate:
        return fact
    joined = (fact.action or "") + (fact.object or "")
    rest = (fact.indicator or "").removeprefix(joined)
    new = replace(fact, aggregate=aggregate, **changes)  # type: ignore[arg-type]
    return replace(new, indicator=(new.action or "") + (new.object or "") + rest or None)

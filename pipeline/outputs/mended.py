"""Verdicts to a mended text: only what is certain, and no figure or date changes by the way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline import core
from pipeline.schema import CheckResult, Edit, Fact, Finding, Severity

CERTAIN = 0.95
"""Findings at least this sure are mended without asking."""


@dataclass(frozen=True, slots=True)
class Mended:
    """A text after its certain corrections, and the findings that they came from."""

    text: str
    applied: tuple[Finding, ...]


def mend(result: CheckResult) -> Mended:
    """Apply the edits of the certain findings, first come first served where they overlap."""
    text = result.extraction.document.text
    chosen: list[Finding] = []
    for finding in result.findings:
        sure = finding.severity is not Severity.INFO and finding.confidence >= CERTAIN
        if sure and finding.edits and not _clash(finding.edits, _edits(chosen)):
            chosen.append(finding)
    if not _keeps_facts(result, chosen):
        kept: list[Finding] = []
        for finding in chosen:
            if _keeps_facts(result, [*kept, finding]):
                kept.append(finding)
        chosen = kept
    return Mended(_applied(text, _edits(chosen)), tuple(chosen))


def _edits(findings: Iterable[Finding]) -> list[Edit]:
    return sorted((edit for each in findings for edit in each.edits), key=lambda each: each.span)


def _clash(some: Sequence[Edit], others: Sequence[Edit]) -> bool:
    return any(a.span == b.span or a.span.overlaps(b.span) for a in some for b in others)


def _applied(text: str, edits: Sequence[Edit]) -> str:
    parts, at = [], 0
    for edit in edits:
        parts += [text[at : edit.span.start], edit.replacement]
        at = edit.span.end
    return "".join([*parts, text[at:]])


def _keeps_facts(result: CheckResult, findings: Sequence[Finding]) -> bool:
    """Say whether every figure and date that no edit touches reads the same afterwards."""
    edits = _edits(findings)
    if not edits:
        return True
    document = result.extraction.document
    after = core.extract(core.document_from_text(_applied(document.text, edits)))
    untouched = [
        _read(fact, document.text)
        for fact in result.extraction.facts()
        if not any(edit.span.overlaps(fact.span) for edit in edits)
    ]
    now = [_read(fact, after.document.text) for fact in after.facts()]
    changed = sum(1 for _ in result.extraction.facts()) - len(untouched)
    left = iter(now)
    return all(each in left for each in untouched) and len(now) <= len(untouched) + changed


def _read(fact: Fact, text: str) -> tuple[object, ...]:
    return (fact.kind, text[fact.span.start : fact.span.end], fact.quantity, fact.value)

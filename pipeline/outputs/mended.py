"""Verdicts to a mended text: only what is certain, and no figure, name or date changes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline import core
from pipeline.schema import CheckResult, Edit, Fact, FactKind, Finding, Severity, Span

CERTAIN = 0.95
"""Findings at least this sure are mended without asking."""
# What these find is for a person to settle: whose name, whose date, which of two wordings.
_FOR_A_PERSON = ("TXT401", "TXT405", "TXT406", "TXT407", "TXT408", "TXT409", "DAT", "ARC")
_DIGITS = re.compile(r"\d+")
_DOCUMENT_NUMBER = re.compile(r"[\u4e00-\u9fff]{0,12}[〔［\[（(【]\d{4}[〕］\])）】]第?\d+号")


@dataclass(frozen=True, slots=True)
class Mended:
    """A text after its certain corrections, and the findings that they came from."""

    text: str
    applied: tuple[Finding, ...]

    @property
    def edits(self) -> list[Edit]:
        """Give the corrections in the order of the text."""
        return _edits(self.applied)


def mend(result: CheckResult) -> Mended:
    """Apply the edits of the certain findings, first come first served where they overlap."""
    text = result.extraction.document.text
    kept_places = [*_dates(result), *(Span(*m.span()) for m in _DOCUMENT_NUMBER.finditer(text))]
    chosen: list[Finding] = []
    for finding in result.findings:
        if _certain(finding, text, kept_places) and not _clash(finding.edits, _edits(chosen)):
            chosen.append(finding)
    chosen = _harmless(result, [], chosen)
    return Mended(_applied(text, _edits(chosen)), tuple(chosen))


def _certain(finding: Finding, text: str, kept_places: Sequence[Span]) -> bool:
    if finding.severity is Severity.INFO or finding.confidence < CERTAIN or not finding.edits:
        return False
    if finding.code.startswith(_FOR_A_PERSON):
        return False
    return not any(
        _digits(text[edit.span.start : edit.span.end]) != _digits(edit.replacement)
        or any(_touches(edit.span, place) for place in kept_places)
        for edit in finding.edits
    )


def _digits(words: str) -> list[str]:
    return _DIGITS.findall(unicodedata.normalize("NFKC", words))


def _dates(result: CheckResult) -> list[Span]:
    return [fact.span for fact in result.extraction.facts() if fact.kind is FactKind.DATE]


def _touches(some: Span, other: Span) -> bool:
    return some.overlaps(other) or (some.start == some.end and other.start < some.start < other.end)


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


def _harmless(result: CheckResult, kept: list[Finding], more: list[Finding]) -> list[Finding]:
    """Add the findings whose edits leave every other figure as it reads."""
    if not more or _keeps_facts(result, [*kept, *more]):
        return [*kept, *more]
    if len(more) == 1:
        return kept
    middle = len(more) // 2
    kept = _harmless(result, kept, more[:middle])
    return _harmless(result, kept, more[middle:])


def _keeps_facts(result: CheckResult, findings: Sequence[Finding]) -> bool:
    """Say whether every figure and date that no edit touches reads the same afterwards."""
    edits = _edits(findings)
    if not edits:
        return True
    document = result.extraction.document
    after = core.extract(core.document_from_text(_applied(document.text, edits)))
    own = [s for finding in findings if finding.code.startswith("NUM") for s in finding.spans]
    untouched, changed = [], 0
    for fact in result.extraction.facts():
        if any(_touches(edit.span, fact.span) for edit in edits) or (
            any(span.overlaps(fact.span) for span in own)
        ):
            changed += 1
        else:
            untouched.append(_read(fact, document.text))
    now = [_read(fact, after.document.text) for fact in after.facts()]
    left = iter(now)
    return all(each in left for each in untouched) and len(now) <= len(untouched) + changed


def _read(fact: Fact, text: str) -> tuple[object, ...]:
    return (fact.kind, text[fact.span.start : fact.span.end], fact.quantity, fact.value)

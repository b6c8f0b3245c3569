"""One verdict to an offline page: the report with its marks, the findings beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline import catalogue, paths
from pipeline.outputs import layout, telling
from pipeline.schema import CheckResult, Finding, Severity, Span

_ORDER = tuple(Severity)


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters that the same findings speak of; ``ending`` are those whose place ends here."""

    words: str
    numbers: tuple[int, ...] = ()
    ending: tuple[int, ...] = ()
    level: str = ""


def render(results: Sequence[CheckResult], *, listed: bool = False) -> str:
    """Write a page that needs nothing from elsewhere."""
    from jinja2 import Environment, StrictUndefined

    [result] = results
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    source = (paths.DATA / "check.html.j2").read_text(encoding="utf-8")
    names = {rule.code: rule.name for rule in catalogue.rules()}
    findings = sorted(result.findings, key=lambda f: (_ORDER.index(f.severity), f.spans[0]))
    numbered = list(enumerate(findings, 1))
    return environment.from_string(source).render(
        name=result.extraction.document.source.name,
        counted=telling.counted(result.findings),
        pieces=list(_pieces(result, numbered)),
        groups=[
            {
                "level": level.value,
                "name": telling.SEVERITIES[level],
                "findings": [
                    _told(result, number, each, names)
                    for number, each in numbered
                    if each.severity is level
                ],
            }
            for level in _ORDER
            if any(each.severity is level for each in findings)
        ],
        not_checked=list(dict.fromkeys(each.reason for each in result.not_checked)),
    )


def _told(
    result: CheckResult, number: int, finding: Finding, names: dict[str, str]
) -> dict[str, object]:
    text = result.extraction.document.text
    return {
        "number": number,
        "code": finding.code,
        "rule": names.get(finding.code, ""),
        "message": finding.message,
        "places": [_place(result, span) for span in finding.spans],
        "related": finding.related,
        "mend": telling.correction(text, finding) if finding.edits else "",
    }


def _place(result: CheckResult, span: Span) -> dict[str, str]:
    shown = telling.excerpt(result.extraction.document.text, span, ("\x00", "\x00"))
    before, words, after = [*shown.split("\x00"), "", ""][:3]
    return {
        "where": telling.where(result, span),
        "before": before,
        "words": layout.clip(words, 100),
        "after": after,
    }


def _pieces(result: CheckResult, numbered: list[tuple[int, Finding]]) -> Iterator[Piece]:
    """Cut the text wherever a finding's place begins or ends."""
    text = result.extraction.document.text
    begins: dict[int, list[int]] = {}
    ends: dict[int, list[int]] = {}
    levels = {}
    for number, finding in numbered:
        levels[number] = _ORDER.index(finding.severity)
        for span in dict.fromkeys(finding.spans):
            end = max(span.end, min(span.start + 1, len(text)))
            start = min(span.start, max(end - 1, 0))
            begins.setdefault(start, []).append(number)
            ends.setdefault(end, []).append(number)
    cuts = sorted({0, len(text), *begins, *ends})
    speaking: list[int] = []
    for start, end in pairwise(cuts):
        for number in ends.get(start, ()):
            speaking.remove(number)
        speaking += begins.get(start, ())
        numbers = tuple(dict.fromkeys(speaking))
        worst = min((levels[number] for number in numbers), default=0)
        level = _ORDER[worst].value if numbers else ""
        yield Piece(text[start:end], numbers, tuple(ends.get(end, ())), level)

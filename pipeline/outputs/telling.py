"""A finding in words: where it stands, what stands there, what to write instead."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

from pipeline.outputs import layout
from pipeline.schema import CheckResult, Finding, Report, Severity, Span

SEVERITIES = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "提示"}


@lru_cache(maxsize=4)
def line_starts(text: str) -> tuple[int, ...]:
    """Say where the lines of a text begin."""
    return (0, *(at + 1 for at, each in enumerate(text) if each == "\n"))


def position(text: str, span: Span) -> tuple[int, int]:
    """Give line and column of a place, both from 1."""
    starts = line_starts(text)
    row = bisect_right(starts, span.start)
    return row, span.start - starts[row - 1] + 1


def where(result: CheckResult, span: Span) -> str:
    """Name a place as people look for it: its line or paragraph, and the headings above it."""
    document = result.extraction.document
    row, _ = position(document.text, span)
    counted = "行" if document.source.reader.startswith("text") else "段"
    path = headings(result, span)
    return f"第{row}{counted}" + (f"（{'›'.join(path)}）" if path else "")


def headings(result: CheckResult, span: Span) -> tuple[str, ...]:
    """Give the headings above a place, the outermost first."""
    report = report_at(result, span)
    if report is None:
        return ()
    above = [s for s in report.sections if s.body.holds(span) and s.body.start < s.body.end]
    above.sort(key=lambda each: (each.level, each.span.start))
    return tuple(layout.clip(f"{each.label}{each.heading}", 24) for each in above)


def report_at(result: CheckResult, span: Span) -> Report | None:
    """Find the report that holds a place."""
    return next((r for r in result.extraction.reports if r.span.holds(span)), None)


def excerpt(text: str, span: Span, marks: tuple[str, str] = ("⟦", "⟧")) -> str:
    """Show a place between marks with a few words of its paragraph around it."""
    begin = max(text.rfind("\n", 0, span.start) + 1, span.start - 16)
    stop = text.find("\n", span.end)
    end = min(stop if stop >= 0 else len(text), span.end + 16)
    words = layout.clip(text[span.start : span.end], 100)
    before = "…" if begin and text[begin - 1] != "\n" else ""
    after = "…" if end < len(text) and text[end] != "\n" else ""
    head, tail = text[begin : span.start], text[span.end : end]
    return f"{before}{head}{marks[0]}{words}{marks[1]}{tail}{after}".strip().replace("\t", " ")


def correction(text: str, finding: Finding) -> str:
    """Say what to write instead."""
    parts = []
    for edit in sorted(finding.edits, key=lambda each: each.span):
        gone = text[edit.span.start : edit.span.end]
        old, new = layout.clip(gone, 60), layout.clip(edit.replacement, 60)
        if gone and not old and not new:
            parts.append("把两段接成一段" if "\n" in gone else "删去空格")
        elif not old:
            parts.append(f"加上“{new}”")
        else:
            parts.append(f"“{old}”改为“{new}”" if new else f"删去“{old}”")
    return "，".join(dict.fromkeys(parts))


def counted(findings: Sequence[Finding]) -> str:
    """Count findings by level, "" for none."""
    return counts_told(Counter(finding.severity for finding in findings))


def counts_told(counts: Mapping[Severity, int]) -> str:
    """Say how many findings of each level there are, "" for none."""
    return "、".join(f"{SEVERITIES[level]}{counts[level]}处" for level in Severity if counts[level])

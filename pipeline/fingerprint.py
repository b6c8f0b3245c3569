"""A finding -> the mark that an office knows it by: rule, words and heading, not its place."""

from __future__ import annotations

import hashlib

from pipeline.schema import CheckResult, Finding, Span


def fingerprint(result: CheckResult, finding: Finding) -> str:
    """Give the fingerprint of a finding: the same words under the same heading have the same.

    It survives edits elsewhere in the report, a change of the numbering, and blanks.
    """
    parts = (finding.code, words_of(result, finding.spans[0]), _heading(result, finding))
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:8]


def words_of(result: CheckResult, span: Span) -> str:
    """Give the words at a place without blanks."""
    return "".join(result.extraction.document.text[span.start : span.end].split())


def _heading(result: CheckResult, finding: Finding) -> str:
    """Name the innermost heading above the finding, without its number."""
    span = finding.spans[0]
    for report in result.extraction.reports:
        if report.span.holds(span):
            above = [s for s in report.sections if s.body.holds(span)]
            return max(above, key=lambda s: (s.level, s.span.start)).heading if above else ""
    return ""

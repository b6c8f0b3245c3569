"""Verdicts to SARIF 2.1.0, which editors and code hosts show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from pipeline import __version__, catalogue, wire
from pipeline.fingerprint import fingerprint
from pipeline.outputs import telling
from pipeline.schema import CheckResult, Finding, Severity, Span

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def render(results: Sequence[CheckResult], *, listed: bool = False) -> str:
    """Write one log with one run; a character is a Unicode code point."""
    rules = catalogue.rules()
    index = {rule.code: number for number, rule in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "huibao",
                "version": __version__,
                "rules": [
                    {
                        "id": rule.code,
                        "name": rule.name,
                        "shortDescription": {"text": rule.title},
                        "fullDescription": {"text": rule.explanation or rule.title},
                        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
                    }
                    for rule in rules
                ],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, f, index) for each in results for f in each.findings],
        "artifacts": [
            {
                "location": {"uri": _uri(each)},
                "hashes": {"sha-256": each.extraction.document.source.sha256},
            }
            for each in {_uri(result): result for result in results}.values()
        ],
        "invocations": [
            {"executionSuccessful": True, "toolExecutionNotifications": _open(results)}
        ],
    }
    return wire.dumps({"version": "2.1.0", "$schema": _SCHEMA, "runs": [run]}, indent=1) + "\n"


def _uri(result: CheckResult) -> str:
    return quote(result.extraction.document.source.name)


def _result(result: CheckResult, finding: Finding, index: dict[str, int]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [_location(result, finding.spans[0])],
        "partialFingerprints": {"huibao/v1": fingerprint(result, finding)},
        "rank": round(finding.confidence * 100, 1),
    }
    if finding.code in index:
        told["ruleIndex"] = index[finding.code]
    if others := dict.fromkeys(finding.spans[1:]):
        told["relatedLocations"] = [_location(result, span) for span in others]
    if finding.edits:
        text = result.extraction.document.text
        change = {
            "artifactLocation": {"uri": _uri(result)},
            "replacements": [
                {
                    "deletedRegion": _region(result, edit.span),
                    "insertedContent": {"text": edit.replacement},
                }
                for edit in finding.edits
            ],
        }
        told["fixes"] = [
            {
                "description": {"text": telling.correction(text, finding)},
                "artifactChanges": [change],
            }
        ]
    return told


def _location(result: CheckResult, span: Span) -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(result)},
            "region": {
                **_region(result, span),
                "snippet": {"text": result.extraction.document.text[span.start : span.end]},
            },
        }
    }


def _region(result: CheckResult, span: Span) -> dict[str, int]:
    text = result.extraction.document.text
    row, column = telling.position(text, span)
    end_row, end_column = telling.position(text, Span(span.end, span.end))
    return {
        "startLine": row,
        "startColumn": column,
        "endLine": end_row,
        "endColumn": end_column,
        "charOffset": span.start,
        "charLength": span.end - span.start,
    }


def _open(results: Sequence[CheckResult]) -> list[dict[str, Any]]:
    """Say what was not judged: silence is no approval."""
    return [
        {
            "level": "note",
            "message": {"text": f"未能核查：{verdict.reason}"},
            "locations": [_location(each, span) for span in verdict.spans],
        }
        for each in results
        for verdict in each.not_checked
    ]

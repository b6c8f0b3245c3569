"""Verdicts to text for people: place, heading, sentence, reason, and what to write instead."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.fingerprint import fingerprint
from pipeline.outputs import layout, telling
from pipeline.schema import CheckResult, Finding, Severity

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}
_BOLD, _DIM = "1", "2"


def render(results: Sequence[CheckResult], *, listed: bool = False, colour: bool = False) -> str:
    """Write the findings of each document in the order of its text, and count them.

    The number behind a finding (#1a2b3c4d) is what ``--accept`` takes.
    """
    return "\n".join(_document(each, _Ink(colour)) for each in results)


class _Ink:
    """Colours for a terminal, or none."""

    def __init__(self, colour: bool) -> None:  # noqa: FBT001
        self.colour = colour

    def __call__(self, text: str, style: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self.colour else text


_SHOWN = 8  # places of one finding; json and html list them all


def _document(result: CheckResult, ink: _Ink) -> str:
    document = result.extraction.document
    lines = []
    for finding in sorted(result.findings, key=lambda each: each.spans[0]):
        row, column = telling.position(document.text, finding.spans[0])
        place = ink(f"{document.source.name}:{row}:{column}", _BOLD)
        level = ink(telling.SEVERITIES[finding.severity], _COLOURS[finding.severity])
        mark = ink(f"#{fingerprint(result, finding)}", _DIM)
        lines.append(f"{place} {finding.code} {level} {finding.message} {mark}")
        lines += [f"    {line}" for line in _places(finding, result, ink)]
    if result.not_checked:
        lines.append("未能核查：")
        lines += [f"    {each}" for each in dict.fromkeys(v.reason for v in result.not_checked)]
    lines.append(f"{document.source.name}：{telling.counted(result.findings) or '没有发现问题'}")
    return "".join(f"{line}\n" for line in lines)


def _places(finding: Finding, result: CheckResult, ink: _Ink) -> list[str]:
    text = result.extraction.document.text
    marks = (f"\x1b[{_COLOURS[finding.severity]}m", "\x1b[0m") if ink.colour else ("⟦", "⟧")
    lines = [
        f"{telling.where(result, span)}：{telling.excerpt(text, span, marks)}"
        for span in finding.spans[:_SHOWN]
    ]
    if len(finding.spans) > _SHOWN:
        lines.append(f"……另有{len(finding.spans) - _SHOWN}处")
    lines += [f"{each.file}：{layout.clip(each.text, 80)}" for each in finding.related]
    if finding.edits:
        lines.append(f"建议：{telling.correction(text, finding)}")
    return lines

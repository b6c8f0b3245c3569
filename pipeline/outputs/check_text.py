"""Verdicts to text for people: place, sentence, reason, and what to write instead."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from pipeline.outputs import layout
from pipeline.schema import CheckResult, Finding, Severity, Span

SEVERITIES = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "提示"}


def render(results: Sequence[CheckResult], *, listed: bool = False) -> str:
    """Write the findings of each document in the order of its text, and count them."""
    return "\n".join(_document(each) for each in results)


def _document(result: CheckResult) -> str:
    text = result.extraction.document.text
    name = result.extraction.document.source.name
    starts = [0, *(at + 1 for at, each in enumerate(text) if each == "\n")]
    lines = []
    for finding in sorted(result.findings, key=lambda each: each.spans[0]):
        row, column = _position(starts, finding.spans[0])
        level = SEVERITIES[finding.severity]
        lines.append(f"{name}:{row}:{column} {finding.code} {level} {finding.message}")
        lines += [f"    {line}" for line in _places(finding, text, starts)]
    if result.not_checked:
        lines.append("未能核查：")
        lines += [f"    {each}" for each in dict.fromkeys(v.reason for v in result.not_checked)]
    counts = dict.fromkeys(Severity, 0)
    for finding in result.findings:
        counts[finding.severity] += 1
    told = "、".join(f"{SEVERITIES[level]}{number}处" for level, number in counts.items() if number)
    lines.append(f"{name}：{told or '没有发现问题'}")
    return "".join(f"{line}\n" for line in lines)


def _position(starts: list[int], span: Span) -> tuple[int, int]:
    row = bisect_right(starts, span.start)
    return row, span.start - starts[row - 1] + 1


def _places(finding: Finding, text: str, starts: list[int]) -> list[str]:
    lines = []
    for span in finding.spans:
        row, _ = _position(starts, span)
        lines.append(f"第{row}行：{_excerpt(text, span)}")
    lines += [f"{each.file}：{layout.clip(each.text, 80)}" for each in finding.related]
    if finding.edits:
        lines.append(f"建议：{_mended(text, finding)}")
    return lines


def _excerpt(text: str, span: Span) -> str:
    """Show a place between ⟦ ⟧ with a few words of its paragraph around it."""
    begin = max(text.rfind("\n", 0, span.start) + 1, span.start - 16)
    stop = text.find("\n", span.end)
    end = min(stop if stop >= 0 else len(text), span.end + 16)
    words = layout.clip(text[span.start : span.end], 100)
    before = "…" if begin and text[begin - 1] != "\n" else ""
    after = "…" if end < len(text) and text[end] != "\n" else ""
    return f"{before}{text[begin : span.start]}⟦{words}⟧{text[span.end : end]}{after}".strip()


def _mended(text: str, finding: Finding) -> str:
    parts = []
    for edit in sorted(finding.edits, key=lambda each: each.span):
        old = layout.clip(text[edit.span.start : edit.span.end], 60)
        new = layout.clip(edit.replacement, 60)
        if not old:
            parts.append(f"加上“{new}”")
        else:
            parts.append(f"“{old}”改为“{new}”" if new else f"删去“{old}”")
    return "，".join(parts)

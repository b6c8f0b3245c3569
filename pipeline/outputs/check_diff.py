"""Verdicts to what ``--fix`` would change, line by line."""

from collections.abc import Sequence
from difflib import unified_diff

from pipeline.outputs.mended import mend
from pipeline.schema import CheckResult


def render(results: Sequence[CheckResult], *, listed: bool = False) -> str:
    """Write a unified diff of each document."""
    return "".join(line for each in results for line in _diff(each))


def _diff(result: CheckResult) -> list[str]:
    document = result.extraction.document
    name = document.source.name
    before, after = document.text.split("\n"), mend(result).text.split("\n")
    changed = unified_diff(before, after, name, f"{name}（改后）", n=0, lineterm="")
    return [f"{line}\n" for line in changed] or [f"{name}：没有有把握可以直接改的\n"]

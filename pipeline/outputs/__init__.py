"""Results to files for people and programs: one module a format, imported when asked for.

A format's module offers ``render(results, *, listed) -> str | bytes``: ``results`` are the
``Extraction`` or ``CheckResult`` of each document in order; ``listed`` says that the call named
several files, so that formats which know the difference (JSON) give a list.
A format that is not ``joint`` is always given exactly one; a format that writes into the original
file (``original``) is given each ``CheckResult`` as an ``Original``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write results: its name on the command line, file suffix and module."""

    name: str
    suffix: str
    module: str
    joint: bool = True
    binary: bool = False
    original: bool = False

    def render(self, results: Sequence[Result], *, listed: bool = False) -> str | bytes:
        """Write the results in this format."""
        written: str | bytes = import_module(self.module).render(results, listed=listed)
        return written


def _formats(*formats: Format) -> dict[str, Format]:
    return {each.name: each for each in formats}


EXTRACT = _formats(
    Format("json", ".json", "pipeline.outputs.extract_json"),
    Format("jsonl", ".jsonl", "pipeline.outputs.extract_jsonl"),
    Format("table", ".txt", "pipeline.outputs.extract_table"),
    Format("csv", ".csv", "pipeline.outputs.extract_csv"),
    Format("xlsx", ".xlsx", "pipeline.outputs.extract_xlsx", binary=True),
    Format("html", ".html", "pipeline.outputs.extract_html", joint=False),
)
CHECK = _formats(
    Format("text", ".txt", "pipeline.outputs.check_text"),
    Format("json", ".json", "pipeline.outputs.check_json"),
    Format("sarif", ".sarif", "pipeline.outputs.check_sarif"),
    Format("html", ".html", "pipeline.outputs.check_html", joint=False),
    Format("docx", ".docx", "pipeline.outputs.check_docx", joint=False, binary=True, original=True),
)
FIXED = Format("fixed", ".txt", "pipeline.outputs.check_fixed", joint=False)
FIXED_WORD = Format(
    "fixed", ".docx", "pipeline.outputs.check_fixed_docx", joint=False, binary=True, original=True
)
"""What ``check --fix`` writes."""
MASKED = Format("masked", ".txt", "pipeline.outputs.masked", joint=False)
MASKED_WORD = Format("masked", ".docx", "pipeline.outputs.masked_docx", joint=False, binary=True)
"""What ``mask`` writes."""
DIFF = Format("diff", ".diff", "pipeline.outputs.check_diff")
"""What ``check --diff`` shows."""

"""The shape of a rule: a module with a docstring, CODE, NAME, SEVERITY, BAD, GOOD and ``check``.

The module's docstring is what ``huibao explain`` prints: first line what it finds, then
为什么要查 and 怎么改. BAD and GOOD are its tests: see ``Example``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from pipeline.schema import Context, Extraction, Finding, NotChecked, Report, Severity

Verdict = Finding | NotChecked


@dataclass(frozen=True, slots=True)
class Example:
    """A text with the places that the rule must report marked ⟦…⟧ (none in a GOOD example).

    ``earlier`` are texts of earlier reports (the ARC family), ``fixed`` the text after the
    suggested edits. The rest makes it a Word file: font and size of each line, the margins of its
    page in millimetres (top, bottom, left, right), and whether its pages bear numbers.
    """

    text: str
    earlier: tuple[str, ...] = ()
    fixed: str | None = None
    fonts: tuple[tuple[str, float], ...] = ()
    margins: tuple[float, float, float, float] | None = None
    numbered: bool | None = None

    @property
    def is_word(self) -> bool:
        """Say whether the example is about how a Word file looks."""
        return bool(self.fonts) or self.margins is not None or self.numbered is not None


class Rule(Protocol):
    """What every module in ``RULES`` offers; ``__doc__`` explains it."""

    CODE: str
    NAME: str
    SEVERITY: Severity
    BAD: list[Example]
    GOOD: list[Example]
    __doc__: str | None


class ReportRule(Rule, Protocol):
    """A rule that looks at one report at a time."""

    def check(self, report: Report, context: Context) -> Iterator[Verdict]:
        """Yield what is wrong, or what cannot be judged."""
        ...


class FileRule(Rule, Protocol):
    """A rule that looks at a whole file, page furniture included."""

    def check_file(self, extraction: Extraction, context: Context) -> Iterator[Verdict]:
        """Yield what is wrong, or what cannot be judged."""
        ...

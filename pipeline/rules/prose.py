"""A report -> its paragraphs, each with the part it plays; what the text rules walk over."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from pipeline.rules.once import once
from pipeline.schema import Report, Section, Span

_BLANK = " \t　\u00a0\ufeff\u200b\r"
_SENTENCE = re.compile(r"[。！？!?；;]+[”’」』）)]*")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of a report without its outer blanks.

    ``part`` is title, head (subtitle, recipient), heading (nothing but a heading), table,
    foot (signature and what follows) or prose.
    """

    span: Span
    text: str
    part: str

    @property
    def is_prose(self) -> bool:
        """Say whether it is running text."""
        return self.part == "prose"


@once
def paragraphs(report: Report) -> list[Paragraph]:
    """Cut a report into its paragraphs."""
    cells = {b.span.start for b in report.document.blocks if b.table is not None}
    headings = {s.heading_span.end: s for s in report.sections if not s.run_in}
    foot = _foot(report)
    found: list[Paragraph] = []
    at = report.span.start
    seen_body = False
    for raw in report.text.split("\n"):
        text = raw.strip(_BLANK)
        if text:
            start = at + raw.index(text[0])
            span = Span(start, start + len(text))
            if "\t" in text or at in cells or start in cells:
                part = "table"
            elif report.title_span.overlaps(span):
                part = "title"
            elif span.end in headings and headings[span.end].heading_span.start == span.start:
                part, seen_body = "heading", True
            elif foot is not None and start >= foot:
                part = "foot"
            elif not seen_body and _is_head(text):
                part = "head"
            else:
                part, seen_body = "prose", True
            found.append(Paragraph(span, text, part))
        at += len(raw) + 1
    return found


@once
def rows(report: Report) -> dict[tuple[str | None, str], list[Section]]:
    """Group the sections that stand side by side: of one parent, numbered in one style."""
    found: dict[tuple[str | None, str], list[Section]] = {}
    for section in report.sections:
        found.setdefault((section.parent, section.style), []).append(section)
    return found


def prose(report: Report) -> Iterator[Paragraph]:
    """Walk the running text alone."""
    return (each for each in paragraphs(report) if each.is_prose)


def sentences(paragraph: Paragraph) -> Iterator[Span]:
    """Cut a paragraph at 。！？； (the mark stays with its sentence)."""
    at = paragraph.span.start
    start = 0
    for found in _SENTENCE.finditer(paragraph.text):
        yield Span(at + start, at + found.end())
        start = found.end()
    if start < len(paragraph.text):
        yield Span(at + start, at + len(paragraph.text))


def _foot(report: Report) -> int | None:
    """Find where the signature begins: the line of the date, or the issuer's line above it."""
    if report.signed is None or report.signed.span is None:
        return None
    text = report.document.text
    start = text.rfind("\n", report.span.start, report.signed.span.start) + 1
    start = max(start, report.span.start)
    while start > report.span.start:
        above = text.rfind("\n", report.span.start, start - 1) + 1
        line = text[above : start - 1].strip(_BLANK)
        if above < report.span.start or len(line) > 30 or re.search(r"[，。；：,;:]", line):
            break
        start = above
    return start


def _is_head(text: str) -> bool:
    return len(text) <= 60 and (
        text.endswith(("：", ":"))
        or (text[0] in "（(〔【" and text[-1] in "）)〕】")
        or not re.search(r"[。；，,;]", text)
        or re.match(r"(?:统计|报告|报送)?(?:时段|时间|周期|日期|区间)[：:]", text) is not None
    )


def overlapping(spans: Iterable[Span]) -> Callable[[Span], bool]:
    """Make the test whether a place overlaps any of these, each in one step."""
    ordered = sorted(spans)
    starts = [span.start for span in ordered]
    reach = list(accumulate((span.end for span in ordered), max))

    def overlaps(place: Span) -> bool:
        before = bisect_left(starts, place.end)
        return before > 0 and reach[before - 1] > place.start

    return overlaps


def label_span(section: Section) -> Span:
    """Give the place of a section's number alone."""
    return Span(section.span.start, section.span.start + len(section.label))

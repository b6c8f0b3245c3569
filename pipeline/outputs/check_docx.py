"""One verdict to the clerk's own Word file: each finding a comment on its words.

Corrections of single words stand as tracked changes that one click accepts. What is no Word file
gets a Word file of the same text.
"""

from collections.abc import Sequence

from pipeline import reading
from pipeline.outputs import layout, telling
from pipeline.outputs.mended import mend
from pipeline.outputs.originals import Original
from pipeline.outputs.word_marks import Comment
from pipeline.outputs.word_new import word_file
from pipeline.outputs.word_package import marked
from pipeline.schema import CheckResult, Edit, Finding, Severity, Span

ONE_CLICK = frozenset(("TXT402", "TXT403", "TXT404", "NUM108", "NUM109", "NUM112"))
"""Rules whose corrections are a word or a mark: shown as changes even where a person must judge."""


def render(results: Sequence[Original], *, listed: bool = False) -> bytes:
    """Write the file with its comments."""
    [original] = results
    result = original.result
    document = result.extraction.document
    comments = [_comment(result, finding) for finding in result.findings]
    edits = suggested(result)
    word = None
    if reading.is_word(original.content, document.source.name):
        word = marked(original.content, document.text, comments, edits, day=original.today)
    if word is None:
        made = word_file(result)
        word = marked(made, document.text, comments, edits, day=original.today) or made
    return word


def suggested(result: CheckResult) -> list[Edit]:
    """Choose the corrections that become tracked changes; none touches another."""
    certain = set(map(id, mend(result).applied))
    chosen: list[Edit] = []
    for finding in result.findings:
        small = finding.code in ONE_CLICK and finding.severity is not Severity.INFO
        if small or id(finding) in certain:
            chosen += finding.edits
    chosen.sort(key=lambda each: each.span)
    kept: list[Edit] = []
    for edit in chosen:
        if not kept or (edit.span.start >= kept[-1].span.end and edit.span != kept[-1].span):
            kept.append(edit)
    return kept


def _comment(result: CheckResult, finding: Finding) -> Comment:
    text = result.extraction.document.text
    lines = [f"{finding.code}（{telling.SEVERITIES[finding.severity]}）{finding.message}"]
    lines += [
        f"另一处：{telling.where(result, span)}“{layout.clip(text[span.start : span.end], 80)}”"
        for span in finding.spans[1:6]
    ]
    lines += [f"{each.file}：“{layout.clip(each.text, 80)}”" for each in finding.related[:3]]
    if finding.edits:
        lines.append(f"建议：{telling.correction(text, finding)}")
    return Comment(_some(text, finding.spans[0]), tuple(lines))


def _some(text: str, span: Span) -> Span:
    """Give an empty place a character to stand on, and leave line ends outside."""
    start, end = span.start, span.end
    while end > start and text[end - 1] in "\n\t":
        end -= 1
    while start < end and text[start] in "\n\t":
        start += 1
    if start < end:
        return Span(start, end)
    if start < len(text) and text[start] not in "\n\t":
        return Span(start, start + 1)
    return Span(max(start - 1, 0), max(start, 1))

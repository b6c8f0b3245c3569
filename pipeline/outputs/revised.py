"""A document and its text as a person changed it -> the changes, the document, the Word file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import accumulate

from pipeline import core, reading
from pipeline.outputs.word_new import word_file
from pipeline.outputs.word_package import marked
from pipeline.schema import (
    Block,
    CheckResult,
    Document,
    Draft,
    DraftedFigure,
    DraftParagraph,
    Edit,
    Span,
)

_NUMERALS = frozenset("0123456789.．０１２３４５６７８９〇零一二三四五六七八九十百千万亿余多几%％")


def applied(text: str, edits: Iterable[Edit]) -> str:
    """Apply edits, first come first served where they overlap."""
    parts: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda each: each.span):
        if edit.span.start >= at:
            parts += [text[at : edit.span.start], edit.replacement]
            at = edit.span.end
    return "".join([*parts, text[at:]])


def changes(old: str, new: str) -> list[Edit]:
    """Find what was changed: by lines first, then by characters within the lines."""
    edits: list[Edit] = []
    before, after = old.split("\n"), new.split("\n")
    starts, ends = _starts(before), _starts(after)
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        left = (
            Span(starts[a], starts[b] - 1)
            if b > a
            else Span(min(starts[a], len(old)), min(starts[a], len(old)))
        )
        if b > a and d > c:
            words = new[ends[c] : ends[d] - 1]
            edits += _within(old[left.start : left.end], words, left.start)
        elif b > a:
            # whole lines go, with the line end before or after them
            first, last = (
                (starts[a], starts[b]) if starts[b] <= len(old) else (starts[a] - 1, len(old))
            )
            edits.append(Edit(Span(max(first, 0), last), ""))
        else:
            words = new[ends[c] : ends[d] - 1]
            at = starts[a]
            edits.append(
                Edit(Span(at, at), words + "\n")
                if at <= len(old)
                else Edit(Span(len(old), len(old)), "\n" + words)
            )
    return edits


def _starts(lines: Sequence[str]) -> list[int]:
    """Say where lines start; the last entry is where one more would."""
    return list(accumulate((len(line) + 1 for line in lines), initial=0))


def _within(old: str, new: str, offset: int) -> list[Edit]:
    if len(old) * len(new) > 4_000_000:
        return [Edit(Span(offset, offset + len(old)), new)]
    return [
        Edit(Span(offset + a, offset + b), new[c:d])
        for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if tag != "equal"
    ]


def document(original: Document, text: str) -> Document:
    """Give the document with another text; paragraphs and cells stay what they were."""
    if text == original.text:
        return original
    plain = core.document_from_text(text, original.source.name)
    edits = changes(original.text, text)
    if not original.blocks or applied(original.text, edits) != text:
        return plain
    ends = [edit.span.end for edit in edits]
    shifts = list(
        accumulate((len(e.replacement) - (e.span.end - e.span.start) for e in edits), initial=0)
    )

    def moved(place: int, *, end: bool) -> int:
        number = bisect_right(ends, place if end else place - 1)
        if number < len(edits) and edits[number].span.start < place:
            edit = edits[number]
            return edit.span.start + shifts[number] + (len(edit.replacement) if end else 0)
        return place + shifts[number]

    blocks: list[Block] = []
    at = 0
    for block in original.blocks:
        start = max(at, moved(block.span.start, end=False))
        stop = max(start, moved(block.span.end, end=True))
        blocks.append(replace(block, span=Span(start, stop)))
        at = stop
    source = replace(plain.source, reader=original.source.reader, origin=original.source.origin)
    return replace(plain, source=source, blocks=_covering(blocks, text, plain))


def _covering(blocks: list[Block], text: str, plain: Document) -> tuple[Block, ...]:
    """Split paragraphs that now hold several; fall back where a line is left without a block."""
    made: list[Block] = []
    for block in blocks:
        words = text[block.span.start : block.span.end]
        if block.table is not None or "\n" not in words:
            made.append(block)
            continue
        start = block.span.start
        for line in words.split("\n"):
            if line.strip():
                made.append(replace(block, span=Span(start, start + len(line))))
            start += len(line) + 1
    covered = sum(len(text[b.span.start : b.span.end].strip()) for b in made)
    wanted = sum(
        len(text[b.span.start : b.span.end].replace("\t", "").strip()) for b in plain.blocks
    )
    return tuple(made) if covered >= wanted else plain.blocks


def word(original: Document, content: bytes, result: CheckResult) -> bytes:
    """Write the changed text into the clerk's own Word file, or into a new one."""
    now = result.extraction.document
    if reading.is_word(content, original.source.name):
        edits = changes(original.text, now.text)
        made = marked(content, original.text, [], edits, accepted=True)
        if made is not None and core.read_bytes(made, original.source.name).text == now.text:
            return made
    return word_file(result)


def typed(old: str, new: str) -> list[Span]:
    """Find the places of the new text that a person wrote."""
    places, shift = [], 0
    for edit in changes(old, new):
        start = edit.span.start + shift
        if edit.replacement:
            places.append(Span(start, start + len(edit.replacement)))
        shift += len(edit.replacement) - (edit.span.end - edit.span.start)
    return places


def draft(original: Draft, text: str) -> Draft:
    """Give the draft with another text: figures that nobody touched keep their source."""
    edits = changes(original.text, text)
    if applied(original.text, edits) != text:
        edits = [Edit(Span(0, len(original.text)), text)]
    figures: list[DraftedFigure] = []
    for figure in original.figures:
        span = figure.span
        if any(edit.span.start < span.end and span.start < edit.span.end for edit in edits):
            continue
        shift = sum(
            len(edit.replacement) - (edit.span.end - edit.span.start)
            for edit in edits
            if edit.span.end <= span.start
        )
        moved = Span(span.start + shift, span.end + shift)
        if _borders(text, moved) == _borders(original.text, span):
            figures.append(replace(figure, span=moved))
    return replace(
        original, text=text, paragraphs=_paragraphs(original, text), figures=tuple(figures)
    )


def _borders(text: str, span: Span) -> tuple[str, str]:
    """Give the numerals that touch a figure on either side: with another it is another figure."""
    before, after = text[: span.start][-1:], text[span.end : span.end + 1]
    return (before if before in _NUMERALS else ""), (after if after in _NUMERALS else "")


def _paragraphs(original: Draft, text: str) -> tuple[DraftParagraph, ...]:
    """Give each line the part that its line played before; new lines are body."""
    before = [original.text[p.span.start : p.span.end] for p in original.paragraphs]
    lines = text.split("\n")
    parts = [("body", 0)] * len(lines)
    for tag, a, b, c, d in SequenceMatcher(None, before, lines, autojunk=False).get_opcodes():
        if tag in ("equal", "replace"):
            for old, new in zip(range(a, b), range(c, d), strict=False):
                parts[new] = (original.paragraphs[old].role, original.paragraphs[old].level)
    starts = _starts(lines)
    return tuple(
        DraftParagraph(role, Span(start, start + len(line)), level)
        for line, start, (role, level) in zip(lines, starts, parts, strict=False)
        if line.strip()
    )

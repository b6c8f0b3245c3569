"""What people corrected, line by line: records <-> JSONL beside the report, and for training.

A line is one field of one fact as a person left it, with the sentence that it stands in; a figure
that was overlooked, or is none, has the field ``figure``, new or old told as JSON. A line whose
``field`` is null says that the person looked at the fact and found it right (``accept``) or passed
it over (``skip``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import BadUsage
from pipeline.schema import Fact, Report, Span

ACCEPT, SKIP, CORRECTED, UNDONE = "accept", "skip", "corrected", "undone"
FIGURE, ISSUER, PERIOD = "figure", "issuer", "period"
"""What is corrected beside a fact's own fields: that there is a figure at all, and what a report
says of itself; the place of the latter two is the title."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person said of one fact; ``sentence`` starts at ``sentence_start`` of the text."""

    file: str
    sha256: str
    span: Span
    text: str
    sentence: str
    sentence_start: int
    issuer: str | None
    answer: str
    field: str | None = None
    old: str | None = None
    new: str | None = None
    note: str = ""
    made_at: str = ""


def said(report: Report, fact: Fact, sentence: Span, answer: str, made_at: str) -> Correction:
    """Note that a person looked at a fact."""
    source = report.document.source
    return Correction(
        file=source.name,
        sha256=source.sha256,
        span=fact.span,
        text=report.words(fact.span),
        sentence=report.words(sentence),
        sentence_start=sentence.start,
        issuer=report.issuer,
        answer=answer,
        made_at=made_at,
    )


def told_of(fact: Fact, words: str) -> str:
    """Write down a figure that was overlooked, or that is none."""
    amount = fact.quantity
    value = fact.value if amount is None else amount.value
    told = {
        "text": words,
        "kind": fact.kind.value,
        "value": None if value is None else str(value),
        "unit": amount.unit if amount else None,
        "indicator": fact.indicator,
    }
    return json.dumps(told, ensure_ascii=False)


def as_line(each: Correction) -> str:
    """Write a correction as one line of JSON that training reads.

    ``spans`` count within ``text``, the sentence, as annotation tools have it.
    """
    start = each.span.start - each.sentence_start
    told: dict[str, Any] = {
        "text": each.sentence,
        "spans": [{"start": start, "end": start + len(each.text), "label": "fact"}],
        "answer": each.answer,
        "field": each.field,
        "old": each.old,
        "new": each.new,
        "figure": each.text,
        "start": each.span.start,
        "end": each.span.end,
        "file": each.file,
        "sha256": each.sha256,
        "issuer": each.issuer,
        "note": each.note,
        "made_at": each.made_at,
    }
    line = json.dumps(told, ensure_ascii=False)
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        line = json.dumps(told)
    return line


def read_log(path: Path) -> tuple[Correction, ...]:
    """Read what was said before; what was undone is left out.

    Raises:
        BadUsage: the file holds something else.
    """
    if not path.is_file():
        return ()
    kept: list[Correction] = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        for line in filter(None, map(str.strip, lines)):
            each = _from_line(json.loads(line))
            if each.answer == UNDONE:
                _take_out(kept, each)
            else:
                kept.append(each)
    except (OSError, UnicodeError, ValueError, KeyError, TypeError) as error:
        raise BadUsage("更正记录读不懂，请改名保留后重来", file=str(path)) from error
    return tuple(kept)


def _take_out(kept: list[Correction], undone: Correction) -> None:
    for at in range(len(kept) - 1, -1, -1):
        each = kept[at]
        if (each.sha256, each.span, each.field) == (undone.sha256, undone.span, undone.field):
            del kept[at]
            return


def _from_line(told: dict[str, Any]) -> Correction:
    (place,) = told["spans"]
    return Correction(
        file=told["file"],
        sha256=told["sha256"],
        span=Span(told["start"], told["end"]),
        text=told["figure"],
        sentence=told["text"],
        sentence_start=told["start"] - place["start"],
        issuer=told["issuer"],
        answer=told["answer"],
        field=told["field"],
        old=told["old"],
        new=told["new"],
        note=told["note"],
        made_at=told["made_at"],
    )


def add_to_log(path: Path, corrections: Iterable[Correction]) -> None:
    """Add lines to a record of corrections.

    Raises:
        BadUsage: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8", newline="\n") as out:
            out.writelines(f"{as_line(each)}\n" for each in corrections)
    except OSError as error:
        raise BadUsage("更正记录写不进去，请检查文件夹的权限", file=str(path)) from error

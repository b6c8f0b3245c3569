"""A text that a person changed: nothing is lost, and only untouched figures keep their source."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import core
from pipeline.outputs import revised
from pipeline.schema import Draft, DraftedFigure, DraftParagraph, Edit, Span

TEXTS = st.text(st.sampled_from("甲乙丙31起，。\n\t"), max_size=40)


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_the_changes_of_any_two_texts_lead_from_one_to_the_other(old: str, new: str) -> None:
    edits = revised.changes(old, new)
    assert revised.applied(old, edits) == new
    ends = [edit.span.end for edit in edits]
    assert all(a <= b.span.start for a, b in zip(ends, edits[1:], strict=False))
    for place in revised.typed(old, new):
        assert place.end <= len(new)


@settings(deadline=None, max_examples=50)
@given(TEXTS, TEXTS)
def test_a_changed_document_has_the_new_text_and_blocks_within_it(old: str, new: str) -> None:
    document = revised.document(core.document_from_text(old), new)
    assert document.text == new
    assert all(block.span.end <= len(new) for block in document.blocks)
    covered = "".join(new[b.span.start : b.span.end].strip() for b in document.blocks)
    for line in new.split("\n"):
        # a tab parts cells: it lies between two blocks
        assert "".join(line.split()) in "".join(covered.split())


DRAFT = Draft(
    "标题\n取缔31起，规范12户。\n署名",
    (
        DraftParagraph("title", Span(0, 2)),
        DraftParagraph("body", Span(3, 15)),
        DraftParagraph("sign", Span(16, 18)),
    ),
    (
        DraftedFigure(Span(5, 8), "31起", "data row 1"),
        DraftedFigure(Span(11, 14), "12户", "data row 2"),
    ),
)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("标题\n取缔31起，规范12户。\n署名", ["31起", "12户"]),
        ("标题\n共取缔31起；规范12户，很好。\n署名", ["31起", "12户"]),
        ("标题\n取缔32起，规范12户。\n署名", ["12户"]),
        ("标题\n取缔131起，规范12户。\n署名", ["12户"]),
        ("标题\n取缔31起，规范12户余。\n署名", ["31起"]),
        ("标题\n规范12户。\n署名", ["12户"]),
        ("标题\n一段新话\n取缔31起，规范12户。\n署名", ["31起", "12户"]),
        ("", []),
    ],
)
def test_a_figure_keeps_its_source_only_where_nobody_touched_it(text: str, kept: list[str]) -> None:
    draft = revised.draft(DRAFT, text)
    assert [text[f.span.start : f.span.end] for f in draft.figures] == kept
    assert [f.text for f in draft.figures] == kept


def test_lines_keep_their_parts_and_new_ones_are_body() -> None:
    draft = revised.draft(DRAFT, "标题\n新话\n取缔31起，规范12户。\n署名")
    assert [p.role for p in draft.paragraphs] == ["title", "body", "body", "sign"]


def test_overlapping_edits_are_applied_first_come_first_served() -> None:
    edits = [Edit(Span(0, 2), "甲"), Edit(Span(1, 3), "乙")]
    assert revised.applied("一二三", edits) == "甲三"

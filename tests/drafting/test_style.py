"""An office's own style.docx gives a draft its look; its words stay the draft's."""

import shutil
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.shared import Mm, Pt

from pipeline import paths
from pipeline.drafting import compose, read_brief, style_of, write
from pipeline.drafting.style import write_starter
from pipeline.errors import BadTemplate
from pipeline.reading import read
from pipeline.schema import Draft


def own_template(folder: Path) -> Path:
    made = folder / "本街道"
    shutil.copytree(paths.shipped("templates") / "weekly", made)
    return made


def drafted(template: Path) -> Draft:
    return compose(read_brief([template / "example.json"]), template=template)


def test_a_template_without_a_style_keeps_the_national_look(tmp_path: Path) -> None:
    assert style_of(own_template(tmp_path)) is None
    assert style_of("weekly") is None
    assert style_of(None) is None


def test_a_changed_style_changes_the_draft(tmp_path: Path) -> None:
    template = own_template(tmp_path)
    write_starter(template / "style.docx")
    changed: Any = docx.Document(str(template / "style.docx"))
    changed.add_paragraph("样式说明：这一段不进草稿")
    changed.styles["Title"].font.size = Pt(30)
    changed.sections[0].left_margin = Mm(40)
    changed.save(str(template / "style.docx"))
    draft = drafted(template)
    write(draft, tmp_path / "a.docx", style=style_of(template), show_sources=True)
    assert read(tmp_path / "a.docx").text.strip("\n") == draft.text
    document: Any = docx.Document(str(tmp_path / "a.docx"))
    assert abs(document.sections[0].left_margin - Mm(40)) < Mm(1)
    title = document.paragraphs[0]
    assert title.style.name == "Title"
    assert title.style.font.size == Pt(30)
    assert all(run.font.size is None for run in title.runs)
    names = {paragraph.style.name for paragraph in document.paragraphs}
    assert {"Heading 1", "Body Text", "Signature", "Date"} <= names


def test_a_style_that_is_no_word_file_is_one_clear_line(tmp_path: Path) -> None:
    template = own_template(tmp_path)
    (template / "style.docx").write_text("x")
    with pytest.raises(BadTemplate, match="打不开"):
        write(drafted(template), tmp_path / "a.docx", style=style_of(template))

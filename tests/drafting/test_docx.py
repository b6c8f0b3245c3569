"""The Word file, rendered: page, lines and characters by GB/T 9704."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from pipeline.drafting import compose, write
from pipeline.drafting.docx import write_docx
from pipeline.schema import Brief, Draft, DraftParagraph, Period, Row, Span
from tests.drafting.scoring import CASES, drafted


def page_lines(path: Path, page: int) -> list[str]:
    """Render a Word file and list the lines of one page, page numbers left out."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    assert office
    profile = path.parent / "profile"
    subprocess.run(
        [office, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "pdf",
         "--outdir", str(path.parent), str(path)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    import pypdfium2  # type: ignore[import-untyped]

    book = pypdfium2.PdfDocument(path.with_suffix(".pdf"))
    try:
        text = book[page].get_textpage().get_text_range()
    finally:
        book.close()
    lines = [line.strip() for line in text.replace("\r", "").split("\n")]
    return [line for line in lines if line and not re.fullmatch(r"— \d+ —", line)]


def long_draft() -> Draft:
    """Make a draft of one paragraph that fills pages."""
    text = "汉" * 28 * 60
    return Draft(text, (DraftParagraph("body", Span(0, len(text))),), ())


@pytest.mark.office
def test_a_page_holds_22_lines_of_28_characters(tmp_path: Path) -> None:
    write_docx(long_draft(), tmp_path / "满页.docx")
    lines = page_lines(tmp_path / "满页.docx", 1)
    assert len(lines) == 22
    assert {len(line) for line in lines} == {28}


@pytest.mark.office
def test_a_drafted_report_keeps_22_lines_a_page(tmp_path: Path) -> None:
    draft, _ = drafted(CASES / "paichusuo", tmp_path)
    write(draft, tmp_path / "草稿.docx")
    first = page_lines(tmp_path / "草稿.docx", 0)
    assert 20 <= len(first) <= 22
    assert first[0] == "北坊派出所一周警务工作情况"


def rows(indicator: str) -> Brief:
    row = Row("x", 1, "甲办", "乙事", indicator, "3", "家", "本周")
    period = Period("2026年5月4日至5月10日", "2026-05-04/2026-05-10")
    return Brief((row,), "甲镇人民政府", period, "乙县人民政府")


def test_fonts_sizes_and_margins_follow_the_standard(tmp_path: Path) -> None:
    import docx

    write(compose(rows("检查商铺")), tmp_path / "a.docx")
    document = docx.Document(str(tmp_path / "a.docx"))
    section = document.sections[0]
    assert (section.page_width.twips, section.page_height.twips) == (11906, 16838)  # type: ignore[union-attr]
    assert (section.top_margin.twips, section.left_margin.twips) == (2098, 1587)  # type: ignore[union-attr]
    xml = document.element.xml
    assert 'w:linePitch="579"' in xml
    title, heading = document.paragraphs[0], document.paragraphs[4]
    assert 'w:eastAsia="方正小标宋简体"' in title._p.xml
    assert heading.text == "一、工作开展情况"
    assert 'w:eastAsia="黑体"' in heading._p.xml
    assert heading.style is not None
    assert heading.style.name == "Heading 1"


@pytest.mark.parametrize("told", ["甲&乙", "<w:br/>", "㙍子河𠮷", "“引号”"])
def test_odd_characters_come_back_from_word(tmp_path: Path, told: str) -> None:
    import docx

    draft = compose(rows(f"检查{told}商铺"))
    write(draft, tmp_path / "a.docx")
    text = "\n".join(p.text for p in docx.Document(str(tmp_path / "a.docx")).paragraphs)
    assert text == draft.text
    assert told in text


def test_each_figure_can_carry_its_source_as_a_comment(tmp_path: Path) -> None:
    import docx

    draft = compose(rows("检查商铺"))
    write(draft, tmp_path / "a.docx", show_sources=True, annex=True)
    document = docx.Document(str(tmp_path / "a.docx"))
    assert [comment.text for comment in document.comments] == ["3家：数据第1行"]
    assert document.tables[0].rows[1].cells[0].text == "3家"


def test_html_holds_every_source_and_no_live_markup(tmp_path: Path) -> None:
    draft = compose(rows("检查<script>商铺"))
    write(draft, tmp_path / "a.html")
    html = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "<script>" not in html
    assert 'data-source="data row 1"' in html


def test_table_rows_of_a_template_become_a_word_table(tmp_path: Path) -> None:
    import docx

    from pipeline.drafting import read_brief
    from tests.drafting.test_templates import EXAMPLE, own

    folder = own(
        tmp_path,
        "# {{ title }}\n## 情况\n| 事项\t情况\n{% for t in topics %}\n"
        "| {{ t.heading }}\t{{ t.text }}\n{% endfor %}\n= {{ issuer }}\n",
    )
    draft = compose(read_brief([EXAMPLE]), template=folder)
    write(draft, tmp_path / "表.docx")
    table = docx.Document(str(tmp_path / "表.docx")).tables[0]
    assert [cell.text for cell in table.rows[0].cells] == ["事项", "情况"]
    assert table.rows[1].cells[0].text == "市容市貌"
    assert all(draft.text[f.span.start : f.span.end] == f.text for f in draft.figures)

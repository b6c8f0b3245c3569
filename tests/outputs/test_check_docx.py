"""The commented Word file: every comment at its words, and not one character changed."""

import io
import re
import subprocess
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pipeline import core
from pipeline.outputs.check_docx import render
from pipeline.outputs.originals import Original
from pipeline.outputs.word_marks import Comment
from pipeline.outputs.word_package import marked
from pipeline.reading.xml import W
from pipeline.schema import CheckResult, Edit, Span
from tests.reading import word

COMMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
BOX = (
    "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>"
    "<w:txbxContent>{0}</w:txbxContent></wps:txbx></w:drawing></mc:Choice>"
    "<mc:Fallback><w:pict><v:textbox><w:txbxContent>{0}</w:txbxContent></v:textbox></w:pict>"
    "</mc:Fallback></mc:AlternateContent></w:r>"
)


def text_of(content: bytes) -> str:
    return core.read_bytes(content, "例.docx").text


def main_of(content: bytes) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read("word/document.xml"))


def select(element: etree._Element, path: str) -> list[Any]:
    spaces = {
        "w": W[1:-1],
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    }
    found: Any = element.xpath(path, namespaces=spaces)
    return list(found)


def anchored(content: bytes) -> dict[str, str]:
    """Give the words between the ends of each comment, deletions taken and insertions not."""
    root = main_of(content)
    found: dict[str, str] = {}
    for start in root.iter(f"{W}commentRangeStart"):
        ident = str(start.get(f"{W}id"))
        inside = select(
            start,
            "following::*[local-name()='t' or self::w:delText]"
            "[not(ancestor::w:ins[@w:author='huibao'])][not(ancestor::mc:Fallback)]"
            f"[following::w:commentRangeEnd[@w:id='{ident}']]",
        )
        found[ident] = "".join(each.text or "" for each in inside)
    return found


def commented(content: bytes, *words: str, edits: dict[str, str] | None = None) -> bytes:
    """Comment on words of a file, and suggest other ones."""
    text = text_of(content)
    comments = [Comment(span_of(text, each), (f"TXT403（错误）{each}",)) for each in words]
    changes = [Edit(span_of(text, old), new) for old, new in (edits or {}).items()]
    out = marked(content, text, comments, changes)
    assert out is not None
    return out


def span_of(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


HARD = {
    "one run split in three": (word.p("本周取缔占道经营31起。"), "占道经营", "占道经营"),
    "words over several runs": (
        f"<w:p>{word.r('取缔占')}{word.r('道经', properties='<w:b/>')}{word.r('营31起')}</w:p>",
        "占道经营",
        "占道经营",
    ),
    "a cell of a table": (
        word.table(["部门", "件数"], ["城管所", "31"], ["派出所", "12"]),
        "派出所",
        "派出所",
    ),
    "from one cell into the next": (
        word.table(["部门", "件数"], ["城管所", "31"]),
        "城管所\t31",
        "城管所",
    ),
    "a hyperlink": (
        f"<w:p>{word.r('详见')}<w:hyperlink w:anchor='x'>{word.r('工作台账附表')}</w:hyperlink>"
        "</w:p>",
        "台账",
        "台账",
    ),
    "an insertion beside a deletion": (
        f"<w:p>{word.r('共')}<w:del w:id='1' w:author='甲'>{word.r('30', tag='delText')}</w:del>"
        f"<w:ins w:id='2' w:author='甲'>{word.r('31起案件')}</w:ins></w:p>",
        "31起",
        "31起",
    ),
    "a content control": (
        f"<w:p><w:sdt><w:sdtContent>{word.r('本周检查商户12家')}</w:sdtContent></w:sdt></w:p>",
        "商户12家",
        "商户12家",
    ),
    "two paragraphs": (
        word.p("第一段没有完") + word.p("第二段接着"),
        "没有完\n第二段",
        "没有完第二段",
    ),
    "a field": (
        "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r>"
        "<w:r><w:instrText>DATE</w:instrText></w:r>"
        f"<w:r><w:fldChar w:fldCharType='separate'/></w:r>{word.r('2026年3月5日')}"
        "<w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>",
        "3月5日",
        "3月5日",
    ),
    "a tab inside a run": (
        "<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙丙丁</w:t><w:br/><w:t>戊</w:t></w:r></w:p>",
        "丙丁\n戊",
        "丙丁戊",
    ),
    "a run of a phonetic guide": (
        f"<w:p>{word.r('住在')}<w:r><w:ruby><w:rt>{word.r('dai')}</w:rt><w:rubyBase>{word.r('埭口')}"
        f"</w:rubyBase></w:ruby></w:r>{word.r('村')}</w:p>",
        "埭口村",
        "dai埭口村",
    ),
    "a formula": (
        f"<w:p>{word.r('共')}<m:oMath><m:r><m:t>31</m:t></m:r></m:oMath>{word.r('起')}</w:p>",
        "31起",
        "31起",
    ),
    "spaces at the ends": (word.p("  前后有空格  "), "空格", "空格"),
}


@pytest.mark.parametrize(("body", "words", "shown"), HARD.values(), ids=HARD)
@pytest.mark.parametrize("strict", [False, True], ids=["transitional", "strict"])
def test_a_comment_stands_at_its_words_and_the_text_stays(
    body: str, words: str, shown: str, *, strict: bool
) -> None:
    before = word.docx(body, strict=strict)
    after = commented(before, words)
    assert text_of(after) == text_of(before)
    if not strict:
        assert list(anchored(after).values()) == [shown]
        [comment] = docx.Document(io.BytesIO(after)).comments
        assert (comment.author, comment.text) == ("huibao", f"TXT403（错误）{words}")


def test_words_of_a_text_box_or_a_note_are_commented_where_word_shows_it() -> None:
    box = BOX.format(word.p("框里写着签定合同"))
    note = "<w:r><w:footnoteReference w:id='2'/></w:r>"
    body = f"<w:p>{word.r('正文')}{box}{word.r('还有')}{note}</w:p>"
    notes = word.part("footnotes", f"<w:footnote w:id='2'>{word.p('脚注里的话')}</w:footnote>")
    before = word.docx(body, footnotes=notes)
    after = commented(before, "签定", "脚注里")
    assert text_of(after) == text_of(before)
    starts = list(main_of(after).iter(f"{W}commentRangeStart"))
    assert [each.getparent().tag for each in starts] == [f"{W}p", f"{W}p"]  # type: ignore[union-attr]
    assert "框里写着签定合同" in anchored(after).values()


def test_words_of_a_computed_number_are_commented_at_their_paragraph() -> None:
    before = word.docx(
        word.p("城管工作", num="1", level=0) + word.p("信访工作", num="1", level=0),
        numbering=word.numbered({0: ("chineseCounting", "%1、")}),
    )
    after = commented(before, "二、")
    assert text_of(after) == text_of(before) == "一、城管工作\n二、信访工作"
    assert list(anchored(after).values()) == ["信访工作"]


def test_existing_comments_revisions_and_formatting_stay() -> None:
    body = (
        f"<w:p><w:commentRangeStart w:id='7'/>{word.r('签定', properties='<w:b/>')}"
        f"<w:commentRangeEnd w:id='7'/><w:r><w:commentReference w:id='7'/></w:r>"
        f"{word.r('合同31份', properties='<w:i/>')}"
        f"<w:ins w:id='3' w:author='甲'>{word.r('，已归档')}</w:ins></w:p>"
    )
    existing = word.part(
        "comments", f"<w:comment w:id='7' w:author='甲'>{word.p('请核实')}</w:comment>"
    )
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r9" Type="{COMMENT}" Target="comments.xml"/></Relationships>'
    )
    before = word.docx(
        body, more={"word/comments.xml": existing, "word/_rels/document.xml.rels": relation}
    )
    after = commented(before, "合同", "归档", edits={"签定": "签订"})
    assert text_of(after) == text_of(before)
    told = [(each.author, each.text) for each in docx.Document(io.BytesIO(after)).comments]
    assert told[0] == ("甲", "请核实")
    assert [author for author, _ in told] == ["甲", "huibao", "huibao"]
    assert anchored(after)["7"] == "签定"
    root = main_of(after)
    assert select(root, "//w:ins[@w:author='甲']//w:t/text()") == [
        "，已",
        "归档",
    ]
    bold = select(root, "//w:r[w:rPr/w:b]/*[self::w:t or self::w:delText]")
    assert [each.text for each in bold] == ["签", "定", "订"]
    with zipfile.ZipFile(io.BytesIO(after)) as archive:
        assert len(archive.namelist()) == len(set(archive.namelist()))


@pytest.mark.parametrize(
    ("old", "new", "accepted"),
    [
        ("签定", "签订", "本周签订合同，整改了了31处。"),
        ("了了", "了", "本周签定合同，整改了31处。"),
        ("合同，", "合同书，", "本周签定合同书，整改了了31处。"),
        ("本周", "上周", "上周签定合同，整改了了31处。"),
        ("处。", "处（户）。", "本周签定合同，整改了了31处（户）。"),
    ],
)
def test_accepting_a_change_mends_the_text_and_refusing_it_keeps_it(
    old: str, new: str, accepted: str
) -> None:
    before = word.docx(word.p("本周签定合同，整改了了31处。"))
    after = commented(before, old, edits={old: new})
    assert text_of(after) == text_of(before)
    with zipfile.ZipFile(io.BytesIO(after)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["word/document.xml"] = members["word/document.xml"].replace(
        b'"huibao"', '"甲"'.encode()
    )
    assert text_of(word.packed(members)) == accepted


@pytest.mark.parametrize(
    ("body", "old", "new", "accepted"),
    [
        (
            f"<w:p>{word.r('本周签')}<w:proofErr w:type='spellEnd'/>{word.r('定合同')}</w:p>",
            "签定合",
            "立约",
            "本周立约同",
        ),
        (
            f"<w:p>{word.r('本周')}<w:ins w:id='4' w:author='甲'>{word.r('签定合同31份')}</w:ins>"
            f"{word.r('，归档')}</w:p>",
            "签定",
            "签订",
            "本周签订合同31份，归档",
        ),
        (
            f"<w:p>{word.r('本周')}<w:ins w:id='4' w:author='甲'>{word.r('合同31份')}</w:ins>"
            "</w:p>",
            "合同",
            "合同书",
            "本周合同书31份",
        ),
    ],
    ids=["spelling marks", "another's insertion", "inside another's insertion"],
)
def test_changes_go_through_the_marks_of_word_and_of_others(
    body: str, old: str, new: str, accepted: str
) -> None:
    before = word.docx(body)
    after = commented(before, old, edits={old: new})
    assert text_of(after) == text_of(before)
    assert _accepted(after) == accepted
    others = select(main_of(after), "//w:ins[@w:author='甲']//w:t/text()")
    assert "".join(others) in ("", "合同31份", "签合同31份")


def test_a_file_with_macros_becomes_a_plain_document() -> None:
    kind = "application/vnd.ms-word.document.macroEnabled"
    before = word.docx(word.p("本周31起"), more={"word/vbaProject.bin": b"macro"})
    before = word.packed(
        {
            name: raw.replace(
                b"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                kind.encode(),
            )
            for name, raw in _members(before).items()
        }
    )
    after = commented(before, "31起")
    assert "word/vbaProject.bin" not in _members(after)
    assert b"macroEnabled" not in _members(after)["[Content_Types].xml"]


def _members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


FAULTY = """砚浦街道工作周报
一、市容整治
本周签定合同，共取缔占道经营31起。
姓名\t件数
二、督察工作
本周，街道开展整治整治，共取缔占道经营31起。
"""


def _checked(content: bytes, name: str) -> CheckResult:
    return core.check(core.read_bytes(content, name), today=date(2026, 3, 5))


@pytest.mark.parametrize("name", ["例.txt", "例.html"])
def test_other_files_become_a_word_file_of_the_same_text(name: str) -> None:
    content = FAULTY.encode()
    if name.endswith("html"):
        rows = "<table><tr><td>部门</td><td>件数</td></tr><tr><td>城管</td><td></td></tr></table>"
        lines = "".join(f"<p>{line}</p>" for line in FAULTY.splitlines())
        content = f"<html><body>{lines}{rows}</body></html>".encode()
    result = _checked(content, name)
    after = render([Original(result, content)])
    assert text_of(after) == result.extraction.document.text
    assert len(docx.Document(io.BytesIO(after)).comments) == len(result.findings) > 1
    if name.endswith("html"):
        [table] = docx.Document(io.BytesIO(after)).tables
        assert [cell.text for cell in table.rows[1].cells] == ["城管", ""]


def test_each_finding_is_a_comment_that_begins_with_its_rule() -> None:
    content = word.docx("".join(word.p(line) for line in FAULTY.splitlines()))
    result = _checked(content, "例.docx")
    after = render([Original(result, content)])
    assert text_of(after) == text_of(content)
    comments = docx.Document(io.BytesIO(after)).comments
    codes = [each.text[:6] for each in comments]
    assert codes == [finding.code for finding in result.findings]
    assert {"NUM101", "TXT402", "TXT403"} <= set(codes)
    text = result.extraction.document.text
    words = {
        str(i.comment_id): text[f.spans[0].start : f.spans[0].end]
        for i, f in zip(comments, result.findings, strict=True)
    }
    assert anchored(after) == words
    inserted = select(main_of(after), "//w:ins//w:t/text()")
    assert "订" in inserted


def test_checking_the_commented_file_again_finds_the_same() -> None:
    content = word.docx("".join(word.p(line) for line in FAULTY.splitlines()))
    result = _checked(content, "例.docx")
    once = render([Original(result, content)])
    again = _checked(once, "例.docx")
    assert [(f.code, f.spans) for f in again.findings] == [
        (f.code, f.spans) for f in result.findings
    ]
    twice = render([Original(again, once, date(2026, 3, 6))])
    comments = list(docx.Document(io.BytesIO(twice)).comments)
    assert [each.text[:6] for each in comments] == [f.code for f in result.findings]
    assert len(anchored(twice)) == len(comments)
    assert comments[0].timestamp is not None
    assert comments[0].timestamp.date() == date(2026, 3, 6)
    assert text_of(twice) == text_of(content)


def test_the_same_input_gives_the_same_file() -> None:
    content = word.docx(word.p("本周签定合同31份。"))
    result = _checked(content, "例.docx")
    assert render([Original(result, content)]) == render([Original(result, content)])


def test_characters_that_xml_forbids_do_not_stop_a_comment() -> None:
    before = word.docx(word.p("本周31起"))
    text = text_of(before)
    after = marked(before, text, [Comment(Span(0, 2), ("坏字符\x00\ud800",))], [])
    assert after is not None
    assert re.search("坏字符", docx.Document(io.BytesIO(after)).comments.get(0).text)  # type: ignore[union-attr]


def _accepted(content: bytes) -> str:
    members = _members(content)
    name = "word/document.xml"
    members[name] = members[name].replace(b'"huibao"', '"甲"'.encode())
    return text_of(word.packed(members))


@st.composite
def _marked_runs(draw: st.DrawFn) -> tuple[list[list[str]], list[Span], list[Edit]]:
    """Draw paragraphs cut into runs, places to comment on, and edits that do not touch."""
    run = st.text("甲乙丙丁1.,，。 ", min_size=1, max_size=6)
    runs = draw(st.lists(st.lists(run, min_size=1, max_size=4), min_size=1, max_size=4))
    text = "\n".join("".join(each) for each in runs)
    place = st.tuples(st.integers(0, len(text) - 1), st.integers(1, 8)).map(
        lambda each: Span(each[0], min(each[0] + each[1], len(text)))
    )
    spans = draw(st.lists(place, max_size=5))
    edits: list[Edit] = []
    for span in sorted(draw(st.lists(place, max_size=4))):
        if "\n" in text[span.start : span.end]:
            continue
        if not edits or span.start > edits[-1].span.end:
            edits.append(Edit(span, draw(st.text("戊己2；", max_size=3))))
    return runs, spans, edits


@given(_marked_runs())
@settings(max_examples=60)
def test_marks_anywhere_keep_the_text_and_changes_anywhere_can_be_accepted(
    drawn: tuple[list[list[str]], list[Span], list[Edit]],
) -> None:
    runs, spans, edits = drawn
    body = "".join(f"<w:p>{''.join(map(word.r, each))}</w:p>" for each in runs)
    before = word.docx(body)
    text = "\n".join("".join(each) for each in runs)
    if not text.strip():
        return
    after = marked(before, text, [Comment(span, ("话",)) for span in spans], edits)
    assert after is not None
    assert text_of(after) == text
    mended = text
    for edit in reversed(edits):
        mended = mended[: edit.span.start] + edit.replacement + mended[edit.span.end :]
    if mended.strip():
        assert _accepted(after) == mended
    found = [words for _, words in sorted(anchored(after).items(), key=lambda each: int(each[0]))]
    for span, words in zip(spans, found, strict=True):
        wanted = text[span.start : span.end]
        if wanted.strip("\n"):
            assert wanted.strip("\n").replace("\n", "") == words or _reached(wanted, words)


def _reached(wanted: str, words: str) -> bool:
    """Allow the whole of a suggested change where a comment begins or ends inside of it."""
    return wanted.replace("\n", "") in words


@pytest.mark.office
def test_libreoffice_shows_every_comment(tmp_path: Path) -> None:
    table = word.table(["部门", "件数"], ["城管所", "31"])
    content = word.docx("".join(word.p(line) for line in FAULTY.splitlines()) + table)
    result = _checked(content, "例.docx")
    path = tmp_path / "批注.docx"
    path.write_bytes(render([Original(result, content)]))
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    call = ["soffice", profile, "--headless", "--convert-to", "fodt", "--outdir", str(tmp_path)]
    subprocess.run([*call, str(path)], check=True, capture_output=True, timeout=180)
    shown = (tmp_path / "批注.fodt").read_text(encoding="utf-8")
    assert shown.count("<office:annotation ") == len(result.findings)
    assert shown.count("<text:changed-region") >= 2

"""Word files: the text as it prints, with the numbering that no run holds."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import UnreadableFile
from pipeline.reading import Limits, read_bytes
from pipeline.schema import Block, Document
from tests.reading.word import docx, numbered, p, packed, part, r, table

LEVELS = {
    0: ("chineseCounting", "%1、"),
    1: ("chineseCountingThousand", "（%2）"),
    2: ("decimal", "%3."),
    3: ("decimalEnclosedCircle", "%4"),
}


def read(body: str, **parts: str) -> Document:
    return read_bytes(docx(body, **parts), "周报.docx")  # type: ignore[arg-type]


def blocks(document: Document, kind: str) -> list[str]:
    return [document.text[b.span.start : b.span.end] for b in document.blocks if b.kind == kind]


def refusal(data: bytes, name: str = "周报.docx", limits: Limits | None = None) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(data, name, limits=limits or Limits())
    return caught.value


def test_paragraphs_lie_on_lines_and_empty_ones_stay() -> None:
    document = read(p("周报") + p() + p("本周排查31处。"))
    assert document.text == "周报\n\n本周排查31处。"
    assert blocks(document, "paragraph") == ["周报", "本周排查31处。"]


def test_automatic_numbering_is_computed_per_level() -> None:
    document = read(
        p("专项整治", num="1", level=0)
        + p("市容", num="1", level=1)
        + p("排查31处", num="1", level=2)
        + p("2011年完成", num="1", level=2)
        + p("拆除3起", num="1", level=3)
        + p("环境", num="1", level=1)
        + p("清运5车", num="1", level=2)
        + p("软件材料", num="1", level=0)
        + p("上报", num="1", level=1),
        numbering=numbered(LEVELS),
    )
    assert document.text.split("\n") == [
        "一、专项整治",
        "（一）市容",
        "1.排查31处",
        "2. 2011年完成",
        "①拆除3起",
        "（二）环境",
        "1.清运5车",
        "二、软件材料",
        "（一）上报",
    ]
    assert [b.label for b in document.blocks][:3] == ["一、", "（一）", "1."]


@pytest.mark.parametrize(
    ("form", "labels"),
    [
        ("japaneseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 21: "二十一"}),
        ("chineseCountingThousand", {100: "一百", 105: "一百零五", 110: "一百一十"}),
        ("chineseLegalSimplified", {1: "壹", 10: "壹拾", 12: "壹拾贰"}),
        ("ideographTraditional", {1: "甲", 10: "癸"}),
        ("ideographDigital", {10: "一〇"}),
        ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: "㉑", 36: "㊱"}),
        ("decimalEnclosedParen", {3: "⑶"}),
        ("decimalZero", {3: "03"}),
        ("decimalFullWidth", {12: "１２"}),
        ("upperLetter", {1: "A", 26: "Z", 27: "AA"}),
        ("lowerLetter", {2: "b"}),
        ("upperRoman", {4: "IV", 9: "IX"}),
        ("lowerRoman", {3: "iii"}),
    ],
)
def test_each_number_form_is_written_as_word_shows_it(form: str, labels: dict[int, str]) -> None:
    body = p("项", num="1", level=0) * max(labels)
    lines = read(body, numbering=numbered({0: (form, "（%1）")})).text.split("\n")
    assert {n: lines[n - 1] for n in labels} == {n: f"（{x}）项" for n, x in labels.items()}


def test_bullets_and_switched_off_numbering_give_no_label() -> None:
    numbering = numbered({0: ("bullet", "\uf0b7"), 1: ("decimal", "%2.")})
    assert read(p("甲", num="1", level=0) + p("乙", num="0"), numbering=numbering).text == "甲\n乙"


def test_several_levels_may_stand_in_one_label() -> None:
    numbering = numbered({0: ("decimal", "%1"), 1: ("decimal", "%1.%2")})
    body = p("总则", num="1", level=0) + p("目的", num="1", level=1) + p("依据", num="1", level=1)
    assert read(body, numbering=numbering).text == "1 总则\n1.1 目的\n1.2 依据"


def test_a_list_used_again_with_its_own_start_restarts() -> None:
    uses = (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num>'
    )
    body = p("甲", num="1", level=0) * 2 + p("乙", num="2", level=0) * 2 + p("丙", num="3", level=0)
    text = read(body, numbering=numbered({0: ("decimal", "%1.")}, uses=uses)).text
    assert text == "1.甲\n2.甲\n1.乙\n2.乙\n3.丙"


def test_a_level_may_be_told_never_to_restart() -> None:
    levels = (
        '<w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1、"/>'
        '</w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        '<w:lvlRestart w:val="0"/><w:lvlText w:val="（%2）"/></w:lvl>'
    )
    numbering = part(
        "numbering",
        f'<w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>',
    )
    body = (p("大", num="1", level=0) + p("小", num="1", level=1)) * 2
    assert read(body, numbering=numbering).text == "3、大\n（1）小\n4、大\n（2）小"


def test_numbering_may_come_from_the_style_and_its_ancestors() -> None:
    numbering = part(
        "numbering",
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="chineseCounting"/><w:pStyle w:val="H1"/><w:lvlText w:val="%1、"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
        '<w:pStyle w:val="H2"/><w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
    )
    listed = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    styles = part(
        "styles",
        f'<w:style w:styleId="H1"><w:name w:val="heading 1"/><w:pPr>{listed}</w:pPr></w:style>'
        f'<w:style w:styleId="H2"><w:name w:val="二级"/><w:pPr>{listed}<w:outlineLvl w:val="1"/>'
        '</w:pPr></w:style><w:style w:styleId="H1a"><w:name w:val="我的标题"/>'
        '<w:basedOn w:val="H1"/></w:style>',
    )
    body = p("甲", style="H1") + p("乙", style="H2") + p("丙", style="H1a") + p("文")
    document = read(body, numbering=numbering, styles=styles)
    assert document.text == "一、甲\n（一）乙\n二、丙\n文"
    assert [(b.kind, b.style) for b in document.blocks] == [
        ("heading", "heading 1"),
        ("heading", "二级"),
        ("heading", "我的标题"),
        ("paragraph", None),
    ]


def test_a_list_that_only_names_a_list_style_is_followed() -> None:
    extra = '<w:abstractNum w:abstractNumId="5"><w:numStyleLink w:val="LS"/></w:abstractNum>'
    uses = '<w:num w:numId="9"><w:abstractNumId w:val="5"/></w:num>'
    styles = part(
        "styles",
        '<w:style w:styleId="LS"><w:name w:val="列表"/><w:pPr><w:numPr><w:numId w:val="1"/>'
        "</w:numPr></w:pPr></w:style>",
    )
    numbering = numbered({0: ("decimal", "%1.")}, extra=extra, uses=uses)
    assert read(p("甲", num="9", level=0), numbering=numbering, styles=styles).text == "1.甲"


def test_insertions_are_taken_and_deletions_left_out() -> None:
    document = read(
        "<w:p>"
        + r("本周排查")
        + f"<w:del>{r('12处', tag='delText')}</w:del><w:ins>{r('15处')}</w:ins>"
        + f"<w:moveFrom>{r('旧处')}</w:moveFrom><w:moveTo>{r('，整改3处')}</w:moveTo>"
        + r("。")
        + "</w:p>"
    )
    assert document.text == "本周排查15处，整改3处。"
    assert any("修订" in warning for warning in document.warnings)


def test_a_deleted_paragraph_mark_joins_two_paragraphs_and_a_deleted_row_is_gone() -> None:
    joined = f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{r('前半')}</w:p>{p('后半')}"
    rows = (
        f"<w:tbl><w:tr><w:tc>{p('甲')}</w:tc></w:tr>"
        f"<w:tr><w:trPr><w:del/></w:trPr><w:tc>{p('乙')}</w:tc></w:tr></w:tbl>"
    )
    assert read(joined + rows).text == "前半后半\n甲"


def test_old_properties_of_a_change_count_for_nothing() -> None:
    change = (
        '<w:p><w:pPr><w:pPrChange><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/>'
        f"</w:numPr></w:pPr></w:pPrChange></w:pPr>{r('文')}</w:p>"
    )
    assert read(change, numbering=numbered({0: ("decimal", "%1.")})).text == "文"


def test_cells_are_divided_by_tabs_rows_by_lines_and_each_knows_its_place() -> None:
    document = read(p("附表：") + table(["社区", "处数"], ["东湖", "31"]) + p("完。"))
    assert document.text == "附表：\n社区\t处数\n东湖\t31\n完。"
    cells = [b for b in document.blocks if b.kind == "cell"]
    assert [(b.table, b.row, b.column) for b in cells] == [
        (0, 0, 0),
        (0, 0, 1),
        (0, 1, 0),
        (0, 1, 1),
    ]
    assert blocks(document, "cell") == ["社区", "处数", "东湖", "31"]


def test_merged_cells_keep_the_columns_aligned() -> None:
    xml = (
        "<w:tbl><w:tr>"
        f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{p("合计")}</w:tc><w:tc>{p("43")}</w:tc>'
        "</w:tr><w:tr>"
        f'<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{p("东湖")}</w:tc>'
        f"<w:tc>{p('甲')}</w:tc><w:tc>{p('1')}</w:tc></w:tr><w:tr>"
        f"<w:tc><w:tcPr><w:vMerge/></w:tcPr>{p()}</w:tc><w:tc>{p('乙')}</w:tc><w:tc>{p('2')}</w:tc>"
        "</w:tr></w:tbl>"
    )
    document = read(xml)
    assert document.text == "合计\t\t43\n东湖\t甲\t1\n\t乙\t2"
    at = {(b.row, b.column): document.text[b.span.start : b.span.end] for b in document.blocks}
    assert at[0, 2] == "43"
    assert at[2, 0] == ""
    assert at[2, 2] == "2"


def test_an_absurd_span_cannot_blow_up_the_text() -> None:
    xml = (
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>'
        f"{p('甲')}</w:tc><w:tc>{p('乙')}</w:tc></w:tr></w:tbl>"
    )
    assert len(read(xml).text) < 100


def test_a_cell_may_hold_paragraphs_and_another_table() -> None:
    inner = table(["内甲", "内乙"])
    document = read(table([p("上") + p("下"), p("前") + inner + p("后")]))
    assert document.text == "上\n下\t前\n内甲\t内乙\n后"
    cells = [(b.table, document.text[b.span.start : b.span.end]) for b in document.blocks]
    assert cells == [(0, "上\n下"), (0, "前"), (1, "内甲"), (1, "内乙"), (0, "后")]


BOX = f"<w:txbxContent>{p('框内31处')}</w:txbxContent>"


@pytest.mark.parametrize(
    "drawing",
    [
        "<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:wsp><wps:txbx>"
        f"{BOX}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape>"
        f"<v:textbox>{BOX}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent>",
        f"<w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict>",
        '<w:pict><v:shape><v:textpath string="框内31处"/></v:shape></w:pict>',
    ],
)
def test_a_text_box_is_read_once_after_its_paragraph(drawing: str) -> None:
    document = read(p("正文", rest=f"<w:r>{drawing}</w:r>") + p("下一段"))
    assert document.text == "正文\n框内31处\n下一段"
    assert blocks(document, "textbox") == ["框内31处"]


def test_notes_come_last_in_the_order_of_reference() -> None:
    notes = (
        f'<w:footnote w:id="-1">{p("分隔")}</w:footnote>'
        f'<w:footnote w:id="2">{p("注乙")}</w:footnote>'
        f'<w:footnote w:id="1">{p("注甲")}</w:footnote>'
    )
    ends = f'<w:endnote w:id="1">{p("尾注")}</w:endnote>'
    body = p("甲", rest='<w:r><w:footnoteReference w:id="1"/></w:r>') + p(
        "乙", rest='<w:r><w:endnoteReference w:id="1"/><w:footnoteReference w:id="2"/></w:r>'
    )
    document = read(body, footnotes=part("footnotes", notes), endnotes=part("endnotes", ends))
    assert document.text == "甲\n乙\n注甲\n注乙\n尾注"
    assert [b.kind for b in document.blocks[2:]] == ["footnote", "footnote", "endnote"]


def field(code: str, shown: str) -> str:
    kinds = [f'<w:r><w:fldChar w:fldCharType="{k}"/></w:r>' for k in ("begin", "separate", "end")]
    return kinds[0] + r(code, tag="instrText") + kinds[1] + shown + kinds[2]


@pytest.mark.parametrize(
    ("inline", "text"),
    [
        (field(" REF x ", r("31处")), "31处"),
        (field(" IF 1 ", r("甲") + field(" DATE ", r("乙"))), "甲乙"),
        (f'<w:fldSimple w:instr="DATE">{r("5月")}</w:fldSimple>', "5月"),
        ('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + r("x", tag="instrText"), ""),
        (f"<w:r><w:t>1</w:t><w:tab/><w:t>2</w:t></w:r>{'<w:r><w:br/></w:r>'}{r('3')}", "1\t2\n3"),
        ("<w:r><w:t>A</w:t><w:noBreakHyphen/><w:t>B</w:t></w:r>", "A-B"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>' + r("是"), "☑是"),
        (r("\uf0fe是"), "☑是"),
        (r("　　缩进 31"), "　　缩进 31"),
        (r("  空格"), "  空格"),
        (r("甲\n乙\t丙"), "甲 乙 丙"),
        (r("甲") + r("隐藏99", properties="<w:vanish/>") + r("乙"), "甲乙"),
        (r("甲", properties='<w:vanish w:val="0"/>'), "甲"),
        (f"<w:hyperlink>{r('链接')}</w:hyperlink><w:smartTag>{r('签')}</w:smartTag>", "链接签"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{r('控件')}</w:sdtContent></w:sdt>", "控件"),
        ("<m:oMath><m:f><m:num><m:r><m:t>3</m:t></m:r></m:num><m:den><m:r><m:t>4</m:t></m:r>"
         "</m:den></m:f></m:oMath>", "3/4"),
        ("<w:r><w:ruby><w:rt><w:r><w:t>pin</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>拼</w:t></w:r>"
         "</w:rubyBase></w:ruby></w:r>", "拼"),
    ],
)  # fmt: skip
def test_what_a_paragraph_prints_is_read(inline: str, text: str) -> None:
    assert read(f"<w:p>{inline}</w:p>" + p("后")).text.removesuffix("\n后").strip("\n") == text


def test_the_table_of_contents_and_page_headers_stay_out() -> None:
    styles = part("styles", '<w:style w:styleId="10"><w:name w:val="toc 1"/></w:style>')
    document = read(p("一、概况\t1", style="10") + p("一、概况"), styles=styles)
    assert document.text == "一、概况"
    assert any("目录" in warning for warning in document.warnings)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("严格.docx", {"strict": True}),
        ("模板.dotx", {"main_type": "template.main"}),
        ("宏.docm", {"more": {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}}),
        ("没有扩展名", {}),
        ("其实是新格式.doc", {}),
    ],
)
def test_variants_of_word_are_read_by_content(name: str, options: dict[str, object]) -> None:
    data = docx(p("甲", num="1", level=0), numbering=numbered(LEVELS), **options)  # type: ignore[arg-type]
    assert read_bytes(data, name).text == "一、甲"


def test_a_file_of_python_docx_reads_the_same() -> None:
    import docx as library

    document = library.Document()
    document.add_heading("周报", 1)
    document.add_paragraph("本周排查31处。\t完")
    document.add_table(1, 2).cell(0, 1).text = "31"
    out = io.BytesIO()
    document.save(out)
    read_back = read_bytes(out.getvalue(), "a.docx")
    assert read_back.text == "周报\n本周排查31处。\t完\n\t31"
    assert read_back.blocks[0].kind == "heading"


DOCTYPE = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (packed({"word/document.xml": DOCTYPE + part("document", p("&x;处"))}), "DOCTYPE"),
        (
            packed(
                {
                    "word/document.xml": (
                        '<?xml version="1.0" encoding="utf-16"?>' + DOCTYPE + "<w/>"
                    ).encode("utf-16")
                }
            ),
            "DOCTYPE",
        ),
        (docx("<w:p>"), "BROKEN"),
        (docx(""), "EMPTY"),
        (docx(p("甲"))[:-200], "BROKEN"),
        (packed({"word/document.xml": b"\x00" * 11_000_000}), "ZIP_RATIO"),
        (packed({"[Content_Types].xml": "x", "word/other.xml": "wordprocessingml"}), "BROKEN"),
        (packed({"xl/workbook.xml": "x"}), "UNKNOWN_FORMAT"),
        (packed({"ppt/presentation.xml": "x"}), "EMPTY"),
    ],
)
def test_a_bad_word_file_is_refused_in_one_sentence(data: bytes, code: str) -> None:
    error = refusal(data)
    assert (error.code, error.file) == (code, "周报.docx")
    assert "\n" not in str(error)
    assert "passwd" not in str(error)


def test_limits_stop_too_many_paragraphs_cells_and_large_parts() -> None:
    assert refusal(docx(p("甲") * 6), limits=Limits(paragraphs=5)).code == "TOO_LARGE"
    assert refusal(docx("<w:p/>" * 6), limits=Limits(paragraphs=5)).code == "TOO_LARGE"
    cells = docx(table(["1"] * 6))
    assert refusal(cells, limits=Limits(table_cells=5)).code == "TOO_LARGE"
    assert refusal(docx(p("甲" * 999)), limits=Limits(xml_part=900)).code == "TOO_LARGE"


def test_characters_that_xml_forbids_do_not_lose_the_file() -> None:
    body = docx(p("甲&#x1;乙"))
    assert read_bytes(body, "a.docx").text == "甲乙"


def test_an_undeclared_prefix_loses_no_text() -> None:
    assert read(p("甲", rest="<zz:mark/>") + p("乙")).text == "甲\n乙"


def test_nesting_without_end_is_refused_and_not_a_crash() -> None:
    deep = "<w:sdt><w:sdtContent>" * 5_000 + p("甲") + "</w:sdtContent></w:sdt>" * 5_000
    assert refusal(docx(deep)).code == "BROKEN"
    within = "<w:sdt><w:sdtContent>" * 120 + p("甲") + "</w:sdtContent></w:sdt>" * 120
    assert read(within).text == "甲"


def test_blocks_lie_in_order_and_cover_the_text() -> None:
    document = read(
        p("一段") + p() + table(["甲", ""], [p("乙") + p("丙"), "丁"]) + p("末", rest=BOX)
    )
    covered = set[int]()
    last: Block | None = None
    for block in document.blocks:
        assert last is None or last.span.end <= block.span.start
        covered.update(range(block.span.start, block.span.end))
        last = block
    assert {document.text[i] for i in range(len(document.text)) if i not in covered} <= {"\n", "\t"}


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]), min_size=1))
def test_any_characters_come_back_as_written(text: str) -> None:
    import html

    assert read(p("处" + html.escape(text) + "。")).text == f"处{text}。"


def test_reading_word_imports_nothing_heavy() -> None:
    code = (
        "import sys; from pipeline.reading import read_bytes; import io;"
        "d = read_bytes(sys.stdin.buffer.read(), 'a.docx');"
        "print(sorted({'docx','pypdfium2','charset_normalizer','openpyxl'} & set(sys.modules)))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], input=docx(p("甲")), capture_output=True, check=True
    )
    assert ran.stdout.strip() == b"[]"

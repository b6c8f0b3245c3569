"""PDF and OFD: paragraphs out of lines, furniture off, and clear words where there is no text."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import UnreadableFile
from pipeline.reading import Limits, ocr, read_bytes
from pipeline.schema import Document, Origin
from tests.reading.printed import Piece, flowed, ofd, pdf
from tests.reading.word import docx, packed, r

LONG = (
    "本周街道执法中队联合社区开展集中整治三次，共出动执法人员一百二十人次，取缔占道经营"
    "流动摊点等违章31起，拆除违法建筑约1200平方米，群众反映的突出问题得到有效解决。"
)


def read(pages: list[list[Piece]]) -> Document:
    return read_bytes(pdf(pages), "周报.pdf")


def refusal(data: bytes, limits: Limits | None = None) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(data, "周报.pdf", limits=limits or Limits())
    return caught.value


def test_lines_are_joined_to_paragraphs() -> None:
    document = read([flowed(["一、专项整治工作", LONG, "二、软件材料", LONG])])
    assert document.text == f"一、专项整治工作\n{LONG}\n二、软件材料\n{LONG}"
    assert document.source.origin is Origin.TEXT_LAYER
    assert {block.page for block in document.blocks} == {1}


def test_a_paragraph_runs_on_over_the_page_and_each_part_knows_its_page() -> None:
    lines = flowed([LONG] * 6)
    page_two: list[Piece] = [
        (x, 740 - 28 * n, size, words) for n, (x, _, size, words) in enumerate(lines[22:])
    ]
    document = read([lines[:22], page_two])
    assert document.text == "\n".join([LONG] * 6)
    first, second = (
        "".join(document.text[b.span.start : b.span.end] for b in document.blocks if b.page == page)
        for page in (1, 2)
    )
    assert first + second == LONG * 6
    assert second == "".join(words for *_, words in page_two)


def page_with_furniture(number: int) -> list[Piece]:
    head: Piece = (80, 800, 10.5, "温泉街道办事处周报")
    foot: Piece = (280, 40, 14, f"— {number} —")
    return [head, *flowed([f"第{number}段开头。" + LONG]), foot]


def test_running_heads_and_page_numbers_are_off() -> None:
    text = read([page_with_furniture(n) for n in (1, 2, 3)]).text
    assert text == "\n".join(f"第{n}段开头。{LONG}" for n in (1, 2, 3))


def test_text_that_repeats_on_every_page_inside_the_type_area_stays() -> None:
    pages = [flowed([LONG] * 6, top=760) for _ in range(3)]
    assert read(pages).text.count("31起") == 18


@pytest.mark.parametrize("words", ["1", "- 1 -", "第1页 共3页", "1/3", "－1－", "第 1 页"])
def test_page_numbers_of_every_look_are_off(words: str) -> None:
    assert read([[*flowed([LONG]), (280, 40, 10.5, words)]]).text == LONG


def test_a_figure_in_the_last_line_is_no_page_number() -> None:
    assert read([[*flowed([LONG]), (280, 300, 16, "31")]]).text.endswith("31")


def test_the_title_stays_apart_from_the_text() -> None:
    pieces: list[Piece] = [(130, 780, 22, "关于城市管理工作的汇报"), *flowed([LONG])]
    assert read([pieces]).text == f"关于城市管理工作的汇报\n{LONG}"


def test_rows_with_gaps_are_cells() -> None:
    rows: list[Piece] = []
    for n, row in enumerate([("社区", "处数"), ("东湖", "31"), ("西河", "12")]):
        rows += [(80, 600 - 28 * n, 16, row[0]), (300, 600 - 28 * n, 16, row[1])]
    document = read([[*flowed([LONG]), *rows]])
    assert document.text == f"{LONG}\n社区\t处数\n东湖\t31\n西河\t12"
    cells = [b for b in document.blocks if b.kind == "cell"]
    assert [(b.row, b.column) for b in cells] == [(r, c) for r in range(3) for c in range(2)]


def test_ruled_tables_keep_wrapped_and_merged_cells_together() -> None:
    words: list[Piece] = [
        (90, 470, 12, "社区"),
        (190, 476, 12, "发现问题"),
        (190, 460, 12, "（处）"),
        (290, 470, 12, "整改率"),
        (90, 440, 12, "东湖"),
        (190, 440, 12, "31"),
        (290, 440, 12, "95%"),
        (90, 410, 12, "合计31处"),
        (290, 410, 12, "95%"),
    ]
    rules = [(80, y, 380, y) for y in (490, 455, 430, 400)]
    rules += [(x, 490, x, 400) for x in (80, 280, 380)] + [(180, 490, 180, 430)]
    document = read_bytes(pdf([[*flowed([LONG]), *words]], rules=rules), "周报.pdf")
    table = "社区\t发现问题（处）\t整改率\n东湖\t31\t95%\n合计31处\t\t95%"
    assert document.text == f"{LONG}\n{table}"
    assert {b.page for b in document.blocks} == {1}


def test_a_frame_around_a_page_is_no_table() -> None:
    frame = [(50, 800, 550, 800), (50, 50, 550, 50), (50, 800, 50, 50), (550, 800, 550, 50)]
    assert read_bytes(pdf([flowed([LONG])], rules=frame), "a.pdf").text == LONG


def test_words_are_read_in_the_order_of_the_eye() -> None:
    pieces: list[Piece] = [
        (80, 700, 16, "整改和"),
        (144, 700, 16, "五一"),
        (192, 700, 16, "节前31处"),
    ]
    marks: list[Piece] = [(128, 700, 16, "“"), (176, 700, 16, "”")]
    assert read([[*pieces, *marks]]).text == "整改和“五一”节前31处"
    assert read([[*marks, *pieces]]).text == "整改和“五一”节前31处"


def test_words_printed_twice_to_look_bold_are_read_once() -> None:
    words = "城市管理工作周报"
    assert read([[(80, 700, 16, words), (80.3, 700, 16, words)]]).text == words


def test_an_indent_made_of_wide_spaces_begins_a_paragraph() -> None:
    lines = [(80, y, size, words) for _, y, size, words in flowed([LONG, LONG])]
    spaced: list[Piece] = [
        (x, y, size, "\u3000\u3000" + words if words.startswith("本周街道") else words)
        for x, y, size, words in lines
    ]
    assert read([spaced]).text == f"{LONG}\n{LONG}"


def test_a_signature_at_the_right_is_no_paragraph_that_runs_on() -> None:
    sign: list[Piece] = [(400, 500, 16, "砚浦街道办事处"), (368, 472, 16, "2026年3月9日")]
    assert read([[*flowed([LONG]), *sign]]).text == f"{LONG}\n砚浦街道办事处\n2026年3月9日"


def test_a_number_broken_over_two_lines_is_one_number() -> None:
    pieces: list[Piece] = [(112, 740, 16, LONG[:24] + "1"), (80, 712, 16, "200平方米。")]
    more = [(x, y - 84, size, words) for x, y, size, words in flowed([LONG, LONG])]
    assert read([[*pieces, *more]]).text.startswith(LONG[:24] + "1200平方米。\n")


def test_a_scan_is_refused_with_advice_and_a_page_without_text_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ocr, "installed", lambda: False)
    error = refusal(pdf([[], []]), Limits(caged=False))
    assert error.code == "NO_TEXT"
    assert "OCR" in str(error)
    assert any("第 2 页" in warning for warning in read([flowed([LONG]), []]).warnings)


def test_a_file_of_short_pages_is_read_unless_it_may_be_a_scan() -> None:
    assert read([[(80.0, 400.0, 16.0, "甲")]]).text == "甲"
    assert (
        read([[(280.0, 30.0, 10.0, f"第{n}页")] for n in (1, 2, 3)]).text == "第1页\n第2页\n第3页"
    )


def test_too_many_pages_and_damaged_files_are_refused() -> None:
    assert refusal(pdf([flowed(["甲乙丙"])] * 3), Limits(pdf_pages=2)).code == "TOO_LARGE"
    assert refusal(b"%PDF-1.4\nrubbish").code == "BROKEN"
    assert refusal(pdf([flowed([LONG])]), Limits(seconds=-1)).code == "TIMEOUT"


def test_an_encrypted_file_is_refused() -> None:
    key = "<" + "28" * 32 + ">"
    lock = f"<< /Filter /Standard /V 1 /R 2 /P -4 /O {key} /U {key} >>"
    encrypted = f"/Encrypt {lock} /ID [{key} {key}] "
    assert refusal(pdf([flowed([LONG])], extra=encrypted)).code == "ENCRYPTED"


def test_ofd_pieces_of_a_line_are_joined_and_paragraphs_kept() -> None:
    pages = [[(30.0, 40.0, "本周排查"), (50.0, 40.0, "31处。"), (30.0, 60.0, "整改12处。")]]
    document = read_bytes(ofd(pages), "周报.ofd")
    assert document.text == "本周排查31处。\n整改12处。"
    assert document.source.origin is Origin.TEXT_LAYER


def test_an_entity_in_ofd_is_refused() -> None:
    page = '<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><OFD>&y;</OFD>'
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(packed({"OFD.xml": page}), "a.ofd")
    assert caught.value.code == "DOCTYPE"


def test_an_ofd_without_text_is_refused() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(ofd([[]]), "a.ofd")
    assert caught.value.code == "NO_TEXT"


@pytest.mark.office
def test_a_printed_report_reads_like_its_text(tmp_path: Path) -> None:
    import subprocess

    report = "\n".join(["温泉街道城市管理周报", "一、专项整治工作", LONG, "二、软件材料", LONG])
    source = tmp_path / "周报.docx"
    indent = '<w:p><w:pPr><w:ind w:firstLineChars="200" w:firstLine="420"/></w:pPr>'
    body = "".join(f"{indent}{r(line)}</w:p>" for line in report.split("\n"))
    source.write_bytes(docx(body))
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            str(source),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    read_back = read_bytes((tmp_path / "周报.pdf").read_bytes(), "周报.pdf").text
    assert read_back == report

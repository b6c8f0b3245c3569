"""Plain text: every encoding an office has, and places that never move."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import UnreadableFile
from pipeline.reading import Limits, read_bytes

REPORT = (
    "温泉街道城市管理周报\n一、专项整治工作\n"
    "本周，街道执法中队联合社区开展集中整治3次，取缔占道经营、流动摊点等违章31起。\n"
)


def read(data: bytes, name: str = "周报.txt") -> str:
    return read_bytes(data, name).text


@pytest.mark.parametrize(
    ("data", "reader"),
    [
        (REPORT.encode(), "text/utf-8"),
        (REPORT.encode("utf-8-sig"), "text/utf-8"),
        (REPORT.encode("gbk"), "text/gb18030"),
        (REPORT.encode("gb18030"), "text/gb18030"),
        (b"\xff\xfe" + REPORT.encode("utf-16-le"), "text/utf-16-le"),
        (b"\xfe\xff" + REPORT.encode("utf-16-be"), "text/utf-16-be"),
        (REPORT.encode("utf-16-le"), "text/utf-16-le"),
        (REPORT.encode("utf-16-be"), "text/utf-16-be"),
        (b"\xff\xfe\x00\x00" + REPORT.encode("utf-32-le"), "text/utf-32-le"),
        (REPORT.encode("hz"), "text/hz"),
    ],
)
def test_one_text_in_every_encoding_reads_the_same(data: bytes, reader: str) -> None:
    document = read_bytes(data, "周报.txt")
    assert document.text == REPORT
    assert document.source.reader == reader


def test_traditional_text_in_big5_is_read_and_flagged() -> None:
    text = "本週執法中隊開展集中整治三次，取締占道經營違章三十一起，群眾反映的問題得到解決。\n"
    document = read_bytes(text.encode("big5"), "週報.txt")
    assert document.text == text
    assert any("BIG5" in warning for warning in document.warnings)


def test_four_byte_and_rare_characters_of_gb18030_are_read() -> None:
    text = "村民䶮某、𠀀某，户数31户，本周排查登记完毕。"
    assert read(text.encode("gb18030")) == text


def test_private_code_points_of_the_older_mapping_are_standard_afterwards() -> None:
    document = read_bytes("姓名：".encode("gbk") + b"\xfe\x59\xa8\xbc", "名册.txt")
    assert document.text == "姓名：\u9fb4\u1e3f"
    assert any("私用区" in warning for warning in document.warnings)


def test_a_paragraph_of_gbk_inside_utf8_is_read_and_flagged() -> None:
    first, second = "本周排查隐患31处。\n", "东湖社区整改12处。"
    document = read_bytes(first.encode() + second.encode("gbk") + b"\n" + first.encode(), "a.txt")
    assert document.text == first + second + "\n" + first
    assert any("混用" in warning for warning in document.warnings)


def test_gbk_pasted_into_a_line_of_utf8_is_read_and_flagged() -> None:
    data = "一、本周排查隐患31处，".encode() + "东湖社区整改12处。".encode("gbk") + b"\n"
    document = read_bytes(data, "a.txt")
    assert document.text == "一、本周排查隐患31处，东湖社区整改12处。\n"
    assert any("混用" in warning for warning in document.warnings)


def test_two_byte_gbk_words_are_not_taken_for_utf8() -> None:
    assert read("模".encode("gbk")) == "模"


def test_a_cut_off_last_character_is_dropped_and_said() -> None:
    document = read_bytes("本周排查31处".encode()[:-1], "a.txt")
    assert document.text == "本周排查31"
    assert any("截断" in warning for warning in document.warnings)


def test_a_few_lost_bytes_are_marked_and_never_silent() -> None:
    data = REPORT.encode() * 5
    document = read_bytes(data[:30] + b"\xff" + data[30:], "a.txt")
    assert "\ufffd" in document.text
    assert any("无法识别" in warning for warning in document.warnings)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Co"]), min_size=1))
def test_utf8_text_changes_in_nothing_but_line_ends(text: str) -> None:
    text = "处" + text + "\n"
    if not any(c in text for c in "\ufffe\uffff"):
        assert read(("\ufeff" + text).encode()) == text
        assert read(text.replace("\n", "\r\n").encode()) == text


def test_line_ends_of_every_system_become_one() -> None:
    assert read(b"a\r\nb\rc\n\r\nd") == "a\nb\nc\n\nd"


def test_cleaning_keeps_every_place_and_counts_what_it_did() -> None:
    data = "排查\x00三\x0b十\u3000一\x7f处\u200b".encode()
    document = read_bytes(data, "a.txt")
    assert document.text == "排查 三\n十\u3000一 处\u200b"
    assert any("2 个控制字符" in warning for warning in document.warnings)


def test_each_line_with_words_is_a_block() -> None:
    document = read_bytes("甲\n\n 乙丙 \n".encode(), "a.md")
    assert [document.text[b.span.start : b.span.end] for b in document.blocks] == ["甲", " 乙丙 "]


def test_a_web_page_under_a_text_name_stays_text() -> None:
    assert read(b"<html><p>1</p></html>") == "<html><p>1</p></html>"


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "空.txt", "EMPTY"),
        (b" \r\n\t", "空白.txt", "EMPTY"),
        (bytes(range(256)) * 4, "二进制.txt", "BINARY"),
        (b"\x00\x01\x02\x03", "短.txt", "BINARY"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 30, "图.txt", "BINARY"),
        (b"%PDF-1.4\n\x00", "假.txt", "BINARY"),
        (b"PK\x03\x04" + b"\x00" * 30, "假.md", "BINARY"),
        (b"Rar!\x1a\x07\x00", "包.rar", "UNKNOWN_FORMAT"),
        (b"MZ\x90\x00" * 20, "a.exe", "UNKNOWN_FORMAT"),
        ("文字".encode(), "数据.xyz", "UNKNOWN_FORMAT"),
        ("文字".encode(), "假.docx", "BROKEN"),
        ("文字".encode(), "假.pdf", "BROKEN"),
        (bytes(range(128, 256)) * 3, "乱.txt", "ENCODING"),
    ],
)
def test_what_is_no_text_is_refused_in_one_sentence(data: bytes, name: str, code: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(data, name)
    assert (caught.value.code, caught.value.file) == (code, name)
    assert str(caught.value).startswith(f"{name}：")
    assert "\n" not in str(caught.value)


def test_plain_text_that_was_named_doc_is_read() -> None:
    assert read("本周排查31处".encode("gbk"), "旧.doc") == "本周排查31处"


def test_a_line_or_file_over_the_limit_is_refused() -> None:
    for limits in (Limits(text_line=5), Limits(file_size=5), Limits(text_lines=1)):
        with pytest.raises(UnreadableFile) as caught:
            read_bytes(b"1234567890\n\n", "a.txt", limits=limits)
        assert caught.value.code == "TOO_LARGE"


def test_random_bytes_never_raise_anything_else() -> None:
    import random

    source = random.Random(20110117)
    for size in (1, 2, 3, 7, 50, 400) * 30:
        try:
            text = read_bytes(source.randbytes(size), "a.txt").text
        except UnreadableFile:
            continue
        assert text

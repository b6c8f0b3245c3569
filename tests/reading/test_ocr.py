"""Scans and pictures: read where the extra is there, refused with advice where it is not."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from pipeline import core
from pipeline.errors import UnreadableFile
from pipeline.extract import UNCONFIRMED, extract
from pipeline.reading import Limits, ocr, picture_of, read_bytes
from pipeline.schema import Origin
from tests.reading.pictured import page, saved
from tests.reading.printed import pdf

REPORT = [
    "砚浦街道创建工作周报",
    "（2025年3月10日至3月16日）",
    "一、市容整治",
    "　　本周共取缔占道经营31起，清运垃圾15.6吨。",
]
READ = (
    "砚浦街道创建工作周报\n（2025年3月10日至3月16日）\n一、市容整治\n"
    "本周共取缔占道经营31起，清运垃圾15.6吨。"
)


def png(wide: int, high: int, rows: bytes = b"") -> bytes:
    """Build a PNG that claims a size."""

    def chunk(name: bytes, body: bytes) -> bytes:
        check = zlib.crc32(name + body).to_bytes(4, "big")
        return len(body).to_bytes(4, "big") + name + body + check

    head = struct.pack(">IIBBBBB", wide, high, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in for a computer without the extra."""
    monkeypatch.setattr(ocr, "installed", lambda: False)


@pytest.mark.ocr
@pytest.mark.parametrize(("form", "reader"), [("PNG", "ocr/picture"), ("PDF", "ocr/pdf")])
def test_a_scan_is_read_and_every_figure_waits_for_a_person(form: str, reader: str) -> None:
    document = read_bytes(saved([page(REPORT)], form), f"扫描件.{form.lower()}")
    assert document.text == READ
    assert (document.source.reader, document.source.origin) == (reader, Origin.OCR)
    assert any("确认" in warning for warning in document.warnings)
    facts = list(extract(document).facts())
    assert {f.quantity.value for f in facts if f.quantity} >= {Decimal(31), Decimal("15.6")}
    assert all(f.origin is Origin.OCR and f.doubt == UNCONFIRMED for f in facts)
    assert all(f.confidence <= 0.5 for f in facts)


@pytest.mark.ocr
def test_every_block_of_a_scan_knows_its_place_on_the_picture() -> None:
    import io

    from PIL import Image

    data = saved([page(REPORT), page(["　　整改率达到95.5%。"])], "TIFF")
    document = read_bytes(data, "扫描件.tif")
    assert [block.page for block in document.blocks] == [1, 1, 1, 1, 2]
    last = document.blocks[-1]
    assert last.box is not None
    assert document.text[last.span.start : last.span.end] == "整改率达到95.5%。"
    with Image.open(io.BytesIO(picture_of(data, "扫描件.tif", 2, last.box))) as crop:
        assert crop.width < 0.6 * 1200
        assert min(crop.convert("L").tobytes()) < 80  # ink is on it


@pytest.mark.ocr
def test_a_picture_without_words_is_refused() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(saved([page([])], "PNG"), "白纸.png")
    assert caught.value.code == "NO_TEXT"


@pytest.mark.ocr
def test_what_is_not_recognised_in_time_is_said() -> None:
    data = saved([page(["　　整改率达到95.5%。"])] * 2, "TIFF")
    document = read_bytes(data, "扫描件.tif", limits=Limits(ocr_seconds=0.0))
    assert any("第 2 页起没有识别" in warning for warning in document.warnings)


@pytest.mark.ocr
@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 30, "图.png", "BROKEN"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 30, "照片.jpg", "BROKEN"),
        (png(20_000, 20_000), "大.png", "TOO_LARGE"),
        (png(2_000_000_000, 2_000_000_000), "炸.png", "TOO_LARGE"),
        (png(3, 3, b"\x00\x00" * 3), "点.png", "NO_TEXT"),
        (b"BM" + b"\x00" * 60, "图.bmp", "BROKEN"),
        (b"II*\x00" + b"\xff" * 60, "图.tif", "BROKEN"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_damaged_and_monstrous_pictures_are_refused(data: bytes, name: str, code: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(data, name)
    assert caught.value.code == code


@pytest.mark.ocr
def test_a_cut_off_picture_is_read_or_refused() -> None:
    whole = saved([page(["整改率达到95.5%。"])], "JPEG")
    for size in range(100, len(whole), len(whole) // 4):
        with pytest.raises(UnreadableFile) as caught:
            read_bytes(whole[:size], "断.jpg")
        assert caught.value.code == "BROKEN"


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 30, "图.png", "PICTURE"),
        (pdf([[], []]), "扫描件.pdf", "NO_TEXT"),
    ],
)
def test_without_the_extra_a_scan_is_refused_with_what_to_do(
    data: bytes, name: str, code: str
) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(data, name, limits=Limits(caged=False))
    assert caught.value.code == code
    assert "huibao[ocr]" in caught.value.message


def test_marks_are_written_as_chinese_text_does() -> None:
    assert ocr._spelled("共31起,其中:东湖3,000起(含)") == "共31起，其中：东湖3,000起（含）"
    assert ocr._spelled("GB/T 9704, a:b") == "GB/T 9704, a:b"


def test_no_finding_rests_on_a_figure_that_nobody_has_confirmed() -> None:
    typed = core.document_from_text(
        "砚浦街道工作周报\n一、整治\n排查隐患100处，整改50处，整改率90%。\n"
    )
    scanned = replace(typed, source=replace(typed.source, origin=Origin.OCR))
    assert core.check(typed, today=date(2025, 3, 17), select=("NUM",)).findings
    result = core.check(scanned, today=date(2025, 3, 17), select=("NUM",))
    assert not result.findings
    [said] = [each for each in result.not_checked if "扫描件" in each.reason]
    assert len(said.spans) == 3

"""Files that unpack to monsters: refused before they are unpacked, in little memory."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest

from pipeline import cage
from pipeline.errors import BadData, UnreadableFile
from pipeline.reading import Limits, read_all, read_bytes
from tests.reading.word import docx, packed, part

LITTLE = 700_000_000  # address space of the child that has to refuse the bomb


def flat(members: int = 1_000, size: int = 10_000_000) -> bytes:
    """A zip of members of zeros, each packed once and copied."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packer.compress(b"\x00" * size) + packer.flush()
    check = zlib.crc32(b"\x00" * size)
    out, directory = io.BytesIO(), b""
    for number in range(members):
        name = f"{number}.txt".encode()
        sizes = struct.pack("<III", check, len(body), size)
        fixed = struct.pack("<HHHHH", 20, 0, 8, 0, 0) + sizes
        directory += b"PK\x01\x02\x14\x00" + fixed + struct.pack("<HH", len(name), 0)
        directory += struct.pack("<HHHII", 0, 0, 0, 0, out.tell()) + name
        out.write(b"PK\x03\x04" + fixed + struct.pack("<HH", len(name), 0) + name + body)
    return _closed(out.getvalue(), directory, members)


def overlapping(members: int = 1_500, size: int = 1_000_000) -> bytes:
    """A zip whose directory names one packed member many times."""
    one = packed({"0.txt": b"\x00" * size})
    start = one.rfind(b"PK\x01\x02")
    return _closed(one[:start], one[start : one.rfind(b"PK\x05\x06")] * members, members)


def _closed(files: bytes, directory: bytes, members: int) -> bytes:
    counts = struct.pack("<HHHH", 0, 0, members, members)
    places = struct.pack("<IIH", len(directory), len(files), 0)
    return files + directory + b"PK\x05\x06" + counts + places


def code_of(data: bytes, name: str) -> str:
    """Read in this process and give the refusal's code (called in a child)."""
    try:
        read_bytes(data, name, limits=Limits(caged=False))
    except UnreadableFile as error:
        return error.code
    return "READ"


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (flat(), "包.zip", "ZIP_RATIO"),
        (flat(), "周报.docx", "ZIP_RATIO"),
        (flat(), "周报.ofd", "ZIP_RATIO"),
        (overlapping(), "包.zip", "ZIP_RATIO"),
        (packed({"a.zip": flat()}), "包.zip", "ZIP_RATIO"),
        (packed({f"{n}.txt": b"" for n in range(2_001)}), "包.zip", "ZIP_MEMBERS"),
    ],
    ids=["flat", "as-docx", "as-ofd", "overlapping", "nested", "members"],
)
def test_a_zip_bomb_is_refused_in_little_memory(data: bytes, name: str, code: str) -> None:
    assert cage.run(code_of, data, name, seconds=60.0, memory=LITTLE) == code


@pytest.mark.parametrize("count", [333_333, 1_000_000])
def test_a_word_file_of_a_million_paragraphs_is_refused_unparsed(count: int) -> None:
    body = "<w:p><w:r><w:t>a</w:t></w:r></w:p>" * count
    data = docx(body)
    assert len(data) < 400_000
    assert cage.run(code_of, data, "周报.docx", seconds=60.0, memory=LITTLE) in (
        "TOO_LARGE",
        "ZIP_RATIO",
    )


def test_a_part_that_nobody_reads_weighs_nothing() -> None:
    data = docx("<w:p><w:r><w:t>甲</w:t></w:r></w:p>", more={"docProps/app.xml": b" " * 20_000_000})
    assert read_bytes(data, "周报.docx").text == "甲"


def test_a_part_over_the_limit_is_refused() -> None:
    noise = "".join(chr(0x4E00 + n * 7919 % 20_000) for n in range(400_000))
    data = docx(f"<w:p><w:r><w:t>{noise}</w:t></w:r></w:p>")
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(data, "周报.docx", limits=Limits(xml_part=1_000_000))
    assert caught.value.code == "TOO_LARGE"


def test_a_sheet_that_unpacks_to_a_monster_is_refused(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    from pipeline.drafting import read_brief

    path = tmp_path_factory.mktemp("表") / "数据.xlsx"
    path.write_bytes(
        packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b" " * 250_000_000})
    )
    with pytest.raises(BadData, match="过大"):
        read_brief([path])


def test_a_sheet_whose_size_is_a_lie_is_read(tmp_path_factory: pytest.TempPathFactory) -> None:
    import openpyxl

    from pipeline.drafting import read_brief

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["指标", "数值", "单位"], ["排查隐患", 31, "处"]):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    first = "xl/worksheets/sheet1.xml"
    members[first] = members[first].replace(b'ref="A1:C2"', b'ref="A1:XFD1048576"')
    path = tmp_path_factory.mktemp("表") / "数据.xlsx"
    path.write_bytes(packed(members))
    assert [(row.indicator, row.value) for row in read_brief([path]).rows] == [("排查隐患", "31")]


def test_a_bomb_beside_good_members_costs_only_itself(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = tmp_path_factory.mktemp("包")
    (path / "一.zip").write_bytes(overlapping())
    (path / "二.txt").write_bytes("本周排查31处。".encode())
    found = [
        each.code if isinstance(each, UnreadableFile) else each.text for each in read_all(path)
    ]
    assert sorted(found) == ["ZIP_RATIO", "本周排查31处。"]


def test_one_text_node_of_many_megabytes_is_read_or_refused() -> None:
    body = part("document", f"<w:body><w:p><w:r><w:t>{'1' * 12_000_000}</w:t></w:r></w:p></w:body>")
    data = docx("", more={"word/document.xml": body})
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(data, "周报.docx")
    assert caught.value.code in ("BROKEN", "ZIP_RATIO", "TOO_LARGE")

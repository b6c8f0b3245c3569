"""Zip bundles and hostile zips: names as labels, sizes bounded, one bad member stops no other."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from pipeline.errors import UnreadableFile
from pipeline.reading import Limits, read, read_all, read_bytes, read_originals
from pipeline.schema import Document
from tests.reading.word import docx, p, packed

TEXT = "本周排查31处。".encode()


def saved(tmp_path: Path, data: bytes, name: str = "包.zip") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def outcomes(path: Path, limits: Limits | None = None) -> list[tuple[str | None, str]]:
    """Give (label, text or code) of each member."""
    return [
        (one.file, one.code) if isinstance(one, UnreadableFile) else (one.source.name, one.text)
        for one in read_all(path, limits=limits or Limits())
    ]


def test_a_bad_member_stops_no_other(tmp_path: Path) -> None:
    members = {
        "一.txt": TEXT,
        "坏.docx": b"PK\x03\x04bad",
        "图.rar": b"Rar!\x1a\x07\x00",
        "空.txt": b"",
        "__MACOSX/._一.txt": b"x",
        "~$二.docx": b"x",
        "子/二.docx": docx(p("甲")),
    }
    assert outcomes(saved(tmp_path, packed(members))) == [
        ("包.zip/一.txt", "本周排查31处。"),
        ("包.zip/坏.docx", "BROKEN"),
        ("包.zip/图.rar", "UNKNOWN_FORMAT"),
        ("包.zip/空.txt", "EMPTY"),
        ("包.zip/子/二.docx", "甲"),
    ]


def test_originals_come_with_the_bytes_they_were_read_from(tmp_path: Path) -> None:
    (found,) = read_originals(saved(tmp_path, packed({"一.txt": TEXT})))
    assert isinstance(found, tuple)
    assert found[1] == TEXT


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_names_without_the_utf8_flag_are_repaired(tmp_path: Path, encoding: str) -> None:
    plain = packed({"AAAAAAAAAAAA.txt": TEXT})
    name = "周报汇总".encode(encoding)
    fitting = plain.replace(b"AAAAAAAAAAAA", name.ljust(12, b"B"))
    assert (
        outcomes(saved(tmp_path, fitting))[0][0] == f"包.zip/周报汇总{'B' * (12 - len(name))}.txt"
    )


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../x.txt", "x.txt"),
        ("/etc/x.txt", "etc/x.txt"),
        ("C:\\x.txt", "x.txt"),
        ("a\\..\\..\\b.txt", "a/b.txt"),
        ("周报\u202efdp.txt", "周报fdp.txt"),
        ("a\nb.txt", "ab.txt"),
    ],
)
def test_names_are_harmless_labels(tmp_path: Path, name: str, shown: str) -> None:
    before = sorted(tmp_path.parent.rglob("*"))
    path = saved(tmp_path, packed({name: TEXT}))
    assert outcomes(path) == [(f"包.zip/{shown}", "本周排查31处。")]
    assert sorted(tmp_path.parent.rglob("*")) == sorted([*before, path])


def test_a_very_long_name_is_cut_and_a_link_is_not_followed(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("长" * 1300 + ".txt", TEXT)
        link = zipfile.ZipInfo("链接.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    (long, text), (_, code) = outcomes(saved(tmp_path, out.getvalue()))
    assert len((long or "").encode()) < 220
    assert (text, code) == ("本周排查31处。", "UNKNOWN_FORMAT")


def test_a_member_without_a_name_is_no_crash(tmp_path: Path) -> None:
    nameless = packed({"ZZZ.txt": TEXT, "一.txt": TEXT}).replace(b"ZZZ.txt", b"\x00ZZ.txt")
    assert outcomes(saved(tmp_path, nameless)) == [("包.zip/一.txt", "本周排查31处。")]


def test_zips_in_zips_are_read_two_deep(tmp_path: Path) -> None:
    two = packed({"内.zip": packed({"一.txt": TEXT})})
    assert outcomes(saved(tmp_path, two)) == [("包.zip/内.zip/一.txt", "本周排查31处。")]
    three = packed({"外.zip": two, "二.txt": TEXT})
    assert outcomes(saved(tmp_path, three)) == [
        ("包.zip/外.zip/内.zip", "ZIP_DEPTH"),
        ("包.zip/二.txt", "本周排查31处。"),
    ]


def test_stored_word_files_do_not_make_the_bundle_a_word_file(tmp_path: Path) -> None:
    data = packed({"甲.docx": docx(p("甲")), "乙.docx": docx(p("乙"))}, compress=False)
    assert [text for _, text in outcomes(saved(tmp_path, data))] == ["甲", "乙"]


def bomb(count: int = 30) -> bytes:
    return packed({f"{n}.txt": b"\x00" * 1_000_000 for n in range(count)})


def lying() -> bytes:
    """Build a zip whose member is larger than its directory says."""
    honest = packed({"a.txt": b"1" * 5_000_000})
    size = (5_000_000).to_bytes(4, "little")
    return honest.replace(size, (10).to_bytes(4, "little"))


def encrypted() -> bytes:
    data = bytearray(packed({"a.txt": TEXT}))
    data[6] |= 1
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "limits", "code"),
    [
        (bomb(), Limits(), "ZIP_RATIO"),
        (packed({f"{n}.txt": b"" for n in range(30)}), Limits(zip_members=20), "ZIP_MEMBERS"),
        (packed({"a.txt": b"1" * 900}), Limits(zip_total=500), "TOO_LARGE"),
        (packed({"a.txt": b"1" * 900}), Limits(member_size=500), "TOO_LARGE"),
        (lying(), Limits(), "BROKEN"),
        (encrypted(), Limits(), "ENCRYPTED"),
        (packed({}), Limits(), "EMPTY"),
        (packed({"a.txt": TEXT})[:-30], Limits(), "BROKEN"),
    ],
)
def test_hostile_and_broken_zips_are_refused(
    tmp_path: Path, data: bytes, limits: Limits, code: str
) -> None:
    assert [found for _, found in outcomes(saved(tmp_path, data), limits)] == [code]


def test_nested_zips_share_one_budget(tmp_path: Path) -> None:
    inner = packed({"a.txt": b"1" * 600})
    data = packed({"1.zip": inner, "2.zip": inner})
    found = outcomes(saved(tmp_path, data), Limits(zip_total=1_300))
    assert [code == "TOO_LARGE" for _, code in found] == [False, True]


def test_one_report_in_a_zip_can_be_read_as_a_file(tmp_path: Path) -> None:
    assert read(saved(tmp_path, packed({"一.txt": TEXT}))).text == "本周排查31处。"
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(packed({"一.txt": TEXT, "二.txt": TEXT}), "包.zip")
    assert caught.value.code == "BUNDLE"


def test_a_folder_is_read_file_by_file(tmp_path: Path) -> None:
    (tmp_path / "子").mkdir()
    saved(tmp_path / "子", TEXT, "二.txt")
    saved(tmp_path, TEXT, "一.txt")
    saved(tmp_path, b"x", ".隐藏.txt")
    names = [one.source.name for one in read_all(tmp_path) if isinstance(one, Document)]
    assert sorted(names) == ["一.txt", "二.txt"]


def test_missing_files_and_folders_are_refused(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "无.txt", "MISSING"), (tmp_path, "FOLDER")):
        with pytest.raises(UnreadableFile) as caught:
            read(path)
        assert caught.value.code == code
    assert outcomes(tmp_path / "无.txt") == [("无.txt", "MISSING")]
    for strange in ("\x00.txt", "长" * 2000):
        with pytest.raises(UnreadableFile):
            read(tmp_path / strange)


def test_a_file_that_cannot_be_opened_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path, TEXT, "锁.txt")

    def locked(*_: object, **__: object) -> None:
        raise PermissionError(13, "denied")

    monkeypatch.setattr(Path, "open", locked)
    assert outcomes(path) == [("锁.txt", "NO_ACCESS")]


def test_the_hash_is_that_of_the_bytes_as_received(tmp_path: Path) -> None:
    import hashlib

    data = b"\xef\xbb\xbf" + TEXT + b"\r\n"
    assert read(saved(tmp_path, data, "a.txt")).source.sha256 == hashlib.sha256(data).hexdigest()

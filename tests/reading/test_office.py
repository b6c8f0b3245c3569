"""Old office files: LibreOffice caged and killed, its absence and failures said in one sentence."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.errors import UnreadableFile
from pipeline.reading import Limits, office, read, read_bytes
from tests.reading.word import docx, numbered, p

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
RTF = rb"{\rtf1\ansi\ansicpg936 {\b 31} \u22788?}"
posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX shell")


def ole(*streams: str, head: bytes = b"") -> bytes:
    """Build just enough of an OLE file: header, one sector, and its directory."""
    data = OLE.ljust(30, b"\x00") + (9).to_bytes(2, "little")
    data = data.ljust(512, b"\x00") + head.ljust(512, b"\x00")
    for name in streams:
        raw = name.encode("utf-16-le") + b"\x00\x00"
        entry = raw.ljust(64, b"\x00") + len(raw).to_bytes(2, "little")
        data += entry.ljust(128, b"\x00")
    return data


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (ole("EncryptedPackage"), "ENCRYPTED", "密码"),
        (ole("WordDocument", head=b"\xec\xa5" + b"\x00" * 9 + b"\x01"), "ENCRYPTED", "密码"),
        (ole("MatOST"), "UNKNOWN_FORMAT", "Works"),
        (ole("Workbook"), "UNKNOWN_FORMAT", "Excel"),
        (ole("PowerPoint Document"), "UNKNOWN_FORMAT", "演示"),
        (ole("Other"), "BROKEN", "损坏"),
        (OLE, "BROKEN", "损坏"),
    ],
)
def test_ole_files_are_told_apart_by_their_streams(data: bytes, code: str, words: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(data, "旧.wps")
    assert caught.value.code == code
    assert words in str(caught.value)


def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> Path:
    """Put a program named soffice in the way that does as the script says."""
    program = tmp_path / "soffice"
    program.write_text(f'#!/bin/sh\nOUT=$(dirname "$0")/log\n{script}\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(office, "find_soffice", lambda: str(program))
    return tmp_path / "log"


def refused(data: bytes = RTF, limits: Limits | None = None) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(data, "旧.rtf", limits=limits or Limits())
    assert "\n" not in str(caught.value)
    return caught.value.code


def test_without_libreoffice_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(office, "find_soffice", lambda: None)
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(ole("WordDocument"), "旧.doc")
    assert caught.value.code == "NEEDS_OFFICE"
    assert "LibreOffice" in str(caught.value)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"


@posix
def test_a_converter_that_hangs_is_killed_with_its_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = fake(tmp_path, monkeypatch, 'sleep 99 & echo $! $$ >"$OUT"; wait')
    assert refused(limits=Limits(seconds=1.0)) == "TIMEOUT"
    pids = [int(word) for word in log.read_text().split()]
    until = time.monotonic() + 5
    while any(map(alive, pids)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(alive, pids))


@posix
@pytest.mark.parametrize(
    "script",
    [
        "exit 3",
        "kill -SEGV $$",
        "echo garbage >out/in.docx",
        ": >out/in.docx",
        "echo garbage",
    ],
)
def test_a_converter_that_fails_gives_a_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    fake(tmp_path, monkeypatch, script)
    assert refused() == "BROKEN"


@posix
def test_a_converter_that_writes_without_end_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(tmp_path, monkeypatch, "while :; do head -c 100000 /dev/zero >>out/x; done")
    assert refused(limits=Limits(file_size=200_000, seconds=20.0)) in ("TOO_LARGE", "BROKEN")


@posix
def test_the_converter_sees_only_listed_variables_and_its_own_profile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_CANARY", "canary")
    script = 'env >"$OUT"; echo "$@" >>"$OUT"; cat profile/user/*.xcu >>"$OUT"'
    log = fake(tmp_path, monkeypatch, script)
    refused()
    seen = log.read_text()
    assert "canary" not in seen
    assert "-env:UserInstallation=file://" in seen
    assert "DisableMacrosExecution" in seen
    assert f"HOME={Path.home()}\n" not in seen


@pytest.mark.office
def test_an_old_word_file_is_read_with_its_numbering(tmp_path: Path) -> None:
    body = p("专项整治", num="1", level=0) + p("本周排查31处。") + p("软件材料", num="1", level=0)
    source = tmp_path / "周报.docx"
    source.write_bytes(docx(body, numbering=numbered({0: ("chineseCounting", "%1、")})))
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            *("--headless", "--convert-to", "doc", "--outdir", str(tmp_path), str(source)),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    old = tmp_path / "周报.doc"
    assert read(old).text == "一、专项整治\n本周排查31处。\n二、软件材料"
    renamed = old.rename(tmp_path / "周报.wps")
    assert read(renamed).text.startswith("一、专项整治")


def test_uof_and_other_xml_are_refused_by_name() -> None:
    for page, words in (('<?xml version="1.0"?><uof:UOF/>', "UOF"), ("<?xml?><a/>", ".doc")):
        with pytest.raises(UnreadableFile) as caught:
            read_bytes(page.encode(), "旧.doc")
        assert caught.value.code == "UNKNOWN_FORMAT"
        assert words in str(caught.value)


def test_an_entity_in_word_2003_xml_is_refused() -> None:
    page = '<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><w:wordDocument>&y;'
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(page.encode(), "旧.doc")
    assert caught.value.code == "DOCTYPE"


@pytest.mark.office
def test_three_conversions_at_once_do_not_disturb_each_other() -> None:
    from concurrent.futures import ThreadPoolExecutor

    files = [rb"{\rtf1\ansi No " + str(n).encode() + b"}" for n in range(3)]
    with ThreadPoolExecutor(3) as pool:
        texts = list(pool.map(lambda data: read_bytes(data, "a.rtf").text, files))
    assert texts == ["No 0", "No 1", "No 2"]


@pytest.mark.office
def test_word_2003_xml_is_read() -> None:
    space = 'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"'
    page = (
        '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
        f"<w:wordDocument {space}><w:body><w:p><w:r><w:t>本周排查31处。</w:t></w:r></w:p></w:body>"
        "</w:wordDocument>"
    )
    assert read_bytes(page.encode(), "旧.doc").text == "本周排查31处。"


@pytest.mark.office
def test_chinese_rich_text_is_read() -> None:
    words = "".join(rf"\u{ord(c)}?" for c in "排查31处")
    assert read_bytes(rb"{\rtf1\ansi " + words.encode() + b"}", "a.rtf").text == "排查31处"

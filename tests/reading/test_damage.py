"""Damaged files of every format: read or refused, never another exception."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

import pytest

from pipeline.errors import UnreadableFile
from pipeline.reading import Limits, ocr, read_all
from tests.reading.printed import flowed, ofd, pdf
from tests.reading.word import docx, numbered, p, packed, table

FILES = {
    "周报.docx": docx(
        p("专项整治", num="1", level=0) + p("本周排查31处。") + table(["东湖", "31"]),
        numbering=numbered({0: ("chineseCounting", "%1、")}),
    ),
    "周报.pdf": pdf([flowed(["一、专项整治", "本周排查31处，整改12处。"])] * 2),
    "包.zip": packed({"一.txt": "本周排查31处。".encode(), "二.docx": docx(p("甲"))}),
    "周报.html": (
        '<html><head><meta charset="gbk"></head><body><h1>周报</h1><p>排查31处</p>'
        "<table><tr><td>东湖<td colspan=2>31</table></body></html>"
    ).encode("gbk"),
    "周报.ofd": ofd([[(30.0, 40.0, "本周排查31处。")]]),
    "周报.txt": "本周排查31处。\n".encode() * 9,
    "周报.mht": b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\n'
    b"Content-Type: text/html\r\n\r\n<html><p>31</p></html>\r\n--x--\r\n",
}


def damaged(data: bytes, source: random.Random) -> bytes:
    """Flip, cut, repeat or move bytes."""
    mutable = bytearray(data)
    for _ in range(source.randint(1, 8)):
        if len(mutable) < 2:
            break
        at = source.randrange(len(mutable))
        match source.randrange(4):
            case 0:
                mutable[at] = source.randrange(256)
            case 1:
                mutable[at] ^= 1 << source.randrange(8)
            case 2:
                del mutable[at : at + source.randint(1, 40)]
            case _:
                mutable[at:at] = mutable[at : at + source.randint(1, 40)]
    if len(mutable) > 1 and source.random() < 0.2:
        del mutable[source.randrange(len(mutable)) :]
    return bytes(mutable)


def unpacked_and_damaged(data: bytes, source: random.Random) -> bytes:
    """Damage one part inside a package, so that the damage reaches the XML."""
    import io

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = source.choice(sorted(members))
    return packed({**members, name: damaged(members[name], source)})


@pytest.mark.parametrize("name", FILES)
def test_two_hundred_damaged_files_are_read_or_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "installed", lambda: False)  # drawing every broken page takes long
    source = random.Random(f"huibao {name}")
    path = tmp_path / name
    for turn in range(200):
        inside = turn % 2 and FILES[name].startswith(b"PK")
        path.write_bytes((unpacked_and_damaged if inside else damaged)(FILES[name], source))
        for outcome in read_all(path, limits=Limits(caged=False)):
            if isinstance(outcome, UnreadableFile):
                assert outcome.file
                assert outcome.code != "ERROR"
                assert "\n" not in str(outcome)
            else:
                assert all(block.span.end <= len(outcome.text) for block in outcome.blocks)

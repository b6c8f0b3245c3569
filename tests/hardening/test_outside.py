"""Nothing is asked of the network, and the machine it runs on changes nothing."""

from __future__ import annotations

import ast
import os
import shutil
import socket
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pipeline import paths
from pipeline.reading import read_bytes
from tests.reading.printed import flowed, pdf
from tests.reading.word import docx, p

ROOT = paths.PACKAGE.parent
REPORT = (
    "砚浦街道创建工作周报\n（2025年3月10日至3月16日）\n一、市容整治\n本周共取缔占道经营31起。\n"
    "二、宣传报道\n刊发稿件5篇，整改率达到95.5%。2024年2月29日起实施。\n"
)


class Listener:
    """Counts who knocks at a door of this computer."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.knocks = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                guest, _ = self.socket.accept()
            except OSError:
                return
            self.knocks += 1
            guest.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.socket.close()


def linked_docx(address: str) -> bytes:
    kinds = ("image", "attachedTemplate", "hyperlink", "oleObject", "subDocument", "frame")
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = "".join(
        f'<Relationship Id="x{n}" Type="{base}/{kind}" Target="{address}/{n}" '
        'TargetMode="External"/>'
        for n, kind in enumerate(kinds)
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    part = f'<Relationships xmlns="{space}">{relations}</Relationships>'
    return docx(p("本周排查31处。"), more={"word/_rels/document.xml.rels": part})


def linked_html(address: str) -> bytes:
    return (
        f'<html><head><base href="{address}"><link rel="stylesheet" href="{address}/a.css">'
        f'<script src="{address}/a.js"></script><meta http-equiv="refresh" content="0;{address}">'
        f'</head><body><img src="{address}/a.png"><iframe src="{address}"></iframe>'
        "<p>本周排查31处。</p></body></html>"
    ).encode()


def linked_rtf(address: str) -> bytes:
    return (
        rb"{\rtf1\ansi\ansicpg936{\*\template " + address.encode() + rb"/t.dot}"
        rb'{\field{\*\fldinst INCLUDEPICTURE "' + address.encode() + rb'/a.png" \\d}{\fldrslt}}'
        rb" 31\u22788?}"
    )


@pytest.mark.parametrize("kind", ["docx", "html", "pdf"])
def test_links_of_a_file_are_not_followed(kind: str, listener: Listener) -> None:
    address = f"http://127.0.0.1:{listener.port}"
    uri = f"/OpenAction << /S /URI /URI ({address}) >>"
    data = {
        "docx": linked_docx(address),
        "html": linked_html(address),
        "pdf": pdf([flowed(["本周排查31处。"])]).replace(
            b"/Type /Catalog", b"/Type /Catalog " + uri.encode()
        ),
    }[kind]
    assert "31处" in read_bytes(data, f"周报.{kind}").text
    assert listener.knocks == 0


@pytest.mark.office
def test_libreoffice_follows_no_link(listener: Listener) -> None:
    data = linked_rtf(f"http://127.0.0.1:{listener.port}")
    assert "31处" in read_bytes(data, "周报.rtf").text
    assert listener.knocks == 0


ALLOWED = {
    "cli/serve.py": {"socket"},  # finds a free port of this computer
    "drafting/models.py": {"urllib.request", "urllib.error"},  # only where a model's address is set
}
NETWORK = (
    "socket",
    "urllib.request",
    "urllib.error",
    "http.client",
    "requests",
    "httpx",
    "aiohttp",
)


@pytest.mark.parametrize(
    "path", sorted(paths.PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_no_room_can_reach_the_network_but_where_it_is_named(path: Path) -> None:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    allowed = next((a for end, a in ALLOWED.items() if path.as_posix().endswith(end)), set())
    assert not {n for n in found if n.startswith(NETWORK)} - allowed


WHOLE_JOB = textwrap.dedent("""
    import json, socket, sys
    from pathlib import Path
    tried = []
    def refuse(self, address):
        if self.family != getattr(socket, "AF_UNIX", None):
            tried.append(address)
        raise OSError("no network")
    socket.socket.connect = socket.socket.connect_ex = refuse
    socket.getaddrinfo = lambda *a, **k: tried.append(a) or []
    from datetime import date
    from pipeline import core, wire
    folder = Path(sys.argv[1])
    document = core.read(folder / "周报.txt")
    result = core.check(document, today=date(2025, 3, 17))
    archive = core.open_archive(folder / "a.db")
    core.ingest(document, (folder / "周报.txt").read_bytes(), archive)
    draft = core.draft([folder / "数据.csv"])
    assert not tried, tried
    print(wire.dumps(wire.extraction(result.extraction)))
    print(wire.dumps(wire.check(result)))
    print(wire.dumps([wire.stored_fact(each) for each in archive.facts()]))
    print(draft.text)
""")


def whole_job(folder: Path, *before: str, **variables: str) -> str:
    folder.mkdir(exist_ok=True)
    (folder / "周报.txt").write_text(REPORT, encoding="utf-8")
    (folder / "数据.csv").write_text("指标,数值,单位\n清理垃圾,31,吨\n", encoding="utf-8")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "TZ"))}
    done = subprocess.run(
        [*before, sys.executable, "-c", WHOLE_JOB, str(folder)],
        env={**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **variables},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_whole_job_opens_no_connection(tmp_path: Path) -> None:
    assert "31" in whole_job(tmp_path / "甲")


def test_the_whole_job_works_in_a_namespace_without_routes(tmp_path: Path) -> None:
    unshare = shutil.which("unshare")
    words: tuple[str, ...] = (str(unshare), "--user", "--map-root-user", "--net", "--")
    if unshare is None or subprocess.run([*words, "true"], check=False).returncode:
        words = ()  # the system allows no namespace: at least without a name server
    assert "31" in whole_job(tmp_path / "甲", *words)


def test_time_zone_language_and_hash_seed_change_nothing(tmp_path: Path) -> None:
    first = whole_job(tmp_path / "甲", TZ="Asia/Shanghai", LANG="zh_CN.UTF-8", PYTHONHASHSEED="1")
    second = whole_job(tmp_path / "甲2", TZ="America/Los_Angeles", LC_ALL="C", PYTHONHASHSEED="2")
    assert first == second


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("2024年2月29日", "2024-02-29"),
        ("2023年2月29日", None),
        ("2024年12月31日", "2024-12-31"),
        ("2020年12月28日至2021年1月3日", "2020-12-28/2021-01-03"),
    ],
)
def test_leap_days_and_turns_of_the_year(words: str, value: str | None) -> None:
    from pipeline.extract.dates import find_dates

    assert [mention.value for mention in find_dates(f"{words}开展检查。")] == [value]


def test_a_week_over_the_turn_of_the_year_is_no_fault() -> None:
    from pipeline import core

    text = "砚浦街道工作周报\n（2020年12月28日至2021年1月3日）\n一、整治\n1月2日取缔占道31起。\n"
    result = core.check(core.document_from_text(text), today=date(2021, 1, 4))
    assert [f.code for f in result.findings if f.code.startswith("DAT")] == []

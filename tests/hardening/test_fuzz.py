"""Random harm, bounded here and longer on demand (HUIBAO_FUZZ=2000): files, archive, every call.

What was once found stands as a case of its own beside the reader that it hurt.
"""

# ruff: noqa: D102 - the names of the steps say what they do

from __future__ import annotations

import errno
import os
import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pipeline import core
from pipeline.archive import open_archive
from pipeline.errors import HuibaoError, UnreadableFile
from pipeline.interfaces.cli.files import save
from pipeline.reading import Limits, ocr, read_all, read_bytes
from tests.reading.test_damage import FILES, damaged, unpacked_and_damaged

TURNS = int(os.environ.get("HUIBAO_FUZZ", "210")) // len(FILES)


@pytest.mark.parametrize("name", FILES)
def test_mutations_of_our_own_files_are_read_or_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "installed", lambda: False)  # drawing every broken page takes long
    source = random.Random(f"harm {name} {os.environ.get('HUIBAO_FUZZ_SEED', '')}")
    path = tmp_path / name
    whole = FILES[name]
    cuts = [whole[:size] for size in range(0, len(whole), max(1_000, len(whole) // 8))]
    for turn in range(TURNS):
        inside = turn % 2 and whole.startswith(b"PK")
        harm = unpacked_and_damaged if inside else damaged
        path.write_bytes(cuts[turn] if turn < len(cuts) else harm(whole, source))
        for found in read_all(path, limits=Limits(caged=False)):
            if isinstance(found, UnreadableFile):
                assert found.file
                assert "\n" not in str(found)
                continue
            for fact in core.extract(found).facts():
                assert fact.span.end <= len(found.text)


TEXTS = [
    f"砚浦街道工作周报\n（2025年3月{n}日）\n一、市容整治\n本周共取缔占道经营{n}起。\n"
    for n in range(1, 7)
]


class ArchiveMachine(RuleBasedStateMachine):
    """Anything may follow anything: what the archive holds is what a plain dict holds."""

    @initialize()
    def begin(self) -> None:
        import tempfile

        self.folder = tempfile.TemporaryDirectory()
        self.place = Path(self.folder.name) / "a.db"
        self.archive = open_archive(self.place, clock=lambda: datetime(2025, 3, 1, tzinfo=UTC))
        self.held: dict[str, str] = {}
        self.binned: dict[str, str] = {}

    def sha(self, number: int) -> str:
        import hashlib

        return hashlib.sha256(TEXTS[number].encode()).hexdigest()

    @rule(number=st.integers(0, len(TEXTS) - 1))
    def ingest(self, number: int) -> None:
        data = TEXTS[number].encode()
        told = core.ingest(core.read_bytes(data, f"{number}.txt"), data, self.archive)
        sha = self.sha(number)
        assert (told.state.value == "exists") == (sha in self.held)
        self.binned.pop(sha, None)
        self.held[sha] = TEXTS[number]

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        sha = data.draw(st.sampled_from(sorted(self.held)))
        self.archive.remove(sha)
        self.binned[sha] = self.held.pop(sha)

    @precondition(lambda self: self.binned)
    @rule(data=st.data())
    def undo_remove(self, data: st.DataObject) -> None:
        sha = data.draw(st.sampled_from(sorted(self.binned)))
        self.archive.undo_remove(sha)
        self.held[sha] = self.binned.pop(sha)

    @rule()
    def empty_bin(self) -> None:
        assert self.archive.empty_bin() == len(self.binned)
        self.binned = {}

    @rule()
    def open_again(self) -> None:
        self.archive.close()
        self.archive = open_archive(self.place, clock=lambda: datetime(2025, 3, 1, tzinfo=UTC))

    @rule()
    def back_up_and_restore(self) -> None:
        copy = Path(self.folder.name) / f"{random.Random().random()}"
        self.archive.backup(copy)
        self.archive.close()
        core.restore_archive(copy, self.place)
        self.archive = open_archive(self.place, clock=lambda: datetime(2025, 3, 1, tzinfo=UTC))

    @rule()
    def rebuild_index(self) -> None:
        self.archive.rebuild_index()

    @invariant()
    def holds_what_the_model_holds(self) -> None:
        if not hasattr(self, "archive"):
            return
        assert {each.sha256 for each in self.archive.reports()} == set(self.held)
        assert {sha for sha, *_ in self.archive.bin()} == set(self.binned)
        for sha, text in self.held.items():
            assert self.archive.original(sha).decode() == text
            assert self.archive.extraction(sha).document.text == text
        hits = self.archive.search("占道经营")
        assert {hit.sha256 for hit in hits} == set(self.held)

    def teardown(self) -> None:
        if hasattr(self, "archive"):
            assert self.archive.doctor() == ()
            self.archive.close()
            self.folder.cleanup()


TestArchiveMachine = ArchiveMachine.TestCase
TestArchiveMachine.settings = settings(
    max_examples=int(os.environ.get("HUIBAO_FUZZ", "6")),
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


class FailsAt:
    """Stands in for a function of the system and fails at the n-th call."""

    def __init__(self, real: Any, turn: int, code: int) -> None:  # noqa: ANN401
        self.real, self.turn, self.code, self.calls = real, turn, code, 0

    def __call__(self, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401
        self.calls += 1
        if self.calls == self.turn:
            raise OSError(self.code, os.strerror(self.code))
        return self.real(*arguments, **named)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EACCES])
def test_a_file_is_written_whole_or_not_at_all_whichever_call_fails(
    code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "报告.txt"
    target.write_text("旧的内容", encoding="utf-8")
    for turn in range(1, 40):
        fails = [
            (os, "fsync", FailsAt(os.fsync, turn, code)),
            (Path, "write_bytes", FailsAt(Path.write_bytes, turn - 1, code)),
            (Path, "replace", FailsAt(Path.replace, turn - 2, code)),
            (Path, "mkdir", FailsAt(Path.mkdir, turn - 3, code)),
        ]
        with monkeypatch.context() as patched:
            for owner, name, fail in fails:
                if isinstance(owner, type):
                    patched.setattr(owner, name, lambda *a, _f=fail, **k: _f(*a, **k))
                else:
                    patched.setattr(owner, name, fail)
            try:
                save(target, "新的内容")
                done = True
            except HuibaoError as error:
                assert "\n" not in str(error)
                done = False
        assert sorted(each.name for each in tmp_path.iterdir()) == ["报告.txt"]
        assert target.read_text(encoding="utf-8") == ("新的内容" if done else "旧的内容")
        if done:
            break
    assert done
    assert turn > 3


def test_reading_is_refused_in_one_line_whichever_call_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "周报.txt"
    path.write_text("本周排查31处。", encoding="utf-8")
    for name in ("exists", "is_file", "is_dir", "open", "stat"):
        real = getattr(Path, name)
        for turn in range(1, 6):
            fail = FailsAt(real, turn, errno.EIO)
            with monkeypatch.context() as patched:
                patched.setattr(Path, name, lambda *a, _f=fail, **k: _f(*a, **k))
                try:
                    core.read(path)
                except UnreadableFile as error:
                    assert "\n" not in str(error)
                    assert error.file == "周报.txt"


@pytest.mark.skipif(os.name == "nt", reason="POSIX shell")
def test_the_converter_is_refused_in_one_line_whichever_call_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import subprocess

    from pipeline.reading import office

    monkeypatch.setattr(office, "find_soffice", lambda: "/bin/false")
    monkeypatch.setattr(office, "_without_network", tuple)
    for owner, name in ((subprocess, "Popen"), (Path, "write_bytes"), (Path, "mkdir")):
        real = getattr(owner, name)
        for turn in range(1, 4):
            fail = FailsAt(real, turn, errno.EMFILE)
            with monkeypatch.context() as patched:
                patched.setattr(owner, name, lambda *a, _f=fail, **k: _f(*a, **k))
                with pytest.raises(UnreadableFile) as caught:
                    core.read_bytes(b"{\\rtf1\\ansi 31}", "旧.rtf")
            assert "\n" not in str(caught.value)


@pytest.mark.skipif(os.name == "nt", reason="POSIX shell")
@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("sleep 60", "TIMEOUT"),
        ("exit 3", "BROKEN"),
        ("kill -SEGV $$", "BROKEN"),
        ("echo rubbish; echo rubbish >&2", "BROKEN"),
        ("for a; do :; done; mkdir -p out; head -c 5000 /dev/zero > out/in.docx", "BROKEN"),
        ("ulimit -v 10000; exec tail /dev/zero", "BROKEN"),
    ],
)
def test_a_converter_that_sleeps_dies_or_lies_costs_one_file(
    script: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.reading import office

    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setattr(office, "find_soffice", lambda: str(program))
    limits = Limits(seconds=1.0 if code == "TIMEOUT" else 60.0)
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(b"{\\rtf1\\ansi 31}", "旧.rtf", limits=limits)
    assert caught.value.code == code

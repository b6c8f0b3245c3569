"""Reading in a child: a crash, a loop or all memory costs the child, and one file is refused."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipeline import cage
from pipeline.errors import UnreadableFile
from pipeline.reading import Limits, bundle, read_bytes
from tests.reading.printed import flowed, pdf
from tests.reading.word import docx, p

PDF = pdf([flowed(["一、专项整治", "本周排查31处，整改12处。"])])


def crash() -> None:
    os.kill(os.getpid(), 9)


def sleep() -> None:
    time.sleep(60)


def swallow(size: int) -> int:
    return len(bytearray(size))


def chatter() -> str:
    os.write(1, b"noise on standard output")
    print("more")
    return "answer"


def refuse() -> None:
    raise UnreadableFile("不行", file="甲.pdf", code="BROKEN")


def fail() -> None:
    raise KeyError("x")


class Foreign:
    """A record that is none of ours."""


def smuggle() -> Foreign:
    return Foreign()


@pytest.mark.parametrize(
    ("work", "arguments", "code"),
    [
        (crash, (), "CRASHED"),
        (sleep, (), "TIMEOUT"),
        (swallow, (4_000_000_000,), "MEMORY"),
        (smuggle, (), "CRASHED"),
        (refuse, (), "BROKEN"),
    ],
)
def test_what_a_file_does_to_its_reader_refuses_the_file_alone(
    work: object, arguments: tuple[int, ...], code: str
) -> None:
    seconds = 2.0 if work is sleep else 60.0
    with pytest.raises(UnreadableFile) as caught:
        cage.run(work, *arguments, seconds=seconds, memory=3_000_000_000)  # type: ignore[arg-type]
    assert caught.value.code == code
    assert cage.run(swallow, 10, seconds=60.0) == 10


def test_an_unforeseen_exception_is_told_with_its_kind() -> None:
    with pytest.raises(RuntimeError, match="KeyError"):
        cage.run(fail, seconds=60.0)


def test_what_a_library_prints_is_no_answer() -> None:
    assert cage.run(chatter, seconds=60.0) == "answer"


def test_several_threads_share_the_children() -> None:
    with ThreadPoolExecutor(4) as pool:
        texts = list(pool.map(lambda _: read_bytes(PDF, "周报.pdf").text, range(8)))
    assert set(texts) == {"一、专项整治\n本周排查31处，整改12处。"}


def test_a_pdf_is_read_in_a_child_as_in_this_process() -> None:
    assert read_bytes(PDF, "周报.pdf") == read_bytes(PDF, "周报.pdf", limits=Limits(caged=False))


def test_a_large_word_file_is_read_in_a_child_and_given_up_in_time() -> None:
    data = docx("".join(p(f"本周排查隐患{n}处。") for n in range(3_000)))
    assert bundle.unpacked_size(data) > 200_000
    limits = Limits(caged_from=200_000)
    assert read_bytes(data, "周报.docx", limits=limits) == read_bytes(data, "周报.docx")
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(data, "周报.docx", limits=Limits(caged_from=200_000, seconds=0.001))
    assert (caught.value.code, caught.value.file) == ("TIMEOUT", "周报.docx")


def test_no_child_outlives_the_process(tmp_path: Path) -> None:
    import subprocess
    import sys

    code = (
        "import pathlib, sys; from pipeline import cage; from tests.reading import test_cage as t; "
        "cage.run(t.swallow, 1, seconds=60.0); print(cage._idle[0]._process.pid)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    with pytest.raises(ProcessLookupError):
        os.kill(int(done.stdout), 0)


def test_more_characters_than_the_limit_are_refused() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_bytes("本周排查31处。".encode() * 100, "周报.txt", limits=Limits(characters=500))
    assert caught.value.code == "TOO_LARGE"


def hold(size: int) -> int:
    """Keep memory, as a library that was loaded does."""
    _HELD.append(bytearray(size))
    return size


def use(size: int) -> int:
    """Need memory for a moment."""
    return len(bytearray(size))


_HELD: list[bytearray] = []


def test_what_a_library_holds_is_not_counted_against_the_next_file() -> None:
    cage.close()
    assert cage.run(hold, 600_000_000, seconds=60.0) == 600_000_000
    assert cage.run(use, 100_000_000, seconds=60.0, memory=300_000_000) == 100_000_000
    cage.close()

"""Files in and out of a command: a bad one stops no other, and nothing is written by halves."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pipeline import core
from pipeline.errors import BadUsage, HuibaoError, UnreadableFile
from pipeline.interfaces.cli.base import complain, note, unexpected
from pipeline.outputs import Format
from pipeline.schema import Document

STDIN = "-"
STDIN_NAME = "标准输入"


Result = TypeVar("Result")


class Batch:
    """The documents of one call; remembers whether anything of it failed."""

    def __init__(self, files: Sequence[str]) -> None:
        self.files = files
        self.failed = False
        self.count = 0

    def each(self, work: Callable[[Document], Result]) -> Iterator[Result]:
        """Do the work for every document that can be read; complain in one line of each other."""
        return self.each_original(lambda document, _: work(document))

    def each_original(self, work: Callable[[Document, bytes], Result]) -> Iterator[Result]:
        """Do the work for every document with its bytes."""
        for document, content in self.originals():
            try:
                yield work(document, content)
            except HuibaoError as error:
                self.fail(str(error) if error.file else f"{document.source.name}：{error}")
            except Exception as error:
                self.fail(f"{document.source.name}：{unexpected(error)}")

    def originals(self) -> Iterator[tuple[Document, bytes]]:
        """Read every document of the call, the members of zips and folders included."""
        for file in self.files:
            before = self.count
            try:
                for found in self._read(file):
                    if isinstance(found, UnreadableFile):
                        self.fail(str(found))
                    else:
                        self.count += 1
                        yield found
            except HuibaoError as error:
                self.fail(str(error) if error.file or not file else f"{file}：{error}")
            if self.count == before and not self.failed:
                self.fail(f"{file}：里面没有材料，请放入要处理的文件")

    def _read(self, file: str) -> Iterable[tuple[Document, bytes] | UnreadableFile]:
        if not file:
            raise BadUsage("有一个文件名是空的，请检查命令")
        if file != STDIN:
            return core.originals(file)
        content = sys.stdin.buffer.read()
        return [(core.read_bytes(content, STDIN_NAME), content)]

    def fail(self, line: str) -> None:
        """Complain of one file and remember it."""
        self.failed = True
        complain(line)

    @property
    def listed(self) -> bool:
        """Say whether the results form a list: several files named, or one that held several."""
        return len(self.files) > 1 or self.count > 1


def deliver(batch: Batch, results: Sequence[Any], form: Format, out: str | None) -> None:
    """Write results to the screen, to the file ``out`` for one FILE, into that folder for more."""
    if not results:
        return
    if out is None or out == STDIN:
        if form.binary:
            raise BadUsage(f"{form.name} 格式不能显示在屏幕上，请用 -o 指定文件")
        if not form.joint and len(results) > 1:
            raise BadUsage(f"{form.name} 格式一份材料一个文件，请用 -o 指定文件夹")
        rendered = form.render(results, listed=batch.listed)
        if isinstance(rendered, bytes):
            sys.stdout.flush()
            sys.stdout.buffer.write(rendered)
        else:
            sys.stdout.write(rendered)
        return
    place = Path(out)
    refuse_inputs(place, batch.files)
    if not batch.listed and not place.is_dir() and not out.endswith(("/", os.sep)):
        save(place, form.render(results))
        return
    if place.is_file():
        raise BadUsage("有多份材料，-o 要写文件夹，不能是已有的文件", file=out)
    taken: set[str] = set()
    for result, name in zip(results, _names(results), strict=True):
        target = place / free_name(name, form.suffix, taken)
        refuse_inputs(target, batch.files)
        save(target, form.render([result]))
    note(f"已写入 {place}：{len(results)}份")


def _names(results: Sequence[Any]) -> Iterator[str]:
    for result in results:
        document = getattr(result, "document", None) or result.extraction.document
        yield document.source.name


def free_name(name: str, suffix: str, taken: set[str]) -> str:
    """Make a file name from a document's label that no other document of the call has."""
    stem = Path(name.replace("\\", "/")).stem
    stem = re.sub(r'[\x00-\x1f<>:"/\\|?*\u202a-\u202e]', "_", stem)[:80] or "材料"
    free, number = stem, 2
    while free + suffix in taken:
        free, number = f"{stem}-{number}", number + 1
    taken.add(free + suffix)
    return free + suffix


def save(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all."""
    raw = content if isinstance(content, bytes) else content.encode("utf-8", "replace")
    save_with(path, lambda temporary: temporary.write_bytes(raw))


def save_with(path: Path, write: Callable[[Path], object]) -> None:
    """Let ``write`` make a neighbour of the same suffix, and give it the name once it is whole."""
    temporary = path.with_name(f".{path.stem[:40]}.{os.getpid()}{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(temporary)
        with temporary.open("rb+") as written:
            os.fsync(written.fileno())
        temporary.replace(path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BadUsage(
            f"写不进去（{reason}），请检查路径、权限和磁盘空间", file=str(path)
        ) from error
    finally:
        temporary.unlink(missing_ok=True)


def refuse_inputs(out: Path, files: Iterable[str]) -> None:
    """Refuse to write over an input."""
    for file in files:
        if file != STDIN and out.exists() and Path(file).exists() and out.samefile(file):
            raise BadUsage("-o 不能指向原文件，原件从不改动，请换一个名字", file=file)

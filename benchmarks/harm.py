"""Do an archive harm while it takes files in, and look whether anything is lost or half there.

    python -m benchmarks.harm [--kills 200] [--importers 8] [--files 500] [--archive postgresql:…]

Kills an importer with SIGKILL at random moments and at each statement, lets several take in the
same files at once, and fills the disk (a small tmpfs where root may mount one). Prints one JSON
line; exits 1 if anything was lost. POSIX only.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import event

from benchmarks.archive import stated_of
from pipeline.archive import Archive, State, open_archive
from pipeline.errors import BadArchive

_FACTS = 20


def child(work: Callable[[int], None]) -> tuple[int, int]:
    """Start a process of our own kind; give its number and the end of a pipe that it tells to."""
    reading, writing = os.pipe()
    number = os.fork()
    if number == 0:
        try:
            work(writing)
        except BaseException:  # a child never returns into the parent's work
            os._exit(1)
        os._exit(0)
    os.close(writing)
    return number, reading


def told_by(number: int, reading: int) -> list[str]:
    """Wait for a child's end; give the lines that it had told, the last one only if it is whole."""
    with os.fdopen(reading, encoding="utf-8") as stream:
        *lines, _ = stream.read().split("\n")
    os.waitpid(number, 0)
    return lines


def take_in(place: str, first: int, writing: int) -> None:
    """Take in one report after the other, telling of each when it is stored."""
    with open_archive(place) as archive:
        for number in range(first, first + 10_000):
            done = archive.ingest(*stated_of(number))
            os.write(writing, f"{done.file}\n".encode())


def lost(place: str, named: set[str], *, whole: bool = True) -> list[str]:
    """List what is wrong: files told of that are not there, half files, what doctor says."""
    with open_archive(place) as archive:
        stored = {each.file: each.facts for each in archive.reports()}
        wrong = [f"{name}: lost" for name in named - stored.keys()]
        wrong += [f"{name}: {count} facts" for name, count in stored.items() if count != _FACTS]
        return wrong + [problem.message for problem in archive.doctor()] if whole else wrong


def kills(place: str, times: int, seed: int = 1) -> list[str]:
    """Kill an importer at random moments."""
    draw, named, wrong = random.Random(seed), set[str](), list[str]()
    open_archive(place).close()
    for moment in range(times):
        first = 1_000 * moment

        def work(writing: int, first: int = first) -> None:
            take_in(place, first, writing)

        number, reading = child(work)
        time.sleep(draw.uniform(0.02, 0.25))
        os.kill(number, signal.SIGKILL)
        named.update(told_by(number, reading))
        wrong += lost(place, named, whole=moment % 20 == 19 or moment == times - 1)
    return wrong


def boundaries(place: str) -> tuple[int, list[str]]:
    """Kill an importer before each statement of storing a file, and around its commit."""
    with open_archive(place) as archive:
        archive.ingest(*stated_of(0))
    wrong, count, named = list[str](), 0, {"0.txt"}
    for limit in range(1, 200):

        def work(writing: int, limit: int = limit) -> None:
            archive = open_archive(place)
            seen = 0

            def die(*_: object) -> None:
                nonlocal seen
                seen += 1
                if seen == limit:
                    os.kill(os.getpid(), signal.SIGKILL)

            event.listen(archive.engine, "before_cursor_execute", die)
            event.listen(archive.engine, "commit", die)
            done = archive.ingest(*stated_of(limit))
            os.write(writing, f"{done.file}\n".encode())

        told = told_by(*child(work))
        named.update(told)
        count += 1
        wrong += lost(place, named)
        if told:
            return count, wrong
    return count, [*wrong, "never got through"]


def importers(place: str, many: int, files: int) -> list[str]:
    """Let several take in the same files at once, each in its own order."""
    open_archive(place).close()

    def work(writing: int, seed: int) -> None:
        numbers = list(range(files))
        random.Random(seed).shuffle(numbers)
        with open_archive(place) as archive:
            for number in numbers:
                done = archive.ingest(*stated_of(number))
                if done.state is not State.EXISTS:
                    os.write(writing, f"{done.file}\n".encode())

    running = [child(lambda writing, seed=each: work(writing, seed)) for each in range(many)]  # type: ignore[misc]
    told = [name for each in running for name in told_by(*each)]
    wrong = lost(place, set(told))
    with open_archive(place) as archive:
        if not archive.count() == len(told) == files:
            wrong.append(f"{archive.count()} reports, {len(told)} told of, {files} files")
    return wrong


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """Mount a small disk.

    Raises:
        PermissionError: only root may.
    """
    if os.geteuid() != 0 or sys.platform != "linux":
        raise PermissionError("mount")
    with tempfile.TemporaryDirectory() as folder:
        size = f"size={megabytes}m"
        mounting = ["mount", "-t", "tmpfs", "-o", size, "huibao", folder]
        if subprocess.run(mounting, check=False, capture_output=True).returncode != 0:
            raise PermissionError("mount")
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", folder], check=True)


def full_disk(megabytes: int = 2) -> list[str]:
    """Fill the disk, at whatever step it happens; read; make room; go on."""
    wrong: list[str] = []
    with small_disk(megabytes) as folder:
        ballast = folder / "ballast"
        ballast.write_bytes(b"\0" * 600_000)
        place = str(folder / "archive.db")
        with open_archive(place) as archive:
            named, message = _until_full(archive)
            if "磁盘" not in message:
                wrong.append(f"said: {message}")
            wrong += lost_here(archive, named)
            again, _ = _until_full(archive, len(named))
            wrong += lost_here(archive, named | again)
            ballast.unlink()
            number = 5_000
            done = archive.ingest(*stated_of(number))
            wrong += lost_here(archive, named | again | {done.file})
            wrong += [problem.message for problem in archive.doctor()]
    return wrong


def _until_full(archive: Archive, first: int = 0) -> tuple[set[str], str]:
    named: set[str] = set()
    for number in range(first, first + 2_000):
        try:
            named.add(archive.ingest(*stated_of(number)).file)
        except BadArchive as error:
            return named, str(error)
    return named, "never full"


def lost_here(archive: Archive, named: set[str]) -> list[str]:
    """List the files that an archive was told to hold and does not give back whole."""
    stored = {each.file: each.facts for each in archive.reports()}
    return [f"{name}: lost" for name in named if stored.get(name) != _FACTS]


def main() -> int:
    """Do all the harm there is; print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--importers", type=int, default=8)
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--archive", help="an empty database, in place of files of our own")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        found: dict[str, object] = {}
        if chosen.archive:
            found["importers"] = importers(chosen.archive, chosen.importers, chosen.files)
        else:
            found["kills"] = kills(str(place / "kills.db"), chosen.kills)
            count, wrong = boundaries(str(place / "boundaries.db"))
            found |= {"statements": count, "at_statements": wrong}
            found["importers"] = importers(str(place / "many.db"), chosen.importers, chosen.files)
            try:
                found["full_disk"] = full_disk()
            except PermissionError:
                found["full_disk"] = "not measured: needs root"
    print(json.dumps(found, ensure_ascii=False))
    return int(
        any(found[name] for name in ("kills", "at_statements", "importers") if name in found)
    )


if __name__ == "__main__":
    sys.exit(main())

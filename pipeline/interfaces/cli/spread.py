"""Many documents over all processors, in their order; few stay in this process."""

from __future__ import annotations

import os
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, TypeVar

from pipeline.errors import HuibaoError
from pipeline.interfaces.cli.base import unexpected
from pipeline.interfaces.cli.files import Batch
from pipeline.schema import Document

if TYPE_CHECKING:
    from concurrent.futures import Future

Result = TypeVar("Result")
_FEW = 6
"""Below this, starting processes takes longer than the work."""


def each_spread(
    batch: Batch,
    work: Callable[[Document, bytes], Result],
    *,
    jobs: int,
    prepare: Callable[[], object],
) -> Iterator[Result]:
    """Do the work for every document of a call; ``prepare`` runs once in each new process."""
    originals = batch.originals()
    first = list(islice(originals, _FEW))
    progress = Progress()
    if jobs < 2 or len(first) < _FEW:
        for document, content in chain(first, originals):
            yield from _tried(batch, document, partial(work, document, content), progress)
            progress.step(document)
        progress.end()
        return
    from concurrent.futures import ProcessPoolExecutor

    waiting: deque[tuple[Document, Future[Result]]] = deque()
    pool = ProcessPoolExecutor(jobs, initializer=prepare)
    try:
        for document, content in chain(first, originals):
            waiting.append((document, pool.submit(work, document, content)))
            if len(waiting) > 4 * jobs:
                done, future = waiting.popleft()
                yield from _tried(batch, done, future.result, progress)
                progress.step(done)
        while waiting:
            done, future = waiting.popleft()
            yield from _tried(batch, done, future.result, progress)
            progress.step(done)
    finally:
        pool.shutdown(cancel_futures=True)
        progress.end()


def processors() -> int:
    """Count the processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _tried(
    batch: Batch, document: Document, run: Callable[[], Result], progress: Progress
) -> Iterator[Result]:
    try:
        result = run()
    except HuibaoError as error:
        progress.end()
        batch.fail(str(error) if error.file else f"{document.source.name}：{error}")
    except Exception as error:
        progress.end()
        batch.fail(f"{document.source.name}：{unexpected(error)}")
    else:
        progress.end()
        yield result


class Progress:
    """A counter on stderr, for a person who watches: nothing where the output is piped."""

    def __init__(self, done: str = "已核查") -> None:
        self.done = done
        self.began = time.monotonic()
        self.count = 0
        self.shown = sys.stderr.isatty()

    def step(self, document: Document, number: int = 1) -> None:
        """Count documents, of which this is the last."""
        self.count += number
        if self.shown and self.count > 1:
            name = document.source.name[-30:]
            rate = self.count / max(time.monotonic() - self.began, 0.001)
            sys.stderr.write(f"\r\x1b[K{self.done} {self.count} 份，每秒 {rate:.0f} 份：{name}")
            sys.stderr.flush()

    def end(self) -> None:
        """Clear the line."""
        if self.shown and self.count > 1:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

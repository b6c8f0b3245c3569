"""Documents -> what is made of each, in the same order, on all cores where there are many."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from functools import partial
from itertools import islice
from multiprocessing import get_context
from typing import TypeVar

from pipeline.extract import extract
from pipeline.schema import Document, Extraction

Made = TypeVar("Made")
Original = tuple[Document, bytes]
Outcome = tuple[Document, bytes, Extraction | Exception]

_MANY = 24
"""From so many files on it pays to start further processes."""

_BATCH, _CHARACTERS = 8, 200_000
_AHEAD = 3
"""Batches under way for each process: enough to keep it busy, few enough to bound the memory."""

_PATIENCE = 0.5
"""So many seconds what is done may wait for the rest of its batch, on one core."""


def extract_many(
    originals: Iterable[Original], workers: int | None = None, many: int = _MANY
) -> Iterator[Outcome]:
    """Extract each document; an exception stands in the place of what could not be extracted."""
    for batch in in_batches(originals, extract, workers, many):
        yield from batch


def extract_each(documents: Iterable[Document]) -> list[Extraction | Exception]:
    """Extract the documents of a batch, in a worker somewhere."""
    return made_of_each(extract, documents)


def made_of_each(
    work: Callable[[Document], Made], documents: Iterable[Document]
) -> list[Made | Exception]:
    """Do the work on each document; an exception stands in the place of what it raised."""
    return [_tried(work, document) for document in documents]


def in_batches(
    originals: Iterable[Original],
    work: Callable[[Document], Made],
    workers: int | None = None,
    many: int = _MANY,
) -> Iterator[list[tuple[Document, bytes, Made | Exception]]]:
    """Do the work on each document, and give what was made as many at a time as came together."""
    waiting = iter(originals)
    first = list(islice(waiting, many))
    workers = workers or processors()
    if len(first) < many or workers == 1:
        yield from _here(first, work)
        yield from _here(waiting, work)
        return
    yield from _spread(first, waiting, work, workers)


def processors() -> int:
    """Count the processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _here(
    originals: Iterable[Original], work: Callable[[Document], Made]
) -> Iterator[list[tuple[Document, bytes, Made | Exception]]]:
    """Do the work in this process."""
    batch: list[tuple[Document, bytes, Made | Exception]] = []
    begin = time.monotonic()
    for document, content in originals:
        batch.append((document, content, _tried(work, document)))
        if len(batch) >= _BATCH or time.monotonic() - begin > _PATIENCE:
            yield batch
            batch, begin = [], time.monotonic()
    if batch:
        yield batch


def _spread(
    first: Iterable[Original],
    waiting: Iterator[Original],
    work: Callable[[Document], Made],
    workers: int,
) -> Iterator[list[tuple[Document, bytes, Made | Exception]]]:
    running: deque[tuple[list[Original], Future[list[Made | Exception]]]] = deque()
    each = partial(made_of_each, work)
    # "spawn" everywhere: a fork would copy the threads and connections of this process
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:

        def start(batch: list[Original]) -> None:
            running.append((batch, pool.submit(each, [document for document, _ in batch])))

        batches = _gathered(waiting)
        for batch in _gathered(first):
            start(batch)
        while running:
            batch, future = running.popleft()
            try:
                found = future.result()
                while len(running) < _AHEAD * workers and (more := next(batches, None)):
                    start(more)
            except BrokenExecutor:  # a worker was killed: do the rest here
                rest = [*batch, *(one for others, _ in running for one in others)]
                running.clear()
                yield from _here(rest, work)
                for others in batches:
                    yield from _here(others, work)
                return
            yield [(*one, made) for one, made in zip(batch, found, strict=True)]


def _gathered(originals: Iterable[Original]) -> Iterator[list[Original]]:
    batch: list[Original] = []
    length = 0
    for one in originals:
        batch.append(one)
        length += len(one[0].text)
        if len(batch) >= _BATCH or length >= _CHARACTERS:
            yield batch
            batch, length = [], 0
    if batch:
        yield batch


def _tried(work: Callable[[Document], Made], document: Document) -> Made | Exception:
    try:
        return work(document)
    except Exception as error:  # handed to the caller, who names the file
        return error

"""Documents -> their extractions in the same order, on all cores where there are many."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from itertools import chain, islice
from multiprocessing import get_context

from pipeline.extract import extract
from pipeline.schema import Document, Extraction

_MANY = 24
"""From so many files on it pays to start further processes."""

Outcome = tuple[Document, bytes, Extraction | Exception]


def extract_many(
    originals: Iterable[tuple[Document, bytes]], workers: int | None = None, many: int = _MANY
) -> Iterator[Outcome]:
    """Extract each document; an exception stands in the place of what could not be extracted."""
    waiting = iter(originals)
    first = list(islice(waiting, many))
    workers = workers or os.cpu_count() or 1
    if len(first) < many or workers == 1:
        for document, content in chain(first, waiting):
            yield document, content, _extracted(document)
        return
    # "spawn" everywhere: a fork would copy the threads and connections of this process
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        running = deque((d, c, pool.submit(_extracted, d)) for d, c in first)
        while running:
            document, content, future = running.popleft()
            try:
                found = future.result()
                for more, raw in islice(waiting, 1):
                    running.append((more, raw, pool.submit(_extracted, more)))
            except BrokenExecutor:  # a worker was killed: do the rest here
                yield document, content, _extracted(document)
                rest = [(d, c) for d, c, _ in running]
                running.clear()
                for document, content in chain(rest, waiting):
                    yield document, content, _extracted(document)
                return
            yield document, content, found


def extract_each(documents: Iterable[Document]) -> list[Extraction | Exception]:
    """Extract the documents of a batch, in a worker somewhere."""
    return [_extracted(document) for document in documents]


def _extracted(document: Document) -> Extraction | Exception:
    try:
        return extract(document)
    except Exception as error:  # handed to the caller, who names the file
        return error

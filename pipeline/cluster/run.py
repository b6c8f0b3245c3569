"""Files of folders and zips -> batches -> an engine -> results into a sink."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice

from pipeline import core
from pipeline.archive.prepared import Prepared
from pipeline.cluster.engines import Engine
from pipeline.cluster.process import Batch, Result, Settings, process
from pipeline.cluster.sinks import Sink
from pipeline.extract.many import made_of_each
from pipeline.schema import Document

_FILES, _BYTES = 32, 4_000_000


def batches(
    files: Iterable[tuple[str, bytes]], most: int = _FILES, size: int = _BYTES
) -> Iterator[Batch]:
    """Gather files until a batch has enough of them or of their bytes."""
    held: list[tuple[str, bytes]] = []
    weight = number = 0
    for name, data in files:
        held.append((name, data))
        weight += len(data)
        if len(held) >= most or weight >= size:
            yield Batch(number, tuple(held))
            held, weight, number = [], 0, number + 1
    if held:
        yield Batch(number, tuple(held))


def run(
    files: Iterable[tuple[str, bytes]], engine: Engine, settings: Settings, sink: Sink | None = None
) -> Iterator[Result]:
    """Process files that the sink does not hold yet, and give each result once it is kept."""
    fresh = files if sink is None else sink.missing(files)
    for results in engine.map(partial(process, settings=settings), batches(fresh)):
        if sink is not None:
            sink.keep(results)
        yield from results
    if sink is not None:
        sink.close()


def prepare_many(
    originals: Iterable[tuple[Document, bytes]], engine: Engine, dialect: str
) -> Iterator[list[tuple[Document, bytes, Prepared | Exception]]]:
    """Do as ``core.prepare_many`` on an engine: the documents travel, their bytes stay here."""
    held: deque[list[tuple[Document, bytes]]] = deque()

    def documents() -> Iterator[tuple[Document, ...]]:
        waiting = iter(originals)
        while chunk := list(islice(waiting, _FILES)):
            held.append(chunk)
            yield tuple(document for document, _ in chunk)

    for found in engine.map(partial(_prepare_each, dialect=dialect), documents()):
        batch = held.popleft()
        yield [(*one, ready) for one, ready in zip(batch, found, strict=True)]


def _prepare_each(documents: Iterable[Document], dialect: str) -> list[Prepared | Exception]:
    return made_of_each(partial(core.prepare, dialect=dialect), documents)

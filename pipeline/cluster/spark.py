"""The entry for Spark: ``DataFrame.mapInPandas(process_frames(settings), SCHEMA)``.

Spark's ``binaryFile`` reader gives the columns ``path`` and ``content``; a row becomes a result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import Any

from pipeline.cluster.process import Batch, Settings, process

SCHEMA = "key string, file string, extraction string, check string, error string, code string"
_COLUMNS = [each.split()[0] for each in SCHEMA.split(", ")]


def process_frames(settings: Settings) -> Callable[[Iterable[Any]], Iterator[Any]]:
    """Build the function for ``mapInPandas``."""

    def work(frames: Iterable[Any]) -> Iterator[Any]:
        pandas: Any = import_module("pandas")

        for number, frame in enumerate(frames):
            names = (str(path).rpartition("/")[2] for path in frame["path"])
            files = tuple(zip(names, map(bytes, frame["content"]), strict=True))
            rows = [
                [getattr(result, column) for column in _COLUMNS]
                for result in process(Batch(number, files), settings)
            ]
            yield pandas.DataFrame(rows, columns=_COLUMNS, dtype=object)

    return work

"""Reports and their facts over time: ``open_archive(path or postgresql://…) -> Archive``.

The names are looked up when they are asked for: a worker that only prepares what another process
stores must not load the database library.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.archive.keep import Problem, restore
    from pipeline.archive.prepared import Prepared, prepare
    from pipeline.archive.records import (
        Hit,
        Ingested,
        Issuer,
        Part,
        Point,
        RolledUp,
        SeriesInfo,
        State,
        StoredFact,
        StoredReport,
        Trend,
    )
    from pipeline.archive.store import Archive, Refuses, open_archive

__all__ = [
    "Archive",
    "Hit",
    "Ingested",
    "Issuer",
    "Part",
    "Point",
    "Prepared",
    "Problem",
    "Refuses",
    "RolledUp",
    "SeriesInfo",
    "State",
    "StoredFact",
    "StoredReport",
    "Trend",
    "open_archive",
    "prepare",
    "restore",
]

_ELSEWHERE = {
    **dict.fromkeys(("Problem", "restore"), "keep"),
    **dict.fromkeys(("Prepared", "prepare"), "prepared"),
    **dict.fromkeys(("Archive", "Refuses", "open_archive"), "store"),
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(name)
    module = import_module(f"pipeline.archive.{_ELSEWHERE.get(name, 'records')}")
    return getattr(module, name)

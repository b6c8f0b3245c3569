"""Reports and their facts over time: ``open_archive(path or postgresql://…) -> Archive``."""

from pipeline.archive.keep import Problem, restore
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
    "Problem",
    "Refuses",
    "RolledUp",
    "SeriesInfo",
    "State",
    "StoredFact",
    "StoredReport",
    "Trend",
    "open_archive",
    "restore",
]

"""Work that many rules need of one report, done once: its paragraphs, its figures by place."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from pipeline.schema import Report

T = TypeVar("T")
_KEPT = 8  # reports; a check looks at one at a time, the archive's rules at a few beside it


def once(work: Callable[[Report], T]) -> Callable[[Report], T]:
    """Keep what was found of the last reports, told apart by identity: hashing one reads it all."""
    kept: dict[int, tuple[Report, T]] = {}
    last: list[tuple[Report, T]] = []

    @wraps(work)
    def remembered(report: Report) -> T:
        if last and last[0][0] is report:
            return last[0][1]
        held = kept.get(id(report))
        if held is None or held[0] is not report:
            held = (report, work(report))
            if len(kept) >= _KEPT:
                kept.clear()
            kept[id(report)] = held
        last[:] = [held]
        return held[1]

    return remembered

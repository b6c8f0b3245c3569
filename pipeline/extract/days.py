"""EDTF values -> first and last day and length, so that periods compare and sort."""

from __future__ import annotations

import calendar
import re
from datetime import date

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


def bounds(value: str | None) -> tuple[date, date] | None:
    """Give the first and last day of an EDTF value; None where it is unsettled (XXXX-08-06)."""
    if not value:
        return None
    first, _, last = value.partition("/")
    start, end = _edges(first), _edges(last or first)
    if start is None or end is None or start[0] > end[1]:
        return None
    return start[0], end[1]


def _edges(value: str) -> tuple[date, date] | None:
    found = _DATE.fullmatch(value.split("T")[0])
    if not found:
        return None
    year, month, day = (int(each) if each else None for each in found.groups())
    try:
        if year is None:
            return None
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        if day is None:
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        return date(year, month, day), date(year, month, day)
    except ValueError:
        return None


def grain(first: date, last: date) -> str:
    """Name how long a period is: day, week, month, quarter, half, year (or other)."""
    days = (last - first).days + 1
    for name, least, most in (
        ("day", 1, 2),
        ("week", 3, 10),
        ("half_month", 11, 17),
        ("month", 26, 33),
        ("quarter", 85, 95),
        ("half", 175, 187),
        ("year", 350, 380),
    ):
        if least <= days <= most:
            return name
    return "other"

"""EDTF values -> first and last day and length, so that periods compare and sort."""

from __future__ import annotations

from datetime import date

from pipeline.extract import settle


def bounds(value: str | None) -> tuple[date, date] | None:
    """Give the first and last day of an EDTF value; None where it is unsettled (XXXX-08-06)."""
    if not value or value[0] == "T":
        return None
    found = settle.bounds("/".join(side.split("T")[0] for side in value.split("/")))
    return found if found and found[0] <= found[1] else None


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

"""DateMention + the report's own time -> the full EDTF value, where that settles it.

An open end is written as EDTF does: 2023年以来 is ``2023/..``.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.extract.dates import DateMention

_WEEKDAYS = "一二三四五六日"
_TENS = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "上中旬": (1, 20), "中下旬": (11, 31)}
_FAR_AHEAD = 9  # months: 12月 in a report of January is last year's, unless it is a deadline
_LATELY = re.compile(r"L([0-9]+)([DWMQY])")


def days_in_month(year: int | None, month: int) -> int:
    """Count the days of a month; an unknown year may be a leap year."""
    return 29 if month == 2 and year is None else calendar.monthrange(year or 2001, month)[1]


def ten_days(words: str, last_day: int) -> tuple[int, int]:
    """Give the first and last day of 上旬, 中旬, 下旬, 上中旬, 中下旬."""
    first, last = _TENS[words]
    return first, min(last, last_day)


@lru_cache(maxsize=1024)
def bounds(value: str | None) -> tuple[date, date] | None:
    """First and last day of an EDTF value with known year; None where it has none.

    Of a time without end (``2023/..``) they are those of its beginning.
    """
    if not value or "X" in value or value.startswith("T"):
        return None
    first, _, last = value.removesuffix("/..").removeprefix("../").partition("/")
    try:
        a = _day(first, last=False)
        b = _day(last or first, last=True)
    except ValueError:
        return None
    return (a, b)


def _day(value: str, *, last: bool) -> date:
    if "W" in value:
        name, _, week = value.partition("-W")
        return date.fromisocalendar(int(name), int(week), 7 if last else 1)
    pieces = [int(p) for p in value.split("-")]
    year = pieces[0]
    if len(pieces) == 1:
        return date(year, 12, 31) if last else date(year, 1, 1)
    month = pieces[1]
    if 33 <= month <= 36:
        quarter = month - 32
        month = quarter * 3 if last else quarter * 3 - 2
    elif 21 <= month <= 24:  # spring from March to May, winter into the next year
        month = 3 * (month - 20) + (2 if last else 0)
        year, month = (year + 1, month - 12) if month > 12 else (year, month)
    if len(pieces) == 2:
        return date(year, month, days_in_month(year, month) if last else 1)
    return date(year, month, pieces[2])


def _months(year: int, month: int, offset: int) -> tuple[int, int]:
    index = year * 12 + month - 1 + offset
    return index // 12, index % 12 + 1


def _interval(a: date, b: date) -> str:
    return a.isoformat() if a == b else f"{a.isoformat()}/{b.isoformat()}"


def resolve(mention: DateMention, period: str | None, signed: str | None = None) -> str | None:
    """Settle a mention against the report's period, else the day it was signed; else None.

    ``period`` and ``signed`` are EDTF values.
    """
    value = _settled(mention, period, signed)
    if value and mention.opens and not value.startswith("T"):
        return f"{value.partition('/')[0]}/.."
    return value


def _settled(mention: DateMention, period: str | None, signed: str | None) -> str | None:
    if mention.value and "X" not in mention.value and not mention.value.startswith("T"):
        return mention.value
    anchor = bounds(period) or bounds(signed)
    if anchor is None or mention.invalid or mention.doubt:
        return None
    if mention.value and mention.value.startswith("XXXX"):
        return _with_year(mention, *anchor)
    return _of_rule(mention.rule or "", *anchor, period)


def _with_year(mention: DateMention, first: date, last: date) -> str:
    """Give the year (and month) to a date that leaves it out."""
    value, rule = mention.value or "", mention.rule or ""
    if rule.startswith("M"):  # 上月20日
        year, month = _months(last.year, last.month, int(rule[1:]))
        return value.replace("XXXX-XX", f"{year:04d}-{month:02d}")
    if rule.startswith("Y"):
        return value.replace("XXXX", f"{last.year + int(rule[1:]):04d}")
    if value.startswith("XXXX-XX"):
        return value.replace("XXXX-XX", _month_of(int(value[8:10]), first, last))
    year, told = last.year, value[5:7]
    at = int(told) if told.isdigit() else 0
    if at and first.year != last.year and at >= first.month:
        year = first.year
    elif 12 >= at >= last.month + _FAR_AHEAD and not mention.due:
        year -= 1
    start, _, end = value.partition("/")
    if end and end[5:7].isdigit() and start > end:  # 12月20日至1月10日
        year -= year == last.year and last.month <= 6
        return f"{start.replace('XXXX', f'{year:04d}')}/{end.replace('XXXX', f'{year + 1:04d}')}"
    return value.replace("XXXX", f"{year:04d}")


def _month_of(day: int, first: date, last: date) -> str:
    """The month of a bare day: that in which it lies within the period, else the last."""
    chosen = first if first.month != last.month and day >= first.day else last
    return f"{chosen.year:04d}-{chosen.month:02d}"


def _of_rule(rule: str, first: date, last: date, period: str | None) -> str | None:
    """Settle a relative word by its rule of ``time_words.tsv``."""
    kind, _, part = rule.partition(":")
    if kind in ("", "NONE"):
        return None
    if kind == "NOW":
        return last.isoformat()
    if kind == "SAME":
        return _year_before(period) if period else None
    if kind.startswith("L"):
        return _lately(kind, last)
    if kind.startswith("W"):
        return _week(int(kind[1:]), part, first, last, within=bounds(period) is not None)
    if kind.startswith("M"):
        year, month = _months(last.year, last.month, int(kind[1:]))
        if part not in _TENS:
            return f"{year:04d}-{month:02d}"
        a, b = ten_days(part, days_in_month(year, month))
        return f"{year:04d}-{month:02d}-{a:02d}/{year:04d}-{month:02d}-{b:02d}"
    if kind.startswith("QQ"):
        return f"{last.year}-01/{last.year}-{int(kind[2:]) * 3:02d}"
    if kind.startswith("QN"):
        return f"{last.year}-{32 + int(kind[2:])}"
    if kind.startswith("Q"):
        quarter = last.year * 4 + (last.month - 1) // 3 + int(kind[1:])
        return f"{quarter // 4:04d}-{33 + quarter % 4}"
    if kind.startswith("H"):
        return (
            f"{last.year}-01/{last.year}-06" if kind == "H1" else f"{last.year}-07/{last.year}-12"
        )
    if kind.startswith("Y"):
        return f"{last.year + int(kind[1:]):04d}"
    return (last + timedelta(days=int(kind[1:]))).isoformat() if kind.startswith("D") else None


def _week(offset: int, weekday: str, first: date, last: date, *, within: bool) -> str:
    day = first if within else last
    monday = day - timedelta(days=day.weekday()) + timedelta(weeks=offset)
    if weekday == "末":
        return _interval(monday + timedelta(days=5), monday + timedelta(days=6))
    if weekday:
        index = 6 if weekday in "日天" else _WEEKDAYS.index(weekday)
        return (monday + timedelta(days=index)).isoformat()
    if offset or not within:
        return _interval(monday, monday + timedelta(days=6))
    return _interval(first, last)


def _lately(rule: str, last: date) -> str | None:
    """近三个月, 三年来: so much time, the running day, month or year included."""
    match = _LATELY.fullmatch(rule)
    count = int(match[1]) if match else 0
    if not match or not 1 <= count <= 1000:
        return None
    if match[2] in "DW":
        days = count * (7 if match[2] == "W" else 1)
        return _interval(last - timedelta(days=days - 1), last)
    if match[2] == "Y":
        return f"{last.year - count + 1:04d}/{last.year:04d}" if count > 1 else f"{last.year:04d}"
    year, month = _months(last.year, last.month, 1 - count * (3 if match[2] == "Q" else 1))
    return f"{year:04d}-{month:02d}/{last.year:04d}-{last.month:02d}"


def _year_before(value: str) -> str:
    return re.sub(r"(?<![0-9-])([0-9]{4})", lambda m: f"{int(m[1]) - 1:04d}", value)

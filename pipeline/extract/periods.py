"""Words of a period in a heading line -> the place and the EDTF value (2025-03-10/2025-03-16)."""

import re
from dataclasses import dataclass
from datetime import date

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "Ｏ": 0, "两": 2}
_FULL = {ord("０") + i: str(i) for i in range(10)}
_N = r"[0-9０-９〇零○一二三四五六七八九十廿]"
_TO = r"\s?(?:至|到|—{1,2}|–|-|－|~|～)\s?"
_PATTERN = re.compile(
    rf"""
    (?:(?P<y>{_N}{{2,4}})\s?年(?P<du>度)?\s?)?
    (?:
        (?P<m>{_N}{{1,3}})\s?月\s?(?P<d>{_N}{{1,3}})\s?[日号]?
        (?:{_TO}(?:(?P<y2>{_N}{{4}})\s?年\s?)?(?:(?P<m2>{_N}{{1,3}})\s?月\s?)?(?P<d2>{_N}{{1,3}})\s?[日号])?
      | (?P<m3>{_N}{{1,3}})\s?月?{_TO}(?P<m4>{_N}{{1,3}})\s?月(?!\s?{_N})份?
      | (?P<m5>{_N}{{1,3}})\s?月(?!\s?{_N})份?
      | 第?(?P<q>[一二三四1-4])季度
      | (?P<half>[上下])半年
    )
  | (?P<y3>{_N}{{4}})\s?年度?(?!\s?{_N}|\s?第\s?{_N}{{1,4}}\s?[期号])
  | (?P<y4>20\d\d)[.\-/](?P<m6>\d{{1,2}})[.\-/](?P<d6>\d{{1,2}})
    (?:{_TO}(?:(?P<y5>20\d\d)[.\-/])?(?:(?P<m7>\d{{1,2}})[.\-/])?(?P<d7>\d{{1,2}}))?
    """,
    re.VERBOSE,
)
_WORDS = re.compile(
    r"本周|近一周|一周来|本月|本季度|本年度|上半年|下半年|全年|一年来|今年以来|今年"
)


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """Where a period stands, and its EDTF value (None when it is no real date)."""

    start: int
    end: int
    text: str
    value: str | None


def integer(text: str) -> int | None:
    """Read 2025, ２０２５, 二〇二五, 十六 or 二十九; None for anything else."""
    text = text.translate(_FULL)
    if text.isdecimal():
        return int(text)
    if "十" in text or "廿" in text:
        tens, _, ones = text.replace("廿", "二十").partition("十")
        if len(tens) > 1 or len(ones) > 1 or not set(tens + ones) <= set(_DIGITS):
            return None
        return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
    if not text or not set(text) <= set(_DIGITS):
        return None
    return int("".join(str(_DIGITS[c]) for c in text))


def _day(year: int | None, month: int | None, day: int | None) -> str | None:
    if month is None or day is None:
        return None
    try:
        date(year if year is not None else 2000, month, day)
    except ValueError:
        return None
    return f"{year:04}-{month:02}-{day:02}" if year is not None else f"XXXX-{month:02}-{day:02}"


def _month(year: int | None, month: int | None) -> str | None:
    if month is None or not 1 <= month <= 12:
        return None
    return f"{year:04}-{month:02}" if year is not None else f"XXXX-{month:02}"


def _between(first: str | None, last: str | None) -> str | None:
    return f"{first}/{last}" if first and last else None


def _value(found: re.Match[str], year: int | None) -> str | None:
    part = {k: integer(v) for k, v in found.groupdict().items() if v and k not in ("half", "du")}
    if "y3" in part:
        return f"{part['y3']:04}" if part["y3"] else None
    if "y4" in part:
        first = _day(part["y4"], part["m6"], part["d6"])
        if "d7" not in part:
            return first
        last = _day(part.get("y5", part["y4"]), part.get("m7", part["m6"]), part["d7"])
        return _between(first, last)
    y = part.get("y", year)
    if y is not None and y < 100:
        y += 2000
    if "q" in part:
        first_month = 3 * (part["q"] or 1) - 2
        return _between(_month(y, first_month), _month(y, first_month + 2))
    if found["half"]:
        first_month = 1 if found["half"] == "上" else 7
        return _between(_month(y, first_month), _month(y, first_month + 5))
    if "m5" in part:
        return _month(y, part["m5"])
    if "m3" in part:
        return _between(_month(y, part["m3"]), _month(y, part["m4"]))
    first = _day(y, part["m"], part["d"])
    if "d2" not in part:
        return first
    month = part.get("m2", part["m"])
    later = part.get("y2", y)
    return _between(first, _day(later, month, part["d2"]))


def find_period(text: str, year: int | None = None) -> PeriodMention | None:
    """Find the most definite period of a heading line; ``year`` stands in where none is given."""
    best: re.Match[str] | None = None
    for found in _PATTERN.finditer(text):
        if best is None or len(found[0]) > len(best[0]):
            best = found
    if best is None:
        return None
    words = best[0].rstrip()
    return PeriodMention(best.start(), best.start() + len(words), words, _value(best, year))


def find_period_words(text: str) -> PeriodMention | None:
    """Find 本周, 本月, 一年来 …: a period that only the report's date can settle."""
    found = _WORDS.search(text)
    return PeriodMention(found.start(), found.end(), found[0], None) if found else None

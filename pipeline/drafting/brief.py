"""Files of figures and notes -> one Brief: rows, narrative, period, issuer, recipient, notices."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.drafting.records import read_records
from pipeline.drafting.sheets import Sheet, read_csv, read_workbook
from pipeline.drafting.titles import Heading, bounds, period_in, read_title
from pipeline.drafting.values import amount, clean
from pipeline.errors import BadData, UnreadableFile
from pipeline.schema import Brief, Notice, Period, Row

MAX_BYTES = 50 * 1024 * 1024
_SHEETS = {".xlsx", ".xlsm", ".xls"}
_RECORDS = {".json", ".yaml", ".yml"}
_NOTES = {".txt", ".md", ".docx", ".doc", ".wps"}


def read_brief(
    paths: Sequence[Path],
    *,
    unit_name: str | None = None,
    period: str | None = None,
    recipient: str | None = None,
    title: str | None = None,
) -> Brief:
    """Read all data files into one brief; what is given by name wins over what the files say.

    Raises:
        UnreadableFile: a file is missing, empty, too large or of a kind that holds no data.
        BadData: a file without figures or narrative, or without a header.
    """
    rows: list[Row] = []
    notices: list[Notice] = []
    narrative: list[tuple[str, tuple[str, ...]]] = []
    meta: dict[str, str] = {}
    heading = Heading()
    for path in paths:
        kind = _kind(path)
        first = max((row.number for row in rows), default=0) + 1
        if kind in _RECORDS:
            records = read_records(path, first)
            rows += records.rows
            notices += records.notices
            narrative += records.narrative
            meta = {**records.meta, **meta}
        elif kind in _NOTES:
            from pipeline.drafting.notes import read_notes

            notes = read_notes(path, first)
            rows += notes.rows
            notices += notes.notices
            narrative += notes.narrative
            heading = heading.filled(notes.heading)
            if notes.unit_name:
                meta.setdefault("unit_name", notes.unit_name)
        else:
            sheet = (
                read_csv(path, first) if kind in {".csv", ".tsv"} else read_workbook(path, first)
            )
            rows += sheet.rows
            notices += sheet.notices
            heading = heading.filled(_heading_of(sheet, path))
            if sheet.unit_name:
                meta.setdefault("unit_name", sheet.unit_name)
    if not any(amount(row.value) for row in rows) and not narrative:
        names = "、".join(path.name for path in paths)
        raise BadData("没有找到任何数字，也没有文字材料，无从起草；请检查数值一列", file=names)
    stated = clean(period or meta.get("period", ""))
    settled = period_in(stated) or (Period(stated) if stated else None) or heading.period
    issuer = unit_name or meta.get("unit_name") or _issuer(rows, heading)
    notices += _other_years(rows, settled)
    return Brief(
        rows=tuple(rows),
        unit_name=issuer or None,
        period=settled or _period_of_rows(rows),
        recipient=recipient or meta.get("recipient") or None,
        title=title or meta.get("title") or heading.title or None,
        narrative=tuple(narrative),
        notices=tuple(notices),
        issue=heading.issue or re.sub(r"\D", "", meta.get("issue", "")) or None,
    )


def _other_years(rows: list[Row], period: Period | None) -> list[Notice]:
    """Tell of rows that name another year than the report's."""
    ends = bounds(period)
    if ends is None:
        return []
    notices = []
    for row in rows:
        for year in re.findall(r"(?<!\d)(20\d\d)年", f"{row.time}{row.note}{row.value}"):
            if not ends[0].year - 1 < int(year) <= ends[1].year:
                message = f"数据第{row.number}行写着{year}年，与报告时段不是同一年，请核对"
                notices.append(Notice("doubt", message, (f"{year}年",), (row.number,)))
    return notices


def _kind(path: Path) -> str:
    if not path.is_file():
        raise UnreadableFile("找不到这个文件，请检查路径", file=path.name)
    size = path.stat().st_size
    if not size:
        raise UnreadableFile("文件是空的（0 字节），请重新导出后再试", file=path.name)
    if size > MAX_BYTES:
        raise UnreadableFile("文件超过 50 MB，不像数据表，请精简后再试", file=path.name)
    kind = path.suffix.lower()
    if kind not in {*_SHEETS, *_RECORDS, *_NOTES, ".csv", ".tsv"}:
        raise UnreadableFile(
            "不认识的数据格式，可用 xlsx、xls、csv、json、yaml、txt、docx", file=path.name
        )
    return kind


def _heading_of(sheet: Sheet, path: Path) -> Heading:
    heading = Heading()
    told = [*sheet.titles, path.stem]
    year = next((int(match[0]) for words in told if (match := re.search(r"20\d\d", words))), None)
    for words in told:
        heading = heading.filled(read_title(words))
        exact = period_in(words, year)
        if exact and exact.value:
            closer = _days(exact) - _days(heading.period)
            newer = heading.period is not None and exact.value > (heading.period.value or "")
            if closer < 0 or (closer == 0 and newer):
                heading = replace(heading, period=exact)
    return heading


def _days(period: Period | None) -> int:
    ends = bounds(period)
    return (ends[1] - ends[0]).days if ends else 10_000


def _period_of_rows(rows: list[Row]) -> Period | None:
    """Take the period from the rows' own times where they name one with its year."""
    for row in rows:
        period = period_in(row.time)
        if period and period.value and re.match(r"\d{4}-\d\d-\d\d/", period.value):
            return period
    return None


def _issuer(rows: list[Row], heading: Heading) -> str:
    """Name the issuer: the office of the overview row if it is the title's, else the place."""
    if heading.place:
        for row in rows:
            if row.department.startswith(heading.place) and not amount(row.value):
                return row.department
    return heading.place

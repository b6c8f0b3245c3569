"""A sheet (.xlsx, .xls, .csv) as offices make it -> Rows, a title, and what could not be read."""

import csv
import io
import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from pathlib import Path

from pipeline import lexicon
from pipeline.drafting.grid import Cell, decode, xls_grids, xlsx_grids
from pipeline.drafting.headers import (
    columns,
    has_number,
    header_of,
    is_whole,
    last_name,
    offices_column,
)
from pipeline.drafting.titles import period_in
from pipeline.drafting.values import amount, clean, known_units, plain, squeeze
from pipeline.errors import BadData
from pipeline.schema import Notice, Period, Row

_HEADER_WITHIN = 30
_SAMPLE = re.compile(r"样表|样例|示例|模板|填表说明|填报说明|填报要求|参考")
_BRACKETED = re.compile(r"[（(].*[）)]")
_SIGNED = re.compile(r"(?:填表|填报|制表|审核|审签|复核|联系|经办|负责|统计)(?:人|负责人)?\s*[:：]")
TOTALS = "总体情况"  # 合计行写在各单位之前
_OLE = b"\xd0\xcf\x11\xe0"


@dataclass(slots=True)
class Sheet:
    """What one or several sheets gave: rows, the words above the headers, notices."""

    rows: list[Row] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    count: int = 0
    unit_name: str = ""


def read_workbook(path: Path, first: int) -> Sheet:
    """Read all sheets of a workbook; data rows are numbered on from ``first``.

    Raises:
        BadData: not a workbook, encrypted, or without a single header row.
    """
    content = path.read_bytes()
    head = content[:8]
    if head.startswith(_OLE) and path.suffix.lower() != ".xls":
        raise BadData("表格已加密或不是 xlsx 格式，请去掉密码、另存为 .xlsx 后再试", file=path.name)
    grids = xls_grids(path) if head.startswith(_OLE) else xlsx_grids(path, content)
    sheet = Sheet()
    parts: list[tuple[str, int, int, Period | None]] = []
    for name, grid in grids:
        if len(grids) > 1 and _SAMPLE.search(name):
            message = f"{path.name} {name}：是样表，未用"
            sheet.notices.append(Notice("unused", message, (name,)))
            continue
        start, told = len(sheet.rows), len(sheet.titles)
        take_grid(sheet, grid, f"{path.name} {name}", first + sheet.count, named=len(grids) > 1)
        period = next((p for t in [name, *sheet.titles[told:]] if (p := period_in(t))), None)
        parts.append((name, start, len(sheet.rows), period))
    _date_parts(sheet, parts)
    if not sheet.rows:
        _refuse(path, any(any(c.text for c in row) for _, grid in grids for row in grid))
    return sheet


def _date_parts(sheet: Sheet, parts: list[tuple[str, int, int, Period | None]]) -> None:
    """Take the rows of a sheet of an earlier period (上周) as last values, not as this period's."""
    newest = max((p.value for _, _, _, p in parts if p and p.value), default="")
    for name, start, end, period in parts:
        named = re.search(r"上周|上月|上期|上季度|去年|上年", name)
        older = period is not None and bool(period.value) and period.value != newest
        if (named or older) and (start, end) != (0, len(sheet.rows)):
            last = last_name(name)
            sheet.rows[start:end] = [replace(row, time=last) for row in sheet.rows[start:end]]
            message = f"{name}：是{period.text if period and older else last}的数，只作比较"
            sheet.notices.append(Notice("unused", message, (name,)))


def read_csv(path: Path, first: int) -> Sheet:
    """Read a .csv in UTF-8, UTF-16 or GB18030, whatever divides its cells."""
    data = path.read_bytes()
    text = decode(data)
    if "\x00" in text:
        raise BadData("不是文本表格（内含二进制内容），请另存为 csv 或 xlsx 后再试", file=path.name)
    sample = "\n".join(text.splitlines()[:20])
    divider = max(",\t;；，|", key=sample.count)
    try:
        lines = csv.reader(io.StringIO(text), delimiter=divider)
        grid = [[Cell(clean(cell)) for cell in line] for line in lines]
    except csv.Error as error:
        raise BadData(f"csv 读不下去（{error}），请另存为 xlsx 后再试", file=path.name) from error
    sheet = Sheet()
    take_grid(sheet, grid, path.name, first, named=False)
    if not sheet.rows:
        _refuse(path, any(cell.text for row in grid for cell in row))
    return sheet


def _refuse(path: Path, filled: bool) -> None:  # noqa: FBT001 - a private pair of messages
    if not filled:
        raise BadData("表里没有内容，请填好数据后再试", file=path.name)
    raise BadData(
        "没有找到表头（要有“事项、指标、数值、单位”这样的一行），请补上表头后再试", file=path.name
    )


def take_grid(sheet: Sheet, grid: list[list[Cell]], where: str, first: int, *, named: bool) -> None:
    """Read one grid into the sheet: title above the header, then rows; or a cross table."""
    for at, row in enumerate(grid[:_HEADER_WITHIN]):
        header = header_of(row)
        like = header_of(row, loose=True)
        if not is_whole(header) and is_whole(like):
            header = like
        elif is_whole(header):
            taken = set(header.values())
            header |= {k: at for k, at in like.items() if k not in header and at not in taken}
        if is_whole(header):
            below = at + 1
            if below < len(grid) and not has_number(grid[below]):
                more = header_of(grid[below], loose=True)
                filled = [cell.text for cell in grid[below] if cell.text]
                if len(more) >= 2:
                    header = {**more, **header}
                if len(more) >= 2 or (filled and all(_BRACKETED.fullmatch(n) for n in filled)):
                    below += 1
            if "indicator" not in header and "topic" in header:
                header["indicator"] = header.pop("topic")
            _titles(sheet, grid[:at])
            column = header.get("before", -1)
            above = "".join(r[column].text for r in grid[at:below] if 0 <= column < len(r))
            _rows(sheet, grid[below:], header, where, first, last_name(above))
            return
        if "department" not in header and (first_column := offices_column(row, grid[at + 1 :])):
            header = {**header, **first_column}
        if "department" in header and "value" not in header and (wide := _wide(row, header)):
            _titles(sheet, grid[:at])
            _cross(sheet, grid[at + 1 :], header, wide, where, first)
            return
    if any(cell.text for row in grid for cell in row):
        words = "；".join(cell.text for row in grid[:5] for cell in row if cell.text)[:60]
        if named:
            sheet.notices.append(
                Notice("unused", f"{where}：没有表头，当作说明页，未用（{words}）", (words,))
            )


def _titles(sheet: Sheet, above: list[list[Cell]]) -> None:
    for row in above:
        words = list(dict.fromkeys(cell.text for cell in row if cell.text))
        sheet.titles.extend(words)
        for told in words:
            named = re.search(
                r"(?:填报|报送|编报|汇总|制表)单位[:：]\s*([^\s:：，。（(]{3,30})", told
            )
            if named and not sheet.unit_name:
                sheet.unit_name = re.sub(r"(?:统计|填报|填表)?(?:时段|时间|日期).*$", "", named[1])


def _text(row: list[Cell], header: dict[str, int], column: str) -> str:
    at = header.get(column)
    return row[at].text if at is not None and at < len(row) else ""


def _rows(
    sheet: Sheet,
    lines: list[list[Cell]],
    header: dict[str, int],
    where: str,
    first: int,
    last: str = "上期",
) -> None:
    number = first - 1
    header = _settle_unit_column(_by_content(header, lines), lines)
    totals = {squeeze(word) for word in lexicon.settings("sheet_headers")["totals"]["words"]}
    for line in lines:
        if not any(cell.text or cell.formula for cell in line):
            continue
        if len(header_of(line)) >= 3 and not has_number(line):
            continue  # 打印时每页重复的表头
        number += 1
        sheet.count += 1
        place = f"{where} 第{number}行"
        at = header["value"]
        cell = line[at] if at < len(line) else Cell()
        names = {squeeze(_text(line, header, c)) for c in ("department", "topic", "indicator")}
        names |= {squeeze(line[0].text)} if line else set()
        if names & totals:
            message = f"数据第{number}行是合计行（{cell.text}），未作为指标使用"
            sheet.notices.append(Notice("unused", message, (cell.text,), (number,)))
            continue
        if cell.formula:
            message = (
                f"数据第{number}行“{_text(line, header, 'indicator')}”的公式没有算出的结果，"
                "请在表格软件里打开、保存一次再用；草稿里留空待补"
            )
            sheet.notices.append(Notice("gap", message, (), (number,)))
        if cell.exact and cell.exact != cell.text:
            message = f"数据第{number}行表里显示{cell.text}，实为{cell.exact}，草稿按显示的写"
            sheet.notices.append(Notice("rounded", message, (cell.text, cell.exact), (number,)))
        if any(_SIGNED.match(each.text) for each in line[:2]):
            continue  # 填表人：… 审核人：…
        told = [_text(line, header, c) for c in ("indicator", "value", "note", "topic")]
        if not any(told[:3]) and sum(bool(each.text) for each in line) == 1 and told[3]:
            continue  # 表中间的小标题（二、绿化部分）
        if not any(told) and not cell.formula:
            words = "；".join(each.text for each in line if each.text)
            message = f"数据第{number}行只有“{words}”，当作附注，未用"
            sheet.notices.append(Notice("unused", message, (words,), (number,)))
            continue
        unit = _text(line, header, "unit")
        value, beside = part_value(cell.text)
        sheet.rows.append(
            Row(
                place,
                number,
                department=_text(line, header, "department"),
                topic=_text(line, header, "topic"),
                indicator=_text(line, header, "indicator"),
                value="公式未算" if cell.formula else value,
                unit=unit or None,
                time=_text(line, header, "time"),
                note="；".join(filter(None, (beside, _text(line, header, "note")))),
            )
        )
        row = sheet.rows[-1]
        if before := _text(line, header, "before"):
            sheet.rows.append(replace(row, value=before, time=last, note=""))
        _add_cumulative(sheet, row, _text(line, header, "cumulative"), header)


def _add_cumulative(sheet: Sheet, row: Row, words: str, header: dict[str, int]) -> None:
    """Give the 累计 column a row of its own beside the row of the period."""
    if not words:
        return
    name = row.indicator if row.indicator.startswith("累计") else f"累计{row.indicator}"
    time = "今年以来" if header.get("this_year") is not None else "累计"
    sheet.rows.append(replace(row, indicator=name, value=words, time=time, note=""))


def part_value(words: str) -> tuple[str, str]:
    """Part 18（含新增3处） into the value and what stands beside it in brackets."""
    match = re.fullmatch(r"([^（()）]+)[（(]([^（()）]+)[）)]", words)
    if match and not amount(words) and amount(match[1]):
        return match[1].strip(), match[2].strip()
    return words, ""


_TIMES = re.compile(
    r"(?:本|上|当)(?:周|月|季度|年|期|旬)|\d{1,2}[-—至]\d{1,2}月|.{0,8}以来|截至.{2,12}"
)


def _by_content(header: dict[str, int], lines: list[list[Cell]]) -> dict[str, int]:
    """Find the columns of units and times, whatever they are called, by what they hold."""
    found = dict(header)
    for at in range(max((len(line) for line in lines), default=0)):
        if at in found.values():
            continue
        filled = [line[at].text for line in lines if at < len(line) and line[at].text]
        if len(filled) < 2:
            continue
        if "unit" not in found and 3 * sum(w in known_units() for w in filled) >= 2 * len(filled):
            found["unit"] = at
        elif "time" not in found and 3 * sum(bool(_TIMES.fullmatch(w)) for w in filled) >= 2 * len(
            filled
        ):
            found["time"] = at
    return found


def _settle_unit_column(header: dict[str, int], lines: list[list[Cell]]) -> dict[str, int]:
    """Read a lone 单位 column by what it holds: counting words, or the names of offices."""
    at = header.get("department")
    if at is not None and _holds_units(lines, at):  # 本月、累计下面各有一列单位
        header = {k: v for k, v in header.items() if k != "department"} | {"unit": at}
    at = header.get("unit")
    if at is None or "department" in header:
        return header
    words = [line[at].text for line in lines if at < len(line) and line[at].text]
    if not words or 2 * sum(word in known_units() for word in words) >= len(words):
        return header
    return {**{k: v for k, v in header.items() if k != "unit"}, "department": at}


def _holds_units(lines: list[list[Cell]], at: int) -> bool:
    words = [line[at].text for line in lines if at < len(line) and line[at].text]
    return bool(words) and 2 * sum(word in known_units() for word in words) >= len(words)


@cache
def _counted() -> re.Pattern[str]:
    """检查户数: what a column is named after is its unit."""
    units = "|".join(sorted(map(re.escape, known_units()), key=len, reverse=True))
    return re.compile(rf"[一-鿿]{{1,8}}?(?P<unit>{units})数")


def _wide(row: list[Cell], header: dict[str, int]) -> dict[int, tuple[str, str | None]]:
    """Read a cross table's head: 检查商铺（家） -> the indicator and its unit, column by column."""
    wide: dict[int, tuple[str, str | None]] = {}
    taken = set(header.values())
    for at, cell in enumerate(row):
        if at in taken or not cell.text or squeeze(cell.text) in columns():
            continue
        match = re.fullmatch(r"(.+?)[（(/](.{1,5}?)[)）]?", cell.text)
        if match and match[2] in known_units():
            wide[at] = (match[1].strip(), match[2])
        elif counted := _counted().fullmatch(cell.text.strip()):
            wide[at] = (cell.text.strip(), counted["unit"])
        else:
            wide[at] = (cell.text, None)
    return wide if len(wide) >= 2 else {}


def _cross(
    sheet: Sheet,
    lines: list[list[Cell]],
    header: dict[str, int],
    wide: dict[int, tuple[str, str | None]],
    where: str,
    first: int,
) -> None:
    number, start = first - 1, len(sheet.rows)
    totals = {squeeze(word) for word in lexicon.settings("sheet_headers")["totals"]["words"]}
    for at, (indicator, unit) in wide.items():
        cells = [amount(line[at].text) for line in lines if at < len(line)]
        units = [cell.unit for cell in cells if cell and cell.unit]
        if not unit and units and len(set(units)) == 1:
            wide[at] = (indicator, units[0])
    for line in lines:
        department = _text(line, header, "department")
        if not department:
            continue
        number += 1
        sheet.count += 1
        if squeeze(department) in totals:
            summed = _summed(sheet, start, line, wide, where, number)
            sheet.rows[start:start] = summed
            start = len(sheet.rows)
            continue
        for at, (indicator, unit) in wide.items():
            if at < len(line) and line[at].text:
                sheet.rows.append(
                    Row(
                        f"{where} 第{number}行“{indicator}”列",
                        number,
                        department,
                        _text(line, header, "topic"),
                        indicator,
                        line[at].text,
                        unit,
                        _text(line, header, "time"),
                    )
                )


def _summed(
    sheet: Sheet,
    start: int,
    line: list[Cell],
    wide: dict[int, tuple[str, str | None]],
    where: str,
    number: int,
) -> list[Row]:
    """Give the totals that are the sums of the lines above; tell of those that are not."""
    rows: list[Row] = []
    for at, (indicator, unit) in wide.items():
        total = amount(line[at].text) if at < len(line) else None
        parts = [amount(row.value) for row in sheet.rows[start:] if row.indicator == indicator]
        values = [part.value for part in parts if part]
        if total is None or not values:
            continue
        summed = sum(values, Decimal(0))
        if summed != total.value:
            message = (
                f"数据第{number}行合计“{indicator}”{line[at].text}与各行相加的{plain(summed)}对不上，"
                "合计数未用，请核实"
            )
            told = (line[at].text, plain(summed))
            sheet.notices.append(Notice("conflict", message, told, (number,)))
        elif len(values) > 1:
            place = f"{where} 第{number}行“{indicator}”列"
            rows.append(Row(place, number, "", TOTALS, indicator, line[at].text, unit, "合计"))
    return rows

"""A workbook (.xlsx, .xls) or encoded text -> grids of cells, each as its program shows it."""
# ruff: noqa: ANN401 - cells, runs and parsed JSON come untyped from their libraries

import io
import re
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.drafting.values import clean, plain
from pipeline.errors import BadData

_MAX_ROWS = 20_000
_MAX_UNPACKED = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as its reader sees it: the words shown, and whether the number was shortened."""

    text: str = ""
    exact: str = ""
    formula: bool = False


def decode(data: bytes) -> str:
    """Decode text as Chinese offices store it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("gb18030", errors="replace")


def xlsx_grids(path: Path, content: bytes) -> list[tuple[str, list[list[Cell]]]]:
    """Read the visible sheets of a workbook: name and cells.

    Raises:
        BadData: it is broken, or too large once unpacked.
    """
    import zipfile

    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            size = sum(member.file_size for member in package.infolist())
        if size > _MAX_UNPACKED:
            raise BadData("表格解开后过大，不像数据表，请精简后再试", file=path.name)
        shown = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        written = openpyxl.load_workbook(io.BytesIO(content))
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise BadData(
            "表格打不开（文件已损坏或不是 xlsx），请重新另存后再试", file=path.name
        ) from error
    grids = []
    for sheet in shown.worksheets:
        if sheet.sheet_state != "visible":
            continue
        formulas = written[sheet.title]
        grid = [
            [_cell(c, formulas.cell(c.row or 1, c.column or 1)) for c in line]
            for line in sheet.iter_rows(max_row=min(sheet.max_row or 0, _MAX_ROWS))
        ]
        for merged in sheet.merged_cells.ranges:
            _spread(grid, merged)
        grids.append((sheet.title, grid))
    return grids


def _spread(grid: list[list[Cell]], merged: Any) -> None:
    """Give the words of a cell merged downwards to each of its rows (部门 over five rows)."""
    if merged.min_col != merged.max_col or merged.min_row > len(grid):
        return
    words = grid[merged.min_row - 1][merged.min_col - 1]
    for row in grid[merged.min_row : merged.max_row]:
        row[merged.min_col - 1] = words


def _cell(shown: Any, written: Any) -> Cell:
    value = shown.value
    if value is None:
        uncounted = getattr(written, "data_type", "") == "f"
        return Cell(formula=uncounted)
    if isinstance(value, bool):
        return Cell("是" if value else "否")
    if isinstance(value, (int, float)):
        return _number(value, str(shown.number_format or "General"))
    if isinstance(value, datetime):
        return Cell(f"{value.year}年{value.month}月{value.day}日")
    if isinstance(value, date):
        return Cell(f"{value.year}年{value.month}月{value.day}日")
    if isinstance(value, time):
        return Cell(value.strftime("%H:%M"))
    return Cell(clean(str(value)))


def _number(value: int | float, form: str) -> Cell:
    """Show a number as the sheet shows it: percent, decimals of its format; keep the exact one."""
    exact = Decimal(str(value)) if isinstance(value, int) else Decimal(format(value, ".15g"))
    main = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", form.split(";")[0])
    percent = "%" in main
    if percent:
        exact *= 100
    decimals = re.search(r"0\.(0+)(?!#)", main)
    shown = exact
    if decimals or (re.search(r"0", main) and "." not in main):
        places = len(decimals[1]) if decimals else 0
        shown = exact.quantize(Decimal(1).scaleb(-places))
    elif -exact.as_tuple().exponent > 4:  # type: ignore[operator]
        shown = round(exact, 2)
    sign = "%" if percent else ""
    return Cell(plain(shown) + sign, plain(exact) + sign)


def xls_grids(path: Path) -> list[tuple[str, list[list[Cell]]]]:
    """Read the sheets of an old workbook.

    Raises:
        BadData: it is encrypted or broken.
    """
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        grids = []
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python()
            grids.append((name, [[_plain_cell(value) for value in row] for row in rows]))
    except python_calamine.CalamineError as error:
        raise BadData(
            "表格打不开（已加密或已损坏），请另存为 .xlsx 后再试", file=path.name
        ) from error
    return grids


def _plain_cell(value: Any) -> Cell:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _number(int(value) if float(value).is_integer() else value, "General")
    if isinstance(value, datetime | date):
        return Cell(f"{value.year}年{value.month}月{value.day}日")
    return Cell(clean(str(value)))

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
from pipeline.errors import BadData, UnreadableFile
from pipeline.reading import unpacked_size

_MAX_ROWS = 20_000
_MAX_UNPACKED = 200 * 1024 * 1024
_CAGED_FROM = 2 * 1024 * 1024
_SECONDS = 60.0
_MEMORY = 2_000_000_000


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
    try:
        size = unpacked_size(content)
        if size > _MAX_UNPACKED:
            raise BadData("表格解开后过大，不像数据表，请精简后再试", file=path.name)
        if size < _CAGED_FROM:
            return grids_of(content)
        from pipeline import cage

        found: list[tuple[str, list[list[Cell]]]]
        found = cage.run(grids_of, content, seconds=_SECONDS, memory=_MEMORY)
    except BadData:
        raise
    except Exception as error:  # openpyxl raises whatever its own code stumbles over
        given_up = isinstance(error, UnreadableFile) and error.code in ("TIMEOUT", "MEMORY")
        why = "过大" if given_up else "文件已损坏或不是 xlsx"
        raise BadData(f"表格打不开（{why}），请重新另存后再试", file=path.name) from error
    return found


def grids_of(content: bytes) -> list[tuple[str, list[list[Cell]]]]:
    """Let openpyxl read a workbook; it raises as it pleases at a foreign one."""
    import warnings

    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what it does not know of a file we do not use
        shown = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        written = openpyxl.load_workbook(io.BytesIO(content))
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
    from pipeline import cage

    try:
        found: list[tuple[str, list[list[Cell]]]]
        found = cage.run(old_grids_of, str(path), seconds=_SECONDS, memory=_MEMORY)
    except (RuntimeError, UnreadableFile) as error:
        raise BadData(
            "表格打不开（已加密或已损坏），请另存为 .xlsx 后再试", file=path.name
        ) from error
    return found


def old_grids_of(path: str) -> list[tuple[str, list[list[Cell]]]]:
    """Let calamine read an old workbook; in a child, for at some files it panics."""
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(path)
    grids = []
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python(nrows=_MAX_ROWS)
        grids.append((name, [[_plain_cell(value) for value in row] for row in rows]))
    return grids


def _plain_cell(value: Any) -> Cell:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _number(int(value) if float(value).is_integer() else value, "General")
    if isinstance(value, datetime | date):
        return Cell(f"{value.year}年{value.month}月{value.day}日")
    return Cell(clean(str(value)))

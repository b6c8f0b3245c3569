"""Facts of the archive -> a Parquet file for data tools, by pyarrow (extra ``parquet``)."""

from __future__ import annotations

import io
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from pipeline.errors import BadUsage
from pipeline.outputs import sheet

if TYPE_CHECKING:
    from pipeline.archive import StoredFact

_WHOLE = ("序列", "起", "止")
NUMBER = "数"
"""The column beside 数值 (its exact words) that holds it as a number to reckon with."""


def parquet_bytes(found: Iterable[StoredFact]) -> bytes:
    """Write one row a fact under the names of the sheet.

    Raises:
        BadUsage: pyarrow is not installed.
    """
    try:
        import pyarrow  # type: ignore[import-untyped]
        from pyarrow import parquet
    except ModuleNotFoundError as error:
        raise BadUsage("缺少写 parquet 的组件，请先安装 huibao[parquet]，或改写 .csv") from error
    rows = list(sheet.stored_rows(found))
    columns: dict[str, object] = {}
    for place, name in enumerate(sheet.STORED_HEADER):
        cells = [row[place] for row in rows]
        if name in _WHOLE:
            columns[name] = pyarrow.array(cells, pyarrow.int64())
        else:
            words = [None if cell is None else _storable(sheet.plain(cell)) for cell in cells]
            columns[name] = pyarrow.array(words, pyarrow.string())
    value = sheet.STORED_HEADER.index("数值")
    numbers = [float(c) if isinstance(c, Decimal) else None for c in (row[value] for row in rows)]
    columns[NUMBER] = pyarrow.array(numbers, pyarrow.float64())
    out = io.BytesIO()
    parquet.write_table(pyarrow.table(columns), out)
    return out.getvalue()


def _storable(words: str) -> str:
    return words.encode("utf-8", "replace").decode()

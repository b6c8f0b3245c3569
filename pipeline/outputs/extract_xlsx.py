"""Extractions to a workbook (台账): one fact a row."""

from collections.abc import Sequence

from pipeline.outputs import sheet
from pipeline.schema import Extraction


def render(results: Sequence[Extraction], *, listed: bool = False) -> bytes:
    """Write one row a fact."""
    return sheet.xlsx_bytes("事实", sheet.HEADER, sheet.rows(results))

"""Facts as the rows of a sheet, and sheets as csv or xlsx that run nothing when opened."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pipeline import wire
from pipeline.schema import Aggregate, Bound, Extraction, FactKind, Status

if TYPE_CHECKING:
    from pipeline.archive import StoredFact

Cell = str | Decimal | int | None

HEADER = (
    "文件", "报告", "单位", "章节", "指标", "动作", "对象", "责任主体", "类别", "原文", "数值",
    "下限", "上限", "约数", "计量单位", "时间", "时间值", "口径", "状态", "起", "止",
)  # fmt: skip
KINDS = {
    FactKind.QUANTITY: "数量",
    FactKind.MONEY: "金额",
    FactKind.PERCENT: "比例",
    FactKind.DATE: "日期",
    FactKind.FREQUENCY: "频次",
    FactKind.RANK: "名次",
}
BOUNDS = {
    Bound.EXACT: "",
    Bound.ABOUT: "约",
    Bound.OVER: "以上",
    Bound.UNDER: "以下",
    Bound.SEVERAL: "几",
    Bound.RANGE: "范围",
}
AGGREGATES = {
    None: "",
    Aggregate.TOTAL: "合计",
    Aggregate.PART: "其中",
    Aggregate.CUMULATIVE: "累计",
    Aggregate.AVERAGE: "平均",
    Aggregate.RATE: "单价或比率",
    Aggregate.CHANGE: "增减",
}
STATUSES = {Status.DONE: "已完成", Status.PLANNED: "计划"}


def rows(results: Iterable[Extraction]) -> Iterator[tuple[Cell, ...]]:
    """Lay out every fact as one row under ``HEADER``."""
    for extraction in results:
        for report in extraction.reports:
            headings = {each.id: each.label + each.heading for each in report.sections}
            for fact in report.facts:
                amount = fact.quantity
                yield (
                    extraction.document.source.name,
                    report.title,
                    report.issuer,
                    headings.get(fact.section or ""),
                    fact.indicator,
                    fact.action,
                    fact.object,
                    fact.actor,
                    KINDS[fact.kind],
                    report.words(fact.span),
                    amount.value if amount else fact.value,
                    amount.low if amount else None,
                    amount.high if amount else None,
                    BOUNDS[amount.bound] if amount else "",
                    amount.unit if amount else None,
                    fact.time.text if fact.time else None,
                    fact.time.value if fact.time else fact.resolved,
                    AGGREGATES[fact.aggregate],
                    STATUSES[fact.status],
                    fact.span.start,
                    fact.span.end,
                )


STORED_HEADER = (
    "时期", "报告单位", "报告", "指标", "动作", "对象", "责任主体", "类别", "原文", "数值", "下限",
    "上限", "约数", "计量单位", "时间", "口径", "状态", "序列", "文件", "起", "止", "文件校验值",
)  # fmt: skip


def stored_rows(found: Iterable[StoredFact]) -> Iterator[tuple[Cell, ...]]:
    """Lay out every fact of the archive as one row under ``STORED_HEADER``."""
    for stored in found:
        fact, amount = stored.fact, stored.fact.quantity
        yield (
            stored.period,
            stored.issuer,
            stored.title,
            fact.indicator,
            fact.action,
            fact.object,
            fact.actor,
            KINDS[fact.kind],
            stored.text,
            amount.value if amount else fact.value,
            amount.low if amount else None,
            amount.high if amount else None,
            BOUNDS[amount.bound] if amount else "",
            amount.unit if amount else None,
            fact.time.text if fact.time else None,
            AGGREGATES[fact.aggregate],
            STATUSES[fact.status],
            stored.series,
            stored.file,
            fact.span.start,
            fact.span.end,
            stored.sha256,
        )


def plain(cell: Cell) -> str:
    """Write a cell as text."""
    if isinstance(cell, Decimal):
        return wire.decimal(cell) or ""
    return "" if cell is None else str(cell)


def csv_bytes(header: Sequence[str], body: Iterable[Sequence[Cell]]) -> bytes:
    """Write csv with a BOM, as Excel and WPS expect; text that looks like a formula is quoted."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header)
    for row in body:
        writer.writerow([_harmless(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig", "replace")


def _harmless(cell: Cell) -> str:
    text = plain(cell)
    return (
        f"'{text}"
        if isinstance(cell, str) and text[:1] in ("=", "+", "-", "@", "\t", "\r")
        else text
    )


# characters that an xlsx cannot hold: C0 controls, lone surrogates, U+FFFE and U+FFFF
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def xlsx_bytes(title: str, header: Sequence[str], body: Iterable[Sequence[Cell]]) -> bytes:
    """Write a workbook with a frozen header and filters; text stays text, whatever its start."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for column, name in enumerate(header, 1):
        sheet.column_dimensions[get_column_letter(column)].width = max(10, 2 * len(name) + 4)

    def cell(value: Cell) -> Any:  # noqa: ANN401  # the function WriteOnlyCell returns an own class
        if not isinstance(value, str):
            return WriteOnlyCell(sheet, value=value)  # type: ignore[arg-type]  # Decimal is fine
        made = WriteOnlyCell(sheet, value=_ILLEGAL.sub("", value)[:32767])
        made.data_type = "s"
        return made

    heads = [cell(name) for name in header]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    count = 1
    for row in body:
        sheet.append([cell(value) for value in row])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(header))}{count}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()

"""Tab-separated lines -> Table records, and the figures in their cells.

A cell's unit, scale and indicator come from its column title, its row's unit column or the caption.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from pipeline.extract import words
from pipeline.extract.dates import find_dates
from pipeline.extract.numerals import fold, parse
from pipeline.extract.units import unit_at
from pipeline.schema import Aggregate, Bound, Cell, FactKind, Quantity, Span, Table

_NUMBER = re.compile(r"-?(?:[0-9]{1,3}(?:[,，][0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_UNIT_IN_TITLE = re.compile(r"[（(/]\s*(?:单位[：:])?([^（()）]{1,8})[)）]?$")
_CAPTION = re.compile(r"单位[：:]\s*([^\s）)，,]{1,6})")
_TOTAL = re.compile(r"合\s*计|总\s*计|小\s*计|共\s*计|总数|全[镇乡街区县村]计?$")
_PLACE_TITLE = re.compile(
    r"村|社区|单位|部门|科室|街道|网格|地区|区域|辖区|名称|片区|乡镇|小组|站所|学校|班级"
)
_ROW_TITLE = re.compile(r"项目|类别|指标|内容|事项|种类|类型|科目|工作")
_UNIT_COLUMN = re.compile(r"^(?:计量)?单位$")
_SKIP_COLUMN = re.compile(r"^(?:序号|编号|备注|电话|联系.*|日期|时间|年份|说明|期号|文号)$")
_RATE = re.compile(r"率|比例|占比|比重|百分比|覆盖面")
_CHANGE = re.compile(r"增减|增幅|同比|环比|较上|比上|增长|降幅")
_CUMULATIVE = re.compile(r"累计|截至|截止|以来")
_BARE_TITLE = re.compile(r"数量|数值|本[周月期年]|上[周月]|完成数|累计|合计|实际")
_PERIOD_TITLE = re.compile(r"^(?:本[周月期年]|上[周月]|累计|实际)+")
_STATUS_VERB = re.compile(r"^已(.+)$")


@dataclass(frozen=True, slots=True)
class CellFigure:
    """A figure in a cell with what its row and column say of it."""

    span: Span
    kind: FactKind
    quantity: Quantity
    action: str | None
    object: str | None
    place: str | None
    aggregate: Aggregate | None
    time: str | None
    cell: tuple[int, int, int]


def find_tables(text: str, start: int, end: int) -> list[Table]:
    """Find the tables between two offsets: two or more lines with tabs, one after another."""
    tables: list[Table] = []
    if "\t" not in text[start:end]:
        return tables
    rows: list[tuple[Cell, ...]] = []
    first = at = start
    caption = previous = None
    for line in [*text[start:end].split("\n"), ""]:
        if "\t" in line:
            if not rows:
                first, caption = at, previous
            cells, cell_at = [], at
            for words_ in line.split("\t"):
                bare = words_.strip()
                begin = cell_at + (words_.find(bare) if bare else 0)
                cells.append(Cell(Span(begin, begin + len(bare)), bare))
                cell_at += len(words_) + 1
            rows.append(tuple(cells))
        else:
            if len(rows) > 1:
                tables.append(Table(Span(first, at - 1), tuple(rows), _header_rows(rows), caption))
            rows = []
            previous = line.strip() or previous
        at += len(line) + 1
    return tables


def _numeric(cell: Cell) -> bool:
    return bool(
        re.fullmatch(
            r"(?:约|近)?-?[0-9０-９,，.．]+\s?(?:[%％万亿余多]|[\u4e00-\u9fff㎡]{1,3})*", cell.text
        )
    ) or cell.text in ("—", "-", "/")


def _header_rows(rows: list[tuple[Cell, ...]]) -> int:
    count = 0
    for row in rows[:3]:
        if any(_numeric(c) for c in row[1:]):
            break
        count += 1
    return min(max(count, 0), len(rows) - 1)


def _titles(table: Table) -> list[str]:
    width = max(len(row) for row in table.rows)
    titles = [""] * width
    for row in table.rows[: table.header_rows]:
        carried = ""
        for i in range(width):
            part = row[i].text if i < len(row) else ""
            carried = part or carried
            if part and part not in titles[i]:
                titles[i] += part
    return titles


def _unit_of(title: str, caption: str | None) -> str | None:
    if (found := _UNIT_IN_TITLE.search(title)) and (
        unit_at(found[1], 0) or found[1][0] in "万亿%％" or len(found[1]) <= 2
    ):
        return found[1]
    if caption and (found := _CAPTION.search(caption)):
        return found[1]
    return None


def cell_figures(table: Table, index: int) -> list[CellFigure]:
    """Read every figure of a table's body."""
    titles = _titles(table)
    figures: list[CellFigure] = []
    unit_column = next((i for i, t in enumerate(titles) if _UNIT_COLUMN.match(t) and i > 0), None)
    first_title = titles[0] if titles else ""
    name_column = 1 if re.match(r"序号|编号|NO", first_title) and len(titles) > 1 else 0
    places = bool(
        _PLACE_TITLE.search(titles[name_column] if titles else "")
    ) and not _ROW_TITLE.search(titles[name_column])
    if not places and not _ROW_TITLE.search(titles[name_column] if titles else ""):
        names = [
            row[name_column].text
            for row in table.rows[table.header_rows :]
            if len(row) > name_column
        ]
        places = sum(words.is_body(n) for n in names) * 2 > len(names)
    first_measure: str | None = None
    for r, row in enumerate(table.rows[table.header_rows :], table.header_rows):
        name = row[name_column].text if len(row) > name_column else ""
        total = bool(_TOTAL.search(name))
        for c, cell in enumerate(row):
            if c <= name_column or c == unit_column or c >= len(titles) or not cell.text:
                continue
            title = titles[c]
            if _SKIP_COLUMN.match(title) or not _numeric(cell):
                continue
            bare = _UNIT_IN_TITLE.sub("", title) if _unit_of(title, None) else title
            unit = (
                row[unit_column].text
                if unit_column is not None and unit_column < len(row)
                else _unit_of(title, table.caption)
            )
            read = _figure(cell, unit, rate=bool(_RATE.search(title)))
            if read is None:
                continue
            span, kind, quantity = read
            verb = _STATUS_VERB.match(bare)
            lead = words.verb_at(bare, 0) if bare else None
            act = obj = None
            if kind is FactKind.PERCENT and not _CHANGE.search(title):
                obj = bare
            elif not places and name and not total:
                obj, act = name, _done(bare)
            elif not places and total:
                obj = bare or name
            elif verb and words.verb_at(verb[1], 0):
                act, obj = verb[1], first_measure
            elif lead and lead[1] == "" and len(lead[0]) < len(bare):
                act, obj = lead[0], bare[len(lead[0]) :]
            elif lead and lead[1] == "" and first_measure:
                act, obj = lead[0], first_measure
            else:
                obj = bare or name
            if first_measure is None and kind is not FactKind.PERCENT:
                first_measure = bare
            aggregate = (
                Aggregate.CHANGE
                if _CHANGE.search(title)
                else Aggregate.RATE
                if kind is FactKind.PERCENT
                else Aggregate.TOTAL
                if total or _TOTAL.search(title)
                else Aggregate.CUMULATIVE
                if _CUMULATIVE.search(title)
                else None
            )
            times = find_dates(title)
            figures.append(
                CellFigure(
                    span,
                    kind,
                    quantity,
                    act,
                    obj,
                    name if places and not total else None,
                    aggregate,
                    times[0].text if times else None,
                    (index, r, c),
                )
            )
    return figures


def _done(title: str) -> str | None:
    """What a column title says was done: 累计完成 -> 完成; a mere 本周数 says nothing."""
    if not _BARE_TITLE.match(title):
        return title
    rest = _PERIOD_TITLE.sub("", title)
    verb = words.verb_at(rest, 0) if rest else None
    return rest if verb and verb[0] == rest else None


def _figure(cell: Cell, unit: str | None, *, rate: bool) -> tuple[Span, FactKind, Quantity] | None:
    text = fold(cell.text)
    found = _NUMBER.search(text)
    if found is None:
        return None
    number = parse(found.group().lstrip("-"))
    if number is None or number.value is None:
        return None
    value = -number.value if found.group().startswith("-") else number.value
    stop = found.end()
    own = text[stop:].strip()
    if own[:1] in "%％" and own:
        stop = text.index(own[0], stop) + 1
        unit = "%"
    elif own and own[0] in "万亿":
        value *= 10**4 if own[0] == "万" else 10**8
        stop = text.index(own[0], stop) + 1
        own = own[1:]
        if own and (read := unit_at(own, 0)):
            unit, stop = read[0], stop + read[4]
    elif own and (read := unit_at(own, 0)):
        unit, stop = read[0], stop + read[4] + (len(text[stop:]) - len(text[stop:].lstrip()))
    span = Span(cell.span.start + found.start(), min(cell.span.start + stop, cell.span.end))
    bound = (
        Bound.ABOUT
        if text.startswith("约")
        else Bound.UNDER
        if text.startswith("近")
        else Bound.EXACT
    )
    if unit in ("%", "％") or (unit is None and rate):
        return span, FactKind.PERCENT, Quantity(value, bound=bound, unit="%", dimension="ratio")
    if unit and unit[0] in "万亿" and len(unit) > 1:
        value *= Decimal(10**4 if unit[0] == "万" else 10**8)
        unit = unit[1:]
    read = unit_at(unit, 0) if unit else None
    if read:
        _written, canonical, dimension, factor, end = read
        if end < len(unit or "") and (unit or "")[end] in "(（":
            canonical = (unit or "").replace("（", "(").replace("）", ")")
        kind = FactKind.MONEY if dimension == "money" else FactKind.QUANTITY
        return (
            span,
            kind,
            Quantity(value * factor, bound=bound, unit=canonical, dimension=dimension),
        )
    return (
        span,
        FactKind.QUANTITY,
        Quantity(value, bound=bound, unit=unit, dimension="count" if unit else None),
    )

"""A row of cells -> which column of the data stands where, whatever its header is called."""

import re
from functools import cache

from pipeline import lexicon
from pipeline.drafting.chat import part_sender
from pipeline.drafting.grid import Cell
from pipeline.drafting.values import amount, squeeze


@cache
def columns() -> dict[str, str]:
    """Map each way to write a header to its column."""
    table: dict[str, list[str]] = lexicon.settings("sheet_headers")["columns"]
    return {squeeze(word): column for column, words in table.items() for word in words}


def header_of(row: list[Cell], *, loose: bool = False) -> dict[str, int]:
    """Find which column stands where; two columns of one name keep the first.

    ``loose`` also reads headers that no table lists by how they are built.
    """
    found: dict[str, int] = {}
    topics: list[int] = []
    words = [squeeze(cell.text) for cell in row]
    for at, word in enumerate(words):
        column = columns().get(word) or columns().get(re.split(r"[/、或和及]", word)[0])
        column = column or (_column_like(word) if loose else None)
        if column == "topic":
            topics.append(at)
        # “单位”既可以是报送单位，也可以是计量单位：另有计量单位一列的，它就是报送单位
        if word == "单位" and (set(words) & unit_words() or "单位" in words[at + 1 :]):
            column = "department"
        if column:
            found.setdefault(column, at)
        if column == "cumulative" and re.search(r"今年|本年|年累计|年度累计|年初|全年", word):
            found.setdefault("this_year", at)
    if len(topics) > 1 and "indicator" not in found:
        found["indicator"] = topics[-1]  # 类别、内容两列：后一列是指标
    return found


_NOW = r"(?:本|当|这|报告)(?:周|月|季度|季|期|年度|年|旬|日)(?:内|度)?"
_BEFORE = r"上(?:一)?(?:周|月|季度|季|期|年度|年|旬)(?:同期)?|去年同期|上年同期|同期"
_COUNT = (
    r"(?:实际)?(?:完成|统计|上报|报送|发生|累报|办理)?(?:的)?(?:数值|数量|数据|数字|数|量|值|情况)?"
)
_LIKE = (
    (re.compile(rf"{_NOW}{_COUNT}"), "value"),
    (
        re.compile(r"(?:实际|完成|统计|上报|报送|办理){1,2}(?:数值|数量|数据|数字|数|量|值)"),
        "value",
    ),
    (re.compile(rf"(?:{_BEFORE}){_COUNT}"), "before"),
    (re.compile(rf"(?:{_NOW}|年初|年度|全年|历年)?(?:以来)?累计{_COUNT}"), "cumulative"),
    (re.compile(r".{0,4}(?:计量|计数|数量)单位"), "unit"),
    (
        re.compile(
            r".{0,4}(?:部门|科室|股室|处室|站所|办所|组别|村居|镇街|乡镇|街道|窗口|中队|单位)"
        ),
        "department",
    ),
    (re.compile(r".{0,4}(?:时间|时段|周期|日期|期间)"), "time"),
    (re.compile(r".{0,4}(?:说明|备注)(?:事项)?"), "note"),
    (re.compile(r".{0,4}指标(?:名称|项)?"), "indicator"),
    (
        re.compile(r".{0,4}(?:事项|项目|任务|类别|大类|分类|领域|版块|门类|工作|板块)(?:名称)?"),
        "topic",
    ),
)


@cache
def _column_like(word: str) -> str | None:
    """Read a header that no table lists by how it is built: 本周完成情况, 口径时间, 责任股室."""
    if not 2 <= len(word) <= 10:
        return None
    return next((column for pattern, column in _LIKE if pattern.fullmatch(word)), None)


def last_name(words: str) -> str:
    """Name the earlier period as its column does: 上周完成 -> 上周, 去年同期数 -> 去年同期."""
    match = re.search(r"(?:去年|上年)同期|上(?:周|月|季度|季|年|旬)", squeeze(words))
    if not match:
        return "上期"
    return {"上季": "上季度", "上年同期": "去年同期"}.get(match[0], match[0])


@cache
def unit_words() -> frozenset[str]:
    """List the headers that can only mean a unit of counting."""
    named = lexicon.settings("sheet_headers")["columns"]["unit"]
    return frozenset(squeeze(word) for word in named if word != "单位")


def is_whole(header: dict[str, int]) -> bool:
    """Say whether a header names a number and what it counts."""
    return "value" in header and bool({"indicator", "topic", "note"} & header.keys())


def offices_column(row: list[Cell], below: list[list[Cell]]) -> dict[str, int]:
    """Find the column of offices in a cross table (乡镇 | 走访 | 发放) by what stands below it."""
    filled = [at for at, cell in enumerate(row) if cell.text]
    if len(filled) < 3 or any(amount(cell.text) for cell in row):
        return {}
    at = filled[0] if columns().get(squeeze(row[filled[0]].text)) != "skip" else filled[1]
    named = [line[at].text for line in below if at < len(line) and line[at].text]
    offices = [words for words in named if part_sender(words) == (words, "")]
    counted = sum(has_number(line) for line in below)
    most = 2 * len(offices) >= len(named) and 2 * counted >= len(below)
    return {"department": at} if len(offices) >= 2 and most else {}


def has_number(row: list[Cell]) -> bool:
    """Say whether a row holds a number."""
    return any(amount(cell.text) for cell in row)

"""Records in .json or .yaml -> Rows, who reports to whom, and the narrative of each section."""
# ruff: noqa: ANN401 - cells, runs and parsed JSON come untyped from their libraries

import json
import math
import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from pipeline import lexicon
from pipeline.drafting.grid import decode
from pipeline.drafting.sheets import part_value
from pipeline.drafting.values import clean, plain, squeeze
from pipeline.errors import BadData
from pipeline.schema import Notice, Row


@dataclass(slots=True)
class Records:
    """What one file of records gave."""

    rows: list[Row] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    narrative: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


def read_records(path: Path, first: int) -> Records:
    """Read a .json or .yaml file; records are numbered on from ``first``.

    Raises:
        BadData: the file does not parse, or holds no list of records.
    """
    return take_records(_load(path), path.name, first)


def take_records(content: Any, where: str, first: int) -> Records:
    """Read parsed JSON: a list of records, or a mapping with records and what belongs to them."""
    found = Records()
    listed: Any = content
    if isinstance(content, dict):
        named = {_meta().get(squeeze(str(key)), str(key)): value for key, value in content.items()}
        listed = named.get("records") or []
        for key in ("unit_name", "period", "recipient", "title", "date", "issue"):
            if named.get(key) is not None:
                found.meta[key] = _words(named[key])
        found.narrative = _narrative(named.get("narrative"))
    if not isinstance(listed, list) or not (listed or found.narrative):
        raise BadData("没有找到数据（要有 records 列表），请对照样例补上", file=where)
    for number, record in enumerate(listed, first):
        if not isinstance(record, dict):
            raise BadData(f"第{number}条不是“字段: 值”的写法，请对照样例改正", file=where)
        found.rows.append(_row(_rejoined(record), where, number))
    return found


def _load(path: Path) -> Any:
    text = decode(path.read_bytes())
    if not text.strip():
        raise BadData("文件是空的，请填好数据后再试", file=path.name)
    if path.suffix.lower() == ".json":
        try:
            return json.loads(text, parse_float=Decimal)
        except (json.JSONDecodeError, RecursionError) as error:
            at = f"（第{error.lineno}行）" if isinstance(error, json.JSONDecodeError) else ""
            raise BadData(f"JSON 写法有误{at}，请检查逗号、引号和括号", file=path.name) from error
    import yaml

    if re.search(r"^\s*[&*]\w", text, re.M) or ": &" in text:
        raise BadData("YAML 里用了锚点（& *），请把内容直接写出来", file=path.name)
    try:
        return _literal()(text).get_single_data()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        at = f"（第{mark.line + 1}行）" if mark else ""
        raise BadData(f"YAML 写法有误{at}，请检查缩进和冒号", file=path.name) from error


@cache
def _literal() -> Any:
    """A safe YAML loader that reads a scalar as it is written: 3.50, 3,620, 是, 2025-10-01."""
    import yaml

    class Literal(yaml.SafeLoader):
        yaml_implicit_resolvers = {}  # noqa: RUF012 - the library's own name for its table

    return Literal


@cache
def _columns() -> dict[str, str]:
    table: dict[str, list[str]] = lexicon.settings("sheet_headers")["columns"]
    return {squeeze(word): column for column, words in table.items() for word in words}


@cache
def _meta() -> dict[str, str]:
    table: dict[str, list[str]] = lexicon.settings("sheet_headers")["meta"]
    return {squeeze(word): column for column, words in table.items() for word in words}


def _rejoined(record: dict[Any, Any]) -> dict[Any, Any]:
    """Give {数值: 3,620} its comma back: YAML takes 620 for a key without a value."""
    joined: dict[Any, Any] = {}
    last: Any = ""
    for key, value in record.items():
        figure = joined.get(last)
        cut = not value and re.fullmatch(r"\d{3}(?:\.\d+)?.{0,3}", str(key))
        if cut and isinstance(figure, str) and re.fullmatch(r"\d{1,3}(?:,\d{3})*", figure):
            joined[last] = f"{figure},{key}"
            continue
        joined[key] = value
        last = key
    return joined


def _words(value: Any) -> str:
    """Read a JSON value as the words a person wrote."""
    if value is None or isinstance(value, bool) or value in ("null", "~"):
        return ""
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            return ""
        return plain(Decimal(format(value, ".15g")))
    if isinstance(value, dict):
        return "至".join(_words(part) for part in value.values() if part)
    if isinstance(value, list | tuple):
        return "；".join(_words(part) for part in value if part)
    return clean(str(value))


def _row(record: dict[Any, Any], where: str, number: int) -> Row:
    keys = {squeeze(str(key)) for key in record}
    cells: dict[str, str] = {}
    for key, value in record.items():
        word = squeeze(str(key))
        column = _columns().get(word)
        if word == "单位" and keys & {"计量单位", "数量单位"}:
            column = "department"
        if column:
            cells.setdefault(column, _words(value))
    if "indicator" not in cells and "topic" in cells:
        cells["indicator"] = cells["topic"]
    value, beside = part_value(cells.get("value", ""))
    return Row(
        f"{where} 第{number}条",
        number,
        department=cells.get("department", ""),
        topic=cells.get("topic", ""),
        indicator=cells.get("indicator", ""),
        value=value,
        unit=cells.get("unit") or None,
        time=cells.get("time", ""),
        note="；".join(filter(None, (beside, cells.get("note", "")))),
    )


def _narrative(value: Any) -> list[tuple[str, tuple[str, ...]]]:
    """Read narrative as {section: [sentence]}, {section: text}, [{section, text}] or [sentence]."""
    if not value:
        return []
    if isinstance(value, str):
        return [("", (clean(value),))]
    pairs: list[tuple[str, tuple[str, ...]]] = []
    if isinstance(value, dict):
        for heading, told in value.items():
            sentences = told if isinstance(told, list) else [told]
            words = tuple(w for w in (_words(s) for s in sentences) if w)
            if words:
                pairs.append((clean(str(heading)), words))
        return pairs
    if isinstance(value, list):
        for told in value:
            if isinstance(told, dict):
                parts = {_columns().get(squeeze(str(k)), str(k)): v for k, v in told.items()}
                heading = _words(parts.get("topic") or parts.get("department") or "")
                body = parts.get("text") or parts.get("note") or parts.get("value") or ""
                sentences = body if isinstance(body, list) else [body]
                words = tuple(w for w in (_words(s) for s in sentences) if w)
                pairs.append((heading, words))
            else:
                pairs.append(("", (_words(told),)))
    return pairs

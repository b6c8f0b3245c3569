"""Rows -> Items: each indicator once, with its unit, its rivals and its last value; and notices."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any

from pipeline import lexicon
from pipeline.drafting.values import Amount, alike, amount, known_units, plain, squeeze
from pipeline.schema import Notice, Row

_NOTHING = re.compile(
    r"[-—/\\－_.*?？]*|未报|待报|待补|未统计|暂无数据|暂未报|公式未算|#[A-Z/0!?]+"
)
_CURRENT = re.compile(r"本(?:周|月|季度|季|年|期|旬|日|年度)|当(?:周|月|期|日)|这(?:周|个月|一周)|")
_LASTING = re.compile(r"累计|以来|截至|截止|至今|年初|全年|今年|本年|历年|共计|总计")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to say. ``rivals`` are rows that contradict each other, ``last`` the one before."""

    row: Row
    amount: Amount | None = None
    unit: str = ""
    proposed: bool = False
    rivals: tuple[Row, ...] = ()
    rows: tuple[int, ...] = ()
    last: Row | None = None
    doubt: str = ""

    @property
    def lasting(self) -> bool:
        """Say whether the figure holds since a day long before (累计) and not for the period."""
        return bool(_LASTING.search(self.row.indicator + self.row.time))

    @property
    def rate(self) -> bool:
        """Say whether it is a share or score and not a count."""
        return self.unit == "%" or squeeze(self.row.indicator).endswith(tuple(words()["rates"]))

    @property
    def rank(self) -> bool:
        """Say whether it is a place in a ranking."""
        return self.amount is not None and (
            (self.amount.before == "第" and self.unit in ("名", "位"))
            or squeeze(self.row.indicator).endswith(tuple(words()["ranks"]))
        )

    @property
    def zero(self) -> bool:
        """Say whether nothing happened."""
        return self.amount is not None and not self.rivals and not self.amount.value


def words() -> dict[str, Any]:
    """Read the words that drafting goes by (data/draft_words.toml)."""
    return lexicon.settings("draft_words")


def settle(rows: Sequence[Row]) -> tuple[list[Item], list[Notice]]:
    """Settle rows into items in their own order; nothing is summed or chosen in silence."""
    notices: list[Notice] = []
    current: list[Row] = []
    past: list[Row] = []
    for row in [each for given in rows for each in _paired(given)]:
        if row.value and any(word in row.note for word in words()["notes"]["dropped"]):
            message = f"数据第{row.number}行“{row.indicator}”{row.value}注明“{row.note}”，未用"
            notices.append(Notice("correction", message, (row.value,), (row.number,)))
        elif row.time == "上期" or any(row.time.startswith(w) for w in words()["notes"]["past"]):
            past.append(row)
        else:
            current.append(row)
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in current:
        groups.setdefault(_key(row), []).append(row)
    _join_files(groups)
    order = {id(row): at for at, row in enumerate(current)}
    placed: list[tuple[int, Item]] = []
    for group in groups.values():
        placed += [(order[id(part[0])], _item(part, notices)) for part in _scopes(group)]
    placed.sort(key=lambda pair: pair[0])
    before = _past_by_name(past)
    items = [_with_last(item, before) for _, item in placed]
    used = {item.last for item in items}
    for row in past:
        if row not in used:
            message = f"数据第{row.number}行“{row.indicator}”{row.value}是{row.time}的数，未用"
            notices.append(Notice("unused", message, (row.value,), (row.number,)))
    return items, notices


_PAIR = re.compile(r"(\d[\d,.]*[万亿]?)([一-鿿]{1,3})(\d[\d,.]*[万亿]?)([一-鿿]{1,3})")


def _paired(row: Row) -> list[Row]:
    """Part one cell that counts a thing in two units (19批52人次) into two rows."""
    match = _PAIR.fullmatch(row.value.strip()) if row.indicator else None
    if not match or match[2] == match[4] or not {match[2], match[4]} <= known_units():
        return [row]
    return [
        replace(row, value=match[1], unit=match[2]),
        replace(row, value=match[3], unit=match[4], note=""),
    ]


def _key(row: Row) -> tuple[str, ...]:
    name = squeeze(row.indicator)
    if not name:
        return ("", row.where, str(row.number), row.note)
    time = squeeze(row.time)
    scope = "" if _CURRENT.fullmatch(time) or re.search(r"\d{4}年", time) else time
    if not amount(row.value) and row.value and not _NOTHING.fullmatch(row.value):
        return (squeeze(row.topic), name, scope, squeeze(row.value))
    return (squeeze(row.topic), name, scope)


def _join_files(groups: dict[tuple[str, ...], list[Row]]) -> None:
    """Lay together what two files say of one thing under different headings.

    The same name from the same office, or the same value under a like name.
    """
    keys = [key for key in groups if key[1] and len(key) == 3]
    for at, key in enumerate(keys):
        for other in keys[:at]:
            if other not in groups or key not in groups or key[2] != other[2]:
                continue
            mine, theirs = groups[key][0], groups[other][0]
            if mine.where.split(" ")[0] == theirs.where.split(" ")[0]:
                continue
            if _says_the_same(mine, theirs):
                groups[other] += groups.pop(key)


def _says_the_same(mine: Row, theirs: Row) -> bool:
    names = squeeze(mine.indicator), squeeze(theirs.indicator)
    offices = squeeze(mine.department), squeeze(theirs.department)
    if all(is_parallel(office) for office in offices) and offices[0] != offices[1]:
        return False
    one_office = not all(offices) or offices[0] in offices[1] or offices[1] in offices[0]
    if names[0] == names[1] and len(names[0]) >= 4:
        return one_office or shown(mine) == shown(theirs)
    first, second = amount(mine.value), amount(theirs.value)
    if not first or not second or shown(mine) != shown(theirs):
        return False
    short, long = sorted(names, key=len)
    letters = iter(long)
    return alike(*names) >= 0.5 or (len(short) >= 4 and all(letter in letters for letter in short))


def _scopes(group: list[Row]) -> list[list[Row]]:
    """Part the rows of bodies that each count their own (village and village) from rivals."""
    by_unit: dict[str, list[Row]] = {}
    for row in group:
        by_unit.setdefault(_unit_family(row), []).append(row)
    if len(by_unit) > 1 and "" in by_unit:
        next(rows for unit, rows in by_unit.items() if unit).extend(by_unit.pop(""))
    if len(by_unit) > 1:
        return [part for rows in by_unit.values() for part in _scopes(rows)]
    offices = {row.department for row in group if row.department}
    crossed = all(row.where.endswith("列") for row in group)  # 横表里各单位各占一行
    if len(offices) < 2 or not (crossed or all(is_parallel(office) for office in offices)):
        return [group]
    parts: dict[str, list[Row]] = {}
    for row in group:
        parts.setdefault(row.department, []).append(row)
    return list(parts.values())


def _unit_family(row: Row) -> str:
    """Name the family of a row's unit: two values in 起 and 元 are two things, in 件 and 起 one."""
    found = amount(row.value)
    unit = (found.unit if found and found.unit else row.unit) or ""
    return next((family for family in words()["same_units"] if unit in family.split("、")), unit)


@cache
def is_parallel(office: str) -> bool:
    """Say whether a body is one of several of its kind that each report their own figures."""
    numbered = re.search(
        r"[一二三四五六七八九十\d](?:号)?(?:小?组|分?队|站|班|科室?|病区|年级)$", office
    )
    if numbered or office.endswith(tuple(words()["parallel"])):
        return True
    return any(office.endswith(w) and len(office) >= len(w) + 2 for w in words()["branches"])


def shown(row: Row) -> str:
    """Write a row's value with its unit, as given."""
    found = amount(row.value)
    if found is None:
        return row.value
    unit = found.unit or row.unit or ""
    inner = found.after[:1] if found.after[:1] in ("余", "多") else ""
    return f"{found.before}{found.text}{inner}{unit}{found.after.removeprefix(inner)}"


def _item(group: list[Row], notices: list[Notice]) -> Item:
    row, numbers = group[0], tuple(sorted({row.number for row in group}))
    values: dict[Decimal | str, Row] = {}
    for each in group:
        found = amount(each.value)
        values.setdefault(found.value if found else each.value, each)
    if len(values) > 1:
        chosen = [r for r in group if any(w in r.note for w in words()["notes"]["chosen"])]
        if len(chosen) == 1:
            others = tuple(r.value for r in group if r is not chosen[0])
            message = (
                f"“{row.indicator}”数据第{chosen[0].number}行注明“{chosen[0].note}”，"
                f"按{shown(chosen[0])}写，{'、'.join(others)}不用"
            )
            notices.append(Notice("correction", message, (*others, chosen[0].value), numbers))
            return _single(chosen[0], numbers, notices)
        filled = [r for r in group if amount(r.value)]
        if len({amount(r.value).value for r in filled}) > 1:  # type: ignore[union-attr]
            return _conflict(filled, numbers, notices)
        row = filled[0] if filled else row
    if len(group) > 1 and amount(row.value):
        lines = "、".join(str(n) for n in numbers)
        message = f"数据第{lines}行重复（{row.indicator}{shown(row)}），只写一次"
        notices.append(Notice("duplicate", message, (row.value,), numbers))
        row = next((r for r in group if r.unit), row)
        row = replace(row, note=next((r.note for r in group if r.note), ""))
        return replace(_single(row, numbers, notices), row=replace(row, number=group[0].number))
    return _single(row, numbers, notices)


def _conflict(rivals: list[Row], numbers: tuple[int, ...], notices: list[Notice]) -> Item:
    row = rivals[0]
    every, rivals = rivals, list({shown(r): r for r in reversed(rivals)}.values())[::-1]
    told = "，".join(
        f"数据第{r.number}行{'（' + r.department + '）' if r.department else ''}为{shown(r)}"
        + (f"（{r.note}）" if r.note else "")
        for r in every
    )
    message = f"“{row.indicator}”前后不一：{told}；未取舍，请核实"
    values = tuple(dict.fromkeys(r.value for r in rivals))
    notices.append(Notice("conflict", message, values, numbers))
    found = amount(row.value)
    unit = next((u for r in rivals if (u := (amount(r.value) or found).unit or r.unit)), "")  # type: ignore[union-attr]
    return Item(row, found, unit or "", rivals=tuple(rivals), rows=numbers)


_EXCUSE = re.compile(r"(?:未|没|无|暂|尚|待|还)[^，。；]{0,7}$")
_VAST = Decimal(10) ** 13  # 十万亿：没有一个街道的数到这里

_OFTEN = re.compile(r"(每(?:天|日|周|月|人|户|次)|日均|人均|平均|累计|其中|最高|最多)(?=[\d约近])")


def _single(row: Row, numbers: tuple[int, ...], notices: list[Notice]) -> Item:
    found = amount(row.value)
    if found is None and (often := _OFTEN.match(row.value)) and row.indicator:
        named = f"{often[1]}{row.indicator}"  # 每天3次
        row = replace(row, indicator=named, value=row.value[often.end() :])
        found = amount(row.value)
    if found is None:
        unknown = _NOTHING.fullmatch(row.value) and row.value != "公式未算"
        if unknown and row.indicator and (not row.note or _EXCUSE.match(row.note)):
            why = f"（{row.note}）" if row.note else ""
            message = f"数据第{row.number}行“{row.indicator}”没有数{why}，草稿里留空待补"
            row = replace(row, note="")
            notices.append(Notice("gap", message, (), numbers))
        return Item(row, rows=numbers)
    unit = re.sub(r"^[（(](.*)[）)]$", r"\1", (row.unit or "").strip())
    if found.unit and unit and squeeze(found.unit) != squeeze(unit):
        if unit in ("万元", "万人", "万户", "亿元") or found.unit in ("万元", "亿元"):
            both = (f"{found.text}{found.unit}", f"{found.text}{unit}")
        else:
            both = (f"{found.text}{found.unit}", f"{found.text}{unit}")
        message = f"数据第{row.number}行“{row.indicator}”单位两样：{both[0]}、{both[1]}，请核实"
        notices.append(Notice("conflict", message, both, numbers))
        return Item(row, found, found.unit, rows=numbers, doubt="/".join(both))
    unit = found.unit or unit
    item = Item(row, found, unit, rows=numbers)
    if not row.indicator:
        message = f"数据第{row.number}行有数（{shown(row)}）没有指标名称，草稿里留空待补"
        notices.append(Notice("gap", message, (row.value,), numbers))
    if any(w in row.note for w in words()["notes"]["chosen"]) and re.search(r"\d", row.note):
        told = tuple(re.findall(r"\d+(?:\.\d+)?", row.note))
        message = f"数据第{row.number}行“{row.indicator}”注明“{row.note}”，按{shown(row)}写"
        notices.append(Notice("correction", message, (*told, row.value), numbers))
    if row.note and is_about_source(row.note.strip("。；; ")):
        message = f"数据第{row.number}行说明“{row.note}”讲的是口径或出处，没有写进正文"
        notices.append(Notice("unused", message, (row.note,), numbers))
    if found.value < 0 and not item.rate:
        message = f"数据第{row.number}行“{row.indicator}”是负数（{shown(row)}），请核实"
        notices.append(Notice("doubt", message, (row.value,), numbers))
        return replace(item, doubt=shown(row))
    if unit == "%" and 0 < found.value < 1 and found.text.startswith("0."):
        likely = plain(found.value * 100)
        message = (
            f"数据第{row.number}行“{row.indicator}”为{shown(row)}，不到1%，请核实是否应为{likely}%"
        )
        notices.append(Notice("doubt", message, (row.value,), numbers))
    if unit == "%" and found.value > 100:
        message = f"数据第{row.number}行“{row.indicator}”为{shown(row)}，超过100%，请核实"
        notices.append(Notice("doubt", message, (row.value,), numbers))
    if abs(found.value) >= _VAST:
        message = f"数据第{row.number}行“{row.indicator}”为{shown(row)}，数特别大，请核实"
        notices.append(Notice("doubt", message, (row.value,), numbers))
    if unit:
        return item
    return _unit_missing(item, numbers, notices)


@cache
def is_about_source(note: str) -> bool:
    """Say whether a note tells where a figure comes from, and not what was done."""
    return any(re.search(pattern, note) for pattern in words()["notes"]["sources"])


def _unit_missing(item: Item, numbers: tuple[int, ...], notices: list[Notice]) -> Item:
    row = item.row
    if item.rank and item.amount and item.amount.before == "第":
        return replace(item, unit="名")
    if squeeze(row.indicator).endswith(("得分", "分值", "指数", "名次", "排名", "位次")):
        return item
    if squeeze(row.indicator).endswith(("率", "占比", "比例", "比重", "满意度")):
        proposal = "%"
    else:
        proposal = propose_unit(row.indicator)
    value = item.amount.value if item.amount else Decimal(0)
    if proposal == "%" and 0 < value < 1:
        both = f"{row.value}或{plain(value * 100)}%"
        message = f"数据第{row.number}行“{row.indicator}”{row.value}没有单位，是{both}？请核实"
        notices.append(Notice("missing_unit", message, (row.value,), numbers))
        return replace(item, doubt=both)
    hint = f"，草稿暂写“{proposal}”并标明待核" if proposal else ""
    message = f"数据第{row.number}行“{row.indicator}”{row.value}没有单位{hint}"
    notices.append(Notice("missing_unit", message, (row.value,), numbers))
    return replace(item, unit=proposal, proposed=True)


def propose_unit(indicator: str) -> str:
    """Propose a unit by the noun that is counted; "" where none is known."""
    name = squeeze(indicator)
    found = [
        (len(noun), unit)
        for unit, nouns in words()["proposals"].items()
        for noun in nouns
        if name.endswith(noun) and len(name) > len(noun)
    ]
    return str(max(found)[1]) if found else ""


def _past_by_name(past: Sequence[Row]) -> dict[tuple[str, str], Row]:
    found: dict[tuple[str, str], Row] = {}
    for row in past:
        if amount(row.value):
            found.setdefault((squeeze(row.topic), squeeze(row.indicator)), row)
    return found


def _with_last(item: Item, past: dict[tuple[str, str], Row]) -> Item:
    row = past.get((squeeze(item.row.topic), squeeze(item.row.indicator)))
    return replace(item, last=row) if row else item

"""A person's correction -> what the office's own lexicon learns of it, and facts read by it.

What is learned are words (a unit, the name of a body), and readings: that a wording means a certain
indicator, body, status or aggregate *here*. A reading holds where the same words stand before the
figure, or where the words that the person added stand in the sentence: a correction never spreads
to sentences that it does not fit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TypeVar

from pipeline import lexicon
from pipeline.errors import BadUsage
from pipeline.extract import words
from pipeline.extract.dates import find_dates
from pipeline.extract.settle import bounds
from pipeline.extract.units import unit_at
from pipeline.schema import Aggregate, Bound, Fact, FactKind, Period, Report, Span, Status

FIELDS = {
    "value": "数值",
    "unit": "单位",
    "indicator": "指标",
    "actor": "责任主体",
    "time": "时间",
    "status": "状态",
    "aggregate": "口径",
}
"""What of a fact a person may correct, and what it is called."""

_LEARNT = ("unit", "indicator", "actor", "status", "aggregate")
_LONGEST = 80
_ENDS = "。！？；\n"
_FIGURES = re.compile(r"[0-9０-９]+(?:[.,，．][0-9０-９]+)*")
_EDTF = re.compile(r"(?:[0-9]{4}|XXXX)(?:-[0-9X]{2}){0,2}(?:T[0-9:]{5,8})?")
_CORRECTED_AGAIN = 3  # what was read, then corrected, then corrected once more
_ENOUGH = 8  # characters before a figure that tell one kind of sentence from another
_NUMERAL = re.compile(r"[0-9０-９,，.．一二三四五六七八九十百千万亿两几数余多来\s]*")


Choice = TypeVar("Choice", Status, Aggregate)


@dataclass(frozen=True, slots=True)
class Lesson:
    """One row for a table of the office's own lexicon."""

    table: str
    row: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    field: str
    old: str
    new: str
    unit: str
    shape: str
    added: str


def field_value(fact: Fact, field: str) -> str | None:
    """Write one field of a fact as the contract does."""
    amount = fact.quantity
    match field:
        case "value":
            if amount is None:
                return fact.value
            return None if amount.value is None else format(amount.value, "f")
        case "unit":
            return amount.unit if amount else None
        case "time":
            return fact.time.text if fact.time else None
        case "status":
            return fact.status.value
        case "aggregate":
            return fact.aggregate.value if fact.aggregate else None
        case "indicator":
            return fact.indicator
        case _:
            return fact.actor


def corrected(fact: Fact, field: str, new: str | None) -> Fact:
    """Change one field of a fact as a person says.

    Raises:
        BadUsage: there is no such field, or nothing of that kind can be written in it.
    """
    if field not in FIELDS:
        raise BadUsage(f"只能更正这些项：{'、'.join(FIELDS.values())}")
    new = (new or "").strip() or None
    if new and (len(new) > _LONGEST or not new.isprintable()):
        raise BadUsage(f"{FIELDS[field]}太长，或者有不能显示的字符，请重写")
    match field:
        case "value":
            return _revalued(fact, new)
        case "unit":
            if fact.quantity is None:
                raise BadUsage("日期没有单位，请更正别的项")
            unit = unit_at(new, 0) if new else None
            known = unit[2] if unit and new and unit[4] == len(new) else "count" if new else None
            return replace(fact, quantity=replace(fact.quantity, unit=new, dimension=known))
        case "time":
            value = next((each.value for each in find_dates(new or "")), None)
            return replace(fact, time=Period(new, value) if new else None)
        case "status":
            return replace(fact, status=_chosen(Status, new, field))
        case "aggregate":
            return replace(fact, aggregate=_chosen(Aggregate, new, field) if new else None)
        case "indicator":
            if not new:
                raise BadUsage("指标不能空着，请写明统计的是什么")
            return _renamed(fact, new)
        case _:
            return replace(fact, actor=new)


def _chosen(kind: type[Choice], new: str | None, field: str) -> Choice:
    try:
        return kind(new or "")
    except ValueError as error:
        names = "、".join(each.value for each in kind)
        raise BadUsage(f"{FIELDS[field]}只能是 {names}") from error


def _revalued(fact: Fact, new: str | None) -> Fact:
    if fact.quantity is None:
        sides = (new or "").split("/")
        if new and not all(_EDTF.fullmatch(side) or bounds(side) for side in sides):
            raise BadUsage(f"“{new}”不是日期，要写成 2025-08-11 或 XXXX-08-11 的样子")
        return replace(fact, value=new, resolved=new, doubt=None, confidence=1.0)
    try:
        value = Decimal(new) if new else None
    except InvalidOperation as error:
        raise BadUsage(f"“{new}”不是数，数值只写数字，如 31 或 12.5，单位另写") from error
    if value is not None and not value.is_finite():
        raise BadUsage(f"“{new}”不是数，数值只写数字，如 31 或 12.5，单位另写")
    bound = fact.quantity.bound
    bound = Bound.EXACT if bound in (Bound.RANGE, Bound.SEVERAL) else bound
    amount = replace(fact.quantity, value=value, low=None, high=None, bound=bound)
    return replace(fact, quantity=amount, doubt=None, confidence=1.0)


def _renamed(fact: Fact, new: str) -> Fact:
    """Part a new indicator into action and object, as the old one was."""
    action = fact.action if fact.action and new.startswith(fact.action) else None
    if action is None and (verb := words.verb_at(new, 0)):
        action = verb[0]
    thing = new[len(action or "") :] or None
    return replace(fact, indicator=new, action=action, object=thing)


def sentence_at(text: str, span: Span) -> Span:
    """The sentence that a place lies in."""
    start = max(text.rfind(end, 0, span.start) for end in _ENDS) + 1
    stops = [at for end in _ENDS if (at := text.find(end, span.end)) >= 0]
    return Span(start, min(stops, default=len(text)))


def _shape(text: str, span: Span) -> str:
    """The words before a figure in its sentence, whole clauses, numbers left out."""
    start = sentence_at(text, span).start
    before = text[max(start, span.start - 60) : span.start]
    clauses = _FIGURES.sub("#", before).replace("\t", " ").split("，")
    shape = clauses.pop()
    while clauses and len(shape) < _ENOUGH:
        shape = f"{clauses.pop()}，{shape}"
    return shape.strip()


def _added(old: str, new: str) -> str:
    """What a new wording has that the old one lacks, the words that both begin with left out."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    return new[head:]


def lessons(report: Report, fact: Fact, field: str, new: str | None) -> tuple[Lesson, ...]:
    """Say what the office's lexicon learns when one field of a fact is corrected."""
    old = field_value(fact, field) or ""
    if field not in _LEARNT or not new or new == old:
        return ()
    text = report.document.text
    sentence = sentence_at(text, fact.span)
    found = []
    if field == "unit":
        after = _NUMERAL.match(text, fact.span.start, fact.span.end)
        at = after.end() if after else fact.span.end
        known = unit_at(text, at)
        if text.startswith(new, at) and (known is None or len(new) > len(known[0])):
            return (Lesson("units", (new, new, "count", "")),)
    if field == "actor" and new in text[sentence.start : sentence.end] and not words.is_body(new):
        found.append(Lesson("body_suffixes", (new,)))
    unit = (fact.quantity.unit if fact.quantity else None) or ""
    row = (field, old, new, unit, _shape(text, fact.span))
    return (*found, Lesson(lexicon.READINGS, row))


Readings = dict[tuple[str, str], tuple[_Reading, ...]]


@lru_cache(maxsize=64)
def _readings(seen: lexicon.Seen) -> Readings:
    """The office's readings by field and what would be read without them; the last one wins."""
    found: dict[tuple[str, str], list[_Reading]] = {}
    # one office's readings differ from another's: what was read for one is not to be kept
    for field, old, new, unit, shape in lexicon.table.__wrapped__(lexicon.READINGS, 5):
        added = _added(old, new) if field == "indicator" else ""
        reading = _Reading(field, old, new, unit, shape, added)
        found.setdefault((field, old), []).insert(0, reading)
    return {key: tuple(readings) for key, readings in found.items()}


def read_again(report: Report) -> Report:
    """Read a report's facts as the office has corrected them before."""
    readings = _readings(lexicon.readings_seen())
    if not readings:
        return report
    facts = tuple(_read(report, fact, readings) for fact in report.facts)
    return report if facts == report.facts else replace(report, facts=facts)


def _read(report: Report, fact: Fact, readings: Readings) -> Fact:
    if fact.kind is FactKind.DATE:
        return fact
    for field in _LEARNT:
        for _ in range(_CORRECTED_AGAIN):
            held = readings.get((field, field_value(fact, field) or ""), ())
            fit = next((e for e in held if _fits(e, fact, report.document.text)), None)
            if fit is None:
                break
            fact = corrected(fact, field, fit.new)
    return fact


def _fits(reading: _Reading, fact: Fact, text: str) -> bool:
    unit = (fact.quantity.unit if fact.quantity else None) or ""
    if reading.field != "unit" and unit != reading.unit:
        return False
    if reading.shape and _shape(text, fact.span) == reading.shape:
        return True
    sentence = sentence_at(text, fact.span)
    return len(reading.added) > 1 and reading.added in text[sentence.start : sentence.end]

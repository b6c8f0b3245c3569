"""What was found in a report (dates, linked figures, cells) -> its Facts, in reading order."""

from collections.abc import Iterator

from pipeline.extract.dates import DateMention, resolve
from pipeline.extract.linking import Link
from pipeline.extract.linking.links import CHANGE, RATE
from pipeline.extract.tables import CellFigure
from pipeline.records import quick
from pipeline.schema import Fact, FactKind, Period, Report, Section, Span, Ties

Found = DateMention | Link | CellFigure

_DATE = FactKind.DATE
_NO_TIES = Ties()
_fact, _span = quick(Fact), quick(Span)


def facts_from(found: dict[int, Found], report: Report) -> Iterator[Fact]:
    """Number what was found by its place, and tie the figures to each other."""
    ids = {at: f"f{i}" for i, at in enumerate(sorted(found), 1)}
    settled = _Settled(report)
    sections = _Sections(report.sections)
    origin = report.document.source.origin
    for at, ident in ids.items():
        each, section = found[at], sections.at(at)
        if isinstance(each, Link):
            mention = each.mention
            time = settled.period(each.time) if each.time else None
            aggregate = each.aggregate
            yield _fact(
                ident,
                mention.kind,
                _span(mention.start, mention.end),
                mention.quantity,
                None,
                None,
                each.indicator,
                each.action,
                each.object,
                each.actor,
                None,
                Period(mention.per) if mention.per else time,
                aggregate,
                each.status,
                origin,
                section,
                mention.confidence,
                _NO_TIES if aggregate is None and each.whole is None else _ties(each, ids),
                None,
                mention.doubt,
            )
        elif isinstance(each, DateMention):
            yield _fact(
                ident,
                _DATE,
                _span(each.start, each.end),
                value=each.value,
                resolved=settled.value(each),
                section=section,
                origin=origin,
                confidence=0.2 if each.doubt else 0.5 if each.invalid else 1.0,
                doubt=each.doubt,
            )
        else:
            yield _fact(
                ident,
                each.kind,
                each.span,
                each.quantity,
                indicator=(each.action or "") + (each.object or "") or None,
                action=each.action,
                object=each.object,
                place=each.place,
                time=Period(each.time) if each.time else None,
                aggregate=each.aggregate,
                origin=origin,
                section=section,
                confidence=0.9,
                cell=each.cell,
            )


class _Settled:
    """The dates of a report, each settled once against its period and the day it was signed."""

    def __init__(self, report: Report) -> None:
        self._period = report.period.value if report.period else None
        self._signed = report.signed.value if report.signed else None
        self._values: dict[int, str | None] = {}
        self._periods: dict[int, Period] = {}

    def value(self, date: DateMention) -> str | None:
        if date.start not in self._values:
            self._values[date.start] = resolve(date, self._period, self._signed)
        return self._values[date.start]

    def period(self, date: DateMention) -> Period:
        if date.start not in self._periods:
            span = Span(date.start, date.end)
            self._periods[date.start] = Period(date.text, self.value(date), span)
        return self._periods[date.start]


class _Sections:
    """The innermost section at an offset, for offsets in rising order."""

    def __init__(self, sections: tuple[Section, ...]) -> None:
        ordered = sorted(sections, key=lambda s: (s.span.start, s.level), reverse=True)
        self._ahead = ordered
        self._open: list[Section] = []

    def at(self, at: int) -> str | None:
        while self._ahead and self._ahead[-1].span.start <= at:
            self._open.append(self._ahead.pop())
        while self._open and self._open[-1].span.end <= at:
            self._open.pop()
        return self._open[-1].id if self._open else None


def _ties(link: Link, ids: dict[int, str]) -> Ties:
    """The ids of the figures that a part, a share or a change rests on."""
    aggregate = link.aggregate
    base = link.base if aggregate is RATE or aggregate is CHANGE else None
    if link.whole is None and base is None:
        return _NO_TIES
    if aggregate is CHANGE:
        return Ties(whole=_id(link.whole, ids), after=_id(base, ids))
    return Ties(
        whole=_id(link.whole, ids),
        numerator=_id(base, ids),
        denominator=_id(base.whole, ids) if base else None,
    )


def _id(link: Link | None, ids: dict[int, str]) -> str | None:
    return ids.get(link.mention.start) if link else None

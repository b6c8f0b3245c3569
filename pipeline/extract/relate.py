"""Report without facts -> report with facts: candidates, rejected ones out, the rest related."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from pipeline.extract.dates import DateMention, find_dates, resolve
from pipeline.extract.linking import Link, SentenceLinker
from pipeline.extract.quantities import Mention, find_quantities
from pipeline.extract.tables import CellFigure, cell_figures, find_tables
from pipeline.schema import (
    Aggregate,
    Announced,
    Fact,
    FactKind,
    Origin,
    Period,
    Report,
    Section,
    Span,
    Ties,
)

_SENTENCE_END = re.compile(r"[。！？!?\n]")
_PLANS = re.compile(
    r"下一步|下步|下周|下月|下季度|下半年|明年|打算|计划|安排|目标|今后|努力方向|工作思路"
)
_BOOK = re.compile(r"《[^》\n]{1,80}》")
_ITEM_STYLES = {"一是", "首先", "第一"}


@dataclass(frozen=True, slots=True)
class _Frame:
    """What every fact of a report shares."""

    period: str | None
    signed: str | None
    origin: Origin
    section_at: Callable[[int], str | None]


def facts_of(report: Report) -> Report:
    """Fill in a report's facts, announced counts and tables."""
    start, end = report.span.start, report.span.end
    text = report.document.text[:end]
    tables = find_tables(text, start, end)
    table_places = [(t.span.start, t.span.end) for t in tables]
    headings = [
        s.heading_span for s in report.sections if not s.run_in and s.style not in _ITEM_STYLES
    ]
    books = [m.span() for m in _BOOK.finditer(text, start)]
    all_dates = find_dates(text, start, end)
    dates = [d for d in all_dates if _is_date_fact(d, report, headings, books, table_places)]
    mentions, announced = _figures(report, text, all_dates, table_places)
    mentions = [m for m in mentions if not _in_heading(m, headings, text)]
    frame = _Frame(
        report.period.value if report.period else None,
        report.signed.value if report.signed else None,
        report.document.source.origin,
        _section_finder(report.sections),
    )
    found = {d.start: _date_fact(d, frame) for d in dates}
    links = {link.mention.start: link for link in _link(report, text, mentions, dates)}
    found.update((at, _fact(link, frame)) for at, link in links.items())
    for index, table in enumerate(tables):
        found.update((f.span.start, _cell_fact(f, frame)) for f in cell_figures(table, index))
    ids = {at: f"f{i}" for i, at in enumerate(sorted(found), 1)}
    facts = tuple(
        replace(found[at], id=ids[at], ties=_ties(links[at], ids) if at in links else Ties())
        for at in ids
    )
    return replace(report, facts=facts, announced=tuple(announced), tables=tuple(tables))


def _figures(
    report: Report, text: str, dates: list[DateMention], table_places: list[tuple[int, int]]
) -> tuple[list[Mention], list[Announced]]:
    """Find the figures of a report outside its tables, at the offsets of the document."""
    shift = report.span.start
    labels = [(s.heading_span.start, s.heading_span.start + len(s.label)) for s in report.sections]
    title = (report.title_span.start, report.title_span.end)
    if not shift:
        return find_quantities(text, dates, [*labels, *table_places, title])
    found, announced = find_quantities(
        text[shift:],
        [replace(d, start=d.start - shift, end=d.end - shift) for d in dates],
        [(a - shift, b - shift) for a, b in (*labels, *table_places, title)],
    )
    mentions = [
        replace(m, start=m.start + shift, end=m.end + shift, unit_start=m.unit_start + shift)
        for m in found
    ]
    moved = [replace(a, span=Span(a.span.start + shift, a.span.end + shift)) for a in announced]
    return mentions, moved


def _is_date_fact(
    mention: DateMention,
    report: Report,
    headings: list[Span],
    books: list[tuple[int, int]],
    table_places: list[tuple[int, int]],
) -> bool:
    if any(a <= mention.start < b for a, b in books):
        return False
    if not mention.relative:
        return True
    span = Span(mention.start, mention.end)
    return not (
        report.title_span.overlaps(span)
        or any(h.overlaps(span) for h in headings)
        or any(a <= mention.start < b for a, b in table_places)
    )


def _in_heading(mention: Mention, headings: list[Span], text: str) -> bool:
    """Chinese counts in headings are part of their wording (建立一个反应机制)."""
    return not text[mention.start].isdigit() and any(
        h.start <= mention.start < h.end for h in headings
    )


def _section_finder(sections: tuple[Section, ...]) -> Callable[[int], str | None]:
    ordered = sorted(sections, key=lambda s: (s.span.start, s.level))

    def find(at: int) -> str | None:
        best = None
        for section in ordered:
            if section.span.start > at:
                break
            if section.span.end > at:
                best = section
        return best.id if best else None

    return find


def _link(
    report: Report, text: str, mentions: list[Mention], dates: list[DateMention]
) -> list[Link]:
    """Link the figures paragraph by paragraph, sentence by sentence."""
    links: list[Link] = []
    run_in = sorted(s.heading_span.end for s in report.sections if s.run_in)
    plans = [
        s.span
        for s in report.sections
        if s.level == 1 and (s.category == "下一步打算" or _PLANS.search(s.heading))
    ]
    at = date_at = 0
    paragraph = report.span.start
    for line in text[report.span.start : report.span.end].split("\n"):
        stop = paragraph + len(line)
        if at >= len(mentions):
            break
        if mentions[at].start < stop:
            while date_at < len(dates) and dates[date_at].end <= paragraph:
                date_at += 1
            inside = []
            for date in dates[date_at:]:
                if date.start >= stop:
                    break
                inside.append(date)
            planned = any(p.start <= paragraph < p.end for p in plans)
            linker = SentenceLinker(text, inside, planned=planned)
            cuts = {m.end() for m in _SENTENCE_END.finditer(text, paragraph, stop)}
            cuts.update(h for h in run_in if paragraph < h < stop)
            begin = paragraph
            for cut in [*sorted(cuts), stop]:
                group = []
                while at < len(mentions) and mentions[at].start < cut:
                    group.append(mentions[at])
                    at += 1
                if cut > begin:
                    links.extend(linker.link(begin, cut, group))
                begin = cut
        paragraph = stop + 1
    return links


def _date_fact(mention: DateMention, frame: _Frame) -> Fact:
    return Fact(
        "",
        FactKind.DATE,
        Span(mention.start, mention.end),
        value=mention.value,
        resolved=resolve(mention, frame.period, frame.signed),
        section=frame.section_at(mention.start),
        origin=frame.origin,
        confidence=0.2 if mention.doubt else 0.5 if mention.invalid else 1.0,
        doubt=mention.doubt,
    )


def _fact(link: Link, frame: _Frame) -> Fact:
    mention = link.mention
    time = None
    if mention.per:
        time = Period(mention.per)
    elif link.time is not None:
        settled = resolve(link.time, frame.period, frame.signed)
        time = Period(link.time.text, settled, Span(link.time.start, link.time.end))
    return Fact(
        "",
        mention.kind,
        Span(mention.start, mention.end),
        mention.quantity,
        indicator=link.indicator,
        action=link.action,
        object=link.object,
        actor=link.actor,
        time=time,
        aggregate=link.aggregate,
        status=link.status,
        origin=frame.origin,
        section=frame.section_at(mention.start),
        confidence=mention.confidence,
        doubt=mention.doubt,
    )


def _cell_fact(figure: CellFigure, frame: _Frame) -> Fact:
    return Fact(
        "",
        figure.kind,
        figure.span,
        figure.quantity,
        indicator=(figure.action or "") + (figure.object or "") or None,
        action=figure.action,
        object=figure.object,
        place=figure.place,
        time=Period(figure.time) if figure.time else None,
        aggregate=figure.aggregate,
        origin=frame.origin,
        section=frame.section_at(figure.span.start),
        confidence=0.9,
        cell=figure.cell,
    )


def _ties(link: Link, ids: dict[int, str]) -> Ties:
    """The ids of the figures that a part, a share or a change rests on."""

    def ident(other: Link | None) -> str | None:
        return ids.get(other.mention.start) if other else None

    rate = link.base if link.aggregate is Aggregate.RATE else None
    change = link.base if link.aggregate is Aggregate.CHANGE else None
    return Ties(
        whole=ident(link.whole),
        numerator=ident(rate),
        denominator=ident(rate.whole) if rate else None,
        after=ident(change),
    )

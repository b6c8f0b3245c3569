"""Report without facts -> report with facts: candidates, rejected ones out, the rest related."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace

from pipeline.extract.actors import names_office
from pipeline.extract.dates import DateMention, find_dates
from pipeline.extract.facts import Found, facts_from
from pipeline.extract.linking import Link, SentenceLinker
from pipeline.extract.places import Places
from pipeline.extract.quantities import Mention, find_quantities
from pipeline.extract.tables import cell_figures, find_tables
from pipeline.schema import Announced, Report, Span

_SENTENCE_END = re.compile(r"[。！？!?\n]")
_PLANS = re.compile(
    r"下一步|下步|下周|下月|下季度|下半年|明年|打算|计划|安排|目标|今后|努力方向|工作思路"
)
_BOOK = re.compile(r"《[^》\n]{1,80}》")
_ITEM_STYLES = {"一是", "首先", "第一"}


def facts_of(report: Report) -> Report:
    """Fill in a report's facts, announced counts and tables."""
    start, end = report.span.start, report.span.end
    text = report.document.text[:end]
    tables = find_tables(text, start, end)
    table_places = [(t.span.start, t.span.end) for t in tables]
    headings = Places(
        (s.heading_span.start, s.heading_span.end)
        for s in report.sections
        if not s.run_in and s.style not in _ITEM_STYLES
    )
    all_dates = find_dates(text, start, end)
    dates = _date_facts(report, text, all_dates, headings, Places(table_places))
    mentions, announced = _figures(report, text, all_dates, table_places)
    mentions = [m for m in mentions if not _in_heading(m, headings, text)]
    found: dict[int, Found] = {d.start: d for d in dates}
    found.update((link.mention.start, link) for link in _link(report, text, mentions, dates))
    for index, table in enumerate(tables):
        found.update((figure.span.start, figure) for figure in cell_figures(table, index))
    facts = tuple(facts_from(found, report))
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
    dated = [(d.start, d.end) for d in dates]
    found, announced = find_quantities(
        text[shift:],
        blocked=[(a - shift, b - shift) for a, b in (*dated, *labels, *table_places, title)],
    )
    mentions = [m.moved(shift) for m in found]
    moved = [replace(a, span=Span(a.span.start + shift, a.span.end + shift)) for a in announced]
    return mentions, moved


def _date_facts(
    report: Report, text: str, dates: list[DateMention], headings: Places, tables: Places
) -> list[DateMention]:
    """Leave out dates in the names of books, and 本周 in titles, headings and tables."""
    books = Places(m.span() for m in _BOOK.finditer(text, report.span.start))
    title = Places([(report.title_span.start, report.title_span.end)])
    return [
        d
        for d in dates
        if not books.hold(d.start)
        and not (
            d.relative
            and (
                title.overlap(d.start, d.end)
                or headings.overlap(d.start, d.end)
                or tables.hold(d.start)
            )
        )
    ]


def _in_heading(mention: Mention, headings: Places, text: str) -> bool:
    """Chinese counts in headings are part of their wording (建立一个反应机制)."""
    return headings.hold(mention.start) and not text[mention.start].isdigit()


def _link(
    report: Report, text: str, mentions: list[Mention], dates: list[DateMention]
) -> list[Link]:
    """Link the figures paragraph by paragraph, sentence by sentence."""
    links: list[Link] = []
    run_in = sorted(s.heading_span.end for s in report.sections if s.run_in)
    plans = Places(
        (s.span.start, s.span.end)
        for s in report.sections
        if s.level == 1 and (s.category == "下一步打算" or _PLANS.search(s.heading))
    )
    offices = [
        (s.span.start, s.span.end, s.heading) for s in report.sections if names_office(s.heading)
    ]
    at = date_at = 0
    paragraph = report.span.start
    while at < len(mentions):
        stop = text.find("\n", paragraph, report.span.end)
        stop = report.span.end if stop < 0 else stop
        if mentions[at].start < stop:
            while date_at < len(dates) and dates[date_at].end <= paragraph:
                date_at += 1
            first = date_at
            while date_at < len(dates) and dates[date_at].start < stop:
                date_at += 1
            planned = plans.hold(paragraph)
            office = next((o for a, b, o in reversed(offices) if a <= paragraph < b), None)
            linker = SentenceLinker(text, dates[first:date_at], planned=planned, office=office)
            cuts = {m.end() for m in _SENTENCE_END.finditer(text, paragraph, stop)}
            cuts.update(run_in[bisect_right(run_in, paragraph) : bisect_left(run_in, stop)])
            cuts.add(stop)
            begin = paragraph
            for cut in sorted(cuts):
                first = at
                while at < len(mentions) and mentions[at].start < cut:
                    at += 1
                if cut > begin:
                    links.extend(linker.link(begin, cut, mentions[first:at]))
                begin = cut
        paragraph = stop + 1
    return links

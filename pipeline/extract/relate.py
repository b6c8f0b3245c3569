"""Report without facts -> report with facts: candidates, rejected ones left out, the rest related."""

import re
from dataclasses import replace

from pipeline.extract.dates import DateMention, find_dates, resolve
from pipeline.extract.indicators import Link, SentenceLinker
from pipeline.extract.quantities import Mention, find_quantities
from pipeline.extract.tables import cell_figures, find_tables
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
    Status,
    Ties,
)

_SENTENCE_END = re.compile(r"[。！？!?\n]")
_PLANS = re.compile(
    r"下一步|下步|下周|下月|下季度|下半年|明年|打算|计划|安排|目标|今后|努力方向|工作思路"
)
_BOOK = re.compile(r"《[^》\n]{1,80}》")


def facts_of(report: Report) -> Report:
    """Fill in a report's facts, announced counts and tables."""
    text = report.document.text
    start, end = report.span.start, report.span.end
    body = text[:end]
    tables = find_tables(text, start, end)
    headings = [
        s.heading_span for s in report.sections if not s.run_in and s.style not in _ITEM_STYLES
    ]
    labels = [(s.heading_span.start, s.heading_span.start + len(s.label)) for s in report.sections]
    books = [m.span() for m in _BOOK.finditer(body, start)]
    all_dates = find_dates(body, start, end)
    dates = [d for d in all_dates if _is_date_fact(d, report, headings, books)]
    table_places = [(t.span.start, t.span.end) for t in tables]
    offset = start
    piece = body[start:]
    shifted = [replace(d, start=d.start - offset, end=d.end - offset) for d in all_dates]
    blocked = [
        (a - offset, b - offset)
        for a, b in (*labels, *table_places, (report.title_span.start, report.title_span.end))
    ]
    found, announced = find_quantities(piece, shifted, blocked)
    mentions = [
        replace(m, start=m.start + offset, end=m.end + offset, unit_start=m.unit_start + offset)
        for m in found
    ]
    mentions = [m for m in mentions if not _in_heading(m, headings, text)]
    announced = [
        Announced(Span(a.span.start + offset, a.span.end + offset), a.count, a.noun)
        for a in announced
    ]
    links = _link(report, body, start, end, mentions, dates)
    drafts: list[tuple[int, Fact]] = []
    period = report.period.value if report.period else None
    signed = report.signed.value if report.signed else None
    sections = _section_finder(report.sections)
    for d in dates:
        if any(a <= d.start < b for a, b in table_places) and d.relative:
            continue
        drafts.append((d.start, Fact("", FactKind.DATE, Span(d.start, d.end), value=d.value, resolved=resolve(d, period, signed), section=sections(d.start), origin=report.document.source.origin, confidence=0.5 if d.invalid else 1.0)))  # fmt: skip
    by_mention: dict[int, Link] = {}
    for link in links:
        by_mention[link.mention.start] = link
        drafts.append((link.mention.start, _fact(link, report, period, signed, sections)))
    for index, table in enumerate(tables):
        for figure in cell_figures(table, index):
            indicator = (figure.action or "") + (figure.object or "") or None
            drafts.append((figure.span.start, Fact("", figure.kind, figure.span, figure.quantity, indicator=indicator, action=figure.action, object=figure.object, place=figure.place, aggregate=figure.aggregate, section=sections(figure.span.start), origin=report.document.source.origin, confidence=0.9, cell=figure.cell, time=Period(figure.time) if figure.time else None)))  # fmt: skip
    drafts.sort(key=lambda x: x[0])
    ids = {at: f"f{i}" for i, (at, _) in enumerate(drafts, 1)}
    facts = []
    for at, fact in drafts:
        ties = _ties(by_mention[at], ids) if at in by_mention else Ties()
        facts.append(replace(fact, id=ids[at], ties=ties))
    return replace(report, facts=tuple(facts), announced=tuple(announced), tables=tuple(tables))


_ITEM_STYLES = {"一是", "首先", "第一"}


def _is_date_fact(
    d: DateMention, report: Report, headings: list[Span], books: list[tuple[int, int]]
) -> bool:
    if any(a <= d.start < b for a, b in books):
        return False
    if d.relative:
        span = Span(d.start, d.end)
        if report.title_span.overlaps(span) or any(h.overlaps(span) for h in headings):
            return False
    return True


def _in_heading(mention: Mention, headings: list[Span], text: str) -> bool:
    if text[mention.start].isdigit():
        return False
    return any(h.start <= mention.start < h.end for h in headings)


def _section_finder(sections: tuple[Section, ...]):  # type: ignore[no-untyped-def]
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
    report: Report,
    text: str,
    start: int,
    end: int,
    mentions: list[Mention],
    dates: list[DateMention],
) -> list[Link]:
    links: list[Link] = []
    body_starts = {s.heading_span.end: s for s in report.sections if s.run_in}
    plans = [
        s.span
        for s in report.sections
        if s.level == 1 and (s.category == "下一步打算" or _PLANS.search(s.heading))
    ]
    at = 0
    date_at = 0
    paragraph_start = start
    for line in text[start:end].split("\n"):
        paragraph_end = paragraph_start + len(line)
        if at >= len(mentions):
            break
        if mentions[at].start < paragraph_end:
            while date_at < len(dates) and dates[date_at].end <= paragraph_start:
                date_at += 1
            inside: list[DateMention] = []
            j = date_at
            while j < len(dates) and dates[j].start < paragraph_end:
                inside.append(dates[j])
                j += 1
            planned = any(p.start <= paragraph_start < p.end for p in plans)
            linker = SentenceLinker(text, inside, planned=planned)
            a = paragraph_start
            cuts = [m.end() for m in _SENTENCE_END.finditer(text, paragraph_start, paragraph_end)]
            cuts += [h for h in body_starts if paragraph_start < h < paragraph_end]
            for b in [*sorted(set(cuts)), paragraph_end]:
                group: list[Mention] = []
                while at < len(mentions) and mentions[at].start < b:
                    group.append(mentions[at])
                    at += 1
                if b > a:
                    links.extend(linker.link(a, b, group))
                a = b
        paragraph_start = paragraph_end + 1
    return links


def _fact(link: Link, report: Report, period: str | None, signed: str | None, sections) -> Fact:  # type: ignore[no-untyped-def]
    mention = link.mention
    time = None
    if mention.per:
        time = Period(mention.per)
    elif link.time is not None:
        time = Period(
            link.time.text, resolve(link.time, period, signed), Span(link.time.start, link.time.end)
        )
    return Fact(
        "", mention.kind, Span(mention.start, mention.end), mention.quantity,
        indicator=link.indicator, action=link.action, object=link.object, actor=link.actor, place=link.place,
        time=time, aggregate=link.aggregate, status=link.status, origin=report.document.source.origin,
        section=sections(mention.start), confidence=min(mention.confidence, link.confidence), doubt=mention.doubt,
    )  # fmt: skip


def _ties(link: Link, ids: dict[int, str]) -> Ties:
    whole = ids.get(link.whole.mention.start) if link.whole else None
    numerator = denominator = before = after = None
    if link.aggregate is Aggregate.RATE and link.base is not None:
        numerator = ids.get(link.base.mention.start)
        if link.base.whole is not None:
            denominator = ids.get(link.base.whole.mention.start)
    if link.aggregate is Aggregate.CHANGE and link.base is not None:
        after = ids.get(link.base.mention.start)
    return Ties(whole, numerator, denominator, before, after)


__all__ = ["Origin", "Status", "facts_of"]

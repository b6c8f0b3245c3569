"""事实：one report of the archive, its text marked, its figures in a table to put right."""

from __future__ import annotations

import re
from collections import Counter
from typing import Annotated, Any

from fastapi import APIRouter, Body, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from pipeline import core, reading, wire
from pipeline.errors import BadUsage
from pipeline.interfaces.web.office import Office
from pipeline.interfaces.web.render import office_of, page
from pipeline.interfaces.web.review import Review
from pipeline.interfaces.web.visit import name_of
from pipeline.outputs import sheet
from pipeline.schema import Fact, Origin, Report, Span

router = APIRouter(prefix="/reports", include_in_schema=False)
Number = Annotated[int, Path(ge=1, le=2**31)]
CORRECTABLE = {
    "value": "数值",
    "unit": "计量单位",
    "indicator": "指标",
    "actor": "责任主体",
    "time": "时间",
    "aggregate": "口径",
    "status": "状态",
}
_AT_ONCE, _KNOWN = 40, 100
_NOTE = "网页更正"
Done = dict[str, bool]
_CHOICES: dict[str, dict[str, str]] = {
    "aggregate": {"": "（无）"}
    | {each.value: name for each, name in sheet.AGGREGATES.items() if each is not None},
    "status": {each.value: name for each, name in sheet.STATUSES.items()},
}
_NUMBER = re.compile(r"-?\d{1,20}(\.\d{1,10})?")


@router.get("/of/{sha256}/{start}")
def of_file(request: Request, sha256: str, start: int) -> Response:
    """Lead to a place of a file that the archive holds, in the report that it belongs to."""
    office = office_of(request)
    held = office.archive.reports(sha256=sha256) if office.has_archive else ()
    for each in held:
        span = office.archive.report(each.id).span
        if span.start <= start < span.end:
            return RedirectResponse(f"/reports/{each.id}#t{max(start, 0)}", 303)
    raise BadUsage("档案里没有这份报告，可能已移出")


@router.get("/{ident}", response_class=HTMLResponse)
def show(request: Request, ident: Number) -> HTMLResponse:
    """Show a report and its figures; most rows of a long table come when they are looked at."""
    store = office_of(request).archive
    report = store.report(ident)
    often = Counter(each.indicator for each in report.facts if each.indicator)
    return page(
        request,
        "report.html",
        report=report,
        source=report.document.source,
        pieces=_pieces(report),
        unconfirmed=len(_scanned(report)),
        known=sorted(name for name, _ in often.most_common(_KNOWN)),
        aggregates=_CHOICES["aggregate"],
        statuses=_CHOICES["status"],
        corrected=store.corrected(report),
        **_rows(report, ident, 0, _AT_ONCE),
    )


@router.get("/{ident}/rows", response_class=HTMLResponse)
def rows(
    request: Request,
    ident: Number,
    first: Annotated[int, Query(ge=0, le=2**31)] = 0,
    all: bool = False,  # noqa: A002, FBT001, FBT002 - a field of the address
) -> HTMLResponse:
    """Give further rows of the table."""
    report = office_of(request).archive.report(ident)
    count = len(report.facts) if all else _AT_ONCE
    return page(request, "report_rows.html", **_rows(report, ident, first, count))


def _rows(report: Report, ident: int, first: int, count: int) -> dict[str, Any]:
    headings = {each.id: each.label + each.heading for each in report.sections}
    facts = sorted(report.facts, key=lambda each: each.span)
    return {
        "ident": ident,
        "total": len(facts),
        "next": first + count if first + count < len(facts) else 0,
        "facts": [
            {
                **wire.fact(each, report.document),
                "heading": headings.get(each.section or "", ""),
                "bound_name": sheet.BOUNDS[each.quantity.bound] if each.quantity else "",
            }
            for each in facts[first : first + count]
        ],
    }


def _pieces(report: Report) -> list[tuple[str, int | None, str]]:
    """Cut the report's text at its facts: words, place of the fact, its class."""
    text, at = report.document.text, report.span.start
    pieces: list[tuple[str, int | None, str]] = []
    for fact in sorted(report.facts, key=lambda each: each.span):
        if fact.span.start < at:
            continue
        kind = "date" if fact.quantity is None else fact.status.value
        pieces += [
            (text[at : fact.span.start], None, ""),
            (text[fact.span.start : fact.span.end], fact.span.start, kind),
        ]
        at = fact.span.end
    pieces.append((text[at : report.span.end], None, ""))
    return [piece for piece in pieces if piece[0]]


@router.post("/{ident}/correct")
def correct(
    request: Request,
    ident: Number,
    start: Annotated[int, Body()],
    end: Annotated[int, Body()],
    field: Annotated[str, Body()],
    new: Annotated[str, Body()],
) -> dict[str, Any]:
    """Note a person's correction of one field of a fact."""
    office = office_of(request)
    store = office.archive
    report = store.report(ident)
    fact = next((f for f in report.facts if f.span == Span(start, end)), None)
    if fact is None or field not in CORRECTABLE:
        raise BadUsage("这一处没有可以更正的数字，请刷新后再试")
    new = new.strip()
    if field == "value" and fact.quantity is not None and new and not _NUMBER.fullmatch(new):
        raise BadUsage(f"“{new[:20]}”不是数，数值只写数字，如 31 或 12.5，单位另写")
    core.correct(report, fact, field, new or None, archive=store, note=_NOTE)
    learned = office.learn(report, fact, field, new or None)
    if field == "value" and fact.origin is Origin.OCR:
        _confirm(office, report, fact)
    changed = store.report(ident)
    [now] = [f for f in changed.facts if f.span == Span(start, end)][:1]
    told = wire.fact(now, changed.document)
    return {**told, "learned": learned}


@router.post("/{ident}/figure")
def add(
    request: Request,
    ident: Number,
    start: Annotated[int, Body(ge=0)],
    end: Annotated[int, Body(ge=0)],
) -> dict[str, int]:
    """Take a figure that was overlooked, by the words that a person marked."""
    office = office_of(request)
    report = office.archive.report(ident)
    if start > end:
        raise BadUsage("选中的文字不在这份报告里，请刷新后再选")
    found = office.figures_marked(report, Span(start, end))
    for fact in found:
        core.amend(report, fact, archive=office.archive, note=_NOTE)
    return {"start": found[0].span.start, "added": len(found)}


@router.post("/{ident}/figure/drop")
def drop(
    request: Request,
    ident: Number,
    start: Annotated[int, Body(ge=0)],
    end: Annotated[int, Body(ge=0)],
) -> Done:
    """Take out what is no figure."""
    store = office_of(request).archive
    report = store.report(ident)
    fact = next((f for f in report.facts if (f.span.start, f.span.end) == (start, end)), None)
    if fact is None:
        raise BadUsage("这一处没有数字，请刷新后再试")
    core.amend(report, fact, gone=True, archive=store, note=_NOTE)
    return {"done": True}


@router.post("/{ident}/restate")
def restate(
    request: Request,
    ident: Number,
    field: Annotated[str, Body()],
    new: Annotated[str, Body(max_length=200)],
) -> Done:
    """Put right which body a report is of, or which time it tells of."""
    store = office_of(request).archive
    core.restate(store.report(ident), field, new, store, _NOTE)
    return {"done": True}


@router.post("/{ident}/undo")
def undo(request: Request, ident: Number) -> Done:
    """Take back the last correction of a report, and what was learned of it."""
    office = office_of(request)
    place, field, new = office.archive.take_back(office.archive.report(ident))
    report = office.archive.report(ident)
    fact = next((each for each in report.facts if each.span == place), None)
    if fact is not None and field in CORRECTABLE:
        office.unlearn(report, fact, field, new)
    return {"done": True}


def _confirm(office: Office, report: Report, fact: Fact) -> None:
    sha256 = report.document.source.sha256
    office.archive.correct(sha256, fact.span, "origin", Origin.TYPED.value, "看过原图")


def _scanned(report: Report) -> list[Fact]:
    """List the figures that were recognised from a picture and that nobody has looked at."""
    every = sorted(report.facts, key=lambda each: each.span)
    return [each for each in every if each.origin is Origin.OCR and each.quantity is not None]


@router.get("/{ident}/confirm", response_class=HTMLResponse)
def confirm(request: Request, ident: Number) -> HTMLResponse:
    """Show each recognised figure beside its place on the picture, to be confirmed with a key."""
    report = office_of(request).archive.report(ident)
    return page(
        request,
        "confirm.html",
        ident=ident,
        report=report,
        facts=[
            {**wire.fact(each, report.document), "line": _line(report.document.text, each.span)}
            for each in _scanned(report)
        ],
    )


def _line(text: str, span: Span) -> tuple[str, str, str]:
    """Give a figure with the words around it."""
    start = max(text.rfind("\n", 0, span.start) + 1, span.start - 40)
    stop = text.find("\n", span.end)
    stop = min(len(text) if stop < 0 else stop, span.end + 40)
    return text[start : span.start], text[span.start : span.end], text[span.end : stop]


@router.post("/{ident}/confirm")
def confirmed(
    request: Request,
    ident: Number,
    start: Annotated[int, Body(ge=0)],
    end: Annotated[int, Body(ge=0)],
    wrong: Annotated[bool, Body()] = False,  # noqa: FBT002 - a field of the body
) -> dict[str, int]:
    """Note that a person has seen a figure on the picture: it is right, or it is none at all."""
    office = office_of(request)
    report = office.archive.report(ident)
    found = [each for each in _scanned(report) if (each.span.start, each.span.end) == (start, end)]
    if not found:
        raise BadUsage("这一处已经确认过，或者没有数字，请刷新后再试")
    if wrong:
        core.correct(
            report, found[0], "value", None, archive=office.archive, note="看过原图，不是数"
        )
    _confirm(office, report, found[0])
    return {"left": len(_scanned(report)) - 1}


@router.get("/{ident}/picture/{start}")
def picture(request: Request, ident: Number, start: int) -> Response:
    """Give the place of a picture that holds the characters at a place of the text."""
    office = office_of(request)
    document = office.archive.report(ident).document
    block = next((b for b in document.blocks if b.span.start <= start < b.span.end and b.box), None)
    if block is None:
        raise BadUsage("这一处没有原图")
    content = office.archive.original(document.source.sha256)
    made = reading.picture_of(content, document.source.name, block.page or 1, block.box)
    return Response(made, media_type="image/png")


@router.get("/{ident}/place/{start}")
def place(ident: Number, start: int) -> Response:
    """Lead to the figure at a place of a report."""
    return RedirectResponse(f"/reports/{ident}#p{start}", 303)


@router.post("/{ident}/review")
def review(request: Request, ident: Number) -> dict[str, str]:
    """Lay a report of the archive on the desk for checking."""
    office = office_of(request)
    document = office.archive.report(ident).document
    content = office.archive.original(document.source.sha256)
    return {"at": f"/review/{office.desk.put(Review(document, content), name_of(request))}"}

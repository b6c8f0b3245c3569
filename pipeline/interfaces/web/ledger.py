"""台账与趋势：the archive's facts filtered, its text searched, its series drawn and exported."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from pipeline.interfaces.web.office import Office
from pipeline.interfaces.web.render import download, office_of, page
from pipeline.outputs import sheet
from pipeline.schema import Span

router = APIRouter(prefix="/ledger", include_in_schema=False)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST = 200
_FILTERS = ("indicator", "unit", "issuer", "period")


def filters(request: Request) -> dict[str, str]:
    """Read the filters of a request; empty ones do not count."""
    given = {name: request.query_params.get(name, "").strip() for name in _FILTERS}
    return {name: value for name, value in given.items() if value}


@router.get("", response_class=HTMLResponse)
def show(request: Request) -> HTMLResponse:
    """Show the ledger with its filters; the first rows come with the page."""
    office = office_of(request)
    newest = office.archive.reports(newest=True, limit=600) if office.has_archive else ()
    series = office.archive.series() if office.has_archive else ()
    often = sorted(series, key=lambda each: -each.values)[:40]
    return page(
        request,
        "ledger.html",
        held=len(newest),
        issuers=office.archive.issuers() if newest else (),
        years=sorted({(each.period or "")[:4] for each in newest if each.period}, reverse=True),
        often=often,
        chosen={name: request.query_params.get(name, "") for name in _FILTERS},
        words=request.query_params.get("words", ""),
        **_rows(office, filters(request)),
    )


def _rows(office: Office, chosen: dict[str, str]) -> dict[str, Any]:
    found = (
        office.archive.facts(**chosen, kind="figure", newest=True, limit=_MOST + 1)  # type: ignore[arg-type]
        if office.has_archive
        else ()
    )
    return {
        "facts": found[:_MOST],
        "more": len(found) > _MOST,
        "most": _MOST,
        "aggregates": sheet.AGGREGATES,
        "statuses": sheet.STATUSES,
    }


@router.get("/rows", response_class=HTMLResponse)
def rows(request: Request) -> HTMLResponse:
    """Give the rows for which the filters hold."""
    return page(request, "ledger_rows.html", **_rows(office_of(request), filters(request)))


@router.get("/search", response_class=HTMLResponse)
def search(request: Request, words: str = "") -> HTMLResponse:
    """Give the places where words or figures stand."""
    office = office_of(request)
    hits = office.archive.search(words, limit=60) if words.strip() and office.has_archive else ()
    told = [(each, _pieces(each.excerpt, each.marks)) for each in hits]
    return page(request, "ledger_search.html", hits=told, words=words.strip())


def _pieces(text: str, marks: tuple[Span, ...]) -> list[tuple[str, bool]]:
    """Cut an excerpt into pieces that are marked or not."""
    pieces, at = [], 0
    for mark in sorted(marks):
        if mark.start >= at:
            pieces += [(text[at : mark.start], False), (text[mark.start : mark.end], True)]
            at = mark.end
    return [piece for piece in [*pieces, (text[at:], False)] if piece[0]]


@router.get("/trend", response_class=HTMLResponse)
def trend(request: Request, indicator: str = "", issuer: str = "") -> HTMLResponse:
    """Show each series that the words name, with the reports behind its points."""
    office = office_of(request)
    found = (
        office.archive.trend(indicator, issuer=issuer or None)
        if indicator.strip() and office.has_archive
        else ()
    )
    files = {point.sha256 for each in found[:8] for point in each.points}
    places = {
        sha256: held.id for sha256 in files for held in office.archive.reports(sha256=sha256)[:1]
    }
    return page(
        request,
        "trend.html",
        indicator=indicator.strip(),
        issuer=issuer,
        trends=found,
        places=places,
    )


@router.get("/export/{form}")
def export(request: Request, form: str) -> Response:
    """Send the facts for which the filters hold as a sheet."""
    office = office_of(request)
    found = (
        office.archive.facts(**filters(request))  # type: ignore[arg-type]
        if office.has_archive
        else ()
    )
    body = sheet.stored_rows(found)
    if form == "csv":
        made = sheet.csv_bytes(sheet.STORED_HEADER, body)
        return download(made, "台账.csv", "text/csv; charset=utf-8")
    return download(sheet.xlsx_bytes("台账", sheet.STORED_HEADER, body), "台账.xlsx", XLSX)

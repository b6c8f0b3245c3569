"""台账与趋势：the archive's facts filtered, its text searched, its series drawn and exported."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Body, Request
from fastapi.responses import HTMLResponse, Response

from pipeline.archive import Trend
from pipeline.errors import BadUsage
from pipeline.interfaces.web.office import Office
from pipeline.interfaces.web.render import download, office_of, page
from pipeline.outputs import sheet
from pipeline.schema import Span

router = APIRouter(prefix="/ledger", include_in_schema=False)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST = 120
_WORDS = 200
_TRENDS, _A_YEAR = 4, 53
Done = dict[str, bool]
_FILTERS = ("indicator", "unit", "issuer", "period")


def filters(request: Request) -> dict[str, str]:
    """Read the filters of a request; empty ones do not count."""
    given = {name: request.query_params.get(name, "").strip() for name in _FILTERS}
    return {name: value for name, value in given.items() if value}


@router.get("", response_class=HTMLResponse)
def show(request: Request) -> HTMLResponse:
    """Show the ledger with its filters; the first rows come with the page."""
    office = office_of(request)
    newest = office.archive.reports(newest=True, limit=200) if office.has_archive else ()
    return page(
        request,
        "ledger.html",
        held=len(newest),
        issuers=office.archive.issuers() if newest else (),
        years=sorted({(each.period or "")[:4] for each in newest if each.period}, reverse=True),
        often=office.archive.often_met() if newest else (),
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
def trend(
    request: Request,
    indicator: str = "",
    issuer: str = "",
    all: bool = False,  # noqa: A002, FBT001, FBT002 - a field of the address
) -> HTMLResponse:
    """Show the series that the words name best, with the reports behind their points."""
    office = office_of(request)
    found = (
        office.archive.trend(indicator, issuer=issuer or None, limit=_TRENDS + 1)
        if indicator.strip() and office.has_archive
        else ()
    )
    first = 0 if all else -_A_YEAR
    return page(
        request,
        "trend.html",
        indicator=indicator.strip(),
        issuer=issuer,
        trends=[(each, each.points[first:]) for each in found[:_TRENDS]],
        more=len(found) > _TRENDS,
    )


@dataclass(frozen=True, slots=True)
class Comparison:
    """One indicator of several bodies: a row for each period, a value for each body."""

    name: str
    unit: str | None
    tempo: str
    bodies: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Decimal | None, ...]], ...]


def compared(trends: Iterable[Trend]) -> list[Comparison]:
    """Lay the series of several bodies side by side, where they count the same thing."""
    groups: dict[tuple[str, str | None], dict[str, Trend]] = {}
    for each in trends:
        of_kind = groups.setdefault((each.tempo, each.unit), {})
        best = of_kind.get(each.issuer or "")
        if best is None or len(each.points) > len(best.points):
            of_kind[each.issuer or ""] = each
    made = []
    for (tempo, unit), bodies in groups.items():
        if len(bodies) < 2:
            continue
        found = [
            {p.period or p.file: p.value for p in trend.points if p.value is not None}
            for trend in bodies.values()
        ]
        days = {p.period or p.file: p.day or "" for t in bodies.values() for p in t.points}
        periods = sorted(days, key=lambda each: (days[each], each))
        made.append(
            Comparison(
                next(iter(bodies.values())).indicator,
                unit,
                tempo,
                tuple(name or "单位不明" for name in bodies),
                tuple((each, tuple(one.get(each) for one in found)) for each in periods),
            )
        )
    return sorted(made, key=lambda each: (-len(each.bodies), -len(each.rows)))


def _comparisons(request: Request, indicator: str) -> list[Comparison]:
    office = office_of(request)
    if not indicator.strip() or not office.has_archive:
        return []
    return compared(office.archive.trend(indicator.strip()[:_WORDS]))


@router.get("/compare", response_class=HTMLResponse)
def compare(request: Request, indicator: str = "") -> HTMLResponse:
    """Show one indicator of all bodies in one chart."""
    every = _comparisons(request, indicator)
    return page(request, "compare.html", indicator=indicator.strip(), comparisons=every[:6])


@router.get("/indicators", response_class=HTMLResponse)
def indicators(request: Request, words: str = "", issuer: str = "") -> HTMLResponse:
    """List the indicators, to merge those that are one, and to name them."""
    office = office_of(request)
    found = (
        office.archive.indicators(words[:_WORDS], issuer=issuer or None, limit=_MOST + 1)
        if office.has_archive
        else ()
    )
    return page(
        request,
        "indicators.html",
        series=found[:_MOST],
        more=len(found) > _MOST,
        most=_MOST,
        issuers=office.archive.issuers() if office.has_archive else (),
        words=words,
        issuer=issuer,
    )


Number = Annotated[int, Body(ge=1, le=2**31)]


@router.post("/merge")
def merge(
    request: Request,
    keep: Number,
    others: Annotated[list[int], Body(min_length=1, max_length=50)],
) -> dict[str, int]:
    """Make indicators one; give the number of the decision, to take it back."""
    store = office_of(request).archive
    units = {each.unit or "" for each in store.numbered(keep, *others)}
    if len(units) > 1:
        raise BadUsage(f"计量单位不同（{'、'.join(sorted(units))}），不是同一个指标，不能合并")
    return {"decision": store.merge(keep, *others)}


@router.post("/rename")
def rename(
    request: Request, series: Number, name: Annotated[str, Body(max_length=100)]
) -> dict[str, int]:
    """Give an indicator the name that people use."""
    name = " ".join(name.split())
    if not name or not name.isprintable():
        raise BadUsage("指标要有名称")
    return {"decision": office_of(request).archive.rename(series, name)}


@router.post("/undo")
def undo(request: Request, decision: Annotated[int, Body(embed=True, ge=1, le=2**31)]) -> Done:
    """Take a decision back."""
    office_of(request).archive.undo(decision)
    return {"done": True}


@router.get("/export/{form}")
def export(request: Request, form: str, indicator: str = "") -> Response:
    """Send the facts for which the filters hold as a sheet, or a comparison of bodies."""
    office = office_of(request)
    if form == "compare":
        every = _comparisons(request, indicator)
        if not every:
            raise BadUsage("没有几个单位都报的同一指标，没有可以导出的")
        first = every[0]
        rows = [(period, *values) for period, values in first.rows]
        made = sheet.xlsx_bytes(first.name[:20], ("时期", *first.bodies), rows)
        return download(made, f"{first.name}-各单位.xlsx", XLSX)
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

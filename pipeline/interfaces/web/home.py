"""The first page, help, and whether the server is well."""

from __future__ import annotations

import inspect

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, Response

from pipeline import __version__, catalogue
from pipeline.interfaces.web.drafts import Drafting
from pipeline.interfaces.web.render import HERE, office_of, page
from pipeline.interfaces.web.review import Review

router = APIRouter(include_in_schema=False)


@router.get("/", response_class=HTMLResponse)
def start(request: Request) -> HTMLResponse:
    """Tell a clerk what can be done here, and what is under way."""
    office = office_of(request)
    held = office.archive.count() if office.has_archive else 0
    return page(
        request,
        "home.html",
        held=held,
        place=office.place if "://" not in office.place else "数据库",
        reviews=office.desk.newest(Review),
        drafts=office.desk.newest(Drafting),
    )


@router.get("/help", response_class=HTMLResponse)
def help_page(request: Request) -> HTMLResponse:
    """Explain each screen and each rule."""
    return page(request, "help.html", rules=catalogue.rules())


@router.get("/api", response_class=HTMLResponse)
def interface(request: Request) -> HTMLResponse:
    """Describe the REST interface on a page of our own."""
    described = []
    for path, methods in request.app.openapi()["paths"].items():
        for method, told in methods.items():
            described.append(
                {
                    "method": method.upper(),
                    "path": path,
                    "summary": told.get("summary", ""),
                    "text": inspect.cleandoc(told.get("description", "")),
                    "parameters": told.get("parameters", []),
                }
            )
    return page(request, "api.html", calls=described)


@router.get("/healthz")
def health() -> dict[str, str]:
    """Say that the server answers."""
    return {"status": "ok", "version": __version__}


@router.get("/favicon.ico")
def icon() -> Response:
    """Give the icon."""
    return FileResponse(HERE / "static" / "icon.svg", media_type="image/svg+xml")

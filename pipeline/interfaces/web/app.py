"""An Office or a Server -> the application: screens, REST, and one line for every error."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from pipeline import __version__
from pipeline.errors import HuibaoError
from pipeline.interfaces.cli.base import unexpected
from pipeline.interfaces.web import (
    api,
    draft_text,
    drafts,
    facts,
    filing,
    home,
    languagetool,
    ledger,
    people,
    review,
)
from pipeline.interfaces.web.gates import KeyGate, PeopleGate
from pipeline.interfaces.web.guard import Guard
from pipeline.interfaces.web.office import Office
from pipeline.interfaces.web.render import HERE, page
from pipeline.interfaces.web.rights import Rights
from pipeline.interfaces.web.server import Server

_MISSING = {404: "没有这个页面", 405: "这个地址不能这样用"}


ROUTERS: tuple[APIRouter, ...] = tuple(
    room.router
    for room in (home, review, filing, ledger, facts, drafts, draft_text, api, languagetool, people)
)


def create(front: Office | Server) -> FastAPI:
    """Build the application for one person's office, or for a server of many."""
    app = FastAPI(
        title="huibao 汇报",
        version=__version__,
        summary="读、查、写汇报材料。字段与命令行 --format json 相同，位置按 Unicode 码点计。",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    app.state.server = front if isinstance(front, Server) else None
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    for router in ROUTERS:
        app.include_router(router)
    app.add_exception_handler(HuibaoError, _mendable)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _missing)
    app.add_exception_handler(Exception, _broken)
    rights = Rights(each for router in ROUTERS for each in router.routes)
    gate = PeopleGate(front, rights) if isinstance(front, Server) else KeyGate(front)
    app.add_middleware(Guard, gate=gate)
    return app


def _told(request: Request, text: str, status: int) -> Response:
    """Say what is wrong: as a page to who looks at pages, as JSON to programs."""
    line = " ".join(text.split())
    wants_page = "text/html" in request.headers.get("accept", "")
    if wants_page and request.method == "GET" and "hx-request" not in request.headers:
        return page(request, "error.html", status=status, message=line)
    return JSONResponse({"error": line}, status)


def _mendable(request: Request, error: Exception) -> Response:
    return _told(request, str(error), 400)


def _invalid(request: Request, error: Exception) -> Response:
    wrong = error.errors() if isinstance(error, RequestValidationError) else ()
    names = "、".join(dict.fromkeys(str(each["loc"][-1]) for each in wrong))
    return _told(request, f"请求里这几项缺少或写法不对：{names}", 422)


def _missing(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return _told(request, _MISSING.get(status, "请求没有办成"), status)


def _broken(request: Request, error: Exception) -> Response:
    return _told(request, unexpected(error), 500)

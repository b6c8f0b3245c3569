"""登录、我的账号、账号管理、审计日志：the screens of a server for many."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Form, Path, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from pipeline.errors import BadUsage
from pipeline.interfaces.server.people import Body as Bureau
from pipeline.interfaces.server.people import Role
from pipeline.interfaces.web.render import download, page
from pipeline.interfaces.web.server import Server
from pipeline.interfaces.web.visit import Visit, visit_of
from pipeline.outputs import sheet

router = APIRouter(include_in_schema=False)
Number = Annotated[int, Path(ge=1, le=2**31)]
LOG_HEADER = ("序号", "时间（UTC）", "账号", "地址", "做了什么", "对象", "结果", "封印")
_SHOWN = 200


def _server(request: Request) -> Server:
    server: Server | None = request.app.state.server
    if server is None:
        raise BadUsage("这是单人使用的网页，没有账号；多人使用请用 huibao serve --users 打开")
    return server


def _visit(request: Request) -> tuple[Server, Visit]:
    server, visit = _server(request), visit_of(request)
    if visit is None or visit.person is None:
        raise BadUsage("请先登录")
    return server, visit


def _cookie(server: Server) -> str:
    return f"huibao-{server.port}-session"


@router.get("/login", response_class=HTMLResponse)
def door(request: Request, to: str = "/") -> HTMLResponse:
    """Ask who it is."""
    _server(request)
    return page(request, "login.html", to=_own(to))


def _own(to: str) -> str:
    """Keep a way back on this server."""
    return to if to.startswith("/") and not to.startswith(("//", "/\\")) else "/"


@router.post("/login")
def enter(
    request: Request,
    name: Annotated[str, Form(max_length=80)],
    password: Annotated[str, Form(max_length=300)],
    to: Annotated[str, Form(max_length=500)] = "/",
) -> Response:
    """Begin a session."""
    server = _server(request)
    asking = request.client.host if request.client else ""
    try:
        key, person = server.people.enter(name, password, asking)
    except BadUsage:
        server.entries.allows(asking)
        office = server.people.office_named(name)
        server.log.add("登录失败", name[:40], office=office, address=asking, status=401)
        raise
    server.log.add("登录", "", office=person.office, person=person.name, address=asking)
    answer = JSONResponse({"at": "/me" if person.must_change else _own(to)})
    answer.set_cookie(
        _cookie(server),
        key,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return answer


@router.post("/logout")
def leave(request: Request) -> Response:
    """End the session."""
    server, visit = _visit(request)
    server.people.leave(visit.digest)
    answer = JSONResponse({"at": "/login"})
    answer.delete_cookie(_cookie(server))
    return answer


@router.get("/me", response_class=HTMLResponse)
def own(request: Request) -> HTMLResponse:
    """Show one's own account."""
    server, visit = _visit(request)
    keys = server.people.keys(visit.person) if visit.person else ()
    return page(request, "me.html", person=visit.person, keys=keys)


@router.post("/me/password")
def set_password(
    request: Request,
    old: Annotated[str, Body(max_length=300)],
    new: Annotated[str, Body(max_length=300)],
) -> dict[str, str]:
    """Change one's own password; everything has to be entered anew."""
    server, visit = _visit(request)
    if visit.person is not None:
        server.people.set_password(visit.person, old, new)
    return {"at": "/login"}


@router.post("/me/key")
def make_key(
    request: Request, note: Annotated[str, Body(embed=True, max_length=100)]
) -> dict[str, str]:
    """Make a key for a program; it is shown this once."""
    server, visit = _visit(request)
    return {"key": server.people.make_key(visit.person, note) if visit.person else ""}


@router.post("/me/key/drop")
def drop_key(
    request: Request, number: Annotated[str, Body(embed=True, max_length=64)]
) -> dict[str, bool]:
    """Take a key back."""
    server, visit = _visit(request)
    if visit.person is not None:
        server.people.drop_key(visit.person, number)
    return {"done": True}


@router.get("/people", response_class=HTMLResponse)
def people(request: Request) -> HTMLResponse:
    """List the accounts of one's office and those below it."""
    server, visit = _visit(request)
    bodies = server.people.under(visit.office.id)
    return page(
        request,
        "people.html",
        people=server.people.everyone(bodies),
        bodies=bodies.values(),
        roles=list(Role),
        own=visit.person,
    )


@router.post("/people")
def add(
    request: Request,
    name: Annotated[str, Body(max_length=80)],
    roles: Annotated[list[Role], Body(max_length=4)],
    office: Annotated[int, Body(ge=1, le=2**31)],
) -> dict[str, str]:
    """Open an account; its first password is shown this once."""
    server, visit = _visit(request)
    if office not in server.people.under(visit.office.id):
        raise BadUsage("没有这个单位")
    return {"name": name, "password": server.people.add(name, office, roles)}


@router.post("/people/{ident}/{deed}")
def change(
    request: Request,
    ident: Number,
    deed: str,
    roles: Annotated[list[Role] | None, Body(embed=True, max_length=4)] = None,
) -> dict[str, Any]:
    """Change an account: roles, close, open, unlock, reset."""
    server, visit = _visit(request)
    person = server.people.of(ident, server.people.under(visit.office.id))
    if visit.person is not None and person.id == visit.person.id and deed != "unlock":
        raise BadUsage("自己的账号请别的管理员来改")
    if deed == "reset":
        return {"name": person.name, "password": server.people.reset(ident)}
    if deed == "roles":
        server.people.change(ident, roles=roles or ())
    elif deed in ("close", "open"):
        server.people.change(ident, closed=deed == "close")
    elif deed == "unlock":
        server.people.change(ident, unlock=True)
    else:
        raise BadUsage(f"没有“{deed[:20]}”这个操作")
    return {"done": True}


@router.get("/log", response_class=HTMLResponse)
def log(
    request: Request,
    before: Annotated[int | None, Query(ge=1, le=2**31)] = None,
    verify: bool = False,  # noqa: FBT001, FBT002 - a field of the query
) -> HTMLResponse:
    """Show who did what, newest first; on request see whether any entry was changed."""
    server, visit = _visit(request)
    bodies = server.people.under(visit.office.id)
    entries = server.log.entries(_seen(bodies), most=_SHOWN + 1, before=before)
    return page(
        request,
        "log.html",
        entries=entries[:_SHOWN],
        more=entries[_SHOWN - 1].id if len(entries) > _SHOWN else None,
        bodies={ident: body.name for ident, body in bodies.items()},
        verdict=server.log.verify() if verify else None,
    )


def _seen(bodies: dict[int, Bureau]) -> list[int]:
    """Say whose entries an auditor sees; those of nobody's account are the topmost office's."""
    topmost = any(body.parent is None for body in bodies.values())
    return [*bodies, 0] if topmost else [*bodies]


@router.get("/log/export")
def export_log(request: Request) -> Response:
    """Send the entries as a sheet."""
    server, visit = _visit(request)
    entries = server.log.entries(_seen(server.people.under(visit.office.id)), most=100_000)
    rows = [
        [str(e.id), e.at, e.person, e.address, e.deed, e.subject, str(e.status), e.seal]
        for e in entries
    ]
    made = sheet.csv_bytes(LOG_HEADER, rows)
    return download(made, "审计日志.csv", "text/csv; charset=utf-8")


@router.get("/metrics")
def metrics(request: Request) -> PlainTextResponse:
    """Give counts of answers and their times, for whoever watches the server."""
    server, _ = _visit(request)
    told = server.tally.text(jobs_waiting=server.jobs.waiting(), sessions=server.people.at_work())
    return PlainTextResponse(told, media_type="text/plain; version=0.0.4")

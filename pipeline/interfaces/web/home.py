"""The first page, help, and whether the server is well."""

from __future__ import annotations

import inspect

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from pipeline import __version__, catalogue
from pipeline.interfaces.server.people import Role
from pipeline.interfaces.web.drafting import Drafting
from pipeline.interfaces.web.office import Office
from pipeline.interfaces.web.render import HERE, office_of, page
from pipeline.interfaces.web.review import Review
from pipeline.interfaces.web.rights import WORK
from pipeline.interfaces.web.visit import visit_of

router = APIRouter(include_in_schema=False)
HELPS = (
    ("review", "核查", "一份材料里的问题，怎么看、怎么改、怎么下载"),
    ("filing", "收录", "把往期材料收进档案"),
    ("ledger", "台账与趋势", "查数、比较、合并指标、导出"),
    ("reports", "事实", "一份报告读出了什么，认错了怎么更正"),
    ("draft", "起草", "从数据到公文格式的 Word"),
    ("server", "多人使用", "账号、角色、单位、审计日志"),
)


@router.get("/", response_class=HTMLResponse)
def start(request: Request) -> Response:
    """Tell a clerk what can be done here, and what is under way."""
    office, visit = office_of(request), visit_of(request)
    if visit is not None and not visit.may(*WORK):
        return RedirectResponse("/people" if visit.may(Role.ADMIN) else "/log", 303)
    held = office.archive.count() if office.has_archive else 0
    return page(
        request,
        "home.html",
        held=held,
        place=_place(office),
        reviews=office.desk.newest(Review),
        drafts=office.desk.newest(Drafting),
    )


def _place(office: Office) -> str:
    """Say where the archive lies, to who can reach it there."""
    if office.shared is not None:
        return f"服务器，{office.name}"
    return "数据库" if "://" in office.place else office.place


@router.get("/help", response_class=HTMLResponse)
def help_page(request: Request) -> HTMLResponse:
    """Lead to what explains each screen and each rule."""
    return page(request, "help.html", rules=catalogue.rules(), helps=HELPS)


@router.get("/help/{topic}", response_class=HTMLResponse)
def help_on(request: Request, topic: str) -> HTMLResponse:
    """Explain one screen, or one rule."""
    if topic in {name for name, _, _ in HELPS}:
        return page(request, f"help/{topic}.html")
    return page(request, "rule.html", rule=catalogue.rule(topic))


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

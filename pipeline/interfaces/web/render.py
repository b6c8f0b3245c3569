"""Pages from their templates; every value is escaped, and no page runs what it shows."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from pathlib import Path
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline import __version__
from pipeline.errors import BadUsage
from pipeline.interfaces.cli.indicators import TEMPOS
from pipeline.interfaces.web.office import Office
from pipeline.interfaces.web.rights import RIGHTS
from pipeline.interfaces.web.visit import Visit, visit_of
from pipeline.outputs import sheet
from pipeline.outputs.telling import SEVERITIES

HERE = Path(__file__).parent
SCREENS = (
    ("/review", "核查"),
    ("/filing", "收录"),
    ("/ledger", "台账"),
    ("/draft", "起草"),
    ("/help", "帮助"),
)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        version=__version__,
        severities={level.value: name for level, name in SEVERITIES.items()},
        tempos={tempo: name for tempo, name in TEMPOS.items() if tempo != "period"},
        kinds={kind.value: name for kind, name in sheet.KINDS.items()},
    )
    made.filters["plain"] = sheet.plain
    made.filters["moment"] = moment
    return made


def moment(instant: str) -> str:
    """Write a UTC instant as the clock on the wall shows it here."""
    return f"{datetime.fromisoformat(instant).astimezone():%Y-%m-%d %H:%M}"


def _screens(visit: Visit | None) -> list[tuple[str, str]]:
    """Give the screens that somebody may see."""
    if visit is None or visit.person is None:
        return [] if visit is None else [*SCREENS]
    every = (*SCREENS[:-1], ("/people", "账号"), ("/log", "日志"), SCREENS[-1])
    return [each for each in every if visit.person.may(RIGHTS[f"GET {each[0]}"].roles)]


def office_of(request: Request) -> Office:
    """Give the office that a request may touch: the only way to an archive or a paper."""
    visit = visit_of(request)
    if visit is None:
        raise BadUsage("请先登录")
    return visit.office


def page(request: Request, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """Show a template."""
    visit = visit_of(request)
    body = (
        _environment()
        .get_template(template)
        .render(
            path=request.url.path,
            csrf=visit.csrf if visit else "",
            visit=visit,
            screens=_screens(visit),
            **values,
        )
    )
    return HTMLResponse(body.encode("utf-8", "replace"), status)


def download(content: str | bytes, name: str, kind: str) -> Response:
    """Send a file under a name that is safe on every system."""
    raw = content if isinstance(content, bytes) else content.encode("utf-8", "replace")
    plain = safe_name(name)
    ascii_name = re.sub(r"[^A-Za-z0-9._-]+", "_", plain) or "file"
    disposition = f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(plain, safe='')}"
    return Response(raw, media_type=kind, headers={"content-disposition": disposition})


def safe_name(name: str, fallback: str = "材料") -> str:
    """Make a label into a file name: its last part, without what a file system cannot hold."""
    last = name.replace("\\", "/").rpartition("/")[2]
    last = re.sub(
        r'[\x00-\x1f\x7f<>:"|?*\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]', "_", last
    )
    last = last.strip(". ")
    stem, dot, suffix = last.rpartition(".")
    if not dot or len(suffix) > 8:
        stem, dot, suffix = last, "", ""
    return (stem[:80].strip() or fallback) + dot + suffix

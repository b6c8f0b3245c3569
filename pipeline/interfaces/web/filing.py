"""收录：files, folders and zips into the archive, each with what became of it in one sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Body, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, Response

from pipeline import core
from pipeline.archive import Ingested
from pipeline.errors import HuibaoError, UnreadableFile
from pipeline.interfaces.cli.base import unexpected
from pipeline.interfaces.cli.ingest import STATES
from pipeline.interfaces.web.office import Office
from pipeline.interfaces.web.render import download, office_of, page
from pipeline.interfaces.web.uploads import laid_down, taken

router = APIRouter(prefix="/filing", include_in_schema=False)
_NEWEST = 300


@router.get("", response_class=HTMLResponse)
def show(request: Request) -> HTMLResponse:
    """Offer to put files in, and list what is there."""
    office = office_of(request)
    reports = office.archive.reports(newest=True, limit=_NEWEST) if office.has_archive else ()
    gone = office.archive.bin() if office.has_archive else ()
    held = office.archive.count() if office.has_archive else 0
    return page(request, "filing.html", reports=reports, held=held, gone=gone)


@router.post("")
def put_in(request: Request, file: Annotated[UploadFile, Form()]) -> list[dict[str, Any]]:
    """Store a file, or each member of a zip; a bad one stops no other."""
    office = office_of(request)
    told: list[dict[str, Any]] = []
    with laid_down(taken([file])) as [place]:
        for found in core.originals(place):
            if isinstance(found, UnreadableFile):
                told.append(_refused(found.file or place.name, found.message))
                continue
            document, content = found
            name = document.source.name
            try:
                told.append(_stored(office, core.ingest(document, content, office.archive)))
            except HuibaoError as error:
                told.append(_refused(name, error.message))
            except Exception as error:
                told.append(_refused(name, unexpected(error)))
    return told or [_refused(place.name, "里面没有材料，请放入要收录的文件")]


def _refused(name: str, why: str) -> dict[str, Any]:
    return {"file": Path(name).name, "ok": False, "state": "没有收录", "why": why, "reports": []}


def _stored(office: Office, done: Ingested) -> dict[str, Any]:
    """Say what was recognised in a file that was stored."""
    reports = office.archive.reports(sha256=done.sha256)
    return {
        "file": done.file,
        "ok": True,
        "state": STATES[done.state.value],
        "why": done.reason + (f"：{done.like}" if done.like else ""),
        "facts": done.facts,
        "reports": [
            {
                "id": each.id,
                "title": each.title,
                "issuer": each.issuer,
                "period": each.period,
                "facts": each.facts,
            }
            for each in reports
        ],
    }


@router.post("/remove")
def remove(request: Request, sha256: Annotated[str, Body(embed=True)]) -> dict[str, bool]:
    """Put a file into the bin."""
    office_of(request).archive.remove(sha256)
    return {"done": True}


@router.post("/restore")
def restore(request: Request, sha256: Annotated[str, Body(embed=True)]) -> dict[str, bool]:
    """Take a file out of the bin."""
    office_of(request).archive.undo_remove(sha256)
    return {"done": True}


@router.get("/original/{sha256}")
def original(request: Request, sha256: str) -> Response:
    """Give a file back as it came in; it is saved, never shown, whatever is in it."""
    store = office_of(request).archive
    content = store.original(sha256)
    name = next((each.file for each in store.reports(sha256=sha256)), "原件")
    return download(content, name, "application/octet-stream")

"""收录：files, folders and zips into the archive, each with what became of it in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Body, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, Response

from pipeline import core
from pipeline.archive import Ingested
from pipeline.errors import BadUsage, HuibaoError, UnreadableFile
from pipeline.interfaces.cli.base import unexpected
from pipeline.interfaces.cli.ingest import STATES
from pipeline.interfaces.web.office import Office
from pipeline.interfaces.web.render import download, office_of, page
from pipeline.interfaces.web.uploads import laid_down, taken
from pipeline.interfaces.web.visit import name_of

router = APIRouter(prefix="/filing", include_in_schema=False)
_NEWEST = 100


@router.get("", response_class=HTMLResponse)
def show(request: Request) -> HTMLResponse:
    """Offer to put files in, and list what is there."""
    office = office_of(request)
    reports = office.archive.reports(newest=True, limit=_NEWEST) if office.has_archive else ()
    held = office.archive.count() if office.has_archive else 0
    return page(request, "filing.html", reports=reports, held=held)


@router.get("/bin", response_class=HTMLResponse)
def bin_(request: Request) -> HTMLResponse:
    """List what was taken out."""
    office = office_of(request)
    gone = office.archive.bin() if office.has_archive else ()
    return page(request, "filing_bin.html", gone=gone[:_NEWEST])


@router.post("")
def put_in(
    request: Request, file: Annotated[UploadFile, Form()]
) -> list[dict[str, Any]] | dict[str, str]:
    """Store a file at once; a zip becomes a job, of which the page asks how far it has come."""
    office = office_of(request)
    given = taken([file])
    if not given:
        raise BadUsage("请选文件")
    [(name, content)] = given
    if content[:4] == b"PK\x03\x04" and name.lower().endswith(".zip"):
        return {"job": office.jobs.put(office.id, name_of(request), name, content)}
    return list(work_for(office, name, content))


@router.get("/job/{ident}")
def job(request: Request, ident: str) -> dict[str, Any]:
    """Say how far a job has come, and what became of each file so far."""
    office = office_of(request)
    found = office.jobs.of(ident, office.id)
    return {"name": found.name, "state": found.state, "done": found.done, "told": found.outcome}


def work_for(office: Office, name: str, content: bytes) -> Iterator[dict[str, Any]]:
    """Store a file, or each member of a zip; a bad one stops no other."""
    empty = True
    with laid_down([(name, content)]) as [place]:
        for found in core.originals(place):
            empty = False
            if isinstance(found, UnreadableFile):
                yield _refused(found.file or place.name, found.message)
                continue
            document, raw = found
            try:
                yield _stored(office, core.keep(office.extract(document), raw, office.archive))
            except HuibaoError as error:
                yield _refused(document.source.name, error.message)
            except Exception as error:
                yield _refused(document.source.name, unexpected(error))
    if empty:
        yield _refused(place.name, "里面没有材料，请放入要收录的文件")


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

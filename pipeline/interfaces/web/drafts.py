"""起草：data in, what was understood of it, and the structure of the draft."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Body, Form, Query, Request, UploadFile
from fastapi.responses import HTMLResponse

from pipeline import core, drafting, paths, wire
from pipeline.drafting.templates import load_template
from pipeline.errors import BadUsage, UnreadableFile
from pipeline.interfaces.web.drafting import Drafting
from pipeline.interfaces.web.office import Office
from pipeline.interfaces.web.render import office_of, page, safe_name
from pipeline.interfaces.web.uploads import laid_down, taken
from pipeline.interfaces.web.visit import name_of
from pipeline.schema import Aggregate, Brief, Document, Report, Status

router = APIRouter(prefix="/draft", include_in_schema=False)
_AT_ONCE = 40


@router.get("", response_class=HTMLResponse)
def start(request: Request) -> HTMLResponse:
    """Ask for the data."""
    office = office_of(request)
    drafts = office.desk.newest(Drafting, 12)
    reports = office.archive.reports(newest=True, limit=40) if office.has_archive else ()
    return page(request, "draft_data.html", drafts=drafts, reports=reports)


@router.post("")
def take_data(
    request: Request,
    files: Annotated[list[UploadFile] | None, Form()] = None,
    text: Annotated[str, Form()] = "",
    sample: Annotated[str, Form()] = "",
) -> dict[str, str]:
    """Read sheets and notes into a brief."""
    given = taken(files or ())
    if text.strip():
        given.append(("粘贴的消息.txt", text.encode("utf-8", "replace")))
    if sample:
        place = _sample("data")
        given.append((place.name, place.read_bytes()))
    if not given:
        raise BadUsage("请选数据文件，或把各科室报来的文字粘贴进来")
    with laid_down(given) as places:
        work = Drafting(given, office_of(request).read_brief(places))
    if sample:
        work.like = core.read(_sample("like"))
    return {"at": f"/draft/{office_of(request).desk.put(work, name_of(request))}"}


def _sample(name: str) -> Path:
    samples = paths.shipped("corpora") / "samples"
    index = json.loads((samples / "index.json").read_text(encoding="utf-8"))
    return samples / str(index["next"][name])


@router.get("/form", response_class=HTMLResponse)
def form(request: Request, report: Annotated[int, Query(ge=1, le=2**31)]) -> HTMLResponse:
    """Offer a form with the indicators of a former report, their last values beside."""
    former = office_of(request).archive.report(report)
    shown = _form_rows(former, report, 0, _AT_ONCE)
    return page(request, "draft_form.html", former=former, **shown)


@router.get("/form/rows", response_class=HTMLResponse)
def form_rows(
    request: Request,
    report: Annotated[int, Query(ge=1, le=2**31)],
    first: Annotated[int, Query(ge=0, le=2**31)] = 0,
    all: bool = False,  # noqa: A002, FBT001, FBT002 - a field of the address
) -> HTMLResponse:
    """Give further rows of the form."""
    former = office_of(request).archive.report(report)
    count = len(former.facts) if all else _AT_ONCE
    return page(request, "draft_form_rows.html", **_form_rows(former, report, first, count))


def _form_rows(former: Report, report: int, first: int, count: int) -> dict[str, Any]:
    headings = {each.id: each.heading for each in former.sections}
    figures = [
        each
        for each in former.facts
        if each.indicator
        and each.quantity is not None
        and each.status is Status.DONE
        and each.aggregate is not Aggregate.CHANGE
    ]
    return {
        "report": report,
        "total": len(figures),
        "next": first + count if first + count < len(figures) else 0,
        "rows": [
            {
                "department": each.actor or "",
                "topic": headings.get(each.section or "", ""),
                "indicator": each.indicator,
                "unit": (each.quantity.unit if each.quantity else "") or "",
                "time": "累计" if each.aggregate is Aggregate.CUMULATIVE else "",
                "last": former.words(each.span),
            }
            for each in figures[first : first + count]
        ],
    }


@router.post("/rows")
def take_rows(
    request: Request,
    rows: Annotated[list[dict[str, str]], Body()],
    ident: Annotated[str, Body()] = "",
    report: Annotated[int | None, Body(ge=1, le=2**31)] = None,
) -> dict[str, str]:
    """Take rows as a person filled them in or put them right; empty values are left out."""
    office = office_of(request)
    work = office.desk.take(ident, Drafting) if ident else None
    kept = [row for row in rows if row.get("value", "").strip() or row.get("note", "").strip()]
    if not kept:
        raise BadUsage("还没有填任何数，请在“本期”一列填上")
    records = {
        **(_meta(work.brief) if work else {}),
        "records": [{name: row.get(key, "") for key, name in _COLUMNS.items()} for row in kept],
    }
    given = [("填报数据.json", wire.dumps(records).encode("utf-8", "replace"))]
    with laid_down(given) as places:
        brief = office.read_brief(places)
    if work is None:
        like = None if report is None else office.archive.report(report).document
        ident = office.desk.put(Drafting(given, brief, like=like), name_of(request))
    else:
        with work.lock:
            work.given, work.brief = given, brief
            work.draft = work.composed = None
            office.desk.save(ident, work, whole=True)
    return {"at": f"/draft/{ident}"}


_COLUMNS = {
    "department": "部门",
    "topic": "事项",
    "indicator": "指标",
    "value": "数值",
    "unit": "计量单位",
    "time": "时间",
    "note": "说明",
}


def _meta(brief: Brief) -> dict[str, object]:
    """Give what a brief says besides its rows, as records know it."""
    narrative: dict[str, list[str]] = {}
    for heading, sentences in brief.narrative:
        narrative.setdefault(heading, []).extend(sentences)
    told = {
        "unit_name": brief.unit_name,
        "period": brief.period.text if brief.period else None,
        "recipient": brief.recipient,
        "title": brief.title,
    }
    return {**{name: value for name, value in told.items() if value}, "narrative": narrative}


@router.get("/{ident}", response_class=HTMLResponse)
def understood(request: Request, ident: str) -> HTMLResponse:
    """Show what was understood of the data, and ask for the structure."""
    office = office_of(request)
    work = office.desk.take(ident, Drafting)
    newest = office.archive.reports(newest=True, limit=60) if office.has_archive else ()
    templates = [load_template(name) for name in drafting.template_names()]
    told = list(drafting.preview(work.brief))
    return page(
        request,
        "draft_brief.html",
        work=work,
        brief=work.brief,
        title=drafting.title_of(work.brief) or "",
        understood=sum(line.startswith("  ") for line in told),
        notices=[line.removeprefix("注意：") for line in told if line.startswith("注意：")],
        templates=[each for each in templates if each.name != "like"],
        reports=newest,
        messages=[name for name, _ in _messages(work)],
        **_brief_rows(work.brief, ident, 0, _AT_ONCE),
    )


@router.get("/{ident}/rows", response_class=HTMLResponse)
def rows(
    request: Request,
    ident: str,
    first: Annotated[int, Query(ge=0, le=2**31)] = 0,
    all: bool = False,  # noqa: A002, FBT001, FBT002 - a field of the address
) -> HTMLResponse:
    """Give further rows of the data."""
    brief = office_of(request).desk.take(ident, Drafting).brief
    count = len(brief.rows) if all else _AT_ONCE
    return page(request, "draft_rows.html", **_brief_rows(brief, ident, first, count))


def _brief_rows(brief: Brief, ident: str, first: int, count: int) -> dict[str, Any]:
    total = len(brief.rows)
    return {
        "ident": ident,
        "total": total,
        "next": first + count if first + count < total else 0,
        "rows": brief.rows[first : first + count],
    }


@router.get("/{ident}/understood", response_class=HTMLResponse)
def in_words(request: Request, ident: str) -> HTMLResponse:
    """Say each row as the draft will say it."""
    told = drafting.preview(office_of(request).desk.take(ident, Drafting).brief)
    lines = [line.strip() for line in told if line.startswith("  ")]
    return page(request, "draft_understood.html", lines=lines)


@router.get("/{ident}/message/{number}", response_class=HTMLResponse)
def message(request: Request, ident: str, number: int) -> HTMLResponse:
    """Show a text that was sent in, as it came."""
    texts = _messages(office_of(request).desk.take(ident, Drafting))
    if not 0 <= number < len(texts):
        raise BadUsage("没有这份原文")
    return page(request, "draft_message.html", text=texts[number][1])


def _messages(work: Drafting) -> list[tuple[str, str]]:
    """Give the texts that were sent in, so that a person sees what was not understood."""
    told = []
    for name, content in work.given:
        with suppress(UnreadableFile):
            if not name.endswith(".json"):
                told.append((safe_name(name), core.read_bytes(content, name).text))
    return told


@router.post("/{ident}/compose")
def compose(
    request: Request,
    ident: str,
    structure: Annotated[str, Form()] = "template:weekly",
    unit_name: Annotated[str, Form()] = "",
    period: Annotated[str, Form()] = "",
    recipient: Annotated[str, Form()] = "",
    title: Annotated[str, Form()] = "",
    former: Annotated[UploadFile | None, Form()] = None,
) -> dict[str, str]:
    """Write the draft."""
    office = office_of(request)
    work = office.desk.take(ident, Drafting)
    with work.lock:
        for name, content in taken([former]):
            work.like = core.read_bytes(content, safe_name(name))
        named = {"unit_name": unit_name, "period": period, "recipient": recipient, "title": title}
        filled = {name: value.strip() or None for name, value in named.items()}
        kind, _, which = structure.partition(":")
        like = _former(office, work, kind, which)
        with laid_down(work.given) as places:
            work.composed = work.draft = office.draft(
                places,
                template=which if kind == "template" else None,
                like=like,
                unit_name=filled["unit_name"],
                period=filled["period"],
                recipient=filled["recipient"],
                title=filled["title"],
            )
        work.chosen = {"structure": structure, **named}
        whole = bool(former and former.filename)
        office.desk.save(ident, work, deed="起草", person=name_of(request), whole=whole)
    return {"at": f"/draft/{ident}/text"}


def _former(office: Office, work: Drafting, kind: str, which: str) -> Document | None:
    """Find the former report that the draft shall follow."""
    if kind == "template":
        return None
    if kind == "report" and re.fullmatch("[0-9]{1,9}", which):
        return office.archive.report(int(which)).document
    if work.like is None:
        raise BadUsage("请选一份以前的报告来参照，或改用模板")
    return work.like

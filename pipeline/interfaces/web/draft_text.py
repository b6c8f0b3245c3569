"""起草：the written draft, its sources, its states, and the files that come of it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request
from fastapi.responses import HTMLResponse, Response

from pipeline import catalogue, core, drafting, wire
from pipeline.errors import BadUsage
from pipeline.interfaces.server.desk import Desk
from pipeline.interfaces.web.drafting import Drafting
from pipeline.interfaces.web.office import Office
from pipeline.interfaces.web.render import download, office_of, page, safe_name
from pipeline.interfaces.web.review import DOCX, UNWRITABLE, Review
from pipeline.interfaces.web.visit import name_of
from pipeline.outputs import revised, telling
from pipeline.outputs.sheet import plain
from pipeline.schema import CheckResult, Draft, Span

router = APIRouter(prefix="/draft", include_in_schema=False)


@router.post("/{ident}/edit")
def edit(
    request: Request, ident: str, text: Annotated[str, Body(embed=True, max_length=500_000)]
) -> dict[str, str]:
    """Take the draft as a person has changed it; what was not touched keeps its source."""
    office = office_of(request)
    work = office.desk.take(ident, Drafting)
    with work.lock:
        if work.composed is None:
            raise BadUsage("还没有起草，请先选结构")
        if not text.strip():
            raise BadUsage("草稿不能是空的；想重来请点“改数据或结构”")
        plain_text = UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
        work.draft = revised.draft(work.composed, plain_text.strip("\n"))
        office.desk.save(ident, work, deed="修改文字", person=name_of(request))
    return {"at": f"/draft/{ident}/text"}


@router.get("/{ident}/text", response_class=HTMLResponse)
def written(request: Request, ident: str) -> HTMLResponse:
    """Show the draft, its figures with their sources, and what a check says of it."""
    office = office_of(request)
    work = office.desk.take(ident, Drafting)
    if work.draft is None:
        raise BadUsage("还没有起草，请先选结构")
    document = core.document_from_text(work.draft.text, "草稿.txt")
    result = office.check(document)
    return page(
        request,
        "draft_text.html",
        ident=ident,
        work=work,
        draft=work.draft,
        paragraphs=_paragraphs(work.draft, unsourced := _unsourced(work, result)),
        unsourced=unsourced,
        gaps=work.draft.text.count("【待补") + work.draft.text.count("【待核"),
        result=result,
        counted=telling.counted(result.findings),
        findings=[
            {
                **wire.finding(each, document),
                "where": telling.where(result, each.spans[0]),
                "title": catalogue.rule(each.code).title,
            }
            for each in result.findings
        ],
        rows=len(work.brief.rows),
    )


@router.get("/{ident}/sources", response_class=HTMLResponse)
def sources(request: Request, ident: str) -> HTMLResponse:
    """List where each figure comes from, and the data."""
    work = office_of(request).desk.take(ident, Drafting)
    figures = work.draft.figures if work.draft else ()
    return page(
        request,
        "draft_sources.html",
        figures=[(each.text, told(each.source), _row(each.source)) for each in figures],
        rows=work.brief.rows,
    )


_SOURCES = (
    (re.compile(r"^data row (\d+)"), r"数据第\1行"),
    (re.compile(r"\bdata row (\d+)"), r"数据第\1行"),
    (re.compile(r"^data\b"), "数据"),
    (re.compile(r"^computed: ?"), "算出："),
    (re.compile(r"\bformer report\b"), "上期报告"),
    (re.compile(r"\barchive\b"), "档案"),
)


def told(source: str) -> str:
    """Say in Chinese where a figure comes from."""
    for pattern, words in _SOURCES:
        source = pattern.sub(words, source)
    return source


def _row(source: str) -> int | None:
    """Find the row of data that a source names first."""
    found = re.search(r"\bdata row (\d+)", source)
    return int(found[1]) if found else None


def _unsourced(work: Drafting, result: CheckResult) -> list[Span]:
    """Find the figures that a person typed: the data does not vouch for them."""
    if work.draft is None or work.composed is None or work.draft is work.composed:
        return []
    places = revised.typed(work.composed.text, work.draft.text)
    return [
        fact.span
        for fact in result.extraction.facts()
        if fact.quantity is not None
        and any(place.overlaps(fact.span) for place in places)
        and not any(figure.span.overlaps(fact.span) for figure in work.draft.figures)
    ]


def _paragraphs(draft: Draft, unsourced: Sequence[Span] = ()) -> list[dict[str, Any]]:
    """Cut the draft into paragraphs and these at their figures, gaps and figures of no source."""
    marks = [(f.span.start, f.span.end, n) for n, f in enumerate(draft.figures)]
    gap = re.compile("【待[补核][^】\n]*】")
    gaps = [(found.start(), found.end(), None) for found in gap.finditer(draft.text)]
    own = [(span.start, span.end, -1) for span in unsourced]
    every = sorted([*gaps, *own, *marks], key=lambda each: (each[0], -each[1]))
    made = []
    for paragraph in draft.paragraphs:
        pieces: list[dict[str, Any]] = []
        at = paragraph.span.start
        for start_, end, number in every:
            if start_ < at or end > paragraph.span.end:
                continue
            pieces.append({"text": draft.text[at:start_], "figure": None, "gap": False})
            pieces.append({"text": draft.text[start_:end], "figure": number, "gap": number is None})
            at = end
        pieces.append({"text": draft.text[at : paragraph.span.end], "figure": None, "gap": False})
        made.append(
            {
                "role": paragraph.role,
                "level": paragraph.level,
                "start": paragraph.span.start,
                "pieces": [piece for piece in pieces if piece["text"]],
            }
        )
    return made


@router.get("/{ident}/versions", response_class=HTMLResponse)
def versions(
    request: Request,
    ident: str,
    old: Annotated[int, Query(ge=0, le=2**31)] = 0,
    new: Annotated[int, Query(ge=0, le=2**31)] = 0,
) -> HTMLResponse:
    """List the states of a draft, and show what changed between two of them."""
    desk = office_of(request).desk
    work, kept = desk.take(ident, Drafting), desk.versions(ident)
    numbers = [each.number for each in kept]
    new = new or (numbers[0] if numbers else 0)
    old = old or (numbers[1] if len(numbers) > 1 else new)
    changes = compared(_text_of(desk, ident, old), _text_of(desk, ident, new)) if kept else []
    return page(
        request,
        "draft_versions.html",
        ident=ident,
        work=work,
        kept=kept,
        old=old,
        new=new,
        changes=changes,
    )


def _text_of(desk: Desk, ident: str, number: int) -> str:
    state = desk.version(ident, number).state or {}
    return str((state.get("draft") or {}).get("text", ""))


@router.post("/{ident}/back")
def back(
    request: Request, ident: str, number: Annotated[int, Body(embed=True, ge=1, le=2**31)]
) -> dict[str, str]:
    """Take an earlier state of a draft up again; the later ones stay."""
    desk = office_of(request).desk
    work = desk.take(ident, Drafting)
    with work.lock:
        work.go_back(desk.version(ident, number).state or {})
        desk.save(ident, work, deed=f"退回第{number}稿", person=name_of(request))
    return {"at": f"/draft/{ident}/text"}


@router.post("/{ident}/drop")
def drop(request: Request, ident: str) -> dict[str, bool]:
    """Throw a draft away, with all its states."""
    office_of(request).desk.drop(ident)
    return {"done": True}


Piece = tuple[str, str]


def compared(old: str, new: str) -> list[tuple[str, list[Piece]]]:
    """Lay two texts side by side: paragraphs that stayed, went, came or changed, cut in pieces."""
    before, after = old.split("\n"), new.split("\n")
    rows: list[tuple[str, list[Piece]]] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, before, after, False).get_opcodes():  # noqa: FBT003
        if tag == "equal":
            rows += [("same", [("", line)]) for line in after[c:d]]
            continue
        paired = min(b - a, d - c)
        rows += [
            ("changed", _pieces(*both))
            for both in zip(before[a : a + paired], after[c : c + paired], strict=True)
        ]
        rows += [("gone", [("gone", line)]) for line in before[a + paired : b]]
        rows += [("new", [("new", line)]) for line in after[c + paired : d]]
    return [row for row in rows if any(words for _, words in row[1])]


def _pieces(old: str, new: str) -> list[Piece]:
    pieces: list[Piece] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, False).get_opcodes():  # noqa: FBT003
        if tag == "equal":
            pieces.append(("", new[c:d]))
        else:
            pieces += [("gone", old[a:b]), ("new", new[c:d])]
    return [piece for piece in pieces if piece[1]]


@router.post("/{ident}/review")
def review(request: Request, ident: str) -> dict[str, str]:
    """Lay the draft on the desk, to change it and check it again."""
    office = office_of(request)
    draft = _drafted(office, ident)
    content = file_of(draft, ".docx")
    document = core.read_bytes(content, f"{_stem(draft)}.docx")
    return {"at": f"/review/{office.desk.put(Review(document, content), name_of(request))}"}


@router.get("/{ident}/download/{form}")
def fetch(request: Request, ident: str, form: str, sources: bool = False) -> Response:  # noqa: FBT001, FBT002
    """Send the draft, or where its figures come from."""
    draft = _drafted(office_of(request), ident)
    if form == "sources.json":
        made = wire.dumps(wire.provenance(draft), indent=1)
        return download(made, f"{_stem(draft)}-来源.json", "application/json")
    if form == "docx":
        return download(file_of(draft, ".docx", sources=sources), f"{_stem(draft)}.docx", DOCX)
    if form == "txt":
        return download(draft.text + "\n", f"{_stem(draft)}.txt", "text/plain; charset=utf-8")
    raise BadUsage("没有这种下载")


def _drafted(office: Office, ident: str) -> Draft:
    draft = office.desk.take(ident, Drafting).draft
    if draft is None:
        raise BadUsage("还没有起草，请先选结构")
    return draft


def file_of(draft: Draft, suffix: str, *, sources: bool = False) -> bytes:
    """Write a draft as a file of that kind."""
    with TemporaryDirectory(prefix="huibao-") as folder:
        place = Path(folder) / f"draft{suffix}"
        drafting.write(draft, place, show_sources=sources)
        return place.read_bytes()


def _stem(draft: Draft) -> str:
    title = next((p.span for p in draft.paragraphs if p.role == "title"), None)
    words = plain(draft.text[title.start : title.end]) if title else ""
    return safe_name(words.replace("\n", "").replace("/", "_"), "草稿")[:60]

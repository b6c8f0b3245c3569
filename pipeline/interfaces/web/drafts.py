"""起草：data in, what was understood of it, the structure, and the draft with its sources."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import RLock
from typing import Annotated, Any, ClassVar, Self

from fastapi import APIRouter, Body, Form, Query, Request, UploadFile
from fastapi.responses import HTMLResponse, Response

from pipeline import catalogue, core, drafting, paths, wire
from pipeline.drafting.templates import load_template
from pipeline.errors import BadUsage, UnreadableFile
from pipeline.interfaces.server import frozen
from pipeline.interfaces.server.desk import Desk
from pipeline.interfaces.web.office import Office
from pipeline.interfaces.web.render import download, office_of, page, safe_name
from pipeline.interfaces.web.review import DOCX, UNWRITABLE, Review
from pipeline.interfaces.web.uploads import Named, laid_down, taken
from pipeline.interfaces.web.visit import name_of
from pipeline.outputs import revised, telling
from pipeline.outputs.sheet import plain
from pipeline.schema import Aggregate, Brief, CheckResult, Document, Draft, Span, Status

router = APIRouter(prefix="/draft", include_in_schema=False)


@dataclass
class Drafting:
    """One draft in the making: the data as it came, how it was read, and what was written."""

    given: list[Named]
    brief: Brief
    composed: Draft | None = None
    draft: Draft | None = None
    like: Document | None = None
    chosen: dict[str, str] = field(default_factory=dict)
    lock: RLock = field(default_factory=RLock)
    KIND: ClassVar[str] = "draft"

    def kept(self) -> tuple[dict[str, Any], bytes]:
        """Give what a desk keeps of it: what was understood and written, and the data."""
        state = {
            "brief": frozen.told(self.brief),
            "composed": frozen.told(self.composed),
            "draft": frozen.told(self.draft),
            "chosen": self.chosen,
        }
        data = {"given": frozen.told(self.given), "like": frozen.told(self.like)}
        return state, json.dumps(data).encode()

    @classmethod
    def revived(cls, state: dict[str, Any], content: bytes | None) -> Self:
        """Make it again from what a desk kept."""
        data = json.loads(content or b"{}")
        given = frozen.made(list[Named], data["given"])
        work = cls(given, frozen.made(Brief, state["brief"]))
        work.like = data["like"] and frozen.made(Document, data["like"])
        work.go_back(state)
        return work

    def go_back(self, state: dict[str, Any]) -> None:
        """Take up a state that was kept."""
        self.brief = frozen.made(Brief, state["brief"])
        self.composed = state["composed"] and frozen.made(Draft, state["composed"])
        self.draft = state["draft"] and frozen.made(Draft, state["draft"])
        self.chosen = dict(state["chosen"])

    @property
    def name(self) -> str:
        """Name the draft."""
        return drafting.title_of(self.brief) or "、".join(name for name, _ in self.given)


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
    headings = {each.id: each.heading for each in former.sections}
    figures = [each for each in former.facts if each.indicator and each.quantity is not None]
    return page(
        request,
        "draft_form.html",
        report=report,
        former=former,
        rows=[
            {
                "department": each.actor or "",
                "topic": headings.get(each.section or "", ""),
                "indicator": each.indicator,
                "unit": (each.quantity.unit if each.quantity else "") or "",
                "time": "累计" if each.aggregate is Aggregate.CUMULATIVE else "",
                "last": former.words(each.span),
            }
            for each in figures
            if each.status is Status.DONE and each.aggregate is not Aggregate.CHANGE
        ],
    )


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
        ident=ident,
        work=work,
        brief=work.brief,
        title=drafting.title_of(work.brief) or "",
        understood=[line.strip() for line in told if line.startswith("  ")],
        notices=[line.removeprefix("注意：") for line in told if line.startswith("注意：")],
        templates=[each for each in templates if each.name != "like"],
        reports=newest,
        messages=_messages(work),
    )


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
        rows=work.brief.rows,
        sources=[(told(each.source), _row(each.source)) for each in work.draft.figures],
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
    content = _file(draft, ".docx")
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
        return download(_file(draft, ".docx", sources=sources), f"{_stem(draft)}.docx", DOCX)
    if form == "txt":
        return download(draft.text + "\n", f"{_stem(draft)}.txt", "text/plain; charset=utf-8")
    raise BadUsage("没有这种下载")


def _drafted(office: Office, ident: str) -> Draft:
    draft = office.desk.take(ident, Drafting).draft
    if draft is None:
        raise BadUsage("还没有起草，请先选结构")
    return draft


def _file(draft: Draft, suffix: str, *, sources: bool = False) -> bytes:
    with TemporaryDirectory(prefix="huibao-") as folder:
        place = Path(folder) / f"draft{suffix}"
        drafting.write(draft, place, show_sources=sources)
        return place.read_bytes()


def _stem(draft: Draft) -> str:
    title = next((p.span for p in draft.paragraphs if p.role == "title"), None)
    words = plain(draft.text[title.start : title.end]) if title else ""
    return safe_name(words.replace("\n", "").replace("/", "_"), "草稿")[:60]

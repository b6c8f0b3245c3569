"""核查：a paper on the desk, its findings, and what a person decides about each."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import RLock
from typing import Annotated, Any, ClassVar, Self

from fastapi import APIRouter, Body, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, Response

from pipeline import catalogue, core, paths, wire
from pipeline.errors import BadUsage
from pipeline.fingerprint import fingerprint, words_of
from pipeline.interfaces import config
from pipeline.interfaces.server.frozen import made, told
from pipeline.interfaces.web.office import Office
from pipeline.interfaces.web.render import download, office_of, page
from pipeline.interfaces.web.uploads import laid_down, taken
from pipeline.interfaces.web.visit import name_of
from pipeline.outputs import CHECK, revised, telling
from pipeline.outputs.originals import Original
from pipeline.policy import Allowed, settle
from pipeline.schema import CheckResult, Document, Finding

router = APIRouter(prefix="/review", include_in_schema=False)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# what no Word file can hold: control characters, lone surrogates, two that are none
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 3_000_000
_STEPS = 30
SAMPLE = "faulty/01-周报-重复与称谓.txt"


@dataclass(frozen=True, slots=True)
class Step:
    """One state of a review; undoing goes back to the one before."""

    text: str
    ignored: frozenset[str] = frozenset()
    allowed: Allowed | None = None
    said: str = ""


@dataclass
class Review:
    """A paper under review: the file as it came, and the steps that a person took."""

    document: Document
    content: bytes
    compare: bool = True
    steps: list[Step] = field(default_factory=list)
    lock: RLock = field(default_factory=RLock)
    checked: tuple[str, bool, CheckResult] | None = None

    KIND: ClassVar[str] = "review"

    def __post_init__(self) -> None:
        if not self.steps:
            self.steps.append(Step(self.document.text))

    def kept(self) -> tuple[dict[str, Any], bytes]:
        """Give what a desk keeps of it: the last steps, and the file."""
        source = self.document.source
        state = {"document": source.name, "compare": self.compare}
        return {**state, "steps": told(self.steps[-_STEPS:])}, self.content

    @classmethod
    def revived(cls, state: dict[str, Any], content: bytes | None) -> Self:
        """Make it again from what a desk kept."""
        steps = made(list[Step], state["steps"])
        document = core.read_bytes(content or b"", state["document"])
        return cls(document, content or b"", state["compare"], steps)

    @property
    def name(self) -> str:
        """Name the paper."""
        return self.document.source.name

    @property
    def now(self) -> Step:
        """Give the state that is shown."""
        return self.steps[-1]

    def type_in(self, text: str) -> None:
        """Take what was typed; typing on makes no new step."""
        text = UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
        if text == self.now.text:
            return
        if len(text) > _LONGEST:
            raise BadUsage("文字太长，请分成几份核查")
        step = replace(self.now, text=text, allowed=None, said="typed")
        if self.now.said == "typed" and len(self.steps) > 1:
            self.steps[-1] = step
        else:
            self.steps.append(step)


def verdict(office: Office, review: Review) -> CheckResult:
    """Check a paper as it stands now, less what people have settled."""
    settings = config.load()
    result = _checked(office, review, settings)
    allowed = (*settings.policy.allowed, *office.allowances.all())
    result = settle(result, replace(settings.policy, allowed=allowed)).result
    if not review.now.ignored:
        return result
    left = [each for each in result.findings if fingerprint(result, each) not in review.now.ignored]
    return replace(result, findings=tuple(left))


def _checked(office: Office, review: Review, settings: config.Settings) -> CheckResult:
    """Check the text, once for each text: deciding on a finding needs no second look."""
    text, compare = review.now.text, review.compare and office.has_archive
    if review.checked is not None and review.checked[:2] == (text, compare):
        return review.checked[2]
    result = office.check(
        revised.document(review.document, text),
        compare=compare,
        select=catalogue.codes(settings.select),
        ignore=catalogue.codes(settings.ignore),
    )
    review.checked = (text, compare, result)
    return result


def shown(office: Office, review: Review) -> dict[str, Any]:
    """Describe a paper for its page: the contract's JSON, with places and corrections in words."""
    began = time.perf_counter()
    result = verdict(office, review)
    text = result.extraction.document.text
    titles = {each.code: each.title for each in catalogue.rules()}
    described = wire.check(result)
    for each, finding in zip(described["findings"], result.findings, strict=True):
        each["title"] = titles.get(finding.code, "")
        each["where"] = [telling.where(result, span) for span in finding.spans]
        each["correction"] = telling.correction(text, finding) if finding.edits else None
    return {
        **described,
        "text": text,
        "counted": telling.counted(result.findings),
        "edited": text != review.document.text,
        "ignored": len(review.now.ignored),
        "undo": len(review.steps) > 1,
        "compared": review.compare and office.has_archive,
        "comparable": office.has_archive,
        "milliseconds": round((time.perf_counter() - began) * 1000),
    }


@router.get("", response_class=HTMLResponse)
def choose(request: Request) -> HTMLResponse:
    """Offer to open a paper."""
    office = office_of(request)
    return page(
        request,
        "review_open.html",
        reviews=office.desk.newest(Review, 12),
        allowed=office.allowances.all(),
        titles={each.code: each.title for each in catalogue.rules()},
    )


@router.post("/report-again")
def report_again(
    request: Request, rule: Annotated[str, Body()], words: Annotated[str, Body()]
) -> dict[str, bool]:
    """Report again what was to be ignored for good."""
    office_of(request).allowances.drop(Allowed(rule, words))
    return {"done": True}


@router.post("")
def open_paper(
    request: Request,
    file: Annotated[UploadFile | None, Form()] = None,
    text: Annotated[str, Form()] = "",
    sample: Annotated[str, Form()] = "",
) -> dict[str, Any]:
    """Lay a paper on the desk: a file, pasted text, or the sample."""
    office = office_of(request)
    opened: list[tuple[Document, bytes]] = []
    if sample:
        place = paths.shipped("corpora") / "samples" / SAMPLE
        opened = list(core.readable(place))
    elif chosen := taken([file]):
        with laid_down(chosen) as [place]:
            opened = list(core.readable(place))
    elif text.strip():
        plain = text.replace("\r\n", "\n").replace("\r", "\n")
        opened = [
            (
                core.read_bytes(plain.encode("utf-8", "replace"), "粘贴的文字.txt"),
                plain.encode("utf-8", "replace"),
            )
        ]
    if not opened:
        raise BadUsage("请选一个文件，或把文字粘贴进来")
    who = name_of(request)
    idents = [office.desk.put(Review(document, content), who) for document, content in opened[:50]]
    return {"at": f"/review/{idents[0]}", "opened": len(idents)}


@router.get("/{ident}", response_class=HTMLResponse)
def show(request: Request, ident: str) -> HTMLResponse:
    """Show a paper; its text and findings are fetched by the page."""
    review = office_of(request).desk.take(ident, Review)
    return page(request, "review.html", ident=ident, name=review.name, forms=_forms(review))


@router.get("/{ident}/state")
def state(request: Request, ident: str) -> dict[str, Any]:
    """Give text and findings."""
    office = office_of(request)
    review = office.desk.take(ident, Review)
    review.checked = None  # the archive may have grown
    return shown(office, review)


@router.post("/{ident}/drop")
def drop(request: Request, ident: str) -> dict[str, bool]:
    """Take a paper off the desk."""
    office_of(request).desk.drop(ident)
    return {"done": True}


@router.post("/{ident}/{deed}")
def decide(
    request: Request,
    ident: str,
    deed: str,
    text: Annotated[str, Body()] = "",
    mark: Annotated[str, Body()] = "",
    start: Annotated[int, Body()] = -1,
    compare: Annotated[bool, Body()] = True,  # noqa: FBT002 - a field of the body
) -> dict[str, Any]:
    """Take what was typed, then do one thing: edit, accept, once, always, undo, compare."""
    office = office_of(request)
    review = office.desk.take(ident, Review)
    with review.lock:
        before = review.now
        if deed != "undo":
            review.type_in(text)
        if deed == "undo":
            _undo(office, review)
        elif deed == "compare":
            review.compare = compare
        elif deed in ("accept", "once", "always"):
            _settle(office, review, deed, mark, start)
        elif deed != "edit":
            raise BadUsage(f"没有“{deed}”这个操作")
        answer = shown(office, review)
        if review.now != before or deed == "compare":
            office.desk.save(ident, review)
        return answer


def _undo(office: Office, review: Review) -> None:
    if len(review.steps) > 1:
        gone = review.steps.pop()
        if gone.allowed is not None:
            office.allowances.drop(gone.allowed)


def _settle(office: Office, review: Review, deed: str, mark: str, start: int) -> None:
    result = verdict(office, review)
    finding = _found(result, mark, start)
    now = review.now
    if deed == "accept":
        text = revised.applied(now.text, finding.edits)
        review.steps.append(replace(now, text=text, allowed=None, said=deed))
    elif deed == "once":
        review.steps.append(replace(now, ignored=now.ignored | {mark}, allowed=None, said=deed))
    else:
        allowed = Allowed(finding.code, words_of(result, finding.spans[0]))
        office.allowances.add(allowed)
        review.steps.append(replace(now, allowed=allowed, said=deed))


def _found(result: CheckResult, mark: str, start: int) -> Finding:
    alike = [each for each in result.findings if fingerprint(result, each) == mark]
    if not alike:
        raise BadUsage("这一处已经不在了，文字可能刚改过，请看最新的结果")
    return min(alike, key=lambda each: abs(each.spans[0].start - start))


def _forms(review: Review) -> list[tuple[str, str]]:
    """Say what can be downloaded."""
    forms = [
        ("comments.docx", "Word，问题写成批注"),
        ("corrected.docx", "改好的 Word"),
        ("corrected.txt", "改好的文字"),
    ]
    if "html" in CHECK:
        forms.append(("report.html", "核查结果网页"))
    return forms


@router.get("/{ident}/download/{form}")
def fetch(request: Request, ident: str, form: str) -> Response:
    """Send the paper with its findings, or mended."""
    office = office_of(request)
    review = office.desk.take(ident, Review)
    stem = Path(review.name).stem
    text = review.now.text
    if form == "corrected.txt":
        return download(text, f"{stem}-改.txt", "text/plain; charset=utf-8")
    result = verdict(office, review)
    original = Original(result, review.content)
    if text != review.document.text:
        original = Original(result, revised.word(review.document, review.content, result))
    if form == "corrected.docx":
        word = revised.word(review.document, review.content, result)
        return download(word, f"{stem}-改.docx", DOCX)
    if form == "comments.docx":
        return download(CHECK["docx"].render([original]), f"{stem}-批注.docx", DOCX)
    if form == "report.html" and "html" in CHECK:
        shown_as = CHECK["html"].render([result])
        return download(shown_as, f"{stem}-核查.html", "text/html; charset=utf-8")
    raise BadUsage("没有这种下载")

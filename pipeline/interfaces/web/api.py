"""REST: the verbs of the command line, with the JSON of the contract."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request, UploadFile
from fastapi.responses import Response

from pipeline import catalogue, core, wire
from pipeline.errors import BadUsage
from pipeline.interfaces.web.draft_text import file_of
from pipeline.interfaces.web.render import download, office_of
from pipeline.interfaces.web.review import DOCX
from pipeline.interfaces.web.uploads import laid_down, taken
from pipeline.schema import Document

router = APIRouter(prefix="/api", tags=["huibao"])
Words = Annotated[str | None, Query()]
File = Annotated[UploadFile | None, Form(description="材料文件；与 text 二选一")]
Text = Annotated[str, Form(description="材料文字；与 file 二选一")]


def _documents(file: UploadFile | None, text: str) -> list[Document]:
    if chosen := taken([file]):
        with laid_down(chosen) as [place]:
            return [document for document, _ in core.readable(place)]
    if text:
        return [core.document_from_text(text.replace("\r\n", "\n").replace("\r", "\n"))]
    raise BadUsage("请用 file 传文件，或用 text 传文字")


def _one_or_all(told: list[dict[str, Any]]) -> Any:  # noqa: ANN401 - one object or a list
    return told[0] if len(told) == 1 else told


@router.post("/extract", summary="取数：同 huibao extract --format json")
def extract(request: Request, file: File = None, text: Text = "") -> Any:  # noqa: ANN401
    """一份材料给一个对象，压缩包里有几份就给一列。"""
    return _one_or_all(
        [wire.extraction(office_of(request).extract(each)) for each in _documents(file, text)]
    )


@router.post("/check", summary="核查：同 huibao check --format json")
def check(
    request: Request,
    file: File = None,
    text: Text = "",
    select: Annotated[str, Form(description="只查这些规则，如 NUM,DAT101")] = "",
    ignore: Annotated[str, Form(description="不查这些规则")] = "",
    archive: Annotated[bool, Form(description="是否与档案里以前的报告比较")] = False,  # noqa: FBT002
) -> Any:  # noqa: ANN401
    """错误、警告、提示，每处的位置和改法。"""
    office = office_of(request)
    chosen, left_out = catalogue.codes([select]), catalogue.codes([ignore])
    return _one_or_all(
        [
            wire.check(office.check(each, compare=archive, select=chosen, ignore=left_out))
            for each in _documents(file, text)
        ]
    )


@router.get("/facts", summary="台账：同 huibao facts --format json")
def facts(
    request: Request,
    indicator: Words = None,
    unit: Words = None,
    issuer: Words = None,
    period: Words = None,
    first: Words = None,
    last: Words = None,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 1000,
) -> list[dict[str, Any]]:
    """档案里的数字，条件同时成立，旧的在前。"""
    office = office_of(request)
    if not office.has_archive:
        return []
    found = office.archive.facts(
        indicator=indicator,
        unit=unit,
        issuer=issuer,
        period=period,
        first=first,
        last=last,
        limit=limit,
    )
    return [wire.stored_fact(each) for each in found]


@router.get("/search", summary="全文检索：同 huibao search --format json")
def search(
    request: Request,
    words: Annotated[str, Query(description="词和数，如 取缔 >100 起", max_length=500)],
    issuer: Words = None,
    period: Words = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> list[dict[str, Any]]:
    """找到的每一处，新的在前。"""
    office = office_of(request)
    if not office.has_archive:
        return []
    found = office.archive.search(words, issuer=issuer, period=period, limit=limit)
    return [wire.hit(each) for each in found]


@router.get("/trend", summary="趋势：同 huibao trend --format json")
def trend(
    request: Request,
    indicator: Annotated[str, Query(max_length=200)],
    issuer: Words = None,
    first: Words = None,
    last: Words = None,
) -> dict[str, Any]:
    """一个指标一期一期的值，每个点注明出自哪份文件的哪几个字。"""
    office = office_of(request)
    if not office.has_archive:
        return wire.trend(())
    return wire.trend(office.archive.trend(indicator, issuer=issuer, first=first, last=last))


@router.post("/draft", summary="起草：同 huibao draft；docx=true 直接给 Word 文件")
def draft(
    request: Request,
    data: Annotated[list[UploadFile], Form(description="数据文件，可以几个")],
    like: Annotated[UploadFile | None, Form(description="参照的以前报告")] = None,
    template: Annotated[str, Form(description="模板，与 like 二选一")] = "",
    unit_name: Annotated[str, Form()] = "",
    period: Annotated[str, Form()] = "",
    recipient: Annotated[str, Form()] = "",
    title: Annotated[str, Form()] = "",
    docx: Annotated[bool, Form()] = False,  # noqa: FBT002
) -> Any:  # noqa: ANN401
    """文字、每个数的来源、要人留意的地方。"""
    office = office_of(request)
    sheets, former_report = taken(data), taken([like])
    with laid_down([*sheets, *former_report]) as files:
        former = files[len(sheets)] if former_report else None
        made = office.draft(
            files[: len(sheets)],
            template=template or None,
            like=former,
            unit_name=unit_name or None,
            period=period or None,
            recipient=recipient or None,
            title=title or None,
        )
    if docx:
        return _word(file_of(made, ".docx"))
    return {"text": made.text, **wire.provenance(made)}


def _word(content: bytes) -> Response:
    return download(content, "草稿.docx", DOCX)

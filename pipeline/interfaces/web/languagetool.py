"""LanguageTool's check over HTTP, so that editors that speak it can ask huibao (UTF-16 offsets)."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request

from pipeline import __version__, catalogue, core
from pipeline.errors import BadUsage
from pipeline.interfaces.web.render import office_of
from pipeline.schema import Edit, Finding, Severity, Span

router = APIRouter(prefix="/v2", tags=["LanguageTool"])
_TYPES = {
    Severity.ERROR: "misspelling",
    Severity.WARNING: "grammar",
    Severity.INFO: "style",
}
_CATEGORIES = {
    "NUM": "数字",
    "DAT": "日期",
    "STR": "结构",
    "TXT": "文字",
    "ARC": "与以前对照",
    "GBT": "国家标准",
}


@router.get("/languages", summary="支持的语言")
def languages() -> list[dict[str, str]]:
    """只有中文。"""
    return [{"name": "Chinese", "code": "zh", "longCode": "zh-CN"}]


@router.post("/check", summary="核查，LanguageTool 的格式")
def check(
    request: Request,
    text: Annotated[str, Form()] = "",
    data: Annotated[str, Form()] = "",
    language: Annotated[str, Form()] = "zh-CN",
    disabledRules: Annotated[str, Form()] = "",  # noqa: N803 - LanguageTool's own names
    enabledRules: Annotated[str, Form()] = "",  # noqa: N803
    enabledOnly: Annotated[bool, Form()] = False,  # noqa: N803, FBT002
) -> dict[str, Any]:
    """位置按 UTF-16 计，与 LanguageTool 相同；text 与 data 二选一。"""
    words = text or _annotated(data)
    if not words:
        raise BadUsage("缺少 text 或 data")
    plain = words.replace("\r\n", "\n").replace("\r", "\n")
    result = office_of(request).check(
        core.document_from_text(plain),
        compare=False,
        select=_known(enabledRules) if enabledOnly else (),
        ignore=_known(disabledRules),
    )
    ruler = _Ruler(words)
    return {
        "software": {
            "name": "huibao",
            "version": __version__,
            "buildDate": "",
            "apiVersion": 1,
            "status": "",
            "premium": False,
        },
        "language": {
            "name": "Chinese",
            "code": "zh-CN",
            "detectedLanguage": {"name": "Chinese", "code": "zh-CN", "confidence": 1.0},
        },
        "matches": [_match(each, plain, ruler) for each in result.findings],
    }


def _known(codes: str) -> tuple[str, ...]:
    """Keep the codes that are ours; clients send those of LanguageTool too."""
    ours = {each.code for each in catalogue.rules()}
    return tuple(code for code in (c.strip() for c in codes.split(",")) if code in ours)


def _annotated(data: str) -> str:
    """Join annotated text; markup counts as blanks, or as what it stands for is as long."""
    if not data:
        return ""
    try:
        parts = json.loads(data)
        if "text" in parts:
            return str(parts["text"])
        return "".join(
            str(part["text"]) if "text" in part else " " * len(str(part["markup"]))
            for part in parts["annotation"]
        )
    except (ValueError, KeyError, TypeError) as error:
        raise BadUsage("data 的写法不对，应是 LanguageTool 的 annotation") from error


class _Ruler:
    """Code points of the text with plain line ends -> UTF-16 units of the text as it was sent."""

    def __init__(self, words: str) -> None:
        self.at: list[int] = []
        units = 0
        skip = False
        for number, each in enumerate(words):
            if skip:
                skip = False
                units += 1
                continue
            self.at.append(units)
            units += 2 if each > "\uffff" else 1
            skip = each == "\r" and words[number + 1 : number + 2] == "\n"
        self.at.append(units)

    def measure(self, span: Span) -> tuple[int, int]:
        """Give offset and length; an empty place gets the character beside it."""
        start, end = span.start, span.end
        last = len(self.at) - 1
        if start == end:
            start, end = (start, start + 1) if start < last else (max(start - 1, 0), last)
        return self.at[start], self.at[end] - self.at[start]


def _match(finding: Finding, text: str, ruler: _Ruler) -> dict[str, Any]:
    place = finding.spans[0]
    edits = finding.edits
    if len(edits) == 1:
        place = edits[0].span
    offset, length = ruler.measure(place)
    rule = catalogue.rule(finding.code)
    begin, stop = max(0, place.start - 20), min(len(text), place.end + 20)
    return {
        "message": finding.message,
        "shortMessage": rule.title,
        "offset": offset,
        "length": length,
        "replacements": [{"value": _replacement(edits[0], text)}] if len(edits) == 1 else [],
        "context": {
            "text": text[begin:stop].replace("\n", " "),
            "offset": len(text[begin : place.start].encode("utf-16-le")) // 2,
            "length": length,
        },
        "sentence": text[text.rfind("\n", 0, place.start) + 1 :].partition("\n")[0],
        "rule": {
            "id": finding.code,
            "description": rule.title,
            "issueType": _TYPES[finding.severity],
            "category": {
                "id": finding.code[:3],
                "name": _CATEGORIES.get(finding.code[:3], "其他"),
            },
        },
        "type": {"typeName": "Other"},
        "ignoreForIncompleteSentence": False,
        "contextForSureMatch": 0,
    }


def _replacement(edit: Edit, text: str) -> str:
    """Say what stands there afterwards; an insertion keeps the character that it is shown on."""
    if edit.span.start < edit.span.end:
        return edit.replacement
    if edit.span.start < len(text):
        return edit.replacement + text[edit.span.start]
    return text[edit.span.start - 1 : edit.span.start] + edit.replacement

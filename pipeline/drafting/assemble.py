"""Rendered lines -> a Draft: roles, numbering, and the place of every figure.

A line's first sign is its role: ``# `` title, ``> `` subtitle, ``@ `` recipient, ``## `` to
``##### `` headings, ``= `` signature, ``~ `` date, ``| `` table row (cells divided by tabs),
anything else body.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.drafting.door import Ledger, Passage
from pipeline.errors import BadTemplate
from pipeline.schema import Draft, DraftedFigure, DraftParagraph, Notice, Span

_DIGITS = "零一二三四五六七八九十"
_ROLES = {"#": "title", ">": "subtitle", "@": "recipient", "=": "sign", "~": "date", "|": "table"}
_LINE = re.compile(r"(#{1,5}|[>@=~|])(?:[ \t](.*))?")


@dataclass(frozen=True, slots=True)
class Style:
    """How headings are numbered level by level, and which run into their paragraph."""

    numbering: tuple[str, ...] = ("一、", "（一）", "1.", "（1）")
    run_in: tuple[int, ...] = ()
    heading_stop: str = "。"


@dataclass(frozen=True, slots=True)
class _Line:
    role: str
    level: int
    text: str


def assemble(
    lines: Iterable[str], style: Style, ledger: Ledger, notices: Sequence[Notice] = ()
) -> tuple[Draft, list[Passage]]:
    """Number the headings, join the lines and take the figures' places.

    Raises:
        BadTemplate: nothing but blank lines came out.
    """
    read = [line for raw in lines if (line := _read(raw)) is not None]
    if not read:
        raise BadTemplate("模板没有写出任何内容，请检查 text.j2")
    counters = [0] * 6
    texts: list[str] = []
    roles: list[tuple[str, int]] = []
    joined = False
    for line in read:
        if line.role == "heading":
            counters[line.level] += 1
            counters[line.level + 1 :] = [0] * (5 - line.level)
            texts.append(label(style, line.level, counters[line.level]) + line.text)
            roles.append(("heading", line.level))
            joined = line.level in style.run_in
        elif joined and line.role == "body":
            heading = texts[-1]
            stop = "" if heading.endswith(("。", "：", "！", "？")) else style.heading_stop
            texts[-1] = f"{heading}{stop}{line.text}"
            roles[-1] = ("run_in", roles[-1][1])
            joined = False
        else:
            joined = False
            texts.append(line.text)
            roles.append((line.role, line.level))
    return _place(texts, roles, ledger, notices)


def _read(raw: str) -> _Line | None:
    text = raw.strip(" \t\r\n")
    if not text:
        return None
    match = _LINE.fullmatch(text)
    if not match:
        return _Line("body", 0, text)
    sign, words = match[1], (match[2] or "").strip(" ")
    if len(sign) > 1:
        return _Line("heading", len(sign) - 1, words) if words else None
    return _Line(_ROLES[sign], 0, words) if words else None


def _place(
    texts: list[str],
    roles: list[tuple[str, int]],
    ledger: Ledger,
    notices: Sequence[Notice],
) -> tuple[Draft, list[Passage]]:
    plain: list[str] = []
    paragraphs: list[DraftParagraph] = []
    figures: list[DraftedFigure] = []
    passages: list[Passage] = []
    at = 0
    for marked, (role, level) in zip(texts, roles, strict=True):
        text, found, given = ledger.settle(marked)
        plain.append(text)
        paragraphs.append(DraftParagraph(role, Span(at, at + len(text)), level))
        figures += [DraftedFigure(_moved(f.span, at), f.text, f.source) for f in found]
        passages += [Passage(_moved(p.span, at), p.source) for p in given]
        at += len(text) + 1
    draft = Draft("\n".join(plain), tuple(paragraphs), tuple(figures), tuple(notices))
    return draft, passages


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def label(style: Style, level: int, number: int) -> str:
    """Write a heading's number in the style of its level: 一、 （一） 1. （1） 1、 ①."""
    if level > len(style.numbering):
        return ""
    form = style.numbering[level - 1]
    if not form:
        return ""
    if "①" in form:
        return form.replace("①", chr(0x245F + number) if number <= 20 else f"（{number}）")
    if "1" in form:
        return form.replace("1", str(number))
    return form.replace("一", chinese(number))


def chinese(number: int) -> str:
    """Write 1 to 99 in Chinese."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")

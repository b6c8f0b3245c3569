"""A report written with its facts marked -> the extraction and bytes that a reader would give.

``清理堆物⟦42处|act=清理;obj=楼道堆物⟧``: the number and unit are read off the mark's words unless
``v=`` and ``u=`` say otherwise; ``k``, ``agg``, ``t``, ``b``, ``actor``, ``status`` as there.
"""

import hashlib
import re
from dataclasses import replace
from decimal import Decimal

from pipeline.schema import (
    Aggregate,
    Bound,
    Document,
    Extraction,
    Fact,
    FactKind,
    Period,
    Quantity,
    Report,
    Section,
    Source,
    Span,
    Status,
)

_MARK = re.compile(r"⟦([^|⟧]*)\|([^⟧]*)⟧")
_NUMBER = "[一二三四五六七八九十]+"
_HEADING = re.compile(rf"^({_NUMBER}、|（{_NUMBER}）)([^。\n]*)。?", re.MULTILINE)
_DIMENSIONS = {"吨": "mass", "平方公里": "area", "%": "ratio", "元": "money"}


def marked(
    words: str,
    *,
    name: str = "周报.txt",
    issuer: str | None = "荷塘里社区",
    period: str | None = "2025-08-11/2025-08-17",
    title: str = "荷塘里社区工作周报",
) -> tuple[Extraction, bytes]:
    """Build one report; its title is put before the words."""
    text, facts, at = f"{title}\n", [], 0
    for number, mark in enumerate(_MARK.finditer(words)):
        text += words[at : mark.start()]
        at = mark.end()
        span = Span(len(text), len(text) + len(mark[1]))
        text += mark[1]
        facts.append(_fact(f"f{number + 1}", mark[1], span, _pairs(mark[2])))
    text += words[at:]
    content = text.encode()
    source = Source(name, hashlib.sha256(content).hexdigest())
    report = Report(
        document=Document(text, source),
        span=Span(0, len(text)),
        title=title,
        title_span=Span(0, len(title)),
        kind="weekly",
        issuer=issuer,
        period=Period(period, period) if period else None,
        sections=_sections(text),
        facts=tuple(_placed(fact, _sections(text)) for fact in facts),
    )
    return Extraction(report.document, (report,)), content


def _placed(fact: Fact, sections: tuple[Section, ...]) -> Fact:
    inside = [section.id for section in sections if section.span.holds(fact.span)]
    return replace(fact, section=inside[-1] if inside else None)


def _pairs(words: str) -> dict[str, str]:
    return dict(each.split("=", 1) for each in words.split(";") if "=" in each)


def _fact(ident: str, words: str, span: Span, said: dict[str, str]) -> Fact:
    kind = FactKind(said.get("k", "percent" if words.endswith("%") else "quantity"))
    if kind is FactKind.DATE:
        return Fact(id=ident, kind=kind, span=span, value=said.get("v"))
    found = re.match(r"[\d.]+", words)
    value = said.get("v", found[0] if found else "")
    unit = said.get("u", words[found.end() :] if found else None)
    action, obj = said.get("act"), said.get("obj")
    return Fact(
        id=ident,
        kind=kind,
        span=span,
        quantity=Quantity(
            value=Decimal(value) if value and value != "rel" else None,
            bound=Bound(said.get("b", "exact")),
            unit=unit,
            dimension=_DIMENSIONS.get(unit or "", "count"),
        ),
        indicator=f"{action or ''}{obj or ''}" or None,
        action=action,
        object=obj,
        actor=said.get("actor"),
        time=Period(said["t"]) if "t" in said else None,
        aggregate=Aggregate(said["agg"]) if "agg" in said else None,
        status=Status(said.get("status", "done")),
    )


def _sections(text: str) -> tuple[Section, ...]:
    found = list(_HEADING.finditer(text))
    return tuple(
        Section(
            id=f"s{number + 1}",
            level=2 if heading[1].startswith("（") else 1,
            label=heading[1],
            style="（一）" if heading[1].startswith("（") else "一、",
            number=number + 1,
            heading=heading[2],
            span=Span(
                heading.start(), found[number + 1].start() if number + 1 < len(found) else len(text)
            ),
            heading_span=Span(heading.start(), heading.end()),
        )
        for number, heading in enumerate(found)
    )

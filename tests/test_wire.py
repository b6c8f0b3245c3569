"""Records to JSON: the fields of the contract, amounts in full, hostile characters unharmed."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import wire
from pipeline.schema import (
    Aggregate,
    Announced,
    Bound,
    CheckResult,
    Document,
    Draft,
    DraftedFigure,
    Edit,
    Extraction,
    Fact,
    FactKind,
    Finding,
    NotChecked,
    Notice,
    Period,
    Quantity,
    Related,
    Report,
    Section,
    Severity,
    Source,
    Span,
    Ties,
)

TEXT = "周报\n一、整治\n本周共取缔31起，占96%。三项措施。"
DOCUMENT = Document(TEXT, Source("周报.txt", "ab" * 32), warnings=("清理了1个控制字符",))


def _at(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


FIGURE = Fact(
    id="f1",
    kind=FactKind.QUANTITY,
    span=_at("31起"),
    quantity=Quantity(
        Decimal("31"), low=Decimal("31"), bound=Bound.OVER, unit="起", dimension="count"
    ),
    indicator="取缔",
    action="取缔",
    actor="执法中队",
    time=Period("本周", "2026-03-02/2026-03-08"),
    aggregate=Aggregate.TOTAL,
    section="s1",
    ties=Ties(numerator="f2"),
)
DAY = Fact(id="f2", kind=FactKind.DATE, span=_at("本周"), resolved="2026-03-02/2026-03-08")
REPORT = Report(
    document=DOCUMENT,
    span=Span(0, len(TEXT)),
    title="周报",
    title_span=_at("周报"),
    kind="weekly",
    issuer="砚浦街道",
    period=Period("第8期"),
    sections=(
        Section(
            "s1", 1, "一、", "一、", 1, "整治", Span(3, len(TEXT)), Span(3, 7), category="工作"
        ),
    ),
    facts=(DAY, FIGURE),
    announced=(Announced(_at("三项"), 3, "措施"),),
)
EXTRACTION = Extraction(DOCUMENT, (REPORT,), (Span(0, 1),))


def test_a_quantity_has_every_field_of_the_contract() -> None:
    told = wire.extraction(EXTRACTION)["reports"][0]["facts"][1]
    wanted = {
        "id": "f1",
        "kind": "quantity",
        "start": FIGURE.span.start,
        "end": FIGURE.span.end,
        "text": "31起",
        "value": "31",
        "resolved": None,
        "low": "31",
        "high": None,
        "bound": "over",
        "unit": "起",
        "dimension": "count",
        "indicator": "取缔",
        "action": "取缔",
        "object": None,
        "actor": "执法中队",
        "place": None,
        "time": {"text": "本周", "value": "2026-03-02/2026-03-08"},
        "aggregate": "total",
        "status": "done",
        "origin": "typed",
        "section": "s1",
        "confidence": 1.0,
    }
    assert {key: told[key] for key in wanted} == wanted
    assert told["ties"] == {"numerator": "f2"}


def test_a_date_keeps_its_written_and_its_resolved_value_apart() -> None:
    told = wire.fact(DAY, DOCUMENT)
    assert (told["value"], told["resolved"]) == (None, "2026-03-02/2026-03-08")
    assert (told["dimension"], told["unit"], told["bound"]) == ("time", None, "exact")


def test_a_report_has_every_field_of_the_contract() -> None:
    told = wire.extraction(EXTRACTION)
    assert (told["file"], told["sha256"], told["text"]) == ("周报.txt", "ab" * 32, TEXT)
    report = told["reports"][0]
    assert report["title"] == "周报"
    assert report["period"] == {"text": "第8期", "value": None}
    assert (report["start"], report["end"]) == (0, len(TEXT))
    assert report["announced"][0]["count"] == 3
    assert report["sections"][0] == {
        "id": "s1",
        "parent": None,
        "level": 1,
        "label": "一、",
        "heading": "整治",
        "category": "工作",
        "start": 3,
        "end": len(TEXT),
    }


def test_a_finding_shows_its_places_its_edits_and_the_other_report() -> None:
    finding = Finding(
        "NUM101",
        Severity.ERROR,
        "重复",
        (FIGURE.span,),
        edits=(Edit(FIGURE.span, "32起"),),
        related=(Related("上周.txt", "cd" * 32, Span(1, 3), "31起"),),
        confidence=0.98765,
    )
    bare = Finding("TXT402", Severity.INFO, "叠词", (Span(0, 2),))
    gap = NotChecked("没有以前的报告", (Span(0, 2),), "ARC601")
    told = wire.check(CheckResult(EXTRACTION, (finding, bare), (gap,)))
    place = {"start": FIGURE.span.start, "end": FIGURE.span.end, "text": "31起"}
    assert len(told["findings"][0].pop("fingerprint")) == 8
    assert told["findings"][0] == {
        "rule": "NUM101",
        "severity": "error",
        "message": "重复",
        "spans": [place],
        "suggestion": {
            "edits": [{"start": place["start"], "end": place["end"], "replacement": "32起"}]
        },
        "related": [
            {"file": "上周.txt", "sha256": "cd" * 32, "start": 1, "end": 3, "text": "31起"}
        ],
        "confidence": 0.9877,
    }
    assert told["findings"][1]["suggestion"] is None
    assert told["not_checked"] == [
        {
            "rule": "ARC601",
            "reason": "没有以前的报告",
            "spans": [{"start": 0, "end": 2, "text": "周报"}],
        }
    ]


def test_provenance_names_a_source_for_each_figure_and_repeats_the_notices() -> None:
    draft = Draft(
        "取缔31起",
        (),
        (DraftedFigure(Span(2, 5), "31起", "data row 3"),),
        (Notice("conflict", "第3行与第5行不同", ("31", "13"), (3, 5)),),
    )
    assert wire.provenance(draft) == {
        "figures": [{"start": 2, "end": 5, "text": "31起", "source": "data row 3"}],
        "notices": [
            {
                "kind": "conflict",
                "message": "第3行与第5行不同",
                "values": ["31", "13"],
                "rows": [3, 5],
            }
        ],
    }


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("50000", "50000"),
        ("5E+4", "50000"),
        ("12.50", "12.5"),
        ("3.000", "3"),
        ("-0", "0"),
        ("0.00", "0"),
        ("1E-3", "0.001"),
        ("123456789012345678901234567890.10", "123456789012345678901234567890.1"),
    ],
)
def test_an_amount_is_written_in_full(value: str, written: str) -> None:
    assert wire.decimal(Decimal(value)) == written


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_an_amount_reads_back_as_itself(value: Decimal) -> None:
    assert Decimal(wire.decimal(value) or "x") == value


def test_a_lone_surrogate_never_stops_the_output() -> None:
    written = wire.dumps({"text": "整改\ud800处"})
    assert json.loads(written.encode("utf-8")) == {"text": "整改\ud800处"}

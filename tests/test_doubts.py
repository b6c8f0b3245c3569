"""Figures that nobody can read: named in what was not checked, and never built upon."""

import json

import pytest

from pipeline import core, wire
from pipeline.outputs import extract_table

_TITLE = "东湖街道办事处本周工作汇报\n一、城市管理\n"


def reasons(text: str) -> list[str]:
    found = wire.extraction(core.extract(core.document_from_text(_TITLE + text)))
    return [each["reason"] for each in found["not_checked"]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("走访3O户。", "“3O户”"),
        ("走访9 8户。", "“9 8户”"),
        ("走访12\n8户。", "“12⏎8户”"),
        ("投资9~16亿元。", "“9~16亿元”"),
        ("走访3万5户。", "“3万5户”"),
        ("满意率985%。", "“985%”"),
    ],
)
def test_a_doubtful_figure_is_named_among_what_was_not_checked(text: str, words: str) -> None:
    (reason,) = reasons(text)
    assert reason.startswith(words)
    extraction = core.extract(core.document_from_text(_TITLE + text))
    assert reason in extract_table.render([extraction])
    assert reason in {each.reason for each in core.check(extraction.document).not_checked}


def test_many_doubtful_figures_of_one_kind_are_one_verdict_with_every_place() -> None:
    found = wire.extraction(
        core.extract(core.document_from_text(_TITLE + "走访3O户，整改1O处。\n" * 9))
    )
    (verdict,) = found["not_checked"]
    assert len(verdict["spans"]) == 18
    assert "等18处" in verdict["reason"]


def test_a_text_without_doubt_says_nothing() -> None:
    assert reasons("走访30户，整改10处、立行立改6。") == []


@pytest.mark.parametrize(
    "text",
    [
        "本周共检查商户100户，其中餐饮50户，网吧3O户，旅馆20户。",
        "走访居民1 380户，其中党员1 580户。",
        "入户300户，走访3 00户，应入户600户，入户率985%。",
        "本周走访居民1 380户。\n二、附\n本周走访居民1 330户。",
    ],
)
def test_no_finding_is_built_on_a_doubtful_figure(text: str) -> None:
    result = core.check(core.document_from_text(_TITLE + text))
    assert [f for f in result.findings if f.code.startswith("NUM")] == []


def test_the_verdict_survives_as_json() -> None:
    text = _TITLE + "走访3O户\ud800。"
    found = wire.extraction(core.extract(core.document_from_text(text)))
    assert json.loads(wire.dumps(found))["not_checked"][0]["rule"] is None

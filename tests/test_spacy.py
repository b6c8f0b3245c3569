"""The spaCy components: added by name, exact characters, serialisable."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import pytest

from pipeline import core, wire

if TYPE_CHECKING:
    from spacy.language import Language

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # spaCy's own imports warn about its dependencies
    spacy = pytest.importorskip("spacy", reason="needs the spacy extra")

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::SyntaxWarning")

TEXT = (
    "砚浦街道创建工作周报\n\n一、专项整治工作\n（一）市容市貌\n本周共取缔占道经营31起，"
    "整改隐患三千二百余户。\n二、宣传报道\n刊发稿件5篇。\n\n砚浦街道办事处\n2026年3月8日\n"
)


@pytest.fixture(scope="module")
def nlp() -> Language:
    settings: dict[str, Any] = {"nlp": {"tokenizer": {"segmenter": "jieba"}}}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made: Language = spacy.blank("zh", config=settings)
        made.add_pipe("huibao_sections")
        made.add_pipe("huibao_facts")
    return made


def test_facts_are_those_of_the_core_to_the_character(nlp: Language) -> None:
    doc = nlp(TEXT)
    found = core.extract(core.document_from_text(TEXT))
    assert doc._.huibao_facts == [wire.fact(each, found.document) for each in found.facts()]
    assert {"31起", "三千二百余户", "5篇"} <= {
        TEXT[f["start"] : f["end"]] for f in doc._.huibao_facts
    }


def test_spans_cover_their_figures_even_where_words_are_cut_otherwise(nlp: Language) -> None:
    doc = nlp(TEXT)  # kept: spans die with their document
    for span in doc.spans["huibao_facts"]:
        fact = span._.huibao
        assert span.start_char <= fact["start"] < fact["end"] <= span.end_char
        assert span.label_ == fact["kind"]


def test_sections_carry_label_heading_and_place(nlp: Language) -> None:
    doc = nlp(TEXT)
    headings = [section["label"] + section["heading"] for section in doc._.huibao_sections]
    assert headings == ["一、专项整治工作", "（一）市容市貌", "二、宣传报道"]
    assert doc._.huibao_reports[0]["title"] == "砚浦街道创建工作周报"
    assert len(doc.spans["huibao_sections"]) == 3


def test_a_document_survives_its_own_bytes(nlp: Language) -> None:
    from spacy.tokens import Doc

    doc = nlp(TEXT)
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert again._.huibao_facts == doc._.huibao_facts
    assert again._.huibao_sections == doc._.huibao_sections


def test_each_component_works_alone_and_on_an_empty_text() -> None:
    alone = spacy.blank("zh")
    alone.add_pipe("huibao_facts")
    assert [TEXT[f["start"] : f["end"]] for f in alone(TEXT)._.huibao_facts]
    assert alone("")._.huibao_facts == []

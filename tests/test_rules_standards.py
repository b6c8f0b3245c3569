"""The rules of national standards: quiet on right forms, off unless asked, each with a clause."""

import re
from datetime import date

import pytest

from pipeline import rules
from pipeline.extract import extract
from pipeline.reading import read_bytes
from pipeline.rules import RULES
from pipeline.rules.base import Example, Rule
from pipeline.schema import Context, Severity
from tests.reading import word

FAMILY = [rule for rule in RULES if rule.CODE.startswith("GBT")]
GOOD = [(rule, example) for rule in FAMILY for example in rule.GOOD]
ON = {"GBT501", "GBT504"}


def found(text: str, *select: str, example: Example | None = None) -> set[str]:
    if example is not None and example.is_word:
        extraction = extract(read_bytes(word.laid_out(text, example), "例.docx"))
    else:
        extraction = extract(read_bytes(text.encode(), "例.txt"))
    context = Context(today=date(2026, 1, 5), extraction=extraction)
    return {each.code for each in rules.check(extraction, context, select=select).findings}


@pytest.mark.parametrize(("rule", "example"), GOOD, ids=lambda v: getattr(v, "CODE", "case"))
def test_a_right_form_is_not_even_hinted_at(rule: Rule, example: Example) -> None:
    assert found(example.text, rule.CODE, example=example) == set()


def test_only_the_certain_ones_run_unasked_and_none_above_info() -> None:
    assert {r.CODE for r in FAMILY if not getattr(r, "OPTIONAL", False)} == ON
    assert {r.SEVERITY for r in FAMILY} == {Severity.INFO}
    text = "工作汇报\n1、学习《条例》、《办法》，走访１２户。\n"
    assert not any(code.startswith("GBT") for code in found(text))
    assert found(text, "GBT") == {"GBT302", "GBT505", "GBT601"}


@pytest.mark.parametrize("rule", FAMILY, ids=lambda rule: rule.CODE)
def test_every_rule_names_its_standard(rule: Rule) -> None:
    assert re.search(r"GB/?T? ?\d{4,5}—\d{4}", rule.__doc__ or "")

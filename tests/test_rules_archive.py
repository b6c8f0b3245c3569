"""The rules across reports report exactly the places that their examples mark."""

import re
from datetime import date

import pytest

from pipeline import rules
from pipeline.extract import extract
from pipeline.reading import read_bytes
from pipeline.rules import RULES
from pipeline.rules.base import Example, Rule
from pipeline.schema import CheckResult, Context, Extraction, Report, Severity

ARC = [rule for rule in RULES if rule.CODE.startswith("ARC")]
BAD = [pytest.param(r, e, id=f"{r.CODE}-{n}") for r in ARC for n, e in enumerate(r.BAD, 1)]
GOOD = [pytest.param(r, e, id=f"{r.CODE}-{n}") for r in ARC for n, e in enumerate(r.GOOD, 1)]


def judge(example: Example, code: str) -> tuple[CheckResult, list[tuple[int, int]]]:
    def extracted(text: str, name: str) -> Extraction:
        return extract(read_bytes(text.encode(), name))

    marks = [0, *(m.start() - n for n, m in enumerate(re.finditer("[⟦⟧]", example.text)))][1:]
    spans = list(zip(marks[::2], marks[1::2], strict=True))
    extraction = extracted(re.sub("[⟦⟧]", "", example.text), "本期.txt")
    others: tuple[Report, ...] = tuple(
        report
        for number, text in enumerate(example.earlier)
        for report in extracted(text, f"往期{number + 1}.txt").reports
    )
    below = code == "ARC606"
    context = Context(
        today=date(2026, 1, 5),
        extraction=extraction,
        earlier=() if below else others,
        below=others if below else (),
        has_archive=True,
    )
    return rules.check(extraction, context, select=(code,)), spans


@pytest.mark.parametrize(("rule", "example"), BAD)
def test_a_bad_example_is_reported_at_its_marks(rule: Rule, example: Example) -> None:
    result, spans = judge(example, rule.CODE)
    assert [(f.spans[0].start, f.spans[0].end) for f in result.findings] == spans
    assert all(place.text for finding in result.findings for place in finding.related)


@pytest.mark.parametrize(("rule", "example"), GOOD)
def test_a_good_example_is_passed_over(rule: Rule, example: Example) -> None:
    result, _ = judge(example, rule.CODE)
    assert not [
        f for f in result.findings if f.severity is not Severity.INFO or rule.CODE == "ARC607"
    ]
    assert all("未能运行" not in verdict.reason for verdict in result.not_checked)


def test_without_an_earlier_report_the_archive_says_that_nothing_was_compared() -> None:
    result, _ = judge(
        Example("柳林社区工作周报\n（2025年7月7日至7月13日）\n清理堆物4处。"), "ARC601"
    )
    assert [verdict.code for verdict in result.not_checked] == ["ARC601"]

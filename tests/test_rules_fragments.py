"""Sentences as clerks write them: each NUM and DAT rule reports the marked places alone."""

from pathlib import Path

import pytest

from pipeline.schema import Severity
from tests.test_rules import judge, marked

HEAD = (
    "柳河街道办事处2023年6月份工作情况汇报\n\n区人民政府：\n"
    "现将柳河街道2023年6月份工作情况汇报如下。\n一、主要工作\n"
)
FOOT = "\n柳河街道办事处\n2023年6月30日\n"
LINES = (Path(__file__).parent / "rules" / "fragments.tsv").read_text(encoding="utf-8")
FRAGMENTS = [line.split("\t") for line in LINES.splitlines() if not line.startswith("#")]


@pytest.mark.parametrize(("code", "words"), FRAGMENTS)
def test_a_rule_reports_the_marked_place_of_a_fragment_and_nothing_else(
    code: str, words: str
) -> None:
    text, spans = marked(HEAD + words.replace("\\n", "\n") + FOOT)
    found = [f for f in judge(text, code).findings if f.severity is not Severity.INFO]
    first = [f.spans[0] for f in found]
    false = [p for p in first if not any(a < p.end and p.start < b for a, b in spans)]
    places = [s for f in found for s in f.spans]
    assert not false, [text[p.start : p.end] for p in false]
    assert all(any(a < p.end and p.start < b for p in places) for a, b in spans)

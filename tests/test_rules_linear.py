"""No rule takes more than in proportion to a text's length, whatever the text is made of.

Four times the text may take nine times the process time before a test fails: sixteen times is what
a search within a search takes. Times too short to compare prove nothing and pass.
"""

import time
from datetime import date

import pytest

from benchmarks.hostile import HEAD, SHAPES, run
from pipeline.extract import extract
from pipeline.reading import read_bytes
from pipeline.rules import RULES
from pipeline.rules.base import FileRule, ReportRule
from pipeline.schema import Context, Document, Extraction, Report, Source, Span

SMALL, TIMES = 6_000, 4
LIMIT = 9
TOO_SHORT = 0.03
OWN = [r for r in RULES if r.CODE.startswith(("NUM", "DAT", "STR", "TXT")) and r.CODE != "TXT403"]
FIGURES = {
    "same counts": "清理垃圾31吨。\n",
    "one sentence": "清理垃圾3吨，整改率95%，",
    "parts": "排查隐患90处，其中消防类31处、用电类28处，合计14处。",
    "dates": "3月14日，开展检查。\n",
    "changes": "清理垃圾31吨，比上周增加3吨，增长9%。\n",
}


def bare(shape: str, size: int) -> Extraction:
    text = HEAD + (shape * (size // len(shape) + 1))[:size]
    document = Document(text, Source("例.txt", ""))
    report = Report(document, Span(0, len(text)), "云枫街道工作周报", Span(0, 8), "weekly")
    return Extraction(document, (report,))


def read(shape: str, size: int) -> Extraction:
    text = HEAD + (shape * (size // len(shape) + 1))[:size]
    return extract(read_bytes(text.encode(), "例.txt"))


def seconds(rule: ReportRule | FileRule, extraction: Extraction) -> float:
    least = float("inf")
    for _ in range(3):
        begin = time.process_time()
        run(rule, extraction)
        least = min(least, time.process_time() - begin)
        if least < TOO_SHORT:
            break
    return least


def grown(small: Extraction, large: Extraction) -> dict[str, float]:
    found = {}
    for rule in OWN:
        much = seconds(rule, large)
        if much < TOO_SHORT:
            continue
        little = seconds(rule, small)
        if much > LIMIT * little:
            found[rule.CODE] = much / little
    return found


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_a_run_of_characters_costs_in_proportion_to_its_length(name: str) -> None:
    assert not grown(bare(SHAPES[name], SMALL), bare(SHAPES[name], TIMES * SMALL))


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_many_figures_cost_in_proportion_to_their_number(name: str) -> None:
    size = SMALL // 4
    assert not grown(read(FIGURES[name], size), read(FIGURES[name], TIMES * size))


def test_marks_that_wait_in_vain_for_their_halves_cost_in_proportion() -> None:
    def halves(size: int) -> Extraction:
        return bare("（" * (size // 2) + "》" * (size // 2), size)

    assert not grown(halves(SMALL), halves(TIMES * SMALL))


def test_brackets_that_never_meet_are_told_of_once() -> None:
    extraction = bare("（", SMALL)
    context = Context(today=date(2026, 1, 5), extraction=extraction)
    rule = next(r for r in OWN if r.CODE == "TXT404")
    assert len(list(rule.check(extraction.reports[0], context))) == 1  # type: ignore[union-attr]

"""Every rule is explained, exampled, and reports exactly the places its examples mark."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import rules
from pipeline.extract import extract
from pipeline.reading import read_bytes
from pipeline.rules import RULES
from pipeline.rules.base import Example, Rule
from pipeline.schema import CheckResult, Context, Document, Extraction, Finding, Severity, Source
from tests.reading import word

TODAY = date(2026, 1, 5)
CASES = Path(__file__).parent / "rules"
_MARK = re.compile("[⟦⟧]")


def judge(text: str, code: str, example: Example | None = None) -> CheckResult:
    if example is not None and example.is_word:
        document = read_bytes(word.laid_out(text, example), "例.docx")
        assert document.text == text
    else:
        document = read_bytes(text.encode(), "例.txt")
    extraction = extract(document)
    return rules.check(extraction, Context(today=TODAY, extraction=extraction), select=(code,))


def marked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Take the ⟦marks⟧ out of an example and say where they stood."""
    plain, spans, begin = "", [], 0
    for part in re.split("([⟦⟧])", text):
        if part == "⟦":
            begin = len(plain)
        elif part == "⟧":
            spans.append((begin, len(plain)))
        else:
            plain += part
    return plain, spans


def places(result: CheckResult) -> list[tuple[int, int]]:
    return sorted({(f.spans[0].start, f.spans[0].end) for f in result.findings})


def all_places(result: CheckResult) -> set[tuple[int, int]]:
    return {(s.start, s.end) for f in result.findings for s in f.spans}


def fixed(text: str, findings: tuple[Finding, ...]) -> str:
    edits = [edit for finding in findings for edit in finding.edits]
    for edit in sorted(edits, key=lambda e: -e.span.start):
        text = text[: edit.span.start] + edit.replacement + text[edit.span.end :]
    return text


def name(rule: Rule) -> str:
    return str(rule.CODE)


OWN = [r for r in RULES if not r.CODE.startswith("ARC")]
BAD = [(r, e) for r in OWN for e in r.BAD]
GOOD = [(r, e) for r in OWN for e in r.GOOD]


def case_id(value: object) -> str:
    return str(getattr(value, "CODE", "")) or "case"


def test_codes_stand_once_and_in_order() -> None:
    codes = [r.CODE for r in RULES]
    families = sorted(set(codes))
    assert len(families) == len(codes)


@pytest.mark.parametrize("rule", RULES, ids=name)
def test_every_rule_is_named_explained_and_exampled(rule: Rule) -> None:
    module = str(getattr(rule, "__name__", "")).rpartition(".")[2]
    told = rule.__doc__ or ""
    assert re.fullmatch(r"[A-Z]{3}\d{3}", rule.CODE)
    assert module.startswith(rule.CODE.lower() + "_")
    assert "为什么要查：" in told
    assert "怎么改：" in told
    assert told.splitlines()[0].endswith("。")
    assert isinstance(rule.SEVERITY, Severity)
    assert rule.NAME
    assert rule.BAD
    assert rule.GOOD


@pytest.mark.parametrize(("rule", "example"), BAD, ids=case_id)
def test_a_bad_example_is_reported_at_its_marks(rule: Rule, example: Example) -> None:
    text, spans = marked(example.text)
    result = judge(text, rule.CODE, example)
    assert spans, "a bad example marks its places"
    assert set(places(result)) <= set(spans) <= all_places(result)
    if example.fixed is not None:
        assert fixed(text, result.findings) == example.fixed


@pytest.mark.parametrize(("rule", "example"), GOOD, ids=case_id)
def test_a_good_example_is_passed_over(rule: Rule, example: Example) -> None:
    loud = [
        f
        for f in judge(example.text, rule.CODE, example).findings
        if f.severity is not Severity.INFO
    ]
    assert not loud


def cases() -> list[ParameterSet]:
    return [
        pytest.param(path.stem.upper(), case, id=f"{path.stem}-{number}")
        for path in sorted(CASES.glob("*.toml"))
        for number, case in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["case"], 1)
    ]


@pytest.mark.parametrize(("code", "case"), cases())
def test_longer_cases_and_false_alarms(code: str, case: dict[str, str]) -> None:
    """Each [[case]] has a text, marked where it is wrong; without marks it must be silent."""
    text, spans = marked(case["text"])
    result = judge(text, code)
    found = {s for f in result.findings if f.severity is not Severity.INFO for s in f.spans}
    missed = [s for s in spans if not any(s[0] < f.end and f.start < s[1] for f in found)]
    first = [f.spans[0] for f in result.findings if f.severity is not Severity.INFO]
    false = [f for f in first if not any(s[0] < f.end and f.start < s[1] for s in spans)]
    assert not missed
    assert not false, [text[f.start : f.end] for f in false]
    if "fixed" in case:
        assert fixed(text, result.findings) == case["fixed"]


def test_a_rule_that_fails_loses_no_other_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(report: object, context: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(RULES[0], "check", broken)
    text = "一、基本情况\n二、问题\n有**社区的问题。"
    extraction = extract(read_bytes(text.encode(), "例.txt"))
    result = rules.check(extraction, Context(today=TODAY))
    assert any(n.code == RULES[0].CODE for n in result.not_checked)
    assert result.findings


def test_select_and_ignore_take_codes_and_their_beginnings() -> None:
    text = "一、基本情况\n三、问题\n提高提高服务。"
    extraction: Extraction = extract(read_bytes(text.encode(), "例.txt"))
    context = Context(today=TODAY)
    codes = {f.code for f in rules.check(extraction, context, select=("STR",)).findings}
    assert codes
    assert all(c.startswith("STR") for c in codes)
    left = rules.check(extraction, context, ignore=("STR301",)).findings
    assert not any(f.code == "STR301" for f in left)


@pytest.mark.parametrize("path", sorted((CASES / "clean").glob("*.txt")), ids=lambda p: p.stem)
def test_a_clean_report_draws_no_finding(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    extraction = extract(read_bytes(text.encode(), path.name))
    result = rules.check(extraction, Context(today=TODAY, extraction=extraction))
    loud = [f for f in result.findings if f.severity is not Severity.INFO]
    assert not loud, [(f.code, f.message) for f in loud]


_TOKENS = (
    "一、 （一） 1. 2、 （3） ① 一是 第一， 首先， 第一篇 **社区 xx镇 2025年 3月14日"
    " 6月31日 （星期四） 本周 至 25时 2月29日 街道 东湖社区 西湖社区 督查组 督导组"
    " 低保户 王小明 申请救助金 机密★ 网友分享时间: 提高提高 工作周报 街道办事处 31起 共"
    " （2025年3月10日至3月16日） 其中 % 下一步 打算 我镇 11010519491231002X 13812345678"
    ' 6222021234567890123 &nbsp; <br> \ud83d 😀 ");'
)
_MARKS = "，。、；：（）“”《》【】()\"'\n\t 　*＊xX×○某一二三四十是的了与"
_PIECES = st.lists(st.sampled_from([*_MARKS, *_TOKENS.split()]), max_size=60).map("".join)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(_PIECES)
def test_no_text_makes_a_rule_fail_or_point_outside_the_text(text: str) -> None:
    document = Document(text, Source("例.txt", "0"))
    extraction = extract(document)
    result = rules.check(extraction, Context(today=TODAY, extraction=extraction))
    assert not [n for n in result.not_checked if "未能运行" in n.reason]
    assert all(s.end <= len(text) for f in result.findings for s in f.spans)
    assert all(e.span.end <= len(text) for f in result.findings for e in f.edits)

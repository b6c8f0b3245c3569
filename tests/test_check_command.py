"""`huibao check` and living with it: formats, --fix, --diff, settings, baseline, many files."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import docx
import pytest

from pipeline import core
from pipeline.interfaces import cli
from pipeline.outputs import CHECK, check_text
from pipeline.outputs.mended import mend
from pipeline.schema import CheckResult, Edit, Finding, Severity, Span
from tests.reading import word

FAULTY = (
    "砚浦街道创建工作周报\n（2026年3月2日至3月8日）\n\n一、市容整治\n"
    "本周共取缔占道经营、流动摊点等违章31起，清运垃圾约80余吨。\n"
    "二、督察工作\n本周共取缔占道经营、流动摊点等违章31起，签定责任书12份，整治整治背街。\n"
)

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process: status, stdout, stderr."""

    def call(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        status = cli.run([str(each) for each in arguments])
        told = capsys.readouterr()
        return status, told.out, told.err

    return call


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def faulty(folder: Path) -> Path:
    path = folder / "周报.txt"
    path.write_text(FAULTY, encoding="utf-8")
    return path


def codes(out: str) -> list[str]:
    return sorted(each["rule"] for each in json.loads(out)["findings"])


# formats


def test_text_shows_place_heading_both_sentences_and_the_correction(run: Run, faulty: Path) -> None:
    out = run("check", faulty)[1]
    assert re.search(r"(?m)^周报\.txt:7:1 NUM101 错误 .+ #[0-9a-f]{8}$", out)
    assert "第7行（二、督察工作）：⟦本周共取缔占道经营、流动摊点等违章31起⟧" in out
    assert "第5行（一、市容整治）：⟦本周共取缔占道经营、流动摊点等违章31起⟧" in out
    assert "建议：“定”改为“订”" in out or "建议：“签定”改为“签订”" in out
    assert "\x1b" not in out


def test_colours_are_only_for_a_screen() -> None:
    result = core.check(core.document_from_text(FAULTY))
    plain, coloured = check_text.render([result]), check_text.render([result], colour=True)
    assert "\x1b[31m错误\x1b[0m" in coloured
    assert "\x1b" not in plain


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.outside: list[str] = []
        self.marks: list[str] = []
        self.findings: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.tags.append(tag)
        self.outside += [v or "" for k, v in attrs if k in ("src", "href", "srcset", "action")]
        if tag == "mark":
            self.marks.append(told["data-n"] or "")
        if "finding" in (told.get("class") or ""):
            self.findings.append(told["data-n"] or "")


def test_the_page_is_offline_and_every_finding_has_its_marks(run: Run, folder: Path) -> None:
    path = folder / "坏<b>&.txt"
    path.write_text(FAULTY + "<script>alert(1)</script>&amp;\n", encoding="utf-8")
    assert run("check", path, "--format", "html", "-o", "页.html")[0] == 1
    written = Path("页.html").read_text(encoding="utf-8")
    page = _Page()
    page.feed(written)
    assert page.tags.count("script") == 1
    assert page.outside == []
    assert "http" not in re.sub(r"http-equiv", "", written)
    marked = {number for mark in page.marks for number in mark.split()}
    assert page.findings
    assert set(page.findings) == marked
    assert page.findings == [str(n + 1) for n in range(len(page.findings))]


def test_sarif_names_rules_places_and_fixes(run: Run, faulty: Path) -> None:
    out = run("check", faulty, faulty, "--format", "sarif")[1]
    log = json.loads(out)
    assert log["version"] == "2.1.0"
    [only] = log["runs"]
    rules = only["tool"]["driver"]["rules"]
    lines = FAULTY.split("\n")
    for result in only["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        region = result["locations"][0]["physicalLocation"]["region"]
        line = lines[region["startLine"] - 1]
        shown = line[region["startColumn"] - 1 : region["endColumn"] - 1]
        assert shown == region["snippet"]["text"]
    assert any(result.get("fixes") for result in only["results"])
    assert len({r["id"] for r in rules}) == len(rules)


def test_a_commented_word_file_is_written_where_asked(run: Run, faulty: Path) -> None:
    assert run("check", faulty, "--format", "docx")[0] == 2
    assert run("check", faulty, "--format", "docx", "-o", "批注.docx")[0] == 1
    comments = list(docx.Document("批注.docx").comments)
    assert any(each.text.startswith("NUM101") for each in comments)
    assert core.read("批注.docx").text.strip() == FAULTY.strip()


@pytest.mark.parametrize("form", CHECK)
def test_every_format_writes_a_report_without_findings(run: Run, folder: Path, form: str) -> None:
    path = folder / "好.txt"
    path.write_text("工作总结\n\n一、主要工作\n完成了全部任务。\n", encoding="utf-8")
    assert run("check", path, "--format", form, "-o", "出")[0] == 0
    assert Path("出").stat().st_size


# --fix


def test_fix_changes_no_figure_name_or_date() -> None:
    text = "总结\n\n一、工作\n3月5日，按照街办〔2026〕3号签定协议31份，走访王强。\n"
    document = core.document_from_text(text)
    extraction = core.extract(document)

    def finding(code: str, old: str, new: str) -> Finding:
        start = text.index(old)
        span = Span(start, start + len(old))
        return Finding(code, Severity.ERROR, "错", (span,), (Edit(span, new),))

    wrong = (
        finding("NUM103", "31份", "32份"),
        finding("DAT202", "3月5日", "3月6日"),
        finding("TXT404", "〔2026〕3号", "（2026）3号"),
        finding("TXT407", "王强", "王某"),
        finding("TXT403", "协议", "协议书"),
        finding("TXT403", "签定", "签订"),
    )
    mended = mend(CheckResult(extraction, wrong))
    assert mended.text == text.replace("签定", "签订").replace("协议", "协议书")


def test_fix_of_a_word_file_keeps_its_formatting(run: Run, folder: Path) -> None:
    path = folder / "周报.docx"
    body = (
        word.p("工作总结")
        + f"<w:p>{word.r('本周签定', properties='<w:b/>')}{word.r('责任书')}</w:p>"
    )
    path.write_bytes(word.docx(body))
    before = path.read_bytes()
    assert run("check", path, "--fix", "-o", "改.docx")[0] in (0, 1)
    mended = docx.Document("改.docx")
    assert [each.text for each in mended.paragraphs] == ["工作总结", "本周签订责任书"]
    assert mended.paragraphs[1].runs[0].bold
    assert mended.paragraphs[1].runs[1].bold
    assert path.read_bytes() == before
    assert run("check", path, "--fix", "-o", "改.txt")[0] in (0, 1)
    assert Path("改.txt").read_text(encoding="utf-8") == "工作总结\n本周签订责任书"


def test_diff_shows_the_lines_that_fix_would_change(run: Run, faulty: Path) -> None:
    status, out, _ = run("check", faulty, "--diff")
    assert status == 1
    assert re.search(r"(?m)^-.*签定责任书12份，整治整治背街", out)
    assert re.search(r"(?m)^\+.*签订责任书12份，整治背街", out)
    assert not list(faulty.parent.glob("*.diff"))


# settings and baseline


def test_an_office_sets_levels_and_words_to_pass_over(run: Run, faulty: Path) -> None:
    Path("huibao.toml").write_text(
        '[check.severity]\nNUM = "info"\nNUM108 = "off"\n'
        '[[check.allow]]\nrule = "TXT403"\nwords = "签定"\n'
        '[[check.allow]]\nrule = "TXT405"\nwords = "督察组"\n',
        encoding="utf-8",
    )
    status, out, err = run("check", faulty, "--format", "json", "--unused")
    assert status == 0
    levels = {each["rule"]: each["severity"] for each in json.loads(out)["findings"]}
    assert levels["NUM101"] == "info"
    assert "NUM108" not in levels
    assert "TXT403" not in levels
    assert "TXT405“督察组”" in err
    assert "TXT403" not in err


def test_the_optional_rules_are_added_to_the_others(run: Run, faulty: Path) -> None:
    faulty.write_text(FAULTY + "学习《条例》、《办法》。\n", encoding="utf-8")
    usual = codes(run("check", faulty, "--format", "json")[1])
    more = codes(run("check", faulty, "--format", "json", "--extend", "GBT")[1])
    assert more == sorted([*usual, "GBT601"])
    Path("huibao.toml").write_text('[check]\nextend = ["GBT6"]\n', encoding="utf-8")
    assert codes(run("check", faulty, "--format", "json")[1]) == more
    chosen = run("check", faulty, "--format", "json", "--select", "NUM101")[1]
    assert codes(chosen) == ["GBT601", "NUM101"]


@pytest.mark.parametrize(
    "settings",
    [
        '[check.severity]\nNUM101 = "bad"',
        "[check]\nallow = 3",
        '[[check.allow]]\nrule = "TXT403"',
        "[check]\nbaseline = 1",
        "[check]\nselct = []",
        "words = 3",
        'words = "没有的文件夹"',
    ],
)
def test_wrong_settings_are_one_chinese_line(run: Run, faulty: Path, settings: str) -> None:
    Path("huibao.toml").write_text(settings, encoding="utf-8")
    status, _, err = run("check", faulty)
    assert status == 2
    assert len(err.strip().splitlines()) == 1
    assert re.search("[一-鿿]", err)


def test_a_baseline_hides_what_is_known_and_shows_what_is_new(run: Run, faulty: Path) -> None:
    status, _, err = run("check", faulty, "--baseline", "已知.json")
    assert status == 0
    assert "已知.json" in err
    status, out, err = run("check", faulty, "--baseline", "已知.json", "--format", "json")
    assert status == 0
    assert codes(out) == []
    assert "没有再报" in err
    changed = "前面加一段。\n" + FAULTY.replace("12份", "约90余份").replace("整治整治", "整治")
    faulty.write_text(changed, encoding="utf-8")
    _, out, err = run("check", faulty, "--baseline", "已知.json", "--format", "json")
    assert codes(out) == ["NUM108"]
    assert "1 处已经没有了" in err
    assert run("check", faulty, "--baseline", "已知.json", "--update-baseline")[0] == 0
    assert "已经没有" not in run("check", faulty, "--baseline", "已知.json")[2]


def test_one_finding_is_accepted_by_its_number(run: Run, faulty: Path) -> None:
    out = run("check", faulty)[1]
    mark = re.search(r"TXT403.*#([0-9a-f]{8})", out)
    assert mark
    assert run("check", faulty, "--accept", mark[1])[0] == 2
    assert run("check", faulty, "--accept", "00000000", "--baseline", "已知.json")[0] == 2
    status, out, _ = run("check", faulty, "--accept", mark[1], "--baseline", "已知.json")
    assert status == 1
    assert "TXT403" not in out
    Path("huibao.toml").write_text('[check]\nbaseline = "已知.json"\n', encoding="utf-8")
    assert "TXT403" not in run("check", faulty)[1]
    assert "NUM101" in run("check", faulty)[1]


def test_a_file_that_is_no_baseline_is_refused_and_kept(run: Run, faulty: Path) -> None:
    assert run("check", faulty, "--baseline", faulty)[0] == 2
    assert faulty.read_text(encoding="utf-8") == FAULTY


# many files, and an office's own words (in a process of its own: tables are read once)


def _huibao(*arguments: object) -> subprocess.CompletedProcess[str]:
    root = Path(__file__).parents[1]
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_many_files_give_the_same_with_one_process_and_with_several(folder: Path) -> None:
    many = folder / "材料"
    many.mkdir()
    for number in range(12):
        text = FAULTY.replace("12份", f"{number + 20}份") if number % 2 else "总结\n一、好\n好。\n"
        (many / f"{number:02}.txt").write_text(text, encoding="utf-8")
    (many / "空.txt").write_bytes(b"")
    alone = _huibao("check", many, "--jobs", "1", "--format", "json")
    together = _huibao("check", many, "--jobs", "3", "--format", "json")
    assert alone.returncode == together.returncode == 2
    assert alone.stdout == together.stdout
    assert len(json.loads(alone.stdout)) == 12
    assert alone.stderr == together.stderr
    assert "空.txt" in alone.stderr


def test_office_words_lie_over_the_built_in_ones(faulty: Path) -> None:
    words = faulty.parent / "词表"
    words.mkdir()
    Path("huibao.toml").write_text('words = "词表"\n', encoding="utf-8")
    (words / "wrong_words.tsv").write_text("-签定\n责任书\t责任状\twarning\n", encoding="utf-8")
    told = _huibao("check", faulty, "--format", "json", "--select", "TXT403")
    found = [each["spans"][0]["text"] for each in json.loads(told.stdout)["findings"]]
    assert found == ["责任书"]
    (words / "没有这张表.tsv").write_text("词\n", encoding="utf-8")
    told = _huibao("check", faulty)
    assert told.returncode == 2
    assert "没有这张表" in told.stderr


def test_standard_input_becomes_a_word_file_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(FAULTY.encode())))
    assert run("check", "-", "--format", "docx", "-o", "出.docx")[0] == 1
    assert list(docx.Document("出.docx").comments)

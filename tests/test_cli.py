"""The command line: statuses 0, 1, 2; Chinese lines for bad input; nothing half written."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

import pipeline
from pipeline import core
from pipeline.interfaces import cli
from pipeline.interfaces.cli import files
from pipeline.interfaces.cli.archive_options import Stretch
from pipeline.outputs.mended import mend
from pipeline.schema import CheckResult, Document, Edit, Extraction, Finding, Severity, Span

CHINESE = re.compile("[一-鿿]")
REPORT = (
    "砚浦街道创建工作周报\n（2026年3月2日至3月8日）\n\n一、专项整治工作\n"
    "本周共取缔占道经营31起，清运垃圾12.5吨。\n二、宣传报道\n刊发稿件5篇。\n\n"
    "砚浦街道办事处\n2026年3月8日\n"
)
DOUBLED = (
    "砚浦街道创建工作周报\n\n一、市容整治\n本周共取缔占道经营、流动摊点等违章31起。\n"
    "二、督察工作\n本周共取缔占道经营、流动摊点等违章31起。\n"
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
def report(folder: Path) -> Path:
    file = folder / "周报.txt"
    file.write_text(REPORT, encoding="utf-8")
    return file


@pytest.fixture
def doubled(folder: Path) -> Path:
    file = folder / "重复.txt"
    file.write_text(DOUBLED, encoding="utf-8")
    return file


# usage


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["chek"], "没有“chek”这个命令，是不是想用 check"),
        (["check"], "缺少 文件"),
        (["check", "a.txt", "--frmat", "json"], "没有选项 --frmat"),
        (["check", "a.txt", "--format", "pdf"], "--format 只能是"),
        (["check", "a.txt", "-o"], "后面要写一个值"),
        (["check", "a.txt", "--select", "ABC9"], "ABC9"),
        (["rules", "more"], "多余的参数：more"),
        (["--frmat"], "没有选项 --frmat"),
        (["-q"], "缺少命令"),
        (["facts", "--limit", "x"], "--limit 要写整数"),
        (["facts", "--limit", "0"], "不能小于1"),
        (["facts", "--from", "去年"], "--from 的值不对"),
        (["facts", "--period", "2025-13"], "--period 的值不对"),
        (["extract", ""], "文件名是空的"),
        (["explain", "NUM999"], "没有“NUM999”这条规则"),
        (["draft", "--data", "a.csv"], "缺少 -o"),
        (["draft", "--data", "a.csv", "-o", "a.pdf"], "-o 的后缀要是"),
        (
            ["draft", "--data", "a.csv", "--template", "x", "--like", "b", "-o", "c.txt"],
            "只能用一个",
        ),
        (["export", "-o", "a.doc"], "-o 的后缀要是"),
    ],
)
def test_wrong_usage_is_one_chinese_line_and_status_2(
    run: Run, arguments: list[str], told: str
) -> None:
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert told in err
    assert err.count("\n") == 1


def test_help_of_every_command_is_chinese_and_has_an_example(run: Run) -> None:
    for name in ("", *cli.app.modules):
        status, out, err = run(*filter(None, [name, "--help"]))
        assert (status, err) == (0, "")
        assert f"huibao {name}".strip() in out
        assert "用法：" in out
        assert not re.search(r"Usage|Options|Show this|Commands|\[OPTIONS\]", out), out
        assert "例：" in out or not name
        assert max(map(len, out.splitlines())) <= 100


def test_no_arguments_show_the_help_and_version_is_the_package_s(run: Run) -> None:
    assert run()[1] == run("--help")[1]
    assert run("--version") == (0, f"huibao {pipeline.__version__}\n", "")


# extract


def test_extract_gives_an_object_for_one_file_and_a_list_for_several(
    run: Run, report: Path, doubled: Path
) -> None:
    status, out, _ = run("extract", report, "--format", "json")
    one = json.loads(out)
    assert status == 0
    assert one["text"] == REPORT
    assert "31起" in [fact["text"] for fact in one["reports"][0]["facts"]]
    status, out, _ = run("extract", doubled, report, "--format", "json")
    assert [each["file"] for each in json.loads(out)] == ["重复.txt", "周报.txt"]


def test_extract_offsets_are_code_points_of_the_text(run: Run, report: Path) -> None:
    told = json.loads(run("extract", report, "--format", "json")[1])
    for fact in told["reports"][0]["facts"]:
        assert told["text"][fact["start"] : fact["end"]] == fact["text"]


@pytest.mark.parametrize("form", ["json", "jsonl", "table", "csv", "html"])
def test_every_format_of_extract_shows_the_figure(run: Run, report: Path, form: str) -> None:
    status, out, _ = run("extract", report, "--format", form)
    assert status == 0
    assert "31起" in out
    if form == "jsonl":
        assert any(json.loads(line)["value"] == "12.5" for line in out.splitlines())
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(out.lstrip("\ufeff"))))
        assert {"31", "12.5"} <= {row["数值"] for row in rows}


def test_a_workbook_needs_a_file_and_holds_numbers_as_numbers(run: Run, report: Path) -> None:
    status, _, err = run("extract", report, "--format", "xlsx")
    assert status == 2
    assert "-o" in err
    assert run("extract", report, "--format", "xlsx", "-o", "事实.xlsx")[0] == 0
    sheet = load_workbook("事实.xlsx").active
    assert sheet is not None
    header, *rows = sheet.iter_rows(values_only=True)
    column = header.index("数值")
    assert {31, 12.5} <= {row[column] for row in rows}
    assert sheet.freeze_panes == "A2"


def test_standard_input_is_a_file_named_by_a_dash(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(REPORT.encode("gb18030"))))
    status, out, _ = run("extract", "-", "--format", "json")
    assert status == 0
    assert json.loads(out)["text"] == REPORT


def test_several_files_go_into_a_folder_and_none_overwrites_another(
    run: Run, report: Path, folder: Path
) -> None:
    twin = folder / "别处" / "周报.txt"
    twin.parent.mkdir()
    twin.write_text(DOUBLED, encoding="utf-8")
    assert run("extract", report, twin, "--format", "json", "-o", "结果")[0] == 0
    written = sorted(each.name for each in Path("结果").iterdir())
    assert written == ["周报-2.json", "周报.json"]
    assert json.loads(Path("结果/周报.json").read_text(encoding="utf-8"))["text"] == REPORT


def test_folders_and_zips_give_each_of_their_files(run: Run, report: Path, folder: Path) -> None:
    with zipfile.ZipFile(folder / "包.zip", "w") as bundle:
        bundle.write(report, "甲.txt")
        bundle.write(report, "乙.txt")
    status, out, _ = run("extract", "包.zip", "--format", "json")
    assert status == 0
    assert len(json.loads(out)) == 2
    (folder / "空").mkdir()
    status, _, err = run("extract", "空")
    assert status == 2
    assert "空" in err


# check


def test_check_gives_1_for_an_error_and_0_for_none(run: Run, report: Path, doubled: Path) -> None:
    assert run("check", report)[0] == 0
    status, out, _ = run("check", doubled, "--format", "json")
    assert status == 1
    assert "NUM101" in [finding["rule"] for finding in json.loads(out)["findings"]]


def test_check_can_be_told_which_rules(run: Run, doubled: Path) -> None:
    def rules(*options: str) -> set[str]:
        told = json.loads(run("check", doubled, "--format", "json", *options)[1])
        return {finding["rule"] for finding in told["findings"]}

    assert rules("--select", "NUM101") == {"NUM101"}
    assert "NUM101" in rules("--select", "num，DAT")
    assert "NUM101" not in rules("--ignore", "NUM")
    Path("huibao.toml").write_text('[check]\nignore = ["NUM101"]\n', encoding="utf-8")
    assert "NUM101" not in rules()


def test_fix_mends_what_is_certain_elsewhere_and_keeps_the_input(run: Run, folder: Path) -> None:
    faulty = folder / "错字.txt"
    text = "工作总结\n\n一、主要工作\n与12家单位签定协议31份，提高提高了知晓率。\n"
    faulty.write_text(text, encoding="utf-8")
    assert run("check", faulty, "--fix")[0] == 2
    assert run("check", faulty, "--fix", "-o", faulty)[0] == 2
    assert run("check", faulty, "--fix", "-o", "改.docx")[0] == 2
    _, out, _ = run("check", faulty, "--fix", "-o", "改.txt")
    assert "TXT403" in out
    assert "与12家单位签订协议31份" in Path("改.txt").read_text(encoding="utf-8")
    assert faulty.read_text(encoding="utf-8") == text


def _figures_report() -> CheckResult:
    """A verdict whose second edit would change a figure by the way."""
    document = core.document_from_text("总结\n\n一、工作\n签定协议31份，走访居民。\n")
    extraction = core.extract(document)

    def finding(words: str, replacement: str, confidence: float = 0.99) -> Finding:
        start = document.text.index(words)
        span = Span(start, start + len(words))
        edits = (Edit(span, replacement),)
        return Finding("TXT403", Severity.WARNING, "错字", (span,), edits, confidence=confidence)

    return CheckResult(
        extraction,
        (
            finding("签定", "签订"),
            finding("协议", "协议书4份、附件"),
            finding("走访", "走访慰问", 0.5),
        ),
    )


def test_a_correction_that_touches_figures_or_is_unsure_is_left_to_a_person() -> None:
    mended = mend(_figures_report())
    assert mended.text == "总结\n\n一、工作\n签订协议31份，走访居民。\n"
    assert len(mended.applied) == 1


def test_findings_in_text_name_line_rule_and_both_places(run: Run, doubled: Path) -> None:
    status, out, _ = run("check", doubled)
    assert status == 1
    assert re.search(r"重复\.txt:\d+:\d+ NUM101 错误", out)
    assert "第4行" in out
    assert "第6行" in out
    assert "\x1b" not in out


# bad input


BAD = {
    "没有.txt": None,
    "空.txt": b"",
    "假的.txt": bytes(range(256)) * 40,
    "坏.docx": b"PK\x03\x04" + b"\x00" * 60,
    "坏.zip": b"PK\x05\x06" + b"\xff" * 18,
    "坏.pdf": b"%PDF-1.7\n1 0 obj\n<<",
}


@pytest.mark.parametrize("command", ["extract", "check", "ingest"])
@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_one_chinese_line_and_the_others_are_done(
    run: Run, report: Path, name: str, command: str
) -> None:
    content = BAD[name]
    if content is not None:
        Path(name).write_bytes(content)
    form = ["--format", "json"]
    status, out, err = run(command, name, report, *form)
    assert status == 2
    [line] = err.splitlines() if command != "ingest" else err.splitlines()[:1]
    assert name in line
    assert CHINESE.search(line.replace(name, ""))
    assert "Traceback" not in err
    assert [each["file"] for each in json.loads(out)] == ["周报.txt"]


def test_an_unexpected_failure_is_one_line_and_its_details_go_to_a_log(
    run: Run, report: Path, doubled: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = core.extract

    def broken(source: Document) -> Extraction:
        if source.text == DOUBLED:
            raise KeyError("secret of the text")
        return real(source)

    monkeypatch.setattr(core, "extract", broken)
    status, out, err = run("extract", doubled, report, "--format", "json")
    assert status == 2
    assert "重复.txt" in err
    assert "secret" not in err
    assert [each["file"] for each in json.loads(out)] == ["周报.txt"]
    monkeypatch.setenv("HUIBAO_DEBUG", "1")
    assert str(own_home) in run("extract", doubled)[2]
    assert "KeyError" in (own_home / "huibao.log").read_text(encoding="utf-8")


@pytest.mark.parametrize("content", ["archive = [1]", "check = 3", "[check]\nignore = 'x'", "a ="])
def test_a_bad_configuration_is_named(run: Run, report: Path, content: str) -> None:
    Path("huibao.toml").write_text(content, encoding="utf-8")
    status, _, err = run("check", report)
    assert status == 2
    assert "huibao.toml" in err


# output


def test_an_input_is_never_written_over(run: Run, report: Path) -> None:
    status, _, err = run("extract", report, "--format", "json", "-o", report)
    assert status == 2
    assert "原文件" in err
    assert report.read_text(encoding="utf-8") == REPORT


def test_a_write_that_breaks_off_leaves_the_old_file_and_no_remains(folder: Path) -> None:
    target = folder / "结果.json"
    target.write_text("旧", encoding="utf-8")

    def interrupted(temporary: Path) -> None:
        temporary.write_text("半", encoding="utf-8")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        files.save_with(target, interrupted)
    assert target.read_text(encoding="utf-8") == "旧"
    assert [each.name for each in folder.iterdir()] == ["结果.json"]


def test_ctrl_c_is_status_2_and_says_so(
    run: Run, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(source: Document) -> Extraction:
        raise KeyboardInterrupt

    monkeypatch.setattr(core, "extract", interrupted)
    status, _, err = run("extract", report)
    assert status == 2
    assert "已中断" in err


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/x.txt", "x.json"),
        ("a\\b\\周报.docx", "周报.json"),
        ("周报\u202efdp.exe", "周报_fdp.json"),
        ("\n", "_.json"),
        ("", "材料.json"),
    ],
)
def test_a_label_never_becomes_a_path(name: str, safe: str) -> None:
    assert files.free_name(name, ".json", set()) == safe


def test_quiet_silences_notices_but_not_complaints(run: Run, report: Path) -> None:
    options = ("--archive", "档案.db")
    assert run("ingest", report, *options)[2]
    assert run("ingest", "-q", report, *options)[2] == ""
    assert run("-q", "ingest", report, *options)[2] == ""
    assert run("-q", "ingest", "没有.txt", *options)[2]


def test_a_table_cell_that_looks_like_a_formula_stays_text() -> None:
    from pipeline.outputs import sheet

    hostile = ["=cmd|' /c calc'!A0", "+1", "-2", "@SUM(A1)", "\t=1"]
    written = sheet.csv_bytes(["列"], [[each] for each in hostile]).decode("utf-8-sig")
    rows = [row[0] for row in csv.reader(io.StringIO(written))][1:]
    assert rows == [f"'{each}" for each in hostile]
    book = load_workbook(io.BytesIO(sheet.xlsx_bytes("表", ["列"], [[each] for each in hostile])))
    assert book.active is not None
    cells = [cell for [cell] in book.active.iter_rows(min_row=2)]
    assert [(cell.value, cell.data_type) for cell in cells] == [(each, "s") for each in hostile]


# archive


def test_the_archive_s_commands_work_on_what_was_ingested(
    run: Run, report: Path, own_home: Path
) -> None:
    status, out, _ = run("ingest", report, "--format", "json")
    assert status == 0
    assert [each["state"] for each in json.loads(out)] == ["stored"]
    assert (own_home / "archive.db").exists()
    assert [e["state"] for e in json.loads(run("ingest", report, "--format", "json")[1])] == [
        "exists"
    ]
    told = json.loads(run("facts", "--indicator", "占道经营", "--format", "json")[1])
    assert [(each["file"], each["value"], each["unit"]) for each in told] == [
        ("周报.txt", "31", "起")
    ]
    assert told[0]["series"] is not None
    assert "占道经营" in run("search", "占道经营")[1]
    trend = json.loads(run("trend", "占道经营", "--format", "json")[1])
    assert [point["value"] for point in trend["points"]] == ["31"]
    assert "31" in run("trend", "占道经营")[1]
    for name in ("台账.xlsx", "台账.csv", "台账.json"):
        assert run("export", "-o", name)[0] == 0
        assert Path(name).stat().st_size


def test_the_archive_is_found_by_option_environment_and_configuration(
    run: Run, report: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "下").mkdir()
    Path("huibao.toml").write_text('archive = "丙.db"', encoding="utf-8")
    monkeypatch.chdir(folder / "下")
    run("ingest", report)
    assert (folder / "丙.db").exists()
    monkeypatch.setenv("HUIBAO_ARCHIVE", str(folder / "乙.db"))
    run("ingest", report)
    assert (folder / "乙.db").exists()
    run("ingest", report, "--archive", folder / "甲.db")
    assert (folder / "甲.db").exists()


def test_a_file_with_a_secrecy_marking_is_refused_and_nothing_of_it_is_kept(
    run: Run, report: Path, folder: Path
) -> None:
    secret = folder / "密件.txt"
    secret.write_text("机密★10年\n\n" + REPORT, encoding="utf-8")
    status, out, err = run("ingest", secret, report, "--archive", "档案.db", "--format", "json")
    assert status == 2
    assert "密件.txt" in err
    assert "不予收录" in err
    assert [each["file"] for each in json.loads(out)] == ["周报.txt"]
    told = json.loads(run("search", "占道经营", "--archive", "档案.db", "--format", "json")[1])
    assert {each["file"] for each in told} == {"周报.txt"}
    assert b"\xe6\x9c\xba\xe5\xaf\x86\xe2\x98\x85" not in Path("档案.db").read_bytes()


def test_a_missing_archive_is_named_and_never_made_by_asking(run: Run, report: Path) -> None:
    for arguments in (["facts"], ["search", "x"], ["trend", "x"], ["export", "-o", "a.csv"]):
        status, _, err = run(*arguments, "--archive", "没有.db")
        assert (status, err.count("\n")) == (2, 1)
        assert "没有.db" in err
    assert not Path("没有.db").exists()
    status, _, err = run("check", report, "--archive", "新的.db")
    assert status == 0
    assert "没有以前的报告" in err


def test_an_unusable_archive_is_one_chinese_line(run: Run, report: Path) -> None:
    Path("坏.db").write_bytes(b"no database at all, only text" * 50)
    for arguments in (["facts"], ["ingest", report], ["check", report], ["search", "x"]):
        status, _, err = run(*arguments, "--archive", "坏.db")
        assert status == 2
        assert CHINESE.search(err)
        assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2025", "2025"),
        ("2025年", "2025"),
        ("2025-8", "2025-08"),
        ("2025年8月", "2025-08"),
        ("2025.8.11", "2025-08-11"),
        ("2025年8月11日", "2025-08-11"),
        ("2025-08-11/2025-08-17", "2025-08-11/2025-08-17"),
    ],
)
def test_a_period_may_be_written_as_people_do(written: str, value: str) -> None:
    assert Stretch().convert(written, None, None) == value


# draft


def test_a_draft_is_written_with_its_sources_and_its_notices(run: Run) -> None:
    Path("数据.csv").write_text(
        "部门,事项,指标,数值,单位\n执法中队,市容整治,取缔占道经营,31,起\n"
        "保洁公司,环境卫生,清运垃圾,12.5,吨\n",
        encoding="utf-8",
    )
    Path("更多.csv").write_text(
        "部门,事项,指标,数值,单位\n宣传办,宣传,刊发稿件,5,篇\n", encoding="utf-8"
    )
    status, out, err = run(
        "draft", "--data", "数据.csv", "更多.csv", "-o", "周报.txt", "--provenance", "来源.json"
    )
    assert (status, out) == (0, "")
    assert "周报.txt" in err
    text = Path("周报.txt").read_text(encoding="utf-8")
    told = json.loads(Path("来源.json").read_text(encoding="utf-8"))
    assert {"31", "12.5", "5"} <= {re.sub(r"[^\d.]", "", f["text"]) for f in told["figures"]}
    for figure in told["figures"]:
        assert text[figure["start"] : figure["end"]] == figure["text"]


# processes


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(pipeline.__file__).parents[1])}


@pytest.fixture
def huibao() -> Iterator[list[str]]:
    yield [sys.executable, "-X", "utf8", "-m", "pipeline"]


def test_a_reader_that_goes_away_is_no_failure(huibao: list[str], folder: Path) -> None:
    Path("长.txt").write_text(REPORT + "清运垃圾12吨。\n" * 4000, encoding="utf-8")
    with subprocess.Popen(
        [*huibao, "extract", "长.txt", "--format", "json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(),
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="signals are another matter on Windows")
def test_an_interrupted_process_says_so_in_one_line(folder: Path) -> None:
    program = (
        "import signal, sys; from types import SimpleNamespace as It; "
        "from pipeline.interfaces.cli import main; "
        # a shell's background job inherits an ignored SIGINT
        "signal.signal(signal.SIGINT, signal.default_int_handler); "
        "wait = lambda: (print('ready', flush=True), signal.pause()); "
        "sys.stdin = It(buffer=It(read=wait)); main(['extract', '-'])"
    )
    with subprocess.Popen(
        [sys.executable, "-X", "utf8", "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(),
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(signal.SIGINT)
        _, err = process.communicate()
    assert process.returncode == 2
    assert err.decode().count("\n") == 1
    assert "已中断" in err.decode()


def test_check_of_a_text_loads_nothing_heavy(huibao: list[str], report: Path) -> None:
    program = (
        "import sys; from pipeline.interfaces.cli import run; "
        f"status = run(['check', {str(report)!r}]); "
        "print('LOADED', status, *sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", program],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=_environment(),
        check=True,
    )
    _, status, *loaded = done.stdout.splitlines()[-1].split()
    heavy = {
        *("torch", "transformers", "spacy", "fastapi", "sqlalchemy", "alembic", "docx", "lxml"),
        *("openpyxl", "python_calamine", "pypdfium2", "scipy", "onnxruntime", "jinja2"),
        *("rich", "jieba", "rjieba", "pypinyin", "datasketch", "asyncio", "email", "urllib3"),
    }
    assert status == "0"
    assert not heavy & set(loaded)


def test_importing_the_package_loads_no_room() -> None:
    program = "import sys, pipeline; print(*[m for m in sys.modules if m.startswith('pipeline')])"
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env=_environment(),
        check=True,
    )
    assert done.stdout.split() == ["pipeline"]


def test_the_public_face_offers_the_verbs_and_the_records() -> None:
    for name in pipeline.__all__:
        assert getattr(pipeline, name) is not None
    with pytest.raises(AttributeError):
        pipeline.nothing  # noqa: B018

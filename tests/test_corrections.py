"""What a person corrects: kept with the report, exported, and read right the next week."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline import core, lexicon, paths
from pipeline.archive import open_archive
from pipeline.corrections import read_log
from pipeline.errors import BadUsage
from pipeline.extract.readings import FIELDS, corrected
from pipeline.interfaces.cli import app
from pipeline.schema import Fact, Report

_TITLE = "东湖街道办事处本周工作汇报\n一、城市管理\n"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    place = tmp_path / "home"
    monkeypatch.setenv("HUIBAO_HOME", str(place))
    monkeypatch.delenv("HUIBAO_ARCHIVE", raising=False)
    monkeypatch.chdir(tmp_path)
    yield place
    lexicon.overlay()


def read(text: str) -> tuple[Report, list[Fact]]:
    (report,) = core.extract(core.document_from_text(_TITLE + text)).reports
    return report, [f for f in report.facts if f.quantity is not None]


def run(*arguments: str, keys: str = "") -> Result:
    return CliRunner().invoke(app, list(arguments), input=keys, catch_exceptions=False)


# --- learning -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("week", "field", "new", "next_week", "read_then"),
    [
        ("投放毒饵31车斗次。", "unit", "车斗次", "投放毒饵29车斗次。", "车斗次"),
        (
            "蓝马甲清理占道经营31起。",
            "actor",
            "蓝马甲",
            "蓝马甲劝离流动摊贩12处。",
            "蓝马甲",
        ),
        ("帮代办走访31户。", "indicator", "帮代办入户", "帮代办走访40户。", "帮代办入户"),
        (
            "走访辖区独居老人31户。",
            "indicator",
            "走访独居老人",
            "帮扶慰问，走访辖区独居老人28户。",
            "走访独居老人",
        ),
        ("拟于近期拆除围挡31处。", "status", "planned", "拟于近期拆除围挡8处。", "planned"),
        ("查处违停31宗。", "unit", "起", "查处违停9宗。", "起"),
    ],
)
def test_what_was_corrected_once_reads_right_the_next_week(
    tmp_path: Path, week: str, field: str, new: str, next_week: str, read_then: str
) -> None:
    words = tmp_path / "words"
    words.mkdir()
    lexicon.overlay(words)
    report, (fact, *_) = read(week)
    done = core.correct(report, fact, field, new, words=words)
    assert done.learned or getattr(fact, field, None) == new
    _, (then, *_) = read(next_week)
    amount = then.quantity
    assert amount is not None
    assert read_then in (amount.unit, then.actor, then.indicator, then.status.value)
    assert done.fact.doubt is None


def test_a_correction_does_not_spread_to_sentences_that_it_does_not_fit(tmp_path: Path) -> None:
    words = tmp_path / "words"
    words.mkdir()
    lexicon.overlay(words)
    report, (fact,) = read("开展敬老活动，走访31户。")
    core.correct(report, fact, "indicator", "走访独居老人", words=words)
    _, (again,) = read("开展敬老活动，走访12户。")
    _, (other,) = read("开展安全检查，走访90户。")
    assert again.indicator == "走访独居老人"
    assert other.indicator == fact.indicator


def test_the_built_in_tables_are_never_touched(tmp_path: Path) -> None:
    before = {path.name: path.read_bytes() for path in paths.DATA.glob("*.tsv")}
    words = tmp_path / "words"
    report, (fact,) = read("蓝马甲清理占道经营31起。")
    core.correct(report, fact, "actor", "蓝马甲", words=words)
    core.correct(report, fact, "indicator", "清理占道", words=words)
    assert {path.name: path.read_bytes() for path in paths.DATA.glob("*.tsv")} == before
    assert (words / "own_readings.tsv").is_file()


def test_what_was_learned_is_forgotten_when_it_is_taken_back(tmp_path: Path) -> None:
    words, log = tmp_path / "words", tmp_path / "log.jsonl"
    words.mkdir()
    lexicon.overlay(words)
    report, (fact,) = read("蓝马甲清理占道经营31起。")
    done = core.correct(report, fact, "indicator", "占道整治", words=words, log=log)
    assert read("蓝马甲清理占道经营12起。")[1][0].indicator == "占道整治"
    core.take_back(report, done, words=words, log=log)
    assert read("蓝马甲清理占道经营12起。")[1][0].indicator == fact.indicator
    assert read_log(log) == ()


def test_what_is_learned_holds_at_once(tmp_path: Path) -> None:
    report, (fact,) = read("帮代办走访31户。")
    core.correct(report, fact, "indicator", "帮代办入户", words=tmp_path / "new")
    assert read("帮代办走访40户。")[1][0].indicator == "帮代办入户"


def test_the_same_lesson_is_learned_once(tmp_path: Path) -> None:
    assert lexicon.learn(tmp_path, "units", ("车斗次", "车斗次", "count", ""))
    assert not lexicon.learn(tmp_path, "units", ("车斗次", "车斗次", "count", ""))
    for row in (("a\nb",), ("#x",), ("-x",), ("a\tb",)):
        with pytest.raises(BadUsage):
            lexicon.learn(tmp_path, "units", row)


@pytest.mark.parametrize(
    ("field", "new"),
    [
        *(("value", "很多"), ("value", "NaN"), ("status", "maybe"), ("aggregate", "x")),
        *(("indicator", ""), ("text", "x"), ("actor", "长" * 99), ("unit", "a\x00b")),
    ],
)
def test_what_cannot_be_written_is_refused_in_one_chinese_line(field: str, new: str) -> None:
    _, (fact,) = read("查处违停31起。")
    with pytest.raises(BadUsage) as error:
        corrected(fact, field, new)
    assert "\n" not in error.value.message


def test_a_corrected_value_is_doubtful_no_more() -> None:
    _, (fact,) = read("走访3O户。")
    assert fact.doubt == "misread"
    now = corrected(fact, "value", "30")
    assert (now.doubt, now.confidence) == (None, 1.0)
    assert set(FIELDS) >= {"value", "unit", "indicator", "actor", "time", "status"}


# --- the terminal ---------------------------------------------------------------------------------

WEEK = _TITLE + "走访独居老人31户。\n蓝马甲清理占道经营12起。\n拆除围挡8处。\n"


def test_a_review_corrects_undoes_stops_and_takes_up_again(tmp_path: Path, home: Path) -> None:
    week = tmp_path / "周报.txt"
    week.write_text(WEEK, encoding="utf-8")
    first = run("facts", "--review", str(week), keys="v32\nzi入户走访老人\n\rq")
    assert first.exit_code == 0
    assert "1/" in first.output
    assert "还有" in first.output
    second = run("facts", "--review", str(week), keys="a蓝马甲\n\rx")
    assert "入户走访老人" not in second.output  # looked at, so it is not asked again
    assert "还有0条没看" in second.output
    log = read_log(tmp_path / "周报.txt.更正.jsonl")
    assert [(e.answer, e.field, e.new) for e in log] == [
        ("corrected", "indicator", "入户走访老人"),
        ("accept", None, None),
        ("corrected", "actor", "蓝马甲"),
        ("accept", None, None),
        ("skip", None, None),
    ]
    assert (home / "words" / "own_readings.tsv").is_file()
    next_week = tmp_path / "下周.txt"
    next_week.write_text(WEEK.replace("31", "44").replace("12", "5"), encoding="utf-8")
    facts = json.loads(run("extract", str(next_week), "--format", "json").stdout)["reports"][0][
        "facts"
    ]
    assert [(f["text"], f["indicator"], f["actor"]) for f in facts if f["kind"] != "date"][:2] == [
        ("44户", "入户走访老人", None),
        ("5起", "清理占道经营", "蓝马甲"),
    ]


def test_a_review_with_an_archive_corrects_the_stored_fact(tmp_path: Path) -> None:
    week, archive = tmp_path / "周报.txt", tmp_path / "a.db"
    week.write_text(WEEK, encoding="utf-8")
    run("ingest", str(week), "--archive", str(archive))
    run("facts", "--review", str(week), "--archive", str(archive), keys="v33\n\rq")
    with open_archive(archive) as store:
        (told,) = store.corrections()
        assert (told.field, told.old, told.new, told.text) == ("value", "31", "33", "31户")
        assert [f.text for f in store.facts(unit="户") if f.fact.quantity] == ["31户"]
    out = tmp_path / "更正.jsonl"
    run("facts", "--archive", str(archive), "--corrections", str(out), str(week))
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    (line,) = [each for each in lines if each["field"]]
    assert line["text"][line["spans"][0]["start"] : line["spans"][0]["end"]] == "31户"
    assert (line["old"], line["new"], line["answer"]) == ("31", "33", "corrected")


@pytest.mark.parametrize("archived", [False, True])
def test_a_review_takes_out_what_is_no_figure_and_adds_what_was_overlooked(
    tmp_path: Path, *, archived: bool
) -> None:
    week, archive = tmp_path / "周报.txt", tmp_path / "a.db"
    week.write_text(WEEK, encoding="utf-8")
    chosen: tuple[str, ...] = ()
    if archived:
        run("ingest", str(week), "--archive", str(archive))
        chosen = ("--archive", str(archive))
    shown = run("facts", "--review", str(week), *chosen, keys="d+走访独居老人31户\n\rdzdq")
    assert shown.output.count("已去掉") == 3
    assert shown.output.count("31户⟧") == 2
    assert shown.output.count("12起⟧") == 3
    again = run(
        "facts", "--review", str(week), *chosen, keys="+没有的话\n+拆除围挡8处\n+清理占道\nq"
    )
    for told in ("原文里没有这几个字", "已经在表里", "没有数"):
        assert told in again.output
    assert "12起⟧" not in again.output
    out = tmp_path / "更正.jsonl"
    run("facts", *chosen, "--corrections", str(out), str(week))
    lines = map(json.loads, out.read_text(encoding="utf-8").splitlines())
    figures = [each for each in lines if each["field"] == "figure"]
    assert [(each["figure"], each["new"] is None) for each in figures] == [
        ("31户", True),
        ("31户", False),
        ("12起", True),
    ]
    if archived:
        with open_archive(archive) as store:
            assert [each.text for each in store.facts(kind="figure")] == ["31户", "8处"]


def test_corrections_travel_with_an_archive_that_holds_them(tmp_path: Path) -> None:
    week, archive = tmp_path / "周报.txt", tmp_path / "a.db"
    week.write_text(WEEK, encoding="utf-8")
    run("ingest", str(week), "--archive", str(archive))
    run("facts", "--review", str(week), "--archive", str(archive), keys="s\rq")
    shutil.rmtree(tmp_path / "home", ignore_errors=True)
    (tmp_path / "周报.txt.更正.jsonl").unlink()
    shown = run("facts", "--archive", str(archive), "--corrections", "-")
    assert json.loads(shown.stdout)["new"] == "planned"


@pytest.mark.parametrize("arguments", [("--review",), ("--review", "-"), ("x.txt",)])
def test_a_review_without_a_file_is_refused(arguments: tuple[str, ...]) -> None:
    with pytest.raises(BadUsage):
        run("facts", *arguments)


def test_a_broken_record_of_corrections_is_named(tmp_path: Path) -> None:
    log = tmp_path / "坏.jsonl"
    log.write_text("{}\n", encoding="utf-8")
    with pytest.raises(BadUsage):
        read_log(log)

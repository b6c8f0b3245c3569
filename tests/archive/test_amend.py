"""A figure that was overlooked comes in, a wrong one goes, issuer and period are put right."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import core
from pipeline.archive import Archive
from pipeline.corrections import as_line
from pipeline.errors import BadUsage, HuibaoError
from pipeline.schema import Fact, Report, Span

TEXT = (
    "东湖街道工作周报\n（2026年5月4日至5月10日）\n一、城市管理\n"
    "本周取缔占道经营31起，清运垃圾12吨。门前挂上了红灯笼若干串又八只。"
)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with core.open_archive(tmp_path / "a.db") as opened:
        document = core.document_from_text(TEXT, "周报.txt")
        core.ingest(document, TEXT.encode(), opened)
        yield opened


def _report(archive: Archive) -> Report:
    return archive.report(archive.reports()[0].id)


def _fact(report: Report, words: str) -> Fact | None:
    return next((each for each in report.facts if report.words(each.span) == words), None)


def _marked(report: Report, words: str) -> tuple[Fact, ...]:
    start = report.document.text.index(words)
    return core.figures_marked(report, Span(start, start + len(words)))


def test_a_wrong_figure_goes_and_comes_back_as_it_was(archive: Archive) -> None:
    report = _report(archive)
    wrong = _fact(report, "12吨")
    assert wrong is not None
    core.amend(report, wrong, gone=True, archive=archive)
    assert _fact(_report(archive), "12吨") is None
    assert archive.facts(unit="吨") == ()
    [told] = archive.corrections()
    line = json.loads(as_line(told))
    assert (line["field"], line["new"], json.loads(line["old"])["value"]) == ("figure", None, "12")
    archive.take_back(_report(archive))
    assert _fact(_report(archive), "12吨") == wrong
    assert archive.corrections() == ()


def test_a_figure_that_was_overlooked_comes_in_and_goes_again(archive: Archive) -> None:
    before = _report(archive)
    overlooked = _fact(before, "12吨")
    assert overlooked is not None
    core.amend(before, overlooked, gone=True, archive=archive)
    report = _report(archive)
    [fact] = _marked(report, "清运垃圾12吨")
    assert (fact.indicator, fact.section) == ("清运垃圾", overlooked.section)
    core.amend(report, fact, archive=archive)
    [stored] = archive.facts(unit="吨")
    assert stored.fact.quantity == overlooked.quantity
    assert json.loads(archive.corrections()[-1].new or "")["text"] == "12吨"
    with pytest.raises(BadUsage, match="已经在表里"):
        _marked(_report(archive), "清运垃圾12吨")
    archive.take_back(_report(archive))
    assert archive.facts(unit="吨") == ()


@pytest.mark.parametrize(
    ("span", "message"),
    [
        (Span(TEXT.index("门前挂上了"), TEXT.index("红灯笼")), "没有数"),
        (Span(5, 5), "不在"),
        (Span(5, len(TEXT) + 9), "不在"),
    ],
)
def test_what_holds_no_figure_is_refused(archive: Archive, span: Span, message: str) -> None:
    with pytest.raises(BadUsage, match=message):
        core.figures_marked(_report(archive), span)


def test_a_unit_that_nobody_knows_is_taken_as_written(archive: Archive) -> None:
    text = "东湖街道工作周报\n一、城市管理\n“三个一”工程出动31咕咚。"
    report = core.extract(core.document_from_text(text)).reports[0]
    bare = core.figures_marked(
        Report(report.document, report.span, report.title, report.title_span),
        Span(text.index("31"), text.index("。")),
    )
    assert [str(fact.quantity.value) for fact in bare if fact.quantity] == ["31"]


def test_issuer_and_period_are_put_right_and_the_figures_go_along(archive: Archive) -> None:
    before = _report(archive)
    core.restate(before, "issuer", "西山街道", archive)
    core.restate(_report(archive), "period", "2026年5月11日至5月17日", archive)
    now = _report(archive)
    assert now.issuer == "西山街道"
    assert now.period is not None
    assert now.period.value == "2026-05-11/2026-05-17"
    assert archive.facts(issuer="东湖街道") == ()
    assert {each.period for each in archive.facts(issuer="西山街道", unit="起")} == {
        "2026-05-11/2026-05-17"
    }
    [point] = archive.trend("取缔占道经营", issuer="西山街道")[0].points
    assert point.day == "2026-05-17"
    archive.take_back(now)
    archive.take_back(_report(archive))
    assert _report(archive) == before
    assert archive.facts(issuer="西山街道") == ()
    assert len(archive.facts(issuer="东湖街道", kind="figure")) == len(
        [each for each in before.facts if each.quantity is not None]
    )


@pytest.mark.parametrize(
    ("field", "new"), [("period", "哪天"), ("issuer", " "), ("title", "x"), ("issuer", "长" * 99)]
)
def test_what_names_no_issuer_or_period_is_refused(archive: Archive, field: str, new: str) -> None:
    with pytest.raises(BadUsage):
        core.restate(_report(archive), field, new, archive)


def test_a_correction_of_a_field_is_taken_back_whole(archive: Archive) -> None:
    before = _report(archive)
    fact = _fact(before, "31起")
    assert fact is not None
    core.correct(before, fact, "indicator", "占道整治", archive=archive)
    core.correct(before, fact, "value", "13", archive=archive)
    archive.take_back(before)
    archive.take_back(before)
    assert _report(archive) == before
    with pytest.raises(HuibaoError, match="没有可以撤销"):
        archive.take_back(before)

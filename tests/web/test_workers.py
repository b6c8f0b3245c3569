"""Checks in processes of their own are the same checks, and outlive a process that died."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipeline import core
from pipeline.interfaces.server.store import Store, open_store
from pipeline.interfaces.web.office import Office
from pipeline.interfaces.web.workers import Workers
from pipeline.schema import Fact

TEXT = "东湖社区工作周报\n（2026年5月4日至5月10日）\n本周约80余起，提高提高。"


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    made = Workers(1)
    yield made
    made.end()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = open_store(str(tmp_path / "server.db"))
    yield made
    made.close()


def _office(store: Store, ident: int, workers: Workers | None) -> Office:
    place = store.archive_place(ident)
    return Office(archive_place=place, id=ident, shared=store, workers=workers)


def test_a_check_in_another_process_is_the_same(workers: Workers, store: Store) -> None:
    document = core.document_from_text(TEXT, "周报.txt")
    office = _office(store, 1, workers)
    assert office.check(document) == core.check(document)
    chosen = office.check(document, select=("NUM108",)).findings
    assert {each.code for each in chosen} == {"NUM108"}
    assert office.extract(document) == core.extract(document)


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_process_that_died_is_started_anew(workers: Workers, store: Store) -> None:
    document = core.document_from_text(TEXT, "周报.txt")
    office = _office(store, 1, workers)
    office.extract(document)
    [worker] = workers._workers
    for ident in list(worker.pool._processes or ()):
        os.kill(ident, signal.SIGKILL)
    assert office.check(document).findings


def _first(office: Office, text: str) -> Fact:
    document = core.document_from_text(f"东湖街道工作周报\n一、城市管理\n{text}")
    (report,) = office.extract(document).reports
    return next(each for each in report.facts if each.quantity is not None)


LESSONS = [
    ("帮代办走访31户。", "indicator", "帮代办入户", "帮代办走访40户。"),
    ("投放毒饵31车斗次。", "unit", "车斗次", "投放毒饵29车斗次。"),
    ("蓝马甲清理占道经营31起。", "actor", "蓝马甲", "蓝马甲劝离流动摊贩12处。"),
]


@pytest.mark.parametrize("apart", [True, False], ids=["in processes", "in one process"])
def test_what_one_office_teaches_changes_its_own_next_extraction_and_no_others(
    workers: Workers, store: Store, *, apart: bool
) -> None:
    ours, theirs = (_office(store, ident, workers if apart else None) for ident in (1, 2))
    plain = [_first(ours, later) for *_, later in LESSONS]
    for text, field, new, _ in LESSONS:
        document = core.document_from_text(f"东湖街道工作周报\n一、城市管理\n{text}")
        (report,) = ours.extract(document).reports
        fact = next(each for each in report.facts if each.quantity is not None)
        assert ours.learn(report, fact, field, new)

    def both(turn: int) -> None:
        for (*_, field, new, later), unchanged in zip(LESSONS, plain, strict=True):
            mine = _first(ours, later)
            assert mine.quantity is not None
            told = {"unit": mine.quantity.unit, "actor": mine.actor, "indicator": mine.indicator}
            assert told[field] == new
            assert _first(theirs, later) == unchanged

    with ThreadPoolExecutor(4) as people:
        list(people.map(both, range(4)))
    assert [_first(theirs, later) for *_, later in LESSONS] == plain
    assert core.extract(core.document_from_text(LESSONS[0][3]))
    assert not (store.words_place(2)).exists()

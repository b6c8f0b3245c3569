"""Checks in processes of their own are the same checks, and outlive a process that died."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from datetime import date

import pytest

from pipeline import core
from pipeline.interfaces.web.workers import Workers

TEXT = "东湖社区工作周报\n（2026年5月4日至5月10日）\n本周约80余起，提高提高。"
TODAY = date(2026, 5, 11)


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    made = Workers(1)
    yield made
    made.end()


def test_a_check_in_another_process_is_the_same(workers: Workers) -> None:
    document = core.document_from_text(TEXT, "周报.txt")
    assert workers.check(document, None, TODAY) == core.check(document, today=TODAY)
    chosen = workers.check(document, None, TODAY, ("NUM108",)).findings
    assert {each.code for each in chosen} == {"NUM108"}
    assert workers.extract(document) == core.extract(document)


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_process_that_died_is_started_anew(workers: Workers) -> None:
    document = core.document_from_text(TEXT, "周报.txt")
    [worker] = workers._workers
    for ident in list(worker.pool._processes or ()):
        os.kill(ident, signal.SIGKILL)
    assert workers.check(document, None, TODAY).findings

"""Checks of many people at once: each in a process of its own, so that one does not hold up all.

A server for one person needs none of it; there the call is made where it is asked for.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
import zlib
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from threading import RLock
from typing import TypeVar

from pipeline import core, lexicon
from pipeline.errors import BadUsage
from pipeline.interfaces import config

_SECONDS = 120.0
Result = TypeVar("Result")
_SAMPLE = "砚浦街道工作周报\n（2026年5月4日至5月10日）\n一、城市管理\n本周共取缔占道经营31起。"


class _Worker:
    """One process, and how many wait for it."""

    def __init__(self) -> None:
        self.waiting = 0
        self.pool = ProcessPoolExecutor(
            1, mp_context=multiprocessing.get_context("spawn"), initializer=_prepare
        )


class Workers:
    """A few processes that extract and check.

    The same paper goes to the same process while that one is not busier than the others: it
    remembers the paragraphs that did not change.
    """

    def __init__(self, count: int | None = None) -> None:
        self.count = count or max(1, min(8, os.cpu_count() or 1))
        self._lock = RLock()
        self._workers: list[_Worker] = []

    def begin(self) -> None:
        """Start the processes before anybody waits for them."""
        with self._lock:
            while len(self._workers) < self.count:
                self._workers.append(_Worker())
            for each in self._workers:
                each.pool.submit(_prepare)

    def end(self) -> None:
        """Stop them."""
        with self._lock:
            for each in self._workers:
                each.pool.shutdown(wait=True, cancel_futures=True)
            self._workers = []

    def run(
        self, name: str, words: Path | None, call: Callable[..., Result], *arguments: object
    ) -> Result:
        """Make a call in one of the processes, by an office's own words; one that died is renewed.

        Raises:
            BadUsage: it took too long, or too much memory.
        """
        for _ in range(2):
            with self._lock:
                while len(self._workers) < self.count:
                    self._workers.append(_Worker())
                least = min(self._workers, key=lambda each: each.waiting)
                worker = self._workers[zlib.crc32(name.encode("utf-8", "replace")) % self.count]
                if worker.waiting > least.waiting + 1:
                    worker = least
                worker.waiting += 1
            try:
                return worker.pool.submit(_by_words, words, call, *arguments).result(_SECONDS)
            except (BrokenProcessPool, TimeoutError) as error:
                with self._lock:
                    if worker in self._workers:
                        self._workers.remove(worker)
                worker.pool.shutdown(wait=False, cancel_futures=True)
                if isinstance(error, TimeoutError):
                    break
            finally:
                worker.waiting -= 1
        raise BadUsage("这份材料处理得太久，请拆成几份再试")


_door: list[Path] = []
"""The words that were laid at the door of this process: an office's own lie over them."""


def _prepare() -> None:
    """Load dictionaries and rules; Ctrl+C is the business of the process above."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    config.lay_words()
    _door[:] = lexicon.overlaid()
    core.check(core.document_from_text(_SAMPLE))


def _end_with_parent() -> None:
    """Leave when the server is gone, however it went."""
    above = multiprocessing.parent_process()
    if above is not None:
        above.join()
        os._exit(0)


def _by_words(words: Path | None, call: Callable[..., Result], *arguments: object) -> Result:
    lexicon.lay(*_door, *([words] if words else ()))
    return call(*arguments)

"""Work that takes long: kept in a table, done by one thread, taken up again after a restart."""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update

from pipeline.errors import BadUsage
from pipeline.interfaces.cli.base import unexpected
from pipeline.interfaces.server.store import Store, jobs

_WAITING = 20
_PACE = 0.3
Work = Callable[[int, str, bytes], Iterator[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Job:
    """How far a piece of work has come; ``state`` is waiting, running, done or failed."""

    id: str
    name: str
    state: str
    done: int
    outcome: list[dict[str, Any]]


class Jobs:
    """The queue of a server: ``work(office, name, content)`` yields an outcome for each part."""

    def __init__(self, store: Store, work: Work) -> None:
        self.store = store
        self.work = work
        self._wake = threading.Event()
        self._ending = False
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Start to work; what an earlier run left half done is done again from its beginning."""
        with self.store.writing() as connection:
            left = update(jobs).where(jobs.c.state == "running")
            connection.execute(left.values(state="waiting", done=0, outcome="[]"))
        self._thread = threading.Thread(target=self._run, daemon=True, name="jobs")
        self._thread.start()

    def end(self) -> None:
        """Stop after the part that is under way."""
        self._ending = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join(30)

    def put(self, office: int, person: str, name: str, content: bytes) -> str:
        """Queue a piece of work and give its number.

        Raises:
            BadUsage: the office has too much waiting.
        """
        ident = secrets.token_urlsafe(9)
        waiting = jobs.c.office == office, jobs.c.state.in_(("waiting", "running"))
        with self.store.writing() as connection:
            count = connection.scalar(select(func.count()).select_from(jobs).where(*waiting))
            if (count or 0) >= _WAITING:
                raise BadUsage("排队的材料太多，请等前面的收完再传")
            connection.execute(
                jobs.insert().values(
                    id=ident,
                    office=office,
                    person=person,
                    name=name,
                    state="waiting",
                    content=content,
                    done=0,
                    outcome="[]",
                    made_at=self.store.instant(),
                )
            )
        self._wake.set()
        return ident

    def of(self, ident: str, office: int) -> Job:
        """Say how far an office's piece of work has come.

        Raises:
            BadUsage: the office has none of that number.
        """
        query = select(jobs).where(jobs.c.id == ident, jobs.c.office == office)
        with self.store.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise BadUsage("没有这项任务")
        return Job(row.id, row.name, row.state, row.done, json.loads(row.outcome))

    def waiting(self) -> int:
        """Count what is not done yet."""
        open_ = jobs.c.state.in_(("waiting", "running"))
        with self.store.reading() as connection:
            return int(connection.scalar(select(func.count()).select_from(jobs).where(open_)) or 0)

    def _run(self) -> None:
        while not self._ending:
            self._wake.clear()
            if not self._do_one():
                self._wake.wait(5)

    def _do_one(self) -> bool:
        oldest = (
            select(jobs.c.id, jobs.c.office, jobs.c.name, jobs.c.content)
            .where(jobs.c.state == "waiting")
            .order_by(jobs.c.made_at)
            .limit(1)
        )
        with self.store.writing() as connection:
            row = connection.execute(oldest).one_or_none()
            if row is None:
                return False
            connection.execute(update(jobs).where(jobs.c.id == row.id).values(state="running"))
        outcome: list[dict[str, Any]] = []
        state, kept = "done", 0.0
        try:
            for told in self.work(row.office, row.name, bytes(row.content or b"")):
                outcome.append(told)
                if time.monotonic() - kept > _PACE:
                    self._keep(row.id, "running", outcome)
                    kept = time.monotonic()
                if self._ending:
                    return False
        except Exception as error:
            state = "failed"
            outcome.append({"file": row.name, "ok": False, "state": "没有收录", "reports": []})
            outcome[-1]["why"] = unexpected(error)
        self._keep(row.id, state, outcome)
        return True

    def _keep(self, ident: str, state: str, outcome: list[dict[str, Any]]) -> None:
        values: dict[str, object] = {"state": state, "done": len(outcome)}
        values["outcome"] = json.dumps(outcome)
        if state != "running":
            values |= {"content": None, "ended_at": self.store.moment()}
        with self.store.writing() as connection:
            connection.execute(update(jobs).where(jobs.c.id == ident).values(**values))

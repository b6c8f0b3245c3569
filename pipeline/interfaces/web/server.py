"""A server for many: its database, its people, its log, and one Office for each office."""

from __future__ import annotations

import time
from collections import Counter, OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from threading import RLock
from typing import Any

from pipeline.errors import BadUsage
from pipeline.interfaces.server.jobs import Jobs
from pipeline.interfaces.server.log import Log
from pipeline.interfaces.server.people import People
from pipeline.interfaces.server.store import Store
from pipeline.interfaces.web.office import MB, Office, address
from pipeline.interfaces.web.workers import Workers

BURST, PER_SECOND = 120, 20.0
ENTRIES_BURST, ENTRIES_PER_SECOND = 10, 10 / 60
BOUNDS = (0.05, 0.1, 0.3, 0.5, 1.0, 3.0, 10.0)


@dataclass
class Server:
    """What all offices of a server share, and the offices themselves."""

    store: Store
    host: str = "127.0.0.1"
    port: int = 8765
    names: tuple[str, ...] = ()
    scheme: str = "http"
    upload_limit: int = 110 * MB
    workers: Workers | None = None
    lock: RLock = field(default_factory=RLock)

    def __post_init__(self) -> None:
        self.people = People(self.store)
        self.log = Log(self.store)
        self.tally = Tally()
        self.pace = Pace(BURST, PER_SECOND)
        self.entries = Pace(ENTRIES_BURST, ENTRIES_PER_SECOND)
        self._offices: dict[int, Office] = {}

    @property
    def is_local(self) -> bool:
        """Say whether only this computer can reach the server."""
        return self.host in ("127.0.0.1", "localhost", "::1")

    @property
    def address(self) -> str:
        """Give the address of the server."""
        return address(self.names[0] if self.names else self.host, self.port, self.scheme)

    def office(self, ident: int) -> Office:
        """Give the office of that number; its archive is its own."""
        with self.lock:
            if ident not in self._offices:
                body = self.people.offices().get(ident)
                if body is None:
                    raise BadUsage("没有这个单位")
                self._offices[ident] = Office(
                    host=self.host,
                    port=self.port,
                    archive_place=self.store.archive_place(ident),
                    upload_limit=self.upload_limit,
                    id=ident,
                    name=body.name,
                    shared=self.store,
                    queue=self.jobs,
                    workers=self.workers,
                )
            return self._offices[ident]

    @cached_property
    def jobs(self) -> Jobs:
        """Give the queue, which all offices share."""
        jobs = Jobs(self.store, self._work)
        jobs.begin()
        return jobs

    def _work(self, office: int, name: str, content: bytes) -> Iterator[dict[str, Any]]:
        from pipeline.interfaces.web.filing import work_for

        return work_for(self.office(office), name, content)

    def close(self) -> None:
        """Let go of everything."""
        if "jobs" in vars(self):
            self.jobs.end()
        if self.workers is not None:
            self.workers.end()
        for office in self._offices.values():
            office.close()
        self.store.close()


class Pace:
    """So many requests at once, and so many a second after that, for each who asks."""

    def __init__(self, burst: float, per_second: float, most: int = 10_000) -> None:
        self.burst, self.per_second, self.most = burst, per_second, most
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = RLock()

    def has_room(self, who: str) -> bool:
        """Say whether one more would be within bounds, without counting it."""
        with self._lock:
            left, then = self._left.get(who, (self.burst, time.monotonic()))
        return left + (time.monotonic() - then) * self.per_second >= 1

    def allows(self, who: str) -> bool:
        """Count one request, and say whether it is within bounds."""
        now = time.monotonic()
        with self._lock:
            left, then = self._left.pop(who, (self.burst, now))
            left = min(self.burst, left + (now - then) * self.per_second)
            fine = left >= 1
            self._left[who] = (left - 1 if fine else left, now)
            while len(self._left) > self.most:
                self._left.popitem(last=False)
            return fine


class Tally:
    """Counts answers and how long they took, for whoever watches the server."""

    def __init__(self) -> None:
        self._lock = RLock()
        self.answers: Counter[tuple[str, int]] = Counter()
        self.within: Counter[float] = Counter()
        self.seconds = 0.0
        self.count = 0

    def add(self, method: str, status: int, seconds: float) -> None:
        """Count one answer."""
        with self._lock:
            self.answers[method, status] += 1
            self.count += 1
            self.seconds += seconds
            for bound in BOUNDS:
                if seconds <= bound:
                    self.within[bound] += 1

    def text(self, **gauges: int) -> str:
        """Write the counts as Prometheus reads them; nothing of anybody's papers is in them."""
        with self._lock:
            lines = ["# TYPE huibao_requests_total counter"]
            for (method, status), count in sorted(self.answers.items()):
                lines.append(
                    f'huibao_requests_total{{method="{method}",status="{status}"}} {count}'
                )
            lines.append("# TYPE huibao_request_seconds histogram")
            lines += [
                *(f'huibao_request_seconds_bucket{{le="{b}"}} {self.within[b]}' for b in BOUNDS),
                f'huibao_request_seconds_bucket{{le="+Inf"}} {self.count}',
                f"huibao_request_seconds_sum {self.seconds:.3f}",
                f"huibao_request_seconds_count {self.count}",
            ]
        for name, value in gauges.items():
            lines += [f"# TYPE huibao_{name} gauge", f"huibao_{name} {value}"]
        return "\n".join(lines) + "\n"

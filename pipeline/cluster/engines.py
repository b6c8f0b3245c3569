"""The engines that carry batches: this process, Ray, Dask. Each yields results in order.

An engine is given a function that a worker can import and arguments that can be pickled. A batch
whose worker died is done again by the engine; the work is pure, so nothing is done twice.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import Any, Protocol, TypeVar

from pipeline.errors import BadUsage

Given = TypeVar("Given")
Made = TypeVar("Made")

_RETRIES = 3
_AHEAD = 4
"""Batches in flight for each worker: enough to keep it busy, few enough to bound the memory."""


class Engine(Protocol):
    """Carries batches to workers."""

    def map(self, work: Callable[[Given], Made], batches: Iterable[Given]) -> Iterator[Made]:
        """Do the work on each batch and give what it makes in the order of the batches."""
        ...

    def close(self) -> None:
        """Let go of the workers."""
        ...


class Here:
    """This process, one batch after the other: what every other engine must agree with."""

    def map(self, work: Callable[[Given], Made], batches: Iterable[Given]) -> Iterator[Made]:
        """Do the work on each batch."""
        yield from map(work, batches)

    def close(self) -> None:
        """Nothing to let go."""


class Ray:
    """A Ray cluster, or Ray on this computer for the address ``local``."""

    def __init__(self, address: str, workers: int | None = None) -> None:
        try:
            ray: Any = import_module("ray")
        except ImportError as error:
            raise BadUsage("要用 Ray 集群，请先安装：pip install 'huibao[cluster]'") from error
        self._ray = ray
        local = address == "local"
        try:
            ray.init(
                address=None if local else address.removeprefix("ray+"),
                num_cpus=workers if local else None,
                include_dashboard=False,
                log_to_driver=False,
                logging_level="error",
                ignore_reinit_error=True,
                _system_config={"enable_metrics_collection": False} if local else None,
            )
        except (ConnectionError, RuntimeError, ValueError, TimeoutError) as error:
            raise BadUsage(
                f"连不上 Ray 集群（{type(error).__name__}），请检查地址和网络"
            ) from error

    def map(self, work: Callable[[Given], Made], batches: Iterable[Given]) -> Iterator[Made]:
        """Keep a few batches for each core under way."""
        ahead = _AHEAD * max(1, int(self._ray.cluster_resources().get("CPU", 1)))

        def carry(batch: Given) -> Made:  # Ray takes functions, and a partial is none
            return work(batch)

        remote = self._ray.remote(max_retries=_RETRIES, retry_exceptions=True)(carry)
        waiting: deque[Any] = deque()
        for batch in batches:
            waiting.append(remote.remote(batch))
            if len(waiting) >= ahead:
                yield self._ray.get(waiting.popleft())
        while waiting:
            yield self._ray.get(waiting.popleft())

    def close(self) -> None:
        """Leave the cluster."""
        self._ray.shutdown()


class Dask:
    """A Dask scheduler (``dask+tcp://…``), or Dask on this computer for ``dask+local``."""

    def __init__(self, address: str, workers: int | None = None) -> None:
        try:
            distributed: Any = import_module("distributed")
        except ImportError as error:
            raise BadUsage("要用 Dask，请先安装：pip install 'dask[distributed]'") from error
        where = address.removeprefix("dask+")
        self._cluster: Any = None
        try:
            if where == "local":
                self._cluster = distributed.LocalCluster(
                    n_workers=workers, threads_per_worker=1, dashboard_address=None
                )
            self._client: Any = distributed.Client(self._cluster or where, timeout=20)
        except (OSError, TimeoutError, ValueError) as error:
            raise BadUsage(f"连不上 Dask（{type(error).__name__}），请检查地址和网络") from error

    def map(self, work: Callable[[Given], Made], batches: Iterable[Given]) -> Iterator[Made]:
        """Keep a few batches for each worker under way."""
        ahead = _AHEAD * max(1, len(self._client.scheduler_info()["workers"]))
        waiting: deque[Any] = deque()
        for batch in batches:
            waiting.append(self._client.submit(work, batch, retries=_RETRIES))
            if len(waiting) >= ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def close(self) -> None:
        """Leave the scheduler."""
        self._client.close()
        if self._cluster is not None:
            self._cluster.close()


ENGINES = ("here", "local", "ray+…", "dask+…")
"""How an engine is named: no cluster, Ray on this computer, a Ray address, a Dask address."""


def engine_of(address: str, workers: int | None = None) -> Engine:
    """Open the engine of an address.

    Raises:
        BadUsage: it cannot be reached, or is not installed.
    """
    if address == "here":
        return Here()
    return Dask(address, workers) if address.startswith("dask+") else Ray(address, workers)

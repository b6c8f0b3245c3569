"""Where results go: a folder of Parquet files, or a table in PostgreSQL; each key is held once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from pipeline.cluster.process import Result
from pipeline.errors import BadUsage

_TABLE = "huibao_results"
_ASKED = 500
_COLUMNS = ("key", "file", "extraction", "check", "error", "code")


class Sink(Protocol):
    """Keeps results; the same key again changes nothing."""

    def missing(self, files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
        """Pass over the files whose results are held already."""
        ...

    def keep(self, results: Sequence[Result]) -> None:
        """Keep the results of a batch, all or none."""
        ...

    def close(self) -> None:
        """Finish."""
        ...


def key_of(data: bytes) -> str:
    """Name a file by its bytes."""
    return hashlib.sha256(data).hexdigest()


def _row(result: Result) -> dict[str, str | None]:
    return {name: getattr(result, name) for name in _COLUMNS}


class Parquet:
    """A folder with one Parquet file for each batch, written whole or not at all."""

    def __init__(self, folder: Path) -> None:
        try:
            self._arrow: Any = import_module("pyarrow")
            self._parquet: Any = import_module("pyarrow.parquet")
        except ImportError as error:
            raise BadUsage("写 Parquet 要先安装：pip install 'huibao[cluster]'") from error
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._held: set[str] = set()
        for path in sorted(folder.glob("*.parquet")):
            self._held |= set(self._parquet.read_table(path, columns=["key"])["key"].to_pylist())

    def missing(self, files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
        """Pass over the files whose results are held already."""
        for name, data in files:
            key = key_of(data)
            if key not in self._held:
                self._held.add(key)
                yield name, data

    def keep(self, results: Sequence[Result]) -> None:
        """Write a batch under the name of its content."""
        schema = self._arrow.schema([(name, self._arrow.string()) for name in _COLUMNS])
        table = self._arrow.Table.from_pylist([_row(each) for each in results], schema=schema)
        name = key_of("\n".join(each.key for each in results).encode())
        part = self._folder / f".{name}.part"
        self._parquet.write_table(table, part, compression="zstd")
        part.replace(self._folder / f"{name}.parquet")

    def close(self) -> None:
        """Nothing to finish."""


class Postgres:
    """A table of a PostgreSQL database."""

    def __init__(self, address: str) -> None:
        from sqlalchemy import Column, MetaData, Table, Text, create_engine
        from sqlalchemy.exc import SQLAlchemyError

        columns = [Column(n, Text, primary_key=n == "key", nullable=n != "file") for n in _COLUMNS]
        self._table = Table(_TABLE, MetaData(), *columns)
        try:
            self._engine = create_engine(address.replace("postgresql://", "postgresql+psycopg://"))
            self._table.create(self._engine, checkfirst=True)
        except (SQLAlchemyError, ImportError) as error:
            raise BadUsage(f"数据库打不开（{type(error).__name__}），请检查地址和权限") from error

    def missing(self, files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
        """Pass over the files whose results are held already."""
        from sqlalchemy import select

        waiting = iter(files)
        while chunk := list(islice(waiting, _ASKED)):
            fresh = {key_of(data): (name, data) for name, data in reversed(chunk)}
            asked = select(self._table.c.key).where(self._table.c.key.in_(fresh))
            with self._engine.connect() as connection:
                held = set(connection.scalars(asked))
            yield from (fresh[key] for key in reversed(fresh) if key not in held)

    def keep(self, results: Sequence[Result]) -> None:
        """Insert a batch in one transaction."""
        from sqlalchemy.dialects.postgresql import insert

        with self._engine.begin() as connection:
            connection.execute(
                insert(self._table).on_conflict_do_nothing(), [_row(each) for each in results]
            )

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()


def sink_of(address: str) -> Sink:
    """Open the sink of an address: ``postgresql://…``, else a folder.

    Raises:
        BadUsage: it cannot be opened, or what it needs is not installed.
    """
    return Postgres(address) if address.startswith("postgresql:") else Parquet(Path(address))

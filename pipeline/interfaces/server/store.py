"""A path or address -> the server's own database: SQLite for one computer, PostgreSQL for many.

Instants are UTC, ISO 8601, and sort as time does. Every table that belongs to an office has the
column ``office``; only ``people`` and ``desk`` ask these tables, always with an office in hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Engine,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    inspect,
)
from sqlalchemy.exc import DBAPIError

from pipeline import paths
from pipeline.archive.database import connect, reading
from pipeline.errors import BadArchive

VERSION = "1"
_LOCK = 0x68756963  # any constant but the archive's: makes writers of one server take turns

metadata = MetaData()

settings = Table(
    "settings",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)
offices = Table(
    "offices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("parent", ForeignKey("offices.id")),
    Column("made_at", String(32), nullable=False),
)
accounts = Table(
    "accounts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("office", ForeignKey("offices.id"), nullable=False, index=True),
    Column("name", Text, nullable=False, unique=True),
    Column("roles", Text, nullable=False),
    Column("password", Text, nullable=False),
    Column("must_change", Boolean, nullable=False),
    Column("closed", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", String(32)),
    Column("made_at", String(32), nullable=False),
)
sessions = Table(
    "sessions",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("account", ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("kind", String(8), nullable=False),
    Column("note", Text, nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("address", Text, nullable=False),
    Column("made_at", String(32), nullable=False),
    Column("seen_at", String(32), nullable=False),
)
papers = Table(
    "papers",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("office", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("name", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("content", LargeBinary),
    Column("made_at", String(32), nullable=False),
    Column("changed_at", String(40), nullable=False),
    Index("ix_papers_office", "office", "kind", "changed_at"),
)
versions = Table(
    "versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("office", Integer, nullable=False),
    Column("paper", ForeignKey("papers.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("deed", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("made_at", String(32), nullable=False),
    UniqueConstraint("paper", "number"),
)
allowances = Table(
    "allowances",
    metadata,
    Column("office", Integer, primary_key=True),
    Column("rule", String(16), primary_key=True),
    Column("words", Text, primary_key=True),
)
jobs = Table(
    "jobs",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("office", Integer, nullable=False, index=True),
    Column("person", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("state", String(8), nullable=False, index=True),
    Column("content", LargeBinary),
    Column("done", Integer, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("made_at", String(40), nullable=False),
    Column("ended_at", String(32)),
)
log = Table(
    "log",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", String(32), nullable=False),
    Column("office", Integer, nullable=False, index=True),
    Column("person", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("deed", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Column("seal", String(64), nullable=False),
)


def _now() -> datetime:
    return datetime.now(UTC)


def open_store(place: str | Path, *, clock: Callable[[], datetime] = _now) -> Store:
    """Open the server's database; it is made where there is none.

    Raises:
        BadArchive: it cannot be opened, or is another program's or a newer huibao's.
    """
    engine = connect(place)
    store = Store(engine, str(place), clock)
    try:
        store.prepare()
    except (BadArchive, DBAPIError):
        engine.dispose()
        raise
    return store


class Store:
    """The server's database. Each call is one transaction."""

    def __init__(self, engine: Engine, place: str, clock: Callable[[], datetime] = _now) -> None:
        self.engine = engine
        self.place = place
        self._clock = clock

    def prepare(self) -> None:
        """Make the tables in an empty database, and see that an older one is ours."""
        with self.writing() as connection:
            found = set(inspect(connection).get_table_names())
            if "settings" not in found:
                if found:
                    raise BadArchive("这个数据库里是别的程序的表，不能放账号，请另选一个")
                metadata.create_all(connection)
                connection.execute(settings.insert().values(name="version", value=VERSION))
                return
            held = connection.execute(
                settings.select().where(settings.c.name == "version")
            ).one_or_none()
            if held is None or held.value != VERSION:
                raise BadArchive("账号库是更新版本的 huibao 建的，请升级本程序后再打开")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read in one transaction."""
        with reading(self.engine) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Write in one transaction, wholly or not at all."""
        with reading(self.engine.execution_options(write=True)) as connection:
            if self.engine.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            yield connection

    def now(self) -> datetime:
        """Tell the time."""
        return self._clock().astimezone(UTC)

    def moment(self, **later: float) -> str:
        """Write down this instant, or one that much later."""
        return (self.now() + timedelta(**later)).isoformat(timespec="seconds")

    def instant(self) -> str:
        """Write down this instant to the microsecond, to order what follows closely."""
        return self.now().isoformat(timespec="microseconds")

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def archive_place(self, office: int) -> str:
        """Say where an office's archive lies: its own file, or its own schema of the database.

        Raises:
            BadArchive: the schema could not be made.
        """
        if self.engine.dialect.name == "sqlite":
            folder = Path(self.engine.url.database or "").parent
            return str(folder / "offices" / f"{office}.db")
        schema = f"office_{office}"
        with self.writing() as connection:
            connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        own = self.engine.url.update_query_dict({"options": f"-csearch_path={schema}"})
        return own.render_as_string(hide_password=False)

    def words_place(self, office: int) -> Path:
        """Say where an office's own word lists lie: beside its archive, where that is a file."""
        beside = self.engine.dialect.name == "sqlite"
        folder = Path(self.engine.url.database or "").parent if beside else paths.user_data()
        return folder / "offices" / f"{office}-words"

    def key_file(self) -> Path:
        """Say where the key of the log lies: beside the database, never inside it."""
        database = self.engine.url.database or ""
        beside = self.engine.dialect.name == "sqlite"
        return Path(database).with_suffix(".key") if beside else paths.user_data() / "server.key"


def cells(row: Any) -> dict[str, Any]:  # noqa: ANN401 - a row of any query
    """Give a row as a dict."""
    return dict(row._mapping)

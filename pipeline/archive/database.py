"""Opens the database of an archive: address -> engine with its schema in place."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    URL,
    Connection,
    CursorResult,
    Engine,
    Table,
    create_engine,
    event,
    inspect,
    make_url,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from pipeline.archive.models import metadata, schema_statements
from pipeline.errors import BadArchive

if TYPE_CHECKING:
    from alembic.config import Config

VERSION = "0002"
"""The schema that this program writes: the newest of ``migrations/versions``."""

_LOCK = 0x68756962  # any constant: the advisory lock of all writers on one PostgreSQL database
_SHARES = {"nfs", "nfs4", "cifs", "smb", "smb3", "smbfs", "9p", "fuse.sshfs", "afpfs", "ncpfs"}

# compiling a plan takes longer than any question here
_NO_JIT = "-c jit=off"


def open_database(place: str | Path) -> Engine:
    """Open the database at a path or address; make or upgrade its schema.

    Raises:
        BadArchive: it cannot be opened, is no archive, or is newer than this program.
    """
    engine = connect(place)
    try:
        prepare(engine)
    except (DBAPIError, sqlite3.Error) as error:
        engine.dispose()
        raise _bad(error, engine.url) from error
    except BadArchive:
        engine.dispose()
        raise
    return engine


def connect(place: str | Path) -> Engine:
    """Make the engine of a path or address, whatever its schema.

    Raises:
        BadArchive: the address, the folder or the driver does not serve.
    """
    url = address(place)
    if url.get_backend_name() == "sqlite":
        _prepare_folder(Path(url.database or ""))
    remote = url.get_backend_name() == "postgresql"
    if remote:
        told = url.query.get("options", "")
        own = told if isinstance(told, str) else " ".join(told)
        url = url.update_query_dict({"options": f"{own} {_NO_JIT}".strip()})
    try:
        engine = create_engine(url, pool_pre_ping=remote)
    except ModuleNotFoundError as error:
        raise BadArchive("缺少 PostgreSQL 驱动，请先安装 huibao[postgres]") from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)
    return engine


def address(place: str | Path) -> URL:
    """Turn a path, ``sqlite:///…`` or ``postgresql://…`` into an address with our driver."""
    words = str(place)
    if "://" not in words:
        return URL.create("sqlite", database=words)
    try:
        url = make_url(words)
    except ArgumentError as error:
        raise BadArchive("档案库地址不对，应为文件路径或 postgresql://用户@主机/库名") from error
    if url.drivername in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise BadArchive("档案库只支持 SQLite 文件和 PostgreSQL（postgresql://…）")
    return url


def _prepare_folder(path: Path) -> None:
    if not path.name or path.is_dir():
        raise BadArchive("档案库应为文件，这里给的是文件夹，请写明文件名", file=str(path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadArchive("建不了档案库所在的文件夹，请检查路径和权限", file=str(path)) from error
    if filesystem(path.parent) in _SHARES:
        raise BadArchive(
            "档案库文件不能放在网络共享盘上（会损坏），请放本机硬盘，多人共用请改用 postgresql://",
            file=str(path),
        )


def filesystem(folder: Path, mounts: Path = Path("/proc/self/mounts")) -> str | None:
    """Name the type of the file system that holds a folder, where the platform tells."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    target = folder.resolve()
    best: tuple[int, str | None] = (-1, None)
    for line in lines:
        cells = line.split(" ")
        if len(cells) > 2:
            mounted = Path(cells[1].replace("\\040", " "))
            if target.is_relative_to(mounted) and len(mounted.parts) >= best[0]:
                best = (len(mounted.parts), cells[2])
    return best[1]


def _on_connect(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy's "begin" event starts transactions, not sqlite3
    connection.execute("PRAGMA busy_timeout = 60000")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA cache_size = -32000")
    connection.execute("PRAGMA wal_autocheckpoint = 4000")
    connection.execute("PRAGMA analysis_limit = 1000")


def _on_begin(connection: Connection) -> None:
    write = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Read in one transaction; what goes wrong becomes BadArchive."""
    try:
        with engine.begin() as connection:
            yield connection
    except DBAPIError as error:
        raise _bad(error, engine.url) from error


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Write in one transaction, wholly or not at all; writers wait for each other."""
    try:
        with engine.connect().execution_options(write=True) as connection, connection.begin():
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            yield connection
    except DBAPIError as error:
        raise _bad(error, engine.url) from error


def new_id(added: CursorResult[*tuple[Any, ...]]) -> int:
    """Give the id of the row that an insert added."""
    key = added.inserted_primary_key
    return int(key[0]) if key else 0


def add_rows(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Insert rows of the same columns as they are: a fraction of what a statement object takes."""
    names = tuple(rows[0])
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    columns = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join([mark] * len(names))
    connection.exec_driver_sql(
        f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})',  # names of our own schema
        [tuple(row.values()) for row in rows],
    )


def _bad(error: Exception, url: URL) -> BadArchive:
    place = url.database if url.get_backend_name() == "sqlite" else url.host
    words = str(getattr(error, "orig", None) or error)
    for sign, message in {
        "not a database": "这个文件不是 huibao 的档案库，请另选文件",
        "malformed": "档案库文件已损坏，请用备份恢复（huibao restore）",
        "disk is full": "磁盘已满，这次没有存入；原有内容完好，腾出空间后再试",
        "disk I/O error": "磁盘读写出错，这次没有存入；请检查磁盘后再试",
        "readonly": "档案库是只读的，写不进去，请检查文件权限",
        "locked": "档案库正被其他程序占用，请稍后再试",
        "unable to open": "打不开档案库，请检查路径和权限",
        "No space left": "数据库服务器磁盘已满，这次没有存入",
    }.items():
        if sign in words:
            return BadArchive(message, file=place)
    if isinstance(error, OperationalError) and url.get_backend_name() == "postgresql":
        return BadArchive("连不上数据库服务器，请检查地址、账号和网络", file=place)
    return BadArchive("档案库读写失败，请运行 huibao doctor 检查", file=place)


def version(connection: Connection) -> str | None:
    """Read which schema the database has; None for an empty one."""
    tables = set(inspect(connection).get_table_names())
    if "alembic_version" in tables:
        return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar())
    if tables - {"spatial_ref_sys"}:
        raise BadArchive("这个数据库里是别的程序的表，不是 huibao 的档案库，请另选")
    return None


def prepare(engine: Engine) -> None:
    """Make the schema in an empty database, or bring an older one up to date."""
    with engine.begin() as connection:
        found = version(connection)
    if found == VERSION:
        return
    if found is not None and found not in known_versions():
        raise BadArchive("这个档案库是更新版本的 huibao 建的，请升级本程序后再打开")
    if found is None:
        with engine.connect().execution_options(write=True) as connection, connection.begin():
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            if version(connection) is None:
                create(connection)
        return
    _keep_a_copy(engine, found)
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        upgrade(connection)


def create(connection: Connection) -> None:
    """Make the newest schema at once and stamp it (Alembic's import would double the start)."""
    metadata.create_all(connection)
    for statement in schema_statements(connection.dialect.name):
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL,"
        " CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )
    connection.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{VERSION}')")


def known_versions() -> set[str]:
    """List the schema versions that this program can read or upgrade."""
    from alembic.script import ScriptDirectory

    return {each.revision for each in ScriptDirectory.from_config(_config()).walk_revisions()}


def upgrade(connection: Connection) -> None:
    """Run the migrations that the database has not seen."""
    from alembic import command

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


def _keep_a_copy(engine: Engine, found: str) -> None:
    """Copy an archive file before its schema changes; PostgreSQL rolls back by itself."""
    if engine.dialect.name != "sqlite":
        return
    path = Path(engine.url.database or "")
    copy_sqlite(path, path.with_name(f"{path.name}.v{found}.bak"))


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a SQLite file while others may write to it."""
    try:
        if shutil.disk_usage(target.parent).free < 2 * source.stat().st_size:
            raise BadArchive("磁盘空间不够放备份，请先腾出空间", file=str(target))
        with (
            _closing(sqlite3.connect(source)) as one,
            _closing(sqlite3.connect(target)) as other,
        ):
            one.backup(other)
    except (OSError, sqlite3.Error) as error:
        raise BadArchive("备份没有写成，请检查磁盘空间和权限", file=str(target)) from error


@contextmanager
def _closing(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    try:
        yield connection
    finally:
        connection.close()

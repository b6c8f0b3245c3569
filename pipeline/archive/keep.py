"""Care of the archive: bin and undo, backup and restore, everything out and in again, doctor."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, Engine, func, select, text

from pipeline.archive import grams
from pipeline.archive.database import (
    VERSION,
    copy_sqlite,
    known_versions,
    open_database,
    reading,
    writing,
)
from pipeline.archive.index import add_to_index, drop_from_index
from pipeline.archive.models import (
    VIEWS,
    blobs,
    facts,
    files,
    metadata,
    reports,
    series_wordings,
)
from pipeline.archive.series import renew_wordings
from pipeline.errors import BadArchive

Check = Literal["hash", "orphan", "index", "schema", "database", "text"]


@dataclass(frozen=True, slots=True)
class Problem:
    """What doctor found wrong: which check, and in Chinese what and where."""

    check: Check
    message: str


def backup(engine: Engine, target: Path) -> str:
    """Copy the archive to a file while others use it, beside it a manifest; give its SHA-256."""
    if engine.dialect.name == "sqlite":
        copy_sqlite(Path(engine.url.database or ""), target)
    else:
        dump(engine, target)
    digest = _sha256(target)
    manifest = {"file": target.name, "sha256": digest, "schema": VERSION}
    _write(target.with_name(f"{target.name}.json"), json.dumps(manifest).encode())
    return digest


def restore(source: Path, place: str | Path) -> None:
    """Put a backup in the place of an archive; the archive that was there is kept as ``.old``.

    Raises:
        BadArchive: the backup is damaged or of a newer program; nothing was changed.
    """
    manifest = source.with_name(f"{source.name}.json")
    try:
        told = json.loads(manifest.read_bytes()) if manifest.exists() else {}
        if told and told.get("sha256") != _sha256(source):
            raise BadArchive("备份文件与它的校验值不符，已损坏，没有恢复", file=source.name)
        if zipfile.is_zipfile(source):
            load(source, open_database(place))
            return
        target = Path(str(place))
        fresh = target.with_name(f"{target.name}.new")
        shutil.copyfile(source, fresh)
        engine = open_database(fresh)
        found = doctor(engine)
        engine.dispose()
        if found:
            fresh.unlink()
            raise BadArchive(f"备份文件有问题，没有恢复：{found[0].message}", file=source.name)
        for suffix in ("-wal", "-shm"):
            fresh.with_name(fresh.name + suffix).unlink(missing_ok=True)
        if target.exists():
            copy_sqlite(target, target.with_name(f"{target.name}.old"))
        os.replace(fresh, target)  # noqa: PTH105
        for suffix in ("-wal", "-shm"):
            target.with_name(target.name + suffix).unlink(missing_ok=True)
    except OSError as error:
        raise BadArchive("恢复没有完成，请检查磁盘空间和权限", file=str(source)) from error


_KEPT = [table for table in metadata.sorted_tables if table is not series_wordings]
"""The tables that are written out; the rest is read off them again."""


def dump(engine: Engine, target: Path) -> None:
    """Write every row and every original of the archive into one zip file."""
    try:
        with (
            reading(engine) as connection,
            zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out,
        ):
            out.writestr("manifest.json", json.dumps({"schema": VERSION}))
            for table in _KEPT:
                order = list(table.primary_key.columns) or list(table.columns)
                lines = (
                    json.dumps(_packed(row._mapping), ensure_ascii=False)
                    for row in connection.execute(select(table).order_by(*order))
                )
                with out.open(f"rows/{table.name}.jsonl", "w") as stream:
                    for line in lines:
                        stream.write(f"{line}\n".encode())
    except OSError as error:
        raise BadArchive("导出没有写成，请检查磁盘空间和权限", file=str(target)) from error


def _packed(row: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        key: {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value
        for key, value in row.items()
    }


def load(source: Path, engine: Engine) -> None:
    """Rebuild an archive from ``dump``'s zip, wholly or not at all; it must be empty.

    Raises:
        BadArchive: the file is no such zip, of a newer program, or the archive holds something.
    """
    try:
        with zipfile.ZipFile(source) as held:
            schema = json.loads(held.read("manifest.json"))["schema"]
            if schema != VERSION and schema not in known_versions():
                raise BadArchive("导出文件的版本与本程序不同，不能导入", file=source.name)
            with writing(engine) as connection:
                if connection.scalar(select(func.count()).select_from(files)):
                    raise BadArchive("目标档案库里已有内容，请导入到新的档案库", file=source.name)
                for table in _KEPT:
                    with held.open(f"rows/{table.name}.jsonl") as stream:
                        _fill(connection, table, (json.loads(line) for line in stream))
                _after_load(connection)
    except (zipfile.BadZipFile, KeyError, json.JSONDecodeError, OSError) as error:
        raise BadArchive("这不是 huibao 导出的档案文件，或已损坏", file=source.name) from error


def _fill(connection: Connection, table: Any, rows: Iterator[dict[str, Any]]) -> None:  # noqa: ANN401
    batch: list[dict[str, Any]] = []
    late: list[tuple[int, str, int]] = []
    own = {c.name for c in table.columns for key in c.foreign_keys if key.column.table is table}
    for row in rows:
        for name in own:
            if row[name] is not None:
                late.append((row["id"], name, row[name]))
                row[name] = None
        batch.append(
            {
                key: base64.b64decode(value["base64"]) if isinstance(value, dict) else value
                for key, value in row.items()
            }
        )
        if len(batch) == 500:
            connection.execute(table.insert(), batch)
            batch = []
    if batch:
        connection.execute(table.insert(), batch)
    for ident, name, value in late:
        connection.execute(table.update().where(table.c.id == ident).values({name: value}))


def _after_load(connection: Connection) -> None:
    # version 0001 had no issuers of facts
    named = select(reports.c.issuer_id).where(reports.c.id == facts.c.report_id).scalar_subquery()
    connection.execute(facts.update().where(facts.c.issuer_id.is_(None)).values(issuer_id=named))
    renew_wordings(connection)
    for ident, content in _report_texts(connection):
        add_to_index(connection, ident, grams.index_of(content, connection.dialect.name))
    if connection.dialect.name != "postgresql":
        return
    for table in metadata.sorted_tables:
        if "id" in table.c:
            connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'),"
                    f" COALESCE((SELECT MAX(id) FROM {table.name}), 0) + 1, false)"
                )
            )


def _report_texts(connection: Connection) -> Iterator[tuple[int, str]]:
    rows = connection.execute(
        select(reports.c.id, reports.c.start, reports.c.stop, files.c.text).join(
            files, files.c.id == reports.c.file_id
        )
    )
    for row in rows:
        yield row.id, row.text[row.start : row.stop]


def empty_bin(connection: Connection) -> int:
    """Delete for good what lies in the bin; give how many files that were."""
    gone = connection.execute(
        select(files.c.id, files.c.sha256).where(files.c.deleted_at.is_not(None))
    ).all()
    ids = [row.id for row in gone]
    rows = connection.execute(
        select(reports.c.id, reports.c.start, reports.c.stop, files.c.text)
        .join(files, files.c.id == reports.c.file_id)
        .where(files.c.id.in_(ids))
    ).all()
    for row in rows:
        drop_from_index(connection, row.id, row.text[row.start : row.stop])
    connection.execute(files.delete().where(files.c.id.in_(ids)))
    connection.execute(blobs.delete().where(blobs.c.sha256.in_([row.sha256 for row in gone])))
    return len(ids)


def doctor(engine: Engine) -> tuple[Problem, ...]:
    """Check hashes, orphans, index, schema and the database itself; () means healthy."""
    with reading(engine) as connection:
        return tuple(_problems(connection))


def _problems(connection: Connection) -> Iterator[Problem]:
    if connection.dialect.name == "sqlite":
        for (line,) in connection.exec_driver_sql("PRAGMA integrity_check"):
            if line != "ok":
                yield Problem("database", f"数据库文件损坏：{line}")
        for row in connection.exec_driver_sql("PRAGMA foreign_key_check"):
            yield Problem("orphan", f"{row[0]} 表第 {row[1]} 行指向不存在的 {row[2]}")
    for name in VIEWS:
        connection.exec_driver_sql(f"SELECT * FROM {name} LIMIT 1")
    for sha256, size, content in connection.execute(
        select(blobs.c.sha256, blobs.c.size, blobs.c.content)
    ):
        if len(content) != size or hashlib.sha256(content).hexdigest() != sha256:
            yield Problem("hash", f"原件 {sha256[:12]} 与入库时不一致")
    used = select(files.c.sha256)
    for sha256 in connection.scalars(select(blobs.c.sha256).where(blobs.c.sha256.not_in(used))):
        yield Problem("orphan", f"原件 {sha256[:12]} 没有对应的文件记录")
    yield from _wrong_texts(connection)
    yield from _wrong_index(connection)


def _wrong_texts(connection: Connection) -> Iterator[Problem]:
    stated = (
        select(files.c.name, facts.c.ident, facts.c.text)
        .join(reports, reports.c.id == facts.c.report_id)
        .join(files, files.c.id == reports.c.file_id)
        .where(
            func.substr(files.c.text, facts.c.start + 1, facts.c.stop - facts.c.start)
            != facts.c.text
        )
    )
    for name, ident, words in connection.execute(stated):
        yield Problem("text", f"《{name}》的事实 {ident}“{words}”与原文位置对不上")


def _wrong_index(connection: Connection) -> Iterator[Problem]:
    if connection.dialect.name == "sqlite":
        held = "SELECT id FROM report_grams_docsize"
    else:
        held = "SELECT report_id FROM report_grams"
    indexed = set(connection.exec_driver_sql(held).scalars())
    present = set(connection.scalars(select(reports.c.id)))
    if present - indexed:
        yield Problem("index", f"有{len(present - indexed)}份报告不在全文索引里")
    if indexed - present:
        yield Problem("index", f"全文索引里有{len(indexed - present)}份已不存在的报告")
    met = (series_wordings.c.series_id == facts.c.series_id) & (
        series_wordings.c.wording_id == facts.c.wording_id
    )
    missing = (
        select(func.count())
        .select_from(facts.outerjoin(series_wordings, met))
        .where(facts.c.series_id.is_not(None), series_wordings.c.series_id.is_(None))
    )
    if count := connection.scalar(missing):
        yield Problem("index", f"有{count}个数不在指标的说法索引里")


def rebuild_index(connection: Connection) -> None:
    """Write the search index anew from the texts, and the wordings of series from the facts."""
    renew_wordings(connection)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO report_grams (report_grams) VALUES ('delete-all')")
    else:
        connection.exec_driver_sql("DELETE FROM report_grams")
    for ident, content in list(_report_texts(connection)):
        add_to_index(connection, ident, grams.index_of(content, connection.dialect.name))


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise BadArchive("读不到这个文件，请检查路径", file=str(path)) from error


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())

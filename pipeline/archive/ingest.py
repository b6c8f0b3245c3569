"""An extraction and the bytes it came from -> rows, in one transaction; the same content once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from pipeline.archive import freeze, likewise, series
from pipeline.archive.database import add_rows, new_id
from pipeline.archive.index import add_to_index
from pipeline.archive.issuers import resolve_issuer, take_issuer
from pipeline.archive.models import (
    audit,
    bands,
    blobs,
    facts,
    files,
    reports,
    sections,
    wordings,
)
from pipeline.archive.prepared import Prepared, PreparedReport, fact_rows, prepare, storable
from pipeline.archive.records import Ingested, State
from pipeline.extract.days import bounds
from pipeline.extract.pairing import line_of
from pipeline.schema import Extraction, Fact, FactKind, Report

_MILESTONES = {200, 1_000, 4_000}
_REWORKED = 0.5
"""A report once more with corrections shares at least this much with the one it replaces."""


# Made once: building a statement takes longer than the database needs for it.
_HERE = files.c.deleted_at.is_(None)
_BY_BYTES = select(files.c.id, files.c.name, files.c.deleted_at).where(
    files.c.sha256 == bindparam("sha256")
)
_BY_TEXT = select(files.c.name).where(files.c.folded_sha256 == bindparam("digest"), _HERE).limit(1)
_BUT_FOR_DATES = (
    select(files.c.id, files.c.name, files.c.text)
    .where(files.c.dateless_sha256 == bindparam("digest"), _HERE)
    .order_by(files.c.id.desc())
    .limit(1)
)
_LIKELY = select(files.c.id, files.c.name, files.c.text).where(
    files.c.id.in_(
        select(bands.c.file_id)
        .where(bands.c.band.in_(bindparam("marks", expanding=True)))
        .group_by(bands.c.file_id)
        .order_by(func.count().desc(), bands.c.file_id.desc())
        .limit(2)
    ),
    _HERE,
)
_SAME_REPORT = (
    select(files.c.id, files.c.name, files.c.text)
    .join(reports, reports.c.file_id == files.c.id)
    .where(
        reports.c.issuer_id == bindparam("issuer"),
        reports.c.line == bindparam("line"),
        reports.c.first_day == bindparam("first"),
        reports.c.last_day == bindparam("last"),
        reports.c.live.is_(True),
    )
    .limit(5)
)
_HELD = (
    select(reports.c.issuer_id, reports.c.line, reports.c.first_day, reports.c.last_day)
    .where(reports.c.file_id == bindparam("file"))
    .order_by(reports.c.place)
)
_WORDINGS = select(wordings.c.digest, wordings.c.id).where(
    wordings.c.digest.in_(bindparam("some", expanding=True))
)
_ADD = {table: insert(table) for table in (audit, blobs, files, reports)}


def ingest(
    connection: Connection,
    extraction: Extraction,
    content: bytes,
    at: datetime,
    prepared: Prepared | None = None,
) -> Ingested:
    """Store a file with all its reports, or say which file holds the same already."""
    document = extraction.document
    name, sha256 = document.source.name, hashlib.sha256(content).hexdigest()
    moment = at.astimezone(UTC).isoformat(timespec="seconds")
    if (same_bytes := known(connection, name, sha256)) is not None:
        return same_bytes
    binned = connection.execute(_BY_BYTES, {"sha256": sha256}).one_or_none()
    if binned:
        set_live(connection, [binned.id], live=True, moment=None)
        note(connection, moment, "restore", sha256, {"file": name})
        return Ingested(name, sha256, State.STORED, "已从回收站恢复", like=binned.name)

    text = storable(document.text)
    ready = prepared or prepare(extraction, connection.dialect.name)
    same = connection.scalar(_BY_TEXT, {"digest": ready.digest})
    if same is not None:
        note(connection, moment, "same_text", sha256, {"file": name, "like": same})
        return Ingested(name, sha256, State.EXISTS, "文字完全相同的文件已在库中", like=same)

    state, reason, like = _compare(
        connection, extraction, ready.dateless, ready.folded, list(ready.bands)
    )
    packed = {"sha256": sha256, "size": len(content), "content": content}
    connection.execute(_ADD[blobs], packed)
    row = {
        "sha256": sha256,
        "name": storable(name),
        "reader": document.source.reader,
        "origin": document.source.origin.value,
        "text": text,
        "layout": ready.layout,
        "folded_sha256": ready.digest,
        "dateless_sha256": ready.dateless,
        "stored_at": moment,
    }
    stored = new_id(connection.execute(_ADD[files], row))
    add_rows(connection, bands, [{"band": band, "file_id": stored} for band in ready.bands])
    if state is State.NEW_VERSION and like is not None:
        _replace(connection, like.id, stored)
    for place, report in enumerate(extraction.reports):
        _store_report(connection, stored, place, report, ready.reports[place])
    if stored in _MILESTONES or stored % 10_000 == 0:
        connection.exec_driver_sql("ANALYZE")  # lets the planner know which index is selective
    note(connection, moment, "ingest", sha256, {"file": name, "state": state.value})
    return Ingested(
        file=name,
        sha256=sha256,
        state=state,
        reason=reason,
        reports=len(extraction.reports),
        facts=sum(1 for _ in extraction.facts()),
        like=like.name if like else None,
    )


def known(connection: Connection, name: str, sha256: str) -> Ingested | None:
    """Say which file holds the bytes of that hash already."""
    row = connection.execute(_BY_BYTES, {"sha256": sha256}).one_or_none()
    if row is None or row.deleted_at is not None:
        return None
    return Ingested(name, sha256, State.EXISTS, "同一份文件已在库中", like=row.name)


def note(
    connection: Connection, moment: str, verb: str, subject: str, details: dict[str, Any]
) -> None:
    """Write one line of the record of changes."""
    packed = json.dumps(details, ensure_ascii=False)
    row = {"at": moment, "verb": verb, "subject": subject, "details": storable(packed)}
    connection.execute(_ADD[audit], row)


def _compare(
    connection: Connection,
    extraction: Extraction,
    dateless: str,
    folded: str,
    marks: list[int],
) -> tuple[State, str, Row[*tuple[Any, ...]] | None]:
    """Look for the file that this one reworks or resembles."""
    pieces = cache(lambda: likewise.pieces(folded))
    older = _same_report(connection, extraction)
    if older is not None and likewise.resemblance(pieces(), older.text) >= _REWORKED:
        return State.NEW_VERSION, f"作为《{older.name}》的新版本存入，旧版本留存", older
    same = connection.execute(_BUT_FOR_DATES, {"digest": dateless}).one_or_none()
    if same is not None:
        return State.SIMILAR, f"与《{same.name}》仅日期不同，请核对是否照抄", same
    for row in connection.execute(_LIKELY, {"marks": marks}).all():
        share = likewise.resemblance(pieces(), row.text)
        if share >= likewise.SIMILAR:
            return State.SIMILAR, f"与《{row.name}》有{share:.0%}的文字相同", row
    return State.STORED, "已存入", None


def _same_report(connection: Connection, extraction: Extraction) -> Row[*tuple[Any, ...]] | None:
    """Find the file that tells of the same issuer, matter and period, report for report."""
    keys = []
    for report in extraction.reports:
        period = period_of(report)
        issuer = resolve_issuer(connection, report.issuer, line_of(report.title))
        if period is None or issuer is None or not report.issuer:
            return None
        keys.append((issuer, line_of(report.title), period[0], period[1]))
    if not keys:
        return None
    issuer, line, first, last = keys[0]
    asked = {"issuer": issuer, "line": line, "first": first, "last": last}
    for row in connection.execute(_SAME_REPORT, asked).all():
        held = connection.execute(_HELD, {"file": row.id}).all()
        if [tuple(each) for each in held] == keys:
            return row
    return None


def _replace(connection: Connection, old: int, new: int) -> None:
    connection.execute(update(files).where(files.c.id == old).values(replaced_by=new))
    _show(connection, [old], live=False)


def set_live(connection: Connection, ids: list[int], *, live: bool, moment: str | None) -> None:
    """Put files into the bin, or take them out; the version below shows where the newer is gone."""
    connection.execute(update(files).where(files.c.id.in_(ids)).values(deleted_at=moment))
    shown = connection.scalars(
        select(files.c.id).where(files.c.id.in_(ids), files.c.replaced_by.is_(None))
    ).all()
    _show(connection, list(shown), live=live)
    older = connection.scalars(
        select(files.c.id).where(files.c.replaced_by.in_(ids), files.c.deleted_at.is_(None))
    ).all()
    _show(connection, list(older), live=not live)


def _show(connection: Connection, ids: list[int], *, live: bool) -> None:
    of_files = select(reports.c.id).where(reports.c.file_id.in_(ids))
    connection.execute(update(facts).where(facts.c.report_id.in_(of_files)).values(live=live))
    connection.execute(update(reports).where(reports.c.file_id.in_(ids)).values(live=live))


def period_of(report: Report) -> tuple[str, str] | None:
    """Give the first and last day that a report tells of, by its period or else its date."""
    for period in (report.period, report.signed):
        if period is not None and (days := bounds(period.value)):
            return days[0].isoformat(), days[1].isoformat()
    return None


def _store_report(
    connection: Connection, file_id: int, place: int, report: Report, ready: PreparedReport
) -> None:
    issuer_id = take_issuer(connection, report.issuer, line_of(report.title))
    period = period_of(report)
    row = ready.row | {
        "file_id": file_id,
        "place": place,
        "issuer_id": issuer_id,
        "first_day": period[0] if period else None,
        "last_day": period[1] if period else None,
        "line": storable(line_of(report.title)),
        "live": True,
    }
    report_id = new_id(connection.execute(_ADD[reports], row))
    if ready.sections:
        add_rows(connection, sections, [each | {"report_id": report_id} for each in ready.sections])
    add_to_index(connection, report_id, ready.grams)
    if report.facts:
        store_facts(connection, report_id, issuer_id, report, period, ready.facts)


def store_facts(
    connection: Connection,
    report_id: int,
    issuer_id: int,
    report: Report,
    period: tuple[str, str] | None,
    rows: dict[str, freeze.Row] | None = None,
) -> None:
    """Store the facts of a report, each with its wording and its series; ``rows`` as prepared."""
    rows = rows or fact_rows(report)
    wording = take_wordings(connection, report.facts)
    joined = series.assign(connection, issuer_id, report, lambda fact: wording[fact.id])
    series.note_wordings(connection, {(joined[i][0], wording[i]) for i in wording if i in joined})
    added = []
    for fact in report.facts:
        belongs = joined.get(fact.id)
        added.append(
            rows[fact.id]
            | {
                "report_id": report_id,
                "wording_id": wording[fact.id],
                "day": day_of(fact, period),
                "series_id": belongs[0] if belongs else None,
                "series_confidence": belongs[1] if belongs else None,
                "live": True,
                "issuer_id": issuer_id,
            }
        )
    add_rows(connection, facts, added)


def take_wordings(connection: Connection, stated: Sequence[Fact]) -> dict[str, int]:
    """Look up the wordings of facts, or add them: fact id -> wording."""
    rows: dict[str, dict[str, str]] = {}
    digests: dict[str, str] = {}
    for fact in stated:
        words = {
            "indicator": storable(fact.indicator or ""),
            "action": storable(fact.action or ""),
            "object": storable(fact.object or ""),
        }
        packed = "\0".join(words.values()).encode()
        digest = hashlib.blake2b(packed, digest_size=16).hexdigest()
        digests[fact.id] = digest
        rows[digest] = words | {"digest": digest}
    known = _known_wordings(connection, list(rows))
    missing = [row for digest, row in rows.items() if digest not in known]
    if missing:
        add_rows(connection, wordings, missing)
        known |= _known_wordings(connection, [row["digest"] for row in missing])
    return {ident: known[digest] for ident, digest in digests.items()}


def _known_wordings(connection: Connection, digests: Sequence[str]) -> dict[str, int]:
    known: dict[str, int] = {}
    for start in range(0, len(digests), 500):
        some = digests[start : start + 500]
        held = connection.execute(_WORDINGS, {"some": some})
        known.update((row[0], row[1]) for row in held)
    return known


def day_of(fact: Fact, period: tuple[str, str] | None) -> str | None:
    """Give the day by which a fact sorts: its report's last; a date fact's own."""
    if fact.kind is FactKind.DATE and (days := bounds(fact.resolved or fact.value)):
        return days[1].isoformat()
    return period[1] if period else None

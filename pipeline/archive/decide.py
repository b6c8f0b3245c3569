"""What people decide about series: merge, split, rename. Remembered, never overruled, undoable."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import Connection, insert, or_, select, update

from pipeline.archive.amend import remember
from pipeline.archive.database import new_id
from pipeline.archive.ingest import take_wordings
from pipeline.archive.models import (
    corrections,
    decisions,
    exemplars,
    facts,
    files,
    reports,
    series,
    series_wordings,
    wordings,
)
from pipeline.archive.series import renew_wordings
from pipeline.corrections import CORRECTED, Correction
from pipeline.errors import BadArchive
from pipeline.extract.dates import find_dates
from pipeline.extract.readings import sentence_at
from pipeline.schema import Fact, FactKind, Span


def merge(connection: Connection, keep: int, others: Sequence[int], moment: str) -> int:
    """Make several series one; give the number of the decision."""
    rows = _series(connection, [keep, *others])
    if keep in others or len({row.issuer_id for row in rows}) != 1:
        raise BadArchive("只能合并同一单位的不同指标")
    if len({row.tempo for row in rows}) != 1:
        raise BadArchive("当期数、累计数、比率、计划数是不同的指标，不能合并")
    before = _state(connection, [keep, *others])
    chosen = facts.c.series_id.in_(others)
    connection.execute(update(facts).where(chosen).values(series_id=keep, series_confidence=1.0))
    connection.execute(
        update(exemplars)
        .where(exemplars.c.series_id.in_([keep, *others]))
        .values(series_id=keep, decided=True)
    )
    connection.execute(update(series).where(series.c.id.in_(others)).values(merged_into=keep))
    renew_wordings(connection, [keep, *others])
    return _note(connection, rows[0].issuer_id, "merge", moment, before | {"keep": keep})


def split(connection: Connection, ident: int, names: Collection[str], moment: str) -> int:
    """Take the wordings ``names`` out of a series into a new one; give the new series' number."""
    (row,) = _series(connection, [ident])
    before = _state(connection, [ident])
    chosen = select(wordings.c.id).where(wordings.c.indicator.in_(names))
    moving = facts.c.series_id == ident, facts.c.wording_id.in_(chosen)
    if connection.scalar(select(facts.c.id).where(*moving).limit(1)) is None:
        raise BadArchive("这个指标里没有这种说法，请照 huibao indicators 列出的填写")
    adding = insert(series).values(
        issuer_id=row.issuer_id,
        name=sorted(names)[0],
        unit=row.unit,
        tempo=row.tempo,
        named_by_person=False,
    )
    fresh = new_id(connection.execute(adding))
    connection.execute(update(facts).where(*moving).values(series_id=fresh, series_confidence=1.0))
    mine = exemplars.c.series_id == ident
    connection.execute(update(exemplars).where(mine).values(decided=True))
    connection.execute(
        update(exemplars).where(mine, exemplars.c.wording_id.in_(chosen)).values(series_id=fresh)
    )
    renew_wordings(connection, [ident, fresh])
    _note(connection, row.issuer_id, "split", moment, before | {"fresh": fresh})
    return fresh


def rename(connection: Connection, ident: int, name: str, moment: str) -> int:
    """Give a series the name that people use; give the number of the decision."""
    (row,) = _series(connection, [ident])
    before = _state(connection, [])
    before["names"] = {str(ident): [row.name, row.named_by_person]}
    connection.execute(
        update(series).where(series.c.id == ident).values(name=name, named_by_person=True)
    )
    return _note(connection, row.issuer_id, "rename", moment, before | {"name": name})


def undo(connection: Connection, ident: int) -> None:
    """Put everything back to what it was before a decision; later reports keep their place."""
    row = connection.execute(select(decisions).where(decisions.c.id == ident)).one_or_none()
    if row is None:
        raise BadArchive("没有这个编号的决定，可能已经撤销")
    before = json.loads(row.details)
    for fact, (series_id, confidence) in before["facts"].items():
        connection.execute(
            update(facts)
            .where(facts.c.id == int(fact))
            .values(series_id=series_id, series_confidence=confidence)
        )
    for exemplar, (series_id, decided) in before["exemplars"].items():
        connection.execute(
            update(exemplars)
            .where(exemplars.c.id == int(exemplar))
            .values(series_id=series_id, decided=decided)
        )
    for series_id, (name, by_person) in before.get("names", {}).items():
        connection.execute(
            update(series)
            .where(series.c.id == int(series_id))
            .values(name=name, named_by_person=by_person)
        )
    undone = series.c.merged_into == before.get("keep", -1)
    connection.execute(
        update(series)
        .where(undone, series.c.id.in_({s for s, _ in before["facts"].values()}))
        .values(merged_into=None)
    )
    touched = {each for each, _ in before["facts"].values()}
    touched |= {before[name] for name in ("keep", "fresh") if name in before}
    renew_wordings(connection, touched)
    connection.execute(decisions.delete().where(decisions.c.id == ident))


def _series(connection: Connection, ids: Sequence[int]) -> Sequence[Any]:
    rows = connection.execute(select(series).where(series.c.id.in_(ids))).all()
    if len(rows) != len(set(ids)):
        raise BadArchive("没有这个编号的指标，请用 huibao indicators 查看")
    return rows


def _state(connection: Connection, ids: Sequence[int]) -> dict[str, Any]:
    held = connection.execute(
        select(facts.c.id, facts.c.series_id, facts.c.series_confidence).where(
            facts.c.series_id.in_(ids)
        )
    )
    kept = connection.execute(
        select(exemplars.c.id, exemplars.c.series_id, exemplars.c.decided).where(
            exemplars.c.series_id.in_(ids)
        )
    )
    return {
        "facts": {str(row[0]): [row[1], row[2]] for row in held},
        "exemplars": {str(row[0]): [row[1], row[2]] for row in kept},
    }


def _note(
    connection: Connection, issuer_id: int, verb: str, moment: str, details: dict[str, Any]
) -> int:
    adding = insert(decisions).values(
        issuer_id=issuer_id,
        verb=verb,
        details=json.dumps(details, ensure_ascii=False),
        made_at=moment,
    )
    return new_id(connection.execute(adding))


_CORRECTABLE = ("value", "unit", "indicator", "actor", "time", "status", "aggregate", "origin")


def correct(
    connection: Connection,
    sha256: str,
    span: Span,
    field: str,
    new: str | None,
    remark: str,
    moment: str,
) -> None:
    """Change one field of the fact at a place and note what it was."""
    if field not in _CORRECTABLE:
        raise BadArchive(f"只能更正这些项：{'、'.join(_CORRECTABLE)}")
    row = connection.execute(
        select(facts, reports.c.issuer_id.label("body"), wordings.c.indicator)
        .join(reports, reports.c.id == facts.c.report_id)
        .join(files, files.c.id == reports.c.file_id)
        .join(wordings, wordings.c.id == facts.c.wording_id)
        .where(files.c.sha256 == sha256, facts.c.start == span.start, facts.c.stop == span.end)
    ).one_or_none()
    if row is None:
        raise BadArchive("这个位置没有提取到的数字，无从更正")
    changed: dict[str, Any] = {field: new}
    if field == "value":
        changed["number"] = None if new is None else _float(new)
        changed |= {"low": None, "high": None, "doubt": None, "confidence": 1.0}
    elif field == "origin":
        changed |= {"doubt": None, "confidence": 1.0}  # a person has looked at the picture
    elif field == "time":
        value = next((each.value for each in find_dates(new or "")), None)
        changed = {"time_text": new, "time_value": value, "time_start": None, "time_stop": None}
    elif field == "indicator":
        changed = _renamed(connection, row, new or "")
    connection.execute(update(facts).where(facts.c.id == row.id).values(**changed))
    moved = {row.series_id, changed.get("series_id")} - {None}
    if "series_id" in changed:
        renew_wordings(connection, [each for each in moved if each is not None])
    old = row._mapping["time_text" if field == "time" else field]
    correction = {"sha256": sha256, "start": span.start, "stop": span.end, "field": field}
    correction |= {"old": old, "new": new, "note": remark}
    before = {each.name: row._mapping[each.name] for each in facts.columns}
    remember(connection, correction, {"row": before}, moment)


def list_corrections(connection: Connection) -> tuple[Correction, ...]:
    """List what people corrected, oldest first, each with its sentence."""
    issuer = (
        select(reports.c.issuer)
        .where(
            reports.c.file_id == files.c.id,
            reports.c.start <= corrections.c.start,
            reports.c.stop >= corrections.c.stop,
        )
        .limit(1)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(corrections, files.c.name, files.c.text, issuer.label("issuer"))
        .join(files, files.c.sha256 == corrections.c.sha256)
        .order_by(corrections.c.id)
    )
    return tuple(map(_correction, rows))


def _correction(row: Any) -> Correction:  # noqa: ANN401
    place = Span(row.start, row.stop)
    sentence = sentence_at(row.text, place)
    return Correction(
        file=row.name,
        sha256=row.sha256,
        span=place,
        text=row.text[place.start : place.end],
        sentence=row.text[sentence.start : sentence.end],
        sentence_start=sentence.start,
        issuer=row.issuer,
        answer=CORRECTED,
        field=row.field,
        old=row.old,
        new=row.new,
        note=row.note,
        made_at=row.made_at,
    )


def _renamed(connection: Connection, row: Any, indicator: str) -> dict[str, Any]:  # noqa: ANN401
    """Give a fact another indicator, and with it the series of that name or a new one."""
    stands_for = Fact("1", FactKind.DATE, Span(0, 0), indicator=indicator)
    wording = take_wordings(connection, [stands_for])["1"]
    if row.series_id is None:
        return {"wording_id": wording}
    tempo = select(series.c.tempo).where(series.c.id == row.series_id).scalar_subquery()
    alike = series.c.issuer_id == row.body, series.c.tempo == tempo, series.c.unit == row.unit
    met = select(series_wordings.c.series_id).where(series_wordings.c.wording_id == wording)
    found = connection.scalar(
        select(series.c.id)
        .where(*alike, or_(series.c.id.in_(met), series.c.name == indicator))
        .order_by(series.c.id)
        .limit(1)
    )
    if found is None:
        adding = insert(series).values(
            issuer_id=row.body,
            name=indicator or "（未说明）",
            unit=row.unit,
            tempo=connection.scalar(select(tempo)),
            named_by_person=False,
        )
        found = new_id(connection.execute(adding))
    return {"wording_id": wording, "series_id": found, "series_confidence": 1.0}


def _float(value: str) -> float:
    try:
        return float(Decimal(value))
    except (InvalidOperation, ValueError) as error:
        raise BadArchive(f"“{value}”不是数，更正没有存入") from error

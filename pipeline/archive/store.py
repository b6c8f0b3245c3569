"""The archive of an office: files in, and what their reports state out again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError

from pipeline.archive import amend, decide, freeze, ingest, keep, listing, query, rollup, search
from pipeline.archive.database import open_database, reading, writing
from pipeline.archive.ingest import period_of
from pipeline.archive.issuers import (
    find_issuer,
    issuer_name,
    join_issuers,
    list_issuers,
    resolve_issuer,
    take_issuer,
)
from pipeline.archive.listing import Indicator
from pipeline.archive.models import blobs, files, issuers, reports
from pipeline.archive.prepared import Prepared
from pipeline.archive.records import (
    Hit,
    Ingested,
    Issuer,
    RolledUp,
    SeriesInfo,
    StoredFact,
    StoredReport,
    Trend,
)
from pipeline.corrections import Correction
from pipeline.errors import BadArchive
from pipeline.extract.pairing import line_of
from pipeline.schema import Brief, Context, Document, Extraction, Fact, Period, Report, Source, Span

_NEWEST = 60
"""Earlier reports that are handed to the rules: a year of weekly ones, and some."""


class Refuses(Protocol):
    """Says in Chinese why a file must not be kept (secrecy marks), or None."""

    def __call__(self, extraction: Extraction, /) -> str | None:
        """Look at a file before anything of it is stored."""
        ...


def _now() -> datetime:
    return datetime.now(UTC)


def open_archive(place: str | Path, *, clock: Callable[[], datetime] = _now) -> Archive:
    """Open the archive at a path or at ``postgresql://…``; it is made where there is none.

    Raises:
        BadArchive: it cannot be opened, or is newer than this program.
    """
    return Archive(open_database(place), clock)


class Archive:
    """One office's memory. Each call is one transaction; nothing is ever half stored."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = _now) -> None:
        self.engine = engine
        self._clock = clock

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def ingest(
        self, extraction: Extraction, content: bytes, *, refuses: Refuses | None = None
    ) -> Ingested:
        """Store a file wholly, or say which file holds the same already.

        Raises:
            BadArchive: ``refuses`` gave a reason not to keep it, or it could not be written.
        """
        if refuses is not None and (reason := refuses(extraction)):
            raise BadArchive(reason, file=extraction.document.source.name, code="REFUSED")
        try:
            with writing(self.engine) as connection:
                return ingest.ingest(connection, extraction, content, self._clock())
        except IntegrityError as error:
            raise _refusal(error) from error

    def ingest_many(
        self, prepared: Sequence[tuple[Prepared, bytes]]
    ) -> Iterator[Ingested | Exception]:
        """Store files that came together in one transaction; where that fails, one by one."""
        try:
            with writing(self.engine) as connection:
                at = self._clock()
                done = [
                    ingest.ingest(connection, each.extraction, content, at, each)
                    for each, content in prepared
                ]
        except Exception as error:  # handed to the caller, who names the file
            if len(prepared) == 1:
                yield _refusal(error)
                return
            for one in prepared:
                yield from self.ingest_many([one])
        else:
            yield from done

    @property
    def dialect(self) -> str:
        """Name the kind of database: sqlite or postgresql."""
        return self.engine.dialect.name

    def known(self, content: bytes, name: str) -> Ingested | None:
        """Say which file holds these very bytes; None where they are new (or in the bin)."""
        with reading(self.engine) as connection:
            return ingest.known(connection, name, hashlib.sha256(content).hexdigest())

    def facts(
        self,
        *,
        unit: str | None = None,
        indicator: str | None = None,
        period: str | None = None,
        issuer: str | None = None,
        text: str | None = None,
        first: str | None = None,
        last: str | None = None,
        series: int | None = None,
        kind: str | None = None,
        limit: int | None = None,
        newest: bool = False,
    ) -> tuple[StoredFact, ...]:
        """Find facts for which all the given conditions hold, oldest first unless ``newest``.

        ``period``, ``first`` and ``last`` are EDTF (2025, 2025-08, 2025-08-11/2025-08-17).
        """
        with reading(self.engine) as connection:
            return query.find_facts(
                connection,
                unit=unit,
                indicator=indicator,
                period=period,
                issuer=issuer,
                text=text,
                first=first,
                last=last,
                series_id=series,
                kind=kind,
                limit=limit,
                newest=newest,
            )

    def search(
        self,
        words: str,
        *,
        issuer: str | None = None,
        period: str | None = None,
        first: str | None = None,
        last: str | None = None,
        section: str | None = None,
        limit: int = 50,
    ) -> tuple[Hit, ...]:
        """Find places by words and figures (``取缔 >100 起``), newest report first."""
        with reading(self.engine) as connection:
            return search.search(
                connection,
                words,
                issuer=issuer,
                period=period,
                first=first,
                last=last,
                section=section,
                limit=limit,
            )

    def trend(
        self,
        indicator: str,
        *,
        issuer: str | None = None,
        first: str | None = None,
        last: str | None = None,
        limit: int | None = None,
    ) -> tuple[Trend, ...]:
        """Give each series that the words name, with its values over time, at most ``limit``."""
        with reading(self.engine) as connection:
            return query.find_trends(
                connection, indicator, issuer=issuer, first=first, last=last, limit=limit
            )

    def series(self, *, issuer: str | None = None) -> tuple[SeriesInfo, ...]:
        """List the canonical indicators and the wordings that each goes under."""
        with reading(self.engine) as connection:
            return query.list_series(connection, issuer=issuer)

    def indicators(
        self, words: str = "", *, issuer: str | None = None, limit: int = 120
    ) -> tuple[Indicator, ...]:
        """List the first series in whose name or wordings all words stand."""
        with reading(self.engine) as connection:
            return listing.named(connection, words, issuer, limit)

    def often_met(self, limit: int = 40) -> tuple[Indicator, ...]:
        """List the series that the latest reports speak of."""
        with reading(self.engine) as connection:
            return listing.often_met(connection, limit)

    def numbered(self, *ids: int) -> tuple[Indicator, ...]:
        """Give the series of these numbers."""
        with reading(self.engine) as connection:
            return listing.numbered(connection, ids)

    def reports(
        self,
        *,
        issuer: str | None = None,
        period: str | None = None,
        first: str | None = None,
        last: str | None = None,
        limit: int | None = None,
        newest: bool = False,
        sha256: str | None = None,
    ) -> tuple[StoredReport, ...]:
        """List reports, oldest first unless ``newest``; ``sha256`` asks for those of one file."""
        with reading(self.engine) as connection:
            return query.find_reports(
                connection,
                issuer=issuer,
                period=period,
                first=first,
                last=last,
                limit=limit,
                newest=newest,
                sha256=sha256,
            )

    def issuers(self) -> tuple[str, ...]:
        """Name the bodies whose reports there are."""
        with reading(self.engine) as connection:
            return query.issuer_names(connection)

    def count(self) -> int:
        """Count the reports."""
        with reading(self.engine) as connection:
            return query.count_reports(connection)

    def report(self, ident: int) -> Report:
        """Give a whole report back as it was extracted.

        Raises:
            BadArchive: there is none of that number.
        """
        with reading(self.engine) as connection:
            found = query.whole_reports(connection, [ident])
        if not found:
            raise BadArchive(f"档案库里没有编号为 {ident} 的报告")
        return found[0]

    def extraction(self, sha256: str) -> Extraction:
        """Give a file back as it was extracted, all its reports.

        Raises:
            BadArchive: there is none of that hash.
        """
        with reading(self.engine) as connection:
            row = connection.execute(select(files).where(files.c.sha256 == sha256)).one_or_none()
            if row is None:
                raise BadArchive("档案库里没有这个文件")
            held = select(reports.c.id).where(reports.c.file_id == row.id).order_by(reports.c.place)
            found = query.whole_reports(connection, list(connection.scalars(held)))
            cells = dict(row._mapping)
        document = freeze.document_from(cells)
        return Extraction(document, found, freeze.outside_from(cells))

    def original(self, sha256: str) -> bytes:
        """Give a file's bytes back, as they came in.

        Raises:
            BadArchive: there is none of that hash.
        """
        with reading(self.engine) as connection:
            content = connection.scalar(select(blobs.c.content).where(blobs.c.sha256 == sha256))
        if content is None:
            raise BadArchive("档案库里没有这个文件的原件")
        return bytes(content)

    def remove(self, sha256: str) -> None:
        """Put a file into the bin: no query finds it, nothing of it is lost."""
        self._set_live(sha256, live=False)

    def undo_remove(self, sha256: str) -> None:
        """Take a file out of the bin."""
        self._set_live(sha256, live=True)

    def _set_live(self, sha256: str, *, live: bool) -> None:
        with writing(self.engine) as connection:
            gone = files.c.deleted_at.is_not(None) if live else files.c.deleted_at.is_(None)
            row = connection.execute(
                select(files.c.id, files.c.name).where(files.c.sha256 == sha256, gone)
            ).one_or_none()
            if row is None:
                raise BadArchive("回收站里没有这个文件" if live else "档案库里没有这个文件")
            moment = self._moment()
            ingest.set_live(connection, [row.id], live=live, moment=None if live else moment)
            verb = "undo_remove" if live else "remove"
            ingest.note(connection, moment, verb, sha256, {"file": row.name})

    def _moment(self) -> str:
        return self._clock().astimezone(UTC).isoformat(timespec="seconds")

    def bin(self) -> tuple[tuple[str, str, str], ...]:
        """List the files in the bin: SHA-256, name, when they were removed."""
        with reading(self.engine) as connection:
            rows = connection.execute(
                select(files.c.sha256, files.c.name, files.c.deleted_at)
                .where(files.c.deleted_at.is_not(None))
                .order_by(files.c.deleted_at, files.c.id)
            )
            return tuple((row[0], row[1], row[2]) for row in rows)

    def empty_bin(self) -> int:
        """Delete for good what lies in the bin; give how many files that were."""
        with writing(self.engine) as connection:
            count = keep.empty_bin(connection)
            ingest.note(connection, self._moment(), "empty_bin", "", {"files": count})
            return count

    def merge(self, keep_: int, *others: int) -> int:
        """Decide that several series are one; give the number of the decision, for ``undo``."""
        with writing(self.engine) as connection:
            return decide.merge(connection, keep_, others, self._moment())

    def split(self, series: int, *wordings: str) -> int:
        """Decide that some wordings of a series are another one; give that one's number."""
        with writing(self.engine) as connection:
            return decide.split(connection, series, wordings, self._moment())

    def rename(self, series: int, name: str) -> int:
        """Give a series the name that people use; give the number of the decision, for ``undo``."""
        with writing(self.engine) as connection:
            return decide.rename(connection, series, name, self._moment())

    def undo(self, decision: int) -> None:
        """Take back a decision about series."""
        with writing(self.engine) as connection:
            decide.undo(connection, decision)

    def bodies(self) -> tuple[Issuer, ...]:
        """List who reports, with parents and other names."""
        with reading(self.engine) as connection:
            return list_issuers(connection)

    def set_parent(self, issuer: str, parent: str | None) -> None:
        """Say which body an issuer belongs under (a community under its street)."""
        with writing(self.engine) as connection:
            above = take_issuer(connection, parent) if parent else None
            below = take_issuer(connection, issuer)
            if above == below:
                raise BadArchive("一个单位不能是自己的上级")
            chosen = issuers.c.id == below
            connection.execute(issuers.update().where(chosen).values(parent_id=above))

    def set_alias(self, alias: str, issuer: str) -> None:
        """Say that a name is another name of an issuer; what was stored under it goes along."""
        with writing(self.engine) as connection:
            join_issuers(connection, alias, issuer)

    def correct(self, sha256: str, span: Span, field: str, new: str | None, note: str) -> None:
        """Note a person's correction of a fact; the original stays as it is."""
        with writing(self.engine) as connection:
            decide.correct(connection, sha256, span, field, new, note, self._moment())

    def add_fact(self, report: Report, fact: Fact, note: str) -> None:
        """Store a figure of a report that the extraction overlooked."""
        with writing(self.engine) as connection:
            amend.add(connection, report, fact, note, self._moment())

    def remove_fact(self, report: Report, fact: Fact, note: str) -> None:
        """Take out of a report what is no figure."""
        with writing(self.engine) as connection:
            amend.remove(connection, report, fact, note, self._moment())

    def restate(self, report: Report, told: Period | str | None, note: str) -> None:
        """Change a report's period, or the name of its issuer."""
        with writing(self.engine) as connection:
            amend.restate(connection, report, told, note, self._moment())

    def take_back(self, report: Report) -> tuple[Span, str, str | None]:
        """Undo the last correction of a report: where it was, its field, what it had said."""
        with writing(self.engine) as connection:
            return amend.take_back(connection, report)

    def corrected(self, report: Report) -> int:
        """Count the corrections of a report."""
        with reading(self.engine) as connection:
            return amend.corrected(connection, report)

    def corrections(self) -> tuple[Correction, ...]:
        """List what people corrected, oldest first."""
        with reading(self.engine) as connection:
            return decide.list_corrections(connection)

    def holds(self, sha256: str) -> bool:
        """Say whether a file of that content is stored."""
        with reading(self.engine) as connection:
            stored = files.c.sha256 == sha256, files.c.deleted_at.is_(None)
            return connection.scalar(select(files.c.id).where(*stored)) is not None

    def backup(self, target: Path) -> str:
        """Copy the archive to a file while it is in use; give the copy's SHA-256."""
        return keep.backup(self.engine, target)

    def dump(self, target: Path) -> None:
        """Write every row and every original into one zip file."""
        keep.dump(self.engine, target)

    def load(self, source: Path) -> None:
        """Fill an empty archive from what ``dump`` wrote."""
        keep.load(source, self.engine)

    def doctor(self) -> tuple[keep.Problem, ...]:
        """Check hashes, orphans, index, schema and the database itself; () means healthy."""
        return keep.doctor(self.engine)

    def rebuild_index(self) -> None:
        """Write the search index anew."""
        with writing(self.engine) as connection:
            keep.rebuild_index(connection)

    def earlier(self, report: Report | Brief) -> tuple[Report, ...]:
        """Give the reports of the same issuer for earlier periods, newest last.

        A report that names no issuer is compared with those of the same title but for its dates.
        One without a settled period follows all there is.
        """
        if isinstance(report, Brief):
            report = _stand_in(report)
        line, period = line_of(report.title), period_of(report)
        with reading(self.engine) as connection:
            query_ = select(reports.c.id).where(reports.c.live.is_(True))
            issuer = resolve_issuer(connection, report.issuer, line)
            if issuer is not None and issuer_name(report.issuer):
                query_ = query_.where(reports.c.issuer_id == issuer)
            elif issuer_name(report.issuer):
                return ()
            elif line:
                query_ = query_.where(reports.c.line == line)
            else:
                return ()
            if period is not None:
                query_ = query_.where(
                    reports.c.first_day < period[0], reports.c.last_day < period[1]
                )
            newest = query_.order_by(reports.c.last_day.desc(), reports.c.id.desc())
            ids = list(connection.scalars(newest.limit(_NEWEST)))
            return query.whole_reports(connection, ids[::-1])

    def below(self, report: Report) -> tuple[Report, ...]:
        """Give the reports of the issuer's sub-bodies for the same period.

        Below an issuer are those that it was named the parent of, and those that report to it.
        """
        period = period_of(report)
        if period is None or not issuer_name(report.issuer):
            return ()
        with reading(self.engine) as connection:
            issuer = find_issuer(connection, report.issuer)
            under = set(
                connection.scalars(select(issuers.c.id).where(issuers.c.parent_id == issuer))
            )
            rows = connection.execute(
                select(reports.c.id, reports.c.issuer_id, reports.c.issuer, reports.c.recipient)
                .where(
                    reports.c.live.is_(True),
                    reports.c.first_day == period[0],
                    reports.c.last_day == period[1],
                )
                .order_by(reports.c.issuer_id, reports.c.id)
            ).all()
            ids = [
                row.id
                for row in rows
                if row.issuer_id in under
                or (row.issuer_id != issuer and _reports_to(row.issuer, row.recipient, report))
            ]
            return query.whole_reports(connection, ids)

    def roll_up(self, report: Report, *, by_bodies: bool = False) -> tuple[RolledUp, ...]:
        """Compare a report's figures with the sum of its sub-bodies, or of its shorter periods."""
        if by_bodies:
            return rollup.roll_up(report, self.below(report))
        with reading(self.engine) as connection:
            ids = rollup.shorter_reports(connection, report)
            parts = query.whole_reports(connection, ids)
        return rollup.roll_up(report, parts)

    def context(self, extraction: Extraction, *, today: date) -> Context:
        """Gather what a file's reports are judged against."""
        earlier: dict[tuple[str, int], Report] = {}
        below: dict[tuple[str, int], Report] = {}
        for report in extraction.reports:
            for found, reports_ in ((earlier, self.earlier(report)), (below, self.below(report))):
                for each in reports_:
                    found[each.document.source.sha256, each.span.start] = each
        own = extraction.document.source.sha256
        return Context(
            today=today,
            extraction=extraction,
            earlier=tuple(
                sorted((r for k, r in earlier.items() if k[0] != own), key=lambda r: _last_day(r))
            ),
            below=tuple(r for k, r in below.items() if k[0] != own),
            has_archive=True,
        )


def _refusal(error: Exception) -> Exception:
    if isinstance(error, IntegrityError):
        return BadArchive("档案库内容前后不一致，请运行 huibao doctor 检查")
    return error


_SEAT = re.compile(r"\w{1,8}?(?:街道|镇|乡)")
_GRASSROOTS = re.compile(r"社区|居委会|村|居民委员会")


def _reports_to(issuer: str | None, recipient: str | None, report: Report) -> bool:
    """Say whether a community reports to the body of a report, or to another office of its seat."""
    if issuer_name(recipient) == issuer_name(report.issuer):
        return True
    theirs, ours = _SEAT.match(recipient or ""), _SEAT.match(report.issuer or "")
    named = theirs is not None and ours is not None and theirs[0] == ours[0]
    return named and _GRASSROOTS.search(issuer or "") is not None


def _last_day(report: Report) -> str:
    period = period_of(report)
    return period[1] if period else ""


def _stand_in(brief: Brief) -> Report:
    """Make the report that a brief will become, as far as its issuer and period are known."""
    empty = Document("", Source("", ""))
    return Report(
        document=empty,
        span=Span(0, 0),
        title=brief.title or "",
        title_span=Span(0, 0),
        issuer=brief.unit_name,
        period=brief.period,
    )

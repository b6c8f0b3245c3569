"""The public verbs: each walks the rooms in order and holds no logic of its own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import BadArchive, BadUsage, UnreadableFile
from pipeline.schema import (
    Block,
    Brief,
    CheckResult,
    Context,
    Document,
    Draft,
    Extraction,
    Fact,
    Period,
    Report,
    Severity,
    Source,
    Span,
)

if TYPE_CHECKING:
    from pipeline.archive import Archive, Ingested, StoredReport
    from pipeline.archive.prepared import Prepared
    from pipeline.corrections import Correction
    from pipeline.extract.readings import Lesson
    from pipeline.rules.masking import Masked


def read(path: str | Path) -> Document:
    """Read one file.

    Raises:
        UnreadableFile: it is missing, empty, encrypted, broken, of unknown format or too large.
    """
    from pipeline import reading

    return reading.read(Path(path))


def read_bytes(content: bytes, name: str) -> Document:
    """Read what was piped or uploaded; ``name`` is a label.

    Raises:
        UnreadableFile: as in ``read``.
    """
    from pipeline import reading

    return reading.read_bytes(content, name)


def document_from_text(text: str, name: str = "文本") -> Document:
    """Take characters that are in memory already; not one of them changes, so places stay."""
    import hashlib
    from itertools import accumulate

    lines = text.split("\n")
    starts = accumulate((len(line) + 1 for line in lines), initial=0)
    blocks = tuple(
        Block("paragraph", Span(start, start + len(line)))
        for line, start in zip(lines, starts, strict=False)
        if line.strip()
    )
    sha256 = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Document(text, Source(name, sha256, "memory"), blocks)


def documents(path: str | Path) -> Iterator[Document | UnreadableFile]:
    """Walk a file, the members of a zip or the files of a folder; a bad one stops no other."""
    from pipeline import reading

    return reading.read_all(Path(path))


def originals(path: str | Path) -> Iterator[tuple[Document, bytes] | UnreadableFile]:
    """Do as ``documents``, each with the bytes that it was read from."""
    from pipeline import reading

    return reading.read_originals(Path(path))


def readable(path: str | Path) -> Iterator[tuple[Document, bytes]]:
    """Do as ``originals``, and raise the first refusal.

    Raises:
        UnreadableFile: of the first file that cannot be read.
    """
    for found in originals(path):
        if isinstance(found, UnreadableFile):
            raise found
        yield found


def extract(source: str | Path | Document) -> Extraction:
    """Find the reports of a file, their sections and their facts."""
    from pipeline.extract import extract

    return extract(source if isinstance(source, Document) else read(source))


def extract_with_model(source: str | Path | Document, folder: Path | None = None) -> Extraction:
    """Do as ``extract``, and let the trained model fill in what the rules left open.

    Raises:
        BadUsage: onnxruntime is missing, or the model cannot be read.
    """
    from pipeline import tagger

    return tagger.refine(extract(source), tagger.load(folder))


def check(
    source: str | Path | Document,
    *,
    today: date | None = None,
    archive: Archive | None = None,
    select: Collection[str] = (),
    ignore: Collection[str] = (),
) -> CheckResult:
    """Find what is wrong in a file, compared with earlier reports where an archive is given."""
    from pipeline import rules

    extraction = extract(source)
    today = today or date.today()
    if archive is None:
        context = Context(today=today, extraction=extraction)
    else:
        context = archive.context(extraction, today=today)
    return rules.check(extraction, context, select=tuple(select), ignore=tuple(ignore))


def mask(extraction: Extraction, *, strict: bool = False, keep: Collection[str] = ()) -> Masked:
    """Take the personal data out of a text (脱敏); what was masked is kept nowhere."""
    from pipeline.rules import masking

    return masking.mask(extraction, strict=strict, keep=keep)


def open_archive(place: str | Path) -> Archive:
    """Open the archive at a path or database address; it is made where there is none.

    Raises:
        BadArchive: it cannot be opened, or is newer than this program.
    """
    from pipeline.archive import open_archive

    return open_archive(place)


def restore_archive(backup: Path, place: str | Path) -> None:
    """Put a backup in the place of an archive.

    Raises:
        BadArchive: the backup is damaged; nothing was changed.
    """
    from pipeline.archive import restore

    restore(backup, place)


def ingest(document: Document, content: bytes, archive: Archive) -> Ingested:
    """Store a file with all that was found in it, wholly or not at all, and never twice.

    Raises:
        BadArchive: it bears a secrecy marking, or could not be written.
    """
    return keep(extract(document), content, archive)


def keep(extraction: Extraction, content: bytes, archive: Archive) -> Ingested:
    """Store what was found in a file, with its bytes.

    Raises:
        BadArchive: it bears a secrecy marking, or could not be written.
    """
    return archive.ingest(extraction, content, refuses=_secrecy)


def extract_many(
    originals: Iterable[tuple[Document, bytes]],
) -> Iterator[tuple[Document, bytes, Extraction | Exception]]:
    """Extract many documents, on all cores where there are many; one that fails stops no other."""
    from pipeline.extract.many import extract_many

    return extract_many(originals)


def prepare(document: Document, dialect: str = "sqlite") -> Prepared:
    """Extract a document and work out all that an archive stores of it, but for its bytes.

    Raises:
        BadArchive: it bears a secrecy marking.
        UnreadableFile: it took more time or memory than a file may.
    """
    from pipeline import cage

    return cage.bounded(
        _prepare, document, dialect, seconds=extraction_seconds(document), memory=MOST_MEMORY
    )


def _prepare(document: Document, dialect: str) -> Prepared:
    from pipeline.archive.prepared import prepare

    extraction = extract(document)
    if reason := _secrecy(extraction):
        raise BadArchive(reason, file=document.source.name, code="REFUSED")
    return prepare(extraction, dialect)


def prepare_many(
    originals: Iterable[tuple[Document, bytes]], dialect: str
) -> Iterator[list[tuple[Document, bytes, Prepared | Exception]]]:
    """Prepare many documents on all cores, and give as many at a time as came together."""
    from pipeline.extract.many import in_batches

    return in_batches(originals, partial(prepare, dialect=dialect))


def check_bounded(document: Document, **how: Any) -> CheckResult:  # noqa: ANN401
    """Do as ``check``, and give a file up that takes more time or memory than a file may.

    Raises:
        UnreadableFile: it was given up.
    """
    from pipeline import cage

    return cage.bounded(
        partial(check, document, **how), seconds=check_seconds(document), memory=MOST_MEMORY
    )


MOST_MEMORY = 2_000_000_000
"""Bytes that the extraction or the check of one file may take."""


def extraction_seconds(document: Document) -> float:
    """Say how long a file may be extracted: many times what it takes on a slow computer."""
    return 60 + len(document.text) / 2_000


def check_seconds(document: Document) -> float:
    """Say how long a file may be checked: many times what it takes on a slow computer."""
    return 120 + len(document.text) / 500


def _secrecy(extraction: Extraction) -> str | None:
    """Say why a file must not be kept: it bears a secrecy marking."""
    from pipeline import rules

    context = Context(today=date.min, extraction=extraction)
    for finding in rules.check(extraction, context, select=("TXT409",)).findings:
        if finding.severity is Severity.ERROR:
            return f"{finding.message}，不予收录，也不保留任何内容"
    return None


def audit(
    archive: Archive,
    *,
    issuer: str | None = None,
    period: str | None = None,
    today: date | None = None,
) -> Iterator[tuple[StoredReport, CheckResult]]:
    """Check every report that the archive holds against the earlier ones, oldest first."""
    from pipeline import rules

    today = today or date.today()
    for stored in archive.reports(issuer=issuer, period=period):
        whole = archive.extraction(stored.sha256)
        alone = [each for each in whole.reports if each.title_span.start == stored.title_start]
        extraction = replace(whole, reports=tuple(alone))
        context = archive.context(extraction, today=today)
        yield stored, rules.check(extraction, context, select=("ARC",))


def read_brief(
    data: Sequence[str | Path],
    *,
    unit_name: str | None = None,
    period: str | None = None,
    recipient: str | None = None,
    title: str | None = None,
) -> Brief:
    """Read sheets, records and notes; what is given by name wins over what the files say.

    Raises:
        BadData: the files hold no usable figures.
        UnreadableFile: one is missing, empty, too large or of an unknown format.
    """
    from pipeline import drafting

    return drafting.read_brief(
        [Path(each) for each in data],
        unit_name=unit_name,
        period=period,
        recipient=recipient,
        title=title,
    )


def _earlier(archive: Archive, brief: Brief) -> tuple[Report, ...]:
    """Give the body's earlier reports; by their title where its name is not known as written."""
    from pipeline import drafting

    named = replace(brief, unit_name=None, title=drafting.title_of(brief))
    return archive.earlier(brief) or archive.earlier(named)


def draft_from_archive(
    archive: Archive,
    *,
    period: str,
    template: str | None = None,
    unit_name: str | None = None,
    recipient: str | None = None,
    title: str | None = None,
    below: bool = False,
    charts: Sequence[str] = (),
) -> Draft:
    """Sum the archive's reports of a period into a monthly, quarterly or yearly one.

    With ``below`` the reports are those of the other bodies (a street's communities).

    Raises:
        BadData: the archive holds no report of the period.
        BadUsage: the period cannot be read, or the reports are those of several bodies.
    """
    from pipeline import drafting

    days = drafting.period_days(period)
    if days is None:
        raise BadUsage("时段看不懂，可写 2026-10、2026年10月、2026年第三季度、2026年", file=period)
    issuer = None if below else unit_name
    found = archive.reports(issuer=issuer, first=str(days[0]), last=str(days[1]))
    if below:
        found = tuple(each for each in found if each.issuer and each.issuer != unit_name)
    bodies = sorted({each.issuer for each in found if each.issuer})
    if len(bodies) > 1 and not below:
        raise BadUsage(f"这段时间有几个单位的报告（{'、'.join(bodies)}），请用 --unit 指定一个")
    reports = drafting.parts_of([archive.report(each.id) for each in found], days, below=below)
    brief = drafting.roll_up(
        reports, period=period, unit_name=unit_name, recipient=recipient, title=title
    )
    return drafting.compose(
        brief,
        template=template or "monthly",
        earlier=_earlier(archive, brief),
        charts=charts,
        parts=reports,
    )


def draft(
    data: Sequence[str | Path],
    *,
    template: str | None = None,
    like: str | Path | Document | None = None,
    archive: Archive | None = None,
    unit_name: str | None = None,
    period: str | None = None,
    recipient: str | None = None,
    title: str | None = None,
    charts: Sequence[str] = (),
) -> Draft:
    """Compose a report from sheets or notes, after a template or after a former report.

    Raises:
        BadData: the files hold no usable figures.
        BadTemplate: there is no such template, or it does not render.
    """
    from pipeline import drafting

    if template is not None and like is not None:
        raise BadUsage("--template 和 --like 只能用一个：要么用模板，要么参照以前的报告")
    brief = read_brief(data, unit_name=unit_name, period=period, recipient=recipient, title=title)
    return drafting.compose(
        brief,
        template=template,
        like=None if like is None else extract(like),
        earlier=() if archive is None else _earlier(archive, brief),
        charts=charts,
    )


def correct(
    report: Report,
    fact: Fact,
    field: str,
    new: str | None,
    *,
    archive: Archive | None = None,
    log: Path | None = None,
    words: Path | None = None,
    note: str = "",
    made_at: datetime | None = None,
) -> Corrected:
    """Change one field of a fact as a person says, keep that, and learn from it.

    ``archive`` is one that holds the report, ``log`` a file of corrections (JSONL), ``words`` the
    folder of the office's own word lists, where the next extraction finds what was learned.

    Raises:
        BadUsage: there is no such field, or nothing of that kind can be written in it.
        BadArchive: the archive does not hold the fact.
    """
    from pipeline.corrections import CORRECTED, add_to_log, said
    from pipeline.extract.readings import corrected, field_value, sentence_at

    now = corrected(fact, field, new)
    sentence = sentence_at(report.document.text, fact.span)
    moment = (made_at or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")
    told = replace(
        said(report, fact, sentence, CORRECTED, moment),
        field=field,
        old=field_value(fact, field),
        new=field_value(now, field),
        note=note,
    )
    if archive is not None:
        source = report.document.source
        archive.correct(source.sha256, fact.span, field, told.new, note)
    if log is not None:
        add_to_log(log, [told])
    learned = () if words is None else learn(report, fact, field, told.new, words)
    return Corrected(now, told, learned)


def figures_marked(report: Report, span: Span) -> tuple[Fact, ...]:
    """Read figures that the extraction overlooked in words that a person marked.

    Raises:
        BadUsage: no figure stands there, or it is known already.
    """
    from pipeline.extract.overlooked import facts_marked

    return facts_marked(report, span)


def amend(
    report: Report,
    fact: Fact,
    *,
    gone: bool = False,
    archive: Archive | None = None,
    log: Path | None = None,
    note: str = "",
    made_at: datetime | None = None,
) -> Corrected:
    """Keep that a figure was overlooked, or with ``gone`` that it is none; as ``correct`` does.

    Raises:
        BadArchive: the archive does not hold the report.
    """
    from pipeline.corrections import CORRECTED, FIGURE, add_to_log, said, told_of
    from pipeline.extract.readings import sentence_at

    sentence = sentence_at(report.document.text, fact.span)
    moment = (made_at or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")
    words = told_of(fact, report.words(fact.span))
    told = replace(
        said(report, fact, sentence, CORRECTED, moment),
        field=FIGURE,
        old=words if gone else None,
        new=None if gone else words,
        note=note,
    )
    if archive is not None:
        (archive.remove_fact if gone else archive.add_fact)(report, fact, note)
    if log is not None:
        add_to_log(log, [told])
    return Corrected(fact, told)


def restate(report: Report, field: str, new: str, archive: Archive, note: str = "") -> None:
    """Put right what a stored report says of itself: its ``issuer`` or its ``period``.

    Raises:
        BadUsage: there is no such field, or the words name no period.
    """
    from pipeline import drafting
    from pipeline.corrections import ISSUER, PERIOD
    from pipeline.extract.dates import find_dates
    from pipeline.extract.settle import bounds

    new = " ".join(new.split())
    if field not in (ISSUER, PERIOD) or not new.isprintable() or len(new) > 80:
        raise BadUsage("这里只能改单位和时段，最多80个字")
    if field == ISSUER:
        if not new:
            raise BadUsage("单位不能空着，请写全称")
        archive.restate(report, new, note)
        return
    days = drafting.period_days(new)
    if days is None:
        raise BadUsage("时段看不懂，可写 2026年5月4日至5月10日、2026年10月、2026年第三季度、2026年")
    written = (each.value for each in find_dates(new) if bounds(each.value) == days)
    archive.restate(report, Period(new, next(written, f"{days[0]}/{days[1]}")), note)


def learn(
    report: Report, fact: Fact, field: str, new: str | None, words: Path
) -> tuple[Lesson, ...]:
    """Teach an office's own word lists what a correction says; give what they did not know."""
    from pipeline import lexicon
    from pipeline.extract.readings import lessons

    told = lessons(report, fact, field, new)
    return tuple(each for each in told if lexicon.learn(words, each.table, each.row))


def unlearn(report: Report, fact: Fact, field: str, new: str | None, words: Path) -> None:
    """Forget what a correction taught; ``fact`` is as it was before that."""
    from pipeline import lexicon
    from pipeline.extract.readings import lessons

    for each in lessons(report, fact, field, new):
        lexicon.unlearn(words, each.table, each.row)


def take_back(
    report: Report,
    done: Corrected,
    *,
    archive: Archive | None = None,
    log: Path | None = None,
    words: Path | None = None,
) -> None:
    """Undo a correction, and forget what was learned of it."""
    from pipeline import lexicon
    from pipeline.corrections import FIGURE, UNDONE, add_to_log

    told = done.correction
    if archive is not None and told.field == FIGURE:
        archive.take_back(report)
    elif archive is not None and told.field is not None:
        archive.correct(told.sha256, told.span, told.field, told.old, "撤销")
    if log is not None:
        add_to_log(log, [replace(told, answer=UNDONE)])
    if words is not None:
        for each in done.learned:
            lexicon.unlearn(words, each.table, each.row)


@dataclass(frozen=True, slots=True)
class Corrected:
    """A fact after a correction, what is kept of that, and what the office's words learned."""

    fact: Fact
    correction: Correction
    learned: tuple[Lesson, ...] = ()

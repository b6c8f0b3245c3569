"""What the archive answers with: frozen records, never rows of the database."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from pipeline.schema import Fact, Span


class State(StrEnum):
    """What became of a file at ingest (入库结果)."""

    STORED = "stored"
    EXISTS = "exists"
    NEW_VERSION = "new_version"
    SIMILAR = "similar"


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of a file; ``like`` names the file that it repeats, replaces or resembles.

    ``reason`` is Chinese for people. ``reports`` counts the reports that were stored.
    """

    file: str
    sha256: str
    state: State
    reason: str
    reports: int = 0
    facts: int = 0
    like: str | None = None


@dataclass(frozen=True, slots=True)
class StoredFact:
    """A fact with the report that states it.

    ``text`` are its characters; ``series`` is the canonical indicator of its issuer that it
    belongs to, ``series_confidence`` how sure that is (1 where a person decided).
    """

    fact: Fact
    text: str
    file: str
    sha256: str
    report: int
    title: str
    issuer: str | None
    period: str | None
    day: str | None
    series: int | None
    series_confidence: float | None


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report of the archive without its facts, for lists."""

    id: int
    file: str
    sha256: str
    title: str
    kind: str | None
    issuer: str | None
    period: str | None
    first_day: str | None
    last_day: str | None
    title_start: int
    facts: int
    stored_at: str


@dataclass(frozen=True, slots=True)
class Part:
    """What one report adds to a sum."""

    issuer: str
    period: str | None
    value: Decimal


@dataclass(frozen=True, slots=True)
class RolledUp:
    """A figure beside the sum of its parts; ``missing`` counts the parts that do not state it."""

    indicator: str
    unit: str | None
    stated: Decimal
    total: Decimal
    parts: tuple[Part, ...]
    missing: int
    span: Span


@dataclass(frozen=True, slots=True)
class Issuer:
    """A body that reports, with its other names and the body above it."""

    name: str
    parent: str | None
    aliases: tuple[str, ...]
    reports: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A place that a search found: ``span`` in the file's text, ``excerpt`` around it.

    ``marks`` are the found words as places in ``excerpt``.
    """

    file: str
    sha256: str
    report: int
    title: str
    issuer: str | None
    period: str | None
    span: Span
    excerpt: str
    marks: tuple[Span, ...]
    section: str | None = None
    value: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a series; ``value`` is None where the text gives none (几起)."""

    period: str | None
    day: str | None
    value: Decimal | None
    text: str
    file: str
    sha256: str
    span: Span


@dataclass(frozen=True, slots=True)
class Trend:
    """The values of one series over time, oldest first."""

    series: int
    issuer: str | None
    indicator: str
    unit: str | None
    tempo: str
    points: tuple[Point, ...]
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SeriesInfo:
    """One series with the wordings under which it appears."""

    id: int
    issuer: str | None
    name: str
    unit: str | None
    tempo: str
    wordings: tuple[str, ...]
    values: int
    least_confidence: float

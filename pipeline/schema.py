"""The records that pass between the rooms. Every claim about a text carries its Span.

All records are frozen; sequences are tuples; amounts are Decimal; dates are EDTF strings
(ISO 8601-2), since 8月6日 has no year. A record that breaks its own law raises ValueError.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Origin(StrEnum):
    """How the characters came to be (来源)."""

    TYPED = "typed"
    TEXT_LAYER = "text_layer"
    OCR = "ocr"


class FactKind(StrEnum):
    """What sort of figure a fact states (事实类别)."""

    QUANTITY = "quantity"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    FREQUENCY = "frequency"
    RANK = "rank"


class Bound(StrEnum):
    """How exactly a value is stated (约数)."""

    EXACT = "exact"
    ABOUT = "about"
    OVER = "over"
    UNDER = "under"
    SEVERAL = "several"
    RANGE = "range"


class Aggregate(StrEnum):
    """How a figure relates to others of its kind (口径)."""

    TOTAL = "total"
    PART = "part"
    CUMULATIVE = "cumulative"
    AVERAGE = "average"
    RATE = "rate"
    CHANGE = "change"


class Status(StrEnum):
    """Whether a figure is a result or an intention (已完成/计划)."""

    DONE = "done"
    PLANNED = "planned"


class Severity(StrEnum):
    """How certain and how grave a finding is (级别)."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place: half-open code points of ``Document.text``."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"span {self.start}..{self.end}")

    def overlaps(self, other: Span) -> bool:
        """Say whether the two places share a character."""
        return self.start < other.end and other.start < self.end

    def holds(self, other: Span) -> bool:
        """Say whether the other place lies wholly in this one."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document came from. ``name`` is a label, never used as a path."""

    name: str
    sha256: str
    reader: str = "text"
    origin: Origin = Origin.TYPED


@dataclass(frozen=True, slots=True)
class Block:
    """One layout unit of a document, in reading order: a paragraph, a table cell, a note.

    ``label`` is numbering that the reader computed and put at the start of the text (一、);
    ``table``, ``row`` and ``column`` count from 0 and are set for cells only. ``page`` counts
    from 1. ``box`` is the place on the picture of the page (left, top, right, bottom, as shares of
    its width and height), where characters were recognised from a picture.
    """

    kind: str
    span: Span
    page: int | None = None
    style: str | None = None
    label: str | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """The page of one section of a document (版面): its size and margins in millimetres."""

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph looks: the font of its Chinese characters, and its size in points."""

    span: Span
    font: str | None = None
    size: float | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """How a document is laid out, where its format says so; ``numbered``: pages bear numbers."""

    pages: tuple[Page, ...] = ()
    looks: tuple[Look, ...] = ()
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read. The text never changes after reading; blocks cover it in order."""

    text: str
    source: Source
    blocks: tuple[Block, ...] = ()
    warnings: tuple[str, ...] = ()
    layout: Layout | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Quantity:
    """How much. A range has no value but both bounds; 几/数 may have none of the three.

    ``value`` is in the canonical unit: money in 元, shares in percent, 万户 multiplied out.
    """

    value: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None
    bound: Bound = Bound.EXACT
    unit: str | None = None
    dimension: str | None = None

    def __post_init__(self) -> None:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"quantity {self.low}..{self.high}")


@dataclass(frozen=True, slots=True)
class Period:
    """A time that something holds for: the words, and their EDTF value once it is settled."""

    text: str
    value: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Ties:
    """Ids of the facts that this fact's arithmetic rests on (勾稽关系).

    ``whole``: the total that this part belongs to. ``numerator``/``denominator``: for a share.
    ``before``/``after``: for a change. ``factors``: for 单价×数量 and 人均×人数.
    """

    whole: str | None = None
    numerator: str | None = None
    denominator: str | None = None
    before: str | None = None
    after: str | None = None
    factors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """What is stated: one number, date or measure with all that the text says of it.

    For ``kind`` date, ``value`` holds the EDTF as written and ``resolved`` the settled one;
    for all others ``quantity`` is set. ``cell`` is (table, row, column) of the report's tables.
    """

    id: str
    kind: FactKind
    span: Span
    quantity: Quantity | None = None
    value: str | None = None
    resolved: str | None = None
    indicator: str | None = None
    action: str | None = None
    object: str | None = None
    actor: str | None = None
    place: str | None = None
    time: Period | None = None
    aggregate: Aggregate | None = None
    status: Status = Status.DONE
    origin: Origin = Origin.TYPED
    section: str | None = None
    confidence: float = 1.0
    ties: Ties = Ties()
    cell: tuple[int, int, int] | None = None
    doubt: str | None = None

    def __post_init__(self) -> None:
        if (self.kind is FactKind.DATE) == (self.quantity is not None):
            raise ValueError(f"fact {self.id}: a date has no quantity, every other kind has one")


@dataclass(frozen=True, slots=True)
class Section:
    """One numbered part of a report (章节). ``span`` runs to the next heading of its level.

    ``label`` is the numbering as written (``（一）``), ``style`` its form (``（一）``, ``一、``,
    ``1.``, ``一是`` …), ``number`` what it counts, ``heading`` the words after it, ``body`` what
    follows them. A heading of a level above ends it too.
    A run-in heading ends inside its paragraph.
    """

    id: str
    level: int
    label: str
    style: str
    number: int
    heading: str
    span: Span
    heading_span: Span
    parent: str | None = None
    category: str | None = None
    run_in: bool = False

    @property
    def body(self) -> Span:
        """The place after the heading, subsections included."""
        return Span(min(self.heading_span.end, self.span.end), self.span.end)


@dataclass(frozen=True, slots=True)
class Announced:
    """A count that announces an enumeration (三项措施): never a fact, NUM110 checks it."""

    span: Span
    count: int
    noun: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell; an empty one has an empty span."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a report: rows of cells, the first ``header_rows`` of which are its head."""

    span: Span
    rows: tuple[tuple[Cell, ...], ...]
    header_rows: int = 1
    caption: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One report in a document (a compilation holds several)."""

    document: Document
    span: Span
    title: str
    title_span: Span
    kind: str | None = None
    issuer: str | None = None
    recipient: str | None = None
    period: Period | None = None
    signed: Period | None = None
    sections: tuple[Section, ...] = ()
    facts: tuple[Fact, ...] = ()
    announced: tuple[Announced, ...] = ()
    tables: tuple[Table, ...] = ()

    @property
    def text(self) -> str:
        """The report's own characters (offsets of spans are those of the document)."""
        return self.document.text[self.span.start : self.span.end]

    def words(self, span: Span) -> str:
        """The characters at a place."""
        return self.document.text[span.start : span.end]

    def fact(self, ident: str | None) -> Fact | None:
        """The fact of that id, or None."""
        return next((f for f in self.facts if f.id == ident), None) if ident else None

    def section(self, ident: str | None) -> Section | None:
        """The section of that id, or None."""
        return next((s for s in self.sections if s.id == ident), None) if ident else None


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that was found in one document: its reports, and the places outside any."""

    document: Document
    reports: tuple[Report, ...]
    outside: tuple[Span, ...] = ()

    def facts(self) -> Iterator[Fact]:
        """Walk the facts of every report."""
        for report in self.reports:
            yield from report.facts


@dataclass(frozen=True, slots=True)
class Context:
    """What a report is judged against; ``earlier`` and ``below`` are the archive's, newest last.

    ``earlier``: reports of the same issuer before this one; ``below``: reports of its sub-bodies
    for the same period. ``series``: fact key -> canonical series id, where the archive knows it.
    """

    today: date
    extraction: Extraction | None = None
    earlier: tuple[Report, ...] = ()
    below: tuple[Report, ...] = ()
    has_archive: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the characters at a place."""

    span: Span
    replacement: str


@dataclass(frozen=True, slots=True)
class Related:
    """A place in another report that a finding rests on."""

    file: str
    sha256: str
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict: what is wrong, where (first span is the place to mend), and how to mend it."""

    code: str
    severity: Severity
    message: str
    spans: tuple[Span, ...]
    edits: tuple[Edit, ...] = ()
    related: tuple[Related, ...] = ()
    confidence: float = 1.0

    def __post_init__(self) -> None:
        if not self.spans:
            raise ValueError(f"finding {self.code} without a place")


@dataclass(frozen=True, slots=True)
class NotChecked:
    """A verdict too: what could not be judged, and why."""

    reason: str
    spans: tuple[Span, ...] = ()
    code: str | None = None


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What the rules say of one document."""

    extraction: Extraction
    findings: tuple[Finding, ...]
    not_checked: tuple[NotChecked, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of data for a draft, as given: ``where`` says its place (file, sheet, data row)."""

    where: str
    number: int
    department: str = ""
    topic: str = ""
    indicator: str = ""
    value: str = ""
    unit: str | None = None
    time: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a person must know of the data behind a draft. ``kind`` as in the contract."""

    kind: str
    message: str
    values: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Brief:
    """What to say: rows, narrative per section, and who reports to whom for which period."""

    rows: tuple[Row, ...]
    unit_name: str | None = None
    period: Period | None = None
    recipient: str | None = None
    title: str | None = None
    narrative: tuple[tuple[str, tuple[str, ...]], ...] = ()
    notices: tuple[Notice, ...] = ()
    issue: str | None = None


@dataclass(frozen=True, slots=True)
class DraftedFigure:
    """A figure of a draft and its source (``data row 3``, ``archive …``, ``computed: a-b``)."""

    span: Span
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class DraftParagraph:
    """One paragraph of a draft.

    ``role``: title, subtitle, recipient, heading, body, table, sign, date.
    """

    role: str
    span: Span
    level: int = 0


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One period of a chart: its name, the value, the figure as written, and its source."""

    label: str
    value: Decimal
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The trend of one indicator over the periods that the archive and the data give (走势图)."""

    name: str
    unit: str
    points: tuple[ChartPoint, ...]

    @property
    def caption(self) -> str:
        """The words under the chart."""
        return f"{self.name}走势" + (f"（单位：{self.unit}）" if self.unit else "")


@dataclass(frozen=True, slots=True)
class Draft:
    """What was said: text, paragraphs with roles, a source for every figure, and the notices."""

    text: str
    paragraphs: tuple[DraftParagraph, ...]
    figures: tuple[DraftedFigure, ...]
    notices: tuple[Notice, ...] = field(default=())
    charts: tuple[Chart, ...] = ()

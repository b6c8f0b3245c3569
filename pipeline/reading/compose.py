"""Puts a reader's paragraphs and cells together into one text whose blocks know their places."""

from dataclasses import dataclass, field

from pipeline.reading.limits import Limits, too_large
from pipeline.schema import Block, Layout, Origin, Span


@dataclass(slots=True)
class Content:
    """What a reader made of a file: the entrance adds name and hash to make it a Document."""

    reader: str
    text: str
    blocks: tuple[Block, ...] = ()
    warnings: list[str] = field(default_factory=list)
    origin: Origin = Origin.TYPED
    layout: Layout | None = None


class Composer:
    """A text under construction: lines end in line feeds, a row's cells are divided by tabs."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.blocks: list[Block] = []
        self.warnings: list[str] = []
        self.size = 0
        self._pieces: list[str] = []
        self._paragraphs = 0
        self._cells = 0

    def put(self, text: str) -> Span:
        """Append characters and say where they lie."""
        start = self.size
        if text:
            self._pieces.append(text)
            self.size += len(text)
        return Span(start, self.size)

    def line(self) -> None:
        """Begin a new line, unless this is the first; counts it against the limit."""
        self._paragraphs += 1
        if self._paragraphs > self.limits.paragraphs:
            raise too_large("段落数", f"{self.limits.paragraphs} 段")
        if self._paragraphs > 1:
            self.put("\n")

    def paragraph(
        self,
        text: str,
        kind: str = "paragraph",
        *,
        page: int | None = None,
        style: str | None = None,
        label: str | None = None,
    ) -> None:
        """Append a line of its own; an empty one gets no block."""
        self.line()
        span = self.put(text)
        if text:
            self.blocks.append(Block(kind, span, page=page, style=style, label=label))

    def cell(
        self,
        start: int,
        table: int,
        row: int,
        column: int,
        *,
        style: str | None = None,
        label: str | None = None,
        page: int | None = None,
        box: tuple[float, float, float, float] | None = None,
    ) -> None:
        """Mark what was put since ``start`` as a table cell."""
        self._cells += 1
        if self._cells > self.limits.table_cells:
            raise too_large("表格单元格数", f"{self.limits.table_cells} 格")
        self.blocks.append(
            Block(
                "cell",
                Span(start, self.size),
                page=page,
                style=style,
                label=label,
                table=table,
                row=row,
                column=column,
                box=box,
            )
        )

    def content(self, reader: str, origin: Origin = Origin.TYPED) -> Content:
        """Close the text."""
        return Content(
            reader, "".join(self._pieces), tuple(self.blocks), list(self.warnings), origin
        )

"""Word files (.docx, .docm, .dotx, .dotm, Strict): package -> text as it prints, in one pass.

Insertions are taken and deletions left out; automatic numbering is computed; headers, footers,
comments, hidden text and the table of contents stay out of the text.
"""

import re
from collections.abc import Iterator

from pipeline.reading.appearance import Appearance, bears_number, pages_of
from pipeline.reading.compose import Composer, Content
from pipeline.reading.limits import Limits, damaged, refusal
from pipeline.reading.numbering import Numbering, Style, joined
from pipeline.reading.package import Package
from pipeline.reading.parts import KIND, list_of, main_part, part, relations, styles_of
from pipeline.reading.pptx import drawn_words
from pipeline.reading.trace import SUGGESTS, Pieces, Place, Trace, places_of, words_of
from pipeline.reading.xml import Element, W, local, value_of, whole
from pipeline.schema import Layout, Look, Span

_OFF = ("0", "false", "off", "none")
_GONE = frozenset(("del", "moveFrom", "delText", "instrText", "delInstrText"))
# Properties and marks that hold no text of the document.
_SILENT = frozenset(
    (
        "pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr", "sdtEndPr", "sectPr", "rt",
        "bookmarkStart", "bookmarkEnd", "proofErr", "commentRangeStart", "commentRangeEnd",
        "commentReference", "annotationRef", "footnoteRef", "endnoteRef", "softHyphen", "ffData",
        "lastRenderedPageBreak", "fldData", "oMathParaPr", "ctrlPr",
    )
)  # fmt: skip
_SPANNED = 63  # Word's own bound on the columns of a table
_HEADING = re.compile(r"(?:heading|标题)\s*\d|(?:title|subtitle|标题|副标题)$", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|目录)\s*(?:\d|heading)", re.IGNORECASE)
# Symbol fonts draw these places of the private use area as check boxes and ticks.
_SYMBOLS = {
    0xF0FE: "☑", 0xF052: "☑", 0xF0A8: "□", 0xF06F: "□", 0xF0A3: "□", 0xF0FC: "√", 0xF0FB: "×",
    0xF06C: "●", 0xF06E: "■", 0xF0B7: "·", 0xF0D8: "➢", 0xF0B4: "×", 0xF0B1: "±", 0xF0B0: "°",
}  # fmt: skip
_BLANKS = str.maketrans("\n\r\t", "   ")
_SYMBOL_FONT = re.compile("[\uf000-\uf0ff]")


def trace_docx(data: bytes, limits: Limits) -> Trace:
    """Read a Word package again and keep the element of every character."""
    trace = Trace()
    read_docx(data, limits, trace)
    return trace


def read_docx(data: bytes, limits: Limits, trace: Trace | None = None) -> Content:
    """Read a Word package."""
    package = Package(data, limits, kind=KIND)
    main = main_part(package)
    body = part(package, main, limits)
    if body is None:
        raise damaged(KIND)
    related = dict(relations(package, main, limits))
    styles = styles_of(part(package, related.get("styles"), limits))
    numbering = Numbering(part(package, related.get("numbering"), limits), styles)
    walker = _Walker(Composer(limits), styles, numbering, trace)
    walker.appearance = Appearance(
        part(package, related.get("styles"), limits), part(package, related.get("theme"), limits)
    )
    if trace is not None:
        trace.package, trace.part = package, main
    content_root = next((e for e in body if local(e) == "body"), body)
    walker.flow(content_root)
    for kind in ("footnote", "endnote"):
        if walker.notes[kind]:
            walker.note_part(kind, part(package, related.get(f"{kind}s"), limits))
    composer = walker.composer
    if any("vbaproject" in name.lower() for name in package.names()):
        composer.warnings.append("文件带有宏，未运行")
    composer.warnings.extend(walker.counted())
    content = composer.content("docx")
    footers = (
        part(package, target, limits)
        for kind, target in relations(package, main, limits)
        if kind in ("footer", "header")
    )
    content.layout = Layout(
        pages_of(content_root), tuple(walker.looks), any(map(bears_number, footers))
    )
    if not content.text.strip() and (beside := _beside(package, limits)) is not None:
        return beside
    if not content.text.strip():
        hint = "，可能只有图片，请先做文字识别（OCR）" if walker.pictures else ""
        raise refusal("EMPTY", f"Word 文档里没有文字{hint}")
    return content


_BESIDE = re.compile(r"word/(?:(?:header|footer)\d*|(?:diagrams|drawings|charts)/[^/]+)\.xml", re.I)


def _beside(package: Package, limits: Limits) -> Content | None:
    """Read what stands in headers, footers and drawings, where the body holds no word."""
    composer = Composer(limits)
    said: set[str] = set()
    for name in sorted(filter(_BESIDE.fullmatch, package.names()), reverse=True):
        root = part(package, name, limits)
        for element in root.iter() if root is not None else ():
            words = drawn_words(element) if local(element) == "p" else ""
            if words and words not in said:  # a drawing is kept twice, and so is a header
                said.add(words)
                composer.paragraph(words)
    composer.warnings.append("正文没有文字，读到的是页眉、页脚或图示里的文字")
    return composer.content("docx") if said else None


def _on(properties: Element | None, name: str) -> bool:
    child = properties.find(f"{W}{name}") if properties is not None else None
    return child is not None and child.get(f"{W}val") not in _OFF


class _Walker:
    """Walks the body once; holds what reaches over paragraphs: fields, notes, table numbers."""

    def __init__(
        self,
        composer: Composer,
        styles: dict[str, Style],
        numbering: Numbering,
        trace: Trace | None = None,
    ) -> None:
        self.composer = composer
        self._trace = trace
        self._found: list[Place] = []  # of the paragraph at hand, counted from its start
        self._width = 0  # of its text without label
        self._marks: dict[tuple[str, str], Element] = {}  # where the text refers to a note
        self._mark: Element | None = None  # of the note at hand
        self.styles = styles
        self.numbering = numbering
        self.appearance: Appearance | None = None
        self.looks: list[Look] = []
        self.notes: dict[str, list[str]] = {"footnote": [], "endnote": []}
        self.pictures = 0
        self._fields: list[str] = []  # "code" before the separator, "result" after it
        self._tables = 0
        self._carried = ""  # text of a paragraph whose end mark was deleted
        self._boxes: list[Element] = []
        self._wordart: list[str] = []
        self._hidden = self._symbols = self._contents = self._objects = self._deleted = 0
        self._inserted = 0

    def counted(self) -> Iterator[str]:
        """Say what was left out or changed."""
        if self._deleted or self._inserted:
            yield (
                f"有未接受的修订（插入 {self._inserted} 处、删除 {self._deleted} 处），"
                "按全部接受读取"
            )
        if self._contents:
            yield f"目录 {self._contents} 行未计入正文"
        if self._hidden:
            yield f"隐藏文字 {self._hidden} 处未计入正文"
        if self._objects:
            yield f"内嵌对象 {self._objects} 个未读取"
        if self._symbols:
            yield f"符号字体的字符 {self._symbols} 处以 □ 代替"

    # -- block level ---------------------------------------------------------------------------

    def flow(self, parent: Element, kind: str = "paragraph") -> None:
        """Write the paragraphs and tables of a story, each on lines of its own."""
        for element in self._block_children(parent):
            if local(element) == "tbl":
                self._table(element)
            else:
                self._line(element, kind)
        if self._carried:
            text, self._carried = self._carried, ""
            self._width = len(text)
            self.composer.paragraph(text, kind)
            self._located()

    def _block_children(self, parent: Element) -> Iterator[Element]:
        """Walk the paragraphs and tables under wrappers (content controls, insertions)."""
        for element in parent:
            name = local(element)
            if name in ("p", "tbl"):
                yield element
            elif name == "altChunk":
                self._objects += 1
            elif name == "AlternateContent":
                chosen = _alternative(element)
                if chosen is not None:
                    yield from self._block_children(chosen)
            elif name not in _GONE and name not in _SILENT:
                yield from self._block_children(element)

    def _line(self, element: Element, kind: str) -> None:
        text, style, label = self._paragraph(element)
        if text is not None:
            found = self._heading(element, style) if kind == "paragraph" else kind
            name = self.styles[style].name if style in self.styles else style
            self.composer.paragraph(text, found, style=name, label=label or None)
            if kind == "paragraph" and self.appearance is not None and text.strip():
                span = Span(self.composer.size - len(text), self.composer.size)
                self.looks.append(Look(span, *self.appearance.of(element, style)))
            self._located()
        for box in self._take_boxes():
            if isinstance(box, str):
                self.composer.paragraph(box, "textbox")
            else:
                self.flow(box, "textbox")

    def _take_boxes(self) -> list[Element | str]:
        boxes: list[Element | str] = [*self._wordart, *self._boxes]
        self._boxes, self._wordart = [], []
        return boxes

    def _heading(self, element: Element, style: str | None) -> str:
        if whole(value_of(element.find(f"{W}pPr"), "outlineLvl")) in range(9):
            return "heading"
        name, seen = style, set[str]()
        while name in self.styles and name not in seen:
            seen.add(name)
            found = self.styles[name]
            if found.outline in range(9) or _HEADING.match(found.name):
                return "heading"
            name = found.based_on or ""
        return "paragraph"

    def _paragraph(self, element: Element) -> tuple[str | None, str | None, str]:
        """Return text, style and label of a paragraph; text None if it takes no line."""
        properties = element.find(f"{W}pPr")
        style = value_of(properties, "pStyle")
        # A field whose instruction never ends must not swallow the rest of the text.
        self._fields = [state for state in self._fields if state == "result"]
        in_field = bool(self._fields)
        pieces: Pieces = []
        self._inline(element, pieces)
        text = words_of(pieces)
        lead = len(text) - len(text.lstrip("\n"))
        text = text.strip("\n")
        if self._trace is not None:
            if not self._carried:
                self._found = []
            self._found += places_of(pieces, len(self._carried) - lead, self._mark)
        mark = properties.find(f"{W}rPr") if properties is not None else None
        if mark is not None and (_on(mark, "del") or _on(mark, "moveFrom")):
            self._carried += text
            return None, style, ""
        text, self._carried = self._carried + text, ""
        self._width = len(text)
        if style and _CONTENTS.match(self.styles[style].name if style in self.styles else style):
            self._contents += 1
            return None, style, ""
        if in_field and not text:
            return None, style, ""
        list_id, level = list_of(properties)
        label = self.numbering.label(style, list_id, level)
        return joined(label, text) if text else label, style, label

    def _located(self) -> None:
        """Keep where the characters stand that were written last; a label has none."""
        if self._trace is None:
            return
        start = self.composer.size - self._width
        self._trace.places += [
            Place(start + place.start, start + place.end, place.element, place.exact)
            for place in self._found
        ]
        self._found = []

    def _table(self, table: Element) -> None:
        number = self._tables
        self._tables += 1
        row_number = 0
        for row in self._under(table, "tr"):
            properties = row.find(f"{W}trPr")
            if _on(properties, "del"):
                self._deleted += 1
                continue
            self.composer.line()
            column = _skipped(properties, "gridBefore")
            self.composer.put("\t" * column)
            first = True
            for cell in self._under(row, "tc"):
                if not first:
                    self.composer.put("\t")
                first = False
                column += self._cell(cell, number, row_number, column)
            row_number += 1

    def _under(self, parent: Element, wanted: str) -> Iterator[Element]:
        """Walk rows or cells under wrappers."""
        for element in parent:
            name = local(element)
            if name == wanted:
                yield element
            elif name == "AlternateContent":
                chosen = _alternative(element)
                if chosen is not None:
                    yield from self._under(chosen, wanted)
            elif name not in _GONE and name not in _SILENT:
                yield from self._under(element, wanted)

    def _cell(self, cell: Element, table: int, row: int, column: int) -> int:
        """Write a cell; return how many columns it covers."""
        composer = self.composer
        properties = cell.find(f"{W}tcPr")
        width = max(1, min(whole(value_of(properties, "gridSpan")) or 1, _SPANNED))
        merged = properties.find(f"{W}vMerge") if properties is not None else None
        covered = merged is not None and merged.get(f"{W}val", "continue") == "continue"
        start = composer.size
        style = label = None
        if not covered and not _on(properties, "cellDel"):
            started = nested = False
            for element in self._cell_children(cell):
                if isinstance(element, str):
                    text: str | None = element
                elif local(element) == "tbl":
                    if composer.size > start:
                        composer.cell(start, table, row, column, style=style, label=label)
                    self._table(element)
                    nested = started = True
                    start = composer.size
                    continue
                else:
                    text, found, found_label = self._paragraph(element)
                    style = style or (self.styles[found].name if found in self.styles else found)
                    label = label or found_label or None
                if text:
                    if started:
                        composer.put("\n")
                        start = composer.size if nested else start
                        nested = False
                    composer.put(text)
                    if not isinstance(element, str):
                        self._located()
                    started = True
            if nested:
                return self._pad(width)
        composer.cell(start, table, row, column, style=style, label=label)
        return self._pad(width)

    def _pad(self, width: int) -> int:
        """Keep the columns of a row aligned behind a cell that covers several."""
        self.composer.put("\t" * (width - 1))
        return width

    def _cell_children(self, cell: Element) -> Iterator[Element | str]:
        for element in self._block_children(cell):
            yield element
            for box in self._take_boxes():
                if isinstance(box, str):
                    yield box
                else:
                    yield from self._cell_children(box)

    def note_part(self, kind: str, root: Element | None) -> None:
        """Write the notes that the text refers to, in the order of reference."""
        notes = {note.get(f"{W}id"): note for note in (root if root is not None else ())}
        for ident in self.notes[kind]:
            if (note := notes.pop(ident, None)) is not None:
                self._mark = self._marks[kind, ident]
                self.flow(note, kind)

    # -- inline level --------------------------------------------------------------------------

    def _inline(self, parent: Element, pieces: Pieces) -> None:
        """Collect the characters of a paragraph."""
        for element in parent:
            name = local(element)
            if name == "t":
                # A line feed inside a run's text is a space; Word writes breaks as elements.
                self._text((element.text or "").translate(_BLANKS), pieces, element)
            elif name == "r":
                self._run(element, pieces)
            elif name in _SILENT:
                continue
            elif name in ("ins", "del") and element.get(f"{W}author") == SUGGESTS:
                if name == "del":
                    self._refused(element, pieces)
            elif name in _GONE:
                self._deleted += name in ("del", "moveFrom")
            elif name == "fldChar":
                self._field(element.get(f"{W}fldCharType"))
            elif name in ("footnoteReference", "endnoteReference"):
                kind, ident = name.removesuffix("Reference"), element.get(f"{W}id") or ""
                self.notes[kind].append(ident)
                self._marks.setdefault((kind, ident), element)
            elif name in ("tab", "ptab"):
                self._text("\t", pieces, element)
            elif name in ("br", "cr"):
                self._text("\n", pieces, element)
            elif name == "noBreakHyphen":
                self._text("-", pieces, element)
            elif name == "sym":
                self._symbol(element, pieces)
            elif name == "AlternateContent":
                chosen = _alternative(element)
                if chosen is not None:
                    self._inline(chosen, pieces)
            elif name == "txbxContent":
                self._boxes.append(element)
            elif name == "textpath":
                if words := (element.get("string") or "").strip():
                    self._wordart.append(words)
            elif name == "f":
                self._fraction(element, pieces)
            else:
                self._inserted += name in ("ins", "moveTo")
                self.pictures += name in ("blip", "imagedata")
                self._objects += name == "OLEObject"
                self._inline(element, pieces)

    def _refused(self, deletion: Element, pieces: Pieces) -> None:
        """Read what our own suggestion would delete."""
        for element in deletion.iter(f"{W}delText"):
            self._text(element.text or "", pieces, element)

    def _run(self, run: Element, pieces: Pieces) -> None:
        properties = run.find(f"{W}rPr")
        if properties is not None and _on(properties, "vanish") and run.find(f"{W}t") is not None:
            self._hidden += 1
            return
        self._inline(run, pieces)

    def _text(self, text: str, pieces: Pieces, element: Element) -> None:
        if "code" not in self._fields:
            shown = text.translate(_SYMBOLS) if _SYMBOL_FONT.search(text) else text
            pieces.append((shown, element))

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            if len(self._fields) < 100:
                self._fields.append("code")
        elif self._fields and kind == "separate":
            self._fields[-1] = "result"
        elif self._fields and kind == "end":
            self._fields.pop()

    def _symbol(self, element: Element, pieces: Pieces) -> None:
        try:
            code = int(element.get(f"{W}char") or "", 16)
        except ValueError:
            return
        if code in _SYMBOLS or 0xF000 <= code <= 0xF0FF:
            self._symbols += code not in _SYMBOLS
            self._text(_SYMBOLS.get(code, "□"), pieces, element)
        elif 0x20 <= code < 0xD800 or 0xF900 <= code < 0x110000:
            self._text(chr(code), pieces, element)

    def _fraction(self, element: Element, pieces: Pieces) -> None:
        """Write a fraction of a formula as numerator/denominator."""
        parts: list[str] = []
        for child in element:
            if local(child) in ("num", "den"):
                inner: Pieces = []
                self._inline(child, inner)
                parts.append(words_of(inner))
        self._text("/".join(parts), pieces, element)


def _skipped(properties: Element | None, name: str) -> int:
    return max(0, min(whole(value_of(properties, name)) or 0, _SPANNED))


def _alternative(element: Element) -> Element | None:
    """Choose one of several renderings of the same content: the first that holds anything."""
    choices = [child for child in element if local(child) in ("Choice", "Fallback")]
    for child in choices:
        if any(local(e) in ("t", "txbxContent", "tbl", "p", "sym") for e in child.iter()):
            return child
    return choices[0] if choices else None

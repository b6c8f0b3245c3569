"""Web pages (.html, .htm, .mht): bytes -> the article's paragraphs and tables, furniture off.

When in doubt a part is kept: a lost paragraph is worse than a menu line too many.
"""

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import MessageError

from lxml import etree
from lxml import html as lxml_html

from pipeline.reading.compose import Composer, Content
from pipeline.reading.limits import Limits, damaged, refusal
from pipeline.reading.numbering import Level, joined, written
from pipeline.reading.text import decode
from pipeline.reading.xml import Element, local, whole

KIND = "网页"
_DROPPED = frozenset(
    (
        "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas",
        "audio", "video", "nav", "aside", "button", "select", "input", "textarea", "head",
        "frameset", "map", "datalist", "dialog", "footer",
    )
)  # fmt: skip
_BLOCKS = frozenset(
    (
        "address", "article", "blockquote", "body", "caption", "center", "dd", "details", "div",
        "dl", "dt", "fieldset", "figcaption", "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6",
        "header", "hr", "html", "li", "main", "menu", "ol", "p", "pre", "section", "summary",
        "table", "tbody", "thead", "tfoot", "tr", "ul", "td", "th",
    )
)  # fmt: skip
# Only these can be furniture as a whole: a paragraph is never dropped by its class alone.
_CONTAINERS = frozenset(
    ("div", "section", "ul", "ol", "dl", "table", "header", "form", "center", "menu")
)
_ARTICLE = re.compile(
    r"(?:^|[-_ ])(?:zoom|trs_editor|ucap-content|article[-_]?(?:content|body|text|con)|"
    r"(?:news|main|page|pages|detail|post|entry|text|wp_article)[-_]?(?:content|con|body)|"
    r"content|con_con|view|vsb_content\w*)(?:$|[-_ ])",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"(?:^|[-_ ])(?:nav\w*|menu\w*|breadcrumb\w*|crumb\w*|side\w*|footer?\w*|share\w*|bdshare\w*|"
    r"relat\w+|recommend\w*|hot\w*|ads?|advert\w*|banner|comment\w*|copyright\w*|login\w*|"
    r"search\w*|pager?|pagination|prev-?next|toolbar|print|qrcode|tags?|position|location)"
    r"(?:$|[-_ ])",
    re.IGNORECASE,
)
_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]+)", re.IGNORECASE)
_DEPTH = 300
_LIST_FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_SPACES = re.compile("[ \t\r\n\f\v]+")
_NATIONAL = frozenset(("gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "cp936"))
_DOCTYPE_ENTITY = re.compile("<!ENTITY", re.IGNORECASE)


def read_html(data: bytes, limits: Limits) -> Content:
    """Read a web page."""
    text, encoding, warnings = _decode(data)
    content = _content(text, limits, f"html/{encoding}")
    content.warnings[:0] = warnings
    return content


def read_mht(data: bytes, limits: Limits) -> Content:
    """Read a web page saved as one file."""
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        for part in message.walk():
            if part.get_content_type() in ("text/html", "application/xhtml+xml"):
                payload = part.get_payload(decode=True)
                if isinstance(payload, bytes) and payload:
                    return read_html(payload, limits)
    except (MessageError, ValueError, LookupError, TypeError, IndexError, AttributeError) as error:
        raise damaged("网页存档") from error
    raise damaged("网页存档")


def _decode(data: bytes) -> tuple[str, str, list[str]]:
    """Decode a page: real UTF-8 goes before what it declares, gb2312 means GB18030."""
    declared = _DECLARED.search(data[:4096])
    name = declared.group(1).decode("ascii").lower() if declared else ""
    if name and name not in _NATIONAL and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe")):
        text, encoding, warnings = decode(data)
        if name in ("big5", "big5-hkscs") and encoding == "gb18030":
            try:
                return data.decode(name), name, warnings
            except UnicodeDecodeError:
                pass
        if encoding == "gb18030" and name.startswith("utf"):
            warnings = [*warnings, "网页声明的编码与实际不符，按 GB18030 读取"]
        return text, encoding, warnings
    return decode(data)


def _content(text: str, limits: Limits, reader: str) -> Content:
    if _DOCTYPE_ENTITY.search(text):
        raise refusal("DOCTYPE", "网页里有实体声明（可能是恶意文件），已拒绝打开")
    root = _parse(text)
    composer = Composer(limits)
    writer = _Writer(composer)
    main = _article(root)
    title = _headline(root, main)
    if title is not None and not _within(title, main):
        composer.paragraph(_squeeze(_words(title)), "heading", style="h1")
    writer.walk(main)
    writer.flush()
    content = composer.content(reader)
    if not content.text.strip():
        raise refusal("EMPTY", "网页里没有正文文字，请打开网页复制正文另存为 .txt")
    return content


def _parse(text: str) -> Element:
    # A declaration inside characters that are already decoded makes lxml refuse them.
    text = re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", text).replace("\x00", "")
    # Without huge_tree, what lies below 256 levels would vanish in silence; now below 2,048.
    parser = lxml_html.HTMLParser(
        no_network=True, huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        root = lxml_html.document_fromstring(text, parser=parser, ensure_head_body=True)
    except (etree.LxmlError, ValueError, AssertionError, RecursionError) as error:
        if not text.strip():
            raise refusal("EMPTY", "网页里没有正文文字") from error
        raise damaged(KIND) from error
    if any(entry.level == etree.ErrorLevels.FATAL for entry in parser.error_log):
        raise refusal("BROKEN", "网页嵌套过深或过大，无法完整读取，请复制正文另存为 .txt")
    return root


@dataclass(slots=True)
class _Weight:
    """How many characters an element holds, how many of them are links, and its full stops."""

    size: int = 0
    linked: int = 0
    stops: int = 0
    headline: bool = False


def _weights(body: Element) -> dict[Element, _Weight]:
    """Weigh every element in two passes, however deep they nest."""
    links: dict[Element, bool] = {}
    weights: dict[Element, _Weight] = {}
    for element in body.iter():
        parent = element.getparent()
        name = local(element)
        links[element] = name == "a" or (parent is not None and links.get(parent, False))
        weights[element] = _Weight(headline=name in ("h1", "h2", "h3"))
        if name and name not in _DROPPED:
            _add(weights[element], element.text, inside_link=links[element])
        if element is not body and parent is not None:
            _add(weights[parent], element.tail, inside_link=links[parent])
    for element in reversed(weights):
        parent = element.getparent()
        if element is body or parent is None or local(element) in _DROPPED:
            continue
        own, above = weights[element], weights[parent]
        above.size += own.size
        above.linked += own.linked
        above.stops += own.stops
        above.headline |= own.headline
    return weights


def _add(weight: _Weight, text: str | None, *, inside_link: bool) -> None:
    size = len("".join((text or "").split()))
    weight.size += size
    weight.linked += size if inside_link else 0
    weight.stops += (text or "").count("。")


def _words(element: Element) -> str:
    """Join all characters of an element."""
    return "".join(text for text in element.itertext() if isinstance(text, str))


def _named(element: Element) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}".replace("\n", " ")


def _article(root: Element) -> Element:
    """Find the element that holds the article: well named, and most of the running text."""
    body = root.find("body")
    body = root if body is None else body
    _prune(body)
    weights = _weights(body)
    plain = weights[body].size - weights[body].linked
    best = body
    for element, weight in weights.items():
        name = local(element)
        named = name in ("article", "main") or (
            name in ("div", "section", "td", "font") and _ARTICLE.search(_named(element))
        )
        if named and (weight.size - weight.linked) * 10 >= max(plain, 1) * 6:
            best = element  # document order: a later match is a deeper one
    return best


def _prune(body: Element) -> None:
    """Take out what is never article: menus, footers, lists of links."""
    weights = _weights(body)
    whole = weights[body].size
    for element, weight in weights.items():
        name = local(element)
        if name not in _CONTAINERS:
            continue
        suspect = bool(_FURNITURE.search(_named(element))) or name == "header"
        mostly_links = weight.linked * 2 > weight.size >= 4
        prose = weight.headline or weight.stops >= 2
        parent = element.getparent()
        few = weight.size * 4 < whole
        if few and parent is not None and (mostly_links or (suspect and not prose)):
            _detach(element, parent)


def _detach(element: Element, parent: Element) -> None:
    """Remove an element but keep the text behind it."""
    tail = element.tail
    before = element.getprevious()
    parent.remove(element)
    if tail and before is not None:
        before.tail = (before.tail or "") + "\n" + tail
    elif tail:
        parent.text = (parent.text or "") + "\n" + tail


def _headline(root: Element, main: Element) -> Element | None:
    """Find the article's title: the only h1, else words of the window's title above the article."""
    found = [e for e in root.iter("h1") if _squeeze(_words(e))]
    if len(found) == 1:
        return found[0]
    window = root.find("head/title")
    title = "" if window is None else _squeeze(_words(window))
    for element in root.iter("h2", "h3", "div", "p", "td", "span") if len(title) >= 6 else ():
        if element is main:
            break
        text = _squeeze(_words(element)) if len(element) <= 3 else ""
        if len(text) >= 6 and title.startswith(text) and not _within(main, element):
            return element
    return None


def _within(element: Element, other: Element) -> bool:
    return element is other or any(parent is other for parent in element.iterancestors())


def _squeeze(text: str) -> str:
    """Fold white space as browsers do; U+3000 and U+00A0 are characters and stay."""
    return _SPACES.sub(" ", text).strip(" ")


class _Writer:
    """Writes the blocks of an element tree in order."""

    def __init__(self, composer: Composer) -> None:
        self.composer = composer
        self._line: list[str] = []
        self._heading: str | None = None
        self._label = ""
        self._counts: dict[Element, int] = {}
        self._tables = 0

    def flush(self) -> None:
        """End the line under construction, if it holds anything."""
        text = _squeeze("".join(self._line))
        self._line = []
        if text:
            kind = "heading" if self._heading else "paragraph"
            label, self._label = self._label, ""
            shown = joined(label, text)
            self.composer.paragraph(shown, kind, style=self._heading, label=label or None)

    def walk(self, element: Element, depth: int = 0) -> None:
        """Write an element and all in it; far down only its words, a line each."""
        name = local(element)
        if not name or name in _DROPPED or _is_hidden(element):
            return
        if depth > _DEPTH:
            for text in element.itertext():
                self._line.append(str(text))
                self.flush()
            return
        if name == "table" and (rows := _grid(element)):
            self.flush()
            self._table(rows)
            return
        if name == "pre":
            self.flush()
            for line in _words(element).splitlines():
                self._line.append(line)
                self.flush()
            return
        is_block = name in _BLOCKS
        if is_block:
            self.flush()
        outer = self._heading
        if name in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self._heading = name
        if name == "li":
            self._label = self._item_label(element)
        self._line.append(element.text or "")
        for child in element:
            if local(child) == "br":
                self.flush()
            else:
                self.walk(child, depth + 1)
            self._line.append(child.tail or "")
        if is_block:
            self.flush()
        self._heading = outer

    def _item_label(self, item: Element) -> str:
        """Count an item of an ordered list as browsers do."""
        parent = item.getparent()
        if parent is None or local(parent) != "ol" or "none" in (parent.get("style") or ""):
            return ""
        before = self._counts.get(parent, (whole(parent.get("start")) or 1) - 1)
        number = self._counts[parent] = whole(item.get("value")) or before + 1
        form = _LIST_FORMS.get(parent.get("type") or "1", "decimal")
        return f"{written(number, Level(form=form))}."

    def _table(self, rows: list[list[tuple[Element, int, int]]]) -> None:
        number, self._tables = self._tables, self._tables + 1
        taken: dict[tuple[int, int], bool] = {}
        for row_number, row in enumerate(rows):
            self.composer.line()
            column = 0
            for cell, across, down in row:
                while taken.pop((row_number, column), False):
                    self._divide(column)
                    self.composer.cell(self.composer.size, number, row_number, column)
                    column += 1
                self._divide(column)
                start = self.composer.size
                self.composer.put(" ".join(_lines(cell)))
                self.composer.cell(start, number, row_number, column)
                self.composer.put("\t" * (across - 1))
                for below in range(1, down):
                    for place in range(column, column + across):
                        taken[row_number + below, place] = True
                column += across

    def _divide(self, column: int) -> None:
        if column:
            self.composer.put("\t")


def _lines(cell: Element) -> Iterator[str]:
    """Walk the lines of a cell."""
    inner = Composer(Limits())
    writer = _Writer(inner)
    writer.walk(cell)
    writer.flush()
    return (line for line in inner.content("").text.split("\n") if line)


def _grid(table: Element) -> list[list[tuple[Element, int, int]]]:
    """Give a data table's rows of (cell, columns, rows covered); none for a layout table."""
    rows = []
    for row in table.iter("tr"):
        if next(row.iterancestors("table")) is not table:
            continue
        cells = [cell for cell in row if local(cell) in ("td", "th")]
        rows.append([(c, _covers(c, "colspan", 63), _covers(c, "rowspan", 500)) for c in cells])
    nested = table.find(".//table") is not None
    columns = max((len(row) for row in rows), default=0)
    prose = any(len(cell.findall(".//p")) > 3 for row in rows for cell, _, _ in row)
    return [] if nested or columns < 2 or prose else rows


def _covers(cell: Element, name: str, most: int) -> int:
    text = (cell.get(name) or "").strip()
    return (
        max(1, min(int(text), most)) if text.isascii() and text.isdigit() and len(text) < 5 else 1
    )


def _is_hidden(element: Element) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or element.get("hidden") is not None

"""Parses XML from foreign packages: no DOCTYPE, no entities, no network, bounded depth and size."""

import re
from typing import TypeAlias

from lxml import etree

from pipeline.reading.limits import damaged, refusal

Element: TypeAlias = etree._Element
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DOCTYPE = re.compile("<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_WIDE_MARKS = tuple("<!D".encode(code) for code in ("utf-16-le", "utf-16-be"))
_ILLEGAL = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|&#(?:x0{0,4}(?:[0-8bcef]|1[0-9a-f])|0{0,4}[0-8]);",
    re.IGNORECASE,
)
# ISO Strict names its vocabularies otherwise; the elements that carry text are the same.
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def parse(data: bytes, kind: str) -> Element:
    """Parse one part; characters that XML forbids are dropped, anything else broken is refused."""
    if _DOCTYPE.search(data.decode("latin-1")) or any(mark in data for mark in _WIDE_MARKS):
        raise refusal("DOCTYPE", f"{kind}里有文档类型声明（可能是恶意文件），已拒绝打开")
    data = data.replace(_STRICT, _TRANSITIONAL)
    for attempt in (data, _ILLEGAL.sub(b"", data)):
        try:
            return _parse(attempt)
        except (etree.LxmlError, ValueError) as error:
            failure = error
    raise damaged(kind) from failure


def _parse(data: bytes) -> Element:
    """Parse strictly; only an undeclared prefix is forgiven, it loses no text."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=True,
    )
    root = etree.fromstring(data, parser)
    grave = [e for e in parser.error_log if e.domain != etree.ErrorDomains.NAMESPACE]
    if root is None or any(e.level >= etree.ErrorLevels.ERROR for e in grave):
        raise ValueError("not well-formed")
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise ValueError("doctype")
    return root


def local(element: Element) -> str:
    """Give an element's name without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value_of(element: Element | None, name: str) -> str | None:
    """Read ``w:val`` of a child of a Word element."""
    child = element.find(f"{W}{name}") if element is not None else None
    return None if child is None else child.get(f"{W}val")


def whole(text: str | None) -> int | None:
    """Read a whole number that a foreign file wrote, None if it is none or absurd."""
    try:
        number = int(text or "")
    except ValueError:
        return None
    return number if abs(number) < 1_000_000 else None

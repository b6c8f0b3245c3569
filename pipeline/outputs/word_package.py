"""A Word file with its marks: a new main part and comments part, every other part as it was."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Sequence
from datetime import date

from lxml import etree

from pipeline import reading
from pipeline.outputs.word_marks import Comment, Marker, accept, comments_xml, forget
from pipeline.reading.package import Package
from pipeline.reading.parts import KIND, relations
from pipeline.reading.xml import Element, W, parse
from pipeline.schema import Edit

_MAIN = W[1:-1].encode()
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES_PART = "[Content_Types].xml"
_MOST = 32_000
"""Word opens no file with more than 32,767 comments (MS-OI29500 2.1.315)."""


def marked(
    content: bytes,
    text: str,
    comments: Sequence[Comment],
    edits: Sequence[Edit],
    *,
    accepted: bool = False,
    day: date | None = None,
) -> bytes | None:
    """Write comments and changes into a Word file; None if it has no place for them.

    Changes are suggestions, unless they are ``accepted`` at once. Our own comments of an earlier
    check make place for those of this one; all others stay.
    """
    trace = reading.trace_word(content)
    package = trace.package
    if package is None or not trace.places:
        return None
    main = trace.places[0].element.getroottree().getroot()
    strict = _STRICT in (package.read(trace.part) or b"")
    part, existing = _comments_part(package, trace.part)
    spoken = (
        parse(existing, KIND) if existing else etree.Element(f"{W}comments", nsmap={"w": W[1:-1]})
    )
    marker = Marker(trace, _first_free(main, spoken), day)
    gone = forget(main, spoken) if comments else False
    for edit in edits:
        marker.suggest(edit, text)
    if accepted:
        accept(main)
    found = [(ident, each) for each in comments[:_MOST] if (ident := marker.comment(each.span))]
    comments_xml(spoken, found, day)
    changed = {trace.part: _bytes(main, strict=strict)}
    if not found and not gone:
        return _packed(package, changed)
    changed[part] = _bytes(spoken, strict=strict)
    if not existing:
        changed |= _announced(package, trace.part, part, strict=strict)
    changed[_TYPES_PART] = _types(package, trace.part, part)
    return _packed(package, changed)


def _first_free(*roots: Element) -> int:
    """Find a number above those that comments, changes and bookmarks bear already."""
    taken = [
        int(number)
        for root in roots
        for element in root.iter()
        if (number := element.get(f"{W}id") or "").isdecimal() and len(number) < 9
    ]
    return max(taken, default=-1) + 1


def _comments_part(package: Package, main: str) -> tuple[str, bytes | None]:
    """Name the part of the comments, and give it where there is one."""
    named = dict(relations(package, main, package.limits)).get("comments")
    if named and (existing := package.read(named)):
        return named, existing
    folder = posixpath.dirname(main)
    names = (f"comments{number or ''}.xml" for number in range(1000))
    return next(n for each in names if (n := posixpath.join(folder, each)) not in package), None


def _announced(package: Package, main: str, part: str, *, strict: bool) -> dict[str, bytes]:
    """Name the new comments part in the relations of the main one."""
    folder, name = posixpath.split(main)
    place = posixpath.join(folder, "_rels", f"{name}.rels")
    raw = package.read(place)
    root = parse(raw, KIND) if raw else etree.Element(f"{_RELATIONS}Relationships")
    taken = {each.get("Id") for each in root}
    ident = next(i for number in range(10_000) if (i := f"rIdHuibao{number}") not in taken)
    kind = f"{_STRICT_OFFICE if strict else _OFFICE}/comments"
    target = f"/{part}"
    etree.SubElement(root, f"{_RELATIONS}Relationship", Id=ident, Type=kind, Target=target)
    return {place: _bytes(root)}


def _types(package: Package, main: str, part: str) -> bytes:
    """Name the types of both parts; a template or a file with macros becomes a plain document."""
    raw = package.read(_TYPES_PART)
    root = parse(raw, KIND) if raw else etree.Element(f"{_TYPES}Types")
    wanted = {main: f"{_WORD}.document.main+xml", part: f"{_WORD}.comments+xml"}
    for element in root.findall(f"{_TYPES}Override"):
        named = (element.get("PartName") or "").lstrip("/")
        if named in wanted:
            element.set("ContentType", wanted.pop(named))
        elif _is_macro(named):
            root.remove(element)
    for named, kind in wanted.items():
        etree.SubElement(root, f"{_TYPES}Override", PartName=f"/{named}", ContentType=kind)
    return _bytes(root)


def _is_macro(name: str) -> bool:
    base = posixpath.basename(name).lower()
    return base.startswith(("vbaproject", "vbadata"))


def _bytes(root: Element, *, strict: bool = False) -> bytes:
    written = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written.replace(_MAIN, _STRICT) if strict else written


def _packed(package: Package, changed: dict[str, bytes]) -> bytes:
    """Pack the parts again, in their order; the new ones last."""
    out = io.BytesIO()
    left = dict(changed)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, info in package.members:
            if _is_macro(name):
                continue
            raw = left.pop(name) if name in left else package.unpack(info)
            if name.endswith(".rels") and b"vba" in raw:
                raw = _without_macros(raw)
            archive.writestr(_info(info.filename), raw)
        for name, raw in left.items():
            archive.writestr(_info(name), raw)
    return out.getvalue()


def _info(name: str) -> zipfile.ZipInfo:
    """Name a member; a fixed time makes the same input give the same file."""
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _without_macros(raw: bytes) -> bytes:
    root = parse(raw, KIND)
    for each in list(root):
        if _is_macro(each.get("Target") or ""):
            root.remove(each)
    return _bytes(root)

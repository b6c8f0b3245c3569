"""The parts of a Word package: which is the main one, what it names, and its styles."""

import posixpath
from collections.abc import Iterator

from pipeline.reading.limits import Limits, damaged, too_large
from pipeline.reading.numbering import Style
from pipeline.reading.package import Package
from pipeline.reading.xml import Element, W, local, parse, value_of, whole

KIND = "Word 文档"


def main_part(package: Package) -> str:
    """Name the part that holds the text."""
    named = package.read("_rels/.rels", limit=package.limits.xml_part)
    if named is not None:
        for relation in parse(named, KIND):
            if (relation.get("Type") or "").endswith("/officeDocument"):
                target = _target("", relation.get("Target") or "")
                if target in package and not target.startswith(("xl/", "ppt/")):
                    return target
    if "word/document.xml" in package:
        return "word/document.xml"
    raise damaged(KIND)


def relations(package: Package, main: str, limits: Limits) -> Iterator[tuple[str, str]]:
    """Walk the parts that the main part names, by the last word of their type."""
    folder, _, name = main.rpartition("/")
    root = part(package, f"{folder}/_rels/{name}.rels", limits)
    for relation in root if root is not None else ():
        if relation.get("TargetMode") != "External":
            kind = (relation.get("Type") or "").rpartition("/")[2]
            yield kind, _target(folder, relation.get("Target") or "")


def _target(folder: str, target: str) -> str:
    target = target.replace("\\", "/")
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(folder, target)).lstrip("/")


def part(package: Package, name: str | None, limits: Limits) -> Element | None:
    """Parse a part, None if it is missing: Word too opens a file without its styles."""
    data = package.read(name, limit=limits.xml_part) if name else None
    if data is None:
        return None
    if data.count(b"<w:p>") + data.count(b"<w:p ") > limits.paragraphs:
        raise too_large("段落数", f"{limits.paragraphs} 段")
    return parse(data, KIND)


def styles_of(root: Element | None) -> dict[str, Style]:
    """Read the paragraph styles by their ids."""
    styles = {}
    for element in root if root is not None else ():
        if local(element) != "style":
            continue
        ident = element.get(f"{W}styleId") or ""
        name = value_of(element, "name") or ident
        properties = element.find(f"{W}pPr")
        list_id, level = list_of(properties)
        outline = whole(value_of(properties, "outlineLvl"))
        styles[ident] = Style(name, value_of(element, "basedOn"), list_id, level, outline)
    return styles


def list_of(properties: Element | None) -> tuple[str | None, int | None]:
    """Read which list a paragraph names, and the level in it."""
    found = properties.find(f"{W}numPr") if properties is not None else None
    if found is None:
        return None, None
    return value_of(found, "numId"), whole(value_of(found, "ilvl"))

"""Builds small Word files from raw XML, as Word writes them, for the tests of reading."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from pipeline.rules.base import Example

W_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT_NS = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_SPACES = (
    f'xmlns:w="{W_NS}" xmlns:r="{_REL}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:o="urn:schemas-microsoft-com:office:office"'
)


def packed(members: Mapping[str, bytes | str], *, compress: bool = True) -> bytes:
    """Pack members into a zip."""
    out = io.BytesIO()
    method = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def part(root: str, inner: str) -> str:
    """Wrap XML into a part's root element."""
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} {_SPACES}>{inner}</w:{root}>'


def p(
    text: str = "", *, style: str = "", num: str = "", level: int | None = None, rest: str = ""
) -> str:
    """Write a paragraph; ``num`` is its list, ``rest`` raw XML behind the text."""
    ilvl = "" if level is None else f'<w:ilvl w:val="{level}"/>'
    numbering = f'<w:numPr>{ilvl}<w:numId w:val="{num}"/></w:numPr>' if num else ""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{numbering}</w:pPr>{r(text) if text else ''}{rest}</w:p>"


def r(text: str, *, properties: str = "", tag: str = "t") -> str:
    """Write a run."""
    rpr = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{rpr}<w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'


def table(*rows: list[str]) -> str:
    """Write a table of plain cells; a cell that begins with ``<`` is raw XML of its content."""
    xml = ""
    for row in rows:
        cells = "".join(f"<w:tc>{c if c.startswith('<') else p(c)}</w:tc>" for c in row)
        xml += f"<w:tr>{cells}</w:tr>"
    return f"<w:tbl>{xml}</w:tbl>"


def numbered(levels: dict[int, tuple[str, str]], *, extra: str = "", uses: str = "") -> str:
    """Write a numbering part with one list (1) of (form, text) levels."""
    inner = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in levels.items()
    )
    return part(
        "numbering",
        f'<w:abstractNum w:abstractNumId="0">{inner}</w:abstractNum>{extra}'
        f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{uses}',
    )


def docx(
    body: str,
    *,
    numbering: str = "",
    styles: str = "",
    footnotes: str = "",
    endnotes: str = "",
    strict: bool = False,
    main_type: str = "document.main",
    more: dict[str, bytes | str] | None = None,
) -> bytes:
    """Build a Word package around a body."""
    parts = {"numbering": numbering, "styles": styles, "footnotes": footnotes, "endnotes": endnotes}
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{_REL}/{name}" Target="{name}.xml"/>'
        for n, name in enumerate(parts)
        if parts[name]
    )
    members: dict[str, bytes | str] = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.{main_type}+xml"/>'
            "</Types>"
        ),
        "_rels/.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{_REL}/officeDocument" Target="word/document.xml"/>'
            "</Relationships>"
        ),
        "word/document.xml": part("document", f"<w:body>{body}</w:body>"),
        "word/_rels/document.xml.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f"{relations}</Relationships>"
        ),
        **{f"word/{name}.xml": content for name, content in parts.items() if content},
        **(more or {}),
    }
    if strict:
        members = {
            name: content.replace(W_NS, STRICT_NS) if isinstance(content, str) else content
            for name, content in members.items()
        }
    return packed(members)


def laid_out(text: str, example: Example) -> bytes:
    """Build a Word file that looks as an example says."""
    fonts = [*example.fonts, *[None] * text.count("\n"), None]
    lines = ""
    for line, look in zip(text.split("\n"), fonts, strict=False):
        properties = (
            ""
            if look is None
            else (f'<w:rFonts w:eastAsia="{look[0]}"/><w:sz w:val="{round(look[1] * 2)}"/>')
        )
        lines += f"<w:p>{r(line, properties=properties)}</w:p>"
    top, bottom, left, right = (
        round(each * 1440 / 25.4) for each in example.margins or (37, 35, 28, 26)
    )
    footer = '<w:footerReference w:type="default" r:id="rIdF"/>' if example.numbered else ""
    section = (
        f'<w:sectPr>{footer}<w:pgSz w:w="11906" w:h="16838"/>'
        f'<w:pgMar w:top="{top}" w:bottom="{bottom}" w:left="{left}" w:right="{right}"/></w:sectPr>'
    )
    page = "<w:p><w:fldSimple w:instr=' PAGE '/></w:p>"
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rIdF" Type="{_REL}/footer" Target="footer1.xml"/></Relationships>'
    )
    more: dict[str, bytes | str] = {
        "word/footer1.xml": part("ftr", page),
        "word/_rels/document.xml.rels": relation,
    }
    return docx(lines + section, more=more if example.numbered else None)

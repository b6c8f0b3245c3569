"""Writes tiny PDF and OFD files with Chinese text at given places, for the tests of reading."""

from __future__ import annotations

from collections.abc import Sequence

from tests.reading.word import packed

A4 = (595, 842)
Stroke = tuple[int, int, int, int]
Piece = tuple[float, float, float, str]  # left, baseline from the bottom, size, words


def pdf(pages: list[list[Piece]], *, extra: str = "", rules: Sequence[Stroke] = ()) -> bytes:
    """Build a PDF; its font is named only, so the file stays a few hundred bytes.

    ``rules`` are lines (x1, y1, x2, y2) on every page.
    """
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids ["
        + " ".join(f"{6 + 2 * n} 0 R" for n in range(len(pages)))
        + "] >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
        "/DescendantFonts [4 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> "
        "/FontDescriptor 5 0 R >>",
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -120 1000 880] "
        "/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
    ]
    for number, pieces in enumerate(pages):
        stream = " ".join(
            f"BT /F1 {size} Tf 1 0 0 1 {left} {base} Tm <{words.encode('utf-16-be').hex()}> Tj ET"
            for left, base, size, words in pieces
        )
        stream += "".join(f" {x1} {y1} m {x2} {y2} l S" for x1, y1, x2, y2 in rules)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {A4[0]} {A4[1]}] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {7 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    out = b"%PDF-1.4\n"
    places = []
    for number, text in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    head = f"xref\n0 {size}\n0000000000 65535 f \n"
    end = f"{head}{table}trailer\n<< /Size {size} /Root 1 0 R {extra}>>"
    return out + f"{end}\nstartxref\n{len(out)}\n%%EOF\n".encode()


def ofd(pages: list[list[tuple[float, float, str]]]) -> bytes:
    """Build an OFD; pieces are (left, top, words) in millimetres, 5 mm high."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    listed = "".join(
        f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages))
    )
    members = {
        "OFD.xml": (
            f"<ofd:OFD {space}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
            "</ofd:DocBody></ofd:OFD>"
        ),
        "Doc_0/Document.xml": (
            f"<ofd:Document {space}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
            "</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData>"
            f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
        ),
    }
    for number, pieces in enumerate(pages):
        texts = "".join(
            f'<ofd:TextObject ID="{n}" Boundary="{left} {top} {5 * len(words)} 5" Size="5">'
            f'<ofd:TextCode X="0" Y="4">{words}</ofd:TextCode></ofd:TextObject>'
            for n, (left, top, words) in enumerate(pieces)
        )
        members[f"Doc_0/Pages/Page_{number}/Content.xml"] = (
            f"<ofd:Page {space}><ofd:Content><ofd:Layer>{texts}</ofd:Layer></ofd:Content>"
            "</ofd:Page>"
        )
    return packed(members)


def flowed(
    paragraphs: list[str], *, left: float = 80, top: float = 740, size: float = 16, width: int = 27
) -> list[Piece]:
    """Break paragraphs into printed lines of that many characters, the first indented by two."""
    lines = []
    for paragraph in paragraphs:
        first, rest = paragraph[: width - 2], paragraph[width - 2 :]
        lines.append((left + 2 * size, first))
        lines += [(left, rest[at : at + width]) for at in range(0, len(rest), width)]
    return [(at, top - 28 * n, size, words) for n, (at, words) in enumerate(lines)]

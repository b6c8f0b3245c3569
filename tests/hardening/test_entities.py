"""DOCTYPEs, entities, XInclude in every XML format: refused, nothing of this computer read."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pipeline.drafting import read_brief
from pipeline.errors import HuibaoError
from pipeline.reading import read_bytes
from tests.reading.printed import ofd
from tests.reading.word import docx, p, packed

SECRET = "机器上的秘密文件的内容"
PAYLOADS = {
    "external": '<!DOCTYPE d [<!ENTITY x SYSTEM "{uri}">]>',
    "external public": '<!DOCTYPE d [<!ENTITY x PUBLIC "-//X//X" "{uri}">]>',
    "internal": '<!DOCTYPE d [<!ENTITY x "偷换的字">]>',
    "parameter": '<!DOCTYPE d [<!ENTITY % p SYSTEM "{uri}"> %p;]>',
    "dtd": '<!DOCTYPE d SYSTEM "{uri}">',
    "dtd public": '<!DOCTYPE d PUBLIC "-//X//X" "{uri}">',
    "laughs": '<!DOCTYPE d [<!ENTITY a "1111111111">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + '<!ENTITY x "&j;">]>',
    "quadratic": f'<!DOCTYPE d [<!ENTITY x "{"1" * 50_000}">]>',
    "cyclic": '<!DOCTYPE d [<!ENTITY x "&y;"><!ENTITY y "&x;">]>',
    "lower case": '<!doctype d [<!ENTITY x SYSTEM "{uri}">]>',
    "spaced": '<!DOCTYPE\n\td\n[<!ENTITY x SYSTEM "{uri}">]>',
}
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


@pytest.fixture
def canary(tmp_path: Path) -> str:
    (tmp_path / "canary.txt").write_text(SECRET, encoding="utf-8")
    return (tmp_path / "canary.txt").as_uri()


def poisoned(xml: str, payload: str) -> str:
    """Put a declaration before the root, and the entity into the first text."""
    body = xml.removeprefix(HEAD)
    return HEAD + payload + body.replace("甲", "甲&x;乙", 1)


def word(payload: str, where: str) -> bytes:
    import zipfile
    from io import BytesIO

    styles = (
        HEAD + '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
    )
    with zipfile.ZipFile(BytesIO(docx(p("甲12处"), styles=styles))) as archive:
        members: dict[str, bytes | str] = {n: archive.read(n).decode() for n in archive.namelist()}
    members[where] = poisoned(str(members[where]), payload)
    return packed(members)


def refused(data: bytes, name: str) -> None:
    with pytest.raises(HuibaoError) as caught:
        read_bytes(data, name)
    assert caught.value.code in ("DOCTYPE", "BROKEN")
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("where", ["word/document.xml", "word/styles.xml", "_rels/.rels"])
@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_entity_in_a_word_file_is_refused(payload: str, where: str, canary: str) -> None:
    refused(word(PAYLOADS[payload].replace("{uri}", canary), where), "周报.docx")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_entity_in_an_ofd_is_refused(payload: str, canary: str) -> None:
    import zipfile
    from io import BytesIO

    with zipfile.ZipFile(BytesIO(ofd([[(30.0, 40.0, "甲12处")]]))) as archive:
        members: dict[str, bytes | str] = {n: archive.read(n).decode() for n in archive.namelist()}
    page = "Doc_0/Pages/Page_0/Content.xml"
    members[page] = poisoned(str(members[page]), PAYLOADS[payload].replace("{uri}", canary))
    refused(packed(members), "周报.ofd")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_entity_in_a_web_page_is_only_text(payload: str, canary: str) -> None:
    page = (
        PAYLOADS[payload].replace("{uri}", canary) + "<html><body><p>甲&x;乙12处</p></body></html>"
    )
    try:
        text = read_bytes(page.encode(), "周报.html").text
    except HuibaoError as error:
        text = str(error)
    assert SECRET not in text
    assert "偷换的字" not in text.replace(PAYLOADS["internal"], "")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_entity_in_a_workbook_reaches_no_row(payload: str, canary: str, tmp_path: Path) -> None:
    import io
    import zipfile

    import openpyxl

    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["指标", "数值", "单位"])
    book.active.append(["甲", 31, "处"])
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as archive:
        members: dict[str, bytes | str] = {n: archive.read(n).decode() for n in archive.namelist()}
    spelled = {n: str(x).replace("&#30002;", "甲") for n, x in members.items()}
    [(name, xml)] = [(n, x) for n, x in spelled.items() if "甲" in x]
    members[name] = poisoned(HEAD + xml, PAYLOADS[payload].replace("{uri}", canary))
    path = tmp_path / "数据.xlsx"
    path.write_bytes(packed(members))
    try:
        told = repr(read_brief([path]))
    except HuibaoError as error:
        told = str(error)
        assert "\n" not in told
    assert SECRET not in told
    assert "偷换的字" not in told


def test_an_inclusion_is_not_followed(canary: str) -> None:
    include = (
        f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{canary}" parse="text"/>'
    )
    assert SECRET not in read_bytes(docx(p("甲12处") + include), "周报.docx").text


def test_utf_16_hides_no_declaration() -> None:
    import zipfile
    from io import BytesIO

    with zipfile.ZipFile(BytesIO(docx(p("甲12处")))) as archive:
        members: dict[str, bytes | str] = {n: archive.read(n) for n in archive.namelist()}
    main = members["word/document.xml"]
    assert isinstance(main, bytes)
    xml = main.decode().replace("UTF-8", "UTF-16")
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        declared = xml.replace("?>", '?><!DOCTYPE d [<!ENTITY x "1">]>', 1)
        refused(packed({**members, "word/document.xml": declared.encode(encoding)}), "周报.docx")


def test_the_parser_of_workbooks_is_the_hardened_one() -> None:
    import openpyxl.xml

    assert openpyxl.xml.DEFUSEDXML or openpyxl.xml.LXML
    assert "defusedxml" in sys.modules

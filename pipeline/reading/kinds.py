"""Tells what a file is by its content; its name only settles what content cannot."""

import re

from pipeline.reading.limits import refusal

TEXT_NAMES = frozenset(("", "txt", "text", "md", "markdown"))
_HTML_NAMES = frozenset(("html", "htm", "xhtml", "shtml"))
_OFFICE_NAMES = frozenset(("doc", "wps", "rtf", "dot", "wpt"))
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_OTHERS = (
    (b"Rar!\x1a\x07", "RAR 压缩包", "请解压后再试，或改用 zip 压缩"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包", "请解压后再试，或改用 zip 压缩"),
    (b"\x1f\x8b", "gzip 压缩包", "请解压后再试，或改用 zip 压缩"),
    (b"\x7fELF", "可执行程序", "请确认是否选错了文件"),
    (b"SQLite format 3\x00", "数据库文件", "请确认是否选错了文件"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_MHT = re.compile(rb"^mime-version:", re.IGNORECASE | re.MULTILINE)
_WORD_NAMES = frozenset(("docx", "docm", "dotx", "dotm"))
_PACKAGES = (  # the first member whose name begins so tells the kind
    (b"word/", "docx"),
    (b"xl/", "xlsx"),
    (b"ppt/", "pptx"),
    (b"OFD.xml", "ofd"),
    (b"content.xml", "odf"),
)
_REFUSED_PACKAGES = {
    "xlsx": ("Excel 表格", "起草用的数据表请用 huibao draft --data"),
    "odf": ("OpenDocument 文件", "请另存为 .docx 后再试"),
}


def suffix(name: str) -> str:
    """Give a name's extension without the dot, in lower case."""
    base = name.replace("\\", "/").rpartition("/")[2]
    return base.rpartition(".")[2].lower() if "." in base.lstrip(".") else ""


def kind_of(data: bytes, name: str) -> str:
    """Name the reader for these bytes.

    Raises:
        UnreadableFile: a kind that no reader reads, said in the user's words.
    """
    ending = suffix(name)
    found = _by_content(data, ending)
    if ending in TEXT_NAMES and ending and found not in _TEXTUAL:
        raise refusal(
            "BINARY", f"扩展名是 .{ending}，内容却不是文字（{_SPOKEN[found]}），请改对扩展名后再试"
        )
    if ending in TEXT_NAMES and ending:
        return "text"
    if found == "text" and ending not in TEXT_NAMES:
        return _by_name(data, ending)
    return found


_TEXTUAL = frozenset(("text", "html", "mht", "rtf", "wordml"))
_SPOKEN = {
    "pdf": "PDF",
    "docx": "Word 文档",
    "pptx": "PowerPoint 演示文稿",
    "ofd": "OFD 文件",
    "zip": "压缩包",
    "ole": "旧版 Office 文件",
    "odt": "OpenDocument 文档",
    "picture": "图片",
}


def _by_content(data: bytes, ending: str) -> str:
    for mark in _PICTURES:
        if data.startswith(mark) and (len(mark) > 2 or b"\x00" in data[:64]):
            return "picture"
    for mark, spoken, advice in _OTHERS:
        if data.startswith(mark):
            raise refusal("UNKNOWN_FORMAT", f"这是{spoken}，不能读取；{advice}")
    if data.startswith(_OLE):
        return "ole"
    if data.startswith(_ZIP):
        return _package_kind(data, ending)
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith(b"<") and b"<w:wordDocument" in head:
        return "wordml"
    if head.startswith(b"<") and b"<uof:" in head:
        raise refusal("UNKNOWN_FORMAT", "这是 UOF（标文通）文件，请用 WPS 另存为 .docx 后再试")
    if _MHT.search(head) and (ending in ("mht", "mhtml", "doc") or b"multipart/related" in head):
        return "mht"
    if ending in _HTML_NAMES or (head.startswith(b"<") and _HTML.search(head)):
        return "html"
    return "text"


def _package_kind(data: bytes, ending: str) -> str:
    """Tell office packages from plain zips by the names in the zip's directory."""
    names = _member_names(data)
    typed = any(name in (b"[Content_Types].xml", b"mimetype", b"OFD.xml") for name in names)
    for mark, kind in _PACKAGES:
        if (typed or ending in _WORD_NAMES) and any(name.startswith(mark) for name in names):
            if kind == "odf" and b"opendocument.text" in data[:200]:
                return "odt"
            if kind in _REFUSED_PACKAGES:
                spoken, advice = _REFUSED_PACKAGES[kind]
                raise refusal("UNKNOWN_FORMAT", f"这是 {spoken}，不是汇报材料；{advice}")
            return kind
    if ending in _WORD_NAMES or (b"word/document.xml" in names):
        return "docx"
    return "ofd" if ending == "ofd" else "zip"


def _member_names(data: bytes) -> list[bytes]:
    """List the names of a zip's directory, unchecked: only to tell the kind."""
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - 66_000))
    size = int.from_bytes(data[end + 12 : end + 16], "little") if end >= 0 else 0
    place, names = end - size, list[bytes]()
    while 0 <= place < end and data[place : place + 4] == b"PK\x01\x02" and len(names) < 5_000:
        name, extra, comment = (
            int.from_bytes(data[place + at : place + at + 2], "little") for at in (28, 30, 32)
        )
        names.append(data[place + 46 : place + 46 + name].replace(b"\\", b"/"))
        place += 46 + name + extra + comment
    return names


def _by_name(data: bytes, ending: str) -> str:
    """Choose for characters whose name promises something else than plain text."""
    if ending in _OFFICE_NAMES and not data.lstrip().startswith(b"<?xml"):
        return "text"  # a plain text file that was only named .doc
    if ending in _WORD_NAMES:
        raise refusal("BROKEN", "不是有效的 Word 文档，文件已损坏或扩展名不对，请重新另存")
    if ending in ("pdf", "zip", "ofd", "mht", "mhtml"):
        raise refusal("BROKEN", f"不是有效的 {ending.upper()} 文件，已损坏或扩展名不对，请重新拷贝")
    raise refusal(
        "UNKNOWN_FORMAT",
        f"不认识的格式 .{ending[:12]}，"
        "可读取 txt、md、docx、doc、wps、rtf、pdf、html、ofd、pptx 和 zip",
    )

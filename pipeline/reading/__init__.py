"""Reading: a file -> Document, whatever its format; what cannot be read raises UnreadableFile.

Readers are chosen by content. Each is imported when its first file comes.
"""

import hashlib
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import UnreadableFile
from pipeline.reading import bundle
from pipeline.reading.bundle import unpacked_size
from pipeline.reading.clean import clean
from pipeline.reading.compose import Content
from pipeline.reading.kinds import kind_of
from pipeline.reading.limits import DEFAULT, Limits, refusal, too_large
from pipeline.reading.package import Budget, label
from pipeline.schema import Document, Source

if TYPE_CHECKING:
    from pipeline.reading.trace import Trace

__all__ = [
    "Limits",
    "is_word",
    "picture_of",
    "read",
    "read_all",
    "read_bytes",
    "read_originals",
    "trace_word",
    "unpacked_size",
]

Original = tuple[Document, bytes]

_READERS = {
    "text": ("text", "read_text"),
    "docx": ("docx", "read_docx"),
    "pptx": ("pptx", "read_pptx"),
    "html": ("html", "read_html"),
    "mht": ("html", "read_mht"),
    "pdf": ("pdf", "read_pdf"),
    "ofd": ("ofd", "read_ofd"),
    "ole": ("office", "read_office"),
    "rtf": ("office", "read_office"),
    "wordml": ("office", "read_office"),
    "odt": ("office", "read_office"),
    "picture": ("ocr", "read_picture"),
}


def read(path: Path, *, limits: Limits = DEFAULT) -> Document:
    """Read one file; a zip must hold exactly one report.

    Raises:
        UnreadableFile: missing, empty, encrypted, broken, of unknown format or too large.
    """
    return read_bytes(_bytes_of(path, limits), path.name, limits=limits)


def read_bytes(data: bytes, name: str, *, limits: Limits = DEFAULT) -> Document:
    """Read what was received as bytes; ``name`` is only a label and a hint.

    Raises:
        UnreadableFile: as for ``read``.
    """
    shown = label(name)
    try:
        kind = _kind(data, shown, limits)
        if kind != "zip":
            return _document(data, shown, kind, limits)
        members = list(_members(data, shown, limits, Budget.of(limits), depth=1))
    except UnreadableFile as error:
        error.file = error.file or shown
        raise
    if len(members) == 1:
        if isinstance(members[0], UnreadableFile):
            raise members[0]
        return members[0][0]
    raise UnreadableFile(
        f"压缩包里有 {len(members)} 个文件，不是一份材料，请逐个读取或整包收录",
        file=shown,
        code="BUNDLE",
    )


def read_all(path: Path, *, limits: Limits = DEFAULT) -> Iterator[Document | UnreadableFile]:
    """Read a file, every member of a zip, or every file of a folder; a bad one stops no other."""
    for read_one in read_originals(path, limits=limits):
        yield read_one if isinstance(read_one, UnreadableFile) else read_one[0]


def read_originals(
    path: Path, *, limits: Limits = DEFAULT
) -> Iterator[tuple[Document, bytes] | UnreadableFile]:
    """Do as ``read_all``, each document with the bytes that it was read from."""
    if path.is_dir():
        for member in sorted(path.rglob("*")):
            if member.is_file() and not member.name.startswith((".", "~$")):
                yield from read_originals(member, limits=limits)
        return
    name = label(path.name)
    try:
        data = _bytes_of(path, limits)
        yield from _read_each(data, name, limits, Budget.of(limits), depth=0)
    except UnreadableFile as error:
        error.file = error.file or name
        yield error


def is_word(data: bytes, name: str) -> bool:
    """Say whether the file is a Word package (.docx and its kin), which can carry comments."""
    return kind_of(data, name) == "docx"


def picture_of(
    data: bytes,
    name: str,
    page: int,
    box: tuple[float, float, float, float] | None = None,
    *,
    limits: Limits = DEFAULT,
) -> bytes:
    """Draw a page of a scan as PNG, or the place on it that a block's ``box`` names.

    Raises:
        UnreadableFile: the file is no scan or picture, or has no such page.
    """
    kind = _kind(data, label(name), limits)
    if kind == "pdf":
        from pipeline.reading.pdf import pictures_of
    elif kind == "picture":
        from pipeline.reading.ocr import pictures_of
    else:
        raise refusal("PICTURE", "不是扫描件或图片，没有原图可看")
    from pipeline.reading.ocr import cut

    for number, picture in pictures_of(data, limits):
        if number == page:
            return cut(picture, box)
    raise refusal("PICTURE", f"没有第 {page} 页")


def trace_word(data: bytes, *, limits: Limits = DEFAULT) -> "Trace":
    """Read a Word package and say which element of its XML shows which character of the text."""
    from pipeline.reading.docx import trace_docx

    return trace_docx(data, limits)


def _read_each(
    data: bytes, name: str, limits: Limits, budget: Budget, *, depth: int
) -> Iterator[tuple[Document, bytes] | UnreadableFile]:
    kind = _kind(data, name, limits)
    if kind == "zip":
        yield from _members(data, name, limits, budget, depth=depth + 1)
    else:
        yield _document(data, name, kind, limits), data


def _members(
    data: bytes, name: str, limits: Limits, budget: Budget, *, depth: int
) -> Iterator[tuple[Document, bytes] | UnreadableFile]:
    if depth > limits.zip_depth:
        raise refusal("ZIP_DEPTH", f"压缩包套了 {limits.zip_depth} 层以上，请解压后再试")
    empty = True
    for member, unpacked in bundle.walk(data, limits, budget=budget):
        empty = False
        shown = f"{name}/{member}"
        try:
            if isinstance(unpacked, UnreadableFile):
                raise unpacked
            yield from _read_each(unpacked, shown, limits, budget, depth=depth)
        except UnreadableFile as error:
            error.file = error.file or shown
            yield error
    if empty:
        raise refusal("EMPTY", "压缩包是空的")


def _bytes_of(path: Path, limits: Limits) -> bytes:
    name = label(path.name)
    try:
        if path.is_dir():
            raise UnreadableFile("这是文件夹，请指定文件", file=name, code="FOLDER")
        if not path.exists():
            raise UnreadableFile("找不到文件，请检查路径和文件名", file=name, code="MISSING")
        if not path.is_file():
            raise UnreadableFile("不是普通文件，不能读取", file=name, code="UNKNOWN_FORMAT")
        with path.open("rb") as file:
            data = file.read(limits.file_size + 1)
    except (OSError, ValueError) as error:
        message = "打不开文件，请检查是否有权限、是否被别的程序占用"
        raise UnreadableFile(message, file=name, code="NO_ACCESS") from error
    if len(data) > limits.file_size:
        raise _with_file(too_large("文件大小", f"{limits.file_size // 1_000_000} MB"), name)
    return data


def _with_file(error: UnreadableFile, name: str) -> UnreadableFile:
    error.file = name
    return error


def _kind(data: bytes, name: str, limits: Limits) -> str:
    if not data:
        raise refusal("EMPTY", "文件是空的（0 字节），请确认是否选错了文件")
    if len(data) > limits.file_size:
        raise too_large("文件大小", f"{limits.file_size // 1_000_000} MB")
    return kind_of(data, name)


def _document(data: bytes, name: str, kind: str, limits: Limits) -> Document:
    content = _content(data, kind, limits)
    if len(content.text) > limits.characters:
        raise too_large("字数", f"{limits.characters // 10_000} 万字")
    text, cleaned = clean(content.text)
    source = Source(name, hashlib.sha256(data).hexdigest(), content.reader, content.origin)
    warnings = (*content.warnings, *cleaned)
    return Document(text, source, content.blocks, warnings, content.layout)


_NATIVE = frozenset(("pdf", "picture"))  # read by code that can crash, or draws for long
_UNCAGED = frozenset(("text", "ole", "rtf", "wordml", "odt"))  # LibreOffice is a child already


def _content(data: bytes, kind: str, limits: Limits) -> Content:
    """Read in a child what could take this process down with it."""
    if not limits.caged or kind in _UNCAGED or _is_small(data, kind, limits):
        return _uncaged(data, kind, limits)
    from pipeline import cage

    long = kind in _NATIVE and find_spec("rapidocr") is not None
    content: Content = cage.run(
        _uncaged,
        data,
        kind,
        limits,
        seconds=(limits.ocr_seconds if long else 0.0) + limits.seconds,
        memory=limits.ocr_memory if long else limits.memory,
    )
    return content


def _is_small(data: bytes, kind: str, limits: Limits) -> bool:
    if kind in _NATIVE:
        return False
    packed = kind in ("docx", "pptx", "ofd")
    return (unpacked_size(data) if packed else len(data)) < limits.caged_from


def _uncaged(data: bytes, kind: str, limits: Limits) -> Content:
    module, function = _READERS[kind]
    reader: Callable[[bytes, Limits], Content]
    reader = getattr(import_module(f"pipeline.reading.{module}"), function)
    return reader(data, limits)

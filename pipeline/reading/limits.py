"""How large a file may be before it is refused, and the exception that refuses it."""

from dataclasses import dataclass

from pipeline.errors import UnreadableFile

MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one file; sizes in bytes, times in seconds. All can be set by the caller.

    ``memory`` is address space. A PDF or picture, and anything else that unpacks to ``caged_from``
    or more, is read in a child process, if ``caged``.
    """

    file_size: int = 100 * MB
    zip_members: int = 2_000
    zip_depth: int = 2
    member_size: int = 200 * MB
    zip_total: int = 1_000 * MB
    zip_ratio: int = 200
    zip_ratio_from: int = 10 * MB
    xml_part: int = 50 * MB
    paragraphs: int = 200_000
    table_cells: int = 500_000
    pdf_pages: int = 2_000
    text_line: int = 1 * MB
    text_lines: int = 1_000_000
    seconds: float = 60.0
    memory: int = 2_000 * MB
    characters: int = 10_000_000
    pixels: int = 60_000_000
    ocr_pages: int = 200
    ocr_seconds: float = 600.0
    ocr_memory: int = 8_000 * MB
    caged: bool = True
    caged_from: int = 4 * MB


DEFAULT = Limits()


def refusal(code: str, message: str) -> UnreadableFile:
    """Build the exception for a file that cannot be read; the entrance adds the file's name."""
    return UnreadableFile(message, code=code)


def too_large(what: str, limit: str) -> UnreadableFile:
    """Build the refusal of a file over one of the limits."""
    return refusal("TOO_LARGE", f"{what}超过上限（{limit}），请拆分后再试")


def damaged(kind: str) -> UnreadableFile:
    """Build the refusal of a file whose inside does not hold together."""
    return refusal("BROKEN", f"{kind}已损坏或不完整，请用原软件打开另存，或重新拷贝一份")

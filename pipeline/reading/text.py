"""Plain text: bytes -> characters, whatever the encoding, and one block a line."""

import re

from pipeline.reading.compose import Content
from pipeline.reading.limits import Limits, refusal, too_large
from pipeline.schema import Block, Span

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# Tab, line ends, page feed, the DOS end mark and escape do occur in honest text.
_CONTROL_BYTES = bytes({*range(32), 127} - {9, 10, 11, 12, 13, 26, 27})
_CJK = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_KNOWN = re.compile("[\t\n\r -~\u2010-\u2027\u2460-\u24ff\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
# Chance hardly ever makes four such characters in a row of GBK bytes.
_UTF8_RUN = re.compile(rb"(?:[\xe2-\xe9\xef][\x80-\xbf]{2}[\x00-\x7f]*){4,}")
_LINE_ENDS = re.compile("\r\n?")


def read_text(data: bytes, limits: Limits) -> Content:
    """Decode a plain text file; only BOM and line ends change, so places stay those of the file."""
    text, encoding, warnings = decode(data)
    text = _LINE_ENDS.sub("\n", text)
    if text.count("\n") > limits.text_lines:
        raise too_large("行数", f"{limits.text_lines} 行")
    content = Content(f"text/{encoding}", text, _blocks(text, limits), warnings)
    if not text.strip():
        raise refusal("EMPTY", "文件里没有文字，请确认是否选错了文件")
    return content


def decode(data: bytes) -> tuple[str, str, list[str]]:
    """Turn bytes into characters; return text, encoding, and what a person should know of it.

    Raises:
        UnreadableFile: binary data, or an encoding that no try explains.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decode_marked(data[len(mark) :], encoding)
    if b"\x00" in data and (wide := _wide_text(data)):
        return wide
    controls = len(data) - len(data.translate(None, _CONTROL_BYTES))
    if controls * 10 > len(data) or (controls >= 8 and controls * 100 > len(data)):
        raise refusal("BINARY", "内容不是文字（二进制数据），请确认文件类型，不要只改扩展名")
    if data.isascii():
        if b"~{" in data and b"~}" in data and (text := _strict(data, "hz")):
            return text, "hz", ["按 HZ 编码读取，请核对"]
        return data.decode("ascii"), "utf-8", []
    if (text := _strict(data, "utf-8")) is not None:
        if max(text) < "\u0800" and (other := _strict(data, "gb18030")) and _ease(other) > 0.99:
            return other, "gb18030", []
        return text, "utf-8", []
    if cut := _cut_utf8(data):
        return cut, "utf-8", ["文件末尾被截断，最后一个字不完整，已略去"]
    return _mixed(data) or _national(data) or _guess(data)


def _decode_marked(data: bytes, encoding: str) -> tuple[str, str, list[str]]:
    """Decode what a BOM announced; the mark may lie when a tool glued files together."""
    if (text := _strict(data, encoding)) is not None:
        return text, encoding, []
    if encoding == "utf-8":
        return _mixed(data) or _national(data) or _guess(data)
    text = data.decode(encoding, errors="replace")
    return _with_losses(text, encoding)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _wide_text(data: bytes) -> tuple[str, str, list[str]] | None:
    """Read UTF-16 without a BOM, in the byte order that makes plain or Chinese characters of it.

    Counting zero bytes by side alone is not enough: 一 itself (U+4E00) has one on the other side.
    """
    for encoding in ("utf-16-le", "utf-16-be"):
        text = _strict(data, encoding)
        if text and len(_KNOWN.findall(text)) * 10 >= len(text) * 9:
            return text, encoding, []
    return None


def _cut_utf8(data: bytes) -> str | None:
    """Read UTF-8 whose last character is cut off."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and error.end >= len(data) and error.start > 3:
            return data[: error.start].decode("utf-8")
    return None


def _mixed(data: bytes) -> tuple[str, str, list[str]] | None:
    """Read UTF-8 with GBK pasted in: each line by itself, and a mixed line piece by piece."""
    pieces: list[str] = []
    plain = foreign = 0
    for line in data.split(b"\n"):
        text = _strict(line, "utf-8")
        if text is not None and (line.isascii() or _is_chinese(text)):
            plain += not line.isascii()
        else:
            text = _mixed_line(line)
            if text is None:
                return None
            plain += bool(_UTF8_RUN.search(line))
            foreign += 1
        pieces.append(text)
    if not plain or not foreign:
        return None
    return "\n".join(pieces), "utf-8", [f"编码混用：{foreign} 段含 GB18030，其余按 UTF-8 读取"]


def _mixed_line(line: bytes) -> str | None:
    """Read a line that is not UTF-8 as a whole: runs of three-byte characters are."""
    pieces = []
    end = 0
    for run in _UTF8_RUN.finditer(line):
        pieces += [_strict(line[end : run.start()], "gb18030"), _strict(run.group(), "utf-8")]
        end = run.end()
    pieces.append(_strict(line[end:], "gb18030"))
    kept = [piece for piece in pieces if piece is not None]
    return "".join(kept) if len(kept) == len(pieces) else None


def _is_chinese(text: str) -> bool:
    """Say whether the characters beyond ASCII are mostly Chinese (GBK read as UTF-8 is not)."""
    beyond = sum(c > "\x7f" for c in text)
    return len(_CJK.findall(text)) * 2 > beyond


def _national(data: bytes) -> tuple[str, str, list[str]] | None:
    """Read GB18030, unless Big5 or unmarked UTF-16 makes far better Chinese of the same bytes."""
    text = _strict(data, "gb18030")
    ease = _ease(text) if text else 0.0
    if ease < 0.8:
        for encoding in ("big5", "utf-16-le", "utf-16-be"):
            other = _strict(data, encoding)
            if other and _ease(other, encoding) > max(0.9, ease + 0.1):
                return other, encoding, [f"按 {encoding.upper()} 编码读取，请核对"]
    doubts = ["多为生僻字，编码可能判断有误，请核对"] if ease < 0.4 and text else []
    return (text, "gb18030", doubts) if text else None


def _ease(text: str, encoding: str = "gb2312") -> float:
    """Measure how common the characters beyond ASCII are: 1.0 for everyday Chinese."""
    sample = [c for c in text[:20_000] if c > "\x7f"]
    standard = "big5" if encoding == "big5" else "gb2312"
    first, last = (0xA4, 0xC6) if standard == "big5" else (0xB0, 0xD7)
    common = 0
    for character in sample:
        code = character.encode(standard, errors="ignore")
        common += len(code) == 2 and (first <= code[0] <= last or code[0] in (0xA1, 0xA3))
    return common / len(sample) if sample else 1.0


def _guess(data: bytes) -> tuple[str, str, list[str]]:
    """Read damaged Chinese with its losses marked, else ask the detector."""
    for encoding in ("utf-8", "gb18030"):
        text = data.decode(encoding, errors="replace")
        kept = text.replace("\ufffd", "")
        if len(kept) * 10 >= len(text) * 9 and _is_chinese(kept) and _ease(kept) > 0.7:
            return _with_losses(text, encoding)
    import charset_normalizer  # slow to load and rarely needed

    best = charset_normalizer.from_bytes(data[:200_000]).best()
    guess = _strict(data, best.encoding) if best is not None else None
    if best is None or not guess or not _CJK.search(guess):
        raise refusal("ENCODING", "文字编码无法识别，请用记事本打开，另存为 UTF-8 编码后再试")
    return guess, best.encoding, [f"编码不明，按 {best.encoding} 读取，请核对"]


def _with_losses(text: str, encoding: str) -> tuple[str, str, list[str]]:
    lost = text.count("\ufffd")
    if lost * 10 > len(text):
        raise refusal("ENCODING", "文字编码无法识别，请用记事本打开，另存为 UTF-8 编码后再试")
    return text, encoding, [f"{lost} 处字节无法识别，已用 \ufffd 代替，请核对原文"]


def _blocks(text: str, limits: Limits) -> tuple[Block, ...]:
    blocks = []
    start = 0
    for line in text.split("\n"):
        if len(line) > limits.text_line:
            raise too_large("一行文字的长度", f"{limits.text_line} 字")
        if line.strip():
            blocks.append(Block("paragraph", Span(start, start + len(line))))
        start += len(line) + 1
    return tuple(blocks)

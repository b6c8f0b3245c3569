"""Cleans a text once, at the border, one character for one: no place in it ever moves."""

import re

from pipeline import lexicon

# Line and page feeds end a line; U+2028 and U+0085 are legal text and stay.
_BREAKS = re.compile("[\x0b\x0c]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_BROKEN = re.compile("[\ud800-\udfff\ufffe\uffff]")
_PRIVATE = re.compile("[\ue000-\uf8ff]")


def clean(text: str) -> tuple[str, list[str]]:
    """Replace what no text may hold; return the text and what a person should know of it."""
    warnings = []
    text, private = _standard_from_private(text)
    text = _BREAKS.sub("\n", text)
    text, controls = _CONTROLS.subn(" ", text)
    text, broken = _BROKEN.subn("\ufffd", text)
    if private:
        warnings.append(f"{private} 个旧编码私用区字符已换成国标 GB 18030-2022 的正式编码")
    if controls:
        warnings.append(f"{controls} 个控制字符已换成空格")
    if broken:
        warnings.append(f"{broken} 个无效字符已换成 \ufffd，请核对原文")
    if left := len(_PRIVATE.findall(text)):
        warnings.append(f"{left} 个私用区字符没有标准含义（造字或符号字体），请核对原文")
    return text, warnings


def _standard_from_private(text: str) -> tuple[str, int]:
    """Move the characters that GB 18030-2022 took out of the private use area."""
    if not _PRIVATE.search(text):
        return text, 0
    moves = {
        int(old, 16): int(new, 16) for old, new, _ in lexicon.table("gb18030_private", columns=3)
    }
    count = sum(ord(character) in moves for character in text)
    return text.translate(moves), count

"""A source as the provenance names it -> the words in which a person reads it."""

import re

_WORDS = (
    (re.compile(r"data row (\d+)"), r"数据第\1行"),
    (re.compile(r"data narrative "), "文字材料 "),
    (re.compile(r"computed: "), "计算："),
    (re.compile(r"former report "), "上期报告"),
    (re.compile(r"archive "), "档案"),
    (re.compile(r"^data$"), "数据"),
)


def in_words(source: str) -> str:
    """Put a source into Chinese for annex and comments; the provenance keeps its own."""
    for pattern, words in _WORDS:
        source = pattern.sub(words, source)
    return source

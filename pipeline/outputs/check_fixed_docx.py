"""One verdict to the Word file itself with its certain corrections made."""

from collections.abc import Sequence

from pipeline import reading
from pipeline.errors import BadUsage
from pipeline.outputs.mended import mend
from pipeline.outputs.originals import Original
from pipeline.outputs.word_package import marked


def render(results: Sequence[Original], *, listed: bool = False) -> bytes:
    """Write the mended file; all else of it stays."""
    [original] = results
    document = original.extraction.document
    if not reading.is_word(original.content, document.source.name):
        raise BadUsage(
            "不是 Word 材料，--fix 的 -o 后缀要是 .txt 或 .md", file=document.source.name
        )
    edits = mend(original.result).edits
    written = marked(original.content, document.text, (), edits, accepted=True)
    return original.content if written is None or not edits else written

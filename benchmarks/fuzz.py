"""Let atheris look for inputs that break reading or extraction: anything but a refusal is a find.

    pip install atheris
    python -m benchmarks.fuzz [read|extract] -max_total_time=60 [FOLDER of inputs]

What it finds is left as crash-… in the working folder; it becomes a case of its own in tests/.
"""

import sys

import atheris

with atheris.instrument_imports(include=["pipeline.reading", "pipeline.extract"]):
    from pipeline import core
    from pipeline.errors import UnreadableFile
    from pipeline.reading import Limits, ocr, read_bytes

_NAMES = ("周报.docx", "周报.txt", "周报.html", "周报.ofd", "包.zip", "周报.mht", "旧.doc")
_LIMITS = Limits(seconds=5.0, caged=False, characters=100_000)


def read(data: bytes) -> None:
    """Read bytes under the name that their first byte chooses."""
    if not data or data[1:5] in (b"{\\rt", b"\xd0\xcf\x11\xe0"):
        return  # a conversion takes seconds
    try:
        document = read_bytes(data[1:], _NAMES[data[0] % len(_NAMES)], limits=_LIMITS)
    except UnreadableFile:
        return
    assert all(block.span.end <= len(document.text) for block in document.blocks)


def extract(data: bytes) -> None:
    """Extract a text of Chinese pieces."""
    given = atheris.FuzzedDataProvider(data)
    pieces = (
        "本周",
        "31",
        "处",
        "，",
        "。",
        "共",
        "其中",
        "万",
        "元",
        "一、",
        "（",
        "）",
        "%",
        "至",
        "3月",
    )
    text = "".join(
        pieces[given.ConsumeIntInRange(0, len(pieces) - 1)]
        if given.ConsumeBool()
        else given.ConsumeUnicode(3)
        for _ in range(given.ConsumeIntInRange(0, 60))
    )
    found = core.extract(core.document_from_text(text))
    for fact in found.facts():
        assert fact.span.end <= len(text)


def main() -> None:
    """Run until the time is over or something broke."""
    work = {"read": read, "extract": extract}.get(sys.argv[1] if sys.argv[1:] else "")
    if work is not None:
        del sys.argv[1]
    ocr.installed = lambda: False
    atheris.Setup(sys.argv, work or read)
    atheris.Fuzz()


if __name__ == "__main__":
    main()

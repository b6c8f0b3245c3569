"""What a browser sends -> files for the time of a call; their names are labels only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import UploadFile

from pipeline.interfaces.web.render import safe_name

Named = tuple[str, bytes]


def taken(uploads: Iterable[UploadFile | None]) -> list[Named]:
    """Take in what was chosen; a field left empty gives nothing."""
    return [(each.filename, each.file.read()) for each in uploads if each and each.filename]


@contextmanager
def laid_down(given: Iterable[Named]) -> Iterator[list[Path]]:
    """Lay contents down as files of their own names for the time of a call."""
    with TemporaryDirectory(prefix="huibao-") as folder:
        made = []
        for number, (name, content) in enumerate(given):
            place = Path(folder) / str(number) / safe_name(name)
            place.parent.mkdir()
            place.write_bytes(content)
            made.append(place)
        yield made

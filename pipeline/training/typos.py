"""``huibao train typos``: texts and sentences with errors -> ``models/typos``."""

from __future__ import annotations

import hashlib
import lzma
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pipeline import lexicon
from pipeline.training import typo_judges
from pipeline.training.practice import practise
from pipeline.training.typo_tables import FONT, build_tables
from pipeline.typos.model import FORESTS, Model

OVERLAP = 14
TRADE_WEIGHT = 6
PAIR_WEIGHT = 4
PRACTICE_STEP = 100
PRACTICE_WEIGHT = 0.4
_BLANK = re.compile(r"\s+")


def train(
    texts: Sequence[Path],
    out: Path,
    *,
    pairs: Sequence[Path] = (),
    held_out: Sequence[Path] = (),
    font: Path = FONT,
) -> None:
    """Train the model of wrong characters.

    ``texts`` hold one sentence a line (.txt or .txt.xz), the largest first. ``pairs`` hold rows
    of number of errors, sentence, corrected sentence; from them, and from lines of the texts with
    slips put in, the judges learn, on counts that have not seen them. Without pairs the judges
    of the model that stands in ``out`` are kept.
    No line that shares a run of 14 characters with ``held_out`` (rows likewise) is counted.
    """
    out.mkdir(parents=True, exist_ok=True)
    examples = [pair for path in pairs for pair in typo_judges.pairs_from_file(path)]
    tested = [
        side for path in held_out for pair in typo_judges.pairs_from_file(path) for side in pair
    ]
    lines = list(without_overlap(_lines(texts), tested))
    own = sorted(lexicon.words("domain_words") | lexicon.words("report_phrases"))
    trade = "\n".join(without_overlap(own, tested))
    with tempfile.TemporaryDirectory() as scratch:
        likeness = Path(scratch) / "likeness.npz"
        if examples:
            practised = [line for line in lines[::PRACTICE_STEP] if len(line) >= OVERLAP]
            sides = [side for pair in examples for side in pair]
            unseen = without_overlap(lines, [*sides, *practised])
            folder = Path(scratch) / "unseen"
            build_tables([("\n".join(unseen), 1), (trade, TRADE_WEIGHT)], folder, likeness, font)
            model = Model(folder)
            batches = [
                *typo_judges.prepare(examples, model),
                *typo_judges.prepare(list(practise(practised, model)), model, PRACTICE_WEIGHT),
            ]
            forests = typo_judges.fit(batches)
            for name in FORESTS:
                typo_judges.write_forest(forests[name], out, name)
        right = "\n".join(without_overlap((right for _, right in examples), tested))
        counted = [("\n".join(lines), 1), (right, PAIR_WEIGHT), (trade, TRADE_WEIGHT)]
        build_tables(counted, out, likeness, font)
    write_hashes(out)


def _lines(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        packed = path.read_bytes()
        plain = lzma.decompress(packed) if path.suffix == ".xz" else packed
        yield from plain.decode("utf-8").splitlines()


def without_overlap(lines: Iterable[str], others: Iterable[str]) -> Iterable[str]:
    """Yield the lines that share no run of 14 characters with the others, nor are one of them."""
    taken = {run for other in others for run in _runs(other)}
    return (line for line in lines if taken.isdisjoint(_runs(line)))


def _runs(line: str) -> list[str]:
    plain = _BLANK.sub("", unicodedata.normalize("NFKC", line))
    return [plain[at : at + OVERLAP] for at in range(max(1, len(plain) - OVERLAP + 1))]


def write_hashes(folder: Path) -> None:
    """List the SHA-256 of every file of the model in ``model.sha256``."""
    names = sorted(path.name for path in folder.iterdir() if path.suffix in {".npy", ".json"})
    rows = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}" for name in names]
    (folder / "model.sha256").write_text("\n".join(rows) + "\n", encoding="utf-8")

"""How well wrong characters are found (TXT403), and how fast.

    python benchmarks/typos.py PAIRS.tsv… [--prose FILE_OR_FOLDER…]

PAIRS.tsv: rows of number of errors, sentence, corrected sentence (ECSpell's odw, law, SIGHAN 15).
A sentence counts as found when exactly its wrong places are reported, as mended when it then
reads as it should; certain pairs and guesses count, spelling advice (known, info) does not.
--prose: clean text, of which nothing should be reported.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Iterable
from pathlib import Path

from pipeline.schema import Severity
from pipeline.typos import Basis, Correction, corrections

_SENTENCE = re.compile(r"[^。；！？\n]+[。；！？]?")


def counted(text: str) -> list[Correction]:
    """Give what is reported of a text, spelling advice left out."""
    return [
        correction
        for correction in corrections(text)
        if correction.severity is not Severity.INFO or correction.basis is not Basis.KNOWN
    ]


def mended(text: str, found: Iterable[Correction]) -> str:
    """Give the text after all corrections."""
    for correction in sorted(found, key=lambda c: -c.span.start):
        text = text[: correction.span.start] + correction.right + text[correction.span.end :]
    return text


def score_pairs(path: Path) -> str:
    """Give one row of the table: a test set."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    pairs = [(row[1], row[2]) for row in rows if len(row) > 2 and len(row[1]) == len(row[2])]
    exact = right = reported = faulty = flagged = characters = 0
    begin = time.process_time()
    for wrong, target in pairs:
        found = counted(wrong)
        fixed = mended(wrong, found)
        gold = {
            place for place, pair in enumerate(zip(wrong, target, strict=True)) if len({*pair}) > 1
        }
        same_length = len(fixed) == len(wrong)
        got = {
            place for place, pair in enumerate(zip(wrong, fixed, strict=False)) if len({*pair}) > 1
        }
        exact += bool(gold) and same_length and got == gold
        right += bool(gold) and fixed == target
        reported += bool(found)
        faulty += bool(gold)
        flagged += bool(found) and not gold
        characters += len(wrong)
    speed = characters / (time.process_time() - begin)
    clean = len(pairs) - faulty
    return (
        f"{path.name:20} {_scores(exact, reported, faulty)}   {_scores(right, reported, faulty)}"
        f"   {flagged}/{clean}   {speed:,.0f}"
    )


def _scores(hits: int, reported: int, faulty: int) -> str:
    precision, recall = hits / max(reported, 1), hits / max(faulty, 1)
    both = 2 * precision * recall / max(precision + recall, 1e-9)
    return f"{precision:.3f} {recall:.3f} {both:.3f}"


def score_prose(path: Path) -> str:
    """Give the share of sentences of clean text that stay as they are, and show the others."""
    text = path.read_text(encoding="utf-8", errors="ignore")
    begin = time.process_time()
    found = counted(text)
    speed = len(text) / (time.process_time() - begin)
    sentences = [match.span() for match in _SENTENCE.finditer(text) if match.group().strip()]
    touched = {
        start
        for start, end in sentences
        if any(start <= correction.span.start < end for correction in found)
    }
    lines = [f"{path.name:32} {len(sentences) - len(touched)}/{len(sentences)}   {speed:,.0f}"]
    for correction in found:
        at = correction.span.start
        around = text[max(at - 8, 0) : at + 10].replace("\n", "/")
        lines.append(
            f"    {correction.confidence:.2f} {correction.wrong}→{correction.right} {around}"
        )
    return "\n".join(lines)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path, nargs="*")
    parser.add_argument("--prose", type=Path, nargs="*", default=[])
    chosen = parser.parse_args()
    print(
        "set                  found P R F1        mended P R F1       clean flagged  characters/s"
    )
    for path in chosen.pairs:
        print(score_pairs(path))
    for path in chosen.prose:
        for file in sorted(path.rglob("*.txt")) if path.is_dir() else [path]:
            print(score_prose(file))


if __name__ == "__main__":
    main()

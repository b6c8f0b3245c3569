"""Texts, dictionary, confusions -> the arrays of ``models/typos`` (all but the trees)."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline import lexicon
from pipeline.training import confusions, ngrams
from pipeline.typos.alphabet import Alphabet
from pipeline.typos.grams import ORDER
from pipeline.typos.idioms import IDIOM, LENGTHS, LONGEST, SET_PHRASE
from pipeline.typos.model import RIGHT_LIMIT
from pipeline.typos.table import Table, keys

if TYPE_CHECKING:
    from numpy.typing import NDArray

FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
THRESHOLD, COMPANION_THRESHOLD = 0.9, 0.5
STRONG = 8
USUAL = 6
TRADE_COUNT = 300
# Kinds of words in the dictionary (i idioms, l set phrases), and how often one must have been seen.
PHRASES, HEARD = {"i", "l"}, 5


def build_tables(
    texts: Sequence[tuple[str, int]], out: Path, likeness: Path, font: Path = FONT
) -> Alphabet:
    """Write alphabet, counts, words and confusions into a folder.

    ``texts`` are (text, weight), one sentence a line, the largest first. ``likeness`` is where
    the resemblances of characters are kept between runs, since glyphs are slow to compare.
    """
    out.mkdir(parents=True, exist_ok=True)
    alphabet = ngrams.alphabet_from_text(texts[0][0], also=_common())
    ids = ngrams.ids_from_texts(alphabet, texts)
    packed, counts, sizes = ngrams.count_all(ids)
    cells = ngrams.cells_from_counts(packed, counts)
    np.save(out / "counts.npy", cells)
    table = Table(cells)
    numbers = np.arange(len(alphabet.chars) + 2, dtype=np.uint16)
    frequency = table.levels(keys(numbers, 1)).astype(np.uint8)
    np.save(out / "frequency.npy", frequency)
    word_keys, word_counts = _dictionary(alphabet)
    np.save(out / "words.npy", ngrams.cells_from_counts(word_keys, word_counts))
    np.save(out / "strong.npy", _strong(ids))
    np.save(out / "phrases.npy", set_phrases(alphabet))
    np.save(out / "syllables.npy", confusions.syllables(alphabet.chars))
    usual = alphabet.chars[: RIGHT_LIMIT - 2]
    right = "".join(
        char for char in usual if _is_hanzi(char) and frequency[ids_of(alphabet, char)] >= USUAL
    )
    wrong = "".join(char for char in alphabet.chars if _is_hanzi(char))
    _write_confusions(alphabet, wrong, right, out, (likeness, font))
    settings: dict[str, Any] = {
        "alphabet": alphabet.chars,
        "counts_total": math.log2(len(ids)),
        "words_total": math.log2(float(word_counts.sum())),
        "threshold": THRESHOLD,
        "companion_threshold": COMPANION_THRESHOLD,
        "runs": sizes,
    }
    (out / "model.json").write_text(json.dumps(settings, ensure_ascii=False), encoding="utf-8")
    return alphabet


def ids_of(alphabet: Alphabet, char: str) -> int:
    """Give the number of one character."""
    return int(alphabet.encode(char)[0])


def _is_hanzi(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _common() -> str:
    """Give the characters of GB 2312, so that rare wrong ones are known too."""
    pairs = (bytes((high, low)) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    return "".join(pair.decode("gb2312", errors="ignore") for pair in pairs)


def _dictionary(alphabet: Alphabet) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Read jieba's dictionary (MIT licence): words of up to five characters with counts."""
    import jieba  # type: ignore[import-untyped]

    found: dict[int, int] = {}
    with jieba.get_dict_file() as lines:
        for line in lines:
            word, count, *_ = line.decode("utf-8").split(" ")
            ids = alphabet.encode(word)
            if 1 <= len(word) <= ORDER and (ids > 1).all():
                found[int(keys(ids, len(ids))[0])] = max(int(count), 1)
    for word in lexicon.words("domain_words"):
        ids = alphabet.encode(word)
        if 1 < len(word) <= ORDER and (ids > 1).all():
            key = int(keys(ids, len(ids))[0])
            found[key] = max(found.get(key, 0), TRADE_COUNT)
    return np.array(list(found), np.uint64), np.array(list(found.values()), np.int64)


def set_phrases(alphabet: Alphabet) -> NDArray[np.uint16]:
    """Read the idioms and set phrases of four or five characters in jieba's dictionary."""
    import jieba

    rows = []
    with jieba.get_dict_file() as lines:
        for line in lines:
            word, count, *kind = line.decode("utf-8").split()
            ids = alphabet.encode(word)
            usual = len(word) in LENGTHS and kind[0] in PHRASES and int(count) >= HEARD
            if usual and (ids > 1).all() and all(map(_is_hanzi, word)):
                row = np.pad(ids, (0, LONGEST - len(word)))
                rows.append(np.append(row, IDIOM if kind[0] == "i" else SET_PHRASE))
    return np.array(rows, np.uint16)


def _strong(ids: NDArray[np.uint16]) -> NDArray[np.uint32]:
    """Give the frequent pairs of characters, as first number times 65536 plus second."""
    pairs = ids[:-1].astype(np.uint32) << np.uint32(16) | ids[1:]
    found, counts = np.unique(pairs, return_counts=True)
    first, second = found >> np.uint32(16), found & np.uint32(0xFFFF)
    kept = (
        (counts >= STRONG)
        & (first > 1)
        & (second > 1)
        & (first < RIGHT_LIMIT)
        & (second < RIGHT_LIMIT)
    )
    strong: NDArray[np.uint32] = found[kept]
    return strong


def _write_confusions(
    alphabet: Alphabet, wrong: str, right: str, out: Path, sources: tuple[Path, Path]
) -> None:
    kept, font = sources
    if kept.exists() and str((stored := np.load(kept))["chars"]) == wrong + right:
        sound, shape = stored["sound"], stored["shape"]
    else:
        sound = confusions.sounds(wrong, right)
        shape = confusions.shapes(wrong, right, font)
        np.savez_compressed(kept, chars=wrong + right, sound=sound, shape=shape)
    numbers = alphabet.encode(right)
    offsets = np.zeros(len(alphabet.chars) + 3, np.uint32)
    chars, likeness = [], []
    rows = dict(zip(wrong, range(len(wrong)), strict=True))
    for number, char in enumerate(alphabet.chars, 2):
        if char in rows:
            row = rows[char]
            alike = np.nonzero((sound[row] > 0) | (shape[row] > 0))[0]
            alike = alike[[right[column] != char for column in alike]] if len(alike) else alike
            chars.append(numbers[alike])
            likeness.append((sound[row, alike] << 4) | shape[row, alike])
            offsets[number + 1] = len(alike)
    np.save(out / "offsets.npy", np.cumsum(offsets, dtype=np.uint32))
    np.save(out / "confused.npy", np.concatenate(chars))
    np.save(out / "likeness.npy", np.concatenate(likeness).astype(np.uint8))

"""Right sentences -> the same with slips in them, to give the judges more to learn from."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pipeline.typos.model import Model

FAULTY = 0.6
SLIPS = (1, 1, 1, 1, 1, 2, 2, 3)
BESIDE = 0.5
# How often slips resemble what was meant: by sound (4 same, 3 same but for the tone, 2 near), else
# by shape; counted on the training pairs.
SHARE_OF_SOUND = {4: 0.45, 3: 0.29, 2: 0.05}
SHARE_OF_SHAPE = 0.21


def practise(sentences: Sequence[str], model: Model, seed: int = 403) -> Iterator[tuple[str, str]]:
    """Yield pairs of a sentence with slips (or none) and the sentence as it was."""
    random_source = random.Random(seed)
    slips = _slips(model)
    for sentence in sentences:
        wrong = sentence
        if random_source.random() < FAULTY:
            count = random_source.choice(SLIPS)
            at = -2
            for _ in range(count):
                beside = at >= 0 and random_source.random() < BESIDE
                at = at + 1 if beside else random_source.randrange(len(sentence))
                if at < len(sentence) and sentence[at] in slips:
                    others, weights = slips[sentence[at]]
                    slip = random_source.choices(others, weights)[0]
                    wrong = wrong[:at] + slip + wrong[at + 1 :]
        yield wrong, sentence


def _slips(model: Model) -> dict[str, tuple[list[str], list[float]]]:
    """Give for each character those that are written for it by mistake, with their weights."""
    kinds: dict[str, dict[int, list[tuple[str, float]]]] = {}
    for number in range(2, len(model.alphabet.chars) + 2):
        rights, likeness = model.confusions_of(number)
        wrong = model.alphabet.char(number)
        usual = 1.0 + float(model.frequency[number]) ** 2
        for right, like in zip(rights.tolist(), likeness.tolist(), strict=True):
            sound = like >> 4
            strength = usual if sound else usual * (like & 15)
            by_kind = kinds.setdefault(model.alphabet.char(right), {})
            by_kind.setdefault(sound, []).append((wrong, strength))
    slips = {}
    for right_char, by_kind in kinds.items():
        others: list[str] = []
        weights: list[float] = []
        for sound, rows in by_kind.items():
            share = SHARE_OF_SOUND.get(sound, SHARE_OF_SHAPE)
            total = float(np.sum([weight for _, weight in rows]))
            others += [other for other, _ in rows]
            weights += [share * weight / total for _, weight in rows]
        slips[right_char] = (others, weights)
    return slips

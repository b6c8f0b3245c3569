"""Reads the trained model (``models/typos``), memory-mapped, and keeps what it holds together."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline import paths
from pipeline.typos.alphabet import Alphabet
from pipeline.typos.forest import Forest
from pipeline.typos.idioms import Idioms
from pipeline.typos.remembered import Remembered
from pipeline.typos.table import Table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.typos.alphabet import Ids
    from pipeline.typos.grams import Index
    from pipeline.typos.search import Doubt

RIGHT_LIMIT = 4096
FORESTS = ("single", "double", "place")


class Model:
    """Counts of runs and words, characters that are confused, and the trees that judge.

    ``confused`` holds, for each original character by ``offsets``, rows of the other character
    and how the two resemble: 4 bits of sound, 4 bits of shape.
    """

    def __init__(self, folder: Path) -> None:
        settings = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        self.alphabet = Alphabet(settings["alphabet"])
        self.counts = Table(_array(folder, "counts"))
        self.words = Table(_array(folder, "words"))
        self.counts_total = float(settings["counts_total"])
        self.words_total = float(settings["words_total"])
        self.threshold = float(settings["threshold"])
        self.companion_threshold = float(settings["companion_threshold"])
        self._offsets = np.array(_array(folder, "offsets"), np.int64)
        self._confused = _array(folder, "confused")
        self._likeness = _array(folder, "likeness")
        self.frequency = np.array(_array(folder, "frequency"), np.float32)
        self.strong: NDArray[np.uint32] = _array(folder, "strong")
        self.phrases: Ids = _array(folder, "phrases")
        self.syllables: Ids = _array(folder, "syllables")
        self._strong_matrix: NDArray[np.bool_] | None = None
        self.remembered: Remembered[str, tuple[Doubt, ...]] = Remembered()
        self.forests = {
            name: Forest(_array(folder, f"{name}_tests"), _array(folder, f"{name}_leaves"))
            for name in FORESTS
            if (folder / f"{name}_tests.npy").exists()
        }

    def confusable(self, ids: Ids) -> NDArray[np.bool_]:
        """Say which characters have others that they are confused with."""
        confusable: NDArray[np.bool_] = self._offsets[ids.astype(np.int64) + 1] > self._offsets[ids]
        return confusable

    def strong_matrix(self) -> NDArray[np.bool_]:
        """Give which character follows which often, as a matrix."""
        if self._strong_matrix is None:
            self._strong_matrix = np.zeros((RIGHT_LIMIT, RIGHT_LIMIT), np.bool_)
            self._strong_matrix[self.strong >> 16, self.strong & 0xFFFF] = True
        return self._strong_matrix

    def confusions_of(self, number: int) -> tuple[Ids, NDArray[np.uint8]]:
        """Give the characters that one may stand for, and how the two resemble."""
        rows = slice(int(self._offsets[number]), int(self._offsets[number + 1]))
        return self._confused[rows], self._likeness[rows]

    def confusions(
        self, ids: Ids, places: Index
    ) -> tuple[Index, Ids, NDArray[np.uint8], NDArray[np.uint8]]:
        """Give each place with each character it may stand for: place, character, sound, shape."""
        own = ids[places].astype(np.int64)
        begin, count = self._offsets[own], self._offsets[own + 1] - self._offsets[own]
        shift = np.repeat(begin - np.concatenate(([0], np.cumsum(count)[:-1])), count)
        rows = np.arange(int(count.sum())) + shift
        likeness: NDArray[np.uint8] = self._likeness[rows]
        sound, shape = (likeness >> 4).astype(np.uint8), (likeness & 15).astype(np.uint8)
        return np.repeat(places, count), self._confused[rows], sound, shape


def _array(folder: Path, name: str) -> NDArray[Any]:
    # A plain array over the map: numpy's own class for maps makes each small look-up slow.
    loaded: NDArray[Any] = np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r"))
    return loaded


@cache
def idioms(model: Model) -> Idioms:
    """Give the set phrases of a model."""
    return Idioms(model)


@cache
def load(folder: Path | None = None) -> Model | None:
    """Read the model that ships, or that of a folder; None where none is installed."""
    folder = folder or paths.shipped("models") / "typos"
    return Model(folder) if (folder / "model.json").exists() else None

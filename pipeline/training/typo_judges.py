"""Sentences with errors and their corrections -> the three forests of ``typos.search``."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.typos.alphabet import fold
from pipeline.typos.doubles import Doubles, find_doubles
from pipeline.typos.features import Candidates, Reading
from pipeline.typos.search import combine

if TYPE_CHECKING:
    from lightgbm import Booster
    from numpy.typing import NDArray

    from pipeline.typos.alphabet import Ids, Layout
    from pipeline.typos.grams import Floats, Index
    from pipeline.typos.model import Model

    Truth = NDArray[np.bool_]

Pair = tuple[str, str]
FOLDS = 5
BATCH = 100
NODE = np.dtype(
    [("feature", np.int16), ("value", np.float32), ("low", np.int16), ("high", np.int16)]
)
SETTINGS: dict[str, Any] = {
    "objective": "binary",
    "learning_rate": 0.05,
    "num_leaves": 12,
    "min_data_in_leaf": 20,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "verbose": -1,
    "seed": 403,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
}
PLACE_SETTINGS = SETTINGS | {"num_leaves": 8, "min_data_in_leaf": 15, "learning_rate": 0.04}
ROUNDS = {"single": 200, "double": 150, "place": 150}


@dataclass(frozen=True, slots=True)
class Batch:
    """Some sentences, read as one text, with the truth of each change that was considered."""

    layout: Layout
    reading: Reading
    right: Ids
    fold: Index
    single: Candidates
    single_truth: Truth
    double: Doubles
    double_truth: Truth


def pairs_from_file(path: Path) -> list[Pair]:
    """Read rows of number of errors, sentence, corrected sentence; unequal lengths are left out."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    return [(row[1], row[2]) for row in rows if len(row) > 2 and len(row[1]) == len(row[2])]


def prepare(pairs: Sequence[Pair], model: Model) -> list[Batch]:
    """Read sentences in batches; a sentence's fold depends on its right form alone."""
    return [_batch(pairs[at : at + BATCH], model) for at in range(0, len(pairs), BATCH)]


def _batch(pairs: Sequence[Pair], model: Model) -> Batch:
    layout = model.alphabet.lay_out("\n".join(wrong for wrong, _ in pairs))
    right = np.zeros_like(layout.ids)
    inside = layout.places >= 0
    right[inside] = model.alphabet.encode(fold("\n".join(right for _, right in pairs)))[
        layout.places[inside]
    ]
    folds = [zlib.crc32(right.encode()) % FOLDS for wrong, right in pairs for _ in f"{wrong}\n"]
    fold_of = np.zeros(len(layout.ids), np.int64)
    fold_of[inside] = np.array(folds)[layout.places[inside]]
    reading = Reading(layout.ids, model)
    single = reading.candidates(reading.suspects())
    double = find_doubles(reading)
    return Batch(
        layout,
        reading,
        right,
        fold_of,
        single,
        right[single.places] == single.chars,
        double,
        (right[double.places] == double.first) & (right[double.places + 1] == double.second),
    )


def fit(batches: Sequence[Batch]) -> tuple[dict[str, Booster], Floats, Truth]:
    """Fit the three forests.

    The judge of places learns from what the other two say of sentences they have not seen. Also
    returned: what a judge of places says of sentences that it has not seen, and the truth.
    """
    singles = [
        (batch.single.rows, batch.single_truth, batch.fold[batch.single.places])
        for batch in batches
    ]
    doubles = [
        (batch.double.rows, batch.double_truth, batch.fold[batch.double.places])
        for batch in batches
    ]
    single_unseen, single = _fit_unseen(singles, SETTINGS, ROUNDS["single"])
    double_unseen, double = _fit_unseen(doubles, SETTINGS, ROUNDS["double"])
    places = []
    for batch, one, two in zip(batches, single_unseen, double_unseen, strict=True):
        evidence = combine(batch.reading, batch.single, one, batch.double, two)
        wrong = batch.reading.ids[evidence.places] != batch.right[evidence.places]
        places.append((evidence.rows, wrong, batch.fold[evidence.places]))
    place_unseen, place = _fit_unseen(places, PLACE_SETTINGS, ROUNDS["place"])
    truth = np.concatenate([wrong for _, wrong, _ in places])
    forests = {"single": single, "double": double, "place": place}
    return forests, np.concatenate(place_unseen), truth


def _fit_unseen(
    parts: Sequence[tuple[Floats, Truth, Index]], settings: dict[str, Any], rounds: int
) -> tuple[list[Floats], Booster]:
    """Fit on all, and judge each row by a forest fitted without the row's fold."""
    rows, truth, folds = (np.concatenate(column) for column in zip(*parts, strict=True))
    unseen = np.zeros(len(rows), np.float32)
    for number in range(FOLDS):
        held = folds == number
        grown = _grow(rows[~held], truth[~held], settings, rounds)
        unseen[held] = np.asarray(grown.predict(rows[held]))
    ends = np.cumsum([len(part) for part, _, _ in parts])[:-1]
    return np.split(unseen, ends), _grow(rows, truth, settings, rounds)


def _grow(rows: Floats, truth: Truth, settings: dict[str, Any], rounds: int) -> Booster:
    import lightgbm

    return lightgbm.train(settings, lightgbm.Dataset(rows, truth.astype(np.int8)), rounds)


def write_forest(booster: Booster, folder: Path, name: str) -> None:
    """Write a LightGBM model as the table of nodes that ``typos.forest`` reads."""
    nodes: list[tuple[int, float, int, int]] = []

    def add(node: dict[str, Any]) -> int:
        number = len(nodes)
        if "leaf_value" in node:
            nodes.append((-1, float(node["leaf_value"]), 0, 0))
            return number
        nodes.append((0, 0.0, 0, 0))
        low, high = add(node["left_child"]), add(node["right_child"])
        nodes[number] = (int(node["split_feature"]), float(node["threshold"]), low, high)
        return number

    roots = [add(tree["tree_structure"]) for tree in booster.dump_model()["tree_info"]]
    np.save(folder / f"{name}_nodes.npy", np.array(nodes, NODE))
    np.save(folder / f"{name}_roots.npy", np.array(roots, np.int32))

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
from pipeline.typos.forest import LEAVES
from pipeline.typos.search import combine

if TYPE_CHECKING:
    from lightgbm import Booster
    from numpy.typing import NDArray

    from pipeline.typos.alphabet import Ids, Layout
    from pipeline.typos.grams import Floats, Index
    from pipeline.typos.model import Model

    Truth = NDArray[np.bool_]

Pair = tuple[str, str]
FOLDS = 4
BATCH = 100
TEST = np.dtype([("feature", np.int16), ("threshold", np.float32), ("left", np.uint16)])
SETTINGS: dict[str, Any] = {
    "objective": "binary",
    "learning_rate": 0.05,
    "num_leaves": LEAVES,
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
    weight: float


def pairs_from_file(path: Path) -> list[Pair]:
    """Read rows of number of errors, sentence, corrected sentence; unequal lengths are left out."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    return [(row[1], row[2]) for row in rows if len(row) > 2 and len(row[1]) == len(row[2])]


def prepare(pairs: Sequence[Pair], model: Model, weight: float = 1.0) -> list[Batch]:
    """Read sentences in batches; a sentence's fold depends on its right form alone."""
    return [_batch(pairs[at : at + BATCH], model, weight) for at in range(0, len(pairs), BATCH)]


def _batch(pairs: Sequence[Pair], model: Model, weight: float) -> Batch:
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
        weight,
    )


def fit(batches: Sequence[Batch]) -> dict[str, Booster]:
    """Fit the three forests.

    The judge of places learns from what the other two say of sentences they have not seen.
    """
    singles = [(batch.single.rows, batch.single_truth, batch.single.places) for batch in batches]
    doubles = [(batch.double.rows, batch.double_truth, batch.double.places) for batch in batches]
    single_unseen, single = _fit_unseen(batches, singles, ROUNDS["single"])
    double_unseen, double = _fit_unseen(batches, doubles, ROUNDS["double"])
    places = []
    for batch, one, two in zip(batches, single_unseen, double_unseen, strict=True):
        evidence = combine(batch.reading, batch.single, one, batch.double, two)
        wrong = batch.reading.ids[evidence.places] != batch.right[evidence.places]
        places.append((evidence.rows, wrong, np.full(len(wrong), batch.weight)))
    rows, truth, weights = (np.concatenate(column) for column in zip(*places, strict=True))
    place = _grow(rows, truth, weights, PLACE_SETTINGS, ROUNDS["place"])
    return {"single": single, "double": double, "place": place}


def _fit_unseen(
    batches: Sequence[Batch], parts: Sequence[tuple[Floats, Truth, Index]], rounds: int
) -> tuple[list[Floats], Booster]:
    """Fit on all, and judge each row by a forest fitted without the row's fold."""
    rows = np.concatenate([part for part, _, _ in parts])
    truth = np.concatenate([part for _, part, _ in parts])
    pairs = list(zip(batches, parts, strict=True))
    folds = np.concatenate([batch.fold[places] for batch, (_, _, places) in pairs])
    weights = np.concatenate([np.full(len(part), batch.weight) for batch, (part, _, _) in pairs])
    unseen = np.zeros(len(rows), np.float32)
    for number in range(FOLDS):
        held = folds == number
        grown = _grow(rows[~held], truth[~held], weights[~held], SETTINGS, rounds)
        unseen[held] = np.asarray(grown.predict(rows[held]))
    ends = np.cumsum([len(part) for part, _, _ in parts])[:-1]
    return np.split(unseen, ends), _grow(rows, truth, weights, SETTINGS, rounds)


def _grow(
    rows: Floats,
    truth: Truth,
    weights: NDArray[np.float64],
    settings: dict[str, Any],
    rounds: int,
) -> Booster:
    import lightgbm

    examples = lightgbm.Dataset(rows, truth.astype(np.int8), weight=weights)
    return lightgbm.train(settings, examples, rounds)


def write_forest(booster: Booster, folder: Path, name: str) -> None:
    """Write a LightGBM model as the tests and leaves that ``typos.forest`` reads."""
    trees = booster.dump_model()["tree_info"]
    tests = np.zeros((len(trees), LEAVES - 1), TEST)
    tests["threshold"] = np.inf
    tests["left"] = (1 << LEAVES) - 1
    leaves = np.zeros((len(trees), LEAVES), np.float32)
    for number, tree in enumerate(trees):
        rows, values = _flatten(tree["tree_structure"])
        leaves[number, : len(values)] = values
        for row, test in enumerate(rows):
            tests[number, row] = test
    np.save(folder / f"{name}_tests.npy", tests)
    np.save(folder / f"{name}_leaves.npy", leaves)


def _flatten(tree: dict[str, Any]) -> tuple[list[tuple[int, float, int]], list[float]]:
    """Give the tests of a tree, and its leaves from the lowest branch to the highest."""
    tests: list[tuple[int, float, int]] = []
    leaves: list[float] = []

    def visit(node: dict[str, Any]) -> None:
        if "leaf_value" in node:
            leaves.append(float(node["leaf_value"]))
            return
        begin = len(leaves)
        visit(node["left_child"])
        struck = (1 << len(leaves)) - (1 << begin)
        left = ((1 << LEAVES) - 1) & ~struck
        tests.append((int(node["split_feature"]), float(node["threshold"]), left))
        visit(node["right_child"])

    visit(tree)
    return tests, leaves

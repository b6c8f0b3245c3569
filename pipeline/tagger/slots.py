"""What the tagger says of a figure: three places in the text, and how it relates to others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SLOTS = ("action", "object", "actor")
AGGREGATES = ("", "total", "part", "cumulative", "average", "rate", "change")
LONGEST_ANSWER = 28


@dataclass(frozen=True, slots=True)
class Said:
    """One answer and how probable it is; no place: there is none."""

    place: tuple[int, int] | None
    probability: float


@dataclass(frozen=True, slots=True)
class Answer:
    """All that the tagger says of one figure; places are counted in its window."""

    action: Said
    object: Said
    actor: Said
    aggregate: str
    aggregate_probability: float


def decode(
    logits: NDArray[np.float32], classes: NDArray[np.float32], asked: NDArray[np.int64]
) -> Iterator[Answer]:
    """Read the answers from the scores: (figure, slot × start and end, position) and classes."""
    shares = np.exp(classes - classes.max(-1, keepdims=True))
    shares /= shares.sum(-1, keepdims=True)
    for scores, share, (_, first, last) in zip(logits, shares, asked, strict=True):
        action, obj, actor = (
            _place(scores[2 * i], scores[2 * i + 1], first, last) for i in range(len(SLOTS))
        )
        best = int(share.argmax())
        yield Answer(action, obj, actor, AGGREGATES[best], float(share[best]))


def _place(starts: NDArray[np.float32], ends: NDArray[np.float32], first: int, last: int) -> Said:
    """Choose the best of all runs that do not touch the figure itself, and "none"."""
    size = len(starts)
    reach = min(LONGEST_ANSWER, size)
    padded = np.concatenate([ends, np.full(reach, -np.inf, np.float32)])
    runs = starts[:, None] + np.lib.stride_tricks.sliding_window_view(padded, reach)[:size]
    runs[0, 1:] = -np.inf
    touching = np.arange(size)[:, None] + np.arange(reach)[None]
    runs[(touching >= first) & (np.arange(size)[:, None] <= last)] = -np.inf
    top = int(runs.argmax())
    start, extra = divmod(top, reach)
    total = float(np.exp(runs - runs[start, extra]).sum())
    place = (start - 1, start + extra) if start else None
    return Said(place, 1.0 / total)

"""Examples -> a tagger that has learnt from them."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from pipeline.schema import Span
from pipeline.tagger.hints import NO_HINT
from pipeline.tagger.vocabulary import Vocabulary
from pipeline.training.examples import Example
from pipeline.training.tagger_net import Tagger
from pipeline.training.vary import Exchange

IGNORED = -100
BATCH = 3
HIDDEN_SHARE = 0.08
BLIND_SHARE = 0.25
WARM_UP = 0.06
HEAD_RATE = 2


def collate(
    examples: Sequence[Example], vocabulary: Vocabulary, rng: random.Random | None = None
) -> dict[str, Tensor]:
    """Turn examples into arrays; with ``rng`` some characters are hidden, so that none is vital."""
    longest = max(len(each.text) for each in examples) + 1
    numbers = np.full((len(examples), longest), vocabulary.pad, np.int64)
    marks = np.zeros_like(numbers)
    asked, starts, ends, classes, hints = [], [], [], [], []
    for row, example in enumerate(examples):
        ids = vocabulary.encode(example.text)
        if rng is not None:
            share = HIDDEN_SHARE * 2 * rng.random()
            ids = [vocabulary.mask if rng.random() < share else number for number in ids]
        numbers[row, 0] = vocabulary.start
        numbers[row, 1 : len(ids) + 1] = ids
        for span in example.figures:
            marks[row, span.start + 1 : span.end + 1] = 1
        for each in example.asked:
            asked.append((row, each.figure.start + 1, each.figure.end))
            classes.append(each.aggregate)
            blind = each.hint is None or (rng is not None and rng.random() < BLIND_SHARE)
            window = Span(0, len(example.text))
            hints.append(NO_HINT if blind or each.hint is None else each.hint.row(window))
            starts.append([_point(slot, "start") for slot in each.slots])
            ends.append([_point(slot, "end") for slot in each.slots])
    points = np.stack([np.array(starts), np.array(ends)], -1).reshape(len(asked), -1)
    return {
        "numbers": torch.from_numpy(numbers),
        "marks": torch.from_numpy(marks),
        "asked": torch.tensor(asked),
        "points": torch.from_numpy(points),
        "hints": torch.tensor(hints),
        "classes": torch.tensor(classes),
    }


def _point(slot: Span | int | None, side: str) -> int:
    if slot is None:
        return 0
    if not isinstance(slot, Span):
        return IGNORED
    return slot.start + 1 if side == "start" else slot.end


def loss_of(model: Tagger, batch: dict[str, Tensor]) -> Tensor:
    """Say how wrong the model is."""
    scores, classes = model(batch["numbers"], batch["marks"], batch["asked"], batch["hints"])
    places = cross_entropy(scores.flatten(0, 1), batch["points"].flatten(), ignore_index=IGNORED)
    return places * 3 + cross_entropy(classes, batch["classes"], label_smoothing=0.05)


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train: rounds, learning rate of the encoder, and where to keep the state."""

    epochs: int = 12
    rate: float = 7e-4
    seed: int = 1
    state: Path | None = None


def fit(
    model: Tagger,
    examples: Sequence[Example],
    vocabulary: Vocabulary,
    plan: Plan,
    *,
    made: Callable[[int], Sequence[Example]] = lambda _: (),
    tell: Callable[[str], None] = print,
) -> Tagger:
    """Train on the examples, varied anew in each round, and on ``made`` ones.

    The state is written after each round, and a run that finds one goes on from there.
    """
    torch.set_num_threads(1)
    torch.manual_seed(plan.seed)
    draw = Exchange(examples)
    encoder = list(model.encoder.parameters())
    known = {id(each) for each in encoder}
    head = [each for each in model.parameters() if id(each) not in known]
    optimizer = torch.optim.AdamW(
        [
            {"params": encoder, "peak": plan.rate},
            {"params": head, "peak": plan.rate * HEAD_RATE},
        ],
        lr=plan.rate,
        weight_decay=0.01,
    )
    begin = 0
    if plan.state is not None and plan.state.exists():
        kept = torch.load(plan.state, weights_only=True)
        model.load_state_dict(kept["model"])
        optimizer.load_state_dict(kept["optimizer"])
        begin = kept["epoch"]
        tell(f"接着上次：前{begin}轮已经做完")
    begun = time.monotonic()
    model.train()
    for epoch in range(begin, plan.epochs):
        rng = random.Random(plan.seed * 1000 + epoch)
        torch.manual_seed(plan.seed * 1000 + epoch)
        drawn = [*(draw(each, rng) for each in examples), *made(epoch)]
        batches = batched(drawn, rng)
        total = 0.0
        for number, batch in enumerate(batches):
            done = (epoch + number / len(batches)) / plan.epochs
            for group in optimizer.param_groups:
                group["lr"] = group["peak"] * min(1.0, done / WARM_UP) * (1 - done)
            loss = loss_of(model, collate(batch, vocabulary, rng))
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            total += loss.item()
        spent = (time.monotonic() - begun) / 60
        tell(f"微调 第{epoch + 1}/{plan.epochs}轮，损失{total / len(batches):.3f}，{spent:.1f}分钟")
        if plan.state is not None:
            new = plan.state.with_suffix(".new")
            torch.save(
                {
                    "model": model.state_dict(),
                    "optimizer": optimizer.state_dict(),
                    "epoch": epoch + 1,
                },
                new,
            )
            new.replace(plan.state)
    return model.eval()


def batched(examples: Sequence[Example], rng: random.Random) -> list[list[Example]]:
    """Shuffle, but let windows of about one length share a batch."""
    mixed = list(examples)
    rng.shuffle(mixed)
    batches = []
    for at in range(0, len(mixed), BATCH * 40):
        near = sorted(mixed[at : at + BATCH * 40], key=lambda each: len(each.text))
        batches += [near[i : i + BATCH] for i in range(0, len(near), BATCH)]
    rng.shuffle(batches)
    return batches

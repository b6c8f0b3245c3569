"""Texts -> an encoder of characters: its vocabulary, and pretraining by guessing masked ones.

The state is written every few minutes, so that a run that was stopped goes on where it stood.
"""

from __future__ import annotations

import hashlib
import lzma
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline import reading
from pipeline.tagger.vocabulary import SPECIAL, Vocabulary, fold

if TYPE_CHECKING:
    from numpy.typing import NDArray

RARE = 6
LENGTH = 192
BATCH = 12
RATE = 8e-4
WARM_UP = 0.03
MASKED = 0.2
LONGEST_RUN = 3
IGNORED = -100
SAVE_EVERY = 120.0
TELL_EVERY = 20

Tell = Callable[[str], None]


def text_of(path: Path) -> str:
    """Read a packed text (.xz), or any file that huibao reads."""
    if path.suffix == ".xz":
        return lzma.decompress(path.read_bytes()).decode("utf-8")
    return reading.read(path).text


def fingerprint(paths: Sequence[Path]) -> list[dict[str, str | int]]:
    """List what is read: name, number of bytes, SHA-256."""
    rows: list[dict[str, str | int]] = []
    for path in paths:
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        rows.append({"name": path.name, "bytes": len(content), "sha256": digest})
    return rows


def vocabulary_from(texts: Sequence[str], rare: int = RARE) -> Vocabulary:
    """Take the characters that stand in the texts often enough, the most frequent first."""
    counts: Counter[str] = Counter()
    for text in texts:
        for char, count in Counter(text).items():
            counts[fold(char)] += count
    kept = [c for c, n in counts.most_common() if n >= rare and not c.isspace() and c.isprintable()]
    return Vocabulary([*SPECIAL, *kept])


def config(vocabulary: Vocabulary, layers: int = 3, width: int = 192) -> Any:  # noqa: ANN401
    """Describe a small BERT."""
    from transformers import BertConfig

    return BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=width,
        num_hidden_layers=layers,
        num_attention_heads=max(1, width // 64),
        intermediate_size=width * 3,
        max_position_embeddings=LENGTH,
        pad_token_id=vocabulary.pad,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )


def first_embeddings(
    numbers: NDArray[np.int64], size: int, width: int, spread: float = 0.04
) -> NDArray[np.float32]:
    """Place the characters by their neighbours (positive PMI at four distances, eigenvectors).

    An encoder that starts from here needs not find out first which characters go together.
    """
    alike = np.zeros((size, size), np.float32)
    for apart in (1, 2):
        pairs = numbers[:-apart] * size + numbers[apart:]
        counts = np.bincount(pairs, minlength=size * size).reshape(size, size).astype(np.float32)
        total = counts.sum()
        expected = counts.sum(1, keepdims=True) * counts.sum(0, keepdims=True) / total
        with np.errstate(divide="ignore", invalid="ignore"):
            pmi = np.nan_to_num(np.log(counts / expected), nan=0.0, neginf=0.0)
        positive = np.maximum(pmi, 0.0) * (counts > 1)
        alike += positive @ positive.T + positive.T @ positive
    values, vectors = np.linalg.eigh(alike)
    best = vectors[:, -width:] * np.maximum(values[-width:], 0.0) ** 0.25
    best = np.pad(best, ((0, 0), (0, width - best.shape[1])))
    best *= spread / max(float(best.std()), 1e-9)
    placed: NDArray[np.float32] = best.astype(np.float32)
    return placed


def mask_runs(
    rows: NDArray[np.int64], vocabulary: Vocabulary, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Hide runs of one to three characters; give the rows with holes, and what they held."""
    starts = rng.random(rows.shape) < MASKED / ((1 + LONGEST_RUN) / 2)
    longest = rng.integers(1, LONGEST_RUN + 1, rows.shape)
    hidden = starts.copy()
    for step in range(1, LONGEST_RUN):
        hidden[:, step:] |= (starts & (longest > step))[:, :-step]
    hidden &= rows >= len(SPECIAL)
    answers = np.where(hidden, rows, IGNORED)
    how = rng.random(rows.shape)
    any_char = rng.integers(len(SPECIAL), len(vocabulary), rows.shape)
    holes = np.where(how < 0.8, vocabulary.mask, np.where(how < 0.9, any_char, rows))
    return np.where(hidden, holes, rows), answers


def _rows(
    numbers: NDArray[np.int64], rng: np.random.Generator, length: int
) -> Iterator[NDArray[np.int64]]:
    """Cut a text into rows, in ever new order."""
    while True:
        offset = int(rng.integers(length))
        starts = np.arange(offset, len(numbers) - length, length)
        rng.shuffle(starts)
        for start in starts:
            yield numbers[start : start + length]


def pretrain(
    numbers: NDArray[np.int64],
    vocabulary: Vocabulary,
    out: Path,
    *,
    minutes: float,
    layers: int = 3,
    width: int = 192,
    length: int = LENGTH,
    seed: int = 1,
    tell: Tell = print,
) -> Path:
    """Train an encoder for so many minutes in all, stops in between not counted.

    ``out`` gets ``encoder`` (what was learnt) and ``pretraining.pt`` (where a next run goes on).
    """
    import torch
    from transformers import BertForMaskedLM

    torch.set_num_threads(1)
    torch.manual_seed(seed)
    model = BertForMaskedLM(config(vocabulary, layers, width))
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.01, betas=(0.9, 0.98))
    if len(numbers) < 2 * length:
        numbers = np.resize(numbers, 2 * length)
    state_at = out / "pretraining.pt"
    step, spent = 0, 0.0
    if state_at.exists():
        state = torch.load(state_at, weights_only=True)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        step, spent = state["step"], state["spent"]
        tell(f"接着上次：第{step}步，已用{spent / 60:.0f}分钟")
    else:
        placed = first_embeddings(numbers, len(vocabulary), width)
        with torch.no_grad():
            model.bert.embeddings.word_embeddings.weight.copy_(torch.from_numpy(placed))
    rng = np.random.default_rng(seed + step)
    rows = _rows(numbers, rng, length)
    budget, model_losses = minutes * 60, []
    model.train()
    begun = saved = time.monotonic()

    def save() -> None:
        kept = {
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
            "step": step,
            "spent": spent + time.monotonic() - begun,
        }
        torch.save(kept, state_at.with_suffix(".new"))
        state_at.with_suffix(".new").replace(state_at)

    while (elapsed := spent + time.monotonic() - begun) < budget:
        done = elapsed / budget
        rate = RATE * min(1.0, done / WARM_UP) * (1 - done)
        for group in optimizer.param_groups:
            group["lr"] = max(rate, 1e-6)
        batch = np.stack([next(rows) for _ in range(BATCH)])
        holes, answers = mask_runs(batch, vocabulary, rng)
        wanted = torch.from_numpy(answers)
        hidden = model.bert(torch.from_numpy(holes)).last_hidden_state
        asked = wanted != IGNORED
        loss = torch.nn.functional.cross_entropy(model.cls(hidden[asked]), wanted[asked])
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        step += 1
        model_losses.append(loss.item())
        if step % TELL_EVERY == 0:
            mean = sum(model_losses[-TELL_EVERY:]) / TELL_EVERY
            tell(f"预训练 第{step}步，{elapsed / 60:.1f}/{minutes:.0f}分钟，损失{mean:.3f}")
        if time.monotonic() - saved > SAVE_EVERY:
            save()
            saved = time.monotonic()
    save()
    folder = out / "encoder"
    model.bert.save_pretrained(folder)
    vocabulary.write(folder / "vocab.txt")
    return folder
